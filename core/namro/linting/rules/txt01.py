"""Lỗi gõ hoặc lỗi nhận dạng chữ.

**Why.** Văn bản gõ lại hoặc quét thường sai dấu, sai một chữ, thừa hoặc thiếu dấu phẩy. Một chữ sai có
thể đổi nghĩa của chỉ tiêu, tên cơ quan hoặc làm mất đường dẫn tới văn bản được viện dẫn.

**How.** Không có danh mục lỗi nào được soạn sẵn. Một tiếng đứng cạnh những tiếng không ghép được với nó
thành từ quen thuộc, trong khi một tiếng gần giống thì ghép được, hoặc chính văn bản này ở chỗ khác
viết khác, thì bị nêu. Kiểu viết (hoá/hóa, uỷ/ủy, hằng năm/hàng năm) không phải là lỗi.

**Bad.** "Phần đầu đến năm 2030 …"; "đơn đốc việc thực hiện"; "tài khoản VNelD".

**Good.** "Phấn đấu đến năm 2030 …"; "đôn đốc việc thực hiện"; "tài khoản VNeID".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain

from namro.linting.rule import Rule
from namro.linting.spelling.lexicon import lexicon
from namro.linting.spelling.slips import find_slips, phrase_slips
from namro.linting.spelling.stream import Stream
from namro.linting.spelling.surface import (
    abbreviation_slips,
    capital_slips,
    comma_slips,
    doubled_words,
    mark_slips,
    name_slips,
    place_slips,
    tone_slips,
)
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan
from namro.model.source import Span


def check(plan: Plan) -> Iterator[Finding]:
    """Find likely misprints."""
    source = plan.source
    known = lexicon()
    stream = Stream(source)
    taken = _Taken()
    slips = chain(
        tone_slips(stream),
        find_slips(stream, known),
        phrase_slips(stream, known),
        abbreviation_slips(stream, known),
        capital_slips(stream, known),
        doubled_words(stream, known),
        place_slips(stream, known),
        name_slips(stream, known),
        comma_slips(stream, known),
    )
    for slip in slips:
        span = stream.span(slip.first, slip.last)
        if not taken.take(span):
            continue
        yield _finding(plan, span, slip.suggestion, safe=slip.sure)
    for mark in mark_slips(source.text):
        yield _finding(plan, Span(mark.start, mark.end), mark.suggestion, safe=True)


class _Taken:
    """The stretches of text that have a finding already, in order and apart from each other."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, span: Span) -> bool:
        """Take a stretch, unless part of it is taken."""
        place = bisect_left(self._starts, span.end)
        if place and self._ends[place - 1] > span.start:
            return False
        self._starts.insert(place, span.start)
        self._ends.insert(place, span.end)
        return True


def _finding(plan: Plan, span: Span, suggestion: str, *, safe: bool) -> Finding:
    printed = plan.source.quote(span)
    return Finding(
        rule=RULE.id,
        severity=RULE.severity,
        line=plan.source.line_of(span.start),
        message=f"Có thể in sai “{printed}”; xem có phải “{suggestion}” không.",
        span=span,
        printed=printed,
        suggestion=suggestion,
        safe=safe,
    )


RULE = Rule("TXT01", "Lỗi gõ hoặc lỗi nhận dạng chữ", Severity.WARNING, check)
