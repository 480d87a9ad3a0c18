"""What a person means by words they have marked in a document."""

from __future__ import annotations

from dataclasses import dataclass

from namro.model.plan import Indicator, Obligation, Target, Task
from namro.model.source import Span


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of a document marked by a person, read as each thing that it could be.

    Attributes:
        words: The marked words as a person reads them, white space and list marks put right.
        span: Where they stand, without white space at the edges.
        line: The line they begin in.
        section: Index of the innermost section around them, None outside any.
        task: The words read as a task; of a table row its other columns are read too.
        targets: The figures promised in them.
        indicator: The row of an indicator table that they stand in.
        obligation: The words read as a standing duty, None where they hold no clause.
    """

    words: str
    span: Span
    line: int
    section: int | None
    task: Task
    targets: tuple[Target, ...] = ()
    indicator: Indicator | None = None
    obligation: Obligation | None = None
