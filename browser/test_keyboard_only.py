"""Everything of a review by the keyboard alone: open, decide, edit, fix, take back."""

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
def test_a_review_is_done_by_keys_alone(visits: Callable[..., Visitor]) -> None:
    clerk = visits()
    clerk.signs_in("vanphong")
    clerk.goes_to("/van-ban/tai-len/")
    page = clerk.page
    page.set_input_files("#id_file", SAMPLE)
    tab_to(clerk, "Tải lên và đọc")
    page.keyboard.press("Enter")
    page.wait_for_url("**/van-ban/nhap/**")
    words = page.locator(".review-progress strong")
    expect(words).to_have_text(re.compile("^0/"))

    page.keyboard.press("j")
    expect(page.locator(".item-head .meta")).to_contain_text("mục 2/")
    page.keyboard.press("k")
    expect(page.locator(".item-head .meta")).to_contain_text("mục 1/")

    page.keyboard.press("Enter")
    expect(words).to_have_text(re.compile("^1/"))
    expect(page.locator(".item-head .meta")).to_contain_text("mục 2/")

    page.keyboard.press("1")
    expect(page.locator('[data-field="1"] textarea')).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Tên chỉ tiêu đã sửa")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(words).to_have_text(re.compile("^2/"))
    page.keyboard.press("k")
    expect(page.locator(".item-title")).to_have_text("Tên chỉ tiêu đã sửa")

    page.keyboard.press("f")
    expect(page.locator(".work-settled")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.locator(".work-settled")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(words).to_have_text(re.compile("^1/"))
    clerk.sees_no_barrier()


def tab_to(clerk: Visitor, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(60):
        clerk.page.keyboard.press("Tab")
        if name in clerk.page.evaluate("document.activeElement.textContent || ''"):
            return
    raise AssertionError(f"{name} cannot be reached by Tab")
