"""Every answer keeps the browser safe: every address, errors, styles, downloads; settings hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from namro_web.organisations.models import Role
from tests.make import browser_of, make_commune, make_official
from tests.operations.running import manage
from tests.test_every_url_has_a_rule import addresses, example

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def is_safe(answer: Any) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
    assert answer.headers.get("X-Request-ID")


@pytest.mark.django_db
def test_every_address_answers_with_safe_headers() -> None:
    commune = make_commune()
    browsers = [Client(raise_request_exception=False)]
    for role in (Role.ADMIN, Role.COORDINATOR):
        browsers.append(browser_of(make_official(unit=commune.root, role=role)))
        browsers[-1].raise_request_exception = False
    walked = 0
    for where, pattern in addresses():
        assert isinstance(pattern, URLPattern)
        for browser in browsers:
            is_safe(browser.get(example(pattern, where)))
            walked += 1
    assert walked > 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/khong-co/", 404), ("/static/khong-co.css", 404), ("/static/ui/namro.css", 200)],
)
def test_what_is_no_page_is_safe_too(path: str, status: int, settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    answer = Client().get(path)
    assert answer.status_code == status
    is_safe(answer)
    answer.close()


def test_a_foreign_host_name_is_refused_safely() -> None:
    answer = Client().get("/dang-nhap/", headers={"host": "ke-gian.example"})
    assert answer.status_code == 400
    is_safe(answer)


def test_the_settings_for_https_pass_every_check(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    done = manage(
        tmp_path,
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DJANGO_SETTINGS_MODULE="namro_web.config.settings.prod",
        NAMRO_HOSTS="namro.example.vn",
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_folder_others_can_read_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    done = manage(
        tmp_path, "check", "--deploy", DJANGO_SETTINGS_MODULE="namro_web.config.settings.prod"
    )
    assert "namro.W001" in done.stderr


def test_a_secret_is_read_from_its_file_and_never_from_two_places(tmp_path: Path) -> None:
    (tmp_path / "khoa").write_text("k" * 60 + "\n", encoding="utf-8")
    ask = "from django.conf import settings; print(settings.METRICS_TOKEN)"
    told = manage(
        tmp_path, "shell", "-v0", "-c", ask, NAMRO_METRICS_TOKEN_FILE=str(tmp_path / "khoa")
    )
    assert told.stdout.strip() == "k" * 60
    both = manage(
        tmp_path,
        "check",
        NAMRO_METRICS_TOKEN_FILE=str(tmp_path / "khoa"),
        NAMRO_METRICS_TOKEN="khac",
    )
    assert both.returncode != 0
    assert "Chỉ đặt một trong hai" in both.stderr
