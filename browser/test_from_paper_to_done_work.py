"""The whole loop in a browser: upload, review, adopt, report with evidence, confirm."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "trung-hoi" / "plan.txt"


@pytest.mark.usefixtures("commune")
def test_a_plan_goes_from_paper_to_confirmed_work(
    visits: Callable[..., Visitor], tmp_path: Path, screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    uploads(clerk, SAMPLE)
    reviews(clerk, screen)
    matches_and_adopts(clerk)
    task = task_of_the_culture_office()

    official = visits(screen)
    official.signs_in("vanhoa")
    reports_done(official, task, tmp_path)

    leader = visits(screen)
    leader.signs_in("lanhdao")
    confirms(leader, task)


def uploads(clerk: Visitor, file: Path) -> None:
    clerk.goes_to("/van-ban/")
    clerk.page.get_by_role("link", name="Tải văn bản lên").first.click()
    clerk.sees_no_barrier()
    clerk.page.set_input_files("#id_file", file)
    clerk.page.get_by_role("button", name="Tải lên và đọc").click()
    clerk.page.wait_for_url("**/van-ban/nhap/**")
    expect(clerk.page.get_by_role("heading", name="Duyệt nội dung đọc được")).to_be_visible()
    clerk.sees_no_barrier()


def reviews(clerk: Visitor, screen: str) -> None:
    page = clerk.page
    words = page.locator(".review-progress strong")
    expect(words).to_have_text(re.compile(r"^0/\d+ đã duyệt"))
    page.get_by_role("button", name="Duyệt, sang mục sau").click()
    expect(words).to_have_text(re.compile(r"^1/\d+ đã duyệt"))
    page.locator('[data-field="2"] summary').click()
    clerk.sees_no_barrier()
    if screen == "điện thoại":
        page.get_by_role("button", name=re.compile("Cần xử lý")).click()
        clerk.sees_no_barrier()
    fix = page.locator("[data-fix]").first
    if fix.count():
        fix.click()
        expect(page.locator(".work-settled")).to_have_count(1)
    if screen == "điện thoại":
        page.get_by_role("button", name="Văn bản", exact=True).click()
        expect(page.locator(".paper").first).to_be_visible()
        clerk.sees_no_barrier()
    page.get_by_role("button", name="Nhận tất cả mục còn lại").click()
    page.wait_for_url("**/co-quan/")
    clerk.sees_no_barrier()


def matches_and_adopts(clerk: Visitor) -> None:
    page = clerk.page
    page.get_by_role("button", name=re.compile("Tiếp: kiểm tra")).click()
    page.wait_for_url("**/ban-hanh/")
    clerk.sees_no_barrier()
    held = page.get_by_role("link", name="Xem, sửa hoặc cho qua có lý do")
    if held.count():
        held.click()
        page.wait_for_url("**/chua-ro/")
        clerk.sees_no_barrier()
        page.get_by_label(re.compile("Chọn cả")).check()
        page.get_by_label("Lý do ban hành khi chưa rõ").fill("Phân công cụ thể khi triển khai")
        page.get_by_role("button", name="Cho qua, có lý do").click()
        page.get_by_role("link", name="Tiếp: ban hành").click()
        page.wait_for_url("**/ban-hanh/")
        clerk.sees_no_barrier()
    page.get_by_label("Số, ký hiệu").fill("15/KH-UBND")
    page.get_by_label("Ngày ban hành").fill("01/03/2026")
    page.get_by_role("button", name="Ban hành kế hoạch").click()
    page.wait_for_url(re.compile(r"/ke-hoach/\d+/$"))
    expect(page.get_by_text("15/KH-UBND").first).to_be_visible()
    clerk.sees_no_barrier()


def task_of_the_culture_office() -> int:
    """Name a task that the culture office leads and that is due on a day."""
    from namro_web.tasks.models import Assignment

    found = (
        Assignment.objects.filter(role="lead", unit__posts__user__username="vanhoa")
        .order_by("task__order")
        .first()
    )
    assert found is not None
    return found.task_id


def reports_done(official: Visitor, task: int, tmp_path: Path) -> None:
    page = official.page
    official.goes_to("/nhiem-vu/")
    official.goes_to(f"/nhiem-vu/{task}/")
    evidence = tmp_path / "bao-cao.txt"
    evidence.write_text("Báo cáo kết quả thực hiện nhiệm vụ.", encoding="utf-8")
    form = page.locator(f'form[action$="/nhiem-vu/{task}/bao-xong/"]')
    if not form.is_visible():
        page.get_by_text("Báo hoàn thành").first.click()
    form.get_by_label("Số, ký hiệu văn bản").fill("21/BC-UBND")
    form.locator('input[type="file"]').set_input_files(evidence)
    form.get_by_label("Nội dung đã làm").fill("Đã hoàn thành theo kế hoạch.")
    form.get_by_role("button", name="Báo hoàn thành").click()
    expect(page.get_by_text("Chờ xác nhận").first).to_be_visible()
    official.goes_to(f"/nhiem-vu/{task}/")


def confirms(leader: Visitor, task: int) -> None:
    page = leader.page
    leader.goes_to(f"/nhiem-vu/{task}/")
    expect(page.get_by_text("21/BC-UBND").first).to_be_visible()
    page.get_by_role("button", name="Xác nhận hoàn thành").click()
    expect(page.get_by_text("Hoàn thành").first).to_be_visible()
    leader.goes_to(f"/nhiem-vu/{task}/")
    leader.goes_to("/tong-quan/")
