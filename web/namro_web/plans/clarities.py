"""Which clarities an office asks of a task: five as a rule, six where it says so, some of them binding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from namro_web.foundation.statements import Statement
from namro_web.plans.models import ClarityRule, Plan


@dataclass(frozen=True, slots=True)
class Asked:
    """One clarity as an office asks for it.

    Attributes:
        key: ``work``, ``people``, ``duty``, ``result``, ``time`` or ``authority``.
        name: As the office calls it.
        is_on: Whether it counts.
        blocks: Whether a task that lacks it may not be issued without a waiver.
    """

    key: str
    name: str
    is_on: bool = True
    blocks: bool = False

    @property
    def icon(self) -> str:
        """Its icon."""
        return ICONS[self.key]

    @property
    def meaning(self) -> str:
        """When a task has it, in one sentence."""
        return MEANINGS[self.key]


USUAL = (
    Asked("work", "Rõ việc", blocks=True),
    Asked("people", "Rõ người", blocks=True),
    Asked("duty", "Rõ trách nhiệm"),
    Asked("result", "Rõ kết quả"),
    Asked("time", "Rõ thời gian"),
    Asked("authority", "Rõ thẩm quyền", is_on=False),
)
ICONS = {
    "work": "list-details",
    "people": "user",
    "duty": "gavel",
    "result": "file-check",
    "time": "calendar",
    "authority": "building-bank",
}
MEANINGS = {
    "work": "Nội dung nói được việc phải làm, từ ba chữ trở lên.",
    "people": "Có đơn vị chủ trì, và tên ấy ứng với một đơn vị của xã.",
    "duty": "Chỉ một đơn vị chủ trì, và có đơn vị phối hợp.",
    "result": "Nêu sản phẩm cụ thể, không phải “văn bản liên quan”.",
    "time": "Có ngày, kỳ, sự kiện hoặc thường xuyên mà hệ thống hiểu được.",
    "authority": "Mọi đơn vị được giao, cả phối hợp, đều thuộc quyền giao việc của xã.",
}


def asked_by(office_id: UUID | str) -> tuple[Asked, ...]:
    """Give every clarity as an office has it, in its order; those not in use too. One query."""
    return asked_by_each([office_id])[str(office_id)]


def mark_of(asked: Sequence[Asked]) -> str:
    """Give what tells these clarities from any others: who sets them says which they saw."""
    said = "|".join(f"{one.key} {one.name} {one.is_on} {one.blocks}" for one in asked)
    return sha256(said.encode()).hexdigest()[:20]


def asked_by_each(offices: Iterable[UUID | str]) -> Mapping[str, tuple[Asked, ...]]:
    """Give the clarities of several offices in one query."""
    wanted = [str(office) for office in offices]
    rows: dict[str, list[Asked]] = {office: [] for office in wanted}
    for rule in ClarityRule.objects.filter(
        office_id__in=[UUID(office) for office in wanted]
    ).order_by("order"):
        rows[str(rule.office_id)].append(Asked(rule.key, rule.name, rule.is_on, rule.blocks))
    return {office: tuple(found) if found else USUAL for office, found in rows.items()}


def asked_of_plans(plan_ids: Iterable[int]) -> Mapping[int, tuple[Asked, ...]]:
    """Give the clarities by which each of several plans is judged: those of its office. One query."""
    rows: dict[int, list[Asked]] = {}
    for plan_id, key, name, is_on, blocks in _rules_of_plans.rows(plans=sorted(set(plan_ids))):
        found = rows.setdefault(plan_id, [])
        if key is not None:
            found.append(Asked(key, name, is_on, blocks))
    return {plan_id: tuple(found) if found else USUAL for plan_id, found in rows.items()}


_RULES = "owner__clarity_rules"
_rules_of_plans = Statement(
    lambda plans: (
        Plan.objects.filter(pk__in=plans)
        .order_by("pk", f"{_RULES}__order")
        .values_list("pk", *(f"{_RULES}__{field}" for field in ("key", "name", "is_on", "blocks")))
    )
)


def in_use(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    """Leave out what does not count."""
    return tuple(one for one in asked if one.is_on)
