"""A real Chromium before a real server with a real database; every page looked at by axe.

Without a Chromium the journeys are skipped and say so; ``NAMRO_REQUIRE_BROWSER=1`` makes that a
failure instead.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Playwright's own loop runs in the test's thread; the test's few queries there are safe.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PASSWORD = "một mật khẩu đủ dài"
# A refused form is answered 4xx on purpose; the browser and htmx both write that down.
EXPECTED = ("Failed to load resource", "Response Status Error Code 4")
# A busy machine with a browser on each core takes its time; nothing here is about speed.
PATIENCE_MS = 40_000
expect.set_options(timeout=PATIENCE_MS)
SCREENS = {"máy bàn": (1366, 768), "điện thoại": (360, 740)}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the test's SQLite in a file, as an installation does, and not in shared memory."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        name = tmp_path_factory.mktemp("browser") / "browser.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(name)


def chromium() -> str | None:
    """Find the browser that this machine has."""
    named = os.environ.get("NAMRO_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def engine() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        reason = "chưa cài Chromium (apt-get install chromium libatomic1, hoặc đặt NAMRO_CHROMIUM)"
        if os.environ.get("NAMRO_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One person at one screen."""

    page: Page
    site: str
    wrongs: list[str] = field(default_factory=list)
    looking: bool = False

    def goes_to(self, path: str) -> None:
        """Open a page and let axe look at it."""
        self.page.goto(self.site + path)
        self.sees_no_barrier()

    def signs_in(self, username: str) -> None:
        """Sign in by the keyboard, as people do."""
        self.goes_to("/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile("/(viec-cua-toi|tong-quan)/"))
        self.sees_no_barrier()

    def sees_no_barrier(self) -> None:
        """Ask axe for anything of level A or AA, and that nothing scrolls sideways."""
        self.page.wait_for_load_state("networkidle")
        # What axe itself tries on the page (styles of its own) is no fault of the page.
        self.looking = True
        self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = self.page.evaluate(
            """async () => {
                const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
                const result = await axe.run(document, {runOnly: {type: "tag", values: levels}});
                return result.violations.map(v =>
                    `${v.id}: ${v.help} | ` + v.nodes.slice(0, 4).map(n => n.target.join(" ")).join(" ; "));
            }"""
        )
        self.page.wait_for_timeout(50)
        self.looking = False
        assert found == [], f"{self.page.url}: {found}"
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{self.page.url} scrolls sideways by {wide}px"


@pytest.fixture(params=list(SCREENS))
def screen(request: pytest.FixtureRequest) -> str:
    """An old desktop and a phone."""
    return str(request.param)


@pytest.fixture
def visits(
    engine: Browser, live_server: object, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Let people in, each with a browser of their own; a fault on any page fails the test."""
    opened: list[Visitor] = []
    site = str(live_server)

    def visit(screen: str = "máy bàn") -> Visitor:
        width, height = SCREENS[screen]
        context = engine.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=screen == "điện thoại",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context.new_page(), site)

        def heard(message: object) -> None:
            text = getattr(message, "text", "")
            if visitor.looking:
                return
            if getattr(message, "type", "") == "error" and not text.startswith(EXPECTED):
                visitor.wrongs.append(text)

        visitor.page.on("console", heard)
        visitor.page.on("pageerror", lambda error: visitor.wrongs.append(str(error)))
        opened.append(visitor)
        return visitor

    yield visit
    faults = [fault for visitor in opened for fault in visitor.wrongs]
    shots = os.environ.get("NAMRO_SHOTS")
    for number, visitor in enumerate(opened):
        if shots:
            visitor.page.screenshot(path=str(Path(shots) / f"{request.node.name}-{number}.png"))
        visitor.page.context.close()
    assert faults == []


@pytest.fixture
def own_files(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def commune(transactional_db: None, own_files: None) -> object:
    """A commune with a clerk who adopts, an official who reports and a leader who confirms."""
    from namro_web.accounts.models import User
    from namro_web.organisations.actions import create_commune_from_template, give_post

    since = date(2025, 7, 1)
    made = create_commune_from_template(
        name="Trung Hội", by=None, template="three-tier", villages=12, valid_from=since
    )
    for username, unit, role, title in (
        ("vanphong", "office", "coordinator", "Công chức Văn phòng - Thống kê"),
        ("vanhoa", "culture", "entry", "Công chức Văn hóa - Xã hội"),
        ("lanhdao", "committee", "leader", "Lãnh đạo UBND xã"),
    ):
        user = User.objects.create_user(username=username, password=PASSWORD, full_name=title)
        give_post(
            user_id=user.pk,
            unit_id=made.units[unit].pk,
            role=role,
            title=title,
            valid_from=since,
            by=None,
        )
    return made
