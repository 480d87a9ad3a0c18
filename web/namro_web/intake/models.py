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
    APPLIED = "applied", "Đã áp dụng điều chỉnh"


SETTLED = (Stage.ADOPTED, Stage.APPLIED)
"""What has become a plan, or a version of one, is not reviewed any more."""
READ = (Stage.READY, *SETTLED)


class Draft(Dated):
    """What was read from one document, beside everything a reviewer has said of it.

    ``plan`` and ``findings`` are the library's own, written once and never touched by a review.
    ``review`` holds the decisions: ``{"items": {key: {"decision", "fields"}}, "findings": {number:
    "fixed" | "set-aside"}, "reasons": {number: why it was set aside}, "names": {name: {"units",
    "group"}}, "added": {key: item a person marked in the text}, "waivers": {key: {"clarities",
    "reason", "by"}}}``. ``undo`` is what ``review`` was before each of the last steps, newest last.
    ``version`` rises with every step; ``touched`` says for each thing decided at which version, and
    by whom: two reviewers work at once, but nobody writes over what they have not seen.
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
    touched = models.JSONField(default=dict, blank=True)
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


class Seat(models.Model):
    """Where a reviewer sits: who has which item of a draft open, and where each goes on later."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "user"], name="one_seat_a_draft_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.user_id} {self.key}"


class UnitGroup(Dated):
    """A name that stands for several units of a commune: “các ban, ngành, đoàn thể”, “12 xóm”.

    ``every`` names a kind of unit, all of which belong on any day asked about; members stand beside
    that by name, each from a day and until a day. ``also`` are the keys of other names that people
    have said mean this group.
    """

    scope = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, related_name="unit_groups"
    )
    name = models.CharField("tên nhóm", max_length=200)
    key = models.CharField(max_length=300)
    also = models.JSONField(default=list, blank=True)
    every = models.CharField("mọi đơn vị loại", max_length=20, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scope", "key"],
                condition=Q(ended_on__isnull=True),
                name="group_name_means_one_group",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A unit in a group, from a day until a day."""

    group = models.ForeignKey(UnitGroup, on_delete=models.CASCADE, related_name="members")
    unit = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "unit"],
                condition=Q(valid_to__isnull=True),
                name="unit_is_in_a_group_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="member_leaves_after_it_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.unit_id}"
