"""What is true of an indicator: the thing measured, who answers for it, and the values promised."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from namro_web.foundation.search_keys import search_key


class Origin(models.TextChoices):
    """Which part of the document an item stands in."""

    BODY = "body", "Phần lời"
    ANNEX = "annex", "Phụ lục"


class Indicator(models.Model):
    """Something a plan promises to bring to a value."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.CASCADE, related_name="indicators")
    section = models.ForeignKey(
        "plans.Section", on_delete=models.SET_NULL, null=True, blank=True, related_name="indicators"
    )
    order = models.PositiveIntegerField()
    no = models.CharField(max_length=20, blank=True)
    name = models.TextField()
    measured_in = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.BODY)
    line = models.PositiveIntegerField(default=1)
    end_line = models.PositiveIntegerField(default=1)
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    added_in = models.ForeignKey(
        "plans.PlanVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_in = models.ForeignKey(
        "plans.PlanVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("plan", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="indicator_order_once"),
            models.CheckConstraint(condition=~Q(name=""), name="indicator_has_a_name"),
            models.CheckConstraint(
                condition=Q(span_end__gte=F("span_start")), name="indicator_span_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(end_line__gte=F("line")), name="indicator_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="indicator_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with the name."""
        self.search_key = search_key(self.name)
        super().save(*args, **kwargs)


class Role(models.TextChoices):
    """How a unit answers for an indicator."""

    LEAD = "lead", "Chủ trì"
    PARTNER = "partner", "Phối hợp"


class Responsibility(models.Model):
    """A unit, or a name the plan prints, that answers for an indicator."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="responsibilities"
    )
    unit = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=500)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.LEAD)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("indicator", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator", "order"], name="responsibility_order_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="responsibility_has_a_name"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="responsibility_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Operator(models.TextChoices):
    """How a measured value is held against a target."""

    AT_LEAST = ">=", "≥"
    MORE_THAN = ">", ">"
    EQUAL = "=", "="
    AT_MOST = "<=", "≤"
    LESS_THAN = "<", "<"


class Target(models.Model):
    """A value promised by a day: a number, or the plan's own word ("Đạt", "Liên thông")."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    order = models.PositiveSmallIntegerField(default=0)
    operator = models.CharField(max_length=2, choices=Operator.choices, blank=True)
    value = models.DecimalField(max_digits=30, decimal_places=10, null=True, blank=True)
    word = models.CharField(max_length=255, blank=True)
    measured_in = models.CharField(max_length=120, blank=True)
    horizon = models.DateField(null=True, blank=True)
    printed = models.TextField(blank=True)
    section = models.ForeignKey(
        "plans.Section", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.BODY)
    line = models.PositiveIntegerField(default=1)
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("indicator", "horizon", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "order"], name="target_order_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | ~Q(operator=""),
                name="target_number_has_an_operator",
            ),
            models.CheckConstraint(
                condition=Q(operator="") | Q(operator__in=Operator.values),
                name="target_operator_known",
            ),
            models.CheckConstraint(
                condition=Q(span_end__gte=F("span_start")), name="target_span_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.printed or f"{self.operator}{self.value}"
