"""What the tests of the intake share: a commune with people in it, another one, and a small plan."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.organisations.access import acting_post_of
from namro_web.organisations.actions import Commune, create_commune_from_template, give_post

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=VIETNAM)
TODAY = date(2026, 3, 2)

PLAN = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
Số: 12/KH-UBND
An Bình, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Chuyển đổi số trên địa bàn xã An Bình năm 2026

Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia; Ủy ban nhân dân xã xây dựng Kế hoạch như sau:

I. MỤC TIÊU

1. Mục tiêu đến năm 2026

- Tỷ lệ hồ sơ thủ tục hành chính được số hóa đạt 90%.

- Tỷ lệ người dân có tài khoản định danh điện tử đạt trên 80%.

II. NHIỆM VỤ

| TT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Sản phẩm | Thời gian hoàn thành |
|---|---|---|---|---|---|
| 1 | Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính | Văn phòng - Thống kê | Các ban, ngành, đoàn thể | Báo cáo kết quả số hóa | Quý II/2026 |
| 2 | Tuyên truyền về chuyển đổi số trên hệ thống truyền thanh | Văn hóa - Xã hội | Các xóm | Tin, bài tuyên truyền | Thường xuyên |
| 3 | Tập huấn kỹ năng số cho cán bộ, công chức | Văn phòng - Thống kê | | Lớp tập huấn | Khi có hướng dẫn của tỉnh |

III. TỔ CHỨC THỰC HIỆN

1. Văn phòng - Thống kê là cơ quan thường trực, tham mưu Ủy ban nhân dân xã đôn đốc việc thực hiện; định kỳ 6 tháng, 1 năm báo cáo Ủy ban nhân dân tỉnh trước ngày 10/6 và 10/12.

Nơi nhận:
- UBND tỉnh;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""

LETTER = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH

Kính gửi các hộ gia đình xóm Đồng,

Hôm nay trời nắng đẹp. Mời bà con đến xem văn nghệ tại nhà văn hóa.
"""


def person(username: str, *, commune: Commune, unit: str, role: str, title: str) -> User:
    """Make a user with one post, acting for it."""
    user = User.objects.create_user(username=username, password="x", full_name=title)
    give_post(
        user_id=user.pk,
        unit_id=commune.units[unit].pk,
        role=role,
        title=title,
        valid_from=date(2025, 7, 1),
        by=None,
    )
    acting_post_of(user, chosen=None, at=TODAY)
    return user


@pytest.fixture
def commune(db: None) -> Commune:
    return create_commune_from_template(
        name="An Bình", by=None, template="three-tier", villages=3, valid_from=date(2025, 7, 1)
    )


@pytest.fixture
def clerk(commune: Commune) -> User:
    """Bình's office: the standing body, which brings plans in and adopts them."""
    return person(
        "vanphong", commune=commune, unit="office", role="coordinator", title="Văn phòng - Thống kê"
    )


@pytest.fixture
def reporter(commune: Commune) -> User:
    """An, who reports for an office and may only read drafts."""
    return person("an", commune=commune, unit="culture", role="entry", title="An")


@pytest.fixture
def stranger(db: None) -> User:
    """Chi, of the standing body of another commune."""
    other = create_commune_from_template(
        name="Bình Minh", by=None, template="three-tier", villages=1, valid_from=date(2025, 7, 1)
    )
    return person("chi", commune=other, unit="office", role="coordinator", title="Chi")


@pytest.fixture
def browser(clerk: User, client: Client) -> Client:
    """A browser in which the clerk is signed in."""
    client.force_login(clerk)
    return client
