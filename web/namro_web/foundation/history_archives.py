"""History that has outlived its keeping: moved to files that prove themselves, never just deleted.

Each file holds a stretch of the chain, line by line with its hashes; the row that speaks of it is
signed. What stays in the database hangs on the hash of the last line that went, so that the whole
can be proved from the first line ever written to the newest.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.dateparse import parse_datetime

from namro_web.foundation import history_guard
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.files import fingerprint, store
from namro_web.foundation.history_hash import hash_of
from namro_web.foundation.models import HistoryArchive, HistoryHead, HistoryLine

# A file of so many lines fits in memory many times over.
LINES_IN_A_FILE = 100_000
_SALT = "namro.history.archive"
_FIELDS = (
    "number",
    "verb",
    "subject_type",
    "subject_id",
    "unit_id",
    "actor_id",
    "actor_name",
    "post_id",
    "post_name",
    "data",
    "previous_hash",
    "hash",
)

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ArchivedEnd:
    """Up to which line history stands in files, and the hash of that line."""

    last: int = 0
    hash: str = ""


def end_of_archives() -> ArchivedEnd | None:
    """Give where the archives end; ``None`` when a row is not signed by this installation or a piece is missing."""
    end = ArchivedEnd()
    for archive in HistoryArchive.objects.order_by("first"):
        fits = archive.first == end.last + 1 and archive.previous_hash == end.hash
        if not fits or not constant_time_compare(archive.mac, _mac(archive)):
            return None
        end = ArchivedEnd(archive.last, archive.last_hash)
    return end


def archive_before(moment: datetime, *, at: datetime) -> list[HistoryArchive]:
    """Move the lines written before a moment into files, from the oldest on without a gap.

    The newest line always stays. The lines are proved before they go; the file is on the disk before
    they are gone from the database, in one transaction with its signed row.

    Raises:
        Conflict: The archives are not as they were written, or the lines to go are not.
    """
    made = []
    while (archive := _archive_some(moment, at=at)) is not None:
        made.append(archive)
    return made


def archived_lines(archive: HistoryArchive) -> Iterator[HistoryLine]:
    """Read the lines of an archive back, each proved by its hash and by the line before.

    Raises:
        Conflict: The file is gone, was altered, or does not hold what its row says.
    """
    previous, number = archive.previous_hash, archive.first
    for written in gzip.decompress(store().fetch(archive.sha256)).decode("utf-8").splitlines():
        line = _line_from(json.loads(written))
        if (line.number, line.previous_hash) != (number, previous) or hash_of(line) != line.hash:
            raise _harmed(archive, line.number)
        previous, number = line.hash, number + 1
        yield line
    if (number - 1, previous) != (archive.last, archive.last_hash):
        raise _harmed(archive, number)


def check_archives(*, tell: Tell | None = None) -> int:
    """Prove every archived line; give how many.

    Raises:
        Conflict: An archive is gone or was altered; the message names it.
    """
    if end_of_archives() is None:
        raise _forged()
    archives = list(HistoryArchive.objects.order_by("first"))
    total, done = sum(one.last - one.first + 1 for one in archives), 0
    for archive in archives:
        for _ in archived_lines(archive):
            done += 1
            if tell is not None and done % 1000 == 0:
                tell(done, total)
    return done


def sign_anew() -> None:
    """Sign the archives with this installation's key: what a backup brought was signed elsewhere.

    Prove every archived line afterwards (:func:`check_archives`); a signature proves no content.
    """
    for archive in HistoryArchive.objects.order_by("first"):
        archive.mac = _mac(archive)
        archive.save(update_fields=["mac"])


@transaction.atomic
def _archive_some(moment: datetime, *, at: datetime) -> HistoryArchive | None:
    head = HistoryHead.objects.select_for_update().filter(pk=1).first()
    end = end_of_archives()
    if end is None:
        raise _forged()
    if head is None:
        return None
    young = HistoryLine.objects.filter(at__gte=moment).order_by("number").first()
    last = min(
        (young.number if young else head.number) - 1, end.last + LINES_IN_A_FILE, head.number - 1
    )
    if last <= end.last:
        return None
    lines = HistoryLine.objects.filter(number__gt=end.last, number__lte=last).order_by("number")
    written, previous, number = [], end.hash, end.last + 1
    for line in lines.iterator(chunk_size=2000):
        whole = (line.number, line.previous_hash) == (number, previous)
        if not whole or hash_of(line) != line.hash:
            raise Conflict(
                "foundation.history-not-whole",
                f"Lịch sử không còn nguyên vẹn ở dòng {number}; chưa lưu trữ gì. Chạy "
                "`namro-web verify-history` để biết điều gì đã xảy ra.",
            )
        written.append(json.dumps(_told(line), ensure_ascii=False, sort_keys=True))
        previous, number = line.hash, number + 1
    if number != last + 1:
        raise Conflict(
            "foundation.history-not-whole", f"Thiếu dòng lịch sử {number}; chưa lưu trữ gì."
        )
    data = gzip.compress("\n".join(written).encode("utf-8"), mtime=0)
    sha256 = fingerprint(data)
    store().put(sha256, [data])
    archive = HistoryArchive(
        first=end.last + 1,
        last=last,
        previous_hash=end.hash,
        last_hash=previous,
        sha256=sha256,
        made_at=at.astimezone(UTC),
    )
    archive.mac = _mac(archive)
    archive.save(force_insert=True)
    _forget(last)
    return archive


def _forget(last: int) -> None:
    """Take lines out of the database, past the guard that keeps everybody else from doing so."""
    history_guard.remove(connection)
    HistoryLine.objects.filter(number__lte=last).delete()
    if settings.HISTORY_GUARD:
        history_guard.install(connection)


def cutoff(years: int, *, at: datetime) -> datetime:
    """Give the moment before which lines have outlived their keeping.

    Raises:
        Invalid: The years are none: history is kept for ever.
    """
    if years < 1:
        raise Invalid(
            "foundation.history-kept-for-ever",
            "Lịch sử đang được giữ mãi (NAMRO_HISTORY_YEARS chưa đặt); không có gì để lưu trữ.",
        )
    try:
        return at.replace(year=at.year - years)
    except ValueError:
        # The 29th of February has no match in a common year.
        return at.replace(year=at.year - years, day=28)


def _told(line: HistoryLine) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in _FIELDS}
    return told | {"at": line.at.astimezone(UTC).isoformat(timespec="microseconds")}


def _line_from(told: dict[str, Any]) -> HistoryLine:
    at = parse_datetime(told["at"])
    if at is None:
        raise Conflict("foundation.archive-harmed", f"Dòng {told['number']} không có thời điểm.")
    return HistoryLine(**{name: told[name] for name in _FIELDS}, at=at)


def _harmed(archive: HistoryArchive, number: int) -> Conflict:
    return Conflict(
        "foundation.archive-harmed",
        f"Phần lịch sử lưu trữ {archive.first}-{archive.last} không còn nguyên vẹn ở dòng {number}.",
    )


def _forged() -> Conflict:
    return Conflict(
        "foundation.archive-forged",
        "Bảng lưu trữ lịch sử đã bị sửa: thiếu một phần, hoặc có dòng không mang chữ ký của hệ thống.",
    )


def _mac(archive: HistoryArchive) -> str:
    told = f"{archive.first} {archive.last} {archive.previous_hash} {archive.last_hash} {archive.sha256}"
    return salted_hmac(_SALT, told, algorithm="sha256").hexdigest()
