"""What people say to each other about a task: obstacles, directions, requests for time, comments.

Each begins with one entry of the task's timeline (``update``); what becomes of it later is kept
in its own row and told by further entries.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class ObstacleState(models.TextChoices):
    """How far an obstacle has come."""

    OPEN = "open", "Chờ trả lời"
    ANSWERED = "answered", "Đã trả lời"
    CLOSED = "closed", "Đã tháo gỡ"
    WITHDRAWN = "withdrawn", "Đã rút"


class Obstacle(models.Model):
    """A difficulty in carrying a task out, whom it waits for, and what is proposed to them.

    It waits for a unit of the commune, or for a body outside it that is only named: then the
    standing body or a leader writes down what that body answered.
    """

    task = models.ForeignKey("tasks.Task", on_delete=models.CASCADE, related_name="obstacles")
    update = models.OneToOneField("tasks.Update", on_delete=models.CASCADE, related_name="obstacle")
    text = models.TextField()
    proposal = models.TextField(blank=True)
    waits_for = models.ForeignKey(
        "organisations.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="awaited_obstacles",
    )
    waits_for_name = models.CharField(max_length=255)
    raised_for = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, related_name="raised_obstacles"
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=ObstacleState.choices, default=ObstacleState.OPEN
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("task", "-raised_at", "-id")
        indexes: ClassVar = [
            models.Index(fields=["waits_for", "state"], name="obstacle_by_whom_it_waits")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(waits_for_name=""), name="obstacle_says_what_and_whom"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ObstacleState.values), name="obstacle_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="obstacle_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "withdrawn"]) | Q(closed_at__isnull=False),
                name="obstacle_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def mark(self) -> str:
        """Give what tells this state of it from any other: who acts on it says which they saw."""
        return f"{self.state} {self.answered_at.timestamp() if self.answered_at else ''}".strip()


class Direction(models.Model):
    """What a leader tells units to do about a task, or an urging to get on with it."""

    task = models.ForeignKey("tasks.Task", on_delete=models.CASCADE, related_name="directions")
    update = models.OneToOneField(
        "tasks.Update", on_delete=models.CASCADE, related_name="direction"
    )
    text = models.TextField()
    is_urging = models.BooleanField(default=False)
    answer_by = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("task", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="direction_has_text")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class DirectionReceipt(models.Model):
    """A unit that a direction is for, and whether it has taken note of it."""

    direction = models.ForeignKey(Direction, on_delete=models.CASCADE, related_name="receipts")
    unit = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, related_name="directions"
    )
    name = models.CharField(max_length=255)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("direction", "id")
        indexes: ClassVar = [models.Index(fields=["unit", "taken_at"], name="receipt_by_unit")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["direction", "unit"], name="receipt_once_per_unit"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="receipt_taken_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RequestState(models.TextChoices):
    """What has become of a request for more time."""

    ASKED = "asked", "Chờ quyết định"
    GRANTED = "granted", "Đồng ý"
    REFUSED = "refused", "Không đồng ý"
    WITHDRAWN = "withdrawn", "Đã rút"


class ExtensionRequest(models.Model):
    """A unit asks for more time; whoever assigned the task grants it, whole or in part, or not."""

    task = models.ForeignKey("tasks.Task", on_delete=models.CASCADE, related_name="requests")
    update = models.OneToOneField("tasks.Update", on_delete=models.CASCADE, related_name="request")
    due_from = models.DateField()
    wanted_day = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=RequestState.choices, default=RequestState.ASKED
    )
    granted_day = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("task", "-asked_at", "-id")
        indexes: ClassVar = [models.Index(fields=["state", "task"], name="request_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="asked"), name="request_one_open_per_task"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="request_has_a_reason"),
            models.CheckConstraint(
                condition=Q(wanted_day__gt=models.F("due_from")), name="request_asks_for_later"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_day__isnull=False),
                name="request_granted_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="request_refused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted_day:%d/%m/%Y}"


class Comment(models.Model):
    """A remark about a task; its author may correct it for a short while, and what it was stays."""

    update = models.OneToOneField("tasks.Update", on_delete=models.CASCADE, related_name="comment")
    text = models.TextField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("update",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def mark(self) -> str:
        """Give what tells this wording from any other: who corrects it says which they saw."""
        return str(self.edited_at.timestamp()) if self.edited_at else "0"


class CommentVersion(models.Model):
    """What a comment said before it was corrected."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("comment", "replaced_at", "id")

    def __str__(self) -> str:
        return self.text[:80]


class Mention(models.Model):
    """A person named in a comment with @, so that they can be told."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions"
    )
    # The name as it stands in the text after the @.
    name = models.CharField(max_length=255)

    class Meta:
        ordering = ("comment", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "user"], name="mention_once_per_comment")
        ]

    def __str__(self) -> str:
        return f"@{self.name}"
