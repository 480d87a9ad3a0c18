"""What a plan makes of the plan above it, and what became of a plan between two versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from namro.model.deadline import Deadline
from namro.model.finding import Certainty
from namro.model.plan import Operator, Origin
from namro.model.source import Span


class ItemKind(StrEnum):
    """What a statement of a plan is."""

    TARGET = "target"
    """A promise that can be measured: a number, or a word such as "Đạt"."""
    OBJECTIVE = "objective"
    TASK = "task"
    OBLIGATION = "obligation"


class Scope(StrEnum):
    """For whom an entry of a catalogue is."""

    NATIONAL = "national"
    """Measured for the whole country; a commune need not answer it."""
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a fact of a catalogue was seen.

    Attributes:
        about: The document it speaks of ("03/NQ-CP", "57-NQ/TW", "kế hoạch cấp xã").
    """

    title: str
    url: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One statement that can be answered, or answer.

    Attributes:
        key: Unique in its programme: "target:8" is ``Plan.targets[8]``, "CT12" an entry of a
            catalogue; any text a caller chooses.
        word: What a target without a number promises ("Đạt", "Liên thông").
        theme: Title of the section it stands in.
        place: Title of the section by which a move is told, with its number.
        verified: False for a catalogue's fact that was not seen at a public source.
    """

    key: str
    kind: ItemKind
    text: str
    no: str = ""
    operator: Operator | None = None
    value: Decimal | None = None
    unit: str = ""
    word: str = ""
    horizon: date | None = None
    deadline: Deadline | None = None
    deadline_raw: str = ""
    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    deliverable: str = ""
    theme: str = ""
    place: str = ""
    origin: Origin | None = None
    line: int = 0
    span: Span | None = None
    scope: Scope = Scope.LOCAL
    verified: bool = True
    note: str = ""
    sources: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """What a plan, or a catalogue, asks for, in the form in which two of them are compared."""

    title: str
    items: tuple[Item, ...]
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    note: str = ""

    def item(self, key: str) -> Item:
        """Give the item with a key.

        Raises:
            KeyError: There is none.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)


class Answer(StrEnum):
    """How a plan answers one item of the plan above it."""

    COVERED = "covered"
    WEAKER = "weaker"
    LATER = "later"
    MISSING = "missing"
    CHECK = "check"
    """Answered, but a person has to say whether it is enough."""


@dataclass(frozen=True, slots=True)
class Match:
    """One item of the lower plan that answers one of the upper.

    Attributes:
        likeness: From 0 to 1, for ordering only; people are shown ``certainty`` and ``reasons``.
        reasons: Short Vietnamese phrases: why they are thought to belong together.
        answer: How this item alone would answer the other.
        shortfall: In what it falls short, one Vietnamese phrase, empty when it does not.
        by_hand: A person said that they belong together.
    """

    parent: str
    child: str
    certainty: Certainty
    likeness: float
    reasons: tuple[str, ...]
    answer: Answer
    shortfall: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one item of the upper plan is answered; ``matches`` has the deciding one first."""

    item: Item
    answer: Answer
    matches: tuple[Match, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Every item of the upper plan with what answers it, and every item of the lower with what it serves."""

    parent: Programme
    child: Programme
    coverage: tuple[Coverage, ...]
    serves: tuple[tuple[Item, tuple[Match, ...]], ...]

    @property
    def own(self) -> tuple[Item, ...]:
        """Items of the lower plan that serve none of the upper."""
        return tuple(item for item, matches in self.serves if not matches)

    @property
    def gaps(self) -> tuple[Coverage, ...]:
        """What is weaker, later or missing."""
        wanting = {Answer.WEAKER, Answer.LATER, Answer.MISSING}
        return tuple(one for one in self.coverage if one.answer in wanting)

    @property
    def counts(self) -> Mapping[Answer, int]:
        """How many items of the upper plan stand how."""
        counted = Counter(one.answer for one in self.coverage)
        return {answer: counted.get(answer, 0) for answer in Answer}


class Turn(StrEnum):
    """What a change makes of a promise, seen from the old version to the new."""

    WEAKER = "weaker"
    STRONGER = "stronger"
    LATER = "later"
    EARLIER = "earlier"
    STATED = "stated"
    """It was not said before."""
    UNSTATED = "unstated"
    """It is no longer said."""
    CHECK = "check"
    """Another promise, but a person has to say whether it is more or less."""

    @property
    def back(self) -> Turn:
        """The same change seen from the new version to the old."""
        return _BACK.get(self, self)


_PAIRS = (
    (Turn.WEAKER, Turn.STRONGER),
    (Turn.LATER, Turn.EARLIER),
    (Turn.STATED, Turn.UNSTATED),
)
_BACK = dict(_PAIRS) | {other: one for one, other in _PAIRS}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs between two versions, both values as a person writes them.

    ``field`` is one of ``text value horizon word deadline lead partners deliverable no place origin``;
    an empty text stands for nothing. ``turn`` is set for the fields that promise a figure or a day,
    where the promise is not the same in other words.
    """

    field: str
    label: str
    old: str
    new: str
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An item that stands in both versions but not in the same words, values or place."""

    old: Item
    new: Item
    fields: tuple[FieldChange, ...]

    @property
    def moved(self) -> bool:
        """Whether it stands in another section, or in the annex instead of the body."""
        return any(one.field in {"place", "origin"} for one in self.fields)

    @property
    def only_moved(self) -> bool:
        """Whether nothing but its place or number changed."""
        return all(one.field in {"place", "origin", "no"} for one in self.fields)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What the change makes of the promise, each said once."""
        return tuple(dict.fromkeys(one.turn for one in self.fields if one.turn is not None))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a plan between two versions, each list in the order of the documents."""

    old: Programme
    new: Programme
    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[tuple[Item, Item], ...]

    @property
    def same(self) -> bool:
        """Whether the two versions ask for exactly the same."""
        return not (self.added or self.removed or self.changed)

    @property
    def pairs(self) -> tuple[tuple[Item, Item], ...]:
        """Every item of the old version with what it is in the new, changed or not."""
        return (*((one.old, one.new) for one in self.changed), *self.unchanged)

    @property
    def turns(self) -> Mapping[Turn, int]:
        """How many changed items turn which way; one may turn two ways."""
        counted = Counter(turn for one in self.changed for turn in one.turns)
        return {turn: counted.get(turn, 0) for turn in Turn}
