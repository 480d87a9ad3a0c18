"""What is unclear in a task, and how its author could say it better. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from namro_web.plans.clarities import Asked, in_use
from namro_web.tasks.clarities import clarity_of, says_nothing


@dataclass(frozen=True, slots=True)
class Named:
    """A body as printed, and the unit it was found to be."""

    name: str
    unit_id: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A task as far as its clarity is concerned.

    Attributes:
        key: The item of a draft, or the identity of a task.
        tag: How the page names it ("NV 12").
        place: Where it stands in the plan.
        url: Where it is set right, or read.
    """

    key: str
    tag: str
    text: str
    place: str
    leads: tuple[Named, ...] = ()
    partners: tuple[Named, ...] = ()
    deliverable: str = ""
    deadline_kind: str = "none"
    deadline_raw: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """One clarity that a task lacks: what is unclear, and a wording that would be clear."""

    key: str
    name: str
    blocks: bool
    unclear: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A task with what it lacks."""

    statement: Statement
    lacks: tuple[Lack, ...]
    asked: int
    waived: str = ""

    @property
    def blocking(self) -> tuple[Lack, ...]:
        """What keeps it from being issued, waivers aside."""
        return tuple(lack for lack in self.lacks if lack.blocks)

    @property
    def held(self) -> bool:
        """Whether it may not go out as it is."""
        return bool(self.blocking) and not self.waived

    @property
    def clear(self) -> int:
        """How many of the clarities in use it has."""
        return self.asked - len(self.lacks)


def judge(statement: Statement, asked: Iterable[Asked], *, waived: str = "") -> Judged:
    """Judge a task by the clarities that its office asks for."""
    wanted = in_use(asked)
    has = clarity_of(
        text=statement.text,
        leads=[one.unit_id for one in statement.leads],
        partners=len(statement.partners),
        deliverable=statement.deliverable,
        deadline_kind=statement.deadline_kind,
    )
    named = (*statement.leads, *statement.partners)
    held = {
        "work": has.work,
        "people": has.people,
        "duty": has.duty,
        "result": has.result,
        "time": has.time,
        "authority": bool(statement.leads) and all(one.unit_id for one in named),
    }
    lacks = tuple(
        Lack(one.key, one.name, one.blocks, *_said(one.key, statement))
        for one in wanted
        if not held[one.key]
    )
    return Judged(statement, lacks, len(wanted), waived)


def under_waiver(
    statement: Statement, asked: Iterable[Asked], waiver: Mapping[str, Any] | None
) -> Judged:
    """Judge a task that may have been let out unclear: a waiver holds for what it was given for."""
    one = judge(statement, asked)
    if waiver and {lack.key for lack in one.blocking} <= set(waiver["clarities"]):
        return replace(one, waived=str(waiver["reason"]))
    return one


def score_of(judged: Sequence[Judged]) -> int | None:
    """Give how clear tasks are together, of a hundred; None where there are none.

    >>> score_of([]) is None
    True
    """
    asked = sum(one.asked for one in judged)
    return round(100 * sum(one.clear for one in judged) / asked) if asked else None


def _said(key: str, said: Statement) -> tuple[str, str]:
    if key == "people":
        if said.leads:
            name = said.leads[0].name
            return (
                f"“{name}” chưa ứng với một đơn vị nào của xã.",
                f"Ghi đúng tên một đơn vị của xã thay cho “{name}”.",
            )
        return ("Không ghi ai chủ trì.", "Thêm: “Chủ trì: [tên một đơn vị của xã]”.")
    if key == "duty":
        if len(said.leads) > 1:
            names = ", ".join(one.name for one in said.leads)
            return (
                f"{len(said.leads)} đơn vị cùng chủ trì: {names}.",
                f"Ghi “Chủ trì: {said.leads[0].name}”, các đơn vị còn lại ghi ở phần phối hợp.",
            )
        return ("Không ghi đơn vị phối hợp.", "Thêm: “Phối hợp: [tên đơn vị]”.")
    if key == "result":
        if said.deliverable and says_nothing(said.deliverable):
            return (
                f"Sản phẩm “{said.deliverable.strip()}” quá chung, không biết phải nộp gì.",
                "Ghi tên văn bản hoặc sản phẩm, ví dụ “Báo cáo kết quả thực hiện”.",
            )
        return ("Không ghi sản phẩm phải có.", "Thêm: “Sản phẩm: [tên văn bản, số lượng]”.")
    if key == "time":
        if said.deadline_raw:
            return (
                f"Thời hạn “{said.deadline_raw}” không tính được ngày.",
                f"Thay “{said.deadline_raw}” bằng ngày, kỳ hoặc sự kiện, ví dụ “trước ngày 30/6”, "
                "“Hằng quý”, “Khi tỉnh triển khai”.",
            )
        return (
            "Không ghi thời hạn.",
            "Thêm: “Thời hạn: trước ngày …”, “Hằng quý”, “Thường xuyên” hoặc “Khi …”.",
        )
    if key == "authority":
        outside = [one.name for one in (*said.leads, *said.partners) if not one.unit_id]
        if outside:
            return (
                f"Không thuộc quyền giao việc của xã: {', '.join(outside[:4])}.",
                "Giao cho đơn vị của xã, hoặc ghi “đề nghị …” đối với cơ quan ngoài xã.",
            )
        return ("Không ghi giao cho ai.", "Thêm: “Chủ trì: [tên một đơn vị của xã]”.")
    return (
        "Nội dung quá ngắn, chưa nói được việc phải làm.",
        "Ghi việc bằng động từ và phạm vi, ví dụ “Rà soát, số hóa hồ sơ đất đai năm 2026”.",
    )
