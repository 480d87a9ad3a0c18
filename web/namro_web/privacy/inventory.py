"""Every personal field the system holds, declared once: whose, for what, on what ground, how long.

A test walks all models and fails when a field that looks personal is not here. The legal grounds
are those of Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (in force since 1/1/2026): a state body
processes what its management needs without asking for consent (Điều 19).
"""

from __future__ import annotations

from dataclasses import dataclass

DUTY = "Điều 19 Luật 91/2025/QH15: hoạt động của cơ quan nhà nước theo luật"
SAFETY = "Bảo đảm an toàn hệ thống thông tin (Luật An ninh mạng 116/2025/QH15)"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One field (or the fields of one kind of row) that says something about a person.

    Attributes:
        model: ``app.model``.
        field: Its name.
        whose: Whom it is about.
        purpose: What it is for.
        ground: On what legal ground.
        retention: How long.
        on_erasure: What an erasure does with it, and why if it stays.
        masked: Shown masked in files that are taken out.
        encrypted: Lies encrypted in the database (passwords and session ids: as a hash).
    """

    model: str
    field: str
    whose: str
    purpose: str
    ground: str = DUTY
    retention: str = "Khi còn làm việc; sau đó tới khi có yêu cầu xóa"
    on_erasure: str = "Xóa"
    masked: bool = False
    encrypted: bool = False


_OFFICIAL, _ASKER = "Người dùng", "Người có yêu cầu"
_KEPT = "Giữ mã số, không còn tên: hồ sơ công việc phải lưu theo pháp luật về lưu trữ"


def _by(model: str, field: str, purpose: str) -> PersonalField:
    return PersonalField(
        model, field, _OFFICIAL, purpose, retention="Theo hồ sơ công việc", on_erasure=_KEPT
    )


INVENTORY: tuple[PersonalField, ...] = (
    PersonalField(
        "accounts.user",
        "full_name",
        _OFFICIAL,
        "Biết ai chịu trách nhiệm việc gì",
        on_erasure="Thay bằng “Người dùng số …”",
    ),
    PersonalField(
        "accounts.user", "username", _OFFICIAL, "Đăng nhập", on_erasure="Thay bằng mã số"
    ),
    PersonalField("accounts.user", "email", _OFFICIAL, "Gửi thông báo công việc", masked=True),
    PersonalField("accounts.user", "password", _OFFICIAL, "Đăng nhập", SAFETY, encrypted=True),
    PersonalField("accounts.user", "search_key", _OFFICIAL, "Tìm người không cần dấu"),
    PersonalField(
        "accounts.user", "last_login", _OFFICIAL, "Khóa tài khoản lâu không dùng", SAFETY
    ),
    PersonalField(
        "accounts.session",
        "address",
        _OFFICIAL,
        "Cho người dùng thấy phiên lạ",
        SAFETY,
        "Khi phiên còn mở",
    ),
    PersonalField(
        "accounts.session",
        "device",
        _OFFICIAL,
        "Cho người dùng thấy phiên lạ",
        SAFETY,
        "Khi phiên còn mở",
    ),
    PersonalField(
        "accounts.session", "user", _OFFICIAL, "Phiên là của ai", SAFETY, "Khi phiên còn mở"
    ),
    PersonalField("mfa.authenticator", "user", _OFFICIAL, "Xác thực hai lớp", SAFETY),
    PersonalField(
        "mfa.authenticator",
        "data",
        _OFFICIAL,
        "Khóa xác thực hai lớp, mã dự phòng",
        SAFETY,
        encrypted=True,
    ),
    PersonalField(
        "account.emailaddress",
        "email",
        _OFFICIAL,
        "Không dùng; thư viện đăng nhập giữ chỗ",
        masked=True,
    ),
    PersonalField(
        "account.emailaddress", "user", _OFFICIAL, "Không dùng; thư viện đăng nhập giữ chỗ"
    ),
    PersonalField("tokens.apitoken", "user", _OFFICIAL, "Mã truy cập là của ai", SAFETY),
    PersonalField(
        "tokens.tokenaddress", "address", _OFFICIAL, "Cho chủ mã thấy lượt gọi lạ", SAFETY
    ),
    PersonalField(
        "organisations.post",
        "user",
        _OFFICIAL,
        "Ai giữ vị trí nào, từ ngày nào",
        retention="Không xóa: hồ sơ tổ chức",
        on_erasure=_KEPT,
    ),
    PersonalField(
        "foundation.historyline",
        "actor_id",
        _OFFICIAL,
        "Ai đã làm gì",
        SAFETY,
        "Giữ mãi",
        "Giữ mã số: chuỗi lịch sử không sửa được và không chứa tên",
    ),
    PersonalField(
        "foundation.historyline",
        "actor_name",
        _OFFICIAL,
        "Chỉ có ở dòng do phiên bản cũ ghi",
        SAFETY,
        "Giữ mãi",
        "Dòng cũ giữ nguyên; dòng mới không chứa tên",
    ),
    _by("plans.document", "uploaded_by", "Ai đưa văn bản lên"),
    _by("plans.plan", "adopted_by", "Ai đưa kế hoạch vào thực hiện"),
    _by("plans.planversion", "made_by", "Ai lập phiên bản của kế hoạch"),
    _by("plans.planversion", "undone_by", "Ai rút lại phiên bản của kế hoạch"),
    _by("amending.amendment", "opened_by", "Ai mở việc điều chỉnh kế hoạch"),
    _by("leading.latelist", "made_by", "Ai chốt danh sách việc chậm"),
    _by("inspecting.conclusion", "written_by", "Ai ghi kết luận, kiến nghị kiểm tra"),
    _by("inspecting.conclusion", "answered_by", "Ai trả lời thay đơn vị"),
    _by("inspecting.conclusion", "closed_by", "Ai khép kết luận, kiến nghị"),
    _by("intake.draft", "adopted_by", "Ai duyệt bản bóc tách"),
    PersonalField(
        "accounts.user", "must_change_password", _OFFICIAL, "Buộc đổi mật khẩu dùng một lần", SAFETY
    ),
    PersonalField(
        "accounts.user",
        "password_is_short",
        _OFFICIAL,
        "Buộc mật khẩu dài khi không có hai lớp",
        SAFETY,
    ),
    PersonalField("account.emailconfirmation", "email_address", _OFFICIAL, "Không dùng"),
    PersonalField("socialaccount.socialaccount", "user", _OFFICIAL, "Đăng nhập một lần", SAFETY),
    PersonalField(
        "socialaccount.socialaccount", "last_login", _OFFICIAL, "Đăng nhập một lần", SAFETY
    ),
    PersonalField("notices.wishes", "user", _OFFICIAL, "Ai muốn được báo thế nào"),
    PersonalField("notices.mail", "recipient", _OFFICIAL, "Thư báo việc gửi cho ai"),
    PersonalField("notices.mail", "address", _OFFICIAL, "Thư báo việc gửi tới đâu", masked=True),
    PersonalField("notices.notice", "recipient", _OFFICIAL, "Báo việc cho ai"),
    _by("tasks.update", "by", "Ai báo cáo, duyệt, chuyển việc"),
    _by("tasks.step", "done_by", "Ai làm xong bước nào"),
    _by("tasks.obstacle", "raised_by", "Ai nêu vướng mắc"),
    _by("tasks.obstacle", "answered_by", "Ai trả lời vướng mắc"),
    _by("tasks.obstacle", "closed_by", "Ai đóng vướng mắc"),
    _by("tasks.directionreceipt", "taken_by", "Ai nhận chỉ đạo"),
    _by("tasks.extensionrequest", "asked_by", "Ai xin lùi hạn"),
    _by("tasks.extensionrequest", "decided_by", "Ai quyết định lùi hạn"),
    _by("tasks.mention", "user", "Ai được nhắc tới"),
    PersonalField("tasks.watching", "user", _OFFICIAL, "Ai theo dõi nhiệm vụ nào"),
    PersonalField("tasks.savedview", "author", _OFFICIAL, "Cách xem danh sách của ai"),
    PersonalField("tasks.savedview", "address", _OFFICIAL, "Bộ lọc của cách xem, không phải nơi ở"),
    PersonalField("tasks.tablelook", "user", _OFFICIAL, "Cột và độ rộng bảng mỗi người chọn"),
    PersonalField("intake.seat", "user", _OFFICIAL, "Ai đang duyệt văn bản nào, tới mục nào"),
    _by("comparing.parentlink", "by", "Ai nối hai kế hoạch"),
    _by("comparing.itemlink", "by", "Ai xác nhận hai mục khớp nhau"),
    PersonalField(
        "privacy.datarequest",
        "person",
        _ASKER,
        "Yêu cầu về dữ liệu của ai",
        "Điều 4, 16 Luật 91/2025/QH15",
        "Không xóa: chứng minh đã trả lời",
        _KEPT,
    ),
    PersonalField(
        "privacy.datarequest",
        "contact",
        _ASKER,
        "Liên hệ để trả lời",
        "Điều 4, 16 Luật 91/2025/QH15",
        "Xóa khi trả lời xong",
        masked=True,
        encrypted=True,
    ),
    PersonalField(
        "privacy.datarequest", "received_by", _OFFICIAL, "Ai tiếp nhận", on_erasure=_KEPT
    ),
    PersonalField("privacy.datarequest", "answered_by", _OFFICIAL, "Ai trả lời", on_erasure=_KEPT),
)


def declared() -> frozenset[tuple[str, str]]:
    """Give the declared fields as ``(app.model, field)``."""
    return frozenset((one.model, one.field) for one in INVENTORY)


def as_page() -> str:
    """Write the inventory as the page ``docs/reference/personal-data.md``."""
    rows = [
        f"| `{one.model}.{one.field}` | {one.whose} | {one.purpose} | {one.ground} | {one.retention} "
        f"| {one.on_erasure} | {'có' if one.masked else ''} | {'có' if one.encrypted else ''} |"
        for one in INVENTORY
    ]
    return "\n".join(
        [
            "# Danh mục dữ liệu cá nhân",
            "",
            "Lập từ mã nguồn (`namro_web/privacy/inventory.py`); bộ kiểm thử giữ cho đúng.",
            "",
            "| Trường | Của ai | Để làm gì | Căn cứ | Giữ bao lâu | Khi xóa | Che khi xuất | Mã hóa khi lưu |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
