"""An amendment in the making: what a later document is to do to a plan, before it does it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Stage(models.TextChoices):
    """How far an amendment has come."""

    OPEN = "open", "Đang chuẩn bị"
    APPLIED = "applied", "Đã áp dụng"
    DROPPED = "dropped", "Đã bỏ"


class Amendment(models.Model):
    """What a later document is to change in a plan.

    Attributes:
        draft: What was read from the document, where it was uploaded.
        whole: The document states the whole plan anew: what it does not say is given up.
        edits: What a person says, ``{"op", "kind", "id", "key", "new", "reason"}``; it stands above
            what was read.
        pairs: What a person said belongs together: the key of a thing read → the key of a thing of
            the plan, empty where it is new.
        waivers: Tasks let in although unclear, ``{key: {"clarities", "reason", "by"}}``.
        keeps: Keys of things of the plan that stay although the document does not say them.
        version: Rises with every step, so that nobody writes over what they have not seen.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="amendments")
    draft = models.OneToOneField(
        "intake.Draft",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="amendment",
    )
    document = models.ForeignKey(
        "plans.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    whole = models.BooleanField(default=False)
    edits = models.JSONField(default=list, blank=True)
    pairs = models.JSONField(default=dict, blank=True)
    keeps = models.JSONField(default=list, blank=True)
    waivers = models.JSONField(default=dict, blank=True)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.OPEN)
    version = models.PositiveIntegerField(default=1)
    result = models.OneToOneField(
        "plans.PlanVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(stage="open"), name="plan_has_one_open_amendment"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="amendment_stage_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.stage}"
