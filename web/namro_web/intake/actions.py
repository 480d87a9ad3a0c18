"""What changes between a file and a plan: receive, draft, review, adopt."""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

import namro
from namro import errors
from namro.model.finding import Severity
from namro.model.source import Span
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.history import record
from namro_web.indicators.actions import create_indicators
from namro_web.indicators.parts import NewIndicator, NewResponsibility, NewTarget
from namro_web.intake.access import draft_to_read, draft_to_review, must_prepare
from namro_web.intake.clarity import Judged
from namro_web.intake.destinations import destination_of
from namro_web.intake.groups import call_group, members_of
from namro_web.intake.items import (
    Decision,
    Facts,
    Item,
    Kind,
    added_to_json,
    deadline_of,
    operator_of,
    refuse_backwards,
)
from namro_web.intake.models import SETTLED, Draft, Seat, Stage
from namro_web.intake.news import draft_started
from namro_web.intake.queries import Opened, opened, units_by_name
from namro_web.intake.reviewing import (
    FIXED,
    PARTS,
    REOPENED,
    SET_ASIDE,
    decision_of,
    facts_as_reviewed,
    finding_to_json,
    fixes_touching,
    mentions_of,
    own_last_step,
    put_right,
    stepped,
    stepped_back,
    worklist,
)
from namro_web.intake.unclear import judged_of
from namro_web.organisations.access import person_acting
from namro_web.organisations.actions import create_unit, remember_name_mapping
from namro_web.organisations.models import Kind as UnitKind
from namro_web.organisations.models import Level as UnitLevel
from namro_web.organisations.naming import mapping_key
from namro_web.plans.access import adopter, document_to_adopt
from namro_web.plans.actions import create_plan, keep_document
from namro_web.plans.clarities import asked_by
from namro_web.plans.models import Document
from namro_web.plans.parts import NewCitation, NewDuty, NewObjective, NewPlan, NewSection
from namro_web.tasks.actions import create_tasks
from namro_web.tasks.models import Task
from namro_web.tasks.parts import NewAssignment, NewTask

UNDO_STEPS = 60
"""How many steps can be taken back: more than a sitting's work on one page of a plan."""

MOST_ADDED = 300
"""How many items people may add to one draft: more than any reading has missed."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload; ``draft_id`` is None for a plain document."""

    document_id: int
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer says an agency's name means: these units, or none (it stays as text)."""

    units: tuple[str, ...] = ()
    group: bool = False
    new_unit: bool = False
    group_id: int = 0


@dataclass(frozen=True, slots=True)
class Particulars:
    """The plan's own particulars, as the person who adopts it has checked them."""

    title: str
    kind: str = ""
    number: str = ""
    issued_on: date | None = None
    issuer: str = ""
    line: str = "state"


def receive_document(
    *, data: bytes, name: str, by: User, at: datetime, as_plain: bool = False
) -> Received:
    """Take an uploaded file in, if it may be held and can be read.

    Everything is decided before anything is stored: the file is read under budgets, looked through
    for a secrecy mark, and tried as a plan. A file refused for secrecy leaves one history line that
    says so and nothing of what it held, not even its name.

    Args:
        data: The file, whole.
        name: As the browser gave it; only its last part is kept.
        by: Who brings it.
        at: When.
        as_plain: Keep it even when it is no plan.

    Raises:
        NotAllowed: The post does not bring documents in.
        Invalid: The file cannot be read, is too large, is secret, or is no plan
            (``read.not-a-plan``: ask again ``as_plain``).
        Conflict: The same file is here already; ``data["document_id"]`` says which.
    """
    adopter(by)
    name = safe_name(name)
    try:
        source = namro.read(data, name=name)
        if not as_plain:
            namro.parse(source)
    except errors.SecretDocument as error:
        record("intake.document-refused", by, by=by, at=at, reason=error.code, mark=error.mark)
        raise Invalid(error.code, error.message, field="file", mark=error.mark) from None
    except errors.NamroError as error:
        raise Invalid(error.code, error.message, field="file") from None
    with transaction.atomic():
        document = keep_document(
            name=name,
            data=data,
            format=source.format.value,
            text=source.text,
            source=namro.source_to_json(source),
            by=by,
            at=at,
        )
        if as_plain:
            return Received(document.pk, None)
        draft = _start(document, by=by, at=at)
    return Received(document.pk, draft.pk)


@transaction.atomic
def start_draft(*, document_id: int, by: User, at: datetime) -> Draft:
    """Have a kept document read as a plan, now or once more after a failure.

    Raises:
        Missing: There is no such document here.
        NotAllowed: The post does not bring documents in.
        Conflict: It is being read, or was adopted, already.
    """
    document = document_to_adopt(document_id, by=by)
    draft = Draft.objects.filter(document=document).first()
    if draft is not None:
        if draft.stage != Stage.FAILED:
            raise Conflict(
                "intake.already-drafted",
                "Văn bản này đã có bản nháp; hãy mở bản nháp đó.",
                draft_id=draft.pk,
            )
        draft.delete()
    return _start(document, by=by, at=at)


@transaction.atomic
def discard_draft(*, draft_id: int, by: User, at: datetime, version: int | None = None) -> Document:
    """Throw a draft away with everything decided in it; the document stays and can be read again.

    Raises:
        Missing, NotAllowed: As for ``decide``.
        Conflict: The draft has become a plan, or somebody decided in it since the page was drawn.
    """
    draft = draft_to_review(draft_id, by=by)
    if version is not None and version != draft.version:
        raise _moved_on(draft)
    if draft.stage in SETTLED:
        raise Conflict(
            "intake.already-adopted", "Bản nháp này đã thành kế hoạch, không bỏ được nữa."
        )
    document = draft.document
    record(
        "intake.draft-discarded",
        draft,
        by=by,
        unit=str(document.owner_id),
        at=at,
        name=document.name,
        decided=len(draft.review.get("items", {})),
    )
    draft.delete()
    return document


def _start(document: Document, *, by: User, at: datetime) -> Draft:
    draft = Draft.objects.create(document=document)
    record(
        "intake.document-received",
        draft,
        by=by,
        unit=str(document.owner_id),
        at=at,
        document_id=document.pk,
        name=document.name,
    )
    draft_started.send(
        sender=Draft,
        draft_id=draft.pk,
        by_id=by.pk,
        post_id=by.acting_post_id,
        owner_id=document.owner_id,
    )
    return draft


def draft_plan(*, draft_id: int, for_id: int | None = None, post_id: int | None = None) -> None:
    """Read a waiting draft's plan and review it; asked of one already read, it does nothing.

    A document that turns out to be no plan leaves a failed draft that says why. So does one that
    was asked for by a person who may not any more: what was queued is asked for again when it runs.

    Args:
        draft_id: The draft.
        for_id: Who has it read; left out, who brought the document.
        post_id: The post they acted for then; left out, any that they hold.
    """
    draft = _unread(draft_id).select_related("document").first()
    if draft is None:
        return
    try:
        asker = person_acting(for_id or draft.document.uploaded_by_id, post_id=post_id)
        must_prepare(draft, by=asker)
    except (Missing, NotAllowed):
        fail_draft(
            draft_id=draft_id,
            code="intake.no-longer-allowed",
            message="Người yêu cầu đọc văn bản này không còn giữ vị trí được làm việc đó khi đến lượt "
            "đọc. Người có quyền hãy bấm đọc lại.",
        )
        return
    _tell(draft_id, "Mở văn bản", 10)
    try:
        source = namro.source_from_json(draft.document.source)
        _tell(draft_id, "Tìm mục, chỉ tiêu, nhiệm vụ", 30)
        plan = namro.parse(source)
        _tell(draft_id, "Rà lỗi chữ và chỗ chưa rõ", 70)
        found = namro.lint(plan)
    except errors.NamroError as error:
        fail_draft(draft_id=draft_id, code=error.code, message=error.message)
        return
    # Only while nobody else read it: a worker that stalled must not write over a reviewed draft.
    _unread(draft_id).update(
        plan=namro.plan_to_json(plan),
        findings=[finding_to_json(finding) for finding in found],
        stage=Stage.READY,
        step="",
        done=100,
        changed_at=timezone.now(),
    )


def fail_draft(*, draft_id: int, code: str, message: str) -> None:
    """Note that a draft cannot be made, and why, for the person who waits for it."""
    _unread(draft_id).update(
        stage=Stage.FAILED, failure_code=code, failure=message, step="", done=0
    )


def _unread(draft_id: int) -> QuerySet[Draft]:
    return Draft.objects.filter(pk=draft_id, stage__in=[Stage.WAITING, Stage.READING])


def _tell(draft_id: int, step: str, done: int) -> None:
    _unread(draft_id).update(stage=Stage.READING, step=step, done=done, changed_at=timezone.now())


_ITEM_VERBS = {
    Decision.PENDING: "intake.item-reopened",
    Decision.ACCEPTED: "intake.item-accepted",
    Decision.CORRECTED: "intake.item-corrected",
    Decision.REJECTED: "intake.item-rejected",
}


@transaction.atomic
def decide(
    *,
    draft_id: int,
    key: str,
    decision: Decision,
    version: int,
    by: User,
    at: datetime,
    fields: Facts | None = None,
) -> Draft:
    """Accept, correct, reject or put back one item.

    Two reviewers work on one draft at once: what counts is whether this item is as the reviewer
    saw it, not whether anything else was decided meanwhile.

    Args:
        draft_id: The draft.
        key: The item.
        decision: ``CORRECTED`` comes with ``fields``; an acceptance of a corrected item keeps them.
        version: The draft as the reviewer saw it.
        by: Who decides.
        at: When.
        fields: The item's facts as they should be; those not given stay.

    Raises:
        Missing: There is no such draft or item here.
        NotAllowed: The post does not adopt plans.
        Invalid: A field is not the item's, or the item would have no text.
        Conflict: Somebody has decided on the item since, or the draft is not under review.
    """
    found = opened(_in_review(draft_id, by=by))
    item = found.item(key)
    if fields:
        _checked(item, fields)
    _unmoved(
        found.draft,
        [f"items:{key}"],
        version=version,
        data={"key": key, "fields": dict(fields or {}), "decision": decision.value},
    )
    review = _copied(found.draft.review)
    entry: dict[str, Any] = dict(review["items"].get(key, {}))
    if decision is Decision.CORRECTED:
        entry["fields"] = {**entry.get("fields", {}), **(fields or {})}
    if decision is Decision.ACCEPTED and entry.get("fields"):
        decision = Decision.CORRECTED
    if decision is Decision.PENDING:
        entry.pop("fields", None)
    entry["decision"] = decision.value
    review["items"][key] = entry
    verb = {
        Decision.PENDING: "Để lại",
        Decision.ACCEPTED: "Duyệt",
        Decision.CORRECTED: "Sửa",
        Decision.REJECTED: "Bỏ qua",
    }[decision]
    draft = _step(found.draft, review, label=f"{verb} {item.tag}", by=by, at=at)
    record(
        _ITEM_VERBS[decision],
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        item=key,
        fields=sorted(fields or {}),
    )
    return draft


@transaction.atomic
def add_item(
    *, draft_id: int, kind: Kind, start: int, end: int, by: User, at: datetime
) -> tuple[Draft, str]:
    """Make words of the document an item that the reading missed; give the draft and its key.

    The words are read by the library as what the person says they are; the person then accepts,
    corrects or skips the item like any other.

    Args:
        draft_id: The draft.
        kind: What the words state.
        start: Where they begin in the document's text.
        end: Where they end.
        by: Who marks them.
        at: When.

    Raises:
        Missing, NotAllowed: As for ``decide``.
        Invalid: The words are no statement, or promise no figure where a figure is asked.
        Conflict: The same words are such an item already, or the draft is not under review.
    """
    found = opened(_in_review(draft_id, by=by))
    review = _copied(found.draft.review)
    if len(review["added"]) >= MOST_ADDED:
        raise Conflict("intake.too-many-added", f"Đã thêm {MOST_ADDED} mục, không thêm được nữa.")
    try:
        selection = namro.read_selection(found.plan, start, end)
    except errors.NotationError as error:
        raise Invalid(
            "intake.no-statement",
            f"Chưa thêm được: cần {error.expected}. Hãy chọn lại trong văn bản nguồn.",
            field="selection",
        ) from None
    if kind is Kind.INDICATOR and not (selection.targets or selection.indicator):
        raise Invalid(
            "intake.no-figure",
            "Chỗ đã chọn không nêu mức phải đạt bằng số. Hãy chọn cả con số, hoặc thêm như mục tiêu.",
            field="selection",
        )
    for item in found.items:
        same = any(
            span.start < selection.span.end - 2 and selection.span.start + 2 < span.end
            for span in item.spans[:1]
        )
        whole = same and _words(item.facts[item.title_field]) == _words(selection.words)
        if item.kind is kind and whole:
            raise Conflict(
                "intake.already-there", f"Chỗ này đã là {item.tag}.", key=item.key, tag=item.tag
            )
    number = 1 + max((int(key.rpartition("a")[2]) for key in review["added"]), default=0)
    # A number is not given twice, also when the item that had it was taken back.
    number = max(number, 1 + int(found.draft.touched.get("added", [0])[0]))
    key = f"{kind.value}-a{number}"
    review["added"][key] = added_to_json(kind, selection)
    found.draft.touched = {**found.draft.touched, "added": [number, by.pk]}
    draft = _step(found.draft, review, label=f"Thêm mục “{selection.words[:40]}”", by=by, at=at)
    record(
        "intake.item-added",
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        item=key,
        line=selection.line,
        words=selection.words[:200],
    )
    return draft, key


@transaction.atomic
def accept_remaining(*, draft_id: int, version: int, by: User, at: datetime) -> Draft:
    """Accept every item not decided yet, as it was read.

    Raises:
        Missing, NotAllowed, Conflict: As for ``decide``.
    """
    found = _to_review(draft_id, version=version, by=by)
    review = _copied(found.draft.review)
    waiting = _pending(found)
    for item in waiting:
        review["items"][item.key] = {"decision": Decision.ACCEPTED.value}
    draft = _step(found.draft, review, label=f"Nhận {len(waiting)} mục còn lại", by=by, at=at)
    record(
        "intake.remaining-accepted",
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        items=len(waiting),
    )
    return draft


@transaction.atomic
def settle_finding(
    *,
    draft_id: int,
    number: int | None,
    how: str,
    version: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> Draft:
    """Put a misprint right in every place it was found, set a finding aside, or take it up again.

    Args:
        draft_id: The draft.
        number: The entry of the worklist; ``None`` puts every safe misprint right.
        how: ``fixed``, ``set-aside`` or ``reopened``.
        version: The draft as the reviewer saw it.
        by: Who settles it.
        at: When.
        reason: Why it is set aside; needed where the finding is an error.

    Raises:
        Missing, NotAllowed: As for ``decide``.
        Invalid: There is no such finding, nothing is suggested for it, or a reason is wanting.
        Conflict: Somebody has settled it meanwhile, or the draft is not under review.
    """
    found = opened(_in_review(draft_id, by=by))
    if how not in (FIXED, SET_ASIDE, REOPENED):
        raise Invalid("intake.unknown-act", "Không hiểu cách xử lý này.", field="how")
    works = worklist(found.findings, found.items, found.draft.review)
    named = [work for work in works if number is None or number in work.numbers]
    _unmoved(
        found.draft,
        [f"findings:{n}" for work in named for n in work.numbers if number is not None],
        version=version,
    )
    chosen = [work for work in named if bool(work.state) is (how == REOPENED)]
    if number is None:
        chosen = [work for work in chosen if work.safe]
    if not chosen or (how == FIXED and not all(work.suggestion for work in chosen)):
        raise Invalid("intake.nothing-to-fix", "Không còn chỗ nào để sửa ở đây.", field="finding")
    reason = " ".join(reason.split())
    if how == SET_ASIDE:
        if not reason and any(work.severity is Severity.ERROR for work in chosen):
            raise Invalid(
                "intake.no-reason",
                "Lỗi này phải sửa trước khi ban hành; nếu để qua, hãy ghi lý do.",
                field="reason",
            )
        if len(reason) > LONGEST_REASON or not _is_keepable(reason):
            raise Invalid(
                "intake.long-reason", f"Lý do dài quá {LONGEST_REASON} chữ cái.", field="reason"
            )
        _refuse_secrecy([reason], field="reason")
    review = _copied(found.draft.review)
    numbers = [n for work in chosen for n in work.numbers]
    for n in numbers:
        review["reasons"].pop(str(n), None)
        if how == REOPENED:
            review["findings"].pop(str(n), None)
        else:
            review["findings"][str(n)] = how
            if reason:
                review["reasons"][str(n)] = reason
    label = {
        FIXED: f"Sửa {len(numbers)} chỗ",
        SET_ASIDE: "Để qua một lưu ý",
        REOPENED: "Xem lại một lưu ý",
    }[how]
    draft = _step(found.draft, review, label=label, by=by, at=at)
    record(
        {
            FIXED: "intake.misprints-fixed",
            SET_ASIDE: "intake.finding-set-aside",
            REOPENED: "intake.finding-reopened",
        }[how],
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        findings=numbers,
        changes=[f"{work.printed} → {work.suggestion}" for work in chosen if how == FIXED],
        reason=reason,
    )
    return draft


@transaction.atomic
def undo(*, draft_id: int, version: int, by: User, at: datetime) -> Draft:
    """Take one's own last step of the review back; what others did since stays.

    Raises:
        Missing, NotAllowed: As for ``decide``.
        Conflict: There is no step to take back, or somebody has since decided on the same thing.
    """
    draft = _in_review(draft_id, by=by)
    place = own_last_step(draft.undo, by.pk)
    if version > draft.version:
        raise _moved_on(draft)
    if place is None:
        raise Conflict("intake.nothing-to-undo", "Không còn bước nào để hoàn tác.")
    step = draft.undo[place]
    _unmoved(
        draft,
        [f"{part}:{name}" for part, names in step["parts"].items() for name in names],
        version=int(step.get("version", draft.version)),
    )
    draft.review = stepped_back(draft.review, step)
    draft.undo = [*draft.undo[:place], *draft.undo[place + 1 :]]
    draft.version += 1
    draft.touched = _touch(draft, step, by=by)
    draft.reviewed_at = at
    draft.save(update_fields=[*_REVIEWED, "changed_at"])
    record(
        "intake.step-undone",
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        step=step["label"],
    )
    return draft


@transaction.atomic
def sit_down(*, draft_id: int, key: str, by: User, at: datetime) -> None:
    """Note which item a reviewer has open: others see it, and the reviewer goes on there later.

    Raises:
        Missing, NotAllowed: As for ``decide``.
    """
    draft_to_read(draft_id, by=by)
    adopter(by)
    if not re.fullmatch(r"[A-Z]{2}-[ait]?\d{1,6}", key):
        key = ""
    Seat.objects.update_or_create(
        draft_id=draft_id, user=by, defaults={"seen_at": at, **({"key": key} if key else {})}
    )


@transaction.atomic
def choose_names(
    *, draft_id: int, choices: Mapping[str, Choice], version: int, by: User, at: datetime
) -> Draft:
    """Say which unit each agency's name means, here and in the next plan of this commune.

    A name kept as text is settled for this plan alone, because a unit may be made for it later.

    Raises:
        Missing, NotAllowed, Conflict: As for ``decide``.
        Invalid: The document names no such agency.
    """
    found = _to_review(draft_id, version=version, by=by)
    known = {
        mention.name for mention in mentions_of(found.items, found.draft.review, found.findings)
    }
    unknown = [name for name in choices if name not in known]
    if unknown:
        raise Invalid(
            "intake.unknown-name", f"Văn bản không nêu “{unknown[0][:80]}”.", field="names"
        )
    if not all(_is_identity(unit) for choice in choices.values() for unit in choice.units):
        raise Invalid("intake.unknown-unit", "Chọn đơn vị trong danh sách của xã.", field="names")
    review = _copied(found.draft.review)
    scope = found.draft.document.owner_id
    # Spellings of one name mean one thing; a choice for one holds for those left unsaid.
    meant = {mapping_key(name): choice for name, choice in choices.items()}
    choices = {
        name: choices.get(name, meant[mapping_key(name)])
        for name in sorted(known)
        if mapping_key(name) in meant
    }
    made_for: dict[str, Choice] = {}
    for name, choice in choices.items():
        key = mapping_key(name)
        if choice.new_unit and key in made_for:
            choice = made_for[key]
        elif choice.new_unit:
            # Whoever adopts plans may add a body that works with the commune; the line that names
            # the person is ours, below.
            made = create_unit(
                name=name[:200],
                kind=UnitKind.PARTNER,
                level=UnitLevel.COMMUNE,
                parent_id=scope,
                valid_from=at.date(),
                by=None,
            )
            choice = made_for[key] = Choice((str(made.pk),))
        if choice.group_id:
            units = members_of(choice.group_id, scope_id=scope, at=at.date())
            review["names"][name] = {"units": list(units), "group": True, "of": choice.group_id}
            call_group(group_id=choice.group_id, scope_id=scope, name=name)
            continue
        review["names"][name] = {"units": list(choice.units), "group": choice.group}
        if choice.units:
            remember_name_mapping(
                scope_id=scope,
                name=name,
                unit_ids=choice.units,
                is_group=choice.group,
                by=by,
                at=at.date(),
            )
    draft = _step(found.draft, review, label=f"Khớp {len(choices)} cơ quan", by=by, at=at)
    record(
        "intake.names-mapped",
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        names=len(choices),
        as_text=sum(1 for choice in choices.values() if not choice.units),
    )
    return draft


@transaction.atomic
def adopt_draft(
    *,
    draft_id: int,
    particulars: Particulars,
    version: int,
    by: User,
    at: datetime,
    accept_rest: bool = False,
) -> int:
    """Make the reviewed draft the plan that the commune follows, whole or not at all.

    Args:
        draft_id: The draft.
        particulars: Title, number, date, issuer and line as checked by the person.
        version: The draft as the person saw it.
        by: Who adopts.
        at: When.
        accept_rest: Take the items nobody has decided on as they were read.

    Returns:
        The identity of the plan.

    Raises:
        Missing: There is no such draft here.
        NotAllowed: The post does not adopt plans.
        Invalid: The plan has no title.
        Conflict: It was adopted already, has moved on, items still wait for a decision, or a task
            lacks a clarity that its office asks for and nobody has waived it.
    """
    found = _to_review(draft_id, version=version, by=by)
    if destination_of(draft_id) is not None:
        raise Conflict(
            "intake.draft-amends",
            "Văn bản này điều chỉnh một kế hoạch đã có; hãy áp dụng ở trang điều chỉnh kế hoạch đó.",
        )
    waiting = _pending(found)
    if waiting and not accept_rest:
        raise Conflict(
            "intake.items-waiting",
            f"Còn {len(waiting)} mục chưa duyệt. Hãy duyệt, hoặc nhận tất cả mục còn lại.",
            waiting=len(waiting),
        )
    typed = {
        "title": particulars.title,
        "kind": particulars.kind,
        "number": particulars.number,
        "issuer": particulars.issuer,
    }
    for field, text in typed.items():
        if not _is_keepable(text):
            raise Invalid("intake.unreadable-field", "Giá trị không đúng dạng.", field=field)
        _refuse_secrecy([text], field=field)
    names = units_by_name(found, at=at.date())
    judged = judged_of(found, asked_by(found.draft.document.owner_id), at=at.date())
    refuse_unclear(judged)
    created = create_plan(
        document_id=found.draft.document_id,
        parts=_plan_parts(found, particulars, names),
        by=by,
        at=at,
    )
    kept = [
        (item, facts_as_reviewed(item, found.draft.review, found.findings))
        for item in found.items
        if decision_of(found.draft.review, item.key) is not Decision.REJECTED
    ]
    indicators = [
        _indicator_parts(item, facts, names) for item, facts in kept if item.kind is Kind.INDICATOR
    ]
    tasks = [
        _task_parts(found, item, facts, names) for item, facts in kept if item.kind is Kind.TASK
    ]
    if indicators:
        create_indicators(plan=created, indicators=indicators, by=by, at=at)
    if tasks:
        made = create_tasks(plan=created, tasks=tasks, by=by, at=at)
        keys = [item.key for item, _ in kept if item.kind is Kind.TASK]
        tell_waivers(dict(zip(keys, made, strict=True)), judged, by=by, at=at)
    draft = found.draft
    draft.stage = Stage.ADOPTED
    draft.adopted_plan_id = created.plan_id
    draft.adopted_by = by
    draft.adopted_at = at
    draft.version += 1
    draft.undo = []
    draft.save()
    record(
        "intake.plan-adopted",
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        plan_id=created.plan_id,
        tasks=len(tasks),
        indicators=len(indicators),
        duties=sum(1 for item, _ in kept if item.kind is Kind.DUTY),
        taken_unseen=len(waiting),
        left_out=len(found.items) - len(kept),
    )
    return created.plan_id


def settle_amendment(draft: Draft, *, applied: bool) -> None:
    """Take a draft out of review, since what it says is in force as a version of a plan; or put it back."""
    draft.stage = Stage.APPLIED if applied else Stage.READY
    draft.version += 1
    draft.undo = []
    draft.save(update_fields=["stage", "version", "undo", "changed_at"])


def refuse_unclear(judged: Iterable[Judged]) -> None:
    """Let nothing out that lacks a clarity which its office insists on, unless it was waived.

    Raises:
        Conflict: Some tasks are held; it names the first of them.
    """
    held = [one.statement.tag for one in judged if one.held]
    if held:
        shown = ", ".join(held[:5]) + (f" và {len(held) - 5} việc khác" if len(held) > 5 else "")
        raise Conflict(
            "intake.unclear",
            f"Chưa ban hành được: {len(held)} nhiệm vụ còn chưa rõ ({shown}). "
            "Hãy sửa cho rõ, hoặc cho qua có ghi lý do ở trang Chỗ chưa rõ.",
            held=held,
        )


def tell_waivers(
    made: Mapping[str, int], judged: Iterable[Judged], *, by: User, at: datetime
) -> None:
    """Write into the history of each task that goes out unclear why it does."""
    waived = {made[one.statement.key]: one for one in judged if one.waived and one.blocking}
    for task in Task.objects.filter(pk__in=waived).select_related("plan").order_by("pk"):
        one = waived[task.pk]
        record(
            "intake.task-waived",
            task,
            by=by,
            unit=str(task.plan.owner_id),
            at=at,
            clarities=[lack.name for lack in one.blocking],
            reason=one.waived,
        )


def safe_name(name: str) -> str:
    """Give the last part of a file's name, without anything that steers a disk or a screen.

    >>> safe_name("../../etc/kế hoạch.docx")
    'kế hoạch.docx'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(
        letter for letter in last if letter.isprintable() and unicodedata.category(letter) != "Cf"
    )
    return printable.strip(" .")[-200:] or "van-ban"


def _in_review(draft_id: int, *, by: User) -> Draft:
    draft = draft_to_review(draft_id, by=by)
    if draft.stage == Stage.ADOPTED:
        raise Conflict(
            "intake.already-adopted",
            "Kế hoạch này đã được ban hành vào hệ thống; bản nháp không còn sửa được.",
            plan_id=draft.adopted_plan_id,
        )
    if draft.stage == Stage.APPLIED:
        raise Conflict(
            "intake.already-applied",
            "Văn bản này đã được áp dụng để điều chỉnh kế hoạch; bản nháp không còn sửa được.",
        )
    if draft.stage != Stage.READY:
        raise Conflict("intake.not-ready", "Văn bản chưa đọc xong; hãy chờ rồi mở lại.")
    return draft


def _moved_on(draft: Draft) -> Conflict:
    return Conflict(
        "intake.draft-moved-on",
        "Bản nháp vừa được sửa ở nơi khác. Hãy tải lại trang để thấy bản mới nhất.",
        version=draft.version,
    )


def _to_review(draft_id: int, *, version: int, by: User) -> Opened:
    """Open a draft for an act that concerns it as a whole: it must be as the person saw it."""
    draft = _in_review(draft_id, by=by)
    if draft.version != version:
        raise _moved_on(draft)
    return opened(draft)


def _unmoved(
    draft: Draft, names: Iterable[str], *, version: int, data: Mapping[str, Any] | None = None
) -> None:
    """Refuse to decide on something that changed after the version a person saw."""
    if version > draft.version:
        raise _moved_on(draft)
    for name in names:
        at_version, user_id = draft.touched.get(name, (0, None))
        if at_version > version:
            who = User.objects.filter(pk=user_id).first()
            called = who.get_full_name() if who is not None else "người khác"
            raise Conflict(
                "intake.item-moved-on",
                f"Mục này vừa được {called} sửa ở nơi khác. Hãy xem cả hai bản rồi chọn.",
                version=draft.version,
                who=called,
                **(data or {}),
            )


def _copied(review: Mapping[str, Any]) -> dict[str, Any]:
    return {part: dict(review.get(part, {})) for part in PARTS}


_REVIEWED = ("review", "undo", "touched", "version", "reviewed_at")


def _step(draft: Draft, review: dict[str, Any], *, label: str, by: User, at: datetime) -> Draft:
    step = stepped(draft.review, review, label=label)
    draft.version += 1
    step |= {"by": by.pk, "version": draft.version}
    draft.undo = [*draft.undo, step][-UNDO_STEPS:]
    draft.review = review
    draft.touched = _touch(draft, step, by=by)
    draft.reviewed_at = at
    draft.save(update_fields=[*_REVIEWED, "changed_at"])
    return draft


def _touch(draft: Draft, step: Mapping[str, Any], *, by: User) -> dict[str, Any]:
    """Note at which version, and by whom, each thing of a step was decided."""
    changed = {f"{part}:{name}" for part, names in step["parts"].items() for name in names}
    return {**draft.touched, **{name: [draft.version, by.pk] for name in changed}}


def _words(text: object) -> str:
    return " ".join(str(text).casefold().split()).strip(" .;,")


def _is_identity(written: str) -> bool:
    try:
        uuid.UUID(written)
    except ValueError:
        return False
    return True


def _pending(found: Opened) -> list[Item]:
    return [
        item
        for item in found.items
        if decision_of(found.draft.review, item.key) is Decision.PENDING
    ]


def _checked(item: Item, fields: Facts) -> Facts:
    for name, value in fields.items():
        if name not in item.facts:
            raise Invalid("intake.unknown-field", "Mục này không có trường đó.", field=name)
        if not _fits(name, value) or not _is_keepable(value):
            raise Invalid("intake.unreadable-field", "Giá trị không đúng dạng.", field=name)
        if name == item.title_field and not value.strip():
            raise Invalid("intake.no-text", "Nội dung không được để trống.", field=name)
        if name == "deadline":
            refuse_backwards(value, code="intake.ends-before-start")
        _refuse_secrecy(_texts_in(value), field=name)
    return fields


LONGEST_TEXT = 20_000
LONGEST_REASON = 500
LONGEST_LIST = 300
_FIGURE = re.compile(r"-?\d{1,18}(?:\.\d{1,10})?", re.ASCII)


def _is_keepable(value: Any) -> bool:
    """Say whether a fact, however it is put together, has a size and letters a database keeps."""
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and "\x00" not in value
    if isinstance(value, dict):
        return all(map(_is_keepable, value.values()))
    return not isinstance(value, list) or (
        len(value) <= LONGEST_LIST and all(map(_is_keepable, value))
    )


def _refuse_secrecy(texts: Iterable[str], *, field: str) -> None:
    """Stop typed words that carry a mark, as the file itself would have been stopped."""
    mark = next(filter(None, map(namro.find_secrecy_mark, texts)), None)
    if mark is not None:
        raise Invalid(
            "intake.secret",
            f"Nội dung vừa ghi có dấu chỉ độ mật “{mark}”. Hệ thống này không được lưu bí mật nhà nước; "
            "hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
            field=field,
            mark=mark,
        )


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part)


def _fits(name: str, value: Any) -> bool:
    """Say whether a value has the form of its fact; programs may send anything."""
    try:
        if name == "deadline":
            return value is None or (isinstance(value, dict) and _is_deadline(value))
        if name == "targets":
            return all(_is_target(target) for target in value)
        if name == "due_dates":
            return all({"period", "day", "month", "year"} == set(due) for due in value)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return False
    if name in ("lead", "coordinating", "periods"):
        return isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    return isinstance(value, str)


def _is_deadline(value: Mapping[str, Any]) -> bool:
    for month, day in value.get("month_days") or ():
        # A leap year, for the end of February is a day like any other.
        date(2024, month, day)
    return isinstance(value.get("condition", ""), str) and deadline_of(value) is not None


def _is_target(target: Mapping[str, Any]) -> bool:
    if set(target) != {"operator", "value", "word", "unit", "horizon", "printed"}:
        return False
    operator_of(target["operator"])
    if target["value"] and not _FIGURE.fullmatch(target["value"]):
        return False
    if target["horizon"]:
        date.fromisoformat(target["horizon"])
    return all(isinstance(part, str) for part in target.values())


def _plan_parts(
    found: Opened, particulars: Particulars, names: Mapping[str, Sequence[str]]
) -> NewPlan:
    plan, review, findings = found.plan, found.draft.review, found.findings

    def right(text: str, span: Span | None) -> str:
        if span is None:
            return text
        for finding in fixes_touching([span], review, findings):
            text = put_right(text, finding)
        return text

    duties = []
    for item in found.items:
        if item.kind is not Kind.DUTY or decision_of(review, item.key) is Decision.REJECTED:
            continue
        facts = facts_as_reviewed(item, review, findings)
        duties.append(
            NewDuty(
                duty=facts["duty"],
                actor=facts["actor"],
                unit_id=next(iter(names.get(facts["actor"], ())), None),
                report_to=facts["report_to"],
                report_via=facts["report_via"],
                periods=facts["periods"],
                due_dates=facts["due_dates"],
                section=item.section,
                line=item.line,
                span=_pair(item.spans[0]),
            )
        )
    goals = [
        NewObjective(
            text=facts_as_reviewed(item, review, findings)["text"],
            section=item.section,
            horizon=None,
            line=item.line,
            span=_pair(item.spans[0]),
        )
        for item in found.items
        if item.kind is Kind.GOAL and decision_of(review, item.key) is not Decision.REJECTED
    ]
    return NewPlan(
        title=particulars.title,
        line=particulars.line,
        kind=particulars.kind,
        number=particulars.number,
        issued_on=particulars.issued_on,
        place=plan.header.place or "",
        issuer=particulars.issuer,
        signer=plan.header.signer or "",
        signer_role=plan.header.signer_role or "",
        recipients=plan.header.recipients,
        sections=[
            NewSection(
                title=right(section.title, section.span),
                label=section.label or "",
                line=section.line,
                end_line=section.end_line,
                part=section.part.value,
                parent=section.parent,
                horizon=section.horizon,
            )
            for section in plan.sections
        ],
        objectives=[
            NewObjective(
                text=right(goal.text, goal.span),
                section=goal.section,
                horizon=goal.horizon,
                line=goal.line,
                span=_pair(goal.span),
            )
            for goal in plan.objectives
        ]
        + goals,
        citations=[
            NewCitation(
                number=cited.number,
                kind=cited.kind or "",
                issued_on=cited.date,
                issuer=cited.issuer or "",
                line=cited.line,
                span=_pair(cited.mentions[0]) if cited.mentions else (0, 0),
            )
            for cited in plan.citations
        ],
        duties=duties,
    )


def _indicator_parts(item: Item, facts: Facts, names: Mapping[str, Sequence[str]]) -> NewIndicator:
    origin = "annex" if item.annex else "body"
    return NewIndicator(
        name=facts["name"],
        no=item.no or "",
        measured_in=facts["unit"],
        section=item.section,
        origin=origin,
        line=item.line,
        end_line=item.line,
        span=_pair(item.spans[0]),
        targets=[
            NewTarget(
                operator=target["operator"],
                value=Decimal(target["value"]) if target["value"] else None,
                word=target["word"],
                measured_in=target["unit"],
                horizon=date.fromisoformat(target["horizon"]) if target["horizon"] else None,
                printed=target["printed"],
                section=item.section,
                origin=origin,
                line=item.line,
                span=_pair(item.spans[0]),
            )
            for target in facts["targets"]
        ],
        responsibilities=[
            NewResponsibility(name=name, role=role, unit_id=unit)
            for role, written in (("lead", facts["lead"]), ("partner", facts["coordinating"]))
            for name in written
            for unit in (names.get(name) or (None,))
        ],
    )


def _task_parts(
    found: Opened, item: Item, facts: Facts, names: Mapping[str, Sequence[str]]
) -> NewTask:
    assignments = []
    given: set[tuple[str, str]] = set()
    for role, written in (("lead", facts["lead"]), ("partner", facts["coordinating"])):
        for name in written:
            for unit in names.get(name) or ("",):
                # A unit that leads does not also stand among its own partners.
                if unit and {("lead", unit), (role, unit)} & given:
                    continue
                given.add((role, unit))
                assignments.append(NewAssignment(name=name, role=role, unit_id=unit or None))
    return NewTask(
        text=facts["text"],
        no=item.no or "",
        section=item.section,
        origin="annex" if item.annex else "body",
        line=item.line,
        end_line=max(item.line, found.source.line_of(item.spans[0].end)),
        span=_pair(item.spans[0]),
        deliverable=facts["deliverable"],
        deadline=deadline_of(facts["deadline"]),
        deadline_raw=facts["deadline_raw"],
        assignments=assignments,
    )


def _pair(span: Span) -> tuple[int, int]:
    return (span.start, span.end)
