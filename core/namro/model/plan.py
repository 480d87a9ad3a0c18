"""A plan as its document states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from namro.model.deadline import Deadline
from namro.model.finding import Reading
from namro.model.source import SourceDocument, Span


class Origin(StrEnum):
    """Which part of the document an item stands in."""

    BODY = "body"
    ANNEX = "annex"


class Operator(StrEnum):
    """How a measured value is held against a target."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    EQUAL = "="
    AT_MOST = "<="
    LESS_THAN = "<"


@dataclass(frozen=True, slots=True)
class Header:
    """The document's own particulars; None or empty where the document leaves them blank.

    Attributes:
        kind: "Kế hoạch", "Kế hoạch hành động", "Quyết định", "Phụ lục I" ...
        number: Number and sign as one ("39/KH-UBND"); None when blank or incomplete.
        date: Day of issue.
        place: Place named before the date.
        issuer: As printed, "Ủy ban nhân dân" shortened to UBND ("UBND xã Hòa Phong").
        title: Trích yếu, on one line.
        signer, signer_role: Name; role re-cased ("Phó Chủ tịch").
        signing_form: "TM.", "KT.", "T/M" ... as printed.
        recipients: One per printed line, list marks and closing punctuation dropped.
    """

    kind: str | None = None
    number: str | None = None
    date: date | None = None
    place: str | None = None
    issuer: str | None = None
    title: str | None = None
    signer: str | None = None
    signer_role: str | None = None
    signing_form: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    spans: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that the plan rests on or names by number.

    Attributes:
        mentions: Every place it is named, in order; the first gives date and issuer.
    """

    kind: str | None
    number: str
    date: date | None = None
    issuer: str | None = None
    line: int = 0
    mentions: tuple[Span, ...] = ()


class Part(StrEnum):
    """What a section is for; decides how its bullets are read."""

    PREAMBLE = "preamble"
    PURPOSE = "purpose"
    """Mục đích, yêu cầu, quan điểm, căn cứ, thực trạng: neither goals nor tasks."""
    GOALS = "goals"
    TASKS = "tasks"
    FUNDING = "funding"
    ORGANISATION = "organisation"
    """Tổ chức thực hiện, phân công, chế độ báo cáo: duties."""
    CLOSING = "closing"
    """Recipients and signature."""
    INDICATOR_ANNEX = "indicator-annex"
    TASK_ANNEX = "task-annex"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what hangs under it.

    Attributes:
        label: Number without closing mark: "I", "2.1", "a", "PHỤ LỤC II"; None when unnumbered.
        title: Heading text, final ":" dropped.
        line: Line of the heading; end_line is the last line before the next section of the same
            or a higher rank.
        parent: Index in ``Plan.sections``.
        part: What it is for, inherited from its parent where its own title does not say.
        horizon: Last day of the period the heading names ("Đến năm 2030"), inherited.
    """

    label: str | None
    title: str
    line: int
    end_line: int
    parent: int | None
    part: Part
    horizon: date | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """A goal without a number."""

    text: str
    line: int
    span: Span
    section: int | None = None
    horizon: date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A number promised for something measured, once for every time the document states it.

    Attributes:
        subject: What is measured, as printed.
        horizon: Last day by which it holds; None when the text gives none.
        value: Exact.
        indicator: Index in ``Plan.indicators`` of the annex row that states it, else None.
    """

    subject: str
    operator: Operator
    value: Decimal
    unit: str | None
    horizon: date | None
    line: int
    span: Span
    section: int | None = None
    origin: Origin = Origin.BODY
    indicator: int | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of an indicator annex, from the row's own cells only."""

    no: str | None
    name: str
    unit: str | None
    target_raw: str | None
    operator: Operator | None
    value: Decimal | None
    horizon: date | None
    lead: tuple[str, ...]
    coordinating: tuple[str, ...]
    line: int
    end_line: int
    span: Span
    section: int | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done.

    Attributes:
        no: As printed at its head ("1.1", "44").
        text: Joined across page breaks, without markup, misprints kept.
        lead, coordinating: Agencies as written.
        deadline_raw: The words the deadline was read from.
        condition: The event it waits for, misprints put right.
        same_as: Index in ``Plan.tasks`` of the annex row that says the same, for a body task.
    """

    no: str | None
    text: str
    line: int
    end_line: int
    span: Span
    origin: Origin
    section: int | None = None
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    deliverable: str | None = None
    deadline_raw: str | None = None
    deadline: Deadline | None = None
    condition: str | None = None
    same_as: int | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day on which a report is due.

    Attributes:
        period: The period it is for ("6 tháng", "1 năm"), None when the text does not say.
        day: Day of month; month: None when every month; year: None when every year.
    """

    period: str | None
    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """Who must do or report what to whom, from the part on organisation."""

    actor: str | None
    duty: str
    report_to: str | None
    report_via: str | None
    report_periods: tuple[str, ...]
    due_dates: tuple[DueDate, ...]
    line: int
    span: Span
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything read out of one document.

    ``targets`` and ``tasks`` hold each statement, body and annex apart. The programme, in which a
    thing said twice stands once, is ``programme_tasks`` and ``programme_targets``.
    """

    source: SourceDocument
    header: Header
    citations: tuple[Citation, ...] = ()
    sections: tuple[Section, ...] = ()
    objectives: tuple[Objective, ...] = ()
    targets: tuple[Target, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tasks: tuple[Task, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    same_targets: tuple[tuple[int, int], ...] = ()
    """Pairs (body target, annex target) that state the same."""

    @property
    def programme_tasks(self) -> tuple[int, ...]:
        """Indexes of the tasks to carry out: a body task that an annex row repeats is left out."""
        return tuple(i for i, task in enumerate(self.tasks) if task.same_as is None)

    @property
    def programme_targets(self) -> tuple[int, ...]:
        """Indexes of the targets to measure, each stated once."""
        repeated = {body for body, _ in self.same_targets}
        return tuple(i for i in range(len(self.targets)) if i not in repeated)
