"""A plan is amended by hand: changed, given up, added to; looked at beside yesterday; taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = (
    "Số hóa hồ sơ, giấy tờ còn hiệu lực của xã",
    "Nâng cấp trang thông tin điện tử của xã",
    "Tập huấn kỹ năng số cho cán bộ, công chức",
)


@pytest.fixture
def plan(commune: Any) -> int:
    """Three tasks of the culture office, adopted in March."""
    from namro.model.deadline import ByDate
    from namro_web.accounts.models import User
    from namro_web.foundation.clock import VIETNAM
    from namro_web.organisations.access import acting_post_of
    from namro_web.plans.actions import create_plan, keep_document
    from namro_web.plans.parts import NewPlan
    from namro_web.tasks.actions import create_tasks
    from namro_web.tasks.parts import NewAssignment, NewTask

    at = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
    by = User.objects.get(username="vanphong")
    acting_post_of(by, chosen=None, at=at.date())
    text = "\n".join(WORDS)
    document = keep_document(
        name="ke-hoach.txt", data=text.encode(), format="text", text=text, source={}, by=by, at=at
    )
    parts = NewPlan(
        title="Chuyển đổi số xã Trung Hội",
        kind="Kế hoạch",
        number="12/KH-UBND",
        issued_on=date(2026, 3, 1),
        issuer="UBND xã Trung Hội",
    )
    plan = create_plan(document_id=document.pk, parts=parts, by=by, at=at)
    lead = NewAssignment(
        name="Phòng Văn hóa - Xã hội", role="lead", unit_id=commune.units["culture"].pk
    )
    create_tasks(
        plan=plan,
        tasks=[
            NewTask(
                no=str(number),
                text=words,
                deliverable="Báo cáo kết quả",
                deadline=ByDate(date(2026, 12, 31)),
                assignments=[lead],
            )
            for number, words in enumerate(WORDS, start=1)
        ],
        by=by,
        at=at,
    )
    return plan.plan_id


def test_a_plan_is_amended_compared_and_the_amendment_taken_back(
    visits: Callable[..., Visitor], plan: int, screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to(f"/ke-hoach/{plan}/")
    page = clerk.page
    page.get_by_role("link", name="Phiên bản", exact=True).click()
    expect(page.get_by_text("Phiên bản 1 (ban đầu)").first).to_be_visible()
    clerk.sees_no_barrier()

    page.get_by_role("link", name="Điều chỉnh kế hoạch").click()
    clerk.sees_no_barrier()
    page.get_by_role("button", name="Tự ghi nội dung").click()
    page.get_by_label("Tìm nội dung").wait_for()
    clerk.sees_no_barrier()

    page.get_by_label("Loại", exact=True).select_option("task")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("link", name=re.compile("^Sửa ")).first.click()
    changed = page.get_by_label("Nội dung", exact=True).input_value()
    clerk.sees_no_barrier()
    page.get_by_label("Cách tính").select_option("by-date")
    page.get_by_label("Ngày phải xong").fill("31/13/2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("dd/mm/yyyy")
    page.get_by_label("Ngày phải xong").fill("15/12/2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("tiến độ, minh chứng giữ nguyên")).to_be_visible()

    page.get_by_label("Loại", exact=True).select_option("task")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.locator(".ws-drop summary").last.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Lý do bãi bỏ").last.fill("Tỉnh đã làm chung")
    page.keyboard.press("Enter")
    expect(page.get_by_text("lý do: Tỉnh đã làm chung")).to_be_visible()
    page.get_by_text("Thêm mới").click()
    page.get_by_role("link", name="Nhiệm vụ", exact=True).last.click()
    page.get_by_label("Nội dung", exact=True).fill("Mở lớp bình dân học vụ số tại các xóm")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Bổ sung", exact=False).first).to_be_visible()
    clerk.sees_no_barrier()

    # What was just written down says neither who nor when: it is let in for a reason, or made clear.
    expect(page.get_by_role("button", name="Áp dụng 3 thay đổi")).to_be_disabled()
    page.get_by_role("link", name="Chỗ chưa rõ, phiếu làm rõ").click()
    clerk.sees_no_barrier()
    page.get_by_label(re.compile("Chọn cả")).check()
    page.get_by_label("Lý do ban hành khi chưa rõ").fill("Phân công sau cuộc họp giao ban")
    page.get_by_role("button", name="Cho qua, có lý do").click()
    expect(page.get_by_text("Đã cho qua: Phân công sau cuộc họp giao ban").first).to_be_visible()
    page.get_by_role("link", name="Tiếp: áp dụng").click()
    page.get_by_label("Số, ký hiệu").fill("145/QĐ-UBND")
    page.get_by_label("Ngày ban hành").fill("01/06/2026")
    page.get_by_label("Người phê duyệt").fill("Chủ tịch UBND xã")
    page.get_by_role("button", name="Áp dụng 3 thay đổi").click()
    expect(page.get_by_text("bổ sung 1, bãi bỏ 1, thay đổi 1")).to_be_visible()
    clerk.sees_no_barrier()

    page.get_by_role("button", name="So sánh hai ngày").click()
    expect(page.get_by_role("heading", name=re.compile("^Bỏ"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Thêm"))).to_be_visible()
    expect(page.locator("ins", has_text="15/12/2026")).to_be_visible()
    expect(page.get_by_role("link", name=changed[:40])).to_be_visible()
    clerk.sees_no_barrier()
    page.get_by_role("link", name=re.compile("^Bỏ [0-9]")).click()
    expect(page.get_by_role("heading", name=re.compile("^Thêm"))).to_have_count(0)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")

    clerk.goes_to(f"/ke-hoach/{plan}/phien-ban/")
    page.get_by_role("link", name="Hoàn tác").click()
    clerk.sees_no_barrier()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác", exact=True)).to_be_visible()
    clerk.sees_no_barrier()
