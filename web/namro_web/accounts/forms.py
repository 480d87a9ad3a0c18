"""Sign-in, password and second factor in the house's words; the library speaks no Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from namro_web.accounts.adapter import InternalAccounts
from namro_web.accounts.passwords import what_is_accepted


def _say(form: forms.Form, labels: dict[str, str], **help_texts: str) -> None:
    """Put our words on the library's fields; a label above needs no placeholder inside."""
    form.label_suffix = ""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = help_texts.get(name, "")
        field.widget.attrs.pop("placeholder", None)


class SignIn(LoginForm):  # type: ignore[misc]
    """User name and password, nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"login": "Tên đăng nhập", "password": "Mật khẩu"})
        self.fields["login"].widget.attrs.update(
            {"autofocus": True, "autocomplete": "username", "autocapitalize": "none"}
        )

    def clean(self) -> Any:
        """Turn away accounts that are closed or long unused, once the password was right.

        By the machine's own clock: a demonstration's held day must not open or close accounts.
        """
        if settings.OIDC is not None and settings.OIDC.is_only_way:
            raise ValidationError(
                f"Cơ quan không dùng mật khẩu ở đây; chọn “{settings.OIDC.label}”."
            )
        cleaned = super().clean()
        if self.user is not None and not self.user.is_active:
            raise ValidationError(InternalAccounts.error_messages["account_inactive"])
        if self.user is not None and self.user.is_idle(at=timezone.now()):
            raise ValidationError(InternalAccounts.error_messages["account_idle"])
        return cleaned


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The password of today, then the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": "Mật khẩu hiện tại",
            "password1": "Mật khẩu mới",
            "password2": "Gõ lại mật khẩu mới",
        }
        _say(self, labels, password1=what_is_accepted())

    def add_error(self, field: str | None, error: Any) -> None:
        """Say in Vietnamese that the two new passwords differ."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = "Hai lần gõ chưa giống nhau."
        super().add_error(field, error)

    def clean_password1(self) -> str:
        """A password that somebody handed over is replaced by another one, not by itself."""
        chosen: str = self.cleaned_data["password1"]
        if self.user.check_password(chosen):
            raise ValidationError("Mật khẩu mới phải khác mật khẩu hiện tại.")
        return chosen


class ConfirmPassword(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that concerns the account's safety."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"password": "Mật khẩu"})


class EnterCode(CodeForm):  # type: ignore[misc]
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"code": "Mã xác thực"})


class ConfirmCode(CodeAgainForm):  # type: ignore[misc]
    """The second factor once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"code": "Mã xác thực"})


class ActivateCode(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator, to prove that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"code": "Mã 6 số"})


# What reading an answer that no key gave may end in.
_NO_ANSWER_OF_A_KEY = (AttributeError, KeyError, TypeError, ValueError)


@contextmanager
def _answer_of_a_key() -> Iterator[None]:
    """Refuse what no key answered in the words of a form."""
    try:
        yield
    except _NO_ANSWER_OF_A_KEY as broken:
        raise ValidationError("Khóa trả lời không đúng; thử lại hoặc dùng cách khác.") from broken


class AddKey(AddWebAuthnForm):  # type: ignore[misc]
    """A security key or passkey, under a name by which its owner knows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"name": "Tên khóa"}, name="Ví dụ: Khóa USB ở cơ quan, Vân tay máy tính.")
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean_name(self) -> str:
        """Keep a name short enough for a list; the key itself was made already."""
        return str(super().clean_name())[:60]

    def clean(self) -> Any:
        """Refuse what no key answered."""
        with _answer_of_a_key():
            return super().clean()


class ShowKey(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key as the second factor at sign-in."""

    def clean_credential(self) -> Any:
        """Refuse what no key answered."""
        with _answer_of_a_key():
            return super().clean_credential()


class ConfirmKey(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A key once more."""

    def clean_credential(self) -> Any:
        """Refuse what no key answered."""
        with _answer_of_a_key():
            return super().clean_credential()


class NameKey(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"name": "Tên khóa"})
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean_name(self) -> str:
        """Keep it short enough for a list."""
        return str(self.cleaned_data["name"]).strip()[:60]
