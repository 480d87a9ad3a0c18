"""``namro-web notify``: one round of notices by hand, or a dry run of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.notices import actions
from namro_web.notices.actions.reminding import offices_with_work
from namro_web.notices.models import Notice, NoticeKind


class Command(BaseCommand):
    """Tell whom it concerns, now or as of a moment."""

    help = "Nhắc việc và gửi thư một lượt; --dry-run chỉ cho biết ai sẽ được báo gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to try only, and as of when."""
        parser.add_argument("--dry-run", action="store_true", help="Chỉ in ra, không báo ai.")
        parser.add_argument("--at", default="", help="Tính như vào lúc này (2026-11-20T08:00).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print who is told what, or tell them."""
        at = clock.now()
        if options["at"]:
            parsed = parse_datetime(options["at"])
            if parsed is None:
                raise CommandError("--at phải có dạng 2026-11-20T08:00.")
            at = parsed.replace(tzinfo=clock.VIETNAM) if parsed.tzinfo is None else parsed
        if options["dry_run"]:
            self._try(at)
            return
        heard = actions.hear(at=at)
        reminded = actions.remind(at=at)
        written = actions.write_mails(at=at)
        sent = actions.send_mails(at=at)
        self.stdout.write(
            f"{heard} thông báo về việc đã xảy ra, {reminded} lời nhắc, {written} thư lập, {sent} thư gửi."
        )

    def _try(self, at: Any) -> None:
        drafts = [
            draft for root in offices_with_work() for draft in actions.drafts_for(root, at=at)
        ]
        given = set(
            Notice.objects.filter(key__in={draft.key for draft in drafts}).values_list(
                "recipient_id", "key"
            )
        )
        names = {
            user.pk: user.get_full_name()
            for user in User.objects.filter(pk__in={draft.recipient_id for draft in drafts})
        }
        fresh = [draft for draft in drafts if (draft.recipient_id, draft.key) not in given]
        for draft in fresh:
            self.stdout.write(
                f"{names[draft.recipient_id]}\t{NoticeKind(draft.kind).label}\t{draft.title[:100]}"
            )
        self.stdout.write(
            f"{len(fresh)} thông báo tới {len({d.recipient_id for d in fresh})} người."
        )
