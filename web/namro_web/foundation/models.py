"""The record of what happened, and the parts other tables are made of."""

from __future__ import annotations

from django.db import models


class Dated(models.Model):
    """A row that knows when it was made and when it last changed."""

    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        abstract = True


class HistoryLine(models.Model):
    """One thing that happened: who, as what, when, to what. Written once, never changed.

    People and units are kept by identity, not by foreign key: the ground floor knows no other app,
    and a line must outlive what it speaks of. A person's name is not in it, so that it can be erased
    without touching the chain; ``actor_name`` is filled in lines of earlier versions only. ``hash`` covers the whole line and the
    hash before it, so that a line touched, removed or moved breaks the chain.
    """

    number = models.PositiveBigIntegerField("số thứ tự", unique=True)
    verb = models.CharField("việc", max_length=80)
    subject_type = models.CharField("loại đối tượng", max_length=80)
    subject_id = models.CharField("mã đối tượng", max_length=64)
    unit_id = models.CharField("đơn vị", max_length=36, blank=True)
    actor_id = models.CharField("người thực hiện", max_length=36, blank=True)
    actor_name = models.CharField("tên người thực hiện", max_length=200, blank=True)
    post_id = models.CharField("vị trí", max_length=36, blank=True)
    post_name = models.CharField("tên vị trí", max_length=300, blank=True)
    at = models.DateTimeField("lúc")
    data = models.JSONField("chi tiết", default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    # What the line says, without diacritics, to be searched. Not part of what the hash covers.
    search_key = models.TextField(default="", blank=True, editable=False)

    class Meta:
        verbose_name = "dòng lịch sử"
        verbose_name_plural = "lịch sử"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-number"], name="history_subject"),
            models.Index(fields=["unit_id", "-number"], name="history_unit"),
            models.Index(fields=["actor_id", "-number"], name="history_actor"),
            models.Index(fields=["verb", "-number"], name="history_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_type}:{self.subject_id}"


class HistoryHead(models.Model):
    """The end of the chain: one row, locked while a line is added, so that lines never fork."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "đầu chuỗi lịch sử"
        verbose_name_plural = "đầu chuỗi lịch sử"

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class HistoryArchive(models.Model):
    """A stretch of history that has outlived its keeping and stands in a file of its own.

    The rest of the chain hangs on ``last_hash``. ``mac`` is signed with the installation's key, so
    that nobody with the database alone can pass off a gap as an archive.
    """

    first = models.PositiveBigIntegerField("dòng đầu", unique=True)
    last = models.PositiveBigIntegerField("dòng cuối", unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    last_hash = models.CharField(max_length=64)
    sha256 = models.CharField("tệp", max_length=64)
    made_at = models.DateTimeField("lưu trữ lúc")
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name = "phần lịch sử đã lưu trữ"
        verbose_name_plural = "phần lịch sử đã lưu trữ"
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="archive_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class ChangeCount(models.Model):
    """How often anything of a scope has changed; written by triggers alone (``change_counts``)."""

    scope = models.CharField("phạm vi", max_length=36, primary_key=True)
    number = models.BigIntegerField("số lần thay đổi")
    # The transaction that counted last; PostgreSQL counts each but once.
    counted_in = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "số lần thay đổi"
        verbose_name_plural = "số lần thay đổi"

    def __str__(self) -> str:
        return f"{self.scope or 'tất cả'}: {self.number}"
