"""When a task is due: by a date, again and again, always, or on an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Recurrence(StrEnum):
    """How often something comes round."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"
    PERIODIC = "periodic"
    """ "định kỳ" without an interval."""


@dataclass(frozen=True, slots=True)
class ByDate:
    """Due by the end of a day ("Quý II/năm 2025" is 30/6/2025; "trước ngày 10/6/2026" keeps 10/6)."""

    day: date
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Recurring:
    """Due once in each period; ``month_day`` where the plan prints one ("trước 10/6 hằng năm")."""

    every: Recurrence
    month_days: tuple[tuple[int, int], ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Continuous:
    """ "Thường xuyên": never late, judged by whether it was reported on."""

    until: date | None = None


@dataclass(frozen=True, slots=True)
class OnEvent:
    """Due when something happens ("Sau khi tỉnh triển khai"): never overdue before it has.

    Attributes:
        condition: The event in the plan's words, misprints put right.
    """

    condition: str


Deadline = ByDate | Recurring | Continuous | OnEvent
