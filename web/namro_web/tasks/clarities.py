"""The five clarities of a task: what is clear in it, and what a plan's author should say better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from namro_web.foundation.search_keys import search_key

CLARITIES = (
    ("work", "Rõ việc"),
    ("people", "Rõ người"),
    ("duty", "Rõ trách nhiệm"),
    ("result", "Rõ kết quả"),
    ("time", "Rõ thời gian"),
)
"""Key and name, in the order the administration says them."""
KEYS = (*(key for key, _ in CLARITIES), "authority")
"""Every clarity that an office may ask for, in the order in which a row says which it has."""

_SAYS_NOTHING = {
    "van ban",
    "cac van ban",
    "van ban lien quan",
    "cac van ban lien quan",
    "van ban chi dao",
    "ket qua",
    "san pham",
    "ket qua thuc hien",
    "theo quy dinh",
    "theo ke hoach",
}


@dataclass(frozen=True, slots=True)
class Clarity:
    """Which of the five a task has."""

    work: bool
    people: bool
    duty: bool
    result: bool
    time: bool

    @property
    def count(self) -> int:
        """How many of the five are clear."""
        return sum((self.work, self.people, self.duty, self.result, self.time))


def leading(named: Iterable[tuple[str, object | None]]) -> list[object | None]:
    """Give one unit for each name that leads: the units of one group lead together under its name."""
    first: dict[str, object | None] = {}
    for name, unit_id in named:
        first.setdefault(name, unit_id)
    return list(first.values())


def clarity_of(
    *,
    text: str,
    leads: Sequence[object | None],
    partners: int,
    deliverable: str,
    deadline_kind: str,
) -> Clarity:
    """Judge a task.

    Args:
        text: The work in the plan's words.
        leads: The unit of every lead, the accountable one first; None where the name has not
            been found to be a unit ("các ngành, đoàn thể").
        partners: How many names are printed as coordinating.
        deliverable: The result in the plan's words; "Văn bản liên quan" says nothing.
        deadline_kind: One of the task's deadline kinds.
    """
    return Clarity(
        work=len(text.split()) >= 3,
        people=bool(leads) and leads[0] is not None,
        duty=len(leads) == 1 and partners > 0,
        result=bool(deliverable.strip(" .;-")) and not says_nothing(deliverable),
        time=deadline_kind != "none",
    )


def says_nothing(deliverable: str) -> bool:
    """Tell whether a result is named so generally that nobody could hold it in hand."""
    return search_key(deliverable).strip(" .;-") in _SAYS_NOTHING
