"""Lists of late tasks as they were when they were closed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class LateList(models.Model):
    """What was late in an office in one week, unit by unit, as it stood when the list was closed.

    ``units`` is never changed: what became of the tasks later is told elsewhere.
    """

    owner = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, related_name="late_lists"
    )
    monday = models.DateField()
    units = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_for = models.CharField(max_length=255, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-monday",)
        verbose_name = "danh sách việc chậm"
        verbose_name_plural = "danh sách việc chậm"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "monday"], name="late_list_once_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.monday:%d/%m/%Y}"
