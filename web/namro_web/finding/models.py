"""What the search looks through: one row for each thing, or piece of a text, that can be found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class EntryKind(models.TextChoices):
    """What can be found, in the order in which it is shown."""

    PLAN = "plan", "Kế hoạch"
    TASK = "task", "Nhiệm vụ"
    INDICATOR = "indicator", "Chỉ tiêu"
    UPDATE = "update", "Cập nhật, trao đổi"
    TEXT = "text", "Nội dung văn bản"


class Entry(models.Model):
    """Something that can be found, as it reads now.

    It holds no truth of its own: it is written again, in the same transaction, whenever the thing
    it was made from is written (``keeping``), and all can be made anew (``namro-web
    refresh-search``). ``words`` is what the full-text index of the database reads: the accent-free
    text, and before it marks of the office, the kind and the plan, so that permission and filters
    narrow the search inside the index.
    """

    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    ref = models.BigIntegerField()
    part = models.PositiveIntegerField(default=0)
    owner = models.UUIDField()
    plan = models.BigIntegerField(null=True, blank=True)
    task = models.BigIntegerField(null=True, blank=True)
    line = models.PositiveIntegerField(default=0)
    day = models.DateField(null=True, blank=True)
    title = models.TextField()
    place = models.CharField(max_length=255, blank=True)
    body = models.TextField(blank=True)
    words = models.TextField(editable=False)

    class Meta:
        ordering = ("id",)
        verbose_name = "mục tìm kiếm"
        verbose_name_plural = "mục tìm kiếm"
        indexes: ClassVar = [models.Index(fields=["plan"], name="entry_by_plan")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "ref", "part"], name="entry_once_per_thing"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title[:80]
