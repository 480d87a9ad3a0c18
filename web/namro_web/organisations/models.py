"""Units keep one identity for life; name, parent, kind and code belong to dated placements."""

from __future__ import annotations

import uuid
from datetime import date
from fractions import Fraction
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
    RECLASSIFIED = "reclassified", "Đổi loại, cấp, mã"
    SPLIT = "split", "Chia tách"
    MERGED = "merged", "Nhập vào đơn vị khác"
    RECEIVED = "received", "Nhận đơn vị nhập vào"


class Reform(Dated):
    """One act that concerns several units at once: a split, a merger, a dissolution with a successor.

    Taken back, it stays as a row; its successions and what it handed on go.
    """

    change = models.CharField("thay đổi", max_length=20, choices=Change.choices)
    day = models.DateField("từ ngày")
    document_number = models.CharField("số văn bản", max_length=120, blank=True)
    # Posts that ended or began, and remembered names that passed on, to be put back.
    moved = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đợt sắp xếp đơn vị"
        verbose_name_plural = "đợt sắp xếp đơn vị"
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.get_change_display()} {self.day:%d/%m/%Y}"


class Succession(models.Model):
    """A unit's figures pass to another on a day, with an explicit share of them."""

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="successions")
    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    day = models.DateField("từ ngày")
    numerator = models.PositiveBigIntegerField("tử số của phần chia")
    denominator = models.PositiveBigIntegerField("mẫu số của phần chia")

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reform", "predecessor", "successor"], name="succession_once_per_reform"
            ),
            models.CheckConstraint(
                condition=models.Q(denominator__gt=0)
                & models.Q(numerator__gt=0)
                & models.Q(numerator__lte=models.F("denominator")),
                name="succession_share_of_a_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["predecessor", "day"], name="succession_from"),
            models.Index(fields=["successor", "day"], name="succession_to"),
        ]

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator} {self.day:%d/%m/%Y}"

    @property
    def share(self) -> Fraction:
        """Give the part of the predecessor's figures that the successor takes."""
        return Fraction(self.numerator, self.denominator)


class Heir(models.Model):
    """Who carries on what a unit that is gone had begun: its plans, its open work, its papers.

    Kept for the whole line: when the heir goes in its turn, its own heir takes all of it.
    """

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="heirs")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="heirs")
    heir = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inherited")

    class Meta:
        verbose_name = "đơn vị tiếp nhận"
        verbose_name_plural = "đơn vị tiếp nhận"
        constraints = [models.UniqueConstraint(fields=["unit", "heir"], name="heir_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.heir_id}"


class HandedOn(models.Model):
    """One open thing of an app above that passed from a unit to another on a day.

    ``kind`` and ``object_id`` are that app's own words. Who had it before is asked here, and taking
    the reform back gives it back.
    """

    reform = models.ForeignKey(Reform, on_delete=models.CASCADE, related_name="handed_on")
    kind = models.CharField(max_length=60)
    object_id = models.PositiveBigIntegerField()
    # What the app had noted last on the thing when it passed: anything newer depends on it.
    mark = models.PositiveBigIntegerField(default=0)
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField("từ ngày")

    class Meta:
        verbose_name = "việc đã bàn giao"
        verbose_name_plural = "việc đã bàn giao"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reform", "kind", "object_id"], name="handed_on_once_per_reform"
            )
        ]
        indexes = [models.Index(fields=["kind", "object_id", "day"], name="handed_on_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


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
    # The act that several units share; taking it back takes all of it back.
    reform = models.ForeignKey(
        Reform, on_delete=models.PROTECT, null=True, blank=True, related_name="acts"
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
        # What a name means in other offices is asked by the name alone.
        indexes = [models.Index(fields=["key"], name="name_by_key")]

    def __str__(self) -> str:
        return self.label


class Manner(models.TextChoices):
    """How a delegate signs: the words of the administration, which change nothing else."""

    KT = "KT", "Ký thay (KT.)"
    TM = "TM", "Thay mặt (TM.)"
    TL = "TL", "Thừa lệnh (TL.)"
    TUQ = "TUQ", "Thừa ủy quyền (TUQ.)"


class Delegation(Dated):
    """A person lets another of the same office act in their post, for some duties and a period.

    It names the delegate's own post: whoever leaves that post stands in for nobody from it any more.
    """

    giver_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations_given")
    delegate_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="delegations_received"
    )
    duties = models.JSONField("việc được ủy quyền", default=list)
    manner = models.CharField("hình thức ký", max_length=3, choices=Manner.choices)
    document_number = models.CharField("số văn bản", max_length=120)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày")
    # The first day on which it holds no more, when it ended before its time.
    ended_on = models.DateField("chấm dứt từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")),
                name="delegation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(giver_post=models.F("delegate_post")),
                name="delegation_to_another_post",
            ),
            models.CheckConstraint(
                condition=~models.Q(document_number=""), name="delegation_rests_on_a_document"
            ),
        ]
        indexes = [
            models.Index(fields=["delegate_post", "valid_from"], name="delegation_to_a_post")
        ]

    def __str__(self) -> str:
        return f"{self.manner}. {self.document_number}"


class Handover(Dated):
    """What was passed on when a person left a post, as the minutes print it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    at = models.DateTimeField("lúc")
    # The first day on which the post is held no more; none while the person stays.
    post_ends = models.DateField("thôi giữ từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "biên bản bàn giao"
        verbose_name_plural = "biên bản bàn giao"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.at:%d/%m/%Y}"


class Outcome(models.TextChoices):
    """What became of one thing in a handover."""

    PASSED = "passed", "Giao cho người nhận"
    LEFT = "left", "Để trống, cơ quan thường trực phân công"
    ENDED = "ended", "Hết hiệu lực"
    STAYS = "stays", "Ở lại đơn vị"


class HandoverItem(models.Model):
    """One line of the minutes, in the words it had that day."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    label = models.CharField("loại việc", max_length=120)
    text = models.TextField("nội dung")
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome.choices)
    to_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="handed_items"
    )

    class Meta:
        verbose_name = "việc bàn giao"
        verbose_name_plural = "việc bàn giao"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "key"], name="handed_once_per_handover"),
            models.CheckConstraint(
                condition=models.Q(outcome="passed", to_post__isnull=False)
                | (~models.Q(outcome="passed") & models.Q(to_post__isnull=True)),
                name="passed_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
