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

    class Meta:
        ordering = ("plan", "order")
        verbose_name_plural = "reporting duties"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "order"], name="duty_order_once"),
            models.CheckConstraint(condition=~Q(duty=""), name="duty_says_what"),
        ]

    def __str__(self) -> str:
        return self.duty[:80]
