"""Pages that are kept: given again while nothing they show has changed, and never once it has."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.middleware.csrf import _does_token_match  # type: ignore[attr-defined]
from django.test import Client
from django.test.signals import template_rendered
from django.urls import get_resolver

from namro_web.accounts.apps import SIGN_INS
from namro_web.accounts.models import User
from namro_web.foundation import change_counts, clock
from namro_web.foundation.models import ChangeCount
from namro_web.organisations.actions import end_post
from namro_web.organisations.models import Placement, Post
from namro_web.plans.models import Plan
from namro_web.tasks import actions
from namro_web.tasks.models import Assignment, SavedView, Task
from namro_web.ui import kept
from tests.conftest import NOON
from tests.make import browser_of, make_official
from tests.tasks.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = re.compile(rb"[A-Za-z0-9]{64}")


@pytest.fixture(autouse=True)
def _an_empty_shelf(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.KEPT_PAGES_BYTES = 8 * 1024 * 1024
    settings.MEDIA_ROOT = tmp_path
    change_counts.install("default")
    with transaction.atomic(), connection.cursor() as cursor:
        # Tables are emptied between these tests, and this one with them.
        for statement in change_counts._count(connection.vendor, "''"):
            cursor.execute(statement)
    kept.shelf.clear()
    yield
    kept.shelf.clear()


@contextmanager
def asked() -> Iterator[list[str]]:
    said: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        said.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield said


@contextmanager
def drawn() -> Iterator[list[str]]:
    """The names of the templates that are drawn."""
    names: list[str] = []

    def note(*, template: Any, **said: Any) -> None:
        names.append(template.name)

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def at_work(user: User) -> Client:
    """The browser of somebody who has looked at something today already."""
    browser = browser_of(user)
    browser.get("/tro-giup/")
    return browser


def look(browser: Client, path: str) -> tuple[bytes, int]:
    """A page, and how many questions it cost."""
    with asked() as said:
        answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return TOKEN.sub(b"", answer.content), len(said)


def report(world: World, percent: int, key: str = "by_date") -> None:
    task = Task.objects.get(pk=world.tasks[key])
    actions.report_progress(
        task_id=task.pk, version=task.version, percent=percent, note="Đã làm", by=world.an, at=NOON
    )


LIST = "/nhiem-vu/"


def test_a_page_is_given_again_for_two_questions_until_somebody_changes_something() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    first, cost = look(browser, LIST)
    again, cheap = look(browser, LIST)
    assert again == first
    assert cheap == 2 < cost
    report(world, 35)
    after, dear = look(browser, LIST)
    assert b"35%" in after
    assert dear > cheap
    assert look(browser, LIST) == (after, cheap)


def test_what_another_commune_does_leaves_the_page_as_it_is() -> None:
    here, there = make_world(), make_world(name="Hòa Phong")
    browser = at_work(here.coordinator)
    look(browser, LIST)
    report(there, 35)
    assert look(browser, LIST)[1] == 2


def test_nobody_gets_the_page_of_somebody_else_nor_of_another_post() -> None:
    world = make_world()
    look(at_work(world.coordinator), LIST)
    page, cost = look(at_work(world.leader), LIST)
    assert cost > 2
    assert world.leader.full_name.encode() in page
    assert world.coordinator.full_name.encode() not in page


def test_who_lost_the_post_is_refused_at_once() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    look(browser, LIST)
    end_post(world.coordinator.acting_post_id or 0, day=NOON.date(), by=None)
    assert browser.get(LIST).status_code in (302, 403)


def test_who_is_signed_out_elsewhere_gets_nothing() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    look(browser, LIST)
    User.objects.filter(pk=world.coordinator.pk).update(is_active=False)
    assert browser.get(LIST).status_code == 302


def test_a_new_name_of_a_unit_is_seen_at_once_on_every_page() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    look(browser, "/don-vi/")
    Placement.objects.filter(unit=world.commune.root).update(name="Xã Tên Mới")
    page, _ = look(browser, "/don-vi/")
    assert "Xã Tên Mới".encode() in page


def test_a_message_is_shown_once() -> None:
    world = make_world()
    browser = at_work(world.an)
    task = Task.objects.get(pk=world.tasks["by_date"])
    sent = browser.post(
        f"/nhiem-vu/{task.pk}/cap-nhat/",
        {"report-version": task.version, "report-percent": "40", "report-note": "Đã làm"},
    )
    assert sent.status_code == 302
    told, _ = look(browser, LIST)
    plain, _ = look(browser, LIST)
    assert len(told) > len(plain)
    assert look(browser, LIST) == (plain, 2)


def test_the_time_in_the_frame_is_that_of_the_answer() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    assert b"09:10" in look(browser, LIST)[0]
    with clock.held_at(NOON + timedelta(minutes=7)):
        page, cost = look(browser, LIST)
    assert "Cập nhật đến 09:17".encode() in page
    assert b"09:10" not in page
    assert cost == 2


def test_what_people_wrote_is_not_taken_for_the_time_in_the_frame() -> None:
    world = make_world()
    words = "Số liệu Cập nhật đến 09:10"
    Task.objects.filter(pk=world.tasks["by_date"]).update(text=words)
    browser = at_work(world.coordinator)
    look(browser, LIST)
    with clock.held_at(NOON + timedelta(minutes=7)):
        page, cost = look(browser, LIST)
    assert words.encode() in page
    assert b'"up-to">' + "Cập nhật đến 09:17".encode() in page
    assert cost == 2


def test_a_page_drawn_while_the_minute_ended_has_the_time_of_the_answer_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = at_work(make_world().coordinator)
    drawing = kept._watching

    @contextmanager
    def until_the_minute_is_over() -> Iterator[list[str]]:
        with drawing() as written:
            yield written
        later.enter_context(clock.held_at(NOON + timedelta(minutes=1)))

    with ExitStack() as later:
        monkeypatch.setattr(kept, "_watching", until_the_minute_is_over)
        look(browser, LIST)
        page, cost = look(browser, LIST)
    assert "Cập nhật đến 09:11".encode() in page
    assert cost == 2


def test_without_the_cookie_of_the_forms_each_answer_brings_one_that_fits() -> None:
    browser = at_work(make_world().coordinator)
    for _ in range(2):
        del browser.cookies["csrftoken"]
        page = browser.get(LIST)
        token = TOKEN.search(page.content)
        assert token is not None
        assert "csrftoken" in page.cookies
        assert _does_token_match(token[0].decode(), browser.cookies["csrftoken"].value)


def test_the_page_given_again_is_the_same_for_who_takes_it_packed() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    plain, _ = look(browser, LIST)
    for at in (NOON, NOON + timedelta(minutes=7)):
        with clock.held_at(at):
            answer = browser.get(LIST, headers={"accept-encoding": "gzip"})
            assert answer["Content-Encoding"] == "gzip"
            assert {"Accept-Encoding", "Cookie"} <= set(answer["Vary"].split(", "))
            assert answer["Content-Length"] == str(len(answer.content))
            page = TOKEN.sub(b"", gzip.decompress(answer.content))
            assert page == plain.replace(b"09:10", f"{at.astimezone(clock.VIETNAM):%H:%M}".encode())


def test_a_refusal_is_decided_each_time_and_drawn_once() -> None:
    here, there = make_world(), make_world(name="Hòa Phong")
    foreign = f"/don-vi/{there.commune.root.pk}/"
    browser = at_work(here.coordinator)
    with drawn() as names:
        first = browser.get(foreign)
        again = browser.get(foreign)
    assert (first.status_code, again.status_code) == (404, 404)
    assert TOKEN.sub(b"", first.content) == TOKEN.sub(b"", again.content)
    assert names.count("ui/refusal.html") == 1
    # What was refused is let in as soon as it may, and who is refused has the title of today.
    own = f"/don-vi/{here.commune.root.pk}/"
    assert browser.get(own).status_code == 200
    Post.objects.filter(pk=here.coordinator.acting_post_id).update(title="Chức danh mới")
    assert "Chức danh mới" in browser.get(foreign).content.decode()
    other = at_work(here.leader).get(foreign).content.decode()
    assert here.leader.full_name in other
    assert here.coordinator.full_name not in other


def test_an_hour_that_begins_ends_what_was_kept() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    look(browser, LIST)
    with clock.held_at(NOON + timedelta(hours=1)):
        assert look(browser, LIST)[1] > 2


def test_nothing_is_kept_in_the_midst_of_a_transaction_or_a_migration() -> None:
    world = make_world()
    browser = at_work(world.coordinator)
    with transaction.atomic():
        look(browser, LIST)
        assert look(browser, LIST)[1] > 2
    change_counts.remove("default")
    try:
        assert change_counts.state_of([]) is None
        assert change_counts.state_of(None) is None
        look(browser, LIST)
        assert look(browser, LIST)[1] > 2
    finally:
        change_counts.install("default")
    assert change_counts.state_of([]) is not None


def test_the_office_can_do_without(settings: Any) -> None:
    settings.KEPT_PAGES_BYTES = 0
    browser = at_work(make_world().coordinator)
    look(browser, LIST)
    assert look(browser, LIST)[1] > 2


def test_the_shelf_holds_so_much_and_no_more(settings: Any) -> None:
    size = kept._BESIDE_A_PAGE + 100
    settings.KEPT_PAGES_BYTES = 8 * size
    shelf = kept.Shelf()

    def page(size: int) -> kept._Page:
        return kept._Page(1, HTTPStatus.OK, b"x" * size, (), b"")

    shelf.put("too large", page(101))
    assert shelf.get("too large") is None
    for number in range(10):
        shelf.put(number, page(100))
        shelf.get(0)
    there = [number for number in range(10) if shelf.get(number)]
    assert there == [0, 3, 4, 5, 6, 7, 8, 9], "who was asked for longest ago made room"
    shelf.put(9, page(50))
    assert shelf._bytes == 8 * size - 50


def test_a_long_address_or_header_takes_no_room(settings: Any) -> None:
    browser = at_work(make_world().coordinator)
    for number in range(3):
        browser.get(f"/ke-hoach/9999/?{number}{'x' * 20_000}", headers={"hx-target": "y" * 20_000})
        browser.get(f"{LIST}?x={number}{'x' * 20_000}", headers={"hx-target": "y" * 20_000})
    assert kept.shelf._pages
    assert all(len(key) == 32 for key in kept.shelf._pages)


# What counts


def owners() -> dict[str, set[str]]:
    """For every table whose changes count: the scopes of the rows there are."""
    found: dict[str, set[str]] = {}
    for model in change_counts.counted_models():
        belonging = change_counts._belonging(model)
        rows = model._base_manager.order_by()
        if belonging.kind == "everybody":
            found[model._meta.label_lower] = {""} if rows.exists() else set()
            continue
        ids = set(rows.values_list(belonging.path, flat=True))
        as_scope: Any = change_counts.office if belonging.kind == "office" else change_counts.person
        found[model._meta.label_lower] = {as_scope(one) if one is not None else "" for one in ids}
    return found


def counts() -> dict[str, int]:
    return dict(ChangeCount.objects.values_list("scope", "number"))


def changed(before: dict[str, int]) -> set[str]:
    after = counts()
    assert all(after[scope] >= number for scope, number in before.items())
    return {scope for scope, number in after.items() if before.get(scope) != number}


def test_every_change_of_every_row_counts_for_whom_it_belongs_to_and_for_nobody_else() -> None:
    worlds = [make_world(), make_world(name="Hòa Phong")]
    for world in worlds:
        report(world, 20)
        SavedView.objects.create(
            name="Của tôi",
            form="table",
            address="",
            owner=world.commune.root,
            author=world.an,
            made_at=NOON,
        )
    tried = 0
    for label, scopes in owners().items():
        model: type[models.Model] = apps.get_model(label)
        columns = change_counts._belonging(model).columns
        for row in model._base_manager.order_by("pk")[:40]:
            belonging = change_counts._belonging(model)
            owner = row
            for step in belonging.path.split("__") if belonging.path else ():
                owner = getattr(owner, step)
            expected = {
                "everybody": lambda _: "",
                "office": lambda one: change_counts.office(getattr(one, "pk", one)),
                "person": lambda one: change_counts.person(one.pk),
            }[belonging.kind](owner)
            assert expected in scopes
            before = counts()
            field = model._meta.get_field(columns[0]) if columns else model._meta.pk
            assert field is not None
            # Past all our code, as somebody with the database alone would.
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f'UPDATE "{model._meta.db_table}" SET "{field.column}" = "{field.column}" '  # noqa: S608
                    f'WHERE "{model._meta.pk.column}" = %s',  # type: ignore[union-attr]
                    [model._meta.pk.get_db_prep_value(row.pk, connection)],  # type: ignore[union-attr]
                )
            assert changed(before) == {expected}, (label, row.pk)
            tried += 1
    assert tried > 150


def test_a_row_that_comes_or_goes_or_passes_to_another_office_counts_for_both() -> None:
    here, there = make_world(), make_world(name="Hòa Phong")
    mine, theirs = (change_counts.office(one.commune.root.pk) for one in (here, there))
    before = counts()
    task = Task.objects.get(pk=here.tasks["by_date"])
    assignment = Assignment.objects.create(task=task, name="Đơn vị khác", role="partner", order=9)
    assert changed(before) == {mine}
    before = counts()
    assignment.delete()
    assert changed(before) == {mine}
    before = counts()
    Plan.objects.filter(pk=here.plan.plan_id).update(owner=there.commune.root)
    assert changed(before) == {mine, theirs}
    before = counts()
    with transaction.atomic():
        Task.objects.filter(pk=task.pk).update(text="Sẽ không có")
        transaction.set_rollback(True)
    assert changed(before) == set()


def test_signing_in_is_news_for_the_list_of_people_alone() -> None:
    world = make_world()
    before = counts()
    browser = at_work(world.an)
    browser.get("/tro-giup/")
    assert changed(before) == {SIGN_INS}


def test_every_table_is_somebodys_or_said_to_be_nobodys() -> None:
    known = {
        model._meta.label_lower: change_counts.belonging_of(model)
        for model in apps.get_models(include_auto_created=True)
    }
    assert known["tasks.task"] == known["plans.plan"] == "office"
    assert known["organisations.post"] == known["accounts.user"] == "everybody"
    nobodys = {label.split(".")[0] for label, whose in known.items() if whose == "nobody"}
    assert not nobodys & {"plans", "tasks", "indicators", "organisations", "comparing", "amending"}
    for label, belonging in change_counts._belongings.items():
        assert label in known, label
        if belonging.path:
            leads_to: Any = apps.get_model(label)
            for step in belonging.path.split("__"):
                field = leads_to._meta.get_field(step)
                leads_to = field.related_model


def kept_paths(world: World, *, administers: bool = False) -> list[str]:
    """An address of every page that is kept."""
    plan = world.plan.plan_id
    made = {
        "tasks:list": [LIST, "/nhiem-vu/?gom=don-vi", "/nhiem-vu/?trang-thai=overdue&sap-xep=-due"],
        "tasks:board": ["/nhiem-vu/bang-viec/"],
        "tasks:gantt": ["/nhiem-vu/tien-trinh/"],
        "tasks:calendar": ["/nhiem-vu/lich/"],
        "tasks:mine": ["/viec-cua-toi/"],
        "plans:overview": [f"/ke-hoach/{plan}/"],
        "organisations:units": ["/don-vi/", "/don-vi/?ngay=01/11/2026"],
        "ui:search": ["/tim-kiem/?q=ke+hoach"],
        "leading:page": ["/tong-quan/"],
        "organisations:people": ["/nguoi-dung/", "/nguoi-dung/?q=an"],
    }
    there = {
        f"{pattern.namespace}:{one.name}"
        for pattern in get_resolver().url_patterns
        for one in getattr(pattern, "url_patterns", [])
        if hasattr(getattr(one, "callback", None), "is_kept")
    }
    assert there <= set(made), "give the new page an address here"
    of_administrators = made.pop("organisations:people")
    return of_administrators if administers else [path for paths in made.values() for path in paths]


def test_kept_pages_read_only_what_counts() -> None:
    world = make_world()
    report(world, 20)
    counted = {model._meta.db_table for model in change_counts.counted_models()}
    tables = set(connection.introspection.table_names())
    # Read before the page, on every request.
    of_the_door = {"accounts_session", change_counts.TABLE}
    # The full-text index, which the database writes together with what stands in it.
    of_the_index = {name for name in tables if name.startswith("finding_words")}
    for who in (world.coordinator, world.an, world.leader, world.inspector, world.admin):
        browser = at_work(who)
        for path in kept_paths(world, administers=who is world.admin):
            with asked() as said:
                assert browser.get(path).status_code == 200, path
            read = {name for sql in said for name in re.findall(r"\w+", sql)} & tables
            assert read - of_the_door - of_the_index <= counted, path


def _acts(world: World) -> dict[str, Any]:
    """Things that people do, and that happen to a database past all people."""
    tasks = list(Task.objects.filter(plan__owner=world.commune.root).order_by("pk"))

    def one(chance: random.Random) -> Task:
        return chance.choice(tasks)

    def comment(chance: random.Random) -> None:
        actions.comment_on(
            task_id=one(chance).pk, text=f"Trao đổi {chance.random()}", by=world.leader, at=NOON
        )

    def progress(chance: random.Random) -> None:
        task = Task.objects.get(pk=world.tasks["by_date"])
        actions.report_progress(
            task_id=task.pk, version=task.version, percent=chance.randrange(100), note="Đã làm",
            by=world.an, at=NOON,
        )  # fmt: skip

    def state(chance: random.Random) -> None:
        Task.objects.filter(pk=one(chance).pk).update(
            state=chance.choice(("in-progress", "not-started"))
        )

    def lead(chance: random.Random) -> None:
        Assignment.objects.filter(task=one(chance), role="lead").update(
            name=f"Đơn vị {chance.randrange(99)}"
        )

    def retitle(chance: random.Random) -> None:
        Plan.objects.filter(pk=world.plan.plan_id).update(title=f"Kế hoạch số {chance.random()}")

    def rename(chance: random.Random) -> None:
        Placement.objects.filter(unit=world.commune.units["culture"]).update(
            name=f"Phòng {chance.randrange(99)}"
        )

    def official(chance: random.Random) -> None:
        make_official(unit=world.commune.units["office"], name=f"Người {chance.randrange(99)}")

    def person(chance: random.Random) -> None:
        User.objects.filter(pk=world.leader.pk).update(full_name=f"Tên {chance.randrange(99)}")

    def sign_in(chance: random.Random) -> None:
        browser_of(chance.choice((world.an, world.leader)))

    def past_us(chance: random.Random) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tasks_task SET text = %s WHERE id = %s",
                [f"Việc {chance.random()}", one(chance).pk],
            )

    return {name: act for name, act in locals().items() if callable(act) and name != "one"}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_kept_page_is_always_what_would_be_drawn_now(seed: int, settings: Any) -> None:
    chance = random.Random(seed)
    worlds = [make_world(), make_world(name="Hòa Phong")]
    browsers = [
        (at_work(who), kept_paths(world, administers=who is world.admin))
        for world in worlds
        for who in (world.coordinator, world.an, world.admin)
    ]
    given = 0
    for _ in range(40):
        if chance.random() < 0.3:
            acts = _acts(chance.choice(worlds))
            acts[chance.choice(sorted(acts))](chance)
        browser, paths = chance.choice(browsers)
        for path in chance.sample(paths, min(3, len(paths))):
            page, cost = look(browser, path)
            given += cost == 2
            settings.KEPT_PAGES_BYTES = 0
            assert look(browser, path)[0] == page, path
            settings.KEPT_PAGES_BYTES = 8 * 1024 * 1024
    assert given >= 3
