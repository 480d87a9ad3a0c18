"""Sign-in in the house's words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm


class SignIn(LoginForm):  # type: ignore[misc]
    """User name and password, nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        login = self.fields["login"]
        login.label = "Tên đăng nhập"
        login.widget.attrs.update(
            {"autofocus": True, "autocomplete": "username", "autocapitalize": "none"}
        )
        login.widget.attrs.pop("placeholder", None)
        password = self.fields["password"]
        password.label = "Mật khẩu"
        password.help_text = ""
        password.widget.attrs.pop("placeholder", None)
