"""What indicators are made from, as typed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from namro_web.plans.parts import UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTarget:
    """A value promised: a number with its operator, or a word."""

    operator: str = ""
    value: Decimal | None = None
    word: str = ""
    measured_in: str = ""
    horizon: date | None = None
    printed: str = ""
    section: int | None = None
    origin: str = "body"
    line: int = 1
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewResponsibility:
    """A name printed beside an indicator; ``role`` is ``lead`` or ``partner``."""

    name: str
    role: str = "lead"
    unit_id: UnitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIndicator:
    """Something measured, with every target promised for it."""

    name: str
    no: str = ""
    measured_in: str = ""
    section: int | None = None
    origin: str = "body"
    line: int = 1
    end_line: int = 1
    span: tuple[int, int] = (0, 0)
    targets: Sequence[NewTarget] = ()
    responsibilities: Sequence[NewResponsibility] = ()
