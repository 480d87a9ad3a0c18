"""Progress filled in offline: the workbook, what it may hold, and taking it in whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.models import HistoryLine
from namro_web.tasks.actions import apply_sheet, report_progress, review_sheet, take_sheet
from namro_web.tasks.models import Task, Update
from namro_web.tasks.progress_sheets import (
    DONE,
    NOTE,
    NUMBER,
    PERCENT,
    PERIOD,
    SHEET,
    read_sheet,
    write_sheet,
)
from namro_web.tasks.queries import Filter
from tests.make import browser_of, make_official
from tests.tasks.world import NOON, World, make_world

pytestmark = pytest.mark.django_db

Fill = dict[str, dict[str, object]]


def workbook(world: World) -> bytes:
    rows = take_sheet(Filter(), by=world.an, at=NOON)
    return write_sheet(rows, unit="Văn phòng", at=NOON)


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[3]}


def line_of(sheet: Worksheet, task_id: int) -> int:
    return next(
        line[0].row
        for line in sheet.iter_rows(min_row=4)
        if str(line[0].value).startswith(f"NV{task_id}-")
    )


def filled(
    world: World, what: Fill, change: Callable[[Worksheet], None] = lambda sheet: None
) -> bytes:
    """The workbook with values typed into the rows of named tasks."""
    book = load_workbook(io.BytesIO(workbook(world)))
    sheet = book[SHEET]
    columns = heads(sheet)
    for key, cells in what.items():
        number = line_of(sheet, world.tasks[key])
        for name, value in cells.items():
            sheet.cell(number, columns[name]).value = value  # type: ignore[assignment]
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_workbook_holds_the_open_tasks_the_unit_leads_and_nothing_of_others(
    world: World,
) -> None:
    book = load_workbook(io.BytesIO(workbook(world)))
    codes = [str(cell.value) for cell in book[SHEET]["A"][3:]]

    assert codes == [f"NV{pk}-1" for pk in world.tasks.values()]
    with pytest.raises(Invalid, match="Không có nhiệm vụ nào đang mở"):
        take_sheet(Filter(), by=world.partner, at=NOON)


def test_what_is_known_is_locked_and_what_is_asked_is_open(world: World) -> None:
    sheet = load_workbook(io.BytesIO(workbook(world)))[SHEET]
    asked = {heads(sheet)[name] for name in (PERCENT, NOTE, NUMBER, PERIOD, DONE)}

    assert sheet.protection.sheet
    assert {cell.column for cell in sheet[4] if not cell.protection.locked} == asked


def test_rows_come_back_as_they_were_filled_in(world: World) -> None:
    data = filled(
        world,
        {
            "by_date": {PERCENT: 40, NOTE: "Đã số hóa 120 hồ sơ"},
            "late": {DONE: "x", NUMBER: "57/BC-UBND"},
            "quarterly": {PERIOD: "X", NOTE: "Đã báo cáo quý"},
        },
    )
    rows = {row.task_id: row for row in read_sheet(data)}

    assert rows[world.tasks["by_date"]].percent == 40
    assert rows[world.tasks["late"]].done
    assert rows[world.tasks["late"]].document_number == "57/BC-UBND"
    assert rows[world.tasks["quarterly"]].closes_period
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param(0, 0, id="zero is a figure"),
        pytest.param(45.0, 45, id="a whole float"),
        pytest.param("45 %", 45, id="with its sign"),
    ],
)
def test_a_percent_is_read_however_excel_keeps_it(world: World, typed: object, read: int) -> None:
    data = filled(world, {"by_date": {PERCENT: typed}})

    assert read_sheet(data)[0].percent == read


def test_a_cell_formatted_as_a_percentage_means_what_is_seen(world: World) -> None:
    def as_percentage(sheet: Worksheet) -> None:
        cell = sheet.cell(line_of(sheet, world.tasks["by_date"]), heads(sheet)[PERCENT])
        cell.number_format = "0%"

    data = filled(world, {"by_date": {PERCENT: 0.45}}, as_percentage)

    assert read_sheet(data)[0].percent == 45


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        pytest.param(PERCENT, 101, "từ 0 đến 100", id="over 100"),
        pytest.param(PERCENT, "gần xong", "từ 0 đến 100", id="words"),
        pytest.param(PERCENT, -5, "từ 0 đến 100", id="below 0"),
        pytest.param(PERCENT, 33.3, "từ 0 đến 100", id="a fraction"),
        pytest.param(PERCENT, "=10+20", "công thức", id="a formula"),
        pytest.param(NUMBER, NOON.replace(tzinfo=None), "ngày tháng", id="turned into a date"),
        pytest.param(DONE, "chưa", "Ghi x", id="a mark that is none"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(
    world: World, column: str, typed: object, said: str
) -> None:
    row = read_sheet(filled(world, {"by_date": {column: typed}}))[0]

    assert [error.cell for error in row.errors] == [row.cells[column]]
    assert said in row.errors[0].message


def test_a_merged_cell_is_named(world: World) -> None:
    def merge(sheet: Worksheet) -> None:
        place = heads(sheet)[NOTE]
        sheet.merge_cells(start_row=4, end_row=5, start_column=place, end_column=place)

    row = read_sheet(filled(world, {"by_date": {NOTE: "chung cho hai dòng"}}, merge))[0]

    assert "gộp" in row.errors[0].message


def test_a_row_whose_code_was_wiped_is_named(world: World) -> None:
    def wipe(sheet: Worksheet) -> None:
        sheet.cell(4, 1).value = None

    row = read_sheet(filled(world, {"by_date": {PERCENT: 10}}, wipe))[0]

    assert row.errors[0].cell == "A4"
    assert "mã dòng" in row.errors[0].message


def test_deleted_columns_are_named(world: World) -> None:
    def drop(sheet: Worksheet) -> None:
        sheet.delete_cols(heads(sheet)[NOTE])

    with pytest.raises(Invalid, match="“Nội dung đã làm”") as refused:
        read_sheet(filled(world, {"by_date": {PERCENT: 10}}, drop))
    assert refused.value.code == "tasks.sheet-columns-missing"


def test_columns_in_another_order_and_added_ones_do_no_harm(world: World) -> None:
    data = filled(world, {"by_date": {PERCENT: 10}}, lambda sheet: sheet.insert_cols(1, 2))

    assert read_sheet(data)[0].percent == 10


def test_one_task_in_two_rows_is_refused(world: World) -> None:
    def double(sheet: Worksheet) -> None:
        sheet.cell(5, 1).value = sheet.cell(4, 1).value
        sheet.cell(5, heads(sheet)[PERCENT]).value = 20

    with pytest.raises(Invalid, match="cùng nói về một nhiệm vụ"):
        read_sheet(filled(world, {"by_date": {PERCENT: 10}}, double))


def test_an_unfilled_workbook_says_so(world: World) -> None:
    with pytest.raises(Invalid, match="Chưa có ô nào"):
        read_sheet(workbook(world))


def test_fifty_thousand_rows_are_refused_before_they_are_read() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    for _ in range(50_000):
        sheet.append(["NV1-1", 5])
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(Invalid, match=r"hơn 2\.000 dòng"):
        read_sheet(out.getvalue())


def test_macros_are_refused(world: World) -> None:
    data = io.BytesIO(filled(world, {"by_date": {PERCENT: 10}}))
    with zipfile.ZipFile(data, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")

    with pytest.raises(Invalid, match="macro"):
        read_sheet(data.getvalue())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "tasks.no-workbook", id="nothing"),
        pytest.param(b"PK\x03\x04 half", "tasks.no-workbook", id="cut off"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"0" * 600, "tasks.sheet-old-or-locked", id="old Excel"),
        pytest.param(b"a,b\n1,2\n", "tasks.no-workbook", id="CSV"),
        pytest.param(b"0" * (5 * 1024 * 1024 + 1), "tasks.sheet-too-large", id="too large"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_sheet(data)

    assert refused.value.code == code


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * (41 * 1024 * 1024))

    with pytest.raises(Invalid) as refused:
        read_sheet(out.getvalue())
    assert refused.value.code == "tasks.sheet-too-large"


def test_a_review_says_what_would_change_and_changes_nothing(world: World) -> None:
    lines = HistoryLine.objects.count()
    rows = read_sheet(filled(world, {"by_date": {PERCENT: 40, NOTE: "Đã làm"}}))

    review = review_sheet(rows, by=world.an, at=NOON)

    changes = {(one.name, one.old, one.new) for one in review.ready[0].changes}
    assert changes == {("Tiến độ", "0%", "40%"), ("Nội dung đã làm", "", "Đã làm")}
    assert Task.objects.get(pk=world.tasks["by_date"]).percent == 0
    assert not Update.objects.exists()
    # The workbook itself was taken: that line stays.
    assert HistoryLine.objects.count() == lines + 1


def test_a_row_its_action_would_refuse_is_an_error_at_its_cell(world: World) -> None:
    rows = read_sheet(filled(world, {"by_date": {DONE: "x"}, "late": {PERCENT: 20}}))

    review = review_sheet(rows, by=world.an, at=NOON)

    assert [row.errors[0].cell for row in review.wrong] == [rows[0].cells[NUMBER]]
    assert "sản phẩm" in review.wrong[0].errors[0].message
    assert [row.filled.task_id for row in review.ready] == [world.tasks["late"]]


def test_a_secrecy_mark_in_a_cell_is_refused(world: World) -> None:
    rows = read_sheet(filled(world, {"by_date": {NOTE: "TỐI MẬT"}}))

    review = review_sheet(rows, by=world.an, at=NOON)

    assert review.wrong[0].errors[0].cell == rows[0].cells[NOTE]


def test_a_task_changed_meanwhile_is_shown_and_never_overwritten(world: World) -> None:
    rows = read_sheet(filled(world, {"by_date": {PERCENT: 40}, "late": {PERCENT: 60}}))
    report_progress(task_id=world.tasks["by_date"], percent=75, by=world.an, at=NOON)

    review = review_sheet(rows, by=world.an, at=NOON)
    stale = review.stale[0]
    number = apply_sheet([row.filled for row in review.ready], by=world.an, at=NOON)

    assert (stale.task and stale.task.percent, stale.task and stale.task.last_by) == (75, "An")
    assert number == 1
    assert Task.objects.get(pk=world.tasks["by_date"]).percent == 75
    assert Task.objects.get(pk=world.tasks["late"]).percent == 60


def test_all_rows_are_taken_in_or_none(world: World) -> None:
    rows = read_sheet(filled(world, {"by_date": {PERCENT: 40}, "late": {PERCENT: 60}}))
    report_progress(task_id=world.tasks["late"], percent=75, by=world.an, at=NOON)

    with pytest.raises(Conflict, match="Chưa ghi dòng nào"):
        apply_sheet(rows, by=world.an, at=NOON)

    assert Task.objects.get(pk=world.tasks["by_date"]).percent == 0


def test_each_row_leaves_its_own_line_of_history_and_the_workbook_one(world: World) -> None:
    rows = read_sheet(filled(world, {"by_date": {PERCENT: 40}, "late": {PERCENT: 60}}))

    apply_sheet(rows, by=world.an, at=NOON, name="bieu.xlsx")

    verbs = list(HistoryLine.objects.order_by("-pk").values_list("verb", flat=True)[:3])
    assert verbs == ["tasks.sheet-applied", "tasks.progress-reported", "tasks.progress-reported"]


def test_a_row_of_another_commune_is_unknown_here(world: World) -> None:
    there = make_world(name="Hoa Phong")
    rows = read_sheet(filled(there, {"by_date": {PERCENT: 40}}))

    review = review_sheet(rows, by=world.an, at=NOON)

    assert review.wrong[0].task is None
    assert "Không có nhiệm vụ này" in review.wrong[0].errors[0].message
    assert Task.objects.get(pk=there.tasks["by_date"]).percent == 0


def test_a_row_of_another_unit_s_task_is_refused(world: World) -> None:
    rows = read_sheet(filled(world, {"by_date": {PERCENT: 40}}))

    review = review_sheet(rows, by=world.partner, at=NOON)

    assert "đơn vị chủ trì" in review.wrong[0].errors[0].message


def test_done_and_a_lower_percent_contradict(world: World) -> None:
    rows = read_sheet(filled(world, {"by_date": {DONE: "x", PERCENT: 40, NUMBER: "1/BC"}}))

    review = review_sheet(rows, by=world.an, at=NOON)

    assert review.wrong[0].errors[0].cell == rows[0].cells[PERCENT]


def test_a_period_is_reported_only_where_there_is_one(world: World) -> None:
    rows = read_sheet(
        filled(world, {"by_date": {PERIOD: "x"}, "quarterly": {PERIOD: "x", NOTE: "Xong quý"}})
    )

    review = review_sheet(rows, by=world.an, at=NOON)

    assert [row.errors[0].cell for row in review.wrong] == [rows[0].cells[PERIOD]]
    assert [row.filled.task_id for row in review.ready] == [world.tasks["quarterly"]]


def send(browser: Client, data: bytes) -> object:
    file = SimpleUploadedFile("bieu.xlsx", data)
    return browser.post("/nhiem-vu/nap-bieu/", {"file": file})


def test_the_page_shows_then_takes_in(world: World) -> None:
    browser = browser_of(world.an)
    shown = send(browser, filled(world, {"by_date": {PERCENT: 40}}))

    answer = browser.post("/nhiem-vu/nap-bieu/", {"rows": shown.context["sealed"]})  # type: ignore[attr-defined]

    assert answer.status_code == 302
    assert Task.objects.get(pk=world.tasks["by_date"]).percent == 40


def test_the_page_offers_nothing_to_take_in_while_a_row_is_wrong(world: World) -> None:
    browser = browser_of(world.an)

    shown = send(browser, filled(world, {"by_date": {PERCENT: 400}, "late": {PERCENT: 60}}))

    assert shown.status_code == 422  # type: ignore[attr-defined]
    assert "sealed" not in shown.context  # type: ignore[attr-defined]


def test_a_preview_is_good_only_for_the_post_that_saw_it(world: World) -> None:
    sealed = send(  # type: ignore[attr-defined]
        browser_of(world.an), filled(world, {"by_date": {PERCENT: 40}})
    ).context["sealed"]
    other = make_official(unit=world.commune.units["office"], name="Bình")

    answer = browser_of(other).post("/nhiem-vu/nap-bieu/", {"rows": sealed})

    assert answer.status_code == 409
    assert Task.objects.get(pk=world.tasks["by_date"]).percent == 0


def test_a_tampered_preview_is_refused(world: World) -> None:
    browser = browser_of(world.an)
    shown = send(browser, filled(world, {"by_date": {PERCENT: 40}}))
    sealed = shown.context["sealed"]  # type: ignore[attr-defined]

    answer = browser.post("/nhiem-vu/nap-bieu/", {"rows": sealed[:-2] + "AA"})

    assert answer.status_code == 409


def test_a_row_that_claims_errors_is_not_taken_in(world: World) -> None:
    row = read_sheet(filled(world, {"by_date": {PERCENT: 40}}))[0]

    with pytest.raises(Invalid, match="chưa ghi dòng nào"):
        apply_sheet([replace(row, task_id=0)], by=world.an, at=NOON)


def test_supervisors_have_no_workbook_to_fill(world: World) -> None:
    browser = browser_of(world.supervisor)

    assert browser.get("/nhiem-vu/bieu-tien-do.xlsx").status_code == 403
    assert browser.get("/nhiem-vu/nap-bieu/").status_code == 403
