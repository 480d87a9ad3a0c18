"""A person makes a token and revokes it; another comes in through the office's provider."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from namro_web.accounts.linking import link_by_name
from namro_web.accounts.models import User
from namro_web.accounts.sign_in_provider import SignInProvider
from namro_web.organisations.actions import create_commune_from_template, give_post

if TYPE_CHECKING:
    from browser.conftest import Visitor

PASSWORD = "một mật khẩu đủ dài"
PROVIDER = Path(__file__).resolve().parents[1] / "web/tests/accounts/openid_provider.py"


@pytest.fixture
def office(transactional_db: None) -> User:
    made = create_commune_from_template(
        name="Trung Hội",
        kind="commune",
        villages=2,
        template="two-tier",
        valid_from=date(2025, 1, 1),
        by=None,
    )
    person = User(username="an", full_name="Nguyễn Văn An")
    person.set_password(PASSWORD)
    person.save()
    give_post(
        user_id=person.pk,
        unit_id=made.units["office"].pk,
        role="coordinator",
        title="Chuyên viên Văn phòng",
        valid_from=date(2025, 7, 1),
        by=None,
    )
    return person


@pytest.fixture
def provider(settings) -> Iterator[SignInProvider]:  # type: ignore[no-untyped-def]
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(PROVIDER), str(port)],
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(150):
        try:
            requests.get(f"http://localhost:{port}/jwks", timeout=2)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    settings.OIDC = SignInProvider(
        issuer=f"http://localhost:{port}",
        client_id="namro",
        client_secret="bí mật của trình duyệt thử",
        label="Đăng nhập bằng thẻ cán bộ",
    )
    yield settings.OIDC
    process.terminate()
    process.wait(timeout=10)


def test_a_token_is_made_used_and_revoked(
    visits: Callable[..., Visitor], office: User, screen: str
) -> None:
    an = visits(screen)
    an.signs_in("an")
    an.goes_to("/tai-khoan/ma-truy-cap/")
    an.page.get_by_role("link", name="Tạo mã").first.click()
    an.page.get_by_label("Mật khẩu").fill(PASSWORD)
    an.page.keyboard.press("Enter")
    an.page.wait_for_url(re.compile("/ma-truy-cap/moi/"))
    an.sees_no_barrier()
    an.page.get_by_label("Tên mã").fill("Máy chủ báo cáo")
    an.page.get_by_role("button", name="Tạo mã").click()
    secret = an.page.get_by_label("Mã truy cập", exact=True).input_value()
    an.sees_no_barrier()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert requests.get(f"{an.site}/api/v1/units", headers=bearer, timeout=10).status_code == 200
    an.page.get_by_role("link", name="Đã chép, xong").click()
    an.sees_no_barrier()
    an.page.get_by_role("button", name="Thu hồi mã Máy chủ báo cáo").click()
    an.page.get_by_text("Đã thu hồi mã “Máy chủ báo cáo”.").wait_for()
    an.sees_no_barrier()
    assert requests.get(f"{an.site}/api/v1/units", headers=bearer, timeout=10).status_code == 401


def test_the_page_of_the_api_calls_with_a_token(
    visits: Callable[..., Visitor], office: User
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from namro_web.organisations.access import acting_post_of
    from namro_web.tokens.actions import create_token

    acting_post_of(office, chosen=None, at=timezone.localdate())
    made = create_token(
        name="Thử",
        duties=["read"],
        parts=["units"],
        expires_on=timezone.localdate() + timedelta(days=1),
        by=office,
        at=timezone.now(),
    )
    stranger = visits()
    stranger.page.goto(f"{stranger.site}/api/v1/docs")
    stranger.page.get_by_role("button", name="Authorize").first.click()
    entry = stranger.page.locator(".auth-container", has_text="AccessToken")
    entry.locator("input").fill(made.secret)
    entry.get_by_role("button", name=re.compile("apply credentials|Authorize", re.I)).click()
    stranger.page.get_by_role("button", name="Close", exact=True).last.click()
    stranger.page.locator(".opblock-summary", has_text="Cây đơn vị vào một ngày").click()
    stranger.page.get_by_role("button", name="Try it out").click()
    stranger.page.get_by_role("button", name="Execute").click()
    answer = stranger.page.locator(".live-responses-table")
    answer.get_by_text("Xã Trung Hội").first.wait_for()


def test_a_person_comes_in_through_the_provider_and_leaves_both(
    visits: Callable[..., Visitor], office: User, provider: SignInProvider, screen: str
) -> None:
    link_by_name(office, name="an.office", by=None)
    an = visits(screen)
    an.goes_to("/dang-nhap/")
    an.page.get_by_role("button", name=provider.label).click()
    an.page.wait_for_url(re.compile(r"/oauth2/authorize"))
    an.page.locator('[name="sub"][value="an"]').first.click()
    an.page.wait_for_url(re.compile("/(viec-cua-toi|tong-quan)/"))
    an.goes_to("/tai-khoan/dinh-danh/")
    an.page.get_by_text("An.Office").wait_for()
    an.page.locator("summary.me").click()
    an.page.get_by_role("button", name="Đăng xuất").click()
    an.page.wait_for_url(re.compile(r"/oauth2/end_session"))
    an.goes_to("/tai-khoan/dinh-danh/")
    assert "/dang-nhap/" in an.page.url
