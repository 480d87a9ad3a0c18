"""What changes plans through time: an amendment is prepared, applied as a version, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

import namro
from namro_web.accounts.models import User
from namro_web.amending.access import amendment_to_edit, version_to_undo
from namro_web.amending.books import Books
from namro_web.amending.clearing import judged_in, surely_meant, units_meant
from namro_web.amending.exports import as_workbook
from namro_web.amending.facts import KINDS, LABELS, RUNNING, TITLES, Facts, Thing
from namro_web.amending.models import Amendment, Stage
from namro_web.amending.proposals import Proposal, proposed, with_reason
from namro_web.amending.queries import Asked, baseline
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.indicators import actions as indicators
from namro_web.indicators.parts import NewIndicator, NewResponsibility, NewTarget
from namro_web.intake.actions import (
    receive_document,
    refuse_unclear,
    settle_amendment,
    tell_waivers,
)
from namro_web.intake.clarifying import chosen_to_waive, waiver_reason, waivers_for
from namro_web.intake.items import deadline_of, refuse_backwards
from namro_web.intake.models import Draft
from namro_web.intake.models import Stage as DraftStage
from namro_web.plans import amending as parts
from namro_web.plans.access import document_to_read, plan_to_amend
from namro_web.plans.models import Document, Plan, PlanVersion
from namro_web.plans.parts import CreatedPlan
from namro_web.tasks import actions as tasks
from namro_web.tasks.parts import NewAssignment, NewTask
from namro_web.tasks.status import local_day


@dataclass(frozen=True, slots=True)
class Basis:
    """The legal document that an amendment rests on, as a person states it."""

    number: str
    issued_on: date | None
    approved_by: str
    in_force_on: date | None
    kind: str = ""
    note: str = ""


@transaction.atomic
def start_amendment(
    *,
    plan_id: int,
    by: User,
    at: datetime,
    data: bytes | None = None,
    name: str = "",
    whole: bool = False,
) -> Amendment:
    """Begin to amend a plan: with the amending document, or by saying what changes.

    Args:
        plan_id: The plan.
        by: Who begins.
        at: When.
        data: The amending document; it is read and reviewed like any other.
        name: Its file name.
        whole: It states the whole plan anew.

    Raises:
        Missing: There is no such plan here.
        NotAllowed: The post does not edit plans.
        Invalid: The file cannot be read, is secret, or states nothing that could change a plan.
        Conflict: An amendment is being prepared already, or the file is here already.
    """
    plan = plan_to_amend(plan_id, by=by)
    if Amendment.objects.filter(plan=plan, stage=Stage.OPEN).exists():
        raise Conflict(
            "amending.already-open",
            "Đang có một lần điều chỉnh chưa xong của kế hoạch này; hãy làm tiếp hoặc bỏ lần đó.",
        )
    draft = document = None
    if data is not None:
        draft, document = _received(data, name, by=by, at=at)
    amendment = Amendment.objects.create(
        plan=plan,
        draft=draft,
        document=document,
        whole=whole and draft is not None,
        opened_by=by,
        opened_at=at,
    )
    record(
        "amending.started",
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        amendment_id=amendment.pk,
        name=document.name if document else "",
    )
    return amendment


@transaction.atomic
def edit_thing(
    *,
    plan_id: int,
    kind: str,
    thing_id: int | None,
    values: Facts,
    by: User,
    at: datetime,
    version: int | None = None,
    section: str = "",
) -> Amendment:
    """Say how a thing of the plan is to read, or, without an identity, what is to be added.

    Raises:
        Missing: There is no such plan, amendment or thing here.
        NotAllowed: The post does not edit plans.
        Invalid: It would say nothing, or carries a state-secret mark.
        Conflict: Somebody went on with the amendment meanwhile, or nothing would change.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    edit = _edited(plan, amendment, kind, thing_id, values, section=section, at=at)
    return _prepared(plan, amendment, by=by, at=at, step=edit["op"], kind=kind, text=edit["text"])


def _edited(
    plan: Plan,
    amendment: Amendment,
    kind: str,
    thing_id: int | None,
    values: Facts,
    *,
    section: str,
    at: datetime,
) -> dict[str, Any]:
    """Note how a thing is to read; give what was noted, and in ``text`` what the thing is called."""
    _known(kind)
    old = _thing(plan, kind, thing_id) if thing_id is not None else None
    given = {name: value for name, value in values.items() if name in _amendable(kind)}
    title = TITLES[kind]
    if (old is None or title in given) and not str(given.get(title, "")).strip():
        raise Invalid("amending.no-text", "Nội dung không được để trống.", field=title)
    _refuse_unreadable(given)
    _refuse_secrecy(given)
    key = old.key if old else _free_key(amendment, kind)
    edit = {
        "op": "changed" if old else "added",
        "kind": kind,
        "id": thing_id,
        "key": key,
        "new": given,
        "section": section,
    }
    if old is not None and not any(one.key == key for one in _of(plan, [edit], at)):
        raise Conflict("amending.nothing-changes", "Chưa có gì khác với nội dung hiện nay.")
    amendment.edits = [one for one in amendment.edits if one["key"] != key] + [edit]
    return {**edit, "text": old.text if old else str(given[title])}


@transaction.atomic
def drop_thing(
    *,
    plan_id: int,
    kind: str,
    thing_id: int,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Amendment:
    """Say that a thing of the plan is to be given up, and why.

    Raises:
        Missing: There is no such plan, amendment or thing here.
        NotAllowed: The post does not edit plans.
        Invalid: No reason is given.
        Conflict: Somebody went on with the amendment meanwhile.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    old = _dropped(plan, amendment, kind, thing_id, reason)
    return _prepared(plan, amendment, by=by, at=at, step="removed", kind=kind, text=old.text)


def _dropped(plan: Plan, amendment: Amendment, kind: str, thing_id: int, reason: str) -> Thing:
    _known(kind)
    old = _thing(plan, kind, thing_id)
    plain = " ".join(reason.split())[:2000]
    if not plain:
        raise Invalid("amending.no-reason", "Hãy nêu lý do bãi bỏ.", field="reason")
    _refuse_secrecy({"reason": plain})
    edit = {"op": "removed", "kind": kind, "id": thing_id, "key": old.key, "reason": plain}
    amendment.edits = [one for one in amendment.edits if one["key"] != old.key] + [edit]
    return old


@transaction.atomic
def forget_edit(
    *, plan_id: int, key: str, by: User, at: datetime, version: int | None = None
) -> Amendment:
    """Take back what a person said of one thing.

    Raises:
        Missing, NotAllowed, Conflict: As for ``edit_thing``.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    amendment.edits = [one for one in amendment.edits if one["key"] != key]
    return _prepared(plan, amendment, by=by, at=at, step="forgotten", key=key)


@transaction.atomic
def pair_by_hand(
    *, plan_id: int, read_key: str, key: str, by: User, at: datetime, version: int | None = None
) -> Amendment:
    """Say which thing of the plan one of the document is; an empty key: it is new.

    Raises:
        Missing, NotAllowed, Conflict: As for ``edit_thing``.
        Invalid: The plan has no such thing, or another of the document is it already.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    if key and key not in Books(plan).now():
        raise Invalid("amending.no-such-thing", "Kế hoạch không có nội dung này.", field="key")
    if key and any(old == key and read != read_key for read, old in amendment.pairs.items()):
        raise Invalid(
            "amending.paired-already",
            "Nội dung này của kế hoạch đã được nối với một nội dung khác của văn bản.",
            field="key",
        )
    amendment.pairs = {**amendment.pairs, read_key: key}
    return _prepared(
        plan, amendment, by=by, at=at, step="paired" if key else "unpaired", key=key or read_key
    )


@transaction.atomic
def keep_thing(
    *, plan_id: int, key: str, keep: bool, by: User, at: datetime, version: int | None = None
) -> Amendment:
    """Say that a thing stays although the document does not say it, or take that back.

    Raises:
        Missing, NotAllowed, Conflict: As for ``edit_thing``.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    keeps = [one for one in amendment.keeps if one != key]
    amendment.keeps = [*keeps, key] if keep else keeps
    return _prepared(plan, amendment, by=by, at=at, step="kept" if keep else "given-up", key=key)


@transaction.atomic
def waive_unclear(
    *,
    plan_id: int,
    keys: Sequence[str],
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Amendment:
    """Let tasks into the plan although they lack a clarity that blocks, for a reason that is kept.

    Raises:
        Missing, NotAllowed, Conflict: As for ``edit_thing``.
        Invalid: No reason is given, or none of the tasks is held back.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    said = waiver_reason(reason)
    found = proposed(amendment, Books(plan).now(), at=local_day(at))
    judged = judged_in(amendment, found, at=local_day(at))
    chosen = chosen_to_waive({one.statement.key: one for one in judged if one.held}, keys)
    amendment.waivers = {**amendment.waivers, **waivers_for(chosen, said, by=by)}
    record(
        "amending.unclear-waived",
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        items=[one.statement.tag for one in chosen],
        reason=said,
    )
    return _stepped(amendment)


@transaction.atomic
def discard_amendment(*, plan_id: int, by: User, at: datetime, version: int | None = None) -> None:
    """Give up an amendment that was being prepared; the plan stays, and the document is kept.

    Raises:
        Missing, NotAllowed, Conflict: As for ``edit_thing``.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    amendment.stage = Stage.DROPPED
    # The document is free again: it may be a plan of its own after all.
    amendment.draft = None
    _stepped(amendment)
    record("amending.dropped", plan, by=by, unit=str(plan.owner_id), at=at)


@transaction.atomic
def apply_amendment(
    *, plan_id: int, basis: Basis, by: User, at: datetime, version: int | None = None
) -> PlanVersion:
    """Make what was prepared the plan's next version, whole or not at all.

    Progress, evidence and reported periods stay with their tasks; what is given up stays in sight.

    Raises:
        Missing: There is no such plan here, or nothing is being prepared.
        NotAllowed: The post does not edit plans.
        Invalid: The document is not named, or is not in force yet.
        Conflict: Nothing would change, the document is not reviewed, a task lacks a clarity that
            the office insists on and nobody waived it, or somebody went on meanwhile.
    """
    plan, amendment = amendment_to_edit(plan_id, by=by, version=version)
    given = _checked(basis, plan, today=local_day(at))
    if amendment.draft is not None and amendment.draft.stage != DraftStage.READY:
        raise Conflict(
            "amending.not-read", "Văn bản điều chỉnh chưa đọc xong; hãy chờ rồi tải lại trang."
        )
    now = Books(plan).now()
    found = proposed(amendment, now, at=local_day(at))
    if found.waiting:
        raise Conflict(
            "amending.not-reviewed",
            f"Còn {found.waiting} mục của văn bản điều chỉnh chưa duyệt; hãy duyệt xong rồi áp dụng.",
            waiting=found.waiting,
        )
    if not found.proposals:
        raise Conflict("amending.nothing-changes", "Chưa có gì thay đổi so với kế hoạch hiện nay.")
    judged = judged_in(amendment, found, at=local_day(at))
    refuse_unclear(judged)
    changes = with_reason(found.proposals, given.note)
    made = PlanVersion.objects.create(
        plan=plan,
        number=parts.next_number(plan),
        document=amendment.document,
        document_kind=given.kind[:120],
        document_number=given.number,
        issued_on=given.issued_on,
        approved_by=given.approved_by,
        in_force_on=given.in_force_on,
        note=given.note,
        made_by=by,
        made_at=at,
    )
    doing = _Doing(plan, made, units_meant(plan, changes, found.units, at=local_day(at)), by, at)
    made.changes = [doing.change(one) for one in changes]
    for op in ("added", "removed", "changed"):
        setattr(made, op, sum(one.op == op for one in changes))
    made.save()
    tasks_made = {
        one.key: int(done["id"]) for one, done in zip(changes, made.changes, strict=True)
        if one.kind == "task"
    }  # fmt: skip
    tell_waivers(tasks_made, judged, by=by, at=at)
    amendment.stage, amendment.result = Stage.APPLIED, made
    if amendment.draft is not None:
        settle_amendment(amendment.draft, applied=True)
    _stepped(amendment)
    record(
        "amending.applied",
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        version=made.number,
        basis=made.basis,
        approved_by=made.approved_by,
        in_force_on=made.in_force_on,
        added=made.added,
        removed=made.removed,
        changed=made.changed,
    )
    return made


@dataclass(frozen=True, slots=True)
class Step:
    """One change as a program states it: no identity adds, a reason without values gives up."""

    kind: str
    id: int | None
    reason: str
    values: Facts


@transaction.atomic
def amend_at_once(
    *,
    plan_id: int,
    basis: Basis,
    steps: Sequence[Step],
    by: User,
    at: datetime,
    waiver: str = "",
    seen: int | None = None,
) -> int:
    """Amend a plan in one go, and give the number of the version that it makes.

    Args:
        plan_id: The plan.
        basis: The document it rests on.
        steps: What changes.
        by: Who amends.
        at: When.
        seen: The number of the plan's latest version, as it was read.
        waiver: The reason for which tasks go in that lack a clarity the office insists on.

    Raises:
        Missing, NotAllowed, Invalid, Conflict: As for ``start_amendment``, ``edit_thing``,
            ``drop_thing`` and ``apply_amendment``; the plan is then as it was.
    """
    start_amendment(plan_id=plan_id, by=by, at=at)
    standing = PlanVersion.objects.filter(plan_id=plan_id, undone_at=None).order_by("-number")
    latest = standing.values_list("number", flat=True).first() or 1
    if seen is not None and seen != latest:
        raise Conflict(
            "amending.changed-meanwhile",
            f"Kế hoạch đang ở phiên bản {latest}, không phải phiên bản {seen} mà bạn đã đọc; hãy đọc lại.",
            version=latest,
        )
    # Applied in the same breath, they need no lines of their own.
    plan, amendment = amendment_to_edit(plan_id, by=by)
    for one in steps:
        if one.id is not None and one.reason and not one.values:
            _dropped(plan, amendment, one.kind, one.id, one.reason)
        else:
            _edited(plan, amendment, one.kind, one.id, one.values, section="", at=at)
    _stepped(amendment)
    if waiver:
        plan, amendment = amendment_to_edit(plan_id, by=by)
        judged = judged_in(
            amendment, proposed(amendment, Books(plan).now(), at=local_day(at)), at=local_day(at)
        )
        held = [one.statement.key for one in judged if one.held]
        waive_unclear(plan_id=plan_id, keys=held, reason=waiver, by=by, at=at)
    return apply_amendment(plan_id=plan_id, basis=basis, by=by, at=at).number


@transaction.atomic
def undo_version(*, plan_id: int, number: int, by: User, at: datetime) -> PlanVersion:
    """Make the plan again what it was before a version, while nothing depends on it.

    Raises:
        Missing: There is no such plan or version here.
        NotAllowed: The post does not edit plans.
        Conflict: A later version stands on it, or people have worked on what it changed.
    """
    plan, version = version_to_undo(plan_id, number, by=by)
    parts.take_version_back(version, by=by, at=at)
    worked_on = [
        change["text"]
        for change in version.changes
        if change["kind"] == "task" and not tasks.untouched(change["op"], change["kept"])
    ]
    if worked_on:
        raise Conflict(
            "amending.worked-on",
            f"Không hoàn tác được: {len(worked_on)} nhiệm vụ đã có cập nhật sau lần điều chỉnh, "
            f"như “{worked_on[0][:80]}”. Hãy điều chỉnh bằng một phiên bản mới.",
            tasks=len(worked_on),
        )
    for change in reversed(version.changes):
        _undo(plan, change, by=by, at=at)
    _free_document(version)
    record(
        "amending.undone",
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        version=version.number,
        basis=version.basis,
    )
    return version


@transaction.atomic
def export_baseline(*, plan_id: int, asked: Asked, by: User, at: datetime) -> bytes:
    """Give two moments of a plan side by side as a workbook, and note that it was taken.

    Raises:
        Missing: There is no such plan here.
    """
    shown = baseline(plan_id, asked, by=by, at=at)
    data = as_workbook(shown, at=at)
    record(
        "amending.exported",
        shown.plan,
        by=by,
        unit=str(shown.plan.owner_id),
        at=at,
        first=shown.first_name,
        last=shown.last_name,
    )
    return data


def _free_document(version: PlanVersion) -> None:
    """Put the document of a version that was taken back before its reviewers again."""
    amendment = Amendment.objects.select_related("draft").filter(result=version).first()
    if amendment is not None and amendment.draft is not None:
        settle_amendment(amendment.draft, applied=False)
        amendment.draft = None
        _stepped(amendment)


def _received(data: bytes, name: str, *, by: User, at: datetime) -> tuple[Draft | None, Document]:
    """Keep the amending document; one that states no items is kept, and the person says what changes."""
    try:
        received = receive_document(data=data, name=name, by=by, at=at)
    except Invalid as refusal:
        if refusal.code != "read.not-a-plan":
            raise
        received = receive_document(data=data, name=name, by=by, at=at, as_plain=True)
    document = document_to_read(received.document_id, by=by)
    return Draft.objects.filter(document=document).select_related("document").first(), document


class _Doing:
    """One amendment being carried out, inside its transaction."""

    def __init__(
        self,
        plan: Plan,
        version: PlanVersion,
        units: Mapping[str, tuple[str, ...]],
        by: User,
        at: datetime,
    ) -> None:
        self.plan, self.version, self.units, self.by, self.at = plan, version, units, by, at
        sections = list(plan.sections.order_by("order"))
        self.created = CreatedPlan(plan.pk, tuple(one.pk for one in sections))
        self.titles = {namro.search_key(one.title): place for place, one in enumerate(sections)}

    def change(self, one: Proposal) -> dict[str, Any]:
        """Make one change and give what is kept of it."""
        match one.op:
            case "added":
                thing_id, kept = self._add(one)
            case "removed":
                thing_id, kept = self._drop(one)
            case _:
                thing_id, kept = self._change(one)
        old = one.old.facts if one.old else {}
        return {
            "op": one.op,
            "kind": one.kind,
            "id": thing_id,
            "text": one.text[:1000],
            "reason": one.reason,
            "old": {name: old[name] for name in one.fields},
            "new": {name: value for name, value in one.new.items() if name != "deadline_raw"},
            "kept": kept,
        }

    def _add(self, one: Proposal) -> tuple[int, dict[str, Any]]:
        common = {"plan": self.plan, "version": self.version, "by": self.by, "at": self.at}
        section = self.titles.get(namro.search_key(one.section)) if one.section else None
        if one.kind == "task":
            new = self._task(one.new, section)
            [made] = tasks.add_tasks(created=self.created, tasks=[new], **common)  # type: ignore[arg-type]
        elif one.kind == "indicator":
            promised = self._indicator(one.new, section)
            [made] = indicators.add_indicators(
                created=self.created,
                indicators=[promised],
                **common,  # type: ignore[arg-type]
            )
        else:
            made = parts.add_part(
                self.plan, one.kind, _whole(one.kind, one.new), version=self.version,
                unit_id=self._unit(one.new),
            )  # fmt: skip
        return made, {"id": made}

    def _drop(self, one: Proposal) -> tuple[int, dict[str, Any]]:
        thing_id = one.id or 0
        if one.kind == "task":
            return thing_id, tasks.drop_task(
                task_id=thing_id, reason=one.reason, version=self.version, by=self.by, at=self.at
            )
        if one.kind == "indicator":
            indicators.mark_dropped(plan=self.plan, indicator_id=thing_id, version=self.version)
        else:
            parts.drop_part(self.plan, one.kind, thing_id, version=self.version)
        return thing_id, {"id": thing_id}

    def _change(self, one: Proposal) -> tuple[int, dict[str, Any]]:
        thing_id = one.id or 0
        whole = {**(one.old.facts if one.old else {}), **one.new}
        if one.kind == "task":
            return thing_id, tasks.change_task(
                task_id=thing_id,
                fields=one.fields,
                new=self._task(whole, None),
                said=[[each.label, each.old, each.new] for each in one.told],
                version=self.version,
                by=self.by,
                at=self.at,
            )
        if one.kind == "indicator":
            indicators.change_indicator(
                plan=self.plan,
                indicator_id=thing_id,
                fields=one.fields,
                new=self._indicator(whole, None),
            )
        else:
            parts.change_part(self.plan, one.kind, thing_id, one.new, unit_id=self._unit(one.new))
        return thing_id, {"id": thing_id}

    def _task(self, facts: Mapping[str, Any], section: int | None) -> NewTask:
        named: list[NewAssignment] = []
        given: set[str] = set()
        for role, names in (("lead", facts.get("lead")), ("partner", facts.get("coordinating"))):
            for name in names or ():
                for unit in self.units.get(name) or ("",):
                    # A unit that leads does not also stand among its own partners.
                    if unit and unit in given:
                        continue
                    given.add(unit)
                    named.append(NewAssignment(name=name, role=role, unit_id=unit or None))
        return NewTask(
            text=str(facts["text"]),
            section=section,
            deliverable=str(facts.get("deliverable") or ""),
            deadline=deadline_of(facts.get("deadline")),
            deadline_raw=str(facts.get("deadline_raw") or ""),
            assignments=named,
        )

    def _indicator(self, facts: Mapping[str, Any], section: int | None) -> NewIndicator:
        return _indicator(facts, section, self.units)

    def _unit(self, facts: Mapping[str, Any]) -> str | None:
        return next(iter(self.units.get(str(facts.get("actor", "")), ())), None)


def _indicator(
    facts: Mapping[str, Any], section: int | None, units: Mapping[str, tuple[str, ...]]
) -> NewIndicator:
    return NewIndicator(
        name=str(facts["name"]),
        measured_in=str(facts.get("unit") or ""),
        section=section,
        targets=[
            NewTarget(
                operator=one["operator"],
                value=Decimal(one["value"]) if one["value"] else None,
                word=one["word"],
                measured_in=one["unit"],
                horizon=date.fromisoformat(one["horizon"]) if one["horizon"] else None,
                printed=one["printed"],
            )
            for one in facts.get("targets") or ()
        ],
        responsibilities=[
            NewResponsibility(name=name, role=role, unit_id=unit)
            for role, names in (("lead", facts.get("lead")), ("partner", facts.get("coordinating")))
            for name in names or ()
            for unit in (units.get(name) or (None,))
        ],
    )


def _undo(plan: Plan, change: Mapping[str, Any], *, by: User, at: datetime) -> None:
    kind, op, thing_id = change["kind"], change["op"], change["id"]
    if kind == "task":
        tasks.unamend_task(kind=op, kept=change["kept"], by=by, at=at)
    elif kind == "indicator":
        if op == "added":
            indicators.unadd_indicator(plan=plan, indicator_id=thing_id)
        elif op == "removed":
            indicators.mark_dropped(plan=plan, indicator_id=thing_id, version=None)
        else:
            old = dict(change["old"])
            units = surely_meant(
                plan, [*old.get("lead", ()), *old.get("coordinating", ())], at=local_day(at)
            )
            now = Books(plan).now()[f"indicator-{thing_id}"].facts
            indicators.change_indicator(
                plan=plan,
                indicator_id=thing_id,
                fields=list(old),
                new=_indicator({**now, **old}, None, units),
            )
    elif op == "added":
        parts.unadd_part(plan, kind, thing_id)
    elif op == "removed":
        parts.drop_part(plan, kind, thing_id, version=None)
    else:
        units = surely_meant(plan, [str(change["old"].get("actor", ""))], at=local_day(at))
        unit = next(iter(units.get(str(change["old"].get("actor", "")), ())), None)
        parts.change_part(plan, kind, thing_id, change["old"], unit_id=unit)


@dataclass(frozen=True, slots=True)
class _Given:
    kind: str
    number: str
    issued_on: date
    approved_by: str
    in_force_on: date
    note: str


def _checked(basis: Basis, plan: Plan, *, today: date) -> _Given:
    number, approver = " ".join(basis.number.split()), " ".join(basis.approved_by.split())
    if not number:
        raise Invalid(
            "amending.no-number", "Hãy ghi số, ký hiệu văn bản điều chỉnh.", field="number"
        )
    if len(number) > 60:
        raise Invalid("amending.number-too-long", "Số, ký hiệu dài quá 60 ký tự.", field="number")
    if basis.issued_on is None:
        raise Invalid(
            "amending.no-day", "Hãy ghi ngày ban hành văn bản điều chỉnh.", field="issued_on"
        )
    if basis.issued_on > today:
        raise Invalid(
            "amending.day-to-come", "Ngày ban hành không được sau hôm nay.", field="issued_on"
        )
    if not approver:
        raise Invalid("amending.no-approver", "Hãy ghi người phê duyệt.", field="approved_by")
    in_force = basis.in_force_on or basis.issued_on
    if in_force < basis.issued_on:
        raise Invalid(
            "amending.in-force-too-early",
            "Ngày có hiệu lực không được trước ngày ban hành.",
            field="in_force_on",
        )
    if in_force > today:
        raise Invalid(
            "amending.not-in-force-yet",
            f"Văn bản có hiệu lực từ {in_force:%d/%m/%Y}; bản chuẩn bị được giữ, "
            "hãy áp dụng từ ngày đó.",
            field="in_force_on",
        )
    _refuse_secrecy({"number": number, "approved_by": approver, "note": basis.note})
    return _Given(
        " ".join(basis.kind.split()),
        number,
        basis.issued_on,
        approver[:255],
        in_force,
        basis.note.strip()[:2000],
    )


def _refuse_unreadable(values: Mapping[str, Any]) -> None:
    try:
        refuse_backwards(values.get("deadline"), code="amending.ends-before-start")
    except (KeyError, TypeError, ValueError) as unreadable:
        raise Invalid(
            "amending.unreadable-day",
            "Ghi ngày theo dạng dd/mm/yyyy, ví dụ 30/06/2026.",
            field="deadline_day",
        ) from unreadable


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Invalid("amending.unknown-kind", "Không hiểu loại nội dung này; tải lại trang.")


def _amendable(kind: str) -> list[str]:
    return [name for name in LABELS[kind] if name not in RUNNING]


def _thing(plan: Plan, kind: str, thing_id: int) -> Thing:
    found = Books(plan).now().get(f"{kind}-{thing_id}")
    if found is None:
        raise Invalid("amending.no-such-thing", "Kế hoạch không có nội dung này.", field="key")
    return found


def _of(plan: Plan, edits: list[dict[str, Any]], at: datetime) -> tuple[Proposal, ...]:
    probe = Amendment(plan=plan, edits=edits)
    return proposed(probe, Books(plan).now(), at=local_day(at)).proposals


def _free_key(amendment: Amendment, kind: str) -> str:
    taken = {one["key"] for one in amendment.edits}
    place = 1
    while f"moi-{kind}-{place}" in taken:
        place += 1
    return f"moi-{kind}-{place}"


def _whole(kind: str, facts: Facts) -> Facts:
    empty: dict[str, Facts] = {
        "goal": {"text": "", "horizon": ""},
        "duty": {
            "duty": "",
            "actor": "",
            "report_to": "",
            "report_via": "",
            "periods": [],
            "due_dates": [],
        },
    }
    return {**empty[kind], **{name: facts[name] for name in facts if name in empty[kind]}}


def _refuse_secrecy(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        mark = namro.find_secrecy_mark(str(value))
        if mark is not None:
            raise Invalid(
                "amending.secret",
                f"Nội dung vừa ghi có dấu chỉ độ mật “{mark}”. Hệ thống này không được lưu bí mật nhà "
                "nước; hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
                field=name,
                mark=mark,
            )


def _prepared(
    plan: Plan, amendment: Amendment, *, by: User, at: datetime, step: str, **said: object
) -> Amendment:
    """Keep one step of the preparation, and say who took it."""
    _stepped(amendment)
    record("amending.prepared", plan, by=by, unit=str(plan.owner_id), at=at, step=step, **said)
    return amendment


def _stepped(amendment: Amendment) -> Amendment:
    amendment.version += 1
    amendment.save()
    return amendment
