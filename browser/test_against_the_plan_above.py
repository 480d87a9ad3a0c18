"""A plan is held against the resolution above it: looked at, refused, undone, linked, taken along."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "trung-hoi" / "plan.txt"


@pytest.fixture
def draft(commune: object) -> int:
    """The plan of Trung Hội, uploaded and read."""
    from namro_web.accounts.models import User
    from namro_web.foundation.clock import VIETNAM
    from namro_web.intake.actions import draft_plan, receive_document
    from namro_web.intake.models import Draft
    from namro_web.organisations.access import acting_post_of

    at = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
    by = User.objects.get(username="vanphong")
    acting_post_of(by, chosen=None, at=at.date())
    received = receive_document(data=SAMPLE.read_bytes(), name="plan.txt", by=by, at=at)
    draft = Draft.objects.get(pk=received.draft_id)
    if not draft.plan:
        draft_plan(draft_id=draft.pk)
    return draft.pk


@pytest.fixture
def plan(draft: int) -> int:
    """The same, issued."""
    from namro_web.accounts.models import User
    from namro_web.foundation.clock import VIETNAM
    from namro_web.intake.actions import Particulars, adopt_draft
    from namro_web.intake.clarifying import waive_unclear
    from namro_web.intake.models import Draft
    from namro_web.intake.unclear import unclear_in_draft
    from namro_web.organisations.access import acting_post_of

    at = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
    by = User.objects.get(username="vanphong")
    acting_post_of(by, chosen=None, at=at.date())
    version = Draft.objects.get(pk=draft).version
    held = unclear_in_draft(draft, by=by, at=at.date()).held
    if held:
        version = waive_unclear(
            draft_id=draft,
            keys=[one.statement.key for one in held],
            reason="Phân công cụ thể khi triển khai",
            version=version,
            by=by,
            at=at,
        ).version
    return adopt_draft(
        draft_id=draft,
        particulars=Particulars(title="Kế hoạch đột phá phát triển khoa học, công nghệ"),
        version=version,
        accept_rest=True,
        by=by,
        at=at,
    )


def test_links_are_refused_undone_and_made_by_hand(
    visits: Callable[..., Visitor], plan: int, screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to(f"/ke-hoach/{plan}/")
    page = clerk.page
    page.get_by_role("link", name="Đối chiếu cấp trên").click()
    expect(page.get_by_text("chưa kiểm chứng").first).to_be_visible()
    clerk.sees_no_barrier()

    page.get_by_role("link", name=re.compile("^Yếu hơn")).click()
    row = page.locator("#muc-CT36")
    expect(row).to_contain_text("70% so với 100%")
    row.get_by_role("button", name=re.compile("^Gỡ")).click()
    expect(page.get_by_text("Không có mục nào khớp bộ lọc")).to_be_visible()
    page.get_by_role("link", name="Bỏ lọc").click()
    refused = page.locator("#muc-CT36")
    expect(refused).to_contain_text("Chưa có")
    refused.get_by_role("button", name="Hoàn tác").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#muc-CT36")).to_contain_text("Yếu hơn")
    clerk.sees_no_barrier()

    page.locator("#muc-CT13").get_by_role("link", name="Nối bằng tay").click()
    clerk.sees_no_barrier()
    page.get_by_label("Tìm mục của kế hoạch").fill("thanh toan truc tuyen")
    page.keyboard.press("Enter")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Nối").click()
    expect(page.locator("#muc-CT13")).to_contain_text("Xác nhận bằng tay")

    page.get_by_text("Tải về").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word (.docx)").click()
    assert taken.value.suggested_filename.endswith(".docx")

    page.get_by_role("link", name="Theo kế hoạch").click()
    expect(page.locator("th").first).to_contain_text("Mục của kế hoạch")
    clerk.sees_no_barrier()


def test_a_draft_shows_what_it_leaves_out_before_it_is_issued(
    visits: Callable[..., Visitor], draft: int, screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to(f"/van-ban/nhap/{draft}/ban-hanh/")
    clerk.page.get_by_role("link", name="So với cấp trên").click()
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("03/NQ-CP")
    expect(clerk.page.get_by_text("70% so với 100%")).to_be_visible()
    clerk.sees_no_barrier()
