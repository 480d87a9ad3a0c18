"""What is true of notices: who was told what, by which mail, and what each wishes to be told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class NoticeKind(models.TextChoices):
    """What a notice is about."""

    AHEAD = "ahead", "Sắp đến hạn"
    TODAY = "today", "Đến hạn hôm nay"
    LATE = "late", "Quá hạn"
    ESCALATED = "escalated", "Báo cáo việc quá hạn"
    QUIET = "quiet", "Cần báo cáo việc thường xuyên"
    ASSIGNED = "assigned", "Giao việc"
    SUBMITTED = "submitted", "Chờ xác nhận"
    DECIDED = "decided", "Quyết định về nhiệm vụ"
    OBSTACLE = "obstacle", "Khó khăn, vướng mắc"
    DIRECTION = "direction", "Chỉ đạo, đôn đốc"
    COMMENT = "comment", "Trao đổi"


# Notices of these kinds speak of a deadline: they are void once the work is done or stopped.
ABOUT_DEADLINES = (
    NoticeKind.AHEAD,
    NoticeKind.TODAY,
    NoticeKind.LATE,
    NoticeKind.ESCALATED,
    NoticeKind.QUIET,
)


class ByMail(models.TextChoices):
    """How a person wants to be told by e-mail."""

    DIGEST = "digest", "Một thư tổng hợp mỗi ngày"
    EACH = "each", "Từng thông báo một thư"
    NONE = "none", "Không gửi thư, chỉ báo trong hệ thống"


def _before() -> list[int]:
    return [7, 3, 1]


def _after() -> list[int]:
    return [1, 3, 7]


class ReminderRules(models.Model):
    """When a commune reminds: one row a tree; without a row, the defaults hold.

    ``head_after`` and ``body_after`` are the days of delay from which the head of the lead unit and
    the standing body are told; null never. After the last of ``after`` a reminder comes every
    ``then_every`` days.
    """

    root = models.OneToOneField(
        "organisations.Unit", on_delete=models.PROTECT, related_name="reminder_rules"
    )
    is_on = models.BooleanField(default=True)
    before = models.JSONField(default=_before)
    on_day = models.BooleanField(default=True)
    after = models.JSONField(default=_after)
    then_every = models.PositiveSmallIntegerField(default=7)
    head_after = models.PositiveSmallIntegerField(null=True, blank=True, default=3)
    body_after = models.PositiveSmallIntegerField(null=True, blank=True, default=7)
    digest_hour = models.PositiveSmallIntegerField(default=7)
    quiet_from = models.PositiveSmallIntegerField(default=20)
    quiet_to = models.PositiveSmallIntegerField(default=7)
    mail_on_weekends = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "quy tắc nhắc việc"
        verbose_name_plural = "quy tắc nhắc việc"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(digest_hour__lte=23, quiet_from__lte=23, quiet_to__lte=23),
                name="reminder_hours_are_of_a_day",
            ),
            models.CheckConstraint(condition=Q(then_every__gte=1), name="reminder_repeat_is_days"),
        ]

    def __str__(self) -> str:
        return f"{self.root_id}"


class Wishes(models.Model):
    """How one person wants to be told, and the secret of their calendar's address (only its hash)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_wishes"
    )
    by_mail = models.CharField(max_length=8, choices=ByMail.choices, default=ByMail.DIGEST)
    calendar_hash = models.CharField(max_length=64, blank=True)
    calendar_post = models.ForeignKey(
        "organisations.Post", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    calendar_made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "nguyện vọng nhận thông báo"
        verbose_name_plural = "nguyện vọng nhận thông báo"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(by_mail__in=ByMail.values), name="wishes_mail_known"
            ),
            models.UniqueConstraint(
                fields=["calendar_hash"],
                condition=~Q(calendar_hash=""),
                name="calendar_opens_for_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.by_mail}"


class MailState(models.TextChoices):
    """How far a mail has come."""

    WAITING = "waiting", "Chờ gửi"
    SENDING = "sending", "Đang gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


class Mail(models.Model):
    """One e-mail. ``key`` says what it is the only mail for; ``message_id`` stays the same if sent anew.

    A program that is killed between the server's word of acceptance and our note of it cannot know
    which came first. It sends again under the same Message-ID, by which mail systems know a copy.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails"
    )
    key = models.CharField(max_length=120, unique=True)
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    message_id = models.CharField(max_length=120, unique=True)
    written_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "thư"
        verbose_name_plural = "thư"
        ordering = ("next_try_at", "id")
        indexes: ClassVar = [
            models.Index(fields=["state", "next_try_at"], name="mail_to_be_sent"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="mail_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_sent_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class Notice(models.Model):
    """One thing a person was told. ``key`` makes it the only one of its sort for that person."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    root = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    key = models.CharField(max_length=120)
    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    title = models.CharField(max_length=300)
    text = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=200, blank=True)
    due_day = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    # Set once: mailed, or found that there was nothing to mail (no address, not wished, void).
    settled_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ("-at", "-id")
        indexes: ClassVar = [
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(fields=["recipient", "-at"], name="notice_inbox"),
            models.Index(
                fields=["recipient", "at"],
                condition=Q(settled_at__isnull=True),
                name="notice_to_mail",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_once_a_person"),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.recipient_id}"


class Hearing(models.Model):
    """How far history has been listened to: one row, so that nothing is told twice or passed over."""

    heard_through = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "mốc đã nghe lịch sử"
        verbose_name_plural = "mốc đã nghe lịch sử"

    def __str__(self) -> str:
        return str(self.heard_through)
