"""What other apps bring to a plan's pages: tabs, cards, progress, places in the text.

A plan knows nothing of tasks or indicators, which stand above it; they announce what they have
when they are loaded, and the plan's pages put it in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.safestring import SafeString

from namro_web.accounts.models import User


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a plan's page.

    ``address`` gives where it leads for a plan; ``count`` how many things stand there.
    """

    key: str
    label: str
    order: int
    address: Callable[[int], str]
    count: Callable[[int], int] | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A drawn part of a plan's overview; ``place`` is ``main``, ``side`` or ``wide``."""

    html: SafeString
    place: str
    order: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan has come."""

    counts: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    next_due: date | None = None
    clarity: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Something history speaks of: what it is called and where it opens."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SourceMark:
    """A place in the document that became something on the site."""

    key: str
    tag: str
    tint: str
    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What another app says of one task or indicator of a plan, on a page of its own or beside it.

    ``address`` gives where it stands, for the plan, the kind of thing and its identity.
    """

    label: str
    address: Callable[[int, str, int], str]


_tabs: dict[str, Tab] = {}
_beside: dict[str, Beside] = {}
_stylesheets: list[str] = []
_overviews: dict[str, Callable[[int, User, datetime], Iterable[Card]]] = {}
_progress: list[Callable[[Sequence[int], User, datetime], Mapping[int, Progress]]] = []
_marks: dict[str, Callable[[int], Iterable[SourceMark]]] = {}
_subjects: dict[str, Callable[[int], Mapping[str, Subject]]] = {}


def announce_tab(tab: Tab) -> None:
    """Put a tab on every plan's page."""
    _tabs[tab.key] = tab


def announce_overview(key: str, cards: Callable[[int, User, datetime], Iterable[Card]]) -> None:
    """Put cards on every plan's overview."""
    _overviews[key] = cards


def announce_stylesheet(path: str) -> None:
    """Give the overview the stylesheet that an app's cards are drawn with."""
    if path not in _stylesheets:
        _stylesheets.append(path)


def announce_progress(
    progress: Callable[[Sequence[int], User, datetime], Mapping[int, Progress]],
) -> None:
    """Say who knows how far plans have come."""
    _progress[:] = [progress]


def announce_marks(key: str, marks: Callable[[int], Iterable[SourceMark]]) -> None:
    """Mark places in every plan's source."""
    _marks[key] = marks


def announce_subjects(subject_type: str, subjects: Callable[[int], Mapping[str, Subject]]) -> None:
    """Say whose history belongs to a plan's history too."""
    _subjects[subject_type] = subjects


def announce_beside(key: str, beside: Beside) -> None:
    """Put something beside every task and indicator of a plan."""
    _beside[key] = beside


def beside(plan_id: int, kind: str, thing_id: int) -> list[tuple[str, str]]:
    """Give label and address of what stands beside a ``task`` or ``indicator`` of a plan."""
    return [(one.label, one.address(plan_id, kind, thing_id)) for one in _beside.values()]


def tabs() -> list[Tab]:
    """Give the tabs in order."""
    return sorted(_tabs.values(), key=lambda tab: tab.order)


def stylesheets() -> list[str]:
    """Give the stylesheets of the overview's cards."""
    return list(_stylesheets)


def overview_cards(plan_id: int, by: User, at: datetime) -> dict[str, list[Card]]:
    """Give a plan's cards by place, in order."""
    cards = [card for give in _overviews.values() for card in give(plan_id, by, at)]
    placed: dict[str, list[Card]] = {"main": [], "side": [], "wide": []}
    for card in sorted(cards, key=lambda card: card.order):
        placed[card.place].append(card)
    return placed


def progress_of(plan_ids: Sequence[int], by: User, at: datetime) -> Mapping[int, Progress]:
    """Give how far plans have come; nothing when nobody knows."""
    return _progress[0](plan_ids, by, at) if _progress and plan_ids else {}


def source_marks(plan_id: int) -> list[SourceMark]:
    """Give every marked place of a plan's source, in reading order."""
    found = [mark for give in _marks.values() for mark in give(plan_id)]
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


def subjects_of(plan_id: int) -> dict[str, Mapping[str, Subject]]:
    """Give what else a plan's history speaks of, by type and identity."""
    return {subject_type: give(plan_id) for subject_type, give in _subjects.items()}
