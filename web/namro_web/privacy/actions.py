"""Receiving a request, giving a person a copy of their data, erasing what may be erased."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from namro_web.accounts.actions import erase_user
from namro_web.accounts.models import User
from namro_web.foundation import secrecy
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Conflict
from namro_web.foundation.history import record
from namro_web.notices.models import Mail
from namro_web.organisations.access import person_to_administer
from namro_web.organisations.models import Placement, Post
from namro_web.privacy.access import request_to_answer
from namro_web.privacy.inventory import INVENTORY
from namro_web.privacy.models import DataRequest, RequestKind
from namro_web.privacy.queries import data_of


@transaction.atomic
def receive_request(
    *, person_id: int, kind: RequestKind, contact: str, by: User, at: datetime
) -> DataRequest:
    """Write down that a person asks for their data, or for its erasure; the clock starts.

    Raises:
        Missing: There is no such person in the tree.
        NotAllowed: The post does not administer.
        Conflict: The same is asked for already and not answered.
        Invalid: The contact carries a state-secret mark.
    """
    person = person_to_administer(person_id, by=by)
    secrecy.must_be_open(contact, where="liên hệ", field="contact")
    if DataRequest.objects.filter(person=person, kind=kind, answered_at__isnull=True).exists():
        raise Conflict(
            "privacy.already-asked",
            "Người này đã có yêu cầu như vậy đang chờ trả lời; hãy xử lý yêu cầu đó.",
            field="person",
        )
    asked = DataRequest.objects.create(
        person=person,
        kind=kind,
        contact=contact.strip(),
        received_at=at,
        received_by=by,
        due_at=at + timedelta(hours=settings.DATA_REQUEST_HOURS),
    )
    record("privacy.request-received", person, by=by, at=at, kind=str(kind), due=asked.due_at)
    return asked


@transaction.atomic
def give_copy(request_id: int, *, by: User, at: datetime) -> tuple[str, bytes]:
    """Answer a request for a copy: everything held about the person, for programs and for reading.

    Returns:
        The name of the file and its bytes (ZIP).

    Raises:
        Missing: No such request in the tree.
        NotAllowed: The post does not administer, or shares the person with another tree.
        Conflict: Answered already, or it is a request for erasure.
    """
    asked = request_to_answer(request_id, by=by)
    if asked.kind != RequestKind.COPY:
        raise Conflict("privacy.other-kind", "Đây là yêu cầu xóa, không phải yêu cầu bản sao.")
    person = asked.person
    packed = _packed(person, at=at)
    _answered(asked, by=by, at=at)
    record("privacy.copy-given", person, by=by, at=at, bytes=len(packed))
    return f"du-lieu-ca-nhan-{person.pk}-{at:%Y%m%d}.zip", packed


@transaction.atomic
def erase_person(request_id: int, *, by: User, at: datetime) -> User:
    """Answer a request for erasure: name, sign-in name, e-mail, devices and keys go for good.

    Acts and posts stay under a number: records of state work must be kept. Lines of history hold no
    name, so the chain stays as it is.

    Raises:
        Missing: No such request in the tree.
        NotAllowed: The post does not administer, or shares the person with another tree.
        Conflict: Answered already, a request for a copy, or the person still holds a post.
    """
    asked = request_to_answer(request_id, by=by)
    if asked.kind != RequestKind.ERASURE:
        raise Conflict("privacy.other-kind", "Đây là yêu cầu bản sao, không phải yêu cầu xóa.")
    today = at.astimezone(VIETNAM).date()
    held = _posts_held(asked.person_id, on=today)
    if held:
        raise Conflict(
            "privacy.still-at-work",
            f"Người này còn giữ vị trí công tác: {'; '.join(held)}. Pháp luật yêu cầu biết ai chịu trách "
            "nhiệm; hãy kết thúc vị trí ở trang của người này rồi xóa.",
            posts=held,
        )
    Mail.objects.filter(recipient_id=asked.person_id).delete()
    person = erase_user(asked.person, by=by, at=at)
    _answered(asked, by=by, at=at)
    return person


def _posts_held(person_id: int, *, on: date) -> list[str]:
    """Give the posts that a person holds on a day, as people say them."""
    posts = list(Post.objects.at(on).filter(user_id=person_id).order_by("valid_from", "pk"))
    places = Placement.objects.at(on).filter(unit__in=[post.unit_id for post in posts])
    names = dict(places.values_list("unit_id", "name"))
    return [
        f"{post.title}, {names[post.unit_id]} (từ {post.valid_from:%d/%m/%Y})"
        if post.unit_id in names
        else f"{post.title} (từ {post.valid_from:%d/%m/%Y})"
        for post in posts
    ]


def _answered(asked: DataRequest, *, by: User, at: datetime) -> None:
    # With the answer the contact has served its purpose.
    asked.contact, asked.answered_at, asked.answered_by = "", at, by
    asked.save(update_fields=["contact", "answered_at", "answered_by"])


def _packed(person: User, *, at: datetime) -> bytes:
    data = data_of(person)
    lines = [f"DỮ LIỆU CÁ NHÂN CỦA {person.get_full_name()}", f"Lập lúc {at:%H:%M %d/%m/%Y}", ""]
    for model, rows in data["rows"].items():
        lines.append(f"== {model}: {len(rows)} dòng")
        for row in rows:
            lines += [
                f"   {name}: {value}" for name, value in row.items() if value not in ("", None)
            ]
            lines.append("")
    lines.append(f"== Nhật ký việc đã làm: {len(data['history'])} dòng")
    lines += [f"   {one['at']} {one['post']}: {one['what']}" for one in data["history"]]
    lines += ["", "== Vì sao hệ thống giữ các dữ liệu này"]
    lines += [
        f"   {one.model}.{one.field}: {one.purpose}. {one.ground}. {one.retention}."
        for one in INVENTORY
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("du-lieu.json", json.dumps(data, ensure_ascii=False, indent=1))
        packed.writestr("doc-duoc.txt", "\n".join(lines))
    return out.getvalue()
