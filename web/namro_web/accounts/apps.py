"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their sign-in."""

    name = "namro_web.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Start listening to sign-ins, and teach history how they read."""
        from namro_web.accounts import oidc_receivers, oidc_wording, receivers, wording  # noqa: F401

        wording.announce_all()
        oidc_wording.announce_all()
        from namro_web.accounts.sealed import reseal
        from namro_web.foundation.data_keys import announce_sealed

        announce_sealed("Khóa xác thực hai lớp, mã dự phòng", reseal)
