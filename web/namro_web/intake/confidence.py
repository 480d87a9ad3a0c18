"""How sure one can be of an item, as a word and a reason: where it was read and what it lacks. Pure."""

from __future__ import annotations

from typing import Any

from namro.model.finding import Certainty
from namro_web.intake.items import Facts, Item, Kind

CERTAIN, FAIRLY, CHECK = "certain", "fairly", "check"

# What an item must say, its name on the page, and whether a silence is grave.
_WANTED: dict[Kind, tuple[tuple[str, str, bool], ...]] = {
    Kind.TASK: (
        ("lead", "chủ trì", True),
        ("deliverable", "sản phẩm", False),
        ("deadline", "thời hạn", False),
    ),
    Kind.INDICATOR: (("targets", "mức phải đạt", True), ("lead", "đơn vị chịu trách nhiệm", False)),
    Kind.DUTY: (("actor", "ai thực hiện", True),),
    Kind.GOAL: (),
}
_NAMES = {
    "lead": "chủ trì",
    "coordinating": "phối hợp",
    "deliverable": "sản phẩm",
    "deadline": "thời hạn",
    "deadline_raw": "thời hạn",
    "text": "nội dung",
    "value": "mức phải đạt",
    "target_raw": "mức phải đạt",
    "subject": "tên chỉ tiêu",
    "horizon": "thời điểm phải đạt",
    "unit": "đơn vị tính",
}


def confidence_of(item: Item, facts: Facts, *, edited: bool) -> tuple[str, str]:
    """Give how sure an item is and why: ``("fairly", "Đọc từ bảng, thiếu sản phẩm.")``.

    The word follows from what the reader noted of each field and from what the item does not say;
    never from a percentage. What a person has corrected is not doubted again.
    """
    lacking = [(name, grave) for field, name, grave in _WANTED[item.kind] if not facts[field]]
    doubts: dict[Certainty, list[str]] = (
        {} if edited else {Certainty.UNSURE: [], Certainty.FAIRLY_SURE: []}
    )
    for field, certainty, _ in item.readings:
        name = _NAMES.get(field, "")
        if certainty in doubts and name and name not in doubts[certainty]:
            doubts[certainty].append(name)
    unsure = doubts.get(Certainty.UNSURE, [])
    inferred = doubts.get(Certainty.FAIRLY_SURE, [])
    if any(grave for _, grave in lacking) or unsure:
        word = CHECK
    else:
        word = FAIRLY if lacking or inferred else CERTAIN
    said = [_where(item, edited=edited, inferred=bool(inferred or unsure or lacking))]
    if lacking:
        said.append("thiếu " + ", ".join(name for name, _ in lacking))
    if unsure:
        said.append("chưa chắc " + ", ".join(unsure))
    if inferred:
        said.append("suy ra " + ", ".join(inferred))
    if len(said) == 1 and item.kind is not Kind.GOAL:
        said.append("đủ cột" if item.annex else "đủ ý")
    return word, ", ".join(said) + "."


def _where(item: Item, *, edited: bool, inferred: bool) -> str:
    if edited:
        return "Người duyệt đã sửa"
    if item.added:
        return "Người duyệt thêm từ chữ của văn bản"
    if item.annex:
        return "Đọc từ bảng"
    return "Suy từ câu" if inferred else "Đọc từ câu"


def edited_fields(review: dict[str, Any], key: str) -> dict[str, Any]:
    """Give what people have corrected in an item."""
    fields: dict[str, Any] = review.get("items", {}).get(key, {}).get("fields", {})
    return fields
