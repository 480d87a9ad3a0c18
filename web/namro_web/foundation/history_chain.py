"""The chain of history: how lines hang together, and what is the first that no longer does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Subquery

from namro_web.foundation import history_archives, history_seals
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.history_hash import hash_of as hash_of  # history takes it from here
from namro_web.foundation.models import HistoryHead, HistoryLine
from namro_web.foundation.sentences import sentence_of

# How far away the rightful place of a moved line is looked for.
_REACH = 1000


class Harm(StrEnum):
    """What was done to the history."""

    TOUCHED = "touched"
    REMOVED = "removed"
    REORDERED = "reordered"
    CUT_OFF = "cut-off"
    REWRITTEN = "rewritten"
    SEAL_FORGED = "seal-forged"
    ARCHIVE_FORGED = "archive-forged"


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the history is not what was written; ``words`` say it to a person.

    ``about`` says when that line was written and what it tells now or, when it is gone, between
    which moments it stood.
    """

    number: int
    harm: Harm
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: how many lines stood the test, how many seals agree, the first break."""

    lines: int
    seals: int
    first_break: Break | None


Tell = Callable[[int, int], None]


def check_history(*, start: int = 1, with_seals: bool = True, tell: Tell | None = None) -> Verdict:
    """Walk the chain from a line to its end, and compare it with its end row and its seals.

    The end is read first and the lines up to it afterwards, so nothing needs a lock and what people
    write meanwhile is not taken for damage.

    Args:
        start: The first line to look at; what stands before it is taken on trust.
        with_seals: Compare with the seals of this installation too.
        tell: Hears how many lines are done, of how many.
    """
    head = HistoryHead.objects.filter(pk=1).first()
    notes = history_seals.seals() if with_seals else []
    verdict = _walk(head, notes, start=max(1, start), tell=tell)
    if verdict.first_break is None:
        return verdict
    broken = replace(verdict.first_break, about=_about(verdict.first_break.number))
    return replace(verdict, first_break=broken)


def first_broken_line() -> int | None:
    """Give the number of the first line that was touched, removed or moved; ``None`` if whole."""
    found = check_history().first_break
    return found.number if found else None


def _about(number: int) -> str:
    there = HistoryLine.objects.filter(number=number).first()
    if there is not None:
        said = sentence_of(there.verb, there.data).text
        return f"Dòng {number} nay ghi: lúc {_moment(there)}, {said}."
    before = HistoryLine.objects.filter(number__lt=number).order_by("-number").first()
    after = HistoryLine.objects.filter(number__gt=number).order_by("number").first()
    bounds = [
        f"{word} {_moment(line)}" for word, line in (("sau", before), ("trước", after)) if line
    ]
    return f"Dòng {number} được ghi {', '.join(bounds)}." if bounds else ""


def _moment(line: HistoryLine) -> str:
    return f"{line.at.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}"


def _walk(
    head: HistoryHead | None, notes: list[history_seals.Seal], *, start: int, tell: Tell | None
) -> Verdict:
    sealed = {}
    agreed = 0
    for note in notes:
        if not note.valid:
            words = (
                "Tệp niêm phong lịch sử đã bị sửa: có dấu niêm không mang chữ ký của hệ thống này."
            )
            return Verdict(0, agreed, Break(note.number, Harm.SEAL_FORGED, words))
        sealed[note.number] = note
    archived = history_archives.end_of_archives()
    if archived is None:
        words = "Bảng lưu trữ lịch sử đã bị sửa: có dòng không mang chữ ký của hệ thống này."
        return Verdict(0, agreed, Break(1, Harm.ARCHIVE_FORGED, words))
    total = head.number if head else 0
    # What was archived is proved by its own file; the rest hangs on its last hash.
    start = max(start, archived.last + 1)
    before = HistoryLine.objects.filter(number=start - 1).first()
    expected, previous, done = start, before.hash if before else "", 0
    if start == archived.last + 1:
        previous = archived.hash
    lines = HistoryLine.objects.filter(number__gte=start).order_by("number")
    if head is not None:
        lines = lines.filter(number__lte=head.number)
    for line in lines.iterator(chunk_size=2000):
        if not done and start > archived.last + 1 and before is None:
            # What stands before the start is taken on trust, its absence too.
            previous = line.previous_hash
        found = _fault(line, expected, previous, before)
        if found is not None:
            return Verdict(done, agreed, found)
        note_here = sealed.get(line.number)
        if note_here is not None:
            if note_here.hash != line.hash:
                words = (
                    f"Dòng {line.number} không khớp dấu niêm lúc {note_here.at}: dòng này hoặc các dòng "
                    "trước đó đã bị viết lại cùng mã băm."
                )
                return Verdict(done, agreed, Break(line.number, Harm.REWRITTEN, words))
            agreed += 1
        before, expected, previous, done = line, expected + 1, line.hash, done + 1
        if tell is not None and done % 1000 == 0:
            tell(done, max(total - start + 1, done))
    return Verdict(done, agreed, _end_fault(head, expected, previous, max(sealed, default=0)))


def _fault(
    line: HistoryLine, expected: int, previous: str, before: HistoryLine | None
) -> Break | None:
    if line.number > expected:
        last = line.number - 1
        words = (
            f"Dòng {expected} đã bị xóa."
            if last == expected
            else f"Các dòng từ {expected} đến {last} đã bị xóa."
        )
        return Break(expected, Harm.REMOVED, words)
    own = hash_of(line) == line.hash
    if own and line.previous_hash == previous:
        return None
    if own and before is not None:
        # This line is as it was written and remembers another hash: the one before was rewritten.
        words = f"Dòng {before.number} đã bị sửa và mã băm của dòng được tính lại."
        return Break(before.number, Harm.TOUCHED, words)
    return _moved(line, previous) or Break(
        line.number, Harm.TOUCHED, f"Dòng {line.number} đã bị sửa."
    )


def _moved(line: HistoryLine, previous: str) -> Break | None:
    """Say whether a line that does not fit here was written for another place."""
    number = line.number
    try:
        for place in range(number + 1, number + _REACH):
            line.number = place
            if hash_of(line) != line.hash:
                continue
            other = HistoryLine.objects.filter(number=place).first()
            if other is not None and other.previous_hash == previous:
                words = f"Dòng {number} và dòng {place} đã bị đổi chỗ."
                return Break(number, Harm.REORDERED, words)
            words = f"Dòng {number} đã bị xóa và các dòng sau bị đánh số lại."
            return Break(number, Harm.REMOVED, words)
    finally:
        line.number = number
    return None


def _end_fault(head: HistoryHead | None, expected: int, previous: str, sealed: int) -> Break | None:
    last = expected - 1
    promised = max(head.number if head else 0, sealed)
    if promised > last:
        words = f"Phần cuối bị cắt: lịch sử đã có tới dòng {promised}, nay chỉ còn tới dòng {last}."
        return Break(expected, Harm.CUT_OFF, words)
    if last and (head is None or head.hash != previous):
        words = f"Dòng {last} không khớp đầu chuỗi đã ghi; dòng này hoặc đầu chuỗi đã bị sửa."
        return Break(last, Harm.TOUCHED, words)
    # One statement, hence one moment: a line is never beyond the end row while people write.
    end = Subquery(HistoryHead.objects.filter(pk=1).values("number")[:1])
    beyond = HistoryLine.objects.filter(number__gt=end).order_by("number").first()
    if beyond is not None:
        words = f"Dòng {beyond.number} nằm ngoài đầu chuỗi đã ghi; đầu chuỗi đã bị sửa."
        return Break(beyond.number, Harm.TOUCHED, words)
    return None
