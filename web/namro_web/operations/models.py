"""Who is at work on background jobs."""

from __future__ import annotations

import uuid

from django.db import models


class WorkerBeat(models.Model):
    """A worker's sign of life; one that stops beating has its jobs taken up by others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The machine, its start and its process space: where a process number means something.
    place = models.CharField("nơi chạy", max_length=200)
    host = models.CharField("máy", max_length=100)
    pid = models.PositiveIntegerField("số tiến trình")
    started_at = models.DateTimeField("bắt đầu lúc")
    beat_at = models.DateTimeField("báo sống lúc")

    class Meta:
        verbose_name = "tiến trình làm việc nền"
        verbose_name_plural = "tiến trình làm việc nền"

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"
