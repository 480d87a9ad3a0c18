"""What a thing of a plan says, as plain values: the same form as the items of a reviewed draft.

``Thing`` is one task, indicator, goal or duty; ``differences`` says in which fields two of them
differ; ``words`` says a field as people write it. How a promise turned is the library's to say
(``turns.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import namro
from namro.model.alignment import Turn
from namro_web.foundation.search_keys import search_key
from namro_web.intake.items import deadline_of
from namro_web.intake.wording import deadline_words, due_words, target_words
from namro_web.tasks.models import State

Facts = dict[str, Any]

KINDS: Mapping[str, str] = {
    "task": "Nhiệm vụ",
    "indicator": "Chỉ tiêu",
    "goal": "Mục tiêu",
    "duty": "Trách nhiệm, chế độ báo cáo",
}
TITLES = {"task": "text", "indicator": "name", "goal": "text", "duty": "duty"}
LABELS: Mapping[str, Mapping[str, str]] = {
    "task": {
        "text": "Nội dung",
        "lead": "Chủ trì",
        "coordinating": "Phối hợp",
        "deadline": "Thời hạn",
        "deliverable": "Sản phẩm",
        "state": "Trạng thái",
        "percent": "Tiến độ",
    },
    "indicator": {
        "name": "Tên chỉ tiêu",
        "unit": "Đơn vị tính",
        "targets": "Mức phải đạt",
        "lead": "Chủ trì",
        "coordinating": "Phối hợp",
    },
    "goal": {"text": "Nội dung", "horizon": "Mốc thời gian"},
    "duty": {
        "duty": "Nội dung",
        "actor": "Đơn vị thực hiện",
        "report_to": "Báo cáo cho",
        "report_via": "Báo cáo qua",
        "periods": "Kỳ báo cáo",
        "due_dates": "Ngày báo cáo",
    },
}
_TONES = {
    Turn.WEAKER: "behind",
    Turn.STRONGER: "achieved",
    Turn.LATER: "due_soon",
    Turn.EARLIER: "achieved",
    Turn.STATED: "achieved",
    Turn.UNSTATED: "not_achieved",
    Turn.CHECK: "check",
}
RUNNING = ("state", "percent")
"""What people report of a task; no document changes it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One task, indicator, goal or duty as it was at one moment.

    Attributes:
        key: "task-12": kind and identity.
        facts: What it says, by field.
        first_due: The first day a plan set for it, as ISO text; it never changes.
    """

    key: str
    kind: str
    id: int
    no: str
    facts: Facts
    place: str = ""
    first_due: str = ""
    url: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """What it is called."""
        return str(self.facts[TITLES[self.kind]])

    @property
    def first_due_words(self) -> str:
        """The first day as people write it."""
        return words("horizon", self.first_due)

    @property
    def kind_word(self) -> str:
        """What it is."""
        return KINDS[self.kind]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Label and words of every field that says something, its name left out."""
        return [
            (label, said)
            for name, label in LABELS[self.kind].items()
            if name != TITLES[self.kind] and name in self.facts
            if (said := words(name, self.facts[name]))
        ]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs, both values as people write them.

    Attributes:
        turns: What the change makes of the promise; an indicator with several may turn two ways.
    """

    name: str
    label: str
    old: str
    new: str
    turns: tuple[Turn, ...] = ()

    @property
    def turned(self) -> str:
        """How the promise turned, as people write it ("muộn hơn"); empty where it did not."""
        return ", ".join(map(namro.written_turn, self.turns))

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Colour and words of every way it turned."""
        return [(_TONES[turn], namro.written_turn(turn)) for turn in self.turns]


def words(name: str, value: Any) -> str:
    """Say a field as people write it; an empty text stands for nothing.

    >>> words("percent", 40), words("lead", ["Văn phòng", "Công an"])
    ('40%', 'Văn phòng; Công an')
    """
    if value is None or value in ("", []):
        return ""
    if name == "deadline":
        return _deadline_words(value)
    if name == "targets":
        return "; ".join(filter(None, map(_target_words, value)))
    if name == "due_dates":
        return "; ".join(map(due_words, value))
    if name == "state":
        return str(State(value).label)
    if name == "percent":
        return f"{value}%"
    if name == "horizon":
        return f"{value[8:10]}/{value[5:7]}/{value[:4]}"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value)


def differences(kind: str, old: Facts, new: Facts, *, names: Sequence[str] = ()) -> list[str]:
    """Give the fields in which two things differ, in the order in which they are told."""
    wanted = names or [name for name in LABELS[kind] if name in old or name in new]
    return [name for name in wanted if _bare(name, old.get(name)) != _bare(name, new.get(name))]


def _bare(name: str, value: Any) -> object:
    """Give what a value means, without how it happens to be written."""
    if value is None or value in ("", []):
        return None
    if name in ("lead", "coordinating"):
        return [search_key(one) for one in value]
    if name in ("deadline", "targets", "due_dates", "state", "percent"):
        return words(name, value)
    if isinstance(value, list):
        return [" ".join(str(one).split()) for one in value]
    return " ".join(str(value).split())


def _target_words(target: Mapping[str, Any]) -> str:
    said = target_words(target)
    printed = target.get("printed") or ""
    # One of several promises says what it promises.
    return f"{printed}: {said}" if printed and not printed[:1].isdigit() and said else said


def _deadline_words(value: Mapping[str, Any]) -> str:
    said = deadline_words(deadline_of(value))[0]
    day = value.get("day", "")
    if value.get("kind") == "on-event" and day:
        said = f"{said}, hạn {day[8:10]}/{day[5:7]}/{day[:4]}"
    return said
