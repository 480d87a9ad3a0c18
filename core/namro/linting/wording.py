"""How findings quote a document, and how its wording is compared."""

from __future__ import annotations

import re
from datetime import date

from namro.linting.spelling.syllables import key_of
from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro.model.plan import Plan, Task

_EVERY = {
    Recurrence.MONTHLY: "Hằng tháng",
    Recurrence.QUARTERLY: "Hằng quý",
    Recurrence.HALF_YEARLY: "6 tháng một lần",
    Recurrence.YEARLY: "Hằng năm",
    Recurrence.PERIODIC: "Định kỳ",
}
_WORD = re.compile(r"\w+")


def short(text: str, limit: int = 60) -> str:
    """Give the beginning of a text, cut between words, for quoting in a message.

    >>> short("Xây dựng kế hoạch", 9)
    'Xây dựng …'
    """
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0] + " …"


def same_words(text: str) -> str:
    """Give a text's words as a key that ignores capitals, punctuation and spelling style.

    >>> same_words("Số hoá hồ sơ.") == same_words("số hóa hồ sơ")
    True
    """
    return " ".join(key_of(word) for word in _WORD.findall(text))


def latest_cited(plan: Plan) -> date | None:
    """Give the date of the newest document the plan cites: the plan cannot be older."""
    days = [item.date for item in plan.citations if item.date is not None]
    return max(days, default=None)


def issued_on_or_after(plan: Plan) -> date | None:
    """Give the plan's date, or the earliest it can be when it is left blank."""
    return plan.header.date or latest_cited(plan)


def is_annex_alone(plan: Plan) -> bool:
    """Tell whether the document is an annex by itself: its number and date stand elsewhere."""
    return same_words(plan.header.kind or "").startswith(same_words("phụ lục"))


def deadline_words(task: Task) -> str:
    """Give a task's deadline as printed, or in words where it was read out of the sentence."""
    match task.deadline:
        case _ if task.deadline_raw:
            return task.deadline_raw
        case ByDate(day=day):
            return f"{day:%d/%m/%Y}"
        case OnEvent(condition=condition):
            return condition
        case Recurring(every=every):
            return _EVERY[every]
        case Continuous():
            return "Thường xuyên"
    return "không nêu"


def deadline_key(deadline: Deadline | None) -> object:
    """Give what two deadlines are compared by: conditions by their words, others as they are."""
    if isinstance(deadline, OnEvent):
        return same_words(deadline.condition)
    if isinstance(deadline, ByDate):
        return deadline.day
    if isinstance(deadline, Continuous):
        return Continuous
    return deadline
