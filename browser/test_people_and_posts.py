"""Somebody stands in, somebody leaves, somebody inspects, and a person asks for their data."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.organisations.models import Post

if TYPE_CHECKING:
    from browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "một mật khẩu đủ dài"


@pytest.fixture
def people(commune: Any) -> Any:
    """An administrator and an inspector beside the cast of the commune."""
    from namro_web.organisations.actions import give_post

    for username, unit, role, title in (
        ("quantri", "office", "admin", "Quản trị viên"),
        ("kiemtra", "committee", "inspector", "Ủy ban Kiểm tra"),
        ("vanhoa2", "culture", "entry", "Công chức Văn hóa mới"),
    ):
        user = User.objects.create_user(username=username, password=PASSWORD, full_name=title)
        give_post(
            user_id=user.pk,
            unit_id=commune.units[unit].pk,
            role=role,
            title=title,
            valid_from=date(2025, 7, 1),
            by=None,
        )
    return commune


def comes(visitor: Visitor, username: str) -> None:
    visitor.goes_to("/")
    visitor.page.get_by_label("Tên đăng nhập").fill(username)
    visitor.page.get_by_label("Mật khẩu").fill(PASSWORD)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(lambda url: not re.search(r"/dang-nhap/($|\?)", url))


def day(ahead: int) -> str:
    return f"{clock.today() + timedelta(days=ahead):%d/%m/%Y}"


def chooses(visitor: Visitor, label: str, words: str) -> None:
    """Choose the entry of a list that holds some words."""
    box = visitor.page.get_by_role("combobox", name=label, exact=True)
    box.select_option(box.locator("option", has_text=words).first.get_attribute("value"))


def test_somebody_stands_in_for_the_leader_and_a_leaving_official_hands_over(
    visits: Callable[..., Visitor], people: Any, screen: str
) -> None:
    leader = visits(screen)
    comes(leader, "lanhdao")
    leader.goes_to("/uy-quyen/")
    leader.page.get_by_role("link", name="Ủy quyền", exact=True).first.click()
    chooses(leader, "Người được ủy quyền", "Văn phòng")
    leader.page.get_by_label("Số, ký hiệu văn bản ủy quyền").fill("12/GUQ-UBND")
    leader.page.get_by_label("Đến hết ngày").fill(day(7))
    leader.page.get_by_role("button", name="Ghi ủy quyền").click()
    expect(leader.page.get_by_text("Chọn ít nhất một việc.").first).to_be_visible()
    leader.sees_no_barrier()
    leader.page.get_by_label("Xác nhận hoàn thành, trả lại, gia hạn").check()
    leader.page.get_by_role("button", name="Ghi ủy quyền").click()
    expect(leader.page.get_by_text("Người làm thay tôi")).to_be_visible()
    leader.sees_no_barrier()

    clerk = visits(screen)
    comes(clerk, "vanphong")
    clerk.goes_to("/uy-quyen/")
    expect(clerk.page.get_by_text("Tôi làm thay")).to_be_visible()
    clerk.page.locator(".acting summary").click()
    clerk.page.locator(".acting .menu-item", has_text="thay").click()
    clerk.page.wait_for_load_state()
    clerk.goes_to("/viec-cua-toi/")
    expect(clerk.page.locator(".acting-kicker").first).to_contain_text("thay")

    admin = visits(screen)
    comes(admin, "quantri")
    admin.goes_to("/nguoi-dung/?q=van+hoa+moi")
    admin.page.get_by_role("link", name="Công chức Văn hóa mới").click()
    admin.sees_no_barrier()
    admin.page.get_by_role("link", name="Kết thúc").click()
    admin.sees_no_barrier()
    admin.page.get_by_label("Không giữ từ ngày").fill(day(1))
    admin.page.get_by_role("button", name="Kết thúc").click()
    expect(admin.page.get_by_text("Đã kết thúc vị trí.")).to_be_visible()
    admin.goes_to("/ban-giao/")


def test_a_conclusion_is_written_answered_asked_again_and_closed(
    visits: Callable[..., Visitor], people: Any, screen: str
) -> None:
    inspector = visits(screen)
    comes(inspector, "kiemtra")
    inspector.goes_to("/kiem-tra/ghi/")
    page = inspector.page
    page.get_by_label("Đơn vị được kiểm tra").select_option(str(people.units["culture"].pk))
    page.get_by_label("Nội dung").fill("Ba nhiệm vụ chưa có minh chứng <b>số</b>")
    page.get_by_label("Hạn đơn vị trả lời").fill(day(10))
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Đơn vị chưa trả lời.")).to_be_visible()
    inspector.sees_no_barrier()
    address = page.url.removeprefix(inspector.site)

    lead = visits(screen)
    comes(lead, "vanhoa")
    lead.goes_to("/kiem-tra/")
    lead.page.get_by_role("link", name="Ba nhiệm vụ chưa có minh chứng").click()
    lead.sees_no_barrier()
    lead.page.get_by_label("Trả lời của đơn vị").fill("Đã bổ sung hai minh chứng")
    lead.page.get_by_role("button", name="Gửi trả lời").click()
    expect(lead.page.get_by_text("Đã bổ sung hai minh chứng").first).to_be_visible()

    inspector.goes_to(address)
    page.get_by_label("Cần bổ sung").fill("Còn thiếu một")
    page.get_by_label("Hạn trả lời mới").fill(day(15))
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(page.get_by_text("Còn thiếu một").first).to_be_visible()
    page.get_by_label("Nhận xét khi khép").fill("Đã đủ")
    page.get_by_role("button", name="Khép", exact=True).click()
    expect(page.get_by_text("Khép:")).to_be_visible()
    inspector.sees_no_barrier()


def test_a_person_gets_their_data_and_is_erased_and_a_village_is_divided_and_put_back(
    visits: Callable[..., Visitor], people: Any, screen: str
) -> None:
    admin = visits(screen)
    page = admin.page
    comes(admin, "quantri")
    for kind in ("Cung cấp bản sao dữ liệu", "Xóa dữ liệu"):
        admin.goes_to("/du-lieu-ca-nhan/")
        chooses(admin, "Người có yêu cầu", "vanhoa2")
        chooses(admin, "Yêu cầu", kind)
        page.get_by_role("button", name="Ghi nhận yêu cầu").click()
        admin.sees_no_barrier()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Lấy bản sao (ZIP)").click()
    assert taken.value.suggested_filename.endswith(".zip")
    admin.goes_to("/du-lieu-ca-nhan/")
    _erases(page)
    expect(page.get_by_text("Người này còn giữ vị trí công tác")).to_be_visible()
    Post.objects.filter(user__username="vanhoa2").update(valid_to=clock.today())
    admin.goes_to("/du-lieu-ca-nhan/")
    _erases(page)
    expect(page.get_by_text("Đã trả lời").first).to_be_visible()
    admin.sees_no_barrier()
    assert not User.objects.filter(username="vanhoa2").exists()

    village = people.units["village-1"]
    admin.goes_to(f"/don-vi/{village.pk}/chia/")
    page.get_by_label("Tên đơn vị mới 1").fill("Xóm Trong")
    page.get_by_label("Số dân hoặc phần chia 1").fill("320")
    page.get_by_label("Tên đơn vị mới 2").fill("Xóm Ngoài")
    page.get_by_label("Số dân hoặc phần chia 2").fill("160")
    page.get_by_label("Số, ký hiệu văn bản làm căn cứ").fill("15/NQ-HĐND")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Làm được.")).to_be_visible()
    admin.sees_no_barrier()
    page.get_by_role("button", name="Thực hiện").click()
    admin.goes_to(f"/don-vi/{village.pk}/")
    expect(page.get_by_text("Chuyển cho Xóm Trong")).to_be_visible()
    page.get_by_role("button", name="Rút lại thay đổi gần nhất").click()
    admin.goes_to(f"/don-vi/{village.pk}/")
    expect(page.get_by_text("Chuyển cho Xóm Trong")).to_have_count(0)


def test_an_official_sets_up_codes_on_the_phone_and_signs_in_with_one(
    visits: Callable[..., Visitor], people: Any, screen: str
) -> None:
    visitor = visits(screen)
    page = visitor.page
    comes(visitor, "vanhoa")
    visitor.goes_to("/tai-khoan/hai-lop/")
    page.get_by_role("link", name="Bật bằng ứng dụng").click()
    page.wait_for_load_state()
    if "/xac-nhan/" in page.url:
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/hai-lop/bat/"))
    visitor.sees_no_barrier()
    secret = page.locator("code").inner_text()
    page.get_by_label("Mã", exact=False).last.fill(_code(secret))
    page.get_by_role("button", name="Bật").click()
    page.wait_for_url(re.compile("/ma-du-phong/"))
    visitor.sees_no_barrier()
    spare = re.findall(r"\b[0-9a-f]{8}\b|\b\d{8}\b", page.locator("main").inner_text())[0]
    page.context.clear_cookies()
    comes(visitor, "vanhoa")
    page.wait_for_url(re.compile("/ma-xac-thuc/"))
    visitor.sees_no_barrier()
    page.locator("input[name=code]").fill(spare)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(re.compile("/viec-cua-toi/"))
    visitor.goes_to("/tai-khoan/phien/")
    expect(page.get_by_text("Phiên này")).to_be_visible()


def _code(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def _erases(page: Page) -> None:
    page.get_by_text("Xóa dữ liệu của người này").click()
    page.get_by_role("button", name="Xóa vĩnh viễn").click()
