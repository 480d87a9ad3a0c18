"""What is true of a draft: what was read, what a person has said of it, and how far it has come."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from namro_web.foundation.models import Dated


class Stage(models.TextChoices):
    """How far a draft has come."""

    WAITING = "waiting", "Chờ đọc"
    READING = "reading", "Đang đọc"
    READY = "ready", "Chờ duyệt"
    FAILED = "failed", "Không đọc được kế hoạch"
    ADOPTED = "adopted", "Đã ban hành vào hệ thống"


class Draft(Dated):
    """What was read from one document, beside everything a reviewer has said of it.

    ``plan`` and ``findings`` are the library's own, written once and never touched by a review.
    ``review`` holds the decisions: ``{"items": {key: {"decision", "fields"}}, "findings": {number:
    "fixed" | "set-aside"}, "names": {name: {"choice", "units"}}, "header": {field: value}}``.
    ``undo`` is what ``review`` was before each of the last steps, newest last. ``version`` rises
    with every step, so that two reviewers never write over each other.
    """

    document = models.OneToOneField(
        "plans.Document", on_delete=models.CASCADE, related_name="draft"
    )
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    step = models.CharField(max_length=120, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    failure_code = models.CharField(max_length=80, blank=True)
    failure = models.TextField(blank=True)
    plan = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    review = models.JSONField(default=dict, blank=True)
    undo = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    adopted_plan = models.OneToOneField(
        "plans.Plan", on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="draft_stage_known"),
            models.CheckConstraint(condition=Q(done__lte=100), name="draft_done_to_100"),
            models.CheckConstraint(
                condition=Q(stage="adopted", adopted_plan__isnull=False, adopted_at__isnull=False)
                | (~Q(stage="adopted") & Q(adopted_plan__isnull=True)),
                name="draft_adopted_has_its_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.stage}"
