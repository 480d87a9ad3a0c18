"""Signing in with a security key; a session that ends without costing anybody what they typed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator

from namro_web.accounts.models import Session
from namro_web.organisations.actions import Commune
from namro_web.organisations.models import Post, Role

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "một mật khẩu đủ dài"


def with_a_key(visitor: Visitor) -> None:
    """Plug a security key into the machine: Chromium's own virtual one."""
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": False,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def gives_password(visitor: Visitor) -> None:
    visitor.page.get_by_label("Mật khẩu").fill(PASSWORD)
    visitor.page.keyboard.press("Enter")


def confirms_where_asked(visitor: Visitor) -> None:
    """Give the password once more before something of safety."""
    visitor.page.wait_for_load_state()
    if "/xac-nhan/" in visitor.page.url:
        visitor.sees_no_barrier()
        gives_password(visitor)
        visitor.page.wait_for_url(lambda url: "/xac-nhan/" not in url)


def enters(visitor: Visitor, username: str, then: str) -> None:
    visitor.goes_to("/")
    visitor.page.get_by_label("Tên đăng nhập").fill(username)
    gives_password(visitor)
    visitor.page.wait_for_url(re.compile(then))


def administrator(username: str) -> Post:
    """Make the clerk of the cast an administrator, who has to prove more than a password."""
    post = Post.objects.get(user__username=username)
    post.role = Role.ADMIN
    post.save()
    return post


def test_an_administrator_sets_up_a_key_names_it_signs_in_with_it_and_gives_it_up(
    visits: Callable[..., Visitor], screen: str, commune: Commune, settings
) -> None:
    settings.SECOND_FACTOR_FOR_ADMINISTRATORS = True
    administrator("vanphong")
    visitor = visits(screen)
    page = visitor.page
    with_a_key(visitor)
    enters(visitor, "vanphong", "/tai-khoan/hai-lop/$")
    visitor.sees_no_barrier()
    page.goto(visitor.site + "/don-vi/")
    assert page.url.endswith("/tai-khoan/hai-lop/")
    page.get_by_role("link", name="Thêm khóa bảo mật").click()
    confirms_where_asked(visitor)
    page.get_by_label("Tên khóa").fill("Khóa ở cơ quan")
    visitor.sees_no_barrier()
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url(re.compile("/ma-du-phong/"))
    visitor.sees_no_barrier()
    visitor.goes_to("/don-vi/")
    assert page.url.endswith("/don-vi/")

    page.context.clear_cookies()
    enters(visitor, "vanphong", "/ma-xac-thuc/")
    visitor.sees_no_barrier()
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    page.wait_for_url(re.compile("/don-vi/"))

    visitor.goes_to("/tai-khoan/hai-lop/khoa/")
    assert "Khóa ở cơ quan" in page.content()
    page.get_by_role("link", name="Đổi tên khóa").click()
    confirms_where_asked(visitor)
    page.get_by_label("Tên khóa").fill("Khóa dự phòng")
    visitor.sees_no_barrier()
    page.get_by_role("button", name="Lưu tên").click()
    page.get_by_role("link", name="Gỡ khóa Khóa dự phòng").click()
    confirms_where_asked(visitor)
    visitor.sees_no_barrier()
    page.get_by_role("button", name="Gỡ khóa").click()
    page.wait_for_url(re.compile("/tai-khoan/hai-lop/"))
    assert not Authenticator.objects.exists()


def test_a_key_that_does_not_answer_is_said_in_words(
    visits: Callable[..., Visitor], commune: Commune
) -> None:
    visitor = visits()
    enters(visitor, "vanphong", "/(viec-cua-toi|tong-quan)/")
    visitor.page.goto(visitor.site + "/tai-khoan/hai-lop/khoa/them/")
    confirms_where_asked(visitor)
    visitor.page.evaluate(
        """() => {
            navigator.credentials.create = () => Promise.reject(new DOMException("", "NotAllowedError"));
        }"""
    )
    visitor.page.get_by_role("button", name="Thêm khóa").click()
    visitor.page.get_by_role("alert").get_by_text("Chưa dùng được khóa").wait_for()


def types_a_name(visitor: Visitor, commune: Commune) -> None:
    visitor.goes_to(f"/don-vi/{commune.units['culture'].pk}/doi-ten/")
    visitor.page.get_by_label("Tên mới").fill("Phòng Văn hóa - Xã hội")
    visitor.page.get_by_label("Số, ký hiệu văn bản").fill("15/NQ-HĐND")


def typed(visitor: Visitor) -> list[str]:
    labels = ("Tên mới", "Số, ký hiệu văn bản")
    return [visitor.page.get_by_label(label).input_value() for label in labels]


TYPED = ["Phòng Văn hóa - Xã hội", "15/NQ-HĐND"]


def test_what_was_typed_outlives_the_session_on_the_page(
    visits: Callable[..., Visitor], screen: str, commune: Commune, settings
) -> None:
    settings.SESSION_COOKIE_AGE = 30
    administrator("vanphong")
    visitor = visits(screen)
    page = visitor.page
    enters(visitor, "vanphong", "/don-vi/")
    types_a_name(visitor, commune)
    settings.SESSION_COOKIE_AGE = 6
    page.reload()
    page.get_by_label("Tên mới").fill(TYPED[0])
    page.get_by_label("Số, ký hiệu văn bản").fill(TYPED[1])
    page.get_by_role("button", name="Tiếp tục làm việc").click(timeout=20_000)
    page.get_by_role("heading", name="Phiên sắp kết thúc").wait_for(state="hidden")
    page.get_by_role("heading", name="Phiên làm việc đã hết").wait_for(timeout=20_000)
    visitor.sees_no_barrier()
    settings.SESSION_COOKIE_AGE = 900
    page.get_by_label("Mật khẩu").fill("sai mật khẩu")
    page.keyboard.press("Enter")
    page.get_by_text("không đúng").wait_for()
    gives_password(visitor)
    page.get_by_role("heading", name="Phiên làm việc đã hết").wait_for(state="hidden")
    assert typed(visitor) == TYPED
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("button", name="Thực hiện").click()
    page.wait_for_url(re.compile(f"/don-vi/{commune.units['culture'].pk}/$"))
    assert "15/NQ-HĐND" in page.content()


def test_what_was_sent_into_an_ended_session_is_there_after_signing_in(
    visits: Callable[..., Visitor], screen: str, commune: Commune
) -> None:
    administrator("vanphong")
    visitor = visits(screen)
    enters(visitor, "vanphong", "/don-vi/")
    types_a_name(visitor, commune)
    Session.objects.all().delete()
    visitor.page.get_by_role("button", name="Xem trước").click()
    visitor.page.wait_for_url(re.compile("/dang-nhap/"))
    visitor.page.get_by_label("Tên đăng nhập").fill("vanphong")
    gives_password(visitor)
    visitor.page.wait_for_url(re.compile("/doi-ten/"))
    visitor.page.get_by_text("được đặt lại").wait_for()
    assert typed(visitor) == TYPED
    visitor.page.get_by_role("button", name="Xem trước").click()
    visitor.page.get_by_role("button", name="Thực hiện").wait_for()


def test_somebody_else_who_signs_in_finds_nothing_of_it(
    visits: Callable[..., Visitor], commune: Commune
) -> None:
    administrator("vanphong")
    administrator("lanhdao")
    visitor = visits()
    enters(visitor, "vanphong", "/don-vi/")
    types_a_name(visitor, commune)
    Session.objects.all().delete()
    visitor.page.get_by_role("button", name="Xem trước").click()
    visitor.page.wait_for_url(re.compile("/dang-nhap/"))
    visitor.page.get_by_label("Tên đăng nhập").fill("lanhdao")
    gives_password(visitor)
    visitor.page.wait_for_url(re.compile("/doi-ten/"))
    time.sleep(0.5)
    assert "15/NQ-HĐND" not in typed(visitor)
    assert visitor.page.evaluate("sessionStorage.getItem('namro:kept')") is None


def test_other_sessions_are_seen_and_ended(
    visits: Callable[..., Visitor], screen: str, commune: Commune
) -> None:
    first, second = visits(screen), visits()
    for visitor in (first, second):
        enters(visitor, "vanphong", "/(viec-cua-toi|tong-quan)/")
    first.goes_to("/tai-khoan/phien/")
    assert "Phiên này" in first.page.content()
    first.page.get_by_role("button", name="Kết thúc các phiên khác").click()
    first.page.get_by_text("Đã kết thúc 1 phiên khác.").wait_for()
    second.page.goto(second.site + "/viec-cua-toi/")
    assert "/dang-nhap/" in second.page.url
