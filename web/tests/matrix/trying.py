"""What a door needs before anybody gets through it: what has happened, and what is sent about what."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from namro_web.accounts.models import User
from namro_web.accounts.sign_in_provider import SignInProvider
from namro_web.amending import actions as amending
from namro_web.amending.queries import unclear_in_amendment
from namro_web.inspecting.actions import answer
from namro_web.intake import actions as intake
from namro_web.intake.items import Decision
from namro_web.intake.models import Draft
from namro_web.intake.queries import opened_draft, review_of
from namro_web.organisations.actions import close_account, end_post, rename_unit
from namro_web.organisations.models import Placement, Post
from namro_web.organisations.people_sheets import template as people_sheet
from namro_web.organisations.queries import choices
from namro_web.organisations.unit_sheets import unit_template
from namro_web.privacy.actions import receive_request
from namro_web.tasks import actions as tasks
from namro_web.tasks.models import Step
from namro_web.tasks.progress_sheets import PERCENT, write_sheet
from namro_web.tasks.queries import Filter
from tests.matrix.knocking import (
    WORDS,
    Knock,
    filled,
    form_of,
    forms_on,
    ids_of,
    knock,
    known,
    page_doors,
)
from tests.matrix.stage import DRAFT, NOON, House, Persona, Place, Scene, acts
from tests.matrix.walk import Door
from tests.matrix.writing import key_of

LATER = NOON + timedelta(minutes=10)
UNCLEAR = (
    "| 2 | Tuyên truyển về chuyển đổi số tại nhà văn hóa các xóm | Tổ hợp tác Bình Minh Xanh "
    "| Các xóm | Báo cáo thử | Quý III/2026 |\n"
)


@dataclass(frozen=True)
class Way:
    """How somebody gets through a door.

    Attributes:
        about: What the address names, where that is not what stands at the place.
        sent: What is filled in beyond what stands in the form, or in place of it.
        page: The page whose form leads there, where it is not the door's own.
        settings: How the site is set up.
    """

    about: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


def way_through(scene: Scene, door: Door) -> Way:
    """Let happen what must have happened before, and say what is sent then."""
    made = WAYS.get(key_of(door))
    house = scene.houses["own"]
    return made(scene, house, house.places["own"]) if made else Way()


def go(
    scene: Scene, door: Door, persona: Persona, way: Way, *, without: Collection[str] = ()
) -> Knock:
    """Go to the page whose form leads through a door, fill it in and send it; look at a trial first."""
    same: dict[str, Any] = {"about": way.about, "without": without}
    with override_settings(**way.settings):
        if door.is_api:
            return knock(scene, door, persona, "own", more=way.sent, **same)
        fields = _form_shown(scene, door, persona, way)
        one = knock(scene, door, persona, "own", sent=fields | way.sent, **same)
        again = _offered_next(one, fields | way.sent)
        if again is None:
            return one
        return knock(scene, door, persona, "own", sent=again, **same)


def _form_shown(scene: Scene, door: Door, persona: Persona, way: Way) -> dict[str, Any]:
    """Give the form as its page shows it now to this person; else as somebody was shown it before."""
    house = scene.houses["own"]
    ids = ids_of(door, persona, house, house.places["own"], own=True) | way.about
    wanted = (door.view, door.act)
    views = [way.page] if way.page else [door.view, *(["tasks:detail"] if door.act else [])]
    for view in views:
        for one in page_doors():
            if one.view != view or (one.act and one.act != door.act):
                continue
            if one.view == door.view and one.address != door.address:
                continue
            about = {name: value for name, value in ids.items() if name in one.names}
            seen = knock(scene, one, persona, "own", about=about)
            if seen.answer.status_code != 200 or b"<form" not in seen.body:
                continue
            for where, fields in forms_on(seen):
                if where == wanted:
                    return filled(door, fields)
    return form_of(scene, door) | known(door, persona, ids)


def _offered_next(one: Knock, sent: dict[str, Any]) -> dict[str, Any] | None:
    """Give the form that leads on from a trial, where that was what the door answered with."""
    if one.answer.status_code != 200 or not isinstance(one.answer, HttpResponse) or one.lines:
        return None
    if b"<form" not in one.answer.content:
        return None
    for where, fields in forms_on(one):
        if where != (one.door.view, one.door.act):
            continue
        leads_on = set(fields) - set(sent) or fields.get("buoc") != sent.get("buoc")
        if leads_on:
            kept = {name: sent[name] for name in fields if name in sent and name != "buoc"}
            return fields | kept
    return None


# What has happened


def _user(scene: Scene, key: str) -> User:
    user = scene.personas[key].user
    assert user is not None
    return acts(user)


def _answered_conclusion(scene: Scene, house: House, place: Place) -> Way:
    answer(place.ids["conclusion_id"], text=WORDS, by=_user(scene, "leader"), at=LATER)
    return Way(sent={"version": 2}, page="inspecting:conclusion")


def _answered_obstacle(scene: Scene, house: House, place: Place) -> Way:
    tasks.answer_obstacle(
        obstacle_id=place.ids["obstacle_id"], answer=WORDS, by=_user(scene, "leader"), at=LATER
    )
    return Way()


def _draft_with_gaps(scene: Scene, house: House, place: Place) -> Way:
    """A draft with a task that nobody leads, and a misprint."""
    text = DRAFT.format(mark="thử thêm").replace("\nNơi nhận:", UNCLEAR + "\nNơi nhận:")
    text = text.replace("12/KH-UBND", "13/KH-UBND").replace("|\n\n| 2", "|\n| 2")
    by = _user(scene, "coordinator")
    received = intake.receive_document(data=text.encode(), name="them.txt", by=by, at=NOON)
    draft = Draft.objects.get(pk=received.draft_id)
    if not draft.plan:
        intake.draft_plan(draft_id=draft.pk)
        draft.refresh_from_db()
    return Way(about={"draft_id": draft.pk})


def _unclear_draft(scene: Scene, house: House, place: Place) -> Way:
    way = _draft_with_gaps(scene, house, place)
    found = opened_draft(way.about["draft_id"], by=_user(scene, "coordinator"))
    keys = [item.key for item in found.items if item.key.startswith("NV")]
    return Way(about=way.about, sent={"keys": keys[-1], "reason": WORDS})


def _unclear_draft_of_programs(scene: Scene, house: House, place: Place) -> Way:
    way = _unclear_draft(scene, house, place)
    return Way(about=way.about, sent={**way.sent, "keys": [way.sent["keys"]]})


def _finding(scene: Scene, house: House, place: Place) -> Way:
    way = _draft_with_gaps(scene, house, place)
    waiting = review_of(way.about["draft_id"], by=_user(scene, "coordinator")).waiting
    sent = {"number": waiting[0].number, "how": "set-aside", "reason": WORDS, "version": 1}
    return Way(about=way.about, sent=sent)


def _reviewed(scene: Scene, house: House, place: Place) -> Way:
    draft = intake.decide(
        draft_id=place.ids["draft_id"],
        key=place.ids["key"],
        decision=Decision.ACCEPTED,
        version=1,
        by=_user(scene, "coordinator"),
        at=LATER,
    )
    return Way(sent={"version": draft.version})


def _amendment(scene: Scene, house: House, place: Place) -> Way:
    amending.start_amendment(plan_id=house.plan.plan_id, by=_user(scene, "coordinator"), at=NOON)
    return Way(page="amending:workspace")


def _amendment_with_a_change(scene: Scene, house: House, place: Place) -> Way:
    _amendment(scene, house, place)
    amending.drop_thing(
        plan_id=house.plan.plan_id,
        kind="task",
        thing_id=place.ids["task_id"],
        reason=WORDS,
        by=_user(scene, "coordinator"),
        at=NOON,
    )
    sent = {"number": "14/QĐ-UBND", "issued_on": "10/11/2026", "in_force_on": "10/11/2026"}
    return Way(sent=sent, page="amending:workspace")


def _unclear_amendment(scene: Scene, house: House, place: Place) -> Way:
    _amendment(scene, house, place)
    amending.edit_thing(
        plan_id=house.plan.plan_id,
        kind="task",
        thing_id=None,
        values={"text": WORDS, "lead": ["Tổ hợp tác Bình Minh Xanh"], "coordinating": []},
        by=_user(scene, "coordinator"),
        at=NOON,
    )
    shown = unclear_in_amendment(house.plan.plan_id, by=_user(scene, "coordinator"), at=NOON)
    return Way(sent={"keys": shown.held[0].statement.key})


def _dropping(scene: Scene, house: House, place: Place) -> Way:
    _amendment(scene, house, place)
    sent = {"viec": f"bai-bo|task-{place.ids['task_id']}", "ly-do": WORDS}
    return Way(sent=sent, page="amending:workspace")


def _amended(scene: Scene, house: House, place: Place) -> Way:
    _amendment_with_a_change(scene, house, place)
    made = amending.apply_amendment(
        plan_id=house.plan.plan_id,
        basis=amending.Basis("14/QĐ-UBND", date(2026, 11, 10), WORDS, date(2026, 11, 10)),
        by=_user(scene, "coordinator"),
        at=NOON,
    )
    return Way(about={"number": made.number})


def _editing(scene: Scene, house: House, place: Place) -> Way:
    _amendment(scene, house, place)
    return Way(about={"kind": "task"}, sent={"text": WORDS})


def _of_entry(scene: Scene, house: House, place: Place) -> Way:
    """An update and a remark of somebody who comes to change them."""
    by = _user(scene, "entry")
    comment = tasks.comment_on(task_id=place.ids["task_id"], text=WORDS, by=by, at=LATER)
    update = tasks.report_progress(
        task_id=place.ids["task_id"], percent=30, note=WORDS, by=by, at=LATER
    )
    about = {"item": comment.pk, "item_id": comment.pk, "update_id": update.pk}
    return Way(about=about, sent={"text": "Lời khác"})


def _edited_comment(scene: Scene, house: House, place: Place) -> Way:
    return Way(about=_of_entry(scene, house, place).about, sent={"edit-text": "Lời khác"})


def _steps(scene: Scene, house: House, place: Place) -> Way:
    first = Step.objects.filter(task_id=house.tasks["own"]["earlier"]).order_by("pk").first()
    assert first is not None
    return Way(sent={"done": [first.pk], "mark-done": str(first.pk)})


def _other_people(scene: Scene, house: House, place: Place) -> Way:
    return Way(sent={"responsible": place.ids["post_id"]})


def _returned_period(scene: Scene, house: House, place: Place) -> Way:
    tasks.return_period(
        occurrence_id=place.ids["occurrence_id"],
        reason=WORDS,
        by=_user(scene, "coordinator"),
        at=LATER,
    )
    return Way()


def _work_on_the_post(scene: Scene, house: House, place: Place) -> Way:
    tasks.name_people(
        task_id=place.ids["task_id"],
        responsible=place.ids["post_id"],
        supervising=None,
        by=_user(scene, "coordinator"),
        at=LATER,
    )
    return Way(sent={"everything": "de-trong"})


def _without_a_post(house: House, place: Place) -> None:
    for post in Post.objects.filter(user_id=place.person, valid_to__isnull=True):
        end_post(post.pk, day=NOON.date(), by=house.people["admin"], at=LATER)


def _village(house: House, name: str = "village-1") -> Any:
    return house.tree.units[name].pk


def _into_another_village(scene: Scene, house: House, place: Place) -> Way:
    other = str(_village(house, "village-2"))
    return Way(
        about={"unit_id": _village(house)},
        sent={"into": other, "successor_id": other, "name": "", "short_name": "", "code": ""},
    )


def _under_another(scene: Scene, house: House, place: Place) -> Way:
    return Way(about={"unit_id": _village(house)}, sent={"parent_id": str(place.unit)})


def _renamed_village(scene: Scene, house: House, place: Place) -> Way:
    village = _village(house)
    rename_unit(
        village,
        name="Xóm Mới",
        day=NOON.date(),
        document_number="15/QĐ-UBND",
        by=house.people["admin"],
    )
    return Way(about={"unit_id": village}, page="organisations:unit")


def _another_post(scene: Scene, house: House, place: Place) -> Way:
    return Way(sent={"user_id": house.places["child"].person})


def _amending_at_once(scene: Scene, house: House, place: Place) -> Way:
    change = {"kind": "task", "id": place.ids["task_id"], "reason": WORDS}
    return Way(sent={"changes": [change], "issued_on": "2026-11-10", "in_force_on": "2026-11-10"})


def _erasure(scene: Scene, house: House, place: Place) -> Way:
    admin = house.people["admin"]
    asked = receive_request(
        person_id=place.person, kind="erasure", contact=WORDS, by=admin, at=LATER
    )
    _without_a_post(house, place)
    return Way(about={"request_id": asked.pk})


def _second_factor(scene: Scene, house: House, place: Place) -> Way:
    TOTP.activate(User.objects.get(pk=place.person), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return Way()


def _locked_name(scene: Scene, house: House, place: Place) -> Way:
    username = User.objects.values_list("username", flat=True).get(pk=place.person)
    for _ in range(5):
        Client().post("/dang-nhap/", {"login": username, "password": "không đúng"})
    return Way()


def _closed_account(scene: Scene, house: House, place: Place) -> Way:
    close_account(place.person, by=house.people["admin"])
    return Way()


def _provider(scene: Scene, house: House, place: Place) -> Way:
    provider = SignInProvider(
        issuer="https://dinh-danh.example", client_id="namro", client_secret="x" * 40, label="Thẻ"
    )
    return Way(settings={"OIDC": provider}, sent={"name": "can.bo.thu"})


# What is sent as a sheet


def _typed_into(book: bytes, fill: Callable[[Worksheet], None]) -> SimpleUploadedFile:
    opened = load_workbook(io.BytesIO(book))
    fill(opened.worksheets[0])
    out = io.BytesIO()
    opened.save(out)
    return SimpleUploadedFile("bieu.xlsx", out.getvalue())


def _row(sheet: Worksheet, *cells: object) -> None:
    for column, value in enumerate(cells, 1):
        sheet.cell(2, column, value)  # type: ignore[arg-type]


def _sheet_of_units(scene: Scene, house: House, place: Place) -> Way:
    units = choices(house.tree.root.pk, at=NOON.date())
    return Way(sent={"file": _typed_into(unit_template(units), lambda one: _row(one, "Xóm Thử"))})


def _sheet_of_people(scene: Scene, house: House, place: Place) -> Way:
    units = choices(house.tree.root.pk, at=NOON.date())
    name = Placement.objects.get(unit=house.tree.units["office"], valid_to=None).name
    cells = ("Người Thử", "nguoi.thu", "", name, "Người nhập", "Công chức", "01/12/2026")
    return Way(sent={"file": _typed_into(people_sheet(units), lambda one: _row(one, *cells))})


def _sheet_of_progress(scene: Scene, house: House, place: Place) -> Way:
    rows = tasks.take_sheet(Filter(), by=_user(scene, "entry"), at=NOON)
    wanted = f"NV{place.ids['task_id']}-"

    def fill(sheet: Worksheet) -> None:
        heads = {str(cell.value): cell.column for cell in sheet[3]}
        for line in sheet.iter_rows(min_row=4):
            if str(line[0].value).startswith(wanted):
                sheet.cell(line[0].row, heads[PERCENT], 40)  # type: ignore[arg-type]

    return Way(sent={"file": _typed_into(write_sheet(rows, unit="x", at=NOON), fill)})


def _just(**sent: Any) -> Callable[[Scene, House, Place], Way]:
    def way(scene: Scene, house: House, place: Place) -> Way:
        return Way(sent=sent)

    return way


def _marked_words(scene: Scene, house: House, place: Place) -> Way:
    found = opened_draft(place.ids["draft_id"], by=_user(scene, "coordinator"))
    words = "Báo cáo qqalpha"
    start = found.source.text.index(words)
    return Way(sent={"kind": "NV", "start": start, "end": start + len(words), "quote": words})


WAYS: dict[str, Callable[[Scene, House, Place], Way]] = {
    "POST /conclusions/{conclusion_id}/ask-again": _answered_conclusion,
    "POST /conclusions/{conclusion_id}/close": _answered_conclusion,
    "inspecting:again": _answered_conclusion,
    "POST /documents/drafts/{draft_id}/adopt": _just(accept_rest=True),
    "intake:adopt": _just(accept_rest="on"),
    "POST /documents/drafts/{draft_id}/findings": _finding,
    "intake:finding": _finding,
    "POST /documents/drafts/{draft_id}/items": _marked_words,
    "intake:add": _marked_words,
    "POST /documents/drafts/{draft_id}/names": _just(
        choices=[{"name": "Văn phòng HĐND và UBND", "units": []}]
    ),
    "POST /documents/drafts/{draft_id}/undo": _reviewed,
    "intake:undo": _reviewed,
    "POST /documents/drafts/{draft_id}/waivers": _unclear_draft_of_programs,
    "intake:unclear": _unclear_draft,
    "POST /tasks/{task_id}/comments/{item_id}/edit-comment": _of_entry,
    "tasks:act-on edit": _edited_comment,
    "POST /tasks/{task_id}/updates/{update_id}/take-back": _of_entry,
    "tasks:take-back": _of_entry,
    "POST /tasks/{task_id}/directions": _just(text=WORDS),
    "POST /tasks/{task_id}/marks": _steps,
    "tasks:act mark": _steps,
    "POST /tasks/{task_id}/obstacles/{item_id}/settle": _answered_obstacle,
    "tasks:act-on close": _answered_obstacle,
    "tasks:act-on reopen": _answered_obstacle,
    "tasks:act-on period-again": _returned_period,
    "POST /tasks/{task_id}/people": _other_people,
    "POST /units/posts/{post_id}/hand-over": _work_on_the_post,
    "organisations:hand-over": _work_on_the_post,
    "POST /units/{unit_id}/dissolve": _into_another_village,
    "organisations:dissolve": _into_another_village,
    "POST /units/{unit_id}/merge": _into_another_village,
    "organisations:merge": _into_another_village,
    "POST /units/{unit_id}/move": _under_another,
    "organisations:move": _under_another,
    "organisations:reclassify": _just(kind="office", level="commune", code=""),
    "organisations:add-unit": _just(code=""),
    "POST /units/{unit_id}/undo": _renamed_village,
    "organisations:undo": _renamed_village,
    "POST /units/{unit_id}/posts": _another_post,
    "POST /versions/{plan_id}": _amending_at_once,
    "POST /versions/{plan_id}/{number}/undo": _amended,
    "amending:undo": _amended,
    "amending:apply": _amendment_with_a_change,
    "amending:discard": _amendment,
    "amending:step": _dropping,
    "amending:unclear": _unclear_amendment,
    "amending:edit": _editing,
    "amending:add": _editing,
    "notices:wishes": _just(by_mail="none"),
    "privacy:erase": _erasure,
    "organisations:reset-factor": _second_factor,
    "organisations:unlock": _locked_name,
    "organisations:reopen-account": _closed_account,
    "organisations:provider-link": _provider,
    "organisations:import-units": _sheet_of_units,
    "organisations:import-people": _sheet_of_people,
    "tasks:fill": _sheet_of_progress,
}
