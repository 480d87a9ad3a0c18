"""What is true of an issued plan: its document, its particulars and its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from namro_web.foundation.search_keys import search_key


class DocumentKind(models.TextChoices):
    """What became of an uploaded document."""

    PLAIN = "plain", "Văn bản"
    PLAN = "plan", "Kế hoạch"


class Document(models.Model):
    """An uploaded file: kept byte for byte, together with the text that every span points into.

    The bytes stand on disk under their SHA-256 (see ``originals``); the row keeps what was read.
    """

    owner = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(max_length=8, choices=DocumentKind.choices, default=DocumentKind.PLAIN)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    source = models.JSONField(default=dict, blank=True)
    search_key = models.TextField(blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-uploaded_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "sha256"], name="document_once_per_owner"),
            models.CheckConstraint(condition=~Q(name=""), name="document_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="document_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with the name."""
        self.search_key = search_key(self.name)
        super().save(*args, **kwargs)


class Line(models.TextChoices):
    """Which of the two lines that run through a commune issued the plan."""

    STATE = "state", "Chính quyền"
    PARTY = "party", "Đảng"


class Plan(models.Model):
    """An adopted plan: what a document promises, as the office follows it."""

    owner = models.ForeignKey("organisations.Unit", on_delete=models.PROTECT, related_name="plans")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="plan")
    line = models.CharField(max_length=8, choices=Line.choices, default=Line.STATE)
    kind = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    issuer = models.CharField(max_length=255, blank=True)
    title = models.TextField()
    signer = models.CharField(max_length=120, blank=True)
    signer_role = models.CharField(max_length=120, blank=True)
    recipients = models.JSONField(default=list, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    adopted_at = models.DateTimeField()
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-adopted_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="plan_has_a_title"),
            models.CheckConstraint(condition=Q(line__in=Line.values), name="plan_line_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "-adopted_at"], name="plan_by_owner")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with number and title."""
        self.search_key = search_key(f"{self.number} {self.kind} {self.title} {self.issuer}")
        super().save(*args, **kwargs)


class PlanVersion(models.Model):
    """What a plan became by a later document; version 1 is the plan as it was adopted.

    ``changes`` is a list, in the order of the preview, of ``{"op": "added" | "removed" | "changed",
    "kind": "task" | "indicator" | "duty" | "goal", "id", "text", "reason", "old", "new",
    "updates"}``: ``old`` and ``new`` hold the fields that differ, as ``facts`` write them, and
    ``updates`` what tasks noted of it. A version taken back stays, with who took it back.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="amended_versions"
    )
    document_kind = models.CharField(max_length=120, blank=True)
    document_number = models.CharField(max_length=60)
    issued_on = models.DateField()
    approved_by = models.CharField(max_length=255)
    in_force_on = models.DateField()
    note = models.TextField(blank=True)
    changes = models.JSONField(default=list)
    added = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("plan", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=2), name="plan_version_after_the_first"),
            models.CheckConstraint(
                condition=~Q(document_number="") & ~Q(approved_by=""),
                name="plan_version_rests_on_a_document",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="plan_version_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"

    @property
    def basis(self) -> str:
        """The document it rests on, as people name it."""
        kind = f"{self.document_kind} " if self.document_kind else ""
        return f"{kind}{self.document_number} ngày {self.issued_on:%d/%m/%Y}"


class SectionPart(models.TextChoices):
    """What a section is for, in the library's words."""

    PREAMBLE = "preamble", "Mở đầu"
    PURPOSE = "purpose", "Mục đích, yêu cầu"
    GOALS = "goals", "Mục tiêu"
    TASKS = "tasks", "Nhiệm vụ, giải pháp"
    FUNDING = "funding", "Kinh phí"
    ORGANISATION = "organisation", "Tổ chức thực hiện"
    CLOSING = "closing", "Kết thúc"
    INDICATOR_ANNEX = "indicator-annex", "Phụ lục chỉ tiêu"
    TASK_ANNEX = "task-annex", "Phụ lục nhiệm vụ"
    OTHER = "other", "Khác"


class Section(models.Model):
    """A heading of the document and its place in the outline."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    order = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=60, blank=True)
    title = models.TextField(blank=True)
    part = models.CharField(max_length=16, choices=SectionPart.choices, default=SectionPart.OTHER)
    horizon = models.DateField(null=True, blank=True)
    line = models.PositiveIntegerField(default=1)
    end_line = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("plan", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="section_order_once"),
            models.CheckConstraint(
                condition=Q(end_line__gte=F("line")), name="section_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(part__in=SectionPart.values), name="section_part_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="section_is_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()


class Objective(models.Model):
    """A goal without a number."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="objectives")
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="objectives"
    )
    order = models.PositiveIntegerField()
    text = models.TextField()
    horizon = models.DateField(null=True, blank=True)
    line = models.PositiveIntegerField(default=1)
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    added_in = models.ForeignKey(
        PlanVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_in = models.ForeignKey(
        PlanVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("plan", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="objective_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="objective_has_text"),
            models.CheckConstraint(
                condition=Q(span_end__gte=F("span_start")), name="objective_span_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Citation(models.Model):
    """A document that the plan rests on or names by number."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="citations")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=80)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=255, blank=True)
    line = models.PositiveIntegerField(default=1)
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("plan", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="citation_order_once"),
            models.CheckConstraint(condition=~Q(number=""), name="citation_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()


class ReportingDuty(models.Model):
    """Who must do or report what to whom, as the plan's part on organisation says.

    ``due_dates`` is a list of ``{"period", "day", "month", "year"}``; month or year is null where
    the plan means every one.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="duties")
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="duties"
    )
    order = models.PositiveIntegerField()
    actor = models.CharField(max_length=500, blank=True)
    unit = models.ForeignKey(
        "organisations.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="duties"
    )
    duty = models.TextField()
    report_to = models.CharField(max_length=500, blank=True)
    report_via = models.CharField(max_length=500, blank=True)
    periods = models.JSONField(default=list, blank=True)
    due_dates = models.JSONField(default=list, blank=True)
    line = models.PositiveIntegerField(default=1)
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    added_in = models.ForeignKey(
        PlanVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dropped_in = models.ForeignKey(
        PlanVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("plan", "order")
        verbose_name_plural = "reporting duties"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="duty_order_once"),
            models.CheckConstraint(condition=~Q(duty=""), name="duty_says_what"),
        ]

    def __str__(self) -> str:
        return self.duty[:80]


class ClarityRule(models.Model):
    """One clarity as an office asks for it: its name, its place, whether it counts, whether it blocks.

    An office without rows of its own asks for the usual five; see ``plans.clarities``.
    """

    office = models.ForeignKey(
        "organisations.Unit", on_delete=models.CASCADE, related_name="clarity_rules"
    )
    key = models.CharField(max_length=12)
    name = models.CharField("tên gọi", max_length=60)
    order = models.PositiveSmallIntegerField()
    is_on = models.BooleanField("đang dùng", default=True)
    blocks = models.BooleanField("chưa rõ thì chưa ban hành", default=False)

    class Meta:
        ordering = ("office", "order")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="clarity_once_an_office"),
            models.CheckConstraint(condition=~Q(name=""), name="clarity_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_on=True) | Q(blocks=False), name="only_a_clarity_in_use_blocks"
            ),
        ]

    def __str__(self) -> str:
        return self.name
