"""Whether one promise is as strong as another: numbers with units, words, and days.

Nothing is guessed: two figures whose units do not say the same are not compared, and a person is
asked to look.
"""

from __future__ import annotations

import re
from decimal import Decimal

from namro.model.alignment import Answer, Item
from namro.model.deadline import ByDate
from namro.model.plan import Operator
from namro.vietnamese.normalise import search_key
from namro.vietnamese.promises import written

_SCALES = {"nghin": 1000, "ngan": 1000, "trieu": 10**6, "ty": 10**9, "ti": 10**9, "van": 10**4}
_UP = {Operator.AT_LEAST, Operator.MORE_THAN}
_DOWN = {Operator.AT_MOST, Operator.LESS_THAN}
_RATIO = re.compile(r"^t[yi] (le|trong|suat)$")
_LESS_IS_MORE = re.compile(r"\b(thu hang|xep hang|vi tri|giam xuong|giam con|con duoi|khong qua)\b")
_OF_OUTPUT = re.compile(r"\b(gdp|grdp|tong san pham)\b")
_NO = re.compile(r"^(khong|chua)\b")
_YES = frozenset(
    ["dat", "co", "dam bao", "bao dam", "hoan thanh", "lien thong", "thuc hien", "duoc", "xong"]
)
_PLAIN_UNITS = frozenset(["nguoi", "ho", "don vi", "cai", "so luong", "so"])


def measure(item: Item) -> tuple[Decimal, str]:
    """Give a target's figure in the smallest form of its unit, and that unit's key.

    >>> from decimal import Decimal
    >>> from namro.model.alignment import Item, ItemKind
    >>> measure(Item("a", ItemKind.TARGET, "Thu ngân sách", value=Decimal("1.5"), unit="tỷ đồng"))
    (Decimal('1500000000.0'), 'dong')
    >>> measure(Item("a", ItemKind.TARGET, "Hộ dùng nước sạch", value=Decimal("0.9"), unit="tỷ lệ"))
    (Decimal('90.0'), '%')
    """
    value = item.value if item.value is not None else Decimal(0)
    unit = search_key(item.unit).strip(" .")
    if _RATIO.match(unit) and abs(value) <= 1:
        return value * 100, "%"
    if unit in {"phan tram", "%"} or _RATIO.match(unit):
        return value, "%"
    if unit in {"‰", "phan nghin"}:
        return value / 10, "%"
    first, _, rest = unit.partition(" ")
    if first in _SCALES and rest:
        return value * _SCALES[first], rest
    if unit in _SCALES:
        return value * _SCALES[unit], ""
    return value, "" if unit in _PLAIN_UNITS else unit


def comparable(parent: Item, child: Item) -> bool:
    """Whether the figures of two targets can be held against each other."""
    mine, other = measure(parent)[1], measure(child)[1]
    if mine == other:
        return True
    if {mine, other} <= {"%", "% gdp", "% grdp"}:
        return bool(_OF_OUTPUT.search(search_key(f"{child.text} {child.unit}")))
    # A count without a unit counts what its subject names.
    return "" in {mine, other} and not any(unit.startswith("%") for unit in (mine, other))


def downward(item: Item) -> bool:
    """Whether less is better."""
    if item.operator in _DOWN:
        return True
    if item.operator in _UP:
        return False
    return bool(_LESS_IS_MORE.search(search_key(f"{item.text} {item.unit}")))


def answer_of(parent: Item, child: Item) -> tuple[Answer, str]:
    """Say how one item alone answers another, and in what it falls short."""
    if parent.value is not None:
        answer, reason = figure_answer(parent, child)
        return (answer, reason) if answer is not Answer.COVERED else _by_its_day(parent, child)
    if parent.word:
        answer, reason = word_answer(parent, child)
        late = horizon_answer(parent, child)
        return late if answer is not Answer.WEAKER and late[0] is Answer.LATER else (answer, reason)
    answer, reason = deadline_answer(parent, child)
    return (answer, reason) if answer is Answer.LATER else horizon_answer(parent, child)


def figure_answer(parent: Item, child: Item) -> tuple[Answer, str]:
    """Say how one figure answers another, whatever the day."""
    if child.value is None:
        return Answer.CHECK, "có nêu nhưng không có con số để so"
    if not comparable(parent, child):
        return Answer.CHECK, f"khác đơn vị tính ({parent.unit or 'không ghi'} và {child.unit or 'không ghi'})"  # fmt: skip
    down = downward(parent)
    if (child.operator in _DOWN and not down) or (child.operator in _UP and down):
        return Answer.CHECK, "hai bên đo theo hai chiều ngược nhau"
    wanted, promised = measure(parent)[0], measure(child)[0]
    strict = parent.operator in {Operator.MORE_THAN, Operator.LESS_THAN}
    child_strict = child.operator in {Operator.MORE_THAN, Operator.LESS_THAN}
    short = promised > wanted if down else promised < wanted
    if promised == wanted and strict and not child_strict:
        short = True
    if short:
        return Answer.WEAKER, f"{written(child)} so với {written(parent)}"
    return Answer.COVERED, ""


def word_answer(parent: Item, child: Item) -> tuple[Answer, str]:
    """Say how one level in words answers another, whatever the day."""
    wanted, promised = search_key(parent.word), search_key(child.word)
    if promised and _NO.match(promised) and not _NO.match(wanted):
        return Answer.WEAKER, f"“{child.word}” so với “{parent.word}”"
    if wanted == promised or wanted in _YES or child.value is not None:
        return Answer.COVERED, ""
    return Answer.CHECK, f"mức nêu khác: “{child.word or 'không nêu'}” và “{parent.word}”"


def horizon_answer(parent: Item, child: Item) -> tuple[Answer, str]:
    """Say how the day by which one promise holds answers that of another."""
    if parent.horizon is not None and child.horizon is not None and child.horizon > parent.horizon:
        return Answer.LATER, f"đến {child.horizon:%d/%m/%Y}, sau mốc {parent.horizon:%d/%m/%Y}"
    return Answer.COVERED, ""


def deadline_answer(parent: Item, child: Item) -> tuple[Answer, str]:
    """Say how one deadline answers another; only days can be held against each other."""
    if isinstance(parent.deadline, ByDate) and isinstance(child.deadline, ByDate):
        wanted, promised = parent.deadline.day, child.deadline.day
        if promised > wanted:
            return Answer.LATER, f"đến {promised:%d/%m/%Y}, sau hạn {wanted:%d/%m/%Y}"
    return Answer.COVERED, ""


def _by_its_day(parent: Item, child: Item) -> tuple[Answer, str]:
    if parent.horizon is not None and child.horizon is None:
        return Answer.CHECK, "đủ mức nhưng không nêu mốc thời gian"
    return horizon_answer(parent, child)
