"""How deadlines, targets and due days are said on a page, and read back from a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring

EVERY = {
    Recurrence.MONTHLY: "Hằng tháng",
    Recurrence.QUARTERLY: "Hằng quý",
    Recurrence.HALF_YEARLY: "6 tháng một lần",
    Recurrence.YEARLY: "Hằng năm",
    Recurrence.PERIODIC: "Định kỳ",
}
OPERATORS = {">=": "≥", ">": ">", "=": "=", "<=": "≤", "<": "<"}


def deadline_words(deadline: Deadline | None) -> tuple[str, str]:
    """Say a deadline, and what follows from its kind.

    >>> deadline_words(ByDate(date(2025, 6, 30)))
    ('30/06/2025', 'theo ngày')
    >>> deadline_words(None)
    ('', '')
    """
    match deadline:
        case ByDate(day, start):
            words = f"{day:%d/%m/%Y}"
            return (f"{start:%d/%m/%Y} – {words}" if start else words, "theo ngày")
        case Recurring(every, month_days, until):
            words = EVERY[every]
            if month_days:
                words += ", trước " + ", ".join(f"{day}/{month}" for month, day in month_days)
            return (_with_end(words, until), "định kỳ, mỗi kỳ một kết quả")
        case Continuous(until):
            return (_with_end("Thường xuyên", until), "không có ngày cuối, xét theo báo cáo")
        case OnEvent(condition):
            return (condition, "theo sự kiện, không tính quá hạn")
    return ("", "")


def target_words(target: Mapping[str, Any]) -> str:
    """Say one promised value.

    >>> target_words({"operator": ">=", "value": "80", "unit": "%", "horizon": "2030-12-31", "word": ""})
    '≥ 80% đến 31/12/2030'
    """
    if target["value"]:
        unit = target["unit"]
        figure = figure_words(target["value"])
        joined = f"{figure}%" if unit == "%" else f"{figure} {unit}".strip()
        operator = OPERATORS.get(target["operator"], "")
        words = f"{operator} {joined}".strip() if operator not in ("", "=") else joined
    else:
        words = target["word"]
    if target["horizon"]:
        words += f" đến {date.fromisoformat(target['horizon']):%d/%m/%Y}"
    return words


def figure_words(value: str) -> str:
    """Write an exact figure the Vietnamese way.

    >>> figure_words("1250.5")
    '1.250,5'
    """
    written = f"{Decimal(value):,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.replace(",", "\0").replace(".", ",").replace("\0", ".")


def due_words(due: Mapping[str, Any]) -> str:
    """Say one reporting day.

    >>> due_words({"period": "6 tháng", "day": 28, "month": 5, "year": None})
    '6 tháng: trước 28/5'
    """
    day = f"ngày {due['day']} hằng tháng" if not due["month"] else f"{due['day']}/{due['month']}"
    if due["year"]:
        day += f"/{due['year']}"
    return f"{due['period']}: trước {day}" if due["period"] else f"trước {day}"


def _with_end(words: str, until: date | None) -> str:
    return f"{words}, đến {until:%d/%m/%Y}" if until else words


def deadline_form(facts: Mapping[str, Any] | None, printed: str) -> dict[str, Any]:
    """Give a deadline as the fields of a form."""
    facts = facts or {"kind": ""}
    day = facts.get("day", "")
    return {
        "kind": facts["kind"],
        "kinds": [
            ("", f"Chưa rõ{f' (văn bản ghi “{printed}”)' if printed else ''}"),
            ("by-date", "Theo ngày"),
            ("recurring", "Định kỳ"),
            ("continuous", "Thường xuyên"),
            ("on-event", "Theo sự kiện"),
        ],
        "day": f"{date.fromisoformat(day):%d/%m/%Y}" if day else "",
        "start": facts.get("start", ""),
        "every": facts.get("every", "yearly"),
        "every_choices": [(every.value, words) for every, words in EVERY.items()],
        "month_days": " ".join(f"{d}/{m}" for m, d in facts.get("month_days", ())),
        "until": facts.get("until", ""),
        "condition": facts.get("condition", ""),
    }


def target_form(target: Mapping[str, Any] | None) -> dict[str, str]:
    """Give one promised value as the fields of a form; an empty row for ``None``."""
    if target is None:
        return {"operator": ">=", "shown": "", "day": ""}
    horizon = target["horizon"]
    return {
        "operator": target["operator"],
        "shown": figure_words(target["value"]) if target["value"] else target["word"],
        "day": f"{date.fromisoformat(horizon):%d/%m/%Y}" if horizon else "",
    }
