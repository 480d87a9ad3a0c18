"""``namro-web reset-second-factor``: when the only administrator has lost theirs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro_web.accounts.actions import reset_second_factor
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict


class Command(BaseCommand):
    """Take away a lost second factor from the machine itself."""

    help = "Gỡ xác thực hai lớp của một người đã mất nó; in ra một mã dùng một lần thay mật khẩu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say whose."""
        parser.add_argument("username", help="Tên đăng nhập.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and print the code once."""
        user = User.objects.filter(username__iexact=options["username"]).first()
        if user is None:
            raise CommandError(f"Không có tài khoản “{options['username']}”.")
        try:
            account = reset_second_factor(user, by=None, at=timezone.now())
        except Conflict as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"Mã dùng một lần của {user.username}: {account.password}")
