"""What our sign-in allows and says that the library would decide otherwise."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from namro_web.accounts import limits
from namro_web.accounts.actions import note_sign_in_locked
from namro_web.accounts.addresses import address_of
from namro_web.foundation import data_keys
from namro_web.foundation.errors import NotAllowed, Unavailable


class InternalAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are given out by an administrator; nobody signs up from outside."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "account_inactive": "Tài khoản này đang khoá; liên hệ quản trị viên.",
        "account_idle": "Tài khoản lâu ngày không dùng nên đã tạm khoá; liên hệ quản trị viên để mở.",
        "too_many_login_attempts": "Đã thử sai quá nhiều lần; chờ 15 phút rồi thử lại.",
        "incorrect_password": "Mật khẩu không đúng.",
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_code": "Mã không đúng hoặc đã hết hạn.",
        "same_as_current": "Cần khác với giá trị hiện tại.",
        "rate_limited": "Đã gửi quá nhiều lần; chờ ít phút rồi thử lại.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the door to self-registration closed."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before looking at the password; all processes count together.

        The name is not looked up: one that no account has is locked and answered like any other.
        """
        username = str(credentials.get("username") or "")
        self._judged = limits.judge(username, address_of(request))
        if self._judged.is_flood:
            raise ImmediateHttpResponse(respond_429(request))
        if self._judged.is_locked:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Compare a password; one that was not looked at counts for nothing.

        Raises:
            Unavailable: Too many sign in at this moment.
        """
        try:
            return super().authenticate(request, **credentials)
        except Unavailable:
            self._judged.take_back()
            raise

    def _rollback_login_failed_rl_usage(self) -> None:
        # Called by the library once the password was right.
        self._judged.take_back()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down that the last try was used up."""
        if self._judged.begins_lock:
            username = str(credentials.get("username") or "")
            note_sign_in_locked(username, minutes=settings.SIGN_IN_LOCK_MINUTES)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Turn away closed and long unused accounts, by whichever way they come in.

        Raises:
            NotAllowed: The account is closed.
        """
        if not user.is_active:
            raise NotAllowed("accounts.account-closed", self.error_messages["account_inactive"])
        if user.is_idle(at=timezone.now()):
            raise NotAllowed("accounts.account-idle", self.error_messages["account_idle"])
        return None

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor of here, unless the sign-in provider has asked for one."""
        ours = {
            "allauth.mfa.stages.AuthenticateStage": "namro_web.accounts.oidc.SecondFactorUnlessProven"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to work once the password is one's own."""
        messages.success(request, "Đã đổi mật khẩu.")
        return "/"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing on signing in and out: the page that follows says enough."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor, in Vietnamese."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Mã không đúng hoặc đã hết hạn.",
        "cannot_delete_authenticator": "Không tắt được xác thực hai lớp.",
        "cannot_generate_recovery_codes": "Cần bật xác thực hai lớp trước khi tạo mã dự phòng.",
    }

    def encrypt(self, text: str) -> str:
        """Keep secrets of authenticators and recovery codes encrypted."""
        return data_keys.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Give them back; those of earlier versions were kept in the open."""
        return data_keys.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """Name a key until its owner does."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"Khóa {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Say whose keys these are: this host's, under the system's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}
