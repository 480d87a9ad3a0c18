"""A limit on uploads that holds while the bytes arrive, whatever length the sender announces."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from namro_web.foundation.errors import Invalid

DEFAULT_LIMIT = 50 * 1024 * 1024
FORM_ALLOWANCE = 64 * 1024
"""What a form's other fields and boundaries may take beside the file."""


def limit() -> int:
    """Give the largest upload that is read, in bytes."""
    return int(getattr(settings, "UPLOAD_LIMIT", DEFAULT_LIMIT))


def announced_too_large(request: HttpRequest) -> bool:
    """Say whether the sender itself announces more than is read; the body is then left unread."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return announced.isdigit() and int(announced) > limit() + FORM_ALLOWANCE


def too_large() -> Invalid:
    """Give the refusal of a file over the limit."""
    return Invalid(
        "read.too-large",
        f"Tệp lớn hơn {limit() // (1024 * 1024)} MB nên không nhận. Hãy tách phụ lục, bỏ hình ảnh "
        "hoặc xuất lại bản có lớp chữ rồi tải lên.",
        field="file",
    )


class Quota(FileUploadHandler):
    """Stop an upload at the limit; nothing after it is kept in memory or on disk."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Count what arrives."""
        self.arrived += len(raw_data)
        if self.arrived > limit():
            if self.request is not None:
                self.request.upload_stopped = True  # type: ignore[attr-defined]
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Leave the file to the handlers after this one."""
        return None
