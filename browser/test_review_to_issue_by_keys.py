"""A real plan from upload to issue without a mouse: review, add, correct, waive, issue."""

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
def test_a_plan_is_reviewed_and_issued_by_keys_alone(
    visits: Callable[..., Visitor], screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to("/van-ban/tai-len/")
    page, keys = clerk.page, clerk.page.keyboard
    page.set_input_files("#id_file", SAMPLE)
    tab_to(clerk, "Tải lên và đọc")
    keys.press("Enter")
    page.wait_for_url("**/van-ban/nhap/**")
    done = page.locator(".review-progress strong")
    expect(done).to_have_text(re.compile("^0/"))
    clerk.sees_no_barrier()

    # The keys say what they are.
    keys.press("?")
    expect(page.locator("#review-keys")).to_be_visible()
    clerk.sees_no_barrier()
    keys.press("Escape")
    expect(page.locator("#review-keys")).to_be_hidden()

    # Accept, skip; the focus is where the next item is, and a reader hears of it.
    keys.press("Enter")
    expect(done).to_have_text(re.compile("^1/"))
    expect(page.locator("#item-pane [data-focus]")).to_be_focused()
    expect(page.locator("#review-said")).to_contain_text("Đã duyệt")
    keys.press("x")
    expect(done).to_have_text(re.compile("^2/"))
    keys.press("u")
    expect(done).to_have_text(re.compile("^1/"))

    # Find an item without diacritics, correct it, accept with what was typed.
    keys.press("/")
    expect(page.locator("#find-words")).to_be_focused()
    keys.type("van ban lien quan")
    first = page.locator(".find-list a").first
    expect(first).to_be_visible()
    tab_to(clerk, first.text_content() or "")
    keys.press("Enter")
    expect(page.locator(".item")).to_have_attribute("data-key", re.compile("^NV-"))
    keys.press("4")
    expect(page.locator('[data-field="4"] textarea')).to_be_focused()
    keys.press("Control+a")
    keys.type("Báo cáo kết quả thực hiện")
    keys.press("Control+Enter")
    expect(done).to_have_text(re.compile("^2/"))

    # Mark a sentence of the source by the arrows and make it a goal.
    total = int((done.text_content() or "").split("/")[1].split()[0])
    keys.press("a")
    expect(page.locator("[data-add-bar]")).to_be_visible()
    for _ in range(3):
        keys.press("ArrowUp")
    keys.press("ArrowRight")
    clerk.sees_no_barrier()
    keys.press("Enter")
    tab_to(clerk, "Mục tiêu")
    keys.press("Enter")
    expect(done).to_have_text(re.compile(f"/{total + 1} "))
    expect(page.locator(".item")).to_have_attribute("data-key", "MT-a1")
    expect(page.locator('[data-item="MT-a1"]').first).to_be_attached()
    keys.press("Enter")
    expect(done).to_have_text(re.compile("^3/"))

    # Findings one after the other; a misprint put right where it was found.
    before = int(page.locator(".pane-work .count-tag").first.text_content() or "0")
    keys.press("n")
    expect(page.locator("[data-work]:focus-within")).to_have_count(1)
    keys.press("f")
    expect(page.locator(".pane-work .count-tag").first).to_have_text(str(before - 1))
    clerk.sees_no_barrier()

    tab_to(clerk, "Nhận tất cả mục còn lại")
    keys.press("Enter")
    page.wait_for_url("**/co-quan/")
    clerk.sees_no_barrier()
    tab_to(clerk, "Tiếp: kiểm tra và ban hành")
    keys.press("Enter")
    page.wait_for_url("**/ban-hanh/")
    clerk.sees_no_barrier()
    if page.get_by_text("chưa ban hành được").count():
        tab_to(clerk, "Xem, sửa hoặc cho qua có lý do")
        keys.press("Enter")
        page.wait_for_url("**/chua-ro/")
        clerk.sees_no_barrier()
        page.locator("#f-reason").focus()
        keys.type("Đơn vị chủ trì phân công sau")
        keys.press("Tab")
        keys.press("Space")
        tab_to(clerk, "Cho qua, có lý do")
        keys.press("Enter")
        expect(page.get_by_role("link", name="Tiếp: ban hành")).to_be_visible()
        tab_to(clerk, "Tiếp: ban hành")
        keys.press("Enter")
        page.wait_for_url("**/ban-hanh/")
    tab_to(clerk, "Ban hành kế hoạch")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/ke-hoach/\d+/$"))
    clerk.sees_no_barrier()


@pytest.mark.usefixtures("commune")
def test_words_selected_with_the_mouse_offer_to_become_an_item(
    visits: Callable[..., Visitor],
) -> None:
    clerk = visits()
    clerk.signs_in("vanphong")
    clerk.goes_to("/van-ban/tai-len/")
    page = clerk.page
    page.set_input_files("#id_file", SAMPLE)
    page.get_by_role("button", name="Tải lên và đọc").click()
    page.wait_for_url("**/van-ban/nhap/**")
    line = page.locator(".paper-paragraph [data-p]:not(:has(.span))").nth(6)
    line.scroll_into_view_if_needed()
    line.click(click_count=3)
    bar = page.locator("[data-add-bar]")
    expect(bar).to_be_visible()
    words = bar.locator("[data-add-words]").text_content() or ""
    bar.get_by_role("button", name="Nhiệm vụ").click()
    expect(page.locator(".item-title")).to_have_text(words.strip(" .;-"))
    expect(bar).to_be_hidden()
    clerk.sees_no_barrier()


def tab_to(clerk: Visitor, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    wanted = " ".join(name.split())
    for _ in range(400):
        clerk.page.keyboard.press("Tab")
        said = clerk.page.evaluate(
            "document.activeElement.matches('a, button, summary') ? document.activeElement.textContent : ''"
        )
        if wanted in " ".join(said.split()):
            return
    raise AssertionError(f"{name} cannot be reached by Tab")
