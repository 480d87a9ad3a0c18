"""What is shown of a plan through time: its versions, two moments, an amendment in the making."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

import namro
from namro.model.alignment import Turn
from namro_web.accounts.models import User
from namro_web.amending.access import amendment_to_see, may_amend
from namro_web.amending.baseline import Changed, compare, sides
from namro_web.amending.books import Books, end_of
from namro_web.amending.clearing import judged_in
from namro_web.amending.facts import KINDS, RUNNING, FieldChange, Thing, words
from namro_web.amending.models import Amendment, Stage
from namro_web.amending.proposals import Proposal, Proposed, proposed
from namro_web.foundation.errors import Missing
from namro_web.foundation.search_keys import search_key
from namro_web.intake.models import Stage as DraftStage
from namro_web.intake.unclear import Unclear, unclear_of
from namro_web.plans.access import plan_to_read
from namro_web.plans.clarities import asked_by
from namro_web.plans.models import Plan, PlanVersion
from namro_web.plans.queries import short_name
from namro_web.tasks.models import Evidence, State, Update
from namro_web.tasks.status import local_day

OPS = {"added": "Thêm", "removed": "Bỏ", "changed": "Thay đổi"}
CHOICES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two moments, and what of them; what an address gets wrong is left out.

    Attributes:
        first, last: Two days, as at their end.
        from_version, to_version: Two versions instead of days; progress is then left out.
        ops, kind, field, words, turn: Filters.
    """

    first: date | None = None
    last: date | None = None
    from_version: int | None = None
    to_version: int | None = None
    op: str = ""
    kind: str = ""
    field: str = ""
    words: str = ""
    turn: str = ""

    @property
    def address(self) -> str:
        """The same as the query of an address."""
        return self.with_op(self.op)

    def with_op(self, op: str) -> str:
        """The same with another kind of change."""
        told = {
            "tu": f"{self.first:%d/%m/%Y}" if self.first else "",
            "den": f"{self.last:%d/%m/%Y}" if self.last else "",
            "tu-ban": self.from_version,
            "den-ban": self.to_version,
            "thay-doi": op,
            "loai": self.kind,
            "truong": self.field,
            "huong": self.turn,
            "q": self.words,
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def is_narrowing(self) -> bool:
        """Whether a filter is set."""
        return bool(self.op or self.kind or self.field or self.words or self.turn)


def asked_from(query: Mapping[str, str]) -> Asked:
    """Read what an address asks to see."""

    def one_of(name: str, known: Sequence[str]) -> str:
        return query.get(name, "") if query.get(name, "") in known else ""

    return Asked(
        first=_day(query.get("tu", "")),
        last=_day(query.get("den", "")),
        from_version=_number(query.get("tu-ban", "")),
        to_version=_number(query.get("den-ban", "")),
        op=one_of("thay-doi", list(OPS)),
        kind=one_of("loai", list(KINDS)),
        field=one_of("truong", ["deadline", "lead", "state", "text", "targets", "deliverable"]),
        turn=one_of("huong", list(Turn)),
        words=" ".join(query.get("q", "").replace("\x00", "").split())[:200],
    )


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a plan in the list."""

    number: int
    name: str
    basis: str
    approved_by: str
    in_force_on: date | None
    made_at: datetime
    made_by: str
    note: str
    added: int
    removed: int
    changed: int
    document_id: int | None
    document_name: str
    undone_at: datetime | None
    undone_by: str
    may_undo: bool
    compared: str

    @property
    def is_undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_at is not None


@dataclass(frozen=True, slots=True)
class Versions:
    """The tab of a plan's versions."""

    plan_id: int
    plan_name: str
    rows: tuple[VersionRow, ...]
    standing: tuple[tuple[int, str], ...]
    open: Amendment | None
    may_amend: bool
    first_day: date
    today: date


@dataclass(frozen=True, slots=True)
class Compared:
    """Two moments of a plan, side by side."""

    plan: Plan
    plan_name: str
    asked: Asked
    first_name: str
    last_name: str
    note: str
    added: tuple[Thing, ...]
    removed: tuple[Thing, ...]
    changed: tuple[Changed, ...]
    counts: Mapping[str, int]
    total: int
    first_size: int
    last_size: int
    versions: tuple[tuple[int, str], ...]
    turns: tuple[tuple[str, str, int], ...]
    kinds: tuple[tuple[str, str], ...] = tuple(KINDS.items())
    fields: tuple[tuple[str, str], ...] = (
        ("deadline", "Thời hạn"),
        ("lead", "Chủ trì"),
        ("state", "Trạng thái"),
        ("text", "Nội dung"),
        ("targets", "Mức phải đạt"),
        ("deliverable", "Sản phẩm"),
    )

    @property
    def tabs(self) -> list[tuple[str, str, int, str]]:
        """Key, word, number and address of each kind of change."""
        return [
            (key, word, self.counts[key], self.asked.with_op("" if self.asked.op == key else key))
            for key, word in OPS.items()
        ]


def versions_shown(plan_id: int, *, by: User, at: datetime) -> Versions:
    """List a plan's versions, the newest first.

    Raises:
        Missing: There is no such plan here.
    """
    plan, amendment = amendment_to_see(plan_id, by=by)
    edits = may_amend(by)
    versions = list(
        plan.versions.select_related("made_by", "undone_by", "document").order_by("-number")
    )
    standing = [1, *sorted(one.number for one in versions if one.undone_at is None)]
    newest = standing[-1]
    rows = [
        _version_row(one, standing, may_undo=edits and one.number == newest) for one in versions
    ]
    rows.append(_first_version(plan))
    return Versions(
        plan_id=plan.pk,
        plan_name=short_name(plan),
        rows=tuple(rows),
        standing=_standing(versions),
        open=amendment,
        may_amend=edits,
        first_day=local_day(plan.adopted_at),
        today=local_day(at),
    )


def version_in(shown: Versions, number: int) -> VersionRow:
    """Give one version of those shown.

    Raises:
        Missing: There is none of that number.
    """
    for row in shown.rows:
        if row.number == number and number > 1:
            return row
    raise Missing("amending.no-such-version", "Kế hoạch không có phiên bản này.")


def baseline(plan_id: int, asked: Asked, *, by: User, at: datetime) -> Compared:
    """Give two moments of a plan side by side, in a fixed number of queries.

    Without days: the first day of the plan in the system, and today.

    Raises:
        Missing: There is no such plan or version here.
    """
    plan = plan_to_read(plan_id, by=by)
    books = Books(plan)
    if asked.from_version is not None or asked.to_version is not None:
        first, first_name = _version_moment(books, asked.from_version or 1)
        latest = max([1, *(one.number for one in books.versions if one.undone_at is None)])
        last, last_name = _version_moment(books, asked.to_version or latest)
        with_progress = False
    else:
        first_day = asked.first or local_day(plan.adopted_at)
        last_day = asked.last or local_day(at)
        asked = replace(asked, first=first_day, last=last_day)
        first, last = end_of(first_day), end_of(last_day)
        first_name, last_name = f"cuối ngày {first_day:%d/%m/%Y}", f"cuối ngày {last_day:%d/%m/%Y}"
        with_progress = True
    old, new = books.at(first), books.at(last)
    if not with_progress:
        old, new = _without_progress(old), _without_progress(new)
    found = sides(compare(old, new))
    added = tuple(one for one in found.added if _wanted(asked, one))
    removed = tuple(one for one in found.removed if _wanted(asked, one))
    changed = tuple(one for one in found.changed if _wanted(asked, one.new, one))
    note = ""
    if min(first, last) < plan.adopted_at:
        note = (
            f"Kế hoạch được đưa vào hệ thống ngày {local_day(plan.adopted_at):%d/%m/%Y}; trước đó "
            "hệ thống chưa có nội dung nào."
        )
    counts = {"added": len(added), "removed": len(removed), "changed": len(changed)}
    return Compared(
        plan=plan,
        plan_name=short_name(plan),
        asked=asked,
        first_name=first_name,
        last_name=last_name,
        note=note,
        added=added if asked.op in ("", "added") else (),
        removed=removed if asked.op in ("", "removed") else (),
        changed=changed if asked.op in ("", "changed") else (),
        counts=counts,
        total=sum(counts.values()),
        first_size=len(old),
        last_size=len(new),
        versions=_standing(books.versions),
        turns=_turns(found.changed, asked.turn),
    )


def _turns(changed: Sequence[Changed], chosen: str) -> tuple[tuple[str, str, int], ...]:
    """Give key, words and number of every way in which promises turned."""
    counted = Counter(turn for one in changed for turn in one.turns)
    return tuple(
        (turn.value, namro.written_turn(turn), counted[turn])
        for turn in Turn
        if counted[turn] or turn == chosen
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """What work a change touches."""

    state: str
    percent: int
    updates: int
    evidence: int
    children: int
    will: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal as the preview shows it."""

    proposal: Proposal
    told: tuple[FieldChange, ...]
    effect: Effect | None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """An amendment in the making."""

    plan: Plan
    plan_name: str
    amendment: Amendment
    waiting: int
    is_reading: bool
    has_failed: bool
    added: tuple[ProposalRow, ...]
    removed: tuple[ProposalRow, ...]
    changed: tuple[ProposalRow, ...]
    kept: tuple[Thing, ...]
    choices: tuple[Thing, ...]
    choices_total: int
    words: str
    kind: str
    initial: Mapping[str, Any]
    unclear: int = 0
    held: int = 0
    kinds: tuple[tuple[str, str], ...] = tuple(KINDS.items())

    @property
    def total(self) -> int:
        """How many changes there would be."""
        return len(self.added) + len(self.removed) + len(self.changed)


def workspace(
    plan_id: int, *, by: User, at: datetime, text: str = "", kind: str = ""
) -> Workspace | None:
    """Give what is being prepared for a plan, and what it would do to work under way.

    Raises:
        Missing: There is no such plan here.
    """
    plan, amendment = amendment_to_see(plan_id, by=by)
    if amendment is None:
        return None
    now = Books(plan).now()
    found = proposed(amendment, now, at=local_day(at))
    effects = _effects(found)
    gone = [one.old for one in found.of("removed") if one.old is not None]
    silent = [*gone, *found.kept]
    spoken_for = {one.key for one in found.proposals}
    wanted = search_key(text).split()
    choices = [
        thing
        for thing in now.values()
        if thing.key not in spoken_for
        and (not kind or thing.kind == kind)
        and all(word in search_key(f"{thing.no} {thing.text}") for word in wanted)
    ]
    draft = amendment.draft
    judged = judged_in(amendment, found, at=local_day(at))

    def row(one: Proposal) -> ProposalRow:
        offered: tuple[tuple[str, str], ...] = ()
        if one.op == "added" and one.source:
            offered = tuple(
                (thing.key, f"{thing.no} {thing.text}".strip())
                for thing in silent
                if thing.kind == one.kind
            )
        return ProposalRow(one, tuple(one.told), effects.get(one.key), offered)

    return Workspace(
        plan=plan,
        plan_name=short_name(plan),
        amendment=amendment,
        waiting=found.waiting,
        is_reading=draft is not None and draft.stage in (DraftStage.WAITING, DraftStage.READING),
        has_failed=draft is not None and draft.stage == DraftStage.FAILED,
        added=tuple(row(one) for one in found.of("added")),
        removed=tuple(row(one) for one in found.of("removed")),
        changed=tuple(row(one) for one in found.of("changed")),
        kept=tuple(one for one in found.kept if one.key in set(amendment.keeps)),
        choices=tuple(choices[:CHOICES_SHOWN]),
        choices_total=len(choices),
        words=text,
        kind=kind,
        initial=_particulars(amendment),
        unclear=sum(bool(one.lacks) for one in judged),
        held=sum(one.held for one in judged),
    )


def unclear_in_amendment(plan_id: int, *, by: User, at: datetime) -> Unclear:
    """Show what is unclear in the tasks that an amendment brings in or changes.

    Raises:
        Missing: There is no such plan here, or nothing is being prepared for it.
    """
    plan, amendment = amendment_to_see(plan_id, by=by)
    if amendment is None:
        raise Missing("amending.nothing-open", "Không có lần điều chỉnh nào đang chuẩn bị.")
    today = local_day(at)
    particulars = _particulars(amendment)
    workspace_url = reverse("amending:workspace", args=[plan_id])
    return unclear_of(
        judged_in(amendment, proposed(amendment, Books(plan).now(), at=today), at=today),
        asked_by(plan.owner_id),
        at=today,
        title=f"Điều chỉnh {short_name(plan)}: {plan.title}",
        number=str(particulars.get("number", "")),
        issuer=plan.issuer,
        back_url=workspace_url,
        back_word=f"Điều chỉnh {short_name(plan)}",
        slip_url=reverse("amending:slip", args=[plan_id, "docx"]).removesuffix("docx"),
        waive_url=reverse("amending:unclear", args=[plan_id]),
        onward_url=f"{workspace_url}#ws-apply",
        onward_word="Tiếp: áp dụng",
        version=amendment.version,
    )


@dataclass(frozen=True, slots=True)
class Editing:
    """One thing of a plan, or one to be added, in a form."""

    plan_id: int
    plan_name: str
    kind: str
    kind_word: str
    thing: Thing | None
    facts: Mapping[str, Any]
    version: int
    sections: tuple[str, ...]


def editing(plan_id: int, kind: str, thing_id: int | None, *, by: User) -> Editing:
    """Give a thing as the amendment would have it, to be edited.

    Raises:
        Missing: There is no such plan, amendment or thing here.
    """
    plan, amendment = amendment_to_see(plan_id, by=by)
    if amendment is None or kind not in KINDS:
        raise Missing("amending.nothing-open", "Không có lần điều chỉnh nào đang chuẩn bị.")
    thing = None
    facts: dict[str, Any] = {}
    if thing_id is not None:
        thing = Books(plan).now().get(f"{kind}-{thing_id}")
        if thing is None:
            raise Missing("amending.no-such-thing", "Kế hoạch không có nội dung này.")
        facts = {name: value for name, value in thing.facts.items() if name not in RUNNING}
        said = next((one for one in amendment.edits if one["key"] == thing.key), None)
        facts |= (said or {}).get("new") or {}
    return Editing(
        plan_id=plan.pk,
        plan_name=short_name(plan),
        kind=kind,
        kind_word=KINDS[kind],
        thing=thing,
        facts=facts,
        version=amendment.version,
        sections=tuple(plan.sections.exclude(title="").values_list("title", flat=True)),
    )


def amendment_of_draft(draft_id: int) -> int | None:
    """Give the plan that a draft is to amend, if it is to amend one."""
    return (
        Amendment.objects.filter(draft_id=draft_id, stage__in=[Stage.OPEN, Stage.APPLIED])
        .values_list("plan_id", flat=True)
        .first()
    )


def _effects(found: Proposed) -> dict[str, Effect]:
    """Say what work each change touches, in two queries."""
    touched = {one.id: one for one in found.proposals if one.kind == "task" and one.old is not None}
    updates = dict(
        Update.objects.filter(task__in=touched)
        .values_list("task")
        .annotate(number=Count("pk"))
        .order_by()
    )
    evidence = dict(
        Evidence.objects.filter(update__task__in=touched)
        .values_list("update__task")
        .annotate(number=Count("pk"))
        .order_by()
    )
    effects = {}
    for thing_id, one in touched.items():
        facts = one.old.facts if one.old else {}
        effects[one.key] = Effect(
            state=words("state", facts["state"]),
            percent=facts["percent"],
            updates=updates.get(thing_id, 0),
            evidence=evidence.get(thing_id, 0),
            children=0,
            will=_will(one, str(facts["state"])),
        )
    return effects


def _will(one: Proposal, state: str) -> str:
    if one.op == "removed":
        if state == State.DONE:
            return "đã hoàn thành: giữ nguyên kết quả, ghi là đã bãi bỏ"
        if state == State.CANCELLED:
            return "đã hủy từ trước, ghi là đã bãi bỏ"
        return "kết thúc với lý do bãi bỏ; mọi báo cáo và minh chứng vẫn xem được"
    said = "tiến độ, minh chứng giữ nguyên"
    if "lead" in one.fields:
        said += "; đơn vị chủ trì mới nhận việc, người phụ trách cũ thôi phụ trách"
        if state == State.SUBMITTED:
            said += "; báo cáo hoàn thành đang chờ được chuyển lại"
    if "deadline" in one.fields:
        said += "; hạn đầu vẫn được giữ"
    return said


def _particulars(amendment: Amendment) -> dict[str, Any]:
    if amendment.draft is None or not amendment.draft.plan:
        return {}
    header = amendment.draft.plan.get("header", {})
    return {
        "kind": header.get("kind") or "",
        "number": header.get("number") or "",
        "issued_on": _iso(header.get("date")),
        "in_force_on": _iso(header.get("date")),
        "approved_by": ", ".join(filter(None, (header.get("signer_role"), header.get("signer")))),
    }


def _iso(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None


def _version_row(one: PlanVersion, standing: Sequence[int], *, may_undo: bool) -> VersionRow:
    before = max((number for number in standing if number < one.number), default=1)
    return VersionRow(
        number=one.number,
        name=f"Phiên bản {one.number}",
        basis=one.basis,
        approved_by=one.approved_by,
        in_force_on=one.in_force_on,
        made_at=one.made_at,
        made_by=one.made_by.get_full_name(),
        note=one.note,
        added=one.added,
        removed=one.removed,
        changed=one.changed,
        document_id=one.document_id,
        document_name=one.document.name if one.document else "",
        undone_at=one.undone_at,
        undone_by=one.undone_by.get_full_name() if one.undone_by else "",
        may_undo=may_undo,
        compared=Asked(from_version=before, to_version=one.number).address,
    )


def _first_version(plan: Plan) -> VersionRow:
    signer = ", ".join(filter(None, (plan.signer_role, plan.signer)))
    day = f" ngày {plan.issued_on:%d/%m/%Y}" if plan.issued_on else ""
    return VersionRow(
        number=1,
        name="Phiên bản 1 (ban đầu)",
        basis=f"{plan.kind or 'Kế hoạch'} {plan.number}".strip() + day,
        approved_by=signer or plan.issuer,
        in_force_on=plan.issued_on,
        made_at=plan.adopted_at,
        made_by=plan.adopted_by.get_full_name(),
        note="",
        added=0,
        removed=0,
        changed=0,
        document_id=plan.document_id,
        document_name=plan.document.name,
        undone_at=None,
        undone_by="",
        may_undo=False,
        compared="",
    )


def _standing(versions: Sequence[PlanVersion]) -> tuple[tuple[int, str], ...]:
    return (
        (1, "Phiên bản 1 (ban đầu)"),
        *(
            (one.number, f"Phiên bản {one.number}: {one.basis}")
            for one in sorted(versions, key=lambda one: one.number)
            if one.undone_at is None
        ),
    )


def _version_moment(books: Books, number: int) -> tuple[datetime, str]:
    if number == 1:
        return books.plan.adopted_at, "phiên bản 1 (ban đầu)"
    for one in books.versions:
        if one.number == number and one.undone_at is None:
            return one.made_at, f"phiên bản {number} ({one.basis})"
    raise Missing("amending.no-such-version", "Kế hoạch không có phiên bản này.")


def _without_progress(moment: Mapping[str, Thing]) -> dict[str, Thing]:
    found = {}
    for key, thing in moment.items():
        facts = {name: value for name, value in thing.facts.items() if name not in RUNNING}
        found[key] = Thing(
            thing.key,
            thing.kind,
            thing.id,
            thing.no,
            facts,
            thing.place,
            thing.first_due,
            thing.url,
        )
    return found


def _wanted(asked: Asked, thing: Thing, change: Changed | None = None) -> bool:
    if asked.kind and thing.kind != asked.kind:
        return False
    if asked.turn and (change is None or asked.turn not in change.turns):
        return False
    if asked.field and not (
        change is not None
        and any(one.name == asked.field or (asked.field == "text" and one.name in ("name", "duty"))
                for one in change.fields)
    ):  # fmt: skip
        return False
    said = search_key(f"{thing.no} {thing.text} {change.old.text if change else ''}")
    return all(word in said for word in search_key(asked.words).split())


def _day(written: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(written.strip(), form).date()  # noqa: DTZ007
        except ValueError:
            continue
        return found if 1900 < found.year < 9000 else None
    return None


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 5 else None
