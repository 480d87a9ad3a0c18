"""Four trees with the same things in them, each marked with a word that stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import md5
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from namro.model.deadline import ByDate, Deadline, OnEvent, Recurrence, Recurring
from namro_web.accounts.models import Session, User
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Refusal
from namro_web.indicators.actions import create_indicators
from namro_web.indicators.parts import NewIndicator, NewResponsibility, NewTarget
from namro_web.inspecting.actions import conclude
from namro_web.intake.actions import draft_plan, receive_document
from namro_web.intake.models import Draft, Stage, UnitGroup
from namro_web.intake.queries import opened_draft
from namro_web.leading.actions import close_list
from namro_web.notices.actions import open_calendar
from namro_web.notices.models import Notice
from namro_web.organisations.access import Duty, acting_post_of
from namro_web.organisations.actions import Commune, create_commune_from_template
from namro_web.organisations.models import (
    Delegation,
    Handover,
    Kind,
    Manner,
    Post,
    Role,
    Unit,
)
from namro_web.plans.actions import create_plan, keep_document
from namro_web.plans.parts import NewCitation, NewDuty, NewPlan, NewSection
from namro_web.privacy.actions import receive_request
from namro_web.tasks import actions
from namro_web.tasks.looking import SavedView
from namro_web.tasks.models import Evidence, Occurrence, Task
from namro_web.tasks.parts import EvidenceFile, NewAssignment, NewTask
from namro_web.tokens.actions import create_token
from namro_web.tokens.models import ApiToken
from namro_web.tokens.parts import known_parts
from tests.make import make_post, make_user

NOON = datetime(2026, 11, 12, 9, 10, tzinfo=VIETNAM)
ADOPTED = datetime(2026, 3, 10, 9, 0, tzinfo=VIETNAM)

# Which unit of a tree is what, seen from the people of the matrix, who all stand in "own".
UNITS = {"own": "committee", "child": "office", "sibling": "police"}
WITNESS = "village-1"

DRAFT = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
Số: 12/KH-UBND
An Bình, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Chuyển đổi số {mark} trên địa bàn xã năm 2026

Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ; Ủy ban nhân dân xã xây dựng Kế hoạch như sau:

I. MỤC TIÊU

1. Mục tiêu đến năm 2026

- Tỷ lệ hồ sơ {mark} được số hóa đạt 90%.

II. NHIỆM VỤ

| TT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Sản phẩm | Thời gian hoàn thành |
|---|---|---|---|---|---|
| 1 | Số hóa hồ sơ {mark}, kết quả giải quyết thủ tục hành chính | Văn phòng HĐND và UBND | Các xóm | Báo cáo {mark} | Quý II/2026 |

Nơi nhận:
- UBND tỉnh;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""


@dataclass
class Place:
    """A unit and what is its own: identities by the name an address gives them."""

    unit: UUID
    person: int = 0
    ids: dict[str, Any] = field(default_factory=dict)


@dataclass
class House:
    """One tree: a commune, or a province with its own bodies."""

    mark: str
    tree: Commune
    places: dict[str, Place] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    plan: Any = None
    ids: dict[str, Any] = field(default_factory=dict)
    tasks: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass
class Persona:
    """Somebody who knocks at every door."""

    key: str
    role: Role | None
    client: Client
    user: User | None = None
    headers: dict[str, str] = field(default_factory=dict)
    scope: frozenset[Duty] | None = None
    reads_only: bool = False
    house: str = ""
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def is_token(self) -> bool:
        return bool(self.headers)


@dataclass
class Scene:
    """Everything that stands on the stage."""

    houses: dict[str, House]
    personas: dict[str, Persona] = field(default_factory=dict)


def acts(user: User) -> User:
    """Let a person act for their post, as a request does."""
    fresh = User.objects.get(pk=user.pk)
    acting_post_of(fresh, chosen=None, at=NOON.date())
    return fresh


def official(unit: Unit | UUID, role: Role, name: str) -> User:
    """A person with one post."""
    user = make_user(name=name)
    # A name to sign in with marks its commune, too.
    user.username = f"{user.username}.{name.split()[-1]}"
    user.email = f"{user.username}@xa.example"
    user.save()
    where = unit if isinstance(unit, Unit) else Unit.objects.get(pk=unit)
    make_post(unit=where, role=role, user=user, title=f"Chức danh {name}")
    return acts(user)


def make_house(
    mark: str, *, kind: Kind = Kind.COMMUNE, parent: UUID | None = None, sparse: bool = False
) -> House:
    """A tree with people, a plan, a draft and, in each of three units, one of everything."""
    tree = create_commune_from_template(
        name=f"Trung {mark}",
        kind=kind,
        villages=["Xóm Đông", f"Xóm {mark}"] if kind is not Kind.PROVINCE else 0,
        valid_from=date(2025, 7, 1),
        parent_id=parent,
        by=None,
    )
    house = House(mark, tree)
    office = tree.units["office"]
    house.people = {
        "coordinator": official(office, Role.COORDINATOR, f"Thường trực {mark}"),
        "leader": official(tree.root, Role.LEADER, f"Lãnh đạo {mark}"),
        "admin": official(tree.root, Role.ADMIN, f"Quản trị {mark}"),
        "inspector": official(tree.root, Role.INSPECTOR, f"Kiểm tra {mark}"),
    }
    for key, name in UNITS.items():
        unit = tree.units[name]
        house.places[key] = Place(unit.pk)
        person = official(unit, Role.ENTRY, f"Cán bộ {key} {mark}")
        house.people[key] = person
        house.places[key].person = person.pk
    _plan(house)
    for key in UNITS:
        _furnish(house, key)
    _draft(house)
    return house


TASKS: dict[str, Deadline | None] = {
    "main": ByDate(date(2026, 12, 31)),
    "submitted": ByDate(date(2026, 12, 20)),
    "paused": ByDate(date(2026, 12, 20)),
    "earlier": ByDate(date(2026, 12, 1)),
    "whole": ByDate(date(2026, 12, 31)),
    "part": ByDate(date(2026, 10, 31)),
    "event": OnEvent("Khi tỉnh có hướng dẫn"),
    "quarterly": Recurring(Recurrence.QUARTERLY),
}


def _plan(house: House) -> None:
    by, mark = house.people["coordinator"], house.mark
    text = f"KẾ HOẠCH {mark}\nI. NHIỆM VỤ\nSố hóa hồ sơ {mark}\n"
    document = keep_document(
        name=f"ke-hoach-{mark}.txt",
        data=text.encode(),
        format="text",
        text=text,
        source={},
        by=by,
        at=ADOPTED,
    )
    house.plan = create_plan(
        document_id=document.pk,
        parts=NewPlan(
            title=f"Chuyển đổi số {mark}",
            kind="Kế hoạch",
            number="12/KH-UBND",
            issued_on=date(2026, 1, 5),
            issuer=f"UBND {mark}",
            sections=[
                NewSection(label="I", title=f"Nhiệm vụ {mark}", line=2, end_line=3, part="tasks")
            ],
            citations=[NewCitation(number="57-NQ/TW", kind="Nghị quyết", line=1)],
            duties=[NewDuty(duty=f"Báo cáo {mark}", actor=f"Văn phòng {mark}", line=1)],
        ),
        by=by,
        at=ADOPTED,
    )
    other = house.tree.units["economy" if "economy" in house.tree.units else "finance"]
    wanted = []
    for key in UNITS:
        unit = house.places[key].unit
        # Whoever partners the police of a commune stands outside the committee, too.
        partner = house.tree.units.get(WITNESS, other) if key == "sibling" else other
        for name, deadline in TASKS.items():
            lead = NewAssignment(name=f"Đơn vị {key} {mark}", role="lead", unit_id=unit)
            side = NewAssignment(name=f"Phối hợp {mark}", role="partner", unit_id=partner.pk)
            if name == "part":
                lead = NewAssignment(name=f"Phòng {mark}", role="lead", unit_id=other.pk)
                side = NewAssignment(name=f"Phối hợp {key} {mark}", role="partner", unit_id=unit)
            wanted.append(
                NewTask(
                    no=str(len(wanted) + 1),
                    text=f"Số hóa hồ sơ {name} {mark}",
                    section=0,
                    line=3,
                    end_line=3,
                    deliverable=f"Báo cáo {mark}",
                    deadline=deadline,
                    deadline_raw="như văn bản ghi",
                    assignments=[lead, side],
                )
            )
    made = iter(create_tasks_of(house, wanted))
    house.tasks = {key: {name: next(made) for name in TASKS} for key in UNITS}
    indicators = create_indicators(
        plan=house.plan,
        indicators=[
            NewIndicator(
                no="1",
                name=f"Tỷ lệ hồ sơ {mark}",
                measured_in="%",
                line=1,
                end_line=1,
                targets=[NewTarget(word="Đạt", horizon=date(2030, 12, 31), printed=f"Đạt {mark}")],
                responsibilities=[NewResponsibility(name=f"Văn phòng {mark}")],
            )
        ],
        by=by,
        at=ADOPTED,
    )
    house.ids |= {
        "plan_id": house.plan.plan_id,
        "document_id": document.pk,
        "indicator_id": indicators[0],
        "list_id": close_list(by=house.people["leader"], at=NOON - timedelta(days=7)).pk,
    }


def create_tasks_of(house: House, wanted: list[NewTask]) -> list[int]:
    """The tasks of the plan, in their order."""
    return actions.create_tasks(
        plan=house.plan, tasks=wanted, by=house.people["coordinator"], at=ADOPTED
    )


def _furnish(house: House, key: str) -> None:
    mark, by = house.mark, house.people[key]
    place, tasks = house.places[key], house.tasks[key]
    at = NOON - timedelta(hours=2)
    other = house.tree.units["economy" if "economy" in house.tree.units else "finance"]
    update = actions.report_progress(
        task_id=tasks["main"],
        percent=20,
        note=f"Đã làm {mark}",
        numbers=[f"12/{mark}"],
        files=[EvidenceFile(f"bien-ban-{mark}.txt", f"Biên bản {mark} {key}".encode())],
        by=by,
        at=at,
    )
    obstacle = actions.raise_obstacle(
        task_id=tasks["main"],
        text=f"Vướng mắc {mark}",
        proposal=f"Đề xuất {mark}",
        waits_for=other.pk,
        by=by,
        at=at,
    )
    direction = actions.give_direction(
        task_id=tasks["main"], text=f"Chỉ đạo {mark}", by=house.people["leader"], at=at
    )
    comment = actions.comment_on(
        task_id=tasks["main"], text=f"Trao đổi {mark} @{by.full_name}", by=by, at=at
    )
    actions.set_steps(
        task_id=tasks["earlier"], texts=[f"Bước một {mark}", f"Bước hai {mark}"], by=by, at=at
    )
    (share, *_) = actions.share_task(
        task_id=tasks["whole"], unit_ids=[other.pk], by=house.people["coordinator"], at=at
    )
    actions.put_in_order(
        earlier_id=tasks["earlier"], later_id=tasks["main"], by=house.people["coordinator"], at=at
    )
    asked = actions.ask_for_time(
        task_id=tasks["main"],
        wanted_day=date(2027, 1, 31),
        reason=f"Chờ {mark}",
        by=by,
        at=at,
    )
    actions.submit_done(task_id=tasks["submitted"], numbers=[f"13/{mark}"], by=by, at=at)
    actions.pause_task(
        task_id=tasks["paused"], reason=f"Tạm dừng {mark}", by=house.people["leader"], at=at
    )
    actions.report_progress(
        task_id=tasks["quarterly"], closes_period=True, note=f"Báo cáo kỳ {mark}", by=by, at=at
    )
    asked_for_data = receive_request(
        person_id=by.pk, kind="copy", contact=f"Liên hệ {mark}", by=house.people["admin"], at=at
    )
    now = timezone.now()
    token = create_token(
        name=f"Máy {mark} {key}",
        duties=[Duty.READ.value],
        parts=list(known_parts()),
        expires_on=timezone.localdate(now) + timedelta(days=30),
        by=by,
        at=now,
    )
    notice = Notice.objects.create(
        recipient=by,
        root_id=house.tree.root.pk,
        kind="assigned",
        key=f"matrix-{mark}-{key}",
        task_id=tasks["main"],
        title=f"Giao việc {mark}",
        text=f"Việc {mark}",
        url=f"/nhiem-vu/{tasks['main']}/",
        at=at,
    )
    session = Session.objects.create(
        session_key=md5(f"{mark}{key}".encode(), usedforsecurity=False).hexdigest(),
        session_data="",
        expire_date=now + timedelta(days=1),
        user=by,
    )
    post = Post.objects.get(user=by)
    conclusion = conclude(
        kind="recommendation",
        unit_id=place.unit,
        text=f"Kiến nghị {mark}",
        answer_by=date(2026, 12, 1),
        task_id=tasks["main"],
        by=house.people["inspector"],
        at=at,
    )
    delegation = Delegation.objects.create(
        giver_post=Post.objects.get(user=house.people["leader"]),
        delegate_post=post,
        duties=[Duty.CONFIRM_TASKS.value],
        manner=Manner.values[0],
        document_number=f"14/{mark}",
        valid_from=date(2027, 1, 1),
        valid_to=date(2027, 2, 1),
    )
    handover = Handover.objects.create(post=post, at=at)
    view = SavedView.objects.create(
        owner=house.tree.root, author=by, name=f"Cách xem {mark} {key}", is_shared=True, made_at=at
    )
    group = UnitGroup.objects.create(
        scope=house.tree.root, name=f"Nhóm {mark} {key}", key=f"nhom {mark} {key}", every="village"
    )
    place.ids |= house.ids | {
        "conclusion_id": conclusion.pk,
        "delegation_id": delegation.pk,
        "handover_id": handover.pk,
        "view_id": view.pk,
        "group_id": group.pk,
        "thing_id": tasks["main"],
        "other_unit_id": other.pk,
        "unit_id": place.unit,
        "user_id": by.pk,
        "post_id": post.pk,
        "task_id": tasks["main"],
        "update_id": update.pk,
        "evidence_id": Evidence.objects.get(update=update, file_name__gt="").pk,
        "earlier_id": tasks["earlier"],
        "obstacle_id": obstacle.pk,
        "receipt_id": direction.receipts.get(unit_id=place.unit).pk,
        "comment_id": comment.pk,
        "extension_id": asked.pk,
        "share_id": share,
        "occurrence_id": Occurrence.objects.get(task_id=tasks["quarterly"]).pk,
        "request_id": asked_for_data.pk,
        "token_id": ApiToken.objects.get(user=by).pk if token else 0,
        "notice_id": notice.pk,
        "session_id": session.pk,
    }


def _draft(house: House) -> None:
    by, at = house.people["coordinator"], ADOPTED
    received = receive_document(
        data=DRAFT.format(mark=house.mark).encode(), name=f"nhap-{house.mark}.txt", by=by, at=at
    )
    draft = Draft.objects.get(pk=received.draft_id)
    if not draft.plan:
        draft_plan(draft_id=draft.pk)
        draft.refresh_from_db()
    assert draft.stage == Stage.READY, (draft.failure_code, draft.failure)
    keys = [item.key for item in opened_draft(draft.pk, by=by).items]
    for place in house.places.values():
        place.ids |= {"draft_id": draft.pk, "draft_document_id": draft.document_id, "key": keys[0]}


def make_scene() -> Scene:
    """Two provinces; the first with the commune of the matrix and its neighbour."""
    province = make_house("qqdelta", kind=Kind.PROVINCE)
    own = make_house("qqalpha", parent=province.tree.root.pk)
    neighbour = make_house("qqbravo", parent=province.tree.root.pk)
    far = make_house("qqzulu", kind=Kind.PROVINCE)
    scene = Scene({"own": own, "neighbour": neighbour, "above": province, "far": far})
    for house in scene.houses.values():
        job = DBTaskResult.objects.create(
            args_kwargs={"args": [1], "kwargs": {"office": str(house.tree.root.pk)}},
            task_path="namro_web.intake.jobs.read_draft",
            queue_name="default",
            backend_name="default",
            priority=0,
            run_after=get_date_max(),
            status=TaskResultStatus.FAILED,
        )
        for place in house.places.values():
            place.ids["job_id"] = job.pk
    _cast(scene)
    return scene


def _cast(scene: Scene) -> None:
    own, province = scene.houses["own"], scene.houses["above"]
    unit = own.tree.units[UNITS["own"]]
    cast = scene.personas
    for role in Role:
        user = official(unit, role, f"Vai {role.value} {own.mark}")
        cast[role.value] = Persona(role.value, role, _browser(user), user, house="own")
    for role in (Role.COORDINATOR, Role.ADMIN):
        user = official(province.tree.root, role, f"Tỉnh {role.value} {province.mark}")
        key = f"province-{role.value}"
        cast[key] = Persona(key, role, _browser(user), user, house="above")
    for key, role, duties, reads_only in (
        ("token-reads", Role.COORDINATOR, [Duty.READ], True),
        ("token-writes", Role.ENTRY, [Duty.READ, Duty.UPDATE_TASKS], False),
    ):
        user = official(unit, role, f"Máy {key} {own.mark}")
        now = timezone.now()
        made = create_token(
            name=f"Máy chủ {key}",
            duties=[duty.value for duty in duties],
            parts=list(known_parts()),
            expires_on=timezone.localdate(now) + timedelta(days=30),
            by=acts(user),
            at=now,
        )
        headers = {"Authorization": f"Bearer {made.secret}"}
        cast[key] = Persona(
            key, role, Client(), user, headers, frozenset(duties), reads_only, house="own"
        )
        # The first call from an address is a line of history; those of the matrix come after it.
        Client().get("/api/v1/units/meaning?name=x", headers=headers)
    nobody = make_user(name="Người chưa có vị trí")
    cast["no-post"] = Persona("no-post", None, _browser(nobody), nobody)
    cast["signed-out"] = Persona("signed-out", None, Client())
    for persona in cast.values():
        if persona.user is not None and persona.role is not None:
            _things_of(persona, scene)


def _things_of(persona: Persona, scene: Scene) -> None:
    """What is a person's own, not their unit's."""
    user = persona.user
    assert user is not None
    house = scene.houses[persona.house]
    now = timezone.now()
    notice = Notice.objects.create(
        recipient=user,
        root_id=house.tree.root.pk,
        kind="assigned",
        key=f"matrix-{persona.key}",
        title="Giao việc",
        at=NOON,
    )
    spare = Session.objects.create(
        session_key=f"spare{persona.key}".replace("-", ""),
        session_data="",
        expire_date=now + timedelta(days=1),
        user=user,
    )
    persona.ids = {"notice_id": notice.pk, "session_id": spare.pk}
    try:
        create_token(
            name="Mã của tôi",
            duties=[duty.value for duty in Duty if user.acting and user.acting.may(duty)][:1],
            parts=list(known_parts()),
            expires_on=timezone.localdate(now) + timedelta(days=30),
            by=user,
            at=now,
        )
    except Refusal:
        return
    own = ApiToken.objects.filter(user=user, name="Mã của tôi").first()
    if own is not None:
        persona.ids["token_id"] = own.pk
    if persona.role is not Role.ADMIN:
        secret = open_calendar(by=acts(user), at=NOON)
        persona.ids["secret"] = secret


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    # However long the walk takes: the machine's clock must not end a session in the midst of it.
    Session.objects.filter(user=user).update(expire_date=timezone.now() + timedelta(days=1))
    return client


def version_of(task_id: int) -> int:
    """The version of a task that a page would show now."""
    return Task.objects.values_list("version", flat=True).get(pk=task_id)
