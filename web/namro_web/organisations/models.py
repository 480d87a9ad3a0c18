"""Units keep one identity for life; name, parent, kind and code belong to dated placements."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models

from namro_web.foundation.models import Dated
from namro_web.foundation.search_keys import search_key


class Kind(models.TextChoices):
    """What sort of body a unit is."""

    COMMUNE = "commune", "Xã"
    WARD = "ward", "Phường"
    SPECIAL_ZONE = "special_zone", "Đặc khu"
    PROVINCE = "province", "Tỉnh, thành phố"
    DISTRICT = "district", "Huyện (trước 01/7/2025)"
    PARTY_COMMITTEE = "party_committee", "Đảng ủy"
    PARTY_BODY = "party_body", "Cơ quan của Đảng ủy"
    COUNCIL = "council", "Hội đồng nhân dân"
    PEOPLES_COMMITTEE = "peoples_committee", "Ủy ban nhân dân"
    OFFICE = "office", "Cơ quan chuyên môn"
    SERVICE = "service", "Trung tâm, đơn vị sự nghiệp"
    FRONT = "front", "Ủy ban MTTQ"
    UNION = "union", "Tổ chức chính trị - xã hội"
    POLICE = "police", "Công an"
    MILITARY = "military", "Quân sự"
    SCHOOL = "school", "Trường học"
    CLINIC = "clinic", "Trạm Y tế"
    VILLAGE = "village", "Thôn, xóm, tổ dân phố"
    PARTNER = "partner", "Tổ chức, doanh nghiệp phối hợp"


class Level(models.TextChoices):
    """The tier of government a unit stands on; district only in the past."""

    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    VILLAGE = "village", "Thôn, xóm"


class Role(models.TextChoices):
    """What a post is for; what each may do is one table in ``access``."""

    ENTRY = "entry", "Người nhập"
    APPROVER = "approver", "Người duyệt của đơn vị"
    COORDINATOR = "coordinator", "Cơ quan thường trực"
    LEADER = "leader", "Lãnh đạo"
    INSPECTOR = "inspector", "Kiểm tra"
    SUPERVISOR = "supervisor", "Giám sát"
    ADMIN = "admin", "Quản trị"


class Unit(Dated):
    """A body that can be given work, whatever it is called and wherever it stands on a date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"

    def __str__(self) -> str:
        return str(self.id)


M = TypeVar("M", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[M, M]):
    """Rows that hold from one day up to, but not including, another."""

    def at(self, day: date) -> Self:
        """Keep what holds on ``day``."""
        return self.filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day), valid_from__lte=day
        )


class PlacementQuerySet(DatedQuerySet["Placement"]):
    """Placements that hold on a day."""


class PostQuerySet(DatedQuerySet["Post"]):
    """Posts that are held on a day."""


class Placement(models.Model):
    """What a unit was called and where it stood, from one day up to (not including) another."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="child_placements", null=True, blank=True
    )
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọn", max_length=80, blank=True)
    kind = models.CharField("loại", max_length=30, choices=Kind.choices)
    level = models.CharField("cấp", max_length=20, choices=Level.choices)
    # A string: codes of units begin with zeros.
    code = models.CharField("mã", max_length=20, blank=True)
    position = models.PositiveIntegerField("thứ tự", default=0)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    search_key = models.CharField(max_length=320, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí của đơn vị"
        verbose_name_plural = "vị trí của đơn vị"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="placement_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("unit")),
                name="placement_not_under_itself",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=models.Q(valid_to__isnull=True),
                name="placement_one_open_per_unit",
            ),
            models.UniqueConstraint(
                fields=["unit", "valid_from"], name="placement_one_start_per_day"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(valid_to__isnull=True) & ~models.Q(code=""),
                name="placement_code_in_use_once",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "valid_from"], name="placement_children"),
            models.Index(fields=["search_key"], name="placement_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key beside the names it is made of."""
        self.search_key = search_key(f"{self.name} {self.short_name} {self.code}")
        super().save(*args, **kwargs)


class Change(models.TextChoices):
    """What an act did to a unit."""

    CREATED = "created", "Thành lập"
    RENAMED = "renamed", "Đổi tên"
    MOVED = "moved", "Chuyển"
    DISSOLVED = "dissolved", "Giải thể"


class UnitAct(Dated):
    """One act on a unit: its day, its legal document, and the placements it ended and began.

    Taken back, it stays as a row without placements: what was once decided is not forgotten.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="acts")
    change = models.CharField("thay đổi", max_length=20, choices=Change.choices)
    day = models.DateField("từ ngày")
    document_number = models.CharField("số văn bản", max_length=120, blank=True)
    ended = models.ForeignKey(
        Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    began = models.ForeignKey(
        Placement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Posts that ended with the unit, to be given back when the act is taken back.
    ended_posts = models.JSONField(default=list, blank=True)
    undone_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thay đổi của đơn vị"
        verbose_name_plural = "thay đổi của đơn vị"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.get_change_display()} {self.day:%d/%m/%Y}"


class Post(Dated):
    """A person's place in a unit: what they are called there and what they may do."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    title = models.CharField("chức danh", max_length=200)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "vị trí công tác"
        verbose_name_plural = "vị trí công tác"
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="post_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=models.Q(valid_to__isnull=True),
                name="post_held_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "valid_from"], name="post_in_unit")]

    def __str__(self) -> str:
        return self.title


class NameMapping(Dated):
    """What a name in a plan means here: one unit, or a group of them; remembered for the next plan."""

    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="name_mappings")
    key = models.CharField("khóa", max_length=300)
    label = models.CharField("tên như đã viết", max_length=300)
    is_group = models.BooleanField("là nhóm", default=False)
    units = models.ManyToManyField(Unit, related_name="named_by", verbose_name="đơn vị")

    class Meta:
        verbose_name = "cách gọi đơn vị"
        verbose_name_plural = "cách gọi đơn vị"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="name_means_one_thing_in_a_scope")
        ]

    def __str__(self) -> str:
        return self.label
