"""A document is kept once and whole; a plan is made of it once; strangers see nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import namro
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.plans import originals, queries
from namro_web.plans.actions import create_plan, keep_document
from namro_web.plans.excerpts import excerpt_of
from namro_web.plans.models import Document, Plan, Section
from namro_web.plans.parts import NewPlan, NewSection
from namro_web.plans.sentences import known_verbs, said_by
from tests.make import browser_of
from tests.tasks.world import NOON, TEXT, World, make_world


def keep(world: World, *, data: bytes = b"abc", who: str = "coordinator") -> Document:
    return keep_document(
        name="van-ban.txt",
        data=data,
        format="text",
        text=data.decode(),
        source={},
        by=world.people[who],
        at=NOON,
    )


def test_a_document_is_kept_byte_for_byte(world: World) -> None:
    document = keep(world, data="Kế hoạch".encode())
    assert originals.fetch(document.sha256).decode() == "Kế hoạch"
    answer = browser_of(world.an).get(f"/van-ban/{document.pk}/tep-goc/")
    assert answer.content.decode() == "Kế hoạch"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_same_file_is_kept_once_in_a_commune_and_once_in_each(world: World) -> None:
    first = keep(world)
    with pytest.raises(Conflict) as refused:
        keep(world)
    assert refused.value.data == {"document_id": first.pk}
    assert keep(make_world(name="Hòa Phong")).sha256 == first.sha256


@pytest.mark.parametrize("who", ["an", "leader", "partner", "inspector", "supervisor", "admin"])
def test_only_the_standing_body_brings_documents_in(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        keep(world, data=b"moi", who=who)
    assert not Document.objects.filter(text="moi").exists()


def test_an_empty_document_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="rỗng"):
        keep(world, data=b"")


def test_a_document_becomes_a_plan_once(world: World) -> None:
    document = keep(world)
    given: dict[str, Any] = {"document_id": document.pk, "by": world.coordinator, "at": NOON}
    create_plan(parts=NewPlan(title="Kế hoạch"), **given)
    with pytest.raises(Conflict, match="đã được ban hành"):
        create_plan(parts=NewPlan(title="Kế hoạch"), **given)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (NewPlan(title=" "), "trích yếu"),
        (NewPlan(title="A", line="army"), "tuyến"),
        (
            NewPlan(title="A", sections=[NewSection(title="1", line=1, end_line=1, parent=1)]),
            "đứng sau",
        ),
    ],
)
def test_a_plan_that_cannot_be_leaves_nothing_behind(
    world: World, parts: NewPlan, said: str
) -> None:
    document = keep(world)
    plans, sections = Plan.objects.count(), Section.objects.count()
    with pytest.raises(Invalid, match=said):
        create_plan(document_id=document.pk, parts=parts, by=world.coordinator, at=NOON)
    assert (Plan.objects.count(), Section.objects.count()) == (plans, sections)


def test_another_communes_document_cannot_be_adopted(world: World) -> None:
    document = keep(world)
    stranger = make_world(name="Hòa Phong").coordinator
    with pytest.raises(Missing):
        create_plan(document_id=document.pk, parts=NewPlan(title="A"), by=stranger, at=NOON)


def test_the_outline_keeps_its_tree(world: World) -> None:
    document = keep(world)
    parts = NewPlan(
        title="A",
        sections=[
            NewSection(title="I", line=1, end_line=9),
            NewSection(title="1", line=2, end_line=9, parent=0),
            NewSection(title="a", line=3, end_line=9, parent=1),
        ],
    )
    plan = create_plan(document_id=document.pk, parts=parts, by=world.coordinator, at=NOON)
    rows = queries.sections_of(plan.plan_id, by=world.an)
    assert [row.depth for row in rows] == [0, 1, 2]
    assert [row.parent_id for row in rows] == [None, rows[0].id, rows[1].id]


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"line": "army"}], ids=["no title", "unknown line"]
)
def test_the_database_itself_refuses_an_impossible_plan(
    world: World, change: dict[str, str]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.update(**change)


def test_a_plan_without_number_or_date_says_so(world: World) -> None:
    Plan.objects.update(number="", issued_on=None)
    page = browser_of(world.an).get(f"/ke-hoach/{world.plan.plan_id}/").content.decode()
    assert page.count("chưa ghi") >= 2
    assert "Số và ngày ban hành văn bản còn để trống" in page


def test_what_is_due_ahead_is_shown_with_reports_and_tasks(world: World) -> None:
    days = queries.duty_days(
        world.plan.plan_id, by=world.an, since=date(2026, 11, 12), until=date(2027, 2, 10)
    )
    assert [(one.day, one.period) for one in days] == [(date(2026, 11, 20), "1 năm")]
    page = browser_of(world.an).get(f"/ke-hoach/{world.plan.plan_id}/").content.decode()
    assert "20/11 · Báo cáo 1 năm" in page


def test_a_duty_on_a_day_that_a_month_lacks_is_left_out() -> None:
    due = {"day": 31, "month": None, "year": None}
    days = list(queries._days_between(due, date(2026, 1, 1), date(2026, 3, 31)))
    assert days == [date(2026, 1, 31), date(2026, 3, 31)]


def test_history_reads_as_sentences_and_leads_to_its_subject(world: World) -> None:
    page = browser_of(world.an).get(f"/ke-hoach/{world.plan.plan_id}/lich-su/").content.decode()
    assert "đưa kế hoạch số 12/KH-UBND vào theo dõi" in page
    assert "đưa 8 nhiệm vụ vào theo dõi" in page


def test_every_verb_of_these_apps_has_a_sentence(world: World) -> None:
    used = set(HistoryLine.objects.values_list("verb", flat=True))
    ours = {verb for verb in used if verb.startswith(("plans.", "indicators.", "tasks."))}
    assert ours <= set(known_verbs())


def test_the_source_marks_what_was_read_from_it(world: World) -> None:
    source = namro.read(TEXT.encode(), name="ke-hoach.txt")
    plan = Plan.objects.get(pk=world.plan.plan_id)
    Document.objects.filter(pk=plan.document_id).update(
        text=source.text, source=namro.source_to_json(source)
    )
    page = browser_of(world.an).get(f"/ke-hoach/{plan.pk}/van-ban/").content.decode()
    assert f'id="m-task-{world.tasks["by_date"]}"' in page or "src-nv" in page


def test_a_layout_from_a_later_version_still_shows_its_text(world: World) -> None:
    Document.objects.update(source={"version": 999})
    page = browser_of(world.an).get(f"/ke-hoach/{world.plan.plan_id}/van-ban/")
    assert "Xây dựng kế hoạch số hóa hồ sơ" in page.content.decode()


def test_an_excerpt_marks_the_statement_in_its_row() -> None:
    start = TEXT.index("Xây dựng kế hoạch số hóa hồ sơ")
    lines = excerpt_of(TEXT, start=start, end=start + 30, line=5, end_line=5)
    own = next(line for line in lines if not line.is_context)
    assert [piece.text for cell in own.cells for piece in cell if piece.marked] == [
        "Xây dựng kế hoạch số hóa hồ sơ"
    ]


def test_a_kept_file_is_written_whole_or_not_at_all(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path

    def full_disk(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="no space"):
        originals.keep(b"abc")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_place_on_disk_never_comes_from_outside() -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        originals.place_of("../../etc/passwd")


def test_a_post_is_not_named_twice() -> None:
    assert said_by("Công chức Văn phòng, Văn phòng") == "Công chức Văn phòng"
    assert said_by("Trưởng phòng, Phòng Kinh tế") == "Trưởng phòng, Phòng Kinh tế"
