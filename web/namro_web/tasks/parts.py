"""What tasks are made from, as typed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from namro.model.deadline import Deadline
from namro_web.plans.parts import UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssignment:
    """A name printed on a task.

    ``role`` is ``lead``, ``co-lead``, ``partner``, ``watcher`` or ``supervisor``. A second lead
    becomes a co-lead by itself: the first one printed is accountable.
    """

    name: str
    role: str
    unit_id: UnitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """Something to be done, as the plan states it."""

    text: str
    no: str = ""
    section: int | None = None
    origin: str = "body"
    line: int = 1
    end_line: int = 1
    span: tuple[int, int] = (0, 0)
    deliverable: str = ""
    deadline: Deadline | None = None
    deadline_raw: str = ""
    assignments: Sequence[NewAssignment] = ()


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """An uploaded file before it has been looked at."""

    name: str
    data: bytes
