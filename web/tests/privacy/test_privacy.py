"""Personal data is declared, copied and erased on request, in time, and never lies about."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Conflict, Missing, NotAllowed
from namro_web.foundation.history import first_broken_line
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.models import Post
from namro_web.privacy.actions import erase_person, give_copy, receive_request
from namro_web.privacy.inventory import INVENTORY, as_page, declared
from namro_web.privacy.models import DataRequest, RequestKind
from tests.make import browser_of
from tests.tasks.world import World, make_world

NOON = datetime(2026, 11, 12, 9, 10, tzinfo=VIETNAM)
PERSONAL = re.compile(
    r"full_name|first_name|last_name|username|e_?mail|phone|mobile|password|birth|gender|passport"
    r"|national_id|citizen|cccd|contact|device|last_login|actor_|address"
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def asked(world: World, kind: RequestKind, *, who: str = "an") -> DataRequest:
    return receive_request(
        person_id=world.people[who].pk,
        kind=kind,
        contact="0912 345 678",
        by=world.admin,
        at=NOON,
    )


def leave(world: World, who: str = "an") -> None:
    Post.objects.filter(user=world.people[who]).update(valid_to=NOON.date())


def test_every_field_that_looks_personal_is_declared() -> None:
    ours = [
        model
        for model in apps.get_models()
        if model.__module__.startswith(("namro_web", "allauth."))
    ]
    undeclared = [
        (model._meta.label_lower, field.name)
        for model in ours
        for field in model._meta.concrete_fields
        if (PERSONAL.search(field.name) or field.related_model is User)
        and (model._meta.label_lower, field.name) not in declared()
    ]
    assert undeclared == []


def test_every_declared_field_exists() -> None:
    for one in INVENTORY:
        assert apps.get_app_config(one.model.split(".")[0])
        model = {m._meta.label_lower: m for m in apps.get_models()}[one.model]
        assert model._meta.get_field(one.field) is not None


def test_the_printed_inventory_is_the_one_in_force() -> None:
    page = Path(__file__).parents[3] / "docs/reference/personal-data.md"
    assert page.read_text("utf-8") == as_page()


def test_a_request_is_due_after_the_agreed_hours(world: World, settings: object) -> None:
    settings.DATA_REQUEST_HOURS = 48  # type: ignore[attr-defined]
    assert asked(world, RequestKind.COPY).due_at == NOON + timedelta(hours=48)


def test_a_late_request_is_shown_as_late(world: World) -> None:
    one = asked(world, RequestKind.COPY)
    DataRequest.objects.filter(pk=one.pk).update(due_at=NOON - timedelta(minutes=1))
    assert "Trễ hạn" in browser_of(world.admin).get("/du-lieu-ca-nhan/").content.decode()


def test_the_same_is_not_asked_twice(world: World) -> None:
    asked(world, RequestKind.COPY)
    with pytest.raises(Conflict, match="đang chờ trả lời"):
        asked(world, RequestKind.COPY)


def test_the_contact_lies_encrypted_and_goes_with_the_answer(world: World) -> None:
    one = asked(world, RequestKind.COPY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM privacy_datarequest")
        assert "0912" not in str(cursor.fetchall())
    assert DataRequest.objects.get(pk=one.pk).contact == "0912 345 678"
    give_copy(one.pk, by=world.admin, at=NOON)
    assert DataRequest.objects.get(pk=one.pk).contact == ""


def test_a_copy_holds_what_is_kept_about_the_person_and_no_secret(world: World) -> None:
    User.objects.filter(pk=world.an.pk).update(email="an@xa.example")
    one = asked(world, RequestKind.COPY)
    name, data = give_copy(one.pk, by=world.admin, at=NOON)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        told = json.loads(packed.read("du-lieu.json"))
        readable = packed.read("doc-duoc.txt").decode()
    assert name.endswith(".zip")
    assert told["rows"]["accounts.user"][0]["email"] == "an@xa.example"
    assert len(told["rows"]["organisations.post"]) == 1
    assert "password" not in told["rows"]["accounts.user"][0]
    assert "an@xa.example" in readable
    assert HistoryLine.objects.get(verb="privacy.copy-given").subject_id == str(world.an.pk)


def test_an_erasure_takes_the_name_everywhere_and_leaves_the_chain_whole(world: World) -> None:
    User.objects.filter(pk=world.an.pk).update(
        full_name="Nguyễn Thị Riêng", email="rieng@xa.example"
    )
    browser_of(world.an).get("/nhiem-vu/tai-ve.csv")
    leave(world)
    one = asked(world, RequestKind.ERASURE)
    before = HistoryLine.objects.get(verb="tasks.exported").hash
    erase_person(one.pk, by=world.admin, at=NOON)
    person = User.objects.get(pk=world.an.pk)
    assert (person.full_name, person.username, person.email) == (
        f"Người dùng số {person.pk}",
        f"da-xoa-{person.pk}",
        "",
    )
    assert not person.is_active
    assert not person.has_usable_password()
    assert HistoryLine.objects.get(verb="tasks.exported").hash == before
    assert first_broken_line() is None
    page = browser_of(world.inspector).get("/lich-su/?viec=tasks.exported").content.decode()
    assert f"Người dùng số {person.pk}" in page
    assert "Riêng" not in page


def test_after_an_erasure_no_table_holds_the_name_or_the_address(world: World) -> None:
    User.objects.filter(pk=world.an.pk).update(
        full_name="Nguyễn Thị Riêng", email="rieng@xa.example", search_key="nguyen thi rieng"
    )
    leave(world)
    erase_person(asked(world, RequestKind.ERASURE).pk, by=world.admin, at=NOON)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows = str(cursor.fetchall()).lower()
            assert "riêng" not in rows, table
            assert "rieng" not in rows, table


def test_who_still_holds_a_post_is_not_erased(world: World) -> None:
    one = asked(world, RequestKind.ERASURE)
    with pytest.raises(Conflict, match="còn giữ vị trí"):
        erase_person(one.pk, by=world.admin, at=NOON)
    assert User.objects.get(pk=world.an.pk).is_active


def test_the_page_says_which_posts_are_still_held(world: World) -> None:
    one = asked(world, RequestKind.ERASURE)
    answer = browser_of(world.admin).post(f"/du-lieu-ca-nhan/{one.pk}/xoa/")
    page = answer.content.decode()
    post = world.an.posts.get()
    assert answer.status_code == 409
    assert "Chưa xóa được." in page
    assert f"còn giữ vị trí công tác: {post.title}, " in page
    assert f"(từ {post.valid_from:%d/%m/%Y})" in page
    assert "Xóa vĩnh viễn" in page


def test_nobody_handles_requests_of_another_commune(world: World) -> None:
    other = make_world(name="Quang Sơn")
    one = asked(other, RequestKind.COPY)
    with pytest.raises(Missing):
        give_copy(one.pk, by=world.admin, at=NOON)


@pytest.mark.parametrize("who", ["an", "leader", "inspector", "supervisor"])
def test_only_administrators_handle_personal_data(world: World, who: str) -> None:
    assert browser_of(world.people[who]).get("/du-lieu-ca-nhan/").status_code == 403
    with pytest.raises(NotAllowed):
        receive_request(
            person_id=world.an.pk, kind=RequestKind.COPY, contact="", by=world.people[who], at=NOON
        )


def test_the_page_takes_a_request_and_gives_the_copy(world: World) -> None:
    browser = browser_of(world.admin)
    form = {"person": world.an.pk, "kind": "copy", "contact": ""}
    assert browser.post("/du-lieu-ca-nhan/", form).status_code == 302
    one = DataRequest.objects.get()
    answer = browser.post(f"/du-lieu-ca-nhan/{one.pk}/ban-sao/")
    assert answer["Content-Type"] == "application/zip"
    assert browser.post(f"/du-lieu-ca-nhan/{one.pk}/ban-sao/").status_code == 409


def test_looking_at_another_persons_data_leaves_a_line_and_at_ones_own_none(world: World) -> None:
    browser = browser_of(world.admin)
    browser.get(f"/nguoi-dung/{world.an.pk}/")
    browser.get(f"/nguoi-dung/{world.admin.pk}/")
    lines = HistoryLine.objects.filter(verb="accounts.personal-data-viewed")
    assert [line.subject_id for line in lines] == [str(world.an.pk)]
