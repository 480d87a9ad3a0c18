"""``namro-web create-commune``: an empty installation gets its tree of units and its administrator."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from namro_web.foundation import clock
from namro_web.foundation.errors import Refusal

KINDS = {
    "xã": "commune",
    "phường": "ward",
    "đặc khu": "special_zone",
    "tỉnh": "province",
    "đảng ủy": "party_committee",
}
# What is asked when it is missing: the option, the question, the answer taken for an empty line.
QUESTIONS = [
    ("kind", f"Loại ({', '.join(KINDS)})", "xã"),
    ("name", "Tên (ví dụ: Trung Hội)", ""),
    ("province", "Tỉnh, thành phố", ""),
    ("villages", "Số thôn, xóm, hoặc các tên cách nhau bằng dấu phẩy", "0"),
    ("admin_username", "Tên đăng nhập của quản trị viên đầu tiên", "quantri"),
]


class Command(BaseCommand):
    """Start a real office: no plan, no invented person, one password printed once."""

    help = (
        "Lập một cơ quan: cây đơn vị theo mẫu, mã theo danh mục nhà nước, và quản trị viên đầu tiên "
        "với mật khẩu dùng một lần. Không ghi tùy chọn nào thì lệnh sẽ hỏi."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be given beforehand instead of being asked."""
        parser.add_argument("--name", help="Tên, không cần chữ “xã”, “phường”; có thể ghi mã.")
        parser.add_argument("--province", help="Tỉnh, thành phố: tên hoặc mã.")
        parser.add_argument("--kind", help=f"{', '.join(KINDS)} (mặc định: xã).")
        parser.add_argument(
            "--template",
            help="two-tier, three-tier, province, party-committee (mặc định theo loại).",
        )
        parser.add_argument("--from-date", help="Có từ ngày, dd/mm/yyyy (mặc định theo mẫu).")
        parser.add_argument(
            "--villages", help="Số thôn, xóm, hoặc các tên cách nhau bằng dấu phẩy."
        )
        parser.add_argument("--village-word", default="Xóm", help="Xóm, Thôn, Tổ dân phố…")
        parser.add_argument("--admin-username", help="Tên đăng nhập (mặc định: quantri).")
        parser.add_argument("--admin-name", default="Quản trị viên", help="Họ tên người quản trị.")
        parser.add_argument(
            "--alone",
            action="store_true",
            help="Không đặt dưới tỉnh, dù tỉnh đã có trên hệ thống.",
        )
        parser.add_argument(
            "--no-input",
            action="store_true",
            help="Không hỏi; thiếu thì lấy mặc định hoặc báo lỗi.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for what is missing, look the place up, make everything or nothing."""
        from namro_web.organisations.official_names import OfficialName

        self._ask(options)
        kind = _kind(options["kind"])
        since = _day(options["from_date"])
        place: OfficialName = _place(options["name"], kind, options["province"])
        call_command("migrate", verbosity=0, interactive=False)
        try:
            with transaction.atomic():
                said = self._make(place, kind, since, options)
        except Refusal as refused:
            raise CommandError(refused.message) from refused
        for line in said:
            self.stdout.write(line)

    def _ask(self, options: dict[str, Any]) -> None:
        may_ask = not options["no_input"] and sys.stdin.isatty()
        for name, question, usual in QUESTIONS:
            if options[name] is None and may_ask:
                hint = f" [{usual}]" if usual else ""
                options[name] = input(f"{question}{hint}: ").strip() or usual
            elif options[name] is None:
                options[name] = usual
        if not options["name"]:
            raise CommandError("Thiếu --name: ghi tên xã, phường, đặc khu hoặc tỉnh.")

    def _make(
        self, place: Any, kind: str, since: date | None, options: dict[str, Any]
    ) -> list[str]:
        from namro_web.organisations.actions import (
            NewPerson,
            add_person,
            create_commune_from_template,
        )
        from namro_web.organisations.models import Role
        from namro_web.organisations.queries import root_named
        from namro_web.organisations.templates_of_units import Template, effective_from

        is_party = kind == "party_committee"
        full_name = f"Đảng ủy {place.full_name[0].lower()}{place.full_name[1:]}"
        full_name = full_name if is_party else place.full_name
        # The code of a commune is that of its government; its Party committee has none of its own.
        code = "" if is_party else place.code
        there = root_named(code=code, name=full_name)
        if there is not None:
            raise CommandError(
                f"Đã có {there.name}{f' (mã {code})' if code else ''} trên hệ thống này từ ngày "
                f"{there.valid_from:%d/%m/%Y}; không lập lần thứ hai. Quản trị viên thêm, sửa đơn vị "
                "ở mục Đơn vị của trang."
            )
        # A commune of a province that is on the system stands beneath it.
        above = None
        if kind in ("commune", "ward", "special_zone") and not options["alone"]:
            above = root_named(code=place.province_code, name=place.province)
        if above is not None and since is None:
            since = max(effective_from(Template.TWO_TIER), above.valid_from)
        made = create_commune_from_template(
            name=place.name,
            full_name=full_name,
            kind=kind,
            template=_template(options["template"]),
            villages=_villages(options["villages"]),
            village_word=options["village_word"],
            code=code,
            valid_from=since,
            parent_id=above.unit_id if above is not None else None,
            by=None,
        )
        account = add_person(
            NewPerson(
                username=options["admin_username"],
                full_name=options["admin_name"],
                unit_id=made.root.pk,
                role=Role.ADMIN,
                title="Quản trị viên",
                valid_from=clock.today(),
            ),
            by=None,
        )
        return [
            f"Đã lập {full_name}, {place.province}"
            + (f" (mã {code})" if code else "")
            + f": {len(made.units) + 1} đơn vị.",
            "",
            "Quản trị viên đầu tiên:",
            f"  Tên đăng nhập         {account.user.username}",
            f"  Mật khẩu dùng một lần {account.password}",
            "",
            "Mật khẩu chỉ hiện một lần này và phải đổi ở lần đăng nhập đầu. Chạy `namro-web serve`, "
            "đăng nhập,",
            "rồi vào Đơn vị và Người dùng để sửa tên đơn vị và thêm người, hoặc nhập danh sách từ Excel.",
        ]


def _kind(words: str) -> str:
    from namro_web.foundation.search_keys import search_key

    by_key = {search_key(label): kind for label, kind in KINDS.items()} | {
        kind: kind for kind in KINDS.values()
    }
    kind = by_key.get(words) or by_key.get(search_key(words))
    if kind is None:
        raise CommandError(f"Không có loại “{words}”; chọn một trong: {', '.join(KINDS)}.")
    return kind


def _day(words: str | None) -> date | None:
    if not words:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(words, form).replace(tzinfo=clock.VIETNAM).date()
        except ValueError:
            continue
    raise CommandError("Ghi --from-date theo dạng dd/mm/yyyy, ví dụ 01/07/2025.")


def _villages(words: str) -> int | list[str]:
    if words.strip().isdigit():
        number = int(words)
        if number > 500:
            raise CommandError("Số thôn, xóm lớn quá; nhiều nhất 500.")
        return number
    return [name.strip() for name in words.split(",") if name.strip()]


def _template(words: str | None) -> str:
    from namro_web.organisations.templates_of_units import Template

    if words and words not in set(Template):
        raise CommandError(f"Không có mẫu “{words}”; có: {', '.join(Template)}.")
    return words or ""


def _place(name: str, kind: str, province: str) -> Any:
    from namro_web.organisations.models import Kind
    from namro_web.organisations.official_names import find_official

    found = find_official(name, kind=Kind(kind), province=province)
    if not found:
        where = f" ở {province}" if province else ""
        raise CommandError(
            f"Danh mục đơn vị hành chính không có “{name}”{where} thuộc loại này. "
            "Kiểm tra tên, loại, tỉnh; danh mục theo các tỉnh, xã từ 01/7/2025."
        )
    if len(found) > 1:
        listed = "; ".join(f"{one.full_name}, {one.province} (mã {one.code})" for one in found[:12])
        raise CommandError(f"Có {len(found)} nơi cùng tên: {listed}. Ghi thêm --province, hoặc mã.")
    return found[0]
