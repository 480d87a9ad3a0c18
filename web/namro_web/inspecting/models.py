"""What an inspector concluded, whom it concerns, what the unit answered, how it was closed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from namro_web.foundation.models import Dated


class Kind(models.TextChoices):
    """Whether something was established, or something is asked for."""

    CONCLUSION = "conclusion", "Kết luận"
    RECOMMENDATION = "recommendation", "Kiến nghị"


class State(models.TextChoices):
    """How far it has come."""

    OPEN = "open", "Chờ đơn vị trả lời"
    ANSWERED = "answered", "Đã trả lời, chờ khép"
    CLOSED = "closed", "Đã khép"


class Conclusion(Dated):
    """One conclusion or recommendation, addressed to one unit; about a plan or task, or the unit itself."""

    owner = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, related_name="conclusions"
    )
    unit = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, related_name="addressed_conclusions"
    )
    plan = models.ForeignKey(
        "plans.Plan", on_delete=models.PROTECT, null=True, blank=True, related_name="conclusions"
    )
    task = models.ForeignKey(
        "tasks.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="conclusions"
    )
    kind = models.CharField("loại", max_length=16, choices=Kind.choices)
    text = models.TextField("nội dung")
    document_number = models.CharField("số văn bản", max_length=120, blank=True)
    answer_by = models.DateField("trả lời trước hết ngày")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # The inspector's post: whoever takes it over closes what it opened.
    post = models.ForeignKey("organisations.Post", on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # What the inspector said last: why an answer was not enough, or how it was closed.
    remark = models.TextField("nhận xét của người kiểm tra", blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "kết luận, kiến nghị kiểm tra"
        verbose_name_plural = "kết luận, kiến nghị kiểm tra"
        ordering = ("-written_at", "-id")
        indexes: ClassVar = [
            models.Index(fields=["owner", "state"], name="conclusion_of_office"),
            models.Index(fields=["unit", "state"], name="conclusion_of_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="conclusion_has_text"),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="conclusion_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="conclusion_closed_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
