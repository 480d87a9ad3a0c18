"""What an item promises, written as a person reads it: a figure with its unit, a deadline, a turn."""

from __future__ import annotations

from namro.model.alignment import Item, Turn
from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring

_EVERY = {
    Recurrence.MONTHLY: "hằng tháng",
    Recurrence.QUARTERLY: "hằng quý",
    Recurrence.HALF_YEARLY: "6 tháng một lần",
    Recurrence.YEARLY: "hằng năm",
    Recurrence.PERIODIC: "định kỳ",
}

_TURNS = {
    Turn.WEAKER: "yếu hơn",
    Turn.STRONGER: "mạnh hơn",
    Turn.LATER: "muộn hơn",
    Turn.EARLIER: "sớm hơn",
    Turn.STATED: "nêu thêm",
    Turn.UNSTATED: "không còn nêu",
    Turn.CHECK: "cần xem",
}
_SIGNS = {">=": "≥ ", ">": "> ", "=": "", "<=": "≤ ", "<": "< "}


def written(item: Item) -> str:
    """Write what a target promises, as a person reads it.

    >>> from decimal import Decimal
    >>> from namro.model.alignment import Item, ItemKind
    >>> from namro.model.plan import Operator
    >>> written(Item("a", ItemKind.TARGET, "…", operator=Operator.AT_LEAST, value=Decimal("1.5"), unit="%"))
    '≥ 1,5%'
    """
    if item.value is None or item.operator is None:
        return item.word
    number = f"{item.value.normalize():,f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    unit = item.unit
    return (
        f"{_SIGNS[item.operator.value]}{number}{'' if unit.startswith('%') else ' '}{unit}".strip()
    )


def said_deadline(deadline: Deadline | None) -> str:
    """Write a deadline in words.

    >>> from datetime import date
    >>> said_deadline(ByDate(date(2026, 6, 30)))
    'trước 30/06/2026'
    """
    match deadline:
        case ByDate(day=day):
            return f"trước {day:%d/%m/%Y}"
        case Recurring(every=every, until=until):
            return _EVERY[every] + (f", đến {until:%d/%m/%Y}" if until else "")
        case Continuous(until=until):
            return "thường xuyên" + (f", đến {until:%d/%m/%Y}" if until else "")
        case OnEvent(condition=condition):
            return condition
    return ""


def said_turn(turn: Turn) -> str:
    """Write what a change makes of a promise, seen from the old version.

    >>> said_turn(Turn.LATER), said_turn(Turn.LATER.back)
    ('muộn hơn', 'sớm hơn')
    """
    return _TURNS[turn]
