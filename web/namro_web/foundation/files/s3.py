"""Files in an S3-compatible store: an object appears when all of its bytes are there, or never."""

from __future__ import annotations

import base64
import errno
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from namro_web.foundation.errors import Unavailable
from namro_web.foundation.files.store import BLOCK, proper, proved

# Held in memory up to here, beyond it in a file without a name.
SPOOL = 8 * 1024 * 1024
_GONE = {"404", "NoSuchKey", "NotFound"}
_THERE_ALREADY = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
_FULL = {"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge"}
_KNOWS_NO_CONDITION = {"501", "NotImplemented"}


class S3Store:
    """A bucket, reached with a key of its own."""

    def __init__(
        self,
        *,
        bucket: str,
        endpoint: str = "",
        region: str = "",
        prefix: str = "",
        access_key: str = "",
        secret_key: str = "",
    ) -> None:
        self.bucket, self.prefix = bucket, prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._endpoint = endpoint
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or "us-east-1",
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 4, "mode": "standard"},
                s3={"addressing_style": "path" if endpoint else "auto"},
                # Stores that are not Amazon's do not all know the newer checksums of their own accord.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    @property
    def where(self) -> str:
        """Name the bucket."""
        return f"kho S3 {self._endpoint or 'AWS'}/{self.bucket}/{self.prefix}"

    def has(self, sha256: str) -> bool:
        """Ask for its head."""
        return self._head(sha256) is not None

    def put(self, sha256: str, blocks: Iterable[bytes]) -> bool:
        """Send it whole with its checksum, on the condition that there is none; the store refuses halves."""
        key = self._key(sha256)
        with tempfile.SpooledTemporaryFile(max_size=SPOOL) as body:
            for block in proved(sha256, blocks):
                body.write(block)
            if self.has(sha256):
                return False
            asked: dict[str, Any] = {
                "Bucket": self.bucket,
                "Key": key,
                "ChecksumSHA256": base64.b64encode(bytes.fromhex(sha256)).decode(),
            }
            with _translated():
                try:
                    body.seek(0)
                    self._client.put_object(**asked, Body=body, IfNoneMatch="*")
                except ClientError as error:
                    if _code(error) in _THERE_ALREADY:
                        # Somebody else kept the same bytes at the same moment.
                        return False
                    if _code(error) not in _KNOWS_NO_CONDITION:
                        raise
                    body.seek(0)
                    self._client.put_object(**asked, Body=body)
        return True

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """Receive it in parts, and prove it."""
        with _translated():
            answer = self._client.get_object(Bucket=self.bucket, Key=self._key(sha256))
            with answer["Body"] as body:
                yield from proved(sha256, iter(lambda: body.read(BLOCK), b""))

    def fetch(self, sha256: str) -> bytes:
        """Receive it at once, and prove it."""
        return b"".join(self.blocks(sha256))

    def names(self) -> Iterator[str]:
        """List the bucket, page by page."""
        with _translated():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                for found in page.get("Contents", ()):
                    folder, _, name = found["Key"].removeprefix(self.prefix).partition("/")
                    try:
                        if proper(name)[:2] == folder:
                            yield name
                    except ValueError:
                        continue

    def age(self, sha256: str) -> float:
        """Ask the store when it was written.

        Raises:
            FileNotFoundError: It is not kept here.
        """
        head = self._head(sha256)
        if head is None:
            raise FileNotFoundError(sha256)
        written: datetime = head["LastModified"]
        return max(0.0, (datetime.now(UTC) - written).total_seconds())

    def remove(self, sha256: str) -> None:
        """Delete the object."""
        with _translated():
            self._client.delete_object(Bucket=self.bucket, Key=self._key(sha256))

    def tidy(self) -> int:
        """Give up uploads in parts that somebody began here long ago; this program begins none."""
        removed = 0
        with _translated():
            began = self._client.list_multipart_uploads(Bucket=self.bucket, Prefix=self.prefix)
            for upload in began.get("Uploads", ()):
                if (datetime.now(UTC) - upload["Initiated"]).days >= 1:
                    self._client.abort_multipart_upload(
                        Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                    )
                    removed += 1
        return removed

    def free_bytes(self) -> int | None:
        """Stores do not tell."""
        return None

    def probe(self) -> None:
        """Write a few bytes under a name no file can have, and take them away."""
        key = f"{self.prefix}probe-{uuid.uuid4().hex}"
        with _translated():
            self._client.put_object(Bucket=self.bucket, Key=key, Body=b"namro")
            self._client.delete_object(Bucket=self.bucket, Key=key)

    def _key(self, sha256: str) -> str:
        return f"{self.prefix}{proper(sha256)[:2]}/{sha256}"

    def _head(self, sha256: str) -> dict[str, Any] | None:
        with _translated():
            try:
                head: dict[str, Any] = self._client.head_object(
                    Bucket=self.bucket, Key=self._key(sha256)
                )
            except ClientError as error:
                if _code(error) in _GONE:
                    return None
                raise
        return head


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _translated() -> Iterator[None]:
    """Say a store's troubles in the words of the house."""
    try:
        yield
    except ClientError as error:
        code = _code(error)
        if code in {"NoSuchKey", "404"}:
            raise FileNotFoundError(code) from error
        if code in _FULL:
            raise OSError(errno.ENOSPC, "the store is full") from error
        raise _away() from error
    except BotoCoreError as error:
        raise _away() from error


def _away() -> Unavailable:
    return Unavailable(
        "foundation.files-away",
        "Kho tệp đang không trả lời; chưa có gì được lưu. Hãy thử lại sau ít phút, "
        "nếu vẫn lỗi hãy báo quản trị viên.",
    )
