"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig

SIGN_INS = "sign-ins"
"""Counts when anybody signed in last (``foundation.change_counts``)."""


class AccountsConfig(AppConfig):
    """People and their sign-in."""

    name = "namro_web.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Start listening to sign-ins, and teach history how they read."""
        from namro_web.foundation import change_counts

        # Signing in writes the moment on the account; only the list of people shows it.
        change_counts.of_everybody(
            "accounts.User",
            columns=[
                "username",
                "full_name",
                "email",
                "is_active",
                "is_staff",
                "is_superuser",
                "must_change_password",
                "opened_at",
            ],
            apart={"last_login": SIGN_INS},
        )
        change_counts.of_nobody(
            "accounts.Session", "accounts.SignInTry", "accounts.Remembered", "account.EmailAddress",
            "account.EmailConfirmation", "mfa.Authenticator", "socialaccount.SocialApp",
            "socialaccount.SocialAccount", "socialaccount.SocialToken", "sessions.Session",
            "contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions",
            "accounts.User_groups", "accounts.User_user_permissions",
        )  # fmt: skip

        from namro_web.accounts import oidc_receivers, oidc_wording, receivers, wording  # noqa: F401

        wording.announce_all()
        oidc_wording.announce_all()
        from namro_web.accounts.sealed import reseal
        from namro_web.foundation.data_keys import announce_sealed

        announce_sealed("Khóa xác thực hai lớp, mã dự phòng", reseal)
