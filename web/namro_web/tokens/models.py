"""A token, and the addresses it was used from."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from namro_web.organisations.models import Post


class ApiToken(models.Model):
    """What a program shows instead of a password. Only its digest is kept.

    It acts for one post, fixed when it was made, and may do what that post may *and* its scope names.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField("tên", max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # How its holder recognises it in a configuration file; tells nothing of the rest.
    hint = models.CharField("bắt đầu bằng", max_length=16, editable=False)
    duties = models.JSONField("việc được làm", default=list)
    parts = models.JSONField("phần được gọi", default=list)
    is_read_only = models.BooleanField("chỉ đọc", default=True)
    created_at = models.DateTimeField("tạo lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    last_used_at = models.DateTimeField("dùng lần cuối", null=True, blank=True)
    last_used_from = models.CharField("từ địa chỉ", max_length=64, blank=True)

    class Meta:
        verbose_name = "mã truy cập API"
        verbose_name_plural = "mã truy cập API"
        ordering = ["-created_at", "-pk"]
        constraints = [
            # Whoever revokes one by its name must not find two.
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_token_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_over(self, *, at: datetime) -> bool:
        """Say whether its time has run out."""
        return self.expires_at <= at


class TokenAddress(models.Model):
    """An address a token was used from: the first time from each is a line of history."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField("địa chỉ", max_length=64)
    first_used_at = models.DateTimeField("lần đầu")

    class Meta:
        verbose_name = "địa chỉ đã gọi"
        verbose_name_plural = "địa chỉ đã gọi"
        constraints = [
            models.UniqueConstraint(fields=["token", "address"], name="token_address_once")
        ]

    def __str__(self) -> str:
        return self.address
