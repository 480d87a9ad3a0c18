"""Đánh số nhảy cóc hoặc lặp.

**Why.** Hai mục cùng số IV hoặc thiếu mục thì viện dẫn “mục IV” không biết là mục nào; số nhảy cóc thường do mất một đoạn.
Bảng chữ cái hành chính có a, b, c, d, đ, e.

**Bad.** I, II, III, IV, IV.

**Good.** I, II, III, IV, V.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.model.finding import Finding, Severity
from namro.model.plan import Origin, Plan

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def check(plan: Plan) -> Iterator[Finding]:
    """Find sections and annex rows whose numbers skip or repeat."""
    last: dict[tuple[int | None, str], tuple[int, str]] = {}
    for index, section in enumerate(plan.sections):
        label = section.label
        place = _place(label) if label else None
        if label is None or place is None:
            continue
        style, number = place
        group = (section.parent, style)
        before = last.get(group)
        last[group] = (number, label)
        if before is None:
            continue
        message = _judge(before, (number, label))
        if message:
            # Many offices write a, b, c, d, e: against the letters, but nobody is misled.
            missed_letter = (before[1][-1], label[-1]) == ("d", "e")
            yield RULE.on(
                plan,
                "section",
                index,
                f"Đánh số mục: {message}; đánh số lại.",
                severity=Severity.NOTE if missed_letter else RULE.severity,
            )
    yield from _rows(plan)


def _rows(plan: Plan) -> Iterator[Finding]:
    """Annex rows are numbered through, or anew in every group."""
    before: tuple[int, str] | None = None
    for index, task in enumerate(plan.tasks):
        if task.origin is not Origin.ANNEX or not task.no or not task.no.isdigit():
            continue
        number = int(task.no)
        message = _judge(before, (number, task.no)) if before and number != 1 else None
        before = (number, task.no)
        if message:
            yield RULE.on(plan, "task", index, f"Số thứ tự nhiệm vụ: {message}; đánh số lại.")


def _judge(before: tuple[int, str], now: tuple[int, str]) -> str | None:
    if now[0] == before[0]:
        return f"số “{now[1]}” dùng hai lần liền nhau"
    if now[0] < before[0]:
        return None if now[0] == 1 else f"sau “{before[1]}” lại đến “{now[1]}”"
    if now[0] > before[0] + 1:
        return f"từ “{before[1]}” nhảy sang “{now[1]}”"
    return None


def _place(label: str) -> tuple[str, int] | None:
    """Give the style of a label and its place in order."""
    tail = label.rsplit(".", 1)[-1].strip()
    head = label[: len(label) - len(tail)]
    if label.upper().startswith("PHỤ LỤC"):
        head, tail = "PHỤ LỤC ", label.split()[-1]
    if tail.isdigit():
        return head + "1", int(tail)
    if tail and all(letter in _ROMAN for letter in tail):
        return head + "I", _roman(tail)
    if len(tail) == 1 and tail in _LETTERS:
        return head + "a", _LETTERS.index(tail) + 1
    return None


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    total = 0
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += value if value >= following else -value
    return total


RULE = Rule("NUM01", "Đánh số nhảy cóc hoặc lặp", Severity.WARNING, check)
