"""A bad file is refused in words, on the page where it was chosen, and leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LETTER = "Kính gửi các hộ gia đình xóm Đồng,\n\nMời bà con đến xem văn nghệ tại nhà văn hóa.\n"


@pytest.mark.usefixtures("commune")
def test_bad_files_are_refused_and_a_letter_is_kept_when_asked(
    visits: Callable[..., Visitor], tmp_path: Path, screen: str
) -> None:
    clerk = visits(screen)
    clerk.signs_in("vanphong")
    clerk.goes_to("/van-ban/tai-len/")
    page = clerk.page
    for name, data, said in (
        ("rong.pdf", b"", "rỗng"),
        ("ke-hoach.docx", b"MZ" + bytes(3000), "Không đọc được tệp này"),
        ("mat.txt", "TỐI MẬT\n\nKẾ HOẠCH\n".encode(), "117/2025/QH15"),
    ):
        file = tmp_path / name
        file.write_bytes(data)
        page.set_input_files("#id_file", file)
        page.get_by_role("button", name="Tải lên và đọc").click()
        expect(page.get_by_role("alert")).to_contain_text(said)
        clerk.sees_no_barrier()

    letter = tmp_path / "thu-moi.txt"
    letter.write_text(LETTER, encoding="utf-8")
    page.set_input_files("#id_file", letter)
    page.get_by_role("button", name="Tải lên và đọc").click()
    page.get_by_role("button", name="Giữ như văn bản thường").click()
    page.wait_for_url("**/nguon/")
    expect(page.get_by_text("xem văn nghệ")).to_be_visible()
    clerk.sees_no_barrier()
    clerk.goes_to("/van-ban/")
    expect(page.get_by_text("thu-moi.txt").first).to_be_visible()


@pytest.mark.usefixtures("commune")
def test_a_file_over_the_limit_is_stopped_before_it_is_sent(
    visits: Callable[..., Visitor], tmp_path: Path, settings
) -> None:  # type: ignore[no-untyped-def]
    settings.UPLOAD_LIMIT = 1024 * 1024
    clerk = visits()
    clerk.signs_in("vanphong")
    clerk.goes_to("/van-ban/tai-len/")
    big = tmp_path / "lon.pdf"
    big.write_bytes(b"%PDF-1.7\n" + bytes(2 * 1024 * 1024))
    clerk.page.set_input_files("#id_file", big)
    expect(clerk.page.get_by_role("alert")).to_contain_text("lớn hơn 1 MB")
