"""A clerk merges two villages: chosen, previewed, done, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from browser.test_administering import PASSWORD, enters, presses

from namro_web.accounts.actions import create_user
from namro_web.organisations.actions import Commune, give_post

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_villages_are_merged_and_the_merger_is_taken_back(
    visits: Callable[..., Visitor], screen: str, commune: Commune
) -> None:
    dung = create_user(username="quantri", full_name="Dung", password=PASSWORD, by=None)
    give_post(
        user_id=dung.pk,
        unit_id=commune.root.pk,
        role="admin",
        title="Quản trị viên",
        valid_from=date(2025, 7, 1),
        by=None,
    )
    one, two = commune.units["village-1"], commune.units["village-2"]
    admin = visits(screen)
    enters(admin, "quantri", PASSWORD)
    admin.goes_to(f"/don-vi/{one.pk}/chia/")
    admin.goes_to(f"/don-vi/{one.pk}/doi-loai/")
    admin.goes_to(f"/don-vi/{one.pk}/")
    admin.page.locator("main summary", has_text="Sắp xếp").click()
    presses(admin, "Nhập đơn vị", role="link")
    admin.page.get_by_label("Nhập vào").select_option(str(two.pk))
    admin.page.get_by_label("Số, ký hiệu văn bản").fill("15/NQ-HĐND")
    presses(admin, "Xem trước")
    assert "Ở lại, là lịch sử của đơn vị cũ" in admin.page.content()
    presses(admin, "Thực hiện")
    assert "Chuyển cho" in admin.page.content()
    presses(admin, "Rút lại thay đổi gần nhất")
    admin.goes_to(f"/don-vi/{one.pk}/")
    assert "Chuyển cho" not in admin.page.content()
