"""How people look at tasks: the ways of looking they keep, and the columns of their table."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Form(models.TextChoices):
    """The forms in which the same tasks are shown."""

    TABLE = "table", "Danh sách"
    BOARD = "board", "Bảng việc"
    GANTT = "gantt", "Tiến trình"
    CALENDAR = "calendar", "Lịch"


class SavedView(models.Model):
    """A way of looking at tasks that somebody kept under a name.

    It holds an address, never tasks: whoever opens it sees what they may see.
    """

    owner = models.ForeignKey("organisations.Unit", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(max_length=80)
    form = models.CharField(max_length=12, choices=Form.choices, default=Form.TABLE)
    # The filters, sorting, columns and grouping, as the page writes them into its own address.
    address = models.CharField(max_length=1500, blank=True)
    is_shared = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("order", "id")
        indexes: ClassVar = [models.Index(fields=["owner", "is_shared"], name="view_by_owner")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "name"], name="view_name_once_per_author"),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="view_form_known"),
        ]

    def __str__(self) -> str:
        return self.name


class TableLook(models.Model):
    """The columns one person wants, how wide and how close, and what their list opens with."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="table_look",
    )
    # As an address writes them: "viec.420,chu-tri,han".
    columns = models.CharField(max_length=400, blank=True)
    is_dense = models.BooleanField(default=False)
    opens_with = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.columns
