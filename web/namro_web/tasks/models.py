"""What is true of a task: what is asked, of whom, by when, and everything that happened to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from namro_web.foundation.search_keys import search_key


class State(models.TextChoices):
    """What the people at work have said of a task. Lateness is not kept: it is asked for."""

    NOT_STARTED = "not-started", "Chưa thực hiện"
    IN_PROGRESS = "in-progress", "Đang thực hiện"
    SUBMITTED = "submitted", "Chờ xác nhận"
    DONE = "done", "Hoàn thành"
    PAUSED = "paused", "Tạm dừng"
    CANCELLED = "cancelled", "Đã hủy"


class DeadlineKind(models.TextChoices):
    """The four ways a plan sets a time, and its silence."""

    BY_DATE = "by-date", "Theo ngày"
    RECURRING = "recurring", "Định kỳ"
    CONTINUOUS = "continuous", "Thường xuyên"
    ON_EVENT = "on-event", "Theo sự kiện"
    NONE = "none", "Chưa rõ thời gian"


class Every(models.TextChoices):
    """How often a recurring task comes round."""

    MONTHLY = "monthly", "hằng tháng"
    QUARTERLY = "quarterly", "hằng quý"
    HALF_YEARLY = "half-yearly", "6 tháng"
    YEARLY = "yearly", "hằng năm"
    PERIODIC = "periodic", "định kỳ"


class Origin(models.TextChoices):
    """Which part of the document a task stands in."""

    BODY = "body", "Phần lời"
    ANNEX = "annex", "Phụ lục"


class Task(models.Model):
    """Something to be done.

    ``due_day`` is the next day to answer for: the printed date, the end of the first period not
    yet reported, or the day set when the awaited event was recorded; null means that nothing can
    be late. ``first_due_day`` never changes. Whether a task is late is never stored, because it
    depends on the moment of asking.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="tasks")
    section = models.ForeignKey(
        "plans.Section", on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    order = models.PositiveIntegerField()
    no = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.BODY)
    line = models.PositiveIntegerField(default=1)
    end_line = models.PositiveIntegerField(default=1)
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    deliverable = models.TextField(blank=True)

    deadline_kind = models.CharField(
        max_length=12, choices=DeadlineKind.choices, default=DeadlineKind.NONE
    )
    deadline_raw = models.CharField(max_length=500, blank=True)
    deadline_start = models.DateField(null=True, blank=True)
    every = models.CharField(max_length=12, choices=Every.choices, blank=True)
    month_days = models.JSONField(default=list, blank=True)
    until = models.DateField(null=True, blank=True)
    condition = models.TextField(blank=True)
    first_due_day = models.DateField(null=True, blank=True)
    due_day = models.DateField(null=True, blank=True)
    followed_since = models.DateField()
    reported_through = models.DateField(null=True, blank=True)

    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    percent = models.PositiveSmallIntegerField(default=0)
    last_report_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_day = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    clear_work = models.BooleanField(default=True)
    clear_people = models.BooleanField(default=False)
    clear_duty = models.BooleanField(default=False)
    clear_result = models.BooleanField(default=False)
    clear_time = models.BooleanField(default=False)

    version = models.PositiveIntegerField(default=1)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("plan", "order")
        indexes: ClassVar = [
            models.Index(
                fields=["plan", "state", "due_day", "deadline_kind"], name="task_by_plan_status"
            ),
            models.Index(fields=["state", "due_day"], name="task_by_state_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="task_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="task_has_text"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="task_percent_to_100"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="task_state_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="task_origin_known"),
            models.CheckConstraint(
                condition=Q(deadline_kind__in=DeadlineKind.values), name="task_deadline_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(deadline_kind="by-date")
                | (Q(due_day__isnull=False) & Q(first_due_day__isnull=False)),
                name="task_by_date_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(deadline_kind="recurring") | Q(every__in=Every.values),
                name="task_recurring_says_how_often",
            ),
            models.CheckConstraint(
                condition=~Q(deadline_kind="on-event") | ~Q(condition=""),
                name="task_on_event_names_the_event",
            ),
            models.CheckConstraint(
                condition=~Q(deadline_kind__in=["continuous", "none"]) | Q(due_day__isnull=True),
                name="task_without_a_day_is_never_due",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="task_submitted_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(done_at__isnull=False) & Q(submitted_at__isnull=False)),
                name="task_done_has_its_times",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["paused", "cancelled"]) | ~Q(reason=""),
                name="task_stopped_says_why",
            ),
            models.CheckConstraint(
                condition=Q(span_end__gte=F("span_start")), name="task_span_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(end_line__gte=F("line")), name="task_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.text[:80]}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with number and text."""
        self.search_key = search_key(f"{self.no} {self.text} {self.deliverable}")
        super().save(*args, **kwargs)


class Role(models.TextChoices):
    """What a unit is to a task."""

    LEAD = "lead", "Chủ trì"
    CO_LEAD = "co-lead", "Cùng chủ trì"
    PARTNER = "partner", "Phối hợp"
    WATCHER = "watcher", "Theo dõi"
    SUPERVISOR = "supervisor", "Chỉ đạo"


class Assignment(models.Model):
    """One name the plan prints on a task, and the unit it was found to mean.

    A partner has a state of its own: a village that has done its part stays done while the lead
    goes on.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(
        "organisations.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
    )
    name = models.CharField(max_length=500)
    role = models.CharField(max_length=12, choices=Role.choices)
    order = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)

    class Meta:
        ordering = ("task", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "order"], name="assignment_order_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(role="lead"), name="task_has_one_accountable_lead"
            ),
            models.UniqueConstraint(
                fields=["task", "unit", "role"],
                condition=Q(unit__isnull=False),
                name="assignment_unit_once_per_role",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="assignment_has_a_name"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="assignment_role_known"),
            models.CheckConstraint(
                condition=Q(state__in=["not-started", "in-progress", "done"]),
                name="assignment_state_is_the_partners",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UpdateKind(models.TextChoices):
    """What happened to a task."""

    PROGRESS = "progress", "cập nhật tiến độ"
    PART = "part", "cập nhật phần việc phối hợp"
    SUBMITTED = "submitted", "báo hoàn thành"
    CONFIRMED = "confirmed", "xác nhận hoàn thành"
    RETURNED = "returned", "trả lại"
    EVENT = "event", "ghi nhận sự kiện"
    EXTENDED = "extended", "gia hạn"
    PAUSED = "paused", "tạm dừng"
    RESUMED = "resumed", "tiếp tục"
    CANCELLED = "cancelled", "hủy"


class Update(models.Model):
    """One thing that happened to a task; together they are its timeline.

    ``before`` is what the task was, so that an author can take a mistake back.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="updates")
    kind = models.CharField(max_length=12, choices=UpdateKind.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    percent = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True)
    period_end = models.DateField(null=True, blank=True)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, null=True, blank=True, related_name="updates"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(
        "organisations.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acting_for = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    before = models.JSONField(default=dict, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("task", "-at", "-id")
        indexes: ClassVar = [models.Index(fields=["task", "-at"], name="update_by_task_time")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=UpdateKind.values), name="update_kind_known"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="update_state_known"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="update_percent_to_100"),
            models.CheckConstraint(
                condition=~Q(kind__in=["returned", "paused", "cancelled", "extended"])
                | ~Q(note=""),
                name="update_that_needs_a_reason_has_one",
            ),
            models.CheckConstraint(
                condition=Q(kind="part", assignment__isnull=False)
                | (~Q(kind="part") & Q(assignment__isnull=True)),
                name="update_of_a_part_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d/%m/%Y %H:%M}"


class Evidence(models.Model):
    """What shows that a thing was done: a document's number, or a file kept byte for byte."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="evidence")
    document_number = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    content_type = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("update", "id")
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~Q(document_number="") & Q(sha256="") & Q(file_name="") & Q(size=0))
                | (
                    Q(document_number="")
                    & ~Q(sha256="")
                    & ~Q(file_name="")
                    & ~Q(content_type="")
                    & Q(size__gt=0)
                ),
                name="evidence_is_a_number_or_a_file",
            ),
            models.UniqueConstraint(
                fields=["update", "sha256"],
                condition=~Q(sha256=""),
                name="evidence_file_once_per_update",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number or self.file_name


class EventOccurrence(models.Model):
    """The event that a task waited for, once it has happened, and the day then set."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="events")
    update = models.OneToOneField(Update, on_delete=models.CASCADE, related_name="event")
    happened_on = models.DateField()
    due_day = models.DateField()

    class Meta:
        ordering = ("task", "-happened_on", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_day__gte=F("happened_on")), name="event_is_due_after_it_happens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.happened_on:%d/%m/%Y}"
