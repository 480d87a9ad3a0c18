"""The command people run, as they run it: a fresh folder, one process, a real sign-in over HTTP."""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2]
MAKE_PERSON = (
    "from namro_web.accounts.actions import create_user;"
    "create_user(username='an', full_name='An', password='một mật khẩu đủ dài', by=None)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("home")) as address:
        yield address


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NAMRO_", "DJANGO_", "DATABASE_"))
    } | {"NAMRO_HOME": str(home), **settings}
    command = [sys.executable, str(WEB / "manage.py")]
    subprocess.run([*command, "migrate", "-v0"], env=environment, check=True)
    subprocess.run([*command, "shell", "-v0", "-c", MAKE_PERSON], env=environment, check=True)
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(asked(f"{address}/dang-nhap/"), timeout=2).close()  # noqa: S310
                break
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def asked(address: str) -> urllib.request.Request:
    return urllib.request.Request(address, headers={"X-Forwarded-Proto": "https"})  # noqa: S310


def browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )


def opened(opener: urllib.request.OpenerDirector, url: str, data: bytes | None = None) -> str:
    with opener.open(url, data, timeout=20) as answer:
        return str(answer.read().decode())


def test_a_person_signs_in_to_a_fresh_installation(site: str) -> None:
    opener = browser()
    page = opened(opener, f"{site}/dang-nhap/?next=/tro-giup/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {
        "csrfmiddlewaretoken": token.group(1),
        "login": "an",
        "password": "một mật khẩu đủ dài",
        "next": "/tro-giup/",
    }
    shown = opened(opener, f"{site}/dang-nhap/", urllib.parse.urlencode(form).encode())
    assert '<h1 class="page-title">Trợ giúp</h1>' in shown


def test_styles_come_from_the_same_host_and_may_be_kept_for_ever(site: str) -> None:
    page = opened(browser(), f"{site}/dang-nhap/")
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    style = re.search(r'href="(/static/ui/namro\.[0-9a-f]+\.css)"', page)
    assert style is not None
    with urllib.request.urlopen(site + style.group(1), timeout=20) as answer:  # noqa: S310
        assert "immutable" in answer.headers["Cache-Control"]
        assert b"--accent: #1d4f91" in answer.read()


def test_behind_https_the_word_of_the_proxy_is_taken(tmp_path: Path) -> None:
    with (
        served(tmp_path, DJANGO_SETTINGS_MODULE="namro_web.config.settings.prod") as address,
        urllib.request.urlopen(asked(f"{address}/dang-nhap/"), timeout=20) as answer,  # noqa: S310
    ):
        assert answer.url == f"{address}/dang-nhap/"
        assert "max-age" in answer.headers["Strict-Transport-Security"]
