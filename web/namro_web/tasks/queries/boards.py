"""Tasks as cards in columns by their status, and which acts would move each card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.tasks.access import Reach, reach_of
from namro_web.tasks.bare_rows import rows_from
from namro_web.tasks.models import Assignment, Task
from namro_web.tasks.queries.lists import Filter, counts_by_group, filtered
from namro_web.tasks.rows import TaskRow
from namro_web.tasks.status import GROUP_LABELS, SCREEN_KEYS, Group, local_day, status_columns

CARDS = 12
"""Cards drawn of a column at once; the rest is asked for."""

# In the order work goes; the last three stand only where there is something in them.
_COLUMNS = (
    Group.NOT_STARTED,
    Group.IN_PROGRESS,
    Group.OVERDUE,
    Group.SUBMITTED,
    Group.DONE,
    Group.WAITING,
    Group.PAUSED,
    Group.CANCELLED,
)
_ALWAYS = frozenset(_COLUMNS[:5])


@dataclass(frozen=True, slots=True)
class Move:
    """An act that would bring a card to another column: where its form stands."""

    target: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """A task on the board."""

    row: TaskRow
    moves: Sequence[Move]

    @property
    def targets(self) -> str:
        """The columns it can be brought to, each with the address of the act's form."""
        return " ".join(f"{move.target}={move.url}" for move in self.moves)


@dataclass(frozen=True, slots=True)
class Column:
    """One status: how many there are, and the cards that press most."""

    key: str
    label: str
    status: str
    total: int
    cards: Sequence[Card]
    next_page: int = 0

    @property
    def hidden(self) -> int:
        """How many cards are not drawn."""
        return max(self.total - len(self.cards), 0)


@dataclass(frozen=True, slots=True)
class Board:
    """All columns, and how many tasks there are."""

    columns: Sequence[Column]
    total: int
    counts: Mapping[str, int]


class _Part(NamedTuple):
    unit_id: UUID | None
    role: str


def board(wanted: Filter, *, by: User, at: datetime) -> Board:
    """Lay the tasks a filter means out by their status."""
    found = filtered(wanted, by=by, at=at)
    counts = counts_by_group(found, at)
    columns = status_columns(at)
    in_order = Window(
        RowNumber(),
        partition_by=[F("group")],
        order_by=[F("due_day").asc(nulls_last=True), F("id").asc()],
    )
    first = (
        found.annotate(timing=columns["timing"], group=columns["group"])
        .annotate(place=in_order)
        .filter(place__lte=CARDS)
        .order_by("place")
    )
    cards = _cards(first, by=by, at=at)
    shown = []
    for group in _COLUMNS:
        number = counts.get(SCREEN_KEYS[group], 0)
        if number or group in _ALWAYS:
            shown.append(
                Column(
                    group.value,
                    GROUP_LABELS[group],
                    SCREEN_KEYS[group],
                    number,
                    cards.get(group.value, ()),
                    2 if number > CARDS else 0,
                )
            )
    return Board(shown, sum(counts.values()), counts)


def board_column(wanted: Filter, group: str, *, by: User, at: datetime) -> Column:
    """Give further cards of one column: the page the filter names."""
    found = filtered(wanted, by=by, at=at)
    columns = status_columns(at)
    found = found.annotate(timing=columns["timing"], group=columns["group"]).filter(group=group)
    number = found.count()
    start = (wanted.page - 1) * CARDS
    cut = found.order_by(F("due_day").asc(nulls_last=True), "id")[start : start + CARDS]
    cards = _cards(cut, by=by, at=at).get(group, [])
    drawn = start + len(cards)
    which = Group(group)
    return Column(
        which.value,
        GROUP_LABELS[which],
        SCREEN_KEYS[which],
        number - start,
        cards,
        wanted.page + 1 if number > drawn else 0,
    )


def _cards(found: QuerySet[Task], *, by: User, at: datetime) -> dict[str, list[Card]]:
    rows, values = rows_from(found, at=at, also=["group"])
    reach = reach_of(by, on=local_day(at))
    led = _led([row.id for row in rows], reach)
    cards: dict[str, list[Card]] = defaultdict(list)
    for row, (group,) in zip(rows, values, strict=True):
        cards[group].append(Card(row, _moves(row, group, leads=row.id in led, reach=reach)))
    return cards


def _led(ids: Collection[int], reach: Reach) -> set[int]:
    """Give the tasks among some on which the post reports as the lead."""
    if not (reach.reports and ids):
        return set()
    parts: dict[int, list[_Part]] = {pk: [] for pk in ids}
    for task_id, unit_id, role in Assignment.objects.filter(task_id__in=ids).values_list(
        "task_id", "unit_id", "role"
    ):
        parts[task_id].append(_Part(unit_id, role))
    return {pk for pk, own in parts.items() if reach.leads(cast("list[Assignment]", own))}


def _moves(row: TaskRow, group: str, *, leads: bool, reach: Reach) -> list[Move]:
    """Say which acts would bring a task to another column for this post.

    The board never sets a status: each act has its own form, its own conditions and its own line of
    history, and refuses by itself what was offered wrongly.
    """
    page = reverse("tasks:detail", args=[row.id])
    moves: list[Move] = []
    state = row.status.state
    is_open = state in ("not-started", "in-progress")
    follows = row.children > 0
    if leads and is_open and not follows:
        if group == Group.WAITING:
            moves.append(Move("in-progress", "Ghi nhận sự kiện", f"{page}#su-kien"))
        else:
            if state == "not-started":
                moves.append(Move("in-progress", "Cập nhật tiến độ", f"{page}#cap-nhat"))
            moves.append(Move("submitted", "Báo hoàn thành", f"{page}#bao-xong"))
    if reach.decides:
        if state == "submitted":
            moves.append(Move("done", "Xác nhận hoàn thành", f"{page}#quyet-dinh"))
            moves.append(Move("in-progress", "Trả lại đơn vị", f"{page}#quyet-dinh"))
        if is_open and group == Group.OVERDUE:
            moves.append(Move(state, "Gia hạn", f"{page}#dieu-hanh"))
        if is_open:
            moves.append(Move("paused", "Tạm dừng", f"{page}#dieu-hanh"))
            moves.append(Move("cancelled", "Hủy", f"{page}#dieu-hanh"))
        if state == "paused":
            moves.append(Move("in-progress", "Tiếp tục", f"{page}#tiep-tuc"))
    return moves
