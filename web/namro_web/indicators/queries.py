"""What is shown of indicators: the targets promised, horizon by horizon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.indicators.access import indicator_to_read, indicators_visible_to
from namro_web.indicators.models import Indicator, Operator, Origin, Responsibility, Role, Target
from namro_web.plans.excerpts import ExcerptLine, excerpt_of
from namro_web.plans.panels import SourceMark
from namro_web.plans.queries import page_of, plan_choices, short_name

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A value promised by a day.

    Attributes:
        what: What it measures, where the indicator promises several values by the same day.
    """

    id: int
    operator: str
    sign: str
    value: Decimal | None
    word: str
    measured_in: str
    horizon: date | None
    printed: str
    what: str
    line: int

    @property
    def text(self) -> str:
        """The promise as people write it: "≥ 70 %", "Đạt"."""
        if self.value is None:
            return self.word or self.printed or "chưa rõ"
        sign = "" if self.operator == "=" else self.sign
        unit = self.measured_in
        space = "" if unit == "%" else " "
        return f"{sign}{' ' if sign else ''}{_written(self.value)}{space if unit else ''}{unit}"

    @property
    def year(self) -> str:
        """The horizon as people say it: a year, or a day where it is not a year's last."""
        if self.horizon is None:
            return ""
        if (self.horizon.month, self.horizon.day) == (12, 31):
            return str(self.horizon.year)
        return f"{self.horizon:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in a list."""

    id: int
    plan_id: int
    plan_name: str
    no: str
    name: str
    measured_in: str
    origin: str
    section_label: str
    section_title: str
    targets: tuple[TargetRow, ...]
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    line: int
    is_dropped: bool = False

    @property
    def place(self) -> str:
        """Where it stands, in a few words."""
        number = f"CT {self.no}" if self.no else ""
        return " · ".join(part for part in (self.plan_name, self.origin, number) if part)


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """A page of indicators, with the horizons its table has columns for."""

    page: Page[IndicatorRow]
    horizons: tuple[str, ...]

    @property
    def table(self) -> list[tuple[IndicatorRow, list[list[TargetRow]]]]:
        """Rows with their targets under each horizon; a target without one stands first."""
        return [
            (
                row,
                [
                    [target for target in row.targets if target.year == horizon]
                    for horizon in self.horizons
                ],
            )
            for row in self.page
        ]


@dataclass(frozen=True, slots=True)
class IndicatorDetail:
    """Everything an indicator's page shows."""

    row: IndicatorRow
    plan_title: str
    excerpt: tuple[ExcerptLine, ...]
    gaps: tuple[str, ...]


def indicator_list(
    *, by: User, plan_id: int | None = None, text: str = "", page: int = 1, size: int = PAGE_SIZE
) -> IndicatorList:
    """List the indicators a person may see, plan by plan in the document's order."""
    found = indicators_visible_to(by)
    if plan_id is not None:
        found = found.filter(plan_id=plan_id)
    for word in search_key(text).split():
        found = found.filter(search_key__contains=word)
    shown = Paginator(_fetched(found), size).get_page(page)
    rows = [_row(one) for one in shown]
    years = {target.year for row in rows for target in row.targets}
    # What has no horizon stands last, whatever it is.
    return IndicatorList(page_of(rows, shown), tuple(sorted(years, key=lambda y: (not y, y))))


def indicators_of(plan_id: int, *, by: User) -> list[IndicatorRow]:
    """Give a plan's indicators."""
    return [_row(one) for one in _fetched(indicators_visible_to(by).filter(plan_id=plan_id))]


def indicator_detail(indicator_id: int, *, by: User) -> IndicatorDetail:
    """Give everything an indicator's page shows.

    Raises:
        Missing: There is no such indicator here.
    """
    one = indicator_to_read(indicator_id, by=by)
    row = _row(one)
    excerpt = (
        excerpt_of(
            one.plan.document.text,
            start=one.span_start,
            end=one.span_end,
            line=one.line,
            end_line=one.end_line,
        )
        if one.span_end
        else []
    )
    return IndicatorDetail(row, one.plan.title, tuple(excerpt), tuple(_gaps(row)))


def plan_filter(*, by: User) -> list[tuple[int, str, str]]:
    """Give the plans a list can be narrowed to."""
    return plan_choices(by=by)


def indicators_in(plan_id: int) -> int:
    """Count a plan's indicators, for its tab."""
    return Indicator.objects.filter(plan_id=plan_id).count()


def indicator_marks(plan_id: int) -> list[SourceMark]:
    """Give where a plan's indicators and their targets stand in its document."""
    marks = []
    found = Indicator.objects.filter(plan_id=plan_id).prefetch_related("targets")
    for one in found:
        tag = f"CT {one.no or one.order + 1}"
        url = f"/chi-tieu/{one.pk}/"
        if one.span_end:
            marks.append(
                SourceMark(f"indicator-{one.pk}", tag, "ct", one.span_start, one.span_end, url)
            )
        for target in one.targets.all():
            inside = one.span_start <= target.span_start and target.span_end <= one.span_end
            if target.span_end and not inside:
                marks.append(
                    SourceMark(
                        f"target-{target.pk}", tag, "ct", target.span_start, target.span_end, url
                    )
                )
    return marks


def _fetched(found: QuerySet[Indicator]) -> QuerySet[Indicator]:
    return (
        found.select_related("plan", "section")
        .prefetch_related("targets", "responsibilities")
        # The annex numbers its indicators; what only the body promises follows. "annex" < "body".
        .order_by("-plan_id", "origin", "order")
    )


def _row(one: Indicator) -> IndicatorRow:
    named = list(one.responsibilities.all())
    return IndicatorRow(
        id=one.pk,
        plan_id=one.plan_id,
        plan_name=short_name(one.plan),
        no=one.no,
        name=one.name,
        measured_in=one.measured_in,
        origin=Origin(one.origin).label,
        section_label=one.section.label if one.section else "",
        section_title=one.section.title if one.section else "",
        targets=_targets(one),
        leads=_names(named, Role.LEAD),
        partners=_names(named, Role.PARTNER),
        line=one.line,
        is_dropped=one.dropped_in_id is not None,
    )


def _names(named: Sequence[Responsibility], role: Role) -> tuple[str, ...]:
    """Give the names as printed; a group's name stands once however many units it means."""
    return tuple(dict.fromkeys(name.name for name in named if name.role == role))


def _targets(one: Indicator) -> tuple[TargetRow, ...]:
    targets = list(one.targets.all())
    horizons = Counter(target.horizon for target in targets)
    return tuple(_target(target, several=horizons[target.horizon] > 1) for target in targets)


def _target(one: Target, *, several: bool) -> TargetRow:
    return TargetRow(
        id=one.pk,
        operator=one.operator,
        sign=Operator(one.operator).label if one.operator else "",
        value=one.value,
        word=one.word,
        measured_in=one.measured_in,
        horizon=one.horizon,
        printed=one.printed,
        what=one.printed if several else "",
        line=one.line,
    )


def _gaps(row: IndicatorRow) -> Sequence[str]:
    """Say what the plan leaves open about an indicator, as questions to its author."""
    gaps = []
    if not row.targets:
        gaps.append("Kế hoạch không nêu giá trị phải đạt.")
    if any(target.value is None and not target.word for target in row.targets):
        gaps.append("Có mốc chưa ghi con số.")
    if any(target.horizon is None for target in row.targets):
        gaps.append("Có giá trị chưa ghi thời điểm phải đạt.")
    if any(target.value is not None and not target.measured_in for target in row.targets):
        gaps.append("Có con số chưa ghi đơn vị tính.")
    if not row.leads:
        gaps.append("Chưa rõ đơn vị nào chịu trách nhiệm số liệu.")
    return gaps


def _written(value: Decimal) -> str:
    plain = f"{value:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(",", "\0").replace(".", ",").replace("\0", ".")
