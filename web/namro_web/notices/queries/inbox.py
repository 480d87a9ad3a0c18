"""What a person was told, and what everybody would be told now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from namro_web.accounts.models import User
from namro_web.foundation.statements import Statement
from namro_web.notices.access import must_see_reminders, notices_of
from namro_web.notices.models import ByMail, Mail, MailState, Notice, NoticeKind, Wishes
from namro_web.organisations.access import acting
from namro_web.plans.queries import page_of

PAGE_SIZE = 50

ICONS = {
    NoticeKind.AHEAD: ("clock-exclamation", "due_soon"),
    NoticeKind.TODAY: ("clock-exclamation", "due_soon"),
    NoticeKind.LATE: ("alert-triangle", "overdue"),
    NoticeKind.ESCALATED: ("alert-triangle", "overdue"),
    NoticeKind.QUIET: ("clock-exclamation", "due_soon"),
    NoticeKind.ASSIGNED: ("list-check", "in_progress"),
    NoticeKind.SUBMITTED: ("user-check", "submitted"),
    NoticeKind.DECIDED: ("circle-check", "in_progress"),
    NoticeKind.OBSTACLE: ("alert-circle", "returned"),
    NoticeKind.DIRECTION: ("message", "in_progress"),
    NoticeKind.COMMENT: ("message", "in_progress"),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice as the list shows it."""

    id: int
    label: str
    icon: str
    tone: str
    title: str
    text: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of notices, and how many are new."""

    page: Page[NoticeRow]
    new: int
    only_new: bool


@dataclass(frozen=True, slots=True)
class MyWishes:
    """How a person is told."""

    by_mail: str
    address: str
    has_calendar: bool
    calendar_post: str
    calendar_made_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailTrouble:
    """Mails of a commune's people that wait or could not be sent."""

    waiting: int
    failed: Sequence[tuple[str, str, str]]


def inbox(*, by: User, page: int, only_new: bool = False) -> Inbox:
    """Give a person's notices, the newest first."""
    mine = notices_of(by)
    shown = Paginator(mine.filter(read_at__isnull=True) if only_new else mine, PAGE_SIZE).get_page(
        page
    )
    return Inbox(page_of([_row(one) for one in shown], shown), unread_count(by), only_new)


def unread_count(by: User) -> int:
    """Count what a person has not read yet."""
    return _unread.count(person=by.pk, root=acting(by).root_id)


# Asked on every page, for the bell.
_unread = Statement(
    lambda person, root: (
        Notice.objects.filter(recipient_id=person, root_id=root, read_at__isnull=True)
        .order_by()
        .values_list("pk")
    )
)


def my_wishes(by: User) -> MyWishes:
    """Give how a person is told."""
    kept = Wishes.objects.select_related("calendar_post").filter(user_id=by.pk).first()
    return MyWishes(
        by_mail=kept.by_mail if kept else ByMail.DIGEST,
        address=by.email,
        has_calendar=bool(kept and kept.calendar_hash),
        calendar_post=kept.calendar_post.title if kept and kept.calendar_post else "",
        calendar_made_at=kept.calendar_made_at if kept else None,
    )


def mail_trouble(*, by: User) -> MailTrouble:
    """Give what became of the mails of a commune's people.

    Raises:
        NotAllowed: The post does not edit plans.
    """
    mails = Mail.objects.filter(notices__root_id=must_see_reminders(by)).distinct()
    failed = mails.filter(state=MailState.FAILED).select_related("recipient").order_by("-id")[:20]
    return MailTrouble(
        waiting=mails.filter(state__in=[MailState.WAITING, MailState.SENDING]).count(),
        failed=[(mail.recipient.get_full_name(), mail.address, mail.trouble) for mail in failed],
    )


def _row(notice: Notice) -> NoticeRow:
    kind = NoticeKind(notice.kind)
    icon, tone = ICONS[kind]
    return NoticeRow(
        id=notice.pk,
        label=kind.label,
        icon=icon,
        tone=tone,
        title=notice.title,
        text=notice.text,
        at=notice.at,
        is_new=notice.read_at is None,
    )
