"""``namro-web create-province``: a province with its bodies, and its communes beneath it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from namro_web.foundation.errors import Refusal


class Command(BaseCommand):
    """Start a province: its own tree, and every commune of the state's list as a branch of it."""

    help = (
        "Lập một tỉnh, thành phố: các cơ quan cấp tỉnh theo mẫu, các xã, phường, đặc khu trực thuộc theo "
        "danh mục nhà nước, và quản trị viên đầu tiên. Xã đã có trên hệ thống được đặt dưới tỉnh."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which province, and how much of its communes."""
        parser.add_argument("--name", required=True, help="Tên hoặc mã của tỉnh, thành phố.")
        parser.add_argument(
            "--communes",
            choices=["full", "bare", "none"],
            default="full",
            help="full: mỗi xã có đủ cơ quan theo mẫu; bare: chỉ tên và mã; none: không lập xã.",
        )
        parser.add_argument("--from-date", help="Có từ ngày, dd/mm/yyyy (mặc định theo mẫu).")
        parser.add_argument("--admin-username", help="Tên đăng nhập (mặc định: quantri).")
        parser.add_argument("--admin-name", default="Quản trị viên", help="Họ tên người quản trị.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all of it or nothing."""
        call_command("migrate", verbosity=0, interactive=False)
        try:
            with transaction.atomic():
                call_command(
                    "create_commune",
                    stdout=self.stdout,
                    name=options["name"],
                    kind="tỉnh",
                    from_date=options["from_date"],
                    admin_username=options["admin_username"],
                    admin_name=options["admin_name"],
                    no_input=True,
                )
                if options["communes"] != "none":
                    made, placed = self._communes(options)
                    self.stdout.write(
                        f"Đã lập {made} xã, phường, đặc khu; đặt {placed} nơi đã có dưới tỉnh."
                    )
        except Refusal as refused:
            raise CommandError(refused.message) from refused

    def _communes(self, options: dict[str, Any]) -> tuple[int, int]:
        from namro_web.organisations.actions import (
            create_commune_from_template,
            create_unit,
            move_unit,
        )
        from namro_web.organisations.models import Kind, Level
        from namro_web.organisations.official_names import communes, find_official
        from namro_web.organisations.queries import root_named

        (official,) = find_official(options["name"], kind=Kind.PROVINCE)
        province = root_named(code=official.code, name=official.full_name)
        if province is None:
            raise CommandError("Chưa lập được tỉnh.")
        made = placed = 0
        for place in communes():
            if place.province_code != official.code:
                continue
            there = root_named(code=place.code, name=place.full_name)
            if there is not None:
                if there.parent_id is None:
                    move_unit(
                        there.unit_id,
                        parent_id=province.unit_id,
                        day=max(province.valid_from, _after(there.valid_from)),
                        document_number="Danh mục đơn vị hành chính",
                        by=None,
                    )
                    placed += 1
                continue
            made += 1
            if options["communes"] == "bare":
                create_unit(
                    name=place.full_name,
                    short_name=place.name,
                    kind=place.kind,
                    level=Level.COMMUNE,
                    code=place.code,
                    parent_id=province.unit_id,
                    valid_from=province.valid_from,
                    by=None,
                )
                continue
            create_commune_from_template(
                name=place.name,
                full_name=place.full_name,
                kind=place.kind,
                code=place.code,
                valid_from=province.valid_from,
                parent_id=province.unit_id,
                by=None,
            )
        return made, placed


def _after(day: Any) -> Any:
    from datetime import timedelta

    return day + timedelta(days=1)
