"""An administrator's first day: units put right, a person taken in, who then signs in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from namro_web.accounts.actions import create_user
from namro_web.organisations.actions import Commune, give_post

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "một mật khẩu đủ dài"

OWN = "một câu dài chỉ mình tôi biết"


def enters(visitor: Visitor, username: str, password: str) -> None:
    visitor.goes_to("/")
    visitor.page.get_by_label("Tên đăng nhập").fill(username)
    visitor.page.get_by_label("Mật khẩu").fill(password)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(re.compile("/(don-vi|tai-khoan)/"))
    visitor.sees_no_barrier()


def presses(visitor: Visitor, name: str, *, role: str = "button") -> None:
    visitor.page.get_by_role(role, name=name, exact=False).first.click()  # type: ignore[arg-type]
    visitor.sees_no_barrier()


def test_units_are_put_right_and_a_newcomer_signs_in(
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
    admin = visits(screen)
    enters(admin, "quantri", PASSWORD)
    presses(admin, "Mở Văn hóa - Xã hội", role="link")
    presses(admin, "Đổi tên", role="link")
    admin.page.get_by_label("Tên mới").fill("Phòng Văn hóa - Xã hội")
    admin.page.get_by_label("Số, ký hiệu văn bản").fill("15/NQ-HĐND")
    presses(admin, "Xem trước")
    presses(admin, "Thực hiện")
    assert "15/NQ-HĐND" in admin.page.content()
    for door in ("chuyen", "giai-the", "them"):
        admin.goes_to(f"/don-vi/{commune.units['culture'].pk}/{door}/")
    admin.goes_to("/nguoi-dung/nhap/")
    admin.goes_to("/nguoi-dung/")
    presses(admin, "Thêm người", role="link")
    admin.page.get_by_label("Họ và tên").fill("Công chức Kinh tế")
    admin.page.get_by_label("Tên đăng nhập").fill("kinhte")
    admin.page.get_by_label("Đơn vị", exact=True).select_option(str(commune.units["culture"].pk))
    admin.page.get_by_label("Chức danh").fill("Công chức")
    presses(admin, "Thêm và tạo mật khẩu")
    password = admin.page.locator("code").inner_text()
    admin.goes_to("/nguoi-dung/")
    presses(admin, "Công chức Kinh tế", role="link")

    newcomer = visits(screen)
    enters(newcomer, "kinhte", password)
    newcomer.page.get_by_label("Mật khẩu hiện tại").fill(password)
    newcomer.page.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    newcomer.page.get_by_label("Gõ lại mật khẩu mới").fill(OWN)
    newcomer.page.get_by_role("button", name="Đổi mật khẩu").click()
    newcomer.page.wait_for_url(re.compile("/viec-cua-toi/"))
    newcomer.sees_no_barrier()
