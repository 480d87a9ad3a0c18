"""Requests of people about their own data, each with its clock."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from namro_web.foundation.data_keys import EncryptedTextField


class RequestKind(models.TextChoices):
    """What a person asks for."""

    COPY = "copy", "Cung cấp bản sao dữ liệu"
    ERASURE = "erasure", "Xóa dữ liệu"


class DataRequest(models.Model):
    """A person's request about their data: when it came, by when it is due, what became of it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="người"
    )
    kind = models.CharField("yêu cầu", max_length=20, choices=RequestKind.choices)
    contact = EncryptedTextField("liên hệ", blank=True)
    received_at = models.DateTimeField("nhận lúc")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField("hạn trả lời")
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "yêu cầu về dữ liệu cá nhân"
        verbose_name_plural = "yêu cầu về dữ liệu cá nhân"
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_request_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_id}"
