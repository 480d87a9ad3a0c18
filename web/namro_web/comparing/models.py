"""What people said of a plan and the plan above it; what the system only thinks is never stored."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Decision(models.TextChoices):
    """What a person said of a link."""

    CONFIRMED = "confirmed", "Đúng"
    REJECTED = "rejected", "Không phải"


class Decided(models.Model):
    """A link between a plan and something above it, as a person decided.

    What is above is either a plan of the system or a kept catalogue, by its number.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="%(class)ss")
    catalogue = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey(
        "plans.Plan", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=10, choices=Decision.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class ParentLink(Decided):
    """Whether a plan carries out a document above it."""

    class Meta:
        ordering = ("plan", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "catalogue"],
                condition=Q(parent__isnull=True),
                name="parent_link_once_per_catalogue",
            ),
            models.UniqueConstraint(
                fields=["plan", "parent"],
                condition=Q(parent__isnull=False),
                name="parent_link_once_per_plan",
            ),
            models.CheckConstraint(
                condition=(Q(parent__isnull=True) & ~Q(catalogue=""))
                | (Q(parent__isnull=False) & Q(catalogue="")),
                name="parent_link_is_to_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("plan")),
                name="parent_link_not_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="parent_link_decision_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} → {self.catalogue or self.parent_id}: {self.decision}"


class ItemLink(Decided):
    """Whether one item of a plan answers one item of a document above it.

    Keys are those of ``programmes``; the texts are what the person saw when deciding.
    """

    parent_key = models.CharField(max_length=80)
    child_key = models.CharField(max_length=80)
    parent_text = models.TextField()
    child_text = models.TextField()

    class Meta:
        ordering = ("plan", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "catalogue", "parent_key", "child_key"],
                condition=Q(parent__isnull=True),
                name="item_link_once_per_catalogue",
            ),
            models.UniqueConstraint(
                fields=["plan", "parent", "parent_key", "child_key"],
                condition=Q(parent__isnull=False),
                name="item_link_once_per_plan",
            ),
            models.CheckConstraint(
                condition=(Q(parent__isnull=True) & ~Q(catalogue=""))
                | (Q(parent__isnull=False) & Q(catalogue="")),
                name="item_link_is_to_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="item_link_decision_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_key} ← {self.child_key}: {self.decision}"
