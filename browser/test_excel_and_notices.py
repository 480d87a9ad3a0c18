"""A unit without a network: a workbook filled in offline comes back; and people are told in time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from namro_web.foundation import clock

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = (
    "Số hóa hồ sơ, giấy tờ còn hiệu lực",
    "Tập huấn kỹ năng số cho cán bộ, công chức",
    "Nâng cấp trang thông tin điện tử của xã",
)


@pytest.fixture
def tasks(commune: Any) -> list[int]:
    """Three tasks of the culture office, due in five days."""
    from namro.model.deadline import ByDate
    from namro_web.accounts.models import User
    from namro_web.organisations.access import acting_post_of
    from namro_web.plans.actions import create_plan, keep_document
    from namro_web.plans.parts import NewPlan
    from namro_web.tasks.actions import create_tasks
    from namro_web.tasks.parts import NewAssignment, NewTask

    clerk = User.objects.get(username="vanphong")
    acting_post_of(clerk, chosen=None, at=clock.today())
    text = "\n".join(WORDS)
    document = keep_document(
        name="ke-hoach.txt",
        data=text.encode(),
        format="text",
        text=text,
        source={},
        by=clerk,
        at=clock.now(),
    )
    plan = create_plan(
        document_id=document.pk,
        parts=NewPlan(
            title="Chuyển đổi số xã Trung Hội",
            kind="Kế hoạch",
            number="12/KH-UBND",
            issued_on=clock.today() - timedelta(days=30),
            issuer="UBND xã Trung Hội",
        ),
        by=clerk,
        at=clock.now(),
    )
    lead = NewAssignment(
        name="Phòng Văn hóa - Xã hội", role="lead", unit_id=commune.units["culture"].pk
    )
    return create_tasks(
        plan=plan,
        tasks=[
            NewTask(
                no=str(number),
                text=words,
                deliverable="Văn bản",
                deadline=ByDate(clock.today() + timedelta(days=5)),
                deadline_raw="như văn bản ghi",
                assignments=[lead],
            )
            for number, words in enumerate(WORDS, 1)
        ],
        by=clerk,
        at=clock.now(),
    )


def fill(data: bytes, percents: dict[int, object]) -> bytes:
    """Type percents into the rows of tasks, as a person does in Excel."""
    book = load_workbook(io.BytesIO(data))
    sheet = book["Tiến độ"]
    column = next(cell.column for cell in sheet[3] if cell.value == "Tiến độ mới (%)")
    for line in sheet.iter_rows(min_row=4):
        found = re.match(r"NV(\d+)-", str(line[0].value))
        if found and int(found[1]) in percents:
            sheet.cell(line[0].row, column).value = percents[int(found[1])]  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_goes_out_and_comes_back_with_a_stale_and_a_bad_row(
    visits: Callable[..., Visitor], screen: str, tasks: list[int], tmp_path: Path
) -> None:
    from namro_web.accounts.models import User
    from namro_web.organisations.access import acting_post_of
    from namro_web.tasks.actions import report_progress
    from namro_web.tasks.models import Task

    one, other, third = tasks
    visitor = visits(screen)
    visitor.signs_in("vanhoa")
    visitor.page.get_by_role("link", name="Cập nhật bằng Excel").click()
    visitor.sees_no_barrier()
    with visitor.page.expect_download() as loading:
        visitor.page.get_by_role("link", name="Tải biểu cập nhật").click()
    taken = Path(loading.value.path()).read_bytes()

    # Meanwhile somebody reports on the second task in the site.
    colleague = User.objects.get(username="vanhoa")
    acting_post_of(colleague, chosen=None, at=clock.today())
    report_progress(task_id=other, percent=75, by=colleague, at=clock.now())

    def sends(percents: dict[int, object]) -> None:
        path = tmp_path / "bieu.xlsx"
        path.write_bytes(fill(taken, percents))
        visitor.page.set_input_files("input[type=file]", str(path))
        visitor.page.get_by_role("button", name="Xem trước thay đổi").click()
        visitor.page.wait_for_load_state("networkidle")
        visitor.sees_no_barrier()

    sends({one: 40, other: 50, third: "gần xong"})
    shown = visitor.page.locator("main").inner_text()
    assert "Tiến độ là số nguyên từ 0 đến 100" in shown
    assert "không ghi đè" in shown
    assert visitor.page.get_by_role("button", name=re.compile("^Ghi")).count() == 0

    sends({one: 40, other: 50, third: 60})
    visitor.page.get_by_role("button", name="Ghi 2 nhiệm vụ, bỏ qua 1 dòng đã thay đổi").click()
    visitor.page.wait_for_url(re.compile("/viec-cua-toi/"))
    visitor.sees_no_barrier()

    percents = dict(Task.objects.values_list("pk", "percent"))
    assert percents == {one: 40, other: 75, third: 60}


def test_people_are_told_and_choose_how(
    visits: Callable[..., Visitor], screen: str, tasks: list[int]
) -> None:
    from namro_web.notices.jobs import round_of_notices

    round_of_notices(clock.now())
    visitor = visits(screen)
    visitor.signs_in("vanhoa")
    visitor.page.get_by_role("link", name=re.compile(r"^Thông báo: \d+ mới")).click()
    visitor.page.wait_for_url(re.compile("/thong-bao/"))
    visitor.sees_no_barrier()
    visitor.page.get_by_role("button", name=re.compile(WORDS[0])).click()
    visitor.page.wait_for_url(re.compile(f"/nhiem-vu/{tasks[0]}/"))
    visitor.goes_to("/thong-bao/?moi=1")
    visitor.page.get_by_role("button", name="Đánh dấu đã đọc hết").click()
    visitor.page.wait_for_url(re.compile("/thong-bao/$"))
    visitor.goes_to("/thong-bao/cai-dat/")
    visitor.page.get_by_label("Nhận thư điện tử").select_option("each")
    visitor.page.get_by_role("button", name="Lưu").click()
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.get_by_role("button", name="Lấy địa chỉ lịch").click()
    visitor.sees_no_barrier()
    address = visitor.page.locator("#calendar-address").inner_text()
    feed = visitor.page.request.get(visitor.site + re.sub(r"^https?://[^/]+", "", address))
    assert feed.text().startswith("BEGIN:VCALENDAR")

    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to("/thong-bao/nhac-viec/")
    clerk.page.get_by_label("Nhắc trước hạn (ngày)").fill("14, 5")
    clerk.page.get_by_role("button", name="Lưu quy tắc").click()
    clerk.page.wait_for_load_state("networkidle")
    clerk.sees_no_barrier()
    assert clerk.page.get_by_label("Nhắc trước hạn (ngày)").input_value() == "14, 5"
