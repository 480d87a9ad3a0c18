"""What cannot be is refused in words, by the page and by the API alike, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from openpyxl.worksheet.worksheet import Worksheet

from namro_web.tasks.models import Evidence, Task, Update
from tests.make import browser_of, make_commune
from tests.tasks.test_acts_pages import BAD, url
from tests.tasks.test_progress_sheets import NOTE, PERCENT, filled, heads, line_of, send
from tests.tasks.test_virus_scanner import EICAR, _stand_in
from tests.tasks.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def api(browser: Client, world: World, name: str, key: str = "by_date", **given: Any) -> Any:
    address = f"/api/v1/tasks/{world.tasks[key]}/{name}"
    return browser.post(address, {"version": 1, **given}, content_type="application/json")


def report(browser: Client, world: World, **given: Any) -> Any:
    address = f"/api/v1/tasks/{world.tasks['by_date']}/report"
    return browser.post(address, {"version": "1", **given})


def refused(answer: Any, code: str, said: str) -> None:
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] == code
    assert said in answer.json()["detail"]


def page_says(answer: Any, said: str) -> None:
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_deadline_before_its_start(world: World) -> None:
    an = browser_of(world.an)
    said = "Hạn (01/12/2026) không được trước ngày bắt đầu (10/12/2026)"
    form = {
        "subtask-text": "Khảo sát", "subtask-start_day": "10/12/2026",
        "subtask-due_day": "01/12/2026", "subtask-version": "1",
    }  # fmt: skip
    page_says(an.post(url(world, "viec-con"), form), said)
    days = {"start_day": "2026-12-10", "due_day": "2026-12-01"}
    refused(api(an, world, "subtasks", text="Khảo sát", **days), "tasks.ends-before-start", said)
    assert not Task.objects.filter(parent=world.tasks["by_date"]).exists()


def test_a_unit_of_another_commune(world: World) -> None:
    an = browser_of(world.an)
    stranger = str(make_commune(name="Hòa Phong").units["village-1"].pk)
    for name, given in (
        ("share", {"unit_ids": [stranger]}),
        ("subtasks", {"text": "Khảo sát", "unit_id": stranger}),
        ("obstacles", {"text": "Thiếu máy", "waits_for": stranger}),
    ):
        answer = api(an, world, name, **given)
        assert answer.status_code == 422, answer.content
        assert answer.json()["code"] == "tasks.unit-elsewhere"
    for act, form in (
        ("giao-nhieu-don-vi", {"share-units": stranger, "share-version": "1"}),
        ("viec-con", {"subtask-text": "A", "subtask-unit": stranger, "subtask-version": "1"}),
    ):
        assert an.post(url(world, act), form).status_code == 422
    assert not Task.objects.filter(parent=world.tasks["by_date"]).exists()


@pytest.mark.parametrize("percent", [101, -1])
def test_a_percent_outside_of_a_hundred(world: World, percent: int) -> None:
    an = browser_of(world.an)
    said = "Tiến độ là một số từ 0 đến 100"
    refused(report(an, world, percent=percent), "tasks.percent", said)
    form = {"report-percent": str(percent), "report-version": "1"}
    answer = an.post(f"/nhiem-vu/{world.tasks['by_date']}/cap-nhat/", form)
    assert answer.status_code == 422
    assert "100" in answer.content.decode()
    assert Task.objects.get(pk=world.tasks["by_date"]).percent == 0


def _without_a_column(sheet: Worksheet) -> None:
    sheet.delete_cols(heads(sheet)[PERCENT])


def _merged(sheet: Worksheet) -> None:
    place = heads(sheet)[NOTE]
    sheet.cell(4, place).value = "chung cho hai dòng"
    sheet.merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)


@pytest.mark.parametrize(
    ("change", "said"),
    [(_without_a_column, "cột"), (_merged, "gộp")],
    ids=["deleted column", "merged cells"],
)
def test_the_page_names_what_is_wrong_with_a_workbook(world: World, change: Any, said: str) -> None:
    answer: Any = send(browser_of(world.an), filled(world, {"by_date": {PERCENT: 10}}, change))
    assert said in answer.content.decode()
    assert not Update.objects.exists()


def test_a_formula_in_a_workbook_is_named_at_its_cell(world: World) -> None:
    def formula(sheet: Worksheet) -> None:
        sheet.cell(line_of(sheet, world.tasks["by_date"]), heads(sheet)[PERCENT]).value = "=1+1"

    answer: Any = send(browser_of(world.an), filled(world, {}, formula))
    assert "công thức" in answer.content.decode()
    assert not Update.objects.exists()


def _submit(world: World, name: str, data: bytes) -> Iterator[Any]:
    an = browser_of(world.an)
    pk = world.tasks["by_date"]
    yield an.post(
        f"/nhiem-vu/{pk}/bao-xong/",
        {"submit-version": "1", "submit-evidence": SimpleUploadedFile(name, data)},
    )
    yield an.post(
        f"/api/v1/tasks/{pk}/submit", {"version": "1", "files": SimpleUploadedFile(name, data)}
    )


def test_evidence_of_a_wrong_type(world: World) -> None:
    page, answer = _submit(world, "bien-ban.pdf", b"MZ\x90\x00 not a document")
    assert page.status_code == answer.status_code == 422
    assert answer.json()["code"].startswith("tasks.evidence")
    assert answer.json()["detail"] in page.content.decode()
    assert not Evidence.objects.exists()


def test_evidence_with_a_virus_where_a_scanner_listens(world: World) -> None:
    scanner = _stand_in()
    with override_settings(NAMRO_CLAMD=next(scanner)):
        page, answer = _submit(world, "bien-ban.txt", EICAR)
    scanner.close()
    assert page.status_code == answer.status_code == 422
    assert answer.json()["code"] == "tasks.evidence-infected"
    assert "Eicar-Signature" in page.content.decode()
    assert not Evidence.objects.exists()


def test_markup_sent_by_a_program_is_shown_as_text(world: World) -> None:
    an = browser_of(world.an)
    assert report(an, world, percent=20, note=BAD).status_code == 200
    for name, given in (
        ("comments", {"text": BAD}),
        ("obstacles", {"text": BAD, "proposal": BAD, "waits_for_name": BAD}),
        ("requests", {"wanted_day": "2027-03-31", "reason": BAD}),
    ):
        assert api(an, world, name, **given).status_code == 200
    for address in (f"/nhiem-vu/{world.tasks['by_date']}/", "/viec-cua-toi/", "/tong-quan/"):
        page = browser_of(world.coordinator).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
