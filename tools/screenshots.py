"""Draw the pictures of README and of the user guide, by walking the guide in a fresh demonstration.

Every picture is a step of ``docs/tutorial/ke-hoach-dau-tien.md``: a step that no longer works fails
here. The clock is held, so that the pictures change only when a page does.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SERVER = str(ROOT / ".venv" / "bin" / "namro-web")
PLAN = ROOT / "samples" / "trung-hoi" / "plan.docx"
NOW = "2026-11-12T09:10"
PASSWORD = "trinh-dien-nam-ro"  # noqa: S105 - of invented accounts, printed by the demonstration
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = (1366, 768)
PHONE = (390, 780)
LARGEST = 250_000


def main() -> int:
    """Prepare a demonstration, walk it, say how large the pictures are."""
    program = os.environ.get("NAMRO_CHROMIUM") or next(
        filter(None, map(shutil.which, PROGRAMS)), None
    )
    if program is None:
        print("Chưa cài Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        Walk(browser, site).all_steps()
        browser.close()
    sizes = {one.name: one.stat().st_size for one in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        print(f"{size / 1000:6.0f} kB  docs/pictures/{name}")
    return 1 if max(sizes.values()) > LARGEST else 0


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve a fresh demonstration from a folder of its own; give its address."""
    with tempfile.TemporaryDirectory(prefix="namro-pictures-") as home:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = {**os.environ, "NAMRO_HOME": home, "NAMRO_NOW": NOW}
        site = f"http://127.0.0.1:{port}"
        server = subprocess.Popen(
            [SERVER, "demo", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            until_it_answers(site, server)
            yield site
        finally:
            server.terminate()
            server.wait()


def until_it_answers(site: str, server: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer; a server that ended says why by itself."""
    ends = time.monotonic() + 240
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(site + "/dang-nhap/"):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise SystemExit("Bản trình diễn không chạy được.")


class Walk:
    """The steps of the guide, one method for each person."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site

    def all_steps(self) -> None:
        """Walk from the paper to confirmed work."""
        self.followed_plan()
        task = self.clerk_adopts()
        self.unit_reports(task)
        self.leader_confirms(task)
        self.phone()

    def followed_plan(self) -> None:
        """The plan that the demonstration has followed for a year, before anything is added."""
        page = self.signed_in("th.vanphong", size=(1366, 860))
        page.goto(f"{self.site}/ke-hoach/")
        page.get_by_role("main").get_by_role("link", name=re.compile("Trung Hội")).first.click()
        page.wait_for_url(re.compile(r"/ke-hoach/\d+/$"))
        self.draws(page, "plan")
        page.context.close()

    def clerk_adopts(self) -> str:
        """Upload, review, match, adopt; give the address of the first task of the new plan."""
        page = self.opened(DESKTOP)
        page.goto(self.site)
        self.draws(page, "dang-nhap")
        self.signs_in(page, "th.vanphong")
        page.get_by_role("link", name="Văn bản").first.click()
        page.get_by_role("link", name="Tải văn bản lên").click()
        page.set_input_files("#id_file", PLAN)
        self.draws(page, "tai-len")
        page.get_by_role("button", name="Tải lên và đọc").click()
        page.wait_for_url(re.compile(r"/van-ban/nhap/\d+/$"))
        page.get_by_role("heading", name="Duyệt nội dung đọc được").wait_for()
        page.locator('.paper [data-item^="NV"]').nth(2).click()
        page.locator(".item .tag-nv").wait_for()
        page.locator('[data-field="2"] summary').click()
        self.draws(page, "duyet")
        page.get_by_role("button", name="Duyệt, sang mục sau").click()
        page.get_by_text(re.compile(r"^1/\d+ đã duyệt")).wait_for()
        page.get_by_role("button", name=re.compile("Sửa hết lỗi chữ")).click()
        page.get_by_text(re.compile("Đã xử lý")).wait_for()
        page.get_by_role("button", name="Nhận tất cả mục còn lại").click()
        page.wait_for_url("**/co-quan/")
        self.draws(page, "co-quan")
        page.get_by_role("button", name=re.compile("Tiếp: kiểm tra")).click()
        page.wait_for_url("**/ban-hanh/")
        page.get_by_label("Số, ký hiệu").fill("15/KH-UBND")
        page.get_by_label("Ngày ban hành").fill("01/03/2025")
        self.draws(page, "ban-hanh")
        page.get_by_role("button", name="Ban hành kế hoạch").click()
        page.wait_for_url(re.compile(r"/ke-hoach/\d+/$"))
        number = page.url.rstrip("/").rsplit("/", 1)[1]
        page.goto(f"{self.site}/nhiem-vu/?ke-hoach={number}&q=tuyen truyen, quan triet")
        self.draws(page, "nhiem-vu")
        page.get_by_role("main").get_by_role(
            "link", name=re.compile("Tuyên truyền, quán triệt")
        ).first.click()
        page.wait_for_url(re.compile(r"/nhiem-vu/\d+/"))
        task = page.url.split("#")[0]
        page.context.close()
        return task

    def unit_reports(self, task: str) -> None:
        """The unit that leads finds the task among its own and reports it done, with a file."""
        page = self.signed_in("th.vanhoa")
        page.goto(f"{self.site}/viec-cua-toi/")
        self.draws(page, "viec-cua-toi")
        page.goto(task)
        form = page.locator('form[action$="/bao-xong/"]')
        if not form.is_visible():
            page.locator("#bao-xong summary").click()
        form.get_by_label("Số, ký hiệu văn bản").fill("21/CTr-UBND ngày 10/11/2026")
        form.locator('input[type="file"]').set_input_files(
            {
                "name": "chuong-trinh-tuyen-truyen.txt",
                "mimeType": "text/plain",
                "buffer": "Chương trình tuyên truyền (dữ liệu mô phỏng).".encode(),
            }
        )
        form.get_by_label("Nội dung đã làm").fill(
            "Dữ liệu mô phỏng: đã ban hành và thực hiện chương trình."
        )
        form.scroll_into_view_if_needed()
        self.draws(page, "bao-hoan-thanh")
        form.get_by_role("button", name="Báo hoàn thành").click()
        page.get_by_text("Chờ xác nhận").first.wait_for()
        page.context.close()

    def leader_confirms(self, task: str) -> None:
        """Whoever assigned the task looks at the evidence and confirms."""
        page = self.signed_in("th.lanhdao")
        page.goto(task)
        self.draws(page, "xac-nhan")
        page.get_by_role("button", name="Xác nhận hoàn thành").click()
        page.get_by_text("Hoàn thành, quá hạn").first.wait_for()
        page.goto(f"{self.site}/tong-quan/")
        self.draws(page, "tong-quan")
        page.context.close()

    def phone(self) -> None:
        """The unit's own work on a phone."""
        page = self.signed_in("th.vanhoa", size=PHONE)
        page.goto(f"{self.site}/viec-cua-toi/")
        self.draws(page, "dien-thoai")
        page.context.close()

    def signed_in(self, username: str, size: tuple[int, int] = DESKTOP) -> Page:
        """Let one person in."""
        page = self.opened(size)
        page.goto(self.site)
        self.signs_in(page, username)
        return page

    def opened(self, size: tuple[int, int]) -> Page:
        """Open a browser of its own."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=size == PHONE,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        return context.new_page()

    def signs_in(self, page: Page, username: str) -> None:
        """Fill the form of the first page."""
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(re.compile("/(viec-cua-toi|tong-quan)/"))

    def draws(self, page: Page, name: str) -> None:
        """Save what the screen shows, in 256 colours: half the size, and no eye sees it."""
        page.wait_for_load_state("networkidle")
        page.mouse.move(0, 0)
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        drawn.quantize(256, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
