"""``namro-web refresh-units``: names, kinds and codes follow the state's list of units."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from namro_web.foundation.errors import Refusal
from namro_web.organisations.management.commands.create_commune import _day


class Command(BaseCommand):
    """Show what differs; with a day and a document, carry it out as acts that can be taken back."""

    help = (
        "So tên, loại của tỉnh, xã trên hệ thống với danh mục đơn vị hành chính cài cùng. Mặc định chỉ cho "
        "xem; thêm --apply thì ghi từng thay đổi như một việc sắp xếp có ngày và văn bản."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to carry it out, from which day, by which document."""
        parser.add_argument("--apply", action="store_true", help="Ghi thay đổi.")
        parser.add_argument("--day", help="Áp dụng từ ngày, dd/mm/yyyy.")
        parser.add_argument("--document", default="", help="Số, ký hiệu văn bản làm căn cứ.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every difference; make all of the changes or none."""
        from namro_web.organisations.refreshing import differences

        found = differences()
        for one in found:
            self.stdout.write(one.sentence)
        if not found:
            self.stdout.write("Không có gì khác danh mục.")
            return
        if not options["apply"]:
            self.stdout.write(
                f"{len(found)} chỗ khác. Chưa ghi gì; chạy lại với --apply --day --document để ghi."
            )
            return
        day = _day(options["day"])
        if day is None:
            raise CommandError("Thiếu --day: ghi ngày áp dụng, dd/mm/yyyy.")
        try:
            with transaction.atomic():
                number = sum(_carry_out(one, day, options["document"]) for one in found)
        except Refusal as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"Đã ghi {number} thay đổi.")


def _carry_out(one: Any, day: Any, document: str) -> int:
    from namro_web.organisations.actions import (
        create_unit,
        reclassify_unit,
        rename_unit,
    )
    from namro_web.organisations.models import Level

    paper = {"day": day, "document_number": document, "by": None}
    official = one.official
    if one.what == "renamed":
        rename_unit(one.unit_id, name=official.full_name, short_name=official.name, **paper)
    elif one.what == "reclassified":
        level = Level.PROVINCE if official.kind == "province" else Level.COMMUNE
        reclassify_unit(one.unit_id, kind=official.kind, level=level, code=one.code, **paper)
    elif one.what == "new":
        create_unit(
            name=official.full_name,
            short_name=official.name,
            kind=official.kind,
            level=Level.COMMUNE,
            code=one.code,
            parent_id=one.province_id,
            valid_from=day,
            document_number=document,
            by=None,
        )
    else:
        return 0
    return 1
