"""A draft of the dossier that proposes the security level of the system, from what really runs here.

What the program knows is read from its settings and its database at the moment of asking. What only
people know stays an explicit blank. Nothing here decides the level.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.db import connection

from namro_web.accounts.models import User
from namro_web.foundation.files import store
from namro_web.foundation.history_chain import check_history
from namro_web.foundation.models import HistoryLine
from namro_web.operations import checks, starting
from namro_web.operations.queries import state_of_jobs, state_of_records

BLANK = "………………"
COMPONENTS = (
    "namro-web",
    "namro",
    "django",
    "django-allauth",
    "django-ninja",
    "waitress",
    "whitenoise",
    "cryptography",
    "psycopg",
    "django-tasks-db",
    "prometheus-client",
)
DAY = 86400


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its paragraphs and its table of name and value."""

    title: str
    text: list[str] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)


def dossier(*, at: datetime) -> list[Part]:
    """Read everything there is to know and lay it out in the order of the dossier."""
    return [
        _grounds(at),
        _overview(),
        _components(),
        _network(),
        _data(),
        _accounts(),
        _encryption(),
        _backups(),
        _logs(),
        _limits(),
        Part(
            "10. Điểm chưa đạt hoặc chưa xác nhận, máy thấy được",
            rows=[(str(number), fault) for number, fault in enumerate(unmet(), 1)]
            or [("–", "Không thấy điểm nào trong phạm vi máy kiểm tra được.")],
        ),
        _people(),
    ]


def _grounds(at: datetime) -> Part:
    return Part(
        "1. Căn cứ và thời điểm",
        [
            f"Bản nháp do phần mềm lập lúc {at:%d/%m/%Y %H:%M} từ cấu hình đang chạy; không thay cho đánh "
            "giá của người có trách nhiệm.",
            "Căn cứ cần người phụ trách xác nhận còn hiệu lực: Nghị định 85/2016/NĐ-CP và Thông tư "
            "12/2022/TT-BTTTT (bảo đảm an toàn hệ thống thông tin theo cấp độ), TCVN 11930:2017. Theo "
            "tài liệu tham khảo, từ 01/7/2026 có Luật An ninh mạng 116/2025/QH15, Nghị định "
            "331/2026/NĐ-CP và TCVN 14423:2026: CHƯA XÁC MINH văn bản nào thay văn bản nào; phải đối "
            "chiếu bản gốc trước khi trình.",
        ],
        [("Cấp độ đề xuất", BLANK), ("Cơ quan chủ quản", BLANK), ("Đơn vị vận hành", BLANK)],
    )


def _overview() -> Part:
    active = User.objects.filter(is_active=True).count()
    return Part(
        "2. Tổng quan hệ thống",
        [
            "Năm Rõ theo dõi việc thực hiện kế hoạch của xã, phường, tỉnh: đọc văn bản kế hoạch, giao "
            "nhiệm vụ, cập nhật tiến độ kèm minh chứng, xác nhận. Hệ thống từ chối văn bản mang dấu "
            "độ mật; không xử lý thủ tục hành chính của người dân."
        ],
        [
            ("Tên miền phục vụ", ", ".join(settings.ALLOWED_HOSTS)),
            ("Tài khoản đang mở", str(active)),
            ("Dữ liệu trình diễn", "có" if settings.DEMO_DATA else "không"),
            ("Nơi đặt máy chủ", BLANK),
            ("Có mở ra Internet không", BLANK),
        ],
    )


def _components() -> Part:
    rows = [("Hệ điều hành", platform.platform()), ("Python", platform.python_version())]
    rows.append(("Cơ sở dữ liệu", _database()))
    for name in COMPONENTS:
        try:
            rows.append((name, version(name)))
        except PackageNotFoundError:
            continue
    rows.append(("Máy chủ proxy HTTPS", f"{BLANK} (tên, phiên bản)"))
    return Part("3. Thành phần và phiên bản", rows=rows)


def _database() -> str:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}, tệp trong NAMRO_HOME"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0]} tại {_database_host()}"


def _database_host() -> str:
    return str(connection.settings_dict.get("HOST") or "ổ cắm trên cùng máy")


def _network() -> Part:
    proxies = ", ".join(map(str, settings.TRUSTED_PROXIES)) or "không tin proxy nào"
    database = (
        f"PostgreSQL {_database_host()}" if connection.vendor == "postgresql" else "SQLite cùng máy"
    )
    return Part(
        "4. Sơ đồ kết nối (bằng lời)",
        [
            "Người dùng → (HTTPS) → proxy → (HTTP, mạng nội bộ) → Năm Rõ → " + database + ".",
            f"Năm Rõ → {store().where}. Lúc chạy, chương trình không gọi ra Internet, trừ những nơi ghi ở "
            "bảng dưới khi được đặt.",
        ],
        [
            ("Proxy được tin", proxies),
            ("Máy chủ thư (SMTP)", str(settings.EMAIL_HOST) if _mails() else "không gửi thư"),
            ("Mạng được xem số đo", ", ".join(map(str, settings.METRICS_NETWORKS)) or "không"),
            ("Vùng mạng, VLAN, tường lửa", BLANK),
            ("Địa chỉ IP, cổng mở", BLANK),
        ],
    )


def _mails() -> bool:
    return bool(getattr(settings, "MAIL_IS_ON", False))


def _data() -> Part:
    from namro_web.foundation.backups.tables import rows_in, stored_models

    held = sorted(
        (
            (str(model._meta.verbose_name), rows_in(model, using="default"))
            for model in stored_models()
        ),
        key=lambda one: -one[1],
    )
    return Part(
        "5. Loại thông tin xử lý",
        [
            "Thông tin công khai và nội bộ của cơ quan: văn bản kế hoạch, nhiệm vụ, minh chứng, lịch sử. "
            "Dữ liệu cá nhân cơ bản của cán bộ: họ tên, tên đăng nhập, chức danh, đơn vị. Không nhận bí mật "
            "nhà nước."
        ],
        [
            *[(name, f"{rows} dòng") for name, rows in held if rows][:15],
            ("Dữ liệu cá nhân nhạy cảm", f"{BLANK} (người phụ trách xác nhận: không)"),
        ],
    )


def _accounts() -> Part:
    from allauth.mfa.models import Authenticator

    active = User.objects.filter(is_active=True)
    strong = (
        active.filter(
            pk__in=Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values(
                "user"
            )
        )
        .distinct()
        .count()
    )
    count = active.count()
    return Part(
        "6. Tài khoản và xác thực",
        rows=[
            ("Tài khoản đang mở, đã khóa", f"{count}, {User.objects.count() - count}"),
            ("Đã bật xác thực hai lớp", f"{strong}/{count}"),
            ("Quản trị viên bắt buộc hai lớp", _yes(settings.SECOND_FACTOR_FOR_ADMINISTRATORS)),
            (
                "Độ dài mật khẩu",
                f"từ {settings.PASSWORD_LENGTH}; từ {settings.PASSWORD_LENGTH_WITH_SECOND_FACTOR} khi có "
                "hai lớp",
            ),
            (
                "Khóa khi sai mật khẩu",
                f"sau {settings.SIGN_IN_TRIES} lần, trong {settings.SIGN_IN_LOCK_MINUTES} phút",
            ),
            (
                "Phiên hết hạn khi không thao tác",
                f"{settings.SESSION_COOKIE_AGE // 60} phút; quản trị viên "
                f"{settings.ADMINISTRATOR_SESSION_AGE // 60} phút",
            ),
            ("Khóa tài khoản không dùng", f"sau {settings.IDLE_DAYS} ngày"),
            (
                "Mạng cơ quan (ngoài mạng phải hai lớp)",
                ", ".join(map(str, settings.OFFICE_NETWORKS)) or "chưa đặt",
            ),
            ("Lần rà soát quyền gần nhất", BLANK),
        ],
    )


def _encryption() -> Part:
    return Part(
        "7. Mã hóa",
        rows=[
            ("Bắt buộc HTTPS", _yes(settings.SECURE_SSL_REDIRECT)),
            (
                "HSTS",
                f"{settings.SECURE_HSTS_SECONDS} giây" if settings.SECURE_HSTS_SECONDS else "không",
            ),
            (
                "Cookie chỉ qua HTTPS",
                _yes(settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
            ),
            ("Băm mật khẩu", settings.PASSWORD_HASHERS[0].rsplit(".", 1)[-1]),
            ("TLS tới cơ sở dữ liệu", _database_tls()),
            ("Chính sách nội dung (CSP)", "chỉ từ máy chủ này, không mã nội tuyến"),
            ("Mã hóa ổ đĩa máy chủ", BLANK),
        ],
    )


def _database_tls() -> str:
    if connection.vendor == "sqlite":
        return "không qua mạng"
    return str(connection.settings_dict["OPTIONS"].get("sslmode", "không đặt sslmode"))


def _backups() -> Part:
    last = HistoryLine.objects.filter(verb="foundation.backup-made").order_by("-number").first()
    rows = [("Bản gần nhất", "chưa có")]
    if last is not None:
        rows = [
            ("Bản gần nhất", f"{last.at:%d/%m/%Y %H:%M}, tệp {last.data.get('file', '')}"),
            ("Mã hóa bản ấy", _yes(bool(last.data.get("encrypted")))),
            ("SHA-256", str(last.data.get("sha256", ""))),
        ]
    restored = (
        HistoryLine.objects.filter(verb="foundation.backup-restored").order_by("-number").first()
    )
    rows.append(("Khôi phục gần nhất ở đây", f"{restored.at:%d/%m/%Y}" if restored else "chưa có"))
    durable = "; ".join(f"{name}={found}" for name, (found, _) in starting.durability().items())
    rows += [
        ("Thiết đặt giữ dữ liệu khi mất điện", durable),
        ("Nơi cất bản sao ngoài máy chủ", BLANK),
        ("Lịch sao lưu, lịch diễn tập khôi phục", BLANK),
    ]
    return Part("8. Sao lưu, khôi phục", rows=rows)


def _logs() -> Part:
    verdict = check_history()
    records, jobs = state_of_records(), state_of_jobs()
    return Part(
        "9. Nhật ký và giám sát",
        rows=[
            ("Lịch sử nghiệp vụ", f"{records.history_lines} dòng, chuỗi mã băm, chỉ thêm"),
            ("Lịch sử còn nguyên vẹn", _yes(verdict.first_break is None)),
            ("Dạng nhật ký máy", f"{settings.LOG_FORMAT}; không chứa nội dung, không chứa họ tên"),
            ("Điểm giám sát", "/song/, /san-sang/, /metrics"),
            ("Việc nền dừng sau lỗi", str(jobs.failed)),
            ("Nơi gom nhật ký, thời hạn lưu", BLANK),
            ("Người trực, quy trình ứng cứu sự cố", BLANK),
        ],
    )


def _limits() -> Part:
    return Part(
        "9b. Giới hạn chống lạm dụng",
        rows=[
            ("Văn bản tải lên", f"{settings.UPLOAD_LIMIT // 2**20} MB"),
            ("Minh chứng", f"{settings.EVIDENCE_MAX_BYTES // 2**20} MB"),
            ("Đăng nhập sai từ một địa chỉ", f"{settings.SIGN_IN_TRIES_PER_ADDRESS} lần"),
            ("Quét mã độc tệp minh chứng", "ClamAV" if settings.NAMRO_CLAMD else "chưa đặt"),
        ],
    )


def unmet() -> Iterator[str]:
    """Say in sentences what is not as the baseline wants it, as far as a program can see."""
    if not settings.SECURE_SSL_REDIRECT:
        yield "Chưa bắt buộc HTTPS (DJANGO_SETTINGS_MODULE=namro_web.config.settings.prod)."
    if not settings.SECOND_FACTOR_FOR_ADMINISTRATORS:
        yield "Quản trị viên chưa bắt buộc xác thực hai lớp."
    if not settings.OFFICE_NETWORKS:
        yield "Chưa khai mạng cơ quan; chưa bắt buộc hai lớp với người làm từ ngoài (NAMRO_OFFICE_NETWORKS)."
    if settings.PASSWORD_LENGTH < 14:
        yield "Mật khẩu không có hai lớp ngắn hơn 14 ký tự."
    if settings.SESSION_COOKIE_AGE > 15 * 60:
        yield "Phiên người dùng kéo dài hơn 15 phút không thao tác."
    if settings.ADMINISTRATOR_SESSION_AGE > 5 * 60:
        yield "Phiên quản trị kéo dài hơn 5 phút không thao tác."
    if settings.SIGN_IN_TRIES > 5:
        yield "Cho sai mật khẩu quá 5 lần."
    if settings.IDLE_DAYS > 45:
        yield "Tài khoản bỏ không hơn 45 ngày chưa bị khóa."
    age = state_of_records().backup_age_seconds
    if age is None:
        yield "Chưa có bản sao lưu nào."
    elif age > 2 * DAY:
        yield f"Bản sao lưu gần nhất đã {age / DAY:.0f} ngày."
    if not settings.NAMRO_CLAMD:
        yield "Chưa quét mã độc tệp tải lên (NAMRO_CLAMD)."
    if check_history().first_break is not None:
        yield "Lịch sử không còn nguyên vẹn; chạy namro-web verify-history."
    yield from starting.durability_faults()
    for found in checks.check_folder(None):
        yield found.msg
    away = _database_host() not in {"127.0.0.1", "localhost"}
    if connection.vendor == "postgresql" and away and _database_tls().startswith("không"):
        yield "Kết nối tới PostgreSQL ở máy khác chưa đặt sslmode."
    if settings.DEMO_DATA:
        yield "Hệ thống đang chạy với dữ liệu trình diễn."
    yield "Dữ liệu trên đĩa không do phần mềm mã hóa; cần mã hóa ổ đĩa hoặc xác nhận rủi ro."
    yield "Nhật ký máy không ghi địa chỉ IP; lấy từ nhật ký của proxy."


def _people() -> Part:
    return Part(
        "11. Phần người phụ trách điền",
        rows=[
            ("Quy chế bảo đảm an toàn thông tin (số, ngày)", BLANK),
            ("Người phụ trách an toàn thông tin", BLANK),
            ("Phương án vật lý (phòng máy, điện, cháy)", BLANK),
            ("Kết quả kiểm tra, đánh giá gần nhất", BLANK),
            ("Thuyết minh phương án đáp ứng từng yêu cầu của cấp độ", BLANK),
            ("Ký, ngày", BLANK),
        ],
    )


def _yes(value: bool) -> str:
    return "có" if value else "không"


def as_markdown(parts: list[Part]) -> str:
    """Write the dossier as Markdown."""
    lines = ["# Hồ sơ đề xuất cấp độ an toàn hệ thống thông tin (BẢN NHÁP)", ""]
    for part in parts:
        lines += [f"## {part.title}", ""]
        for text in part.text:
            lines += [text, ""]
        if part.rows:
            lines += ["| Mục | Hiện trạng |", "|---|---|"]
            lines += [f"| {_cell(name)} | {_cell(value)} |" for name, value in part.rows]
            lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write_docx(parts: list[Part], path: Path) -> None:
    """Write the dossier as a Word file."""
    from docx import Document
    from docx.shared import Cm, Pt

    file = Document()
    style = file.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    page = file.sections[0]
    page.left_margin, page.right_margin = Cm(3), Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    file.add_heading("Hồ sơ đề xuất cấp độ an toàn hệ thống thông tin (bản nháp)", 0)
    for part in parts:
        file.add_heading(part.title, 1)
        for text in part.text:
            file.add_paragraph(text)
        if part.rows:
            table = file.add_table(rows=0, cols=2)
            table.style = "Table Grid"
            for name, value in part.rows:
                cells = table.add_row().cells
                cells[0].text, cells[1].text = name, value
    file.save(str(path))
