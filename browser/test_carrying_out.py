"""Carrying a task out in a browser: given to twelve villages, hindered, given time, confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from namro_web.foundation import clock

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture
def task(commune: Any) -> int:
    """A task of the culture office, due in forty days, and heads of three villages."""
    from namro.model.deadline import ByDate
    from namro_web.accounts.models import User
    from namro_web.organisations.access import acting_post_of
    from namro_web.organisations.actions import give_post
    from namro_web.plans.actions import create_plan, keep_document
    from namro_web.plans.parts import NewPlan
    from namro_web.tasks.actions import create_tasks
    from namro_web.tasks.parts import NewAssignment, NewTask

    for number in (1, 2, 3):
        user = User.objects.create_user(
            username=f"xom{number}", password=PASSWORD, full_name=f"Trưởng xóm {number}"
        )
        give_post(
            user_id=user.pk,
            unit_id=commune.units[f"village-{number}"].pk,
            role="entry",
            title="Trưởng xóm",
            valid_from=date(2025, 7, 1),
            by=None,
        )
    clerk = User.objects.get(username="vanphong")
    acting_post_of(clerk, chosen=None, at=clock.today())
    text = "Rà soát người dân chưa có danh tính số, tài khoản số"
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
        parts=NewPlan(title="Chuyển đổi số", number="15/KH-UBND"),
        by=clerk,
        at=clock.now(),
    )
    culture = commune.units["culture"].pk
    (made,) = create_tasks(
        plan=plan,
        tasks=[
            NewTask(
                no="31",
                text=text,
                deliverable="Kế hoạch",
                deadline=ByDate(clock.today() + timedelta(days=40)),
                deadline_raw="Năm nay",
                assignments=[
                    NewAssignment(name="Phòng Văn hóa - Xã hội", role="lead", unit_id=culture)
                ],
            )
        ],
        by=clerk,
        at=clock.now(),
    )
    return made


def button(who: Visitor, name: str) -> None:
    """Press a button of the form that is open, and look at the page it leads to."""
    who.page.locator("main form").get_by_role("button", name=name, exact=True).last.click()
    who.sees_no_barrier()


def opens(who: Visitor, task: int, act: str) -> None:
    who.goes_to(f"/nhiem-vu/{task}/viec/{act}/")


def test_work_given_to_twelve_villages_follows_its_villages(
    visits: Callable[..., Visitor], task: int, screen: str
) -> None:
    lead = visits(screen)
    lead.signs_in("vanhoa")
    lead.goes_to(f"/nhiem-vu/{task}/")
    lead.page.get_by_role("link", name="Giao nhiều đơn vị").click()
    lead.sees_no_barrier()
    lead.page.get_by_label("Tên nhóm hoặc đơn vị").fill("12 xóm")
    button(lead, "Giao việc")
    expect(lead.page.get_by_text("0/12 xóm đã báo")).to_be_visible()
    for number in (1, 2, 3):
        head = visits(screen)
        head.signs_in(f"xom{number}")
        head.goes_to(f"/nhiem-vu/{_share(task, number)}/")
        form = head.page.locator('form[action$="/bao-xong/"]')
        if not form.is_visible():
            head.page.get_by_text("Báo hoàn thành").first.click()
        form.get_by_label("Số, ký hiệu văn bản").fill(f"{number}/BC-X{number}")
        form.get_by_role("button", name="Báo hoàn thành").click()
        expect(head.page.get_by_text("Chờ xác nhận").first).to_be_visible()
    lead.goes_to(f"/nhiem-vu/{task}/")
    expect(lead.page.get_by_text("3/12 xóm đã báo")).to_be_visible()
    expect(lead.page.get_by_text("25%").first).to_be_visible()
    lead.page.get_by_role("link", name="Đôn đốc 9 xóm").click()
    lead.sees_no_barrier()
    button(lead, "Gửi đôn đốc")
    expect(lead.page.get_by_text("0/9 đơn vị đã tiếp thu")).to_be_visible()


def test_an_obstacle_is_raised_and_answered_and_time_is_granted(
    visits: Callable[..., Visitor], task: int, screen: str
) -> None:
    lead, leader = visits(screen), visits(screen)
    lead.signs_in("vanhoa")
    opens(lead, task, "vuong-mac")
    lead.page.get_by_label("Khó khăn, vướng mắc").fill("Bốn xóm <b>chưa</b> có máy tính")
    lead.page.get_by_label("Hoặc cơ quan ngoài xã").fill("Sở Khoa học và Công nghệ")
    lead.page.get_by_label("Kiến nghị").fill("Cấp bốn máy")
    button(lead, "Gửi")
    expect(lead.page.get_by_text("Bốn xóm <b>chưa</b> có máy tính").first).to_be_visible()
    opens(lead, task, "de-nghi-gia-han")
    later = clock.today() + timedelta(days=90)
    lead.page.get_by_label("Đề nghị hạn mới").fill(f"{later:%d/%m/%Y}")
    lead.page.get_by_label("Lý do đề nghị gia hạn").fill("Chờ máy")
    button(lead, "Gửi đề nghị")

    leader.signs_in("lanhdao")
    leader.goes_to("/viec-cua-toi/")
    expect(leader.page.get_by_text("Khó khăn, vướng mắc chờ trả lời")).to_be_visible()
    leader.page.get_by_role("link", name=re.compile("^Trả lời:")).click()
    leader.page.get_by_label("Nội dung trả lời").fill("Sở đã cấp máy")
    button(leader, "Gửi trả lời")
    leader.page.get_by_role("link", name="Đã tháo gỡ").click()
    button(leader, "Đã tháo gỡ")
    expect(leader.page.get_by_text("Khó khăn đã khép lại")).to_be_visible()
    leader.page.get_by_role("link", name="Đồng ý", exact=True).click()
    button(leader, "Đồng ý")

    lead.goes_to(f"/nhiem-vu/{task}/")
    first = clock.today() + timedelta(days=40)
    moved = lead.page.locator(".timeline .due-change").first
    expect(moved).to_contain_text(f"{first:%d/%m/%Y}")
    expect(moved).to_contain_text(f"{later:%d/%m/%Y}")
    expect(lead.page.locator(".clarities s")).to_have_text(f"{first:%d/%m/%Y}")
    expect(lead.page.get_by_text("Sở đã cấp máy").first).to_be_visible()


def test_a_result_is_returned_sent_again_and_confirmed(
    visits: Callable[..., Visitor], task: int
) -> None:
    lead, leader = visits(), visits()
    lead.signs_in("vanhoa")
    _reports_done(lead, task, "21/BC-UBND")
    leader.signs_in("lanhdao")
    leader.goes_to(f"/nhiem-vu/{task}/")
    leader.page.get_by_text("Trả lại, nêu lý do").click()
    leader.page.locator('form[action$="/tra-lai/"]').get_by_label("Lý do").fill("Thiếu biểu")
    leader.page.get_by_role("button", name="Trả lại đơn vị").click()
    expect(leader.page.get_by_text("Thiếu biểu").first).to_be_visible()
    lead.goes_to(f"/nhiem-vu/{task}/")
    expect(lead.page.get_by_role("status").get_by_text("Thiếu biểu").first).to_be_visible()
    _reports_done(lead, task, "22/BC-UBND")
    leader.goes_to(f"/nhiem-vu/{task}/")
    leader.page.get_by_role("button", name="Xác nhận hoàn thành").click()
    expect(leader.page.get_by_text("Hoàn thành").first).to_be_visible()


def test_a_person_is_named_by_the_keyboard(visits: Callable[..., Visitor], task: int) -> None:
    lead = visits("điện thoại")
    lead.signs_in("vanhoa")
    lead.goes_to(f"/nhiem-vu/{task}/")
    box = lead.page.get_by_label("Nội dung trao đổi")
    box.click()
    lead.page.keyboard.type("Nhờ @lanh")
    expect(lead.page.get_by_role("option").first).to_be_visible()
    lead.sees_no_barrier()
    lead.page.keyboard.press("ArrowDown")
    lead.page.keyboard.press("ArrowUp")
    lead.page.keyboard.press("Enter")
    lead.page.keyboard.type("xem <script>alert(1)</script>")
    lead.page.get_by_role("button", name="Gửi trao đổi").dblclick()
    expect(lead.page.locator(".mention")).to_have_text("@Lãnh đạo UBND xã")
    expect(lead.page.locator(".comment-text")).to_have_count(1)
    expect(lead.page.locator(".comment-text")).to_contain_text("<script>alert(1)</script>")
    lead.sees_no_barrier()


def test_the_second_of_two_sees_what_the_first_changed_and_sends_again(
    visits: Callable[..., Visitor], task: int
) -> None:
    one, two = visits(), visits()
    for who in (one, two):
        who.signs_in("vanhoa")
        who.goes_to(f"/nhiem-vu/{task}/")
    for who, percent in ((one, "40"), (two, "60")):
        form = who.page.locator('form[action$="/cap-nhat/"]')
        form.get_by_label("Tiến độ (%)").fill(percent)
        form.get_by_role("button", name="Gửi cập nhật").click()
    changed = two.page.locator(".changed")
    expect(changed).to_contain_text("40")
    two.sees_no_barrier()
    form = two.page.locator('form[action$="/cap-nhat/"]')
    expect(form.get_by_label("Tiến độ (%)")).to_have_value("60")
    form.get_by_role("button", name="Gửi cập nhật").click()
    expect(two.page.locator(".timeline").get_by_text("40% → 60%")).to_be_visible()


def _reports_done(lead: Visitor, task: int, number: str) -> None:
    lead.goes_to(f"/nhiem-vu/{task}/")
    form = lead.page.locator('form[action$="/bao-xong/"]')
    if not form.is_visible():
        lead.page.locator("#bao-xong summary").click()
    form.get_by_label("Số, ký hiệu văn bản").fill(number)
    form.get_by_role("button", name="Báo hoàn thành").click()
    expect(lead.page.get_by_text("Chờ xác nhận").first).to_be_visible()


def _share(task: int, number: int) -> int:
    from namro_web.tasks.models import Assignment

    found = Assignment.objects.get(
        task__parent_id=task, role="lead", unit__posts__user__username=f"xom{number}"
    )
    return found.task_id
