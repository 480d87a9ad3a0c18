"""What changes plans: a document is kept, a plan is adopted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.foundation.search_keys import search_key
from namro_web.plans import originals
from namro_web.plans.access import adopter, document_to_adopt, document_to_read
from namro_web.plans.models import (
    Citation,
    Document,
    DocumentKind,
    Line,
    Objective,
    Plan,
    ReportingDuty,
    Section,
    SectionPart,
)
from namro_web.plans.parts import CreatedPlan, NewPlan
from namro_web.plans.queries import Original, original_of


def keep_document(
    *,
    name: str,
    data: bytes,
    format: str,
    text: str,
    source: Mapping[str, Any],
    by: User,
    at: datetime,
) -> Document:
    """Keep an uploaded document for the commune its bringer works for.

    The caller has read the file already, so it is known to carry no secrecy mark.

    Raises:
        NotAllowed: The post does not bring documents in.
        Invalid: The file is empty.
        Conflict: The same file is kept already; ``data["document_id"]`` says which.
    """
    post = adopter(by)
    if not data:
        raise Invalid("plans.empty-document", "Tệp rỗng, không có gì để lưu.", field="file")
    sha256 = originals.fingerprint(data)
    kept = Document.objects.filter(owner_id=post.root_id, sha256=sha256).first()
    if kept is not None:
        raise _already_kept(kept)
    originals.keep(data)
    document = Document(
        owner_id=post.root_id,
        name=name.strip()[:255] or "van-ban",
        sha256=sha256,
        size=len(data),
        format=format,
        text=text,
        source=dict(source),
        uploaded_by=by,
        uploaded_at=at,
    )
    try:
        with transaction.atomic():
            document.save()
            record(
                "plans.document-kept",
                document,
                by=by,
                unit=str(post.root_id),
                at=at,
                name=document.name,
                size=document.size,
                sha256=sha256,
            )
    except IntegrityError as error:
        kept = Document.objects.filter(owner_id=post.root_id, sha256=sha256).first()
        if kept is None:
            raise
        raise _already_kept(kept) from error
    return document


def _already_kept(document: Document) -> Conflict:
    return Conflict(
        "plans.document-already-kept",
        f"Tệp này đã được đưa vào ngày {document.uploaded_at:%d/%m/%Y} với tên “{document.name}”.",
        field="file",
        document_id=document.pk,
    )


@transaction.atomic
def create_plan(*, document_id: int, parts: NewPlan, by: User, at: datetime) -> CreatedPlan:
    """Make a kept document the plan that the commune follows from now on.

    Indicators and tasks follow in the same transaction, by their own apps' actions.

    Raises:
        Missing: There is no such document here.
        NotAllowed: The post does not adopt plans.
        Invalid: The plan has no title, or a section hangs under a later one.
        Conflict: The document has become a plan already.
    """
    document = document_to_adopt(document_id, by=by)
    if not parts.title.strip():
        raise Invalid("plans.no-title", "Kế hoạch phải có trích yếu.", field="title")
    if parts.line not in Line.values:
        raise Invalid("plans.unknown-line", "Hãy chọn tuyến Đảng hoặc chính quyền.", field="line")
    if Plan.objects.filter(document=document).exists():
        raise Conflict("plans.already-adopted", "Văn bản này đã được ban hành thành kế hoạch.")
    plan = Plan.objects.create(
        owner_id=document.owner_id,
        document=document,
        line=parts.line,
        kind=parts.kind[:120],
        number=parts.number[:60],
        issued_on=parts.issued_on,
        place=parts.place[:120],
        issuer=parts.issuer[:255],
        title=parts.title.strip(),
        signer=parts.signer[:120],
        signer_role=parts.signer_role[:120],
        recipients=list(parts.recipients),
        adopted_by=by,
        adopted_at=at,
        search_key=search_key(f"{parts.number} {parts.kind} {parts.title} {parts.issuer}"),
    )
    document.kind = DocumentKind.PLAN
    document.save(update_fields=["kind", "search_key"])
    sections = _store_sections(plan, parts)
    created = CreatedPlan(plan.pk, tuple(section.pk for section in sections))
    Objective.objects.bulk_create(
        Objective(
            plan=plan,
            order=order,
            section_id=created.section_id(one.section),
            text=one.text,
            horizon=one.horizon,
            line=one.line,
            span_start=one.span[0],
            span_end=one.span[1],
        )
        for order, one in enumerate(parts.objectives)
    )
    Citation.objects.bulk_create(
        Citation(
            plan=plan,
            order=order,
            kind=one.kind[:120],
            number=one.number[:80],
            issued_on=one.issued_on,
            issuer=one.issuer[:255],
            line=one.line,
            span_start=one.span[0],
            span_end=one.span[1],
        )
        for order, one in enumerate(parts.citations)
    )
    ReportingDuty.objects.bulk_create(
        ReportingDuty(
            plan=plan,
            order=order,
            section_id=created.section_id(one.section),
            actor=one.actor[:500],
            unit_id=one.unit_id,
            duty=one.duty,
            report_to=one.report_to[:500],
            report_via=one.report_via[:500],
            periods=list(one.periods),
            due_dates=[dict(due) for due in one.due_dates],
            line=one.line,
            span_start=one.span[0],
            span_end=one.span[1],
        )
        for order, one in enumerate(parts.duties)
    )
    record(
        "plans.plan-adopted",
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        title=plan.title,
        number=plan.number,
        document_id=document.pk,
        sections=len(sections),
        objectives=len(parts.objectives),
        citations=len(parts.citations),
        duties=len(parts.duties),
    )
    return created


def _store_sections(plan: Plan, parts: NewPlan) -> list[Section]:
    stored: list[Section] = []
    for order, one in enumerate(parts.sections):
        if one.parent is not None and not 0 <= one.parent < order:
            raise Invalid(
                "plans.section-order",
                f"Mục “{one.title[:60]}” nằm dưới một mục đứng sau nó.",
                field="sections",
            )
        parent = None if one.parent is None else stored[one.parent]
        stored.append(
            Section(
                plan=plan,
                order=order,
                depth=0 if parent is None else parent.depth + 1,
                label=one.label[:60],
                title=one.title,
                part=one.part if one.part in SectionPart.values else SectionPart.OTHER,
                horizon=one.horizon,
                line=one.line,
                end_line=max(one.line, one.end_line),
            )
        )
    Section.objects.bulk_create(stored)
    for section, one in zip(stored, parts.sections, strict=True):
        if one.parent is not None:
            section.parent = stored[one.parent]
    Section.objects.bulk_update(
        [section for section in stored if section.parent is not None], ["parent"], batch_size=500
    )
    return stored


@transaction.atomic
def take_original(document_id: int, *, by: User, at: datetime) -> Original:
    """Give an uploaded file byte for byte, and write down who took it.

    Raises:
        Missing: There is no such document here, or its bytes are gone from the disk.
    """
    kept = original_of(document_id, by=by)
    document = document_to_read(document_id, by=by)
    record("plans.document-downloaded", document, by=by, at=at, name=kept.name)
    return kept
