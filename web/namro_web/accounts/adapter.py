"""What our sign-in allows and says that the library would decide otherwise."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest


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
