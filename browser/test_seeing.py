"""Looking at tasks in a browser: the same filters as a list, a board, a line of time and a calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from namro_web.foundation import clock

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def programme(commune: Any) -> list[int]:
    """A plan with five tasks of the culture office, one of them late, one divided."""
    from namro.model.deadline import ByDate, Recurrence, Recurring
    from namro_web.accounts.models import User
    from namro_web.organisations.access import acting_post_of
    from namro_web.plans.actions import create_plan, keep_document
    from namro_web.plans.parts import NewPlan
    from namro_web.tasks.actions import add_subtask, create_tasks, put_in_order
    from namro_web.tasks.parts import NewAssignment, NewTask

    clerk = User.objects.get(username="vanphong")
    acting_post_of(clerk, chosen=None, at=clock.today())
    document = keep_document(
        name="ke-hoach.txt", data=b"x", format="text", text="x", source={}, by=clerk, at=clock.now()
    )
    plan = create_plan(
        document_id=document.pk,
        parts=NewPlan(title="Chuyển đổi số", number="15/KH-UBND"),
        by=clerk,
        at=clock.now(),
    )
    lead = NewAssignment(
        name="Phòng Văn hóa - Xã hội", role="lead", unit_id=commune.units["culture"].pk
    )
    made = create_tasks(
        plan=plan,
        tasks=[
            NewTask(
                no=str(number),
                text=text,
                deadline=Recurring(Recurrence.MONTHLY)
                if days is None
                else ByDate(clock.today() + timedelta(days=days)),
                assignments=[lead],
            )
            for number, (text, days) in enumerate(
                [
                    ("Khảo sát hạ tầng", -3),
                    ("Tập huấn tổ công nghệ số", 9),
                    ("Lắp đặt truyền thanh", 60),
                    ("Báo cáo hằng tháng", None),
                    ("Số hóa hồ sơ", 90),
                ],
                start=1,
            )
        ],
        by=clerk,
        at=clock.now(),
    )
    add_subtask(task_id=made[4], text="Phân loại hồ sơ giấy", by=clerk, at=clock.now())
    put_in_order(earlier_id=made[1], later_id=made[2], by=clerk, at=clock.now())
    return made


def test_one_filter_goes_through_every_form_of_display(
    visits: Callable[..., Visitor], programme: list[int], screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to("/nhiem-vu/?q=tap+huan")
    for name in ("Bảng việc", "Tiến trình", "Lịch", "Danh sách"):
        clerk.page.get_by_role("navigation", name="Hình thức hiển thị").get_by_role(
            "link", name=name
        ).click()
        clerk.page.wait_for_url(re.compile("q=tap"))
        clerk.sees_no_barrier()
    expect(clerk.page.locator(".task-table")).to_contain_text("Tập huấn tổ công nghệ số")
    expect(clerk.page.locator(".task-table")).not_to_contain_text("Số hóa hồ sơ")
    for address in ("bang-viec/", "tien-trinh/?tam=quy", "lich/?kieu=tuan", "lich/?kieu=danh-sach"):
        clerk.goes_to(f"/nhiem-vu/{address}")
    for address in ("bo-loc/", "cot/", "luu-cach-xem/", "cach-xem/"):
        clerk.goes_to(f"/nhiem-vu/{address}")


def test_a_way_of_looking_is_kept_and_found_beside_the_list(
    visits: Callable[..., Visitor], programme: list[int], screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to("/nhiem-vu/")
    clerk.page.get_by_role("link", name="Lọc thêm").click()
    clerk.page.locator("#panel #p-sv").select_option("late")
    clerk.page.locator("#panel").get_by_role("button", name="Áp dụng").click()
    clerk.page.wait_for_url(re.compile("so-voi-han=late"))
    clerk.page.get_by_role("link", name="Lưu cách xem").click()
    clerk.page.get_by_label("Tên cách xem").fill("Việc chậm")
    clerk.page.get_by_label("Cho mọi người trong xã dùng").check()
    clerk.page.get_by_role("button", name="Lưu cách xem").click()
    clerk.page.wait_for_url(re.compile("cach-xem="))
    clerk.sees_no_barrier()
    leader = visits(screen)
    leader.signs_in("lanhdao")
    leader.goes_to("/nhiem-vu/")
    leader.page.get_by_role("navigation", name="Cách xem đã lưu").get_by_role(
        "link", name="Việc chậm"
    ).click()
    expect(leader.page.locator(".task-table")).to_contain_text("Khảo sát hạ tầng")
    expect(leader.page.locator(".task-table")).not_to_contain_text("Số hóa hồ sơ")


def test_rows_are_marked_by_keyboard_and_given_time_together(
    visits: Callable[..., Visitor], programme: list[int]
) -> None:
    leader = visits()
    leader.signs_in("lanhdao")
    leader.goes_to("/nhiem-vu/")
    page = leader.page
    page.locator(".row-link").nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-marked]")).to_have_text("Đã chọn 2 việc")
    page.get_by_label("Làm gì với các việc đã chọn").select_option("gia-han")
    page.get_by_role("button", name="Tiếp tục").click()
    leader.sees_no_barrier()
    day = clock.today() + timedelta(days=120)
    page.get_by_label("Hạn mới").fill(f"{day:%d/%m/%Y}")
    page.get_by_label("Lý do gia hạn").fill("Chờ thiết bị")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Làm được với cả 2 việc")).to_be_visible()
    leader.sees_no_barrier()
    page.get_by_role("button", name="Gia hạn 2 việc").click()
    expect(page.get_by_text("Gia hạn: đã làm với 2 việc.")).to_be_visible()
    expect(page.locator(".task-table")).to_contain_text(f"{day:%d/%m/%Y}")


def test_a_divided_task_opens_in_the_table_and_closes_again(
    visits: Callable[..., Visitor], programme: list[int]
) -> None:
    clerk = visits()
    clerk.signs_in("vanphong")
    clerk.goes_to("/nhiem-vu/")
    opener = clerk.page.get_by_role("button", name="1 phần việc bên dưới")
    opener.focus()
    clerk.page.keyboard.press("Enter")
    below = clerk.page.get_by_text("Phân loại hồ sơ giấy")
    expect(below).to_be_visible()
    clerk.sees_no_barrier()
    opener.press("Enter")
    expect(below).to_be_hidden()


def test_a_card_that_is_dropped_opens_the_form_of_its_act(
    visits: Callable[..., Visitor], programme: list[int]
) -> None:
    lead = visits()
    lead.signs_in("vanhoa")
    lead.goes_to("/nhiem-vu/bang-viec/")
    card = lead.page.locator(".board-card", has_text="Lắp đặt truyền thanh")
    card.drag_to(lead.page.locator('[data-column="submitted"]'))
    lead.page.wait_for_url(re.compile(r"/nhiem-vu/\d+/#bao-xong"))
    from namro_web.tasks.models import Task

    assert Task.objects.get(pk=programme[2]).state == "not-started"


def test_progress_is_said_on_the_row_and_the_leader_closes_the_week(
    visits: Callable[..., Visitor], programme: list[int], screen: str, commune: Any
) -> None:
    lead = visits(screen)
    lead.signs_in("vanhoa")
    lead.goes_to("/viec-cua-toi/")
    row = lead.page.locator(f"#viec-{programme[0]}")
    row.locator("summary").click()
    lead.sees_no_barrier()
    row.get_by_label("Tiến độ (%)").fill("40")
    row.get_by_label("Nội dung đã làm").fill("Đã khảo sát bốn xóm")
    row.get_by_role("button", name="Lưu").click()
    expect(lead.page.get_by_text("Đã cập nhật tiến độ.")).to_be_visible()
    expect(row).to_contain_text("Đang làm, quá hạn")
    assert lead.page.url.endswith("/viec-cua-toi/")
    lead.goes_to(f"/don-vi/{commune.units['culture'].pk}/")
    owed = lead.page.locator(".owed-row")
    expect(owed.first).to_contain_text("Khảo sát hạ tầng")
    expect(owed.first).to_contain_text("40%")

    leader = visits(screen)
    leader.signs_in("lanhdao")
    leader.goes_to("/tong-quan/")
    leader.page.get_by_role("link", name="Việc chậm trong tuần").click()
    leader.sees_no_barrier()
    expect(leader.page.locator(".late-table")).to_contain_text("Khảo sát hạ tầng")
    leader.page.get_by_role("button", name="Chốt danh sách tuần này").click()
    expect(leader.page.get_by_text("đã chốt").first).to_be_visible()
    leader.sees_no_barrier()
    from namro_web.plans.models import Plan

    leader.goes_to(f"/nhiem-vu/tien-trinh/?ke-hoach={Plan.objects.get().pk}")
