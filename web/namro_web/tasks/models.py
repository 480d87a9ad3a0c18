"""What is true of a task: what is asked, of whom, by when, and everything that happened to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from namro_web.foundation.search_keys import search_key
from namro_web.tasks.dialogue import (
    Comment,
    CommentVersion,
    Direction,
    DirectionReceipt,
    ExtensionRequest,
    Mention,
    Obstacle,
)
from namro_web.tasks.looking import SavedView, TableLook

__all__ = [
    "Assignment",
    "Breakdown",
    "Comment",
    "CommentVersion",
    "DeadlineKind",
    "Dependency",
    "Direction",
    "DirectionReceipt",
    "EventOccurrence",
    "Every",
    "Evidence",
    "ExtensionRequest",
    "Mention",
    "Obstacle",
    "Occurrence",
    "OccurrenceState",
    "Origin",
    "ProgressBy",
    "Role",
    "SavedView",
    "State",
    "Step",
    "TableLook",
    "Task",
    "Update",
    "UpdateKind",
    "Watching",
]


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


class Breakdown(models.TextChoices):
    """How a task came out of another one."""

    SHARE = "share", "Phần giao cho một đơn vị"
    SUBTASK = "subtask", "Việc con"


class ProgressBy(models.TextChoices):
    """What a task's percent follows from."""

    PERCENT = "percent", "Theo phần trăm"
    STEPS = "steps", "Theo các bước"
    CHILDREN = "children", "Theo các phần bên dưới"


class Task(models.Model):
    """Something to be done.

    A task may stand under another one: as the share of one unit in work given to several, or as
    a subtask into which its lead unit has broken it down. ``parent`` never changes, so that no
    task can come to stand under itself.

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

    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    breakdown = models.CharField(max_length=8, choices=Breakdown.choices, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    progress_by = models.CharField(
        max_length=8, choices=ProgressBy.choices, default=ProgressBy.PERCENT
    )
    responsible = models.ForeignKey(
        "organisations.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supervising = models.ForeignKey(
        "organisations.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    added_in = models.ForeignKey(
        "plans.PlanVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_in = models.ForeignKey(
        "plans.PlanVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("plan", "order")
        indexes: ClassVar = [
            models.Index(
                fields=["plan", "state", "due_day", "deadline_kind"], name="task_by_plan_status"
            ),
            models.Index(fields=["state", "due_day"], name="task_by_state_due"),
            models.Index(
                fields=["plan", "state", "due_day", "deadline_kind"],
                condition=Q(parent__isnull=True),
                name="task_stated_by_status",
            ),
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
            models.CheckConstraint(
                condition=Q(parent__isnull=True, breakdown="")
                | Q(parent__isnull=False, breakdown__in=Breakdown.values),
                name="task_under_another_says_how",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="task_is_not_under_itself",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="task_weight_from_1_to_100"
            ),
            models.CheckConstraint(
                condition=Q(progress_by__in=ProgressBy.values), name="task_progress_by_known"
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
    SHARED = "shared", "giao cho nhiều đơn vị"
    BROKEN_DOWN = "broken-down", "chia việc con"
    FOLLOWED = "followed", "theo kết quả các phần bên dưới"
    STEPS = "steps", "cập nhật các bước"
    PEOPLE = "people", "phân công người"
    REASSIGNED = "reassigned", "chuyển đơn vị chủ trì"
    DEPENDENCY = "dependency", "đặt thứ tự trước sau"
    OBSTACLE = "obstacle", "nêu khó khăn, vướng mắc"
    ANSWERED = "answered", "trả lời khó khăn, vướng mắc"
    SETTLED = "settled", "đóng khó khăn, vướng mắc"
    DIRECTION = "direction", "chỉ đạo"
    URGED = "urged", "đôn đốc"
    ACKNOWLEDGED = "acknowledged", "tiếp thu chỉ đạo"
    TIME_ASKED = "time-asked", "đề nghị gia hạn"
    TIME_REFUSED = "time-refused", "không đồng ý gia hạn"
    TIME_WITHDRAWN = "time-withdrawn", "rút đề nghị gia hạn"
    PERIOD_OK = "period-ok", "xác nhận báo cáo kỳ"
    PERIOD_BACK = "period-back", "trả lại báo cáo kỳ"
    COMMENT = "comment", "trao đổi"
    AMENDED = "amended", "điều chỉnh theo văn bản"


class Update(models.Model):
    """One thing that happened to a task; together they are its timeline.

    ``before`` is what the task was, so that an author can take a mistake back.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="updates")
    kind = models.CharField(max_length=16, choices=UpdateKind.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    percent = models.PositiveSmallIntegerField(default=0)
    # The task's version after it; null for what leaves the task as it is (a comment, a direction).
    version = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    # What the sentence about it names besides the note: dates, units, people, as they were then.
    facts = models.JSONField(default=dict, blank=True)
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
                condition=~Q(
                    kind__in=[
                        "returned",
                        "paused",
                        "cancelled",
                        "extended",
                        "reassigned",
                        "obstacle",
                        "answered",
                        "direction",
                        "time-asked",
                        "time-refused",
                        "period-back",
                    ]
                )
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
    # When the virus scanner found nothing in it; null where no scanner was set up.
    scanned_at = models.DateTimeField(null=True, blank=True)

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
    # The confirmed result that answered it; null while it is being worked on.
    answered_by = models.ForeignKey(
        Update, on_delete=models.SET_NULL, null=True, blank=True, related_name="answered_events"
    )

    class Meta:
        ordering = ("task", "-happened_on", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_day__gte=F("happened_on")), name="event_is_due_after_it_happens"
            )
        ]

    def __str__(self) -> str:
        return f"{self.happened_on:%d/%m/%Y}"


class OccurrenceState(models.TextChoices):
    """What has become of the report for one period."""

    REPORTED = "reported", "Đã báo cáo"
    CONFIRMED = "confirmed", "Đã xác nhận"
    RETURNED = "returned", "Bị trả lại"


class Occurrence(models.Model):
    """One period of a recurring task, from the day it is reported on.

    Periods that are open or missed have no row: the task's due day says which they are.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="occurrences")
    due_day = models.DateField()
    state = models.CharField(
        max_length=12, choices=OccurrenceState.choices, default=OccurrenceState.REPORTED
    )
    update = models.OneToOneField(Update, on_delete=models.CASCADE, related_name="occurrence")
    # The day the report counts for; later than ``due_day`` it was late.
    reported_day = models.DateField()

    class Meta:
        ordering = ("task", "-due_day")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "due_day"], name="occurrence_once_per_period"),
            models.CheckConstraint(
                condition=Q(state__in=OccurrenceState.values), name="occurrence_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_day:%d/%m/%Y}"


class Dependency(models.Model):
    """One task can begin only when another has ended."""

    earlier = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="followers")
    later = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="forerunners")

    class Meta:
        ordering = ("later", "earlier")
        verbose_name_plural = "dependencies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["earlier", "later"], name="dependency_once"),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")), name="dependency_is_between_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id}"


class Step(models.Model):
    """One step of a task's checklist."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ("task", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "order"], name="step_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="step_has_text"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="step_done_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Watching(models.Model):
    """A person who wants to hear of a task without having a part in it."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="watchings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watchings"
    )
    since = models.DateTimeField()

    class Meta:
        ordering = ("task", "since")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "user"], name="watching_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.task_id}"
