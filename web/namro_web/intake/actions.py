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

import namro
from namro import errors
from namro.model.source import Span
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.indicators.actions import create_indicators
from namro_web.indicators.parts import NewIndicator, NewResponsibility, NewTarget
from namro_web.intake.access import draft_to_review
from namro_web.intake.items import Decision, Facts, Item, Kind, deadline_of, operator_of
from namro_web.intake.models import Draft, Stage
from namro_web.intake.news import draft_started
from namro_web.intake.queries import Opened, opened, units_by_name
from namro_web.intake.reviewing import (
    FIXED,
    SET_ASIDE,
    decision_of,
    facts_as_reviewed,
    finding_to_json,
    fixes_touching,
    mentions_of,
    put_right,
    stepped,
    stepped_back,
    worklist,
)
from namro_web.organisations.actions import create_unit, remember_name_mapping
from namro_web.organisations.models import Kind as UnitKind
from namro_web.organisations.models import Level as UnitLevel
from namro_web.organisations.naming import mapping_key
from namro_web.plans.access import adopter, document_to_adopt
from namro_web.plans.actions import create_plan, keep_document
from namro_web.plans.models import Document
from namro_web.plans.parts import NewCitation, NewDuty, NewObjective, NewPlan, NewSection
from namro_web.tasks.actions import create_tasks
from namro_web.tasks.parts import NewAssignment, NewTask

UNDO_STEPS = 60
"""How many steps can be taken back: more than a sitting's work on one page of a plan."""


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
def discard_draft(*, draft_id: int, by: User, at: datetime) -> Document:
    """Throw a draft away with everything decided in it; the document stays and can be read again.

    Raises:
        Missing, NotAllowed: As for ``decide``.
        Conflict: The draft has become a plan.
    """
    draft = draft_to_review(draft_id, by=by)
    if draft.stage == Stage.ADOPTED:
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
    draft_started.send(sender=Draft, draft_id=draft.pk)
    return draft


def draft_plan(*, draft_id: int) -> None:
    """Read a waiting draft's plan and review it; asked of one already read, it does nothing.

    A document that turns out to be no plan leaves a failed draft that says why.
    """
    taken = Draft.objects.filter(pk=draft_id, stage__in=[Stage.WAITING, Stage.READING])
    draft = taken.select_related("document").first()
    if draft is None:
        return
    _tell(draft, Stage.READING, "Mở văn bản", 10)
    try:
        source = namro.source_from_json(draft.document.source)
        _tell(draft, Stage.READING, "Tìm mục, chỉ tiêu, nhiệm vụ", 30)
        plan = namro.parse(source)
        _tell(draft, Stage.READING, "Rà lỗi chữ và chỗ chưa rõ", 70)
        found = namro.lint(plan)
    except errors.NamroError as error:
        fail_draft(draft_id=draft_id, code=error.code, message=error.message)
        return
    draft.plan = namro.plan_to_json(plan)
    draft.findings = [finding_to_json(finding) for finding in found]
    draft.stage, draft.step, draft.done = Stage.READY, "", 100
    draft.save(update_fields=["plan", "findings", "stage", "step", "done", "changed_at"])


def fail_draft(*, draft_id: int, code: str, message: str) -> None:
    """Note that a draft cannot be made, and why, for the person who waits for it."""
    Draft.objects.filter(pk=draft_id, stage__in=[Stage.WAITING, Stage.READING]).update(
        stage=Stage.FAILED, failure_code=code, failure=message, step="", done=0
    )


def _tell(draft: Draft, stage: Stage, step: str, done: int) -> None:
    draft.stage, draft.step, draft.done = stage, step, done
    draft.save(update_fields=["stage", "step", "done", "changed_at"])


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
        Conflict: The draft has moved on, or is not under review.
    """
    found = _to_review(draft_id, version=version, by=by)
    item = found.item(key)
    review = _copied(found.draft.review)
    entry: dict[str, Any] = dict(review["items"].get(key, {}))
    if decision is Decision.CORRECTED:
        entry["fields"] = {**entry.get("fields", {}), **_checked(item, fields or {})}
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
    draft = _step(found.draft, review, label=f"{verb} {item.tag}", at=at)
    if fields or decision is Decision.REJECTED:
        told = "intake.item-rejected" if decision is Decision.REJECTED else "intake.item-corrected"
        record(
            told,
            draft,
            by=by,
            unit=str(draft.document.owner_id),
            at=at,
            item=key,
            fields=sorted(fields or {}),
        )
    return draft


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
    draft = _step(found.draft, review, label=f"Nhận {len(waiting)} mục còn lại", at=at)
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
    *, draft_id: int, number: int | None, how: str, version: int, by: User, at: datetime
) -> Draft:
    """Put a misprint right in every place it was found, or set a finding aside.

    Args:
        draft_id: The draft.
        number: The entry of the worklist; ``None`` puts every safe misprint right.
        how: ``fixed`` or ``set-aside``.
        version: The draft as the reviewer saw it.
        by: Who settles it.
        at: When.

    Raises:
        Missing, NotAllowed, Conflict: As for ``decide``.
        Invalid: There is no such finding, or nothing is suggested for it.
    """
    found = _to_review(draft_id, version=version, by=by)
    waiting = [
        work for work in worklist(found.findings, found.items, found.draft.review) if not work.state
    ]
    if number is None:
        chosen = [work for work in waiting if work.safe]
    else:
        chosen = [work for work in waiting if number in work.numbers]
    if not chosen or (how == FIXED and not all(work.suggestion for work in chosen)):
        raise Invalid("intake.nothing-to-fix", "Không còn chỗ nào để sửa ở đây.", field="finding")
    if how not in (FIXED, SET_ASIDE):
        raise Invalid("intake.unknown-act", "Không hiểu cách xử lý này.", field="how")
    review = _copied(found.draft.review)
    numbers = [n for work in chosen for n in work.numbers]
    for n in numbers:
        review["findings"][str(n)] = how
    label = f"Sửa {len(numbers)} chỗ" if how == FIXED else "Để qua một lưu ý"
    draft = _step(found.draft, review, label=label, at=at)
    record(
        "intake.misprints-fixed" if how == FIXED else "intake.finding-set-aside",
        draft,
        by=by,
        unit=str(draft.document.owner_id),
        at=at,
        findings=numbers,
        changes=[f"{work.printed} → {work.suggestion}" for work in chosen if how == FIXED],
    )
    return draft


@transaction.atomic
def undo(*, draft_id: int, version: int, by: User, at: datetime) -> Draft:
    """Take the last step of the review back.

    Raises:
        Missing, NotAllowed: As for ``decide``.
        Conflict: The draft has moved on, or there is no step to take back.
    """
    draft = _under_review(draft_id, version=version, by=by)
    if not draft.undo:
        raise Conflict("intake.nothing-to-undo", "Không còn bước nào để hoàn tác.")
    step = draft.undo[-1]
    draft.review = stepped_back(draft.review, step)
    draft.undo = draft.undo[:-1]
    draft.version += 1
    draft.reviewed_at = at
    draft.save(update_fields=["review", "undo", "version", "reviewed_at", "changed_at"])
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
    draft = _step(found.draft, review, label=f"Khớp {len(choices)} cơ quan", at=at)
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
        Conflict: It was adopted already, has moved on, or items still wait for a decision.
    """
    found = _to_review(draft_id, version=version, by=by)
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
        create_tasks(plan=created, tasks=tasks, by=by, at=at)
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


def _under_review(draft_id: int, *, version: int, by: User) -> Draft:
    draft = draft_to_review(draft_id, by=by)
    if draft.stage == Stage.ADOPTED:
        raise Conflict(
            "intake.already-adopted",
            "Kế hoạch này đã được ban hành vào hệ thống; bản nháp không còn sửa được.",
            plan_id=draft.adopted_plan_id,
        )
    if draft.stage != Stage.READY:
        raise Conflict("intake.not-ready", "Văn bản chưa đọc xong; hãy chờ rồi mở lại.")
    if draft.version != version:
        raise Conflict(
            "intake.draft-moved-on",
            "Bản nháp vừa được sửa ở nơi khác. Hãy tải lại trang để thấy bản mới nhất.",
            version=draft.version,
        )
    return draft


def _to_review(draft_id: int, *, version: int, by: User) -> Opened:
    return opened(_under_review(draft_id, version=version, by=by))


def _copied(review: Mapping[str, Any]) -> dict[str, Any]:
    return {part: dict(review.get(part, {})) for part in ("items", "findings", "names")}


def _step(draft: Draft, review: dict[str, Any], *, label: str, at: datetime) -> Draft:
    draft.undo = [*draft.undo, stepped(draft.review, review, label=label)][-UNDO_STEPS:]
    draft.review = review
    draft.version += 1
    draft.reviewed_at = at
    draft.save(update_fields=["review", "undo", "version", "reviewed_at", "changed_at"])
    return draft


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
        _refuse_secrecy(_texts_in(value), field=name)
    return fields


LONGEST_TEXT = 20_000
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
        ],
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
