"""Mail: written when the hour allows, sent one by one, tried again, never lost and not sent twice."""

from __future__ import annotations

import smtplib
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.history import record
from namro_web.notices.models import ABOUT_DEADLINES, ByMail, Mail, MailState, Notice, NoticeKind
from namro_web.notices.queries.rules import calendars_of, mail_wishes_of
from namro_web.notices.reminders import digest_due, may_mail
from namro_web.organisations.access import offices_worked_in
from namro_web.tasks.models import State

_OPEN = (State.NOT_STARTED, State.IN_PROGRESS)
_PEOPLE = 200
_MOST_ATTEMPTS = 8
# A mail claimed so long ago was claimed by a program that is no more.
_ABANDONED = timedelta(minutes=10)


def write_mails(*, at: datetime) -> int:
    """Write the mails that are due by people's wishes and the office's hours; say how many.

    A notice is settled once: in one mail, or found to need none (no address, not wished for, mail
    not set up, or the work it speaks of done, halted or extended meanwhile).
    """
    written = 0
    waiting = Notice.objects.filter(settled_at__isnull=True, at__lte=at)
    people = list(waiting.order_by().values_list("recipient_id", flat=True).distinct())
    for start in range(0, len(people), _PEOPLE):
        some = people[start : start + _PEOPLE]
        wishes = mail_wishes_of(some)
        for user in User.objects.filter(pk__in=some).order_by("pk"):
            written += _write_for(user, wishes[user.pk], at=at)
    return written


def send_mails(
    *, at: datetime, most: int = 500, clock: Callable[[], datetime] | None = None
) -> int:
    """Send what waits, one mail after another over one connection; say how many were accepted."""
    if not settings.MAIL_IS_ON:
        return 0
    Mail.objects.filter(state=MailState.SENDING, claimed_at__lt=at - _ABANDONED).update(
        state=MailState.WAITING
    )
    connection = get_connection()
    sent = 0
    try:
        for _ in range(most):
            mail = _claim(at=at)
            if mail is None:
                break
            if _may_still_get(mail, at=at):
                trouble, is_final = _send(mail, connection)
            else:
                trouble, is_final = "Người nhận không còn làm việc ở đơn vị này", True
            _note(mail, trouble, is_final=is_final, at=clock() if clock else at)
            sent += not trouble
            if trouble and not is_final:
                # The server is not well: what waits behind would fare no better now.
                break
    finally:
        connection.close()
    return sent


@transaction.atomic
def _write_for(user: User, by_mail: str, *, at: datetime) -> int:
    notices = list(
        Notice.objects.select_for_update(of=("self",))
        .select_related("task")
        .filter(recipient_id=user.pk, settled_at__isnull=True, at__lte=at)
        .order_by("at", "id")
    )
    void = [notice for notice in notices if _is_void(notice)]
    alive = [notice for notice in notices if notice not in void]
    if not (settings.MAIL_IS_ON and user.email and user.is_active) or by_mail == ByMail.NONE:
        void, alive = notices, []
    _settle(void, at=at)
    offices = offices_worked_in(user, at=at.astimezone(VIETNAM).date()) if alive else frozenset()
    if gone := [notice for notice in alive if notice.root_id not in offices]:
        # Who no longer works in an office is written nothing of it: there they read nothing either.
        _settle(gone, at=at)
        alive = [notice for notice in alive if notice not in gone]
    calendars = calendars_of({notice.root_id for notice in alive})
    ready = [notice for notice in alive if may_mail(at, calendars[notice.root_id])]
    if by_mail == ByMail.EACH:
        for notice in ready:
            _write(user, [notice], key=f"notice:{notice.pk}", subject=notice.title, at=at)
        return len(ready)
    day = at.astimezone(VIETNAM).date()
    key = f"digest:{user.pk}:{day:%Y%m%d}"
    ready = [notice for notice in ready if digest_due(at, calendars[notice.root_id])]
    if not ready or Mail.objects.filter(key=key).exists():
        return 0
    _write(user, ready, key=key, subject=_subject(ready, at=at), at=at)
    return 1


def _is_void(notice: Notice) -> bool:
    """Say whether the work a reminder speaks of is done, halted, reported on or extended by now."""
    if notice.kind not in ABOUT_DEADLINES:
        return False
    task = notice.task
    if task is None or task.state not in _OPEN or task.due_day != notice.due_day:
        return True
    was_silent = notice.kind == NoticeKind.QUIET
    return was_silent and task.last_report_at is not None and task.last_report_at > notice.at


def _settle(notices: Sequence[Notice], *, at: datetime, mail: Mail | None = None) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(settled_at=at, mail=mail)


def _write(user: User, notices: Sequence[Notice], *, key: str, subject: str, at: datetime) -> None:
    mail = Mail.objects.create(
        recipient=user,
        key=key,
        address=user.email,
        subject=" ".join(subject.split())[:250],
        body=_body(user, notices, at=at),
        message_id=f"<{key.replace(':', '.')}@{settings.MAIL_DOMAIN}>",
        written_at=at,
        next_try_at=at,
    )
    _settle(notices, at=at, mail=mail)
    record("notices.mail-written", mail, by=None, at=at, notices=len(notices))


def _subject(notices: Sequence[Notice], *, at: datetime) -> str:
    counts: dict[str, int] = defaultdict(int)
    for notice in notices:
        counts[NoticeKind(notice.kind).label.lower()] += 1
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    return f"Việc ngày {at.astimezone(VIETNAM):%d/%m}: {told}"


def _body(user: User, notices: Sequence[Notice], *, at: datetime) -> str:
    order = list(NoticeKind)
    by_kind = sorted(
        notices,
        key=lambda one: (order.index(NoticeKind(one.kind)), one.due_day or at.date(), one.pk),
    )
    groups = [
        (NoticeKind(kind).label, list(some))
        for kind, some in groupby(by_kind, lambda one: one.kind)
    ]
    context = {
        "user": user,
        "groups": groups,
        "site": settings.SITE_URL,
        "demo": settings.DEMO_DATA,
    }
    return render_to_string("notices/mail.txt", context)


@transaction.atomic
def _claim(*, at: datetime) -> Mail | None:
    mail = (
        Mail.objects.select_for_update(skip_locked=True)
        .filter(state=MailState.WAITING, next_try_at__lte=at)
        .order_by("next_try_at", "id")
        .first()
    )
    if mail is None:
        return None
    mail.state = MailState.SENDING
    mail.attempts += 1
    mail.claimed_at = at
    mail.save(update_fields=["state", "attempts", "claimed_at"])
    return mail


def _may_still_get(mail: Mail, *, at: datetime) -> bool:
    """Say whether a mail that waited speaks only of offices whose work its recipient still does."""
    user = mail.recipient
    told_of = set(Notice.objects.filter(mail=mail).values_list("root_id", flat=True))
    return user.is_active and told_of <= offices_worked_in(user, at=at.astimezone(VIETNAM).date())


def _send(mail: Mail, connection: BaseEmailBackend) -> tuple[str, bool]:
    """Hand a mail to the server: what went wrong, and whether trying again is in vain."""
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.address],
        connection=connection,
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next((code for code, _ in refused.recipients.values()), 0)
        return f"Máy chủ thư từ chối địa chỉ ({code})", code >= 500
    except smtplib.SMTPResponseException as refused:
        return f"Máy chủ thư trả lời {refused.smtp_code}", False
    except (smtplib.SMTPException, OSError) as trouble:
        return f"Không nối được máy chủ thư ({type(trouble).__name__})", False
    return "", False


@transaction.atomic
def _note(mail: Mail, trouble: str, *, is_final: bool, at: datetime) -> None:
    if not trouble:
        mail.state, mail.sent_at, mail.trouble = MailState.SENT, at, ""
    elif is_final or mail.attempts >= _MOST_ATTEMPTS:
        mail.state, mail.trouble = MailState.FAILED, trouble
        record("notices.mail-failed", mail, by=None, at=at, trouble=trouble)
    else:
        mail.state, mail.trouble = MailState.WAITING, trouble
        mail.next_try_at = at + timedelta(minutes=2**mail.attempts)
    mail.save(update_fields=["state", "sent_at", "trouble", "next_try_at"])
