"""What changes people's accounts."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    password: str,
    by: User | None,
    email: str = "",
    check_password: bool = True,
) -> User:
    """Give a person an account.

    Args:
        username: What they sign in with; compared without case.
        full_name: As they write it.
        password: Their first password.
        by: Who does it; ``None`` for the installation itself.
        email: Where notices go.
        check_password: Hold the password to the rules; a demonstration's are public anyway.

    Raises:
        Conflict: The name is taken.
        Invalid: The password is too weak, or a name is missing.
    """
    name = username.strip()
    if not name or not full_name.strip():
        raise Invalid("accounts.no-name", "Ghi tên đăng nhập và họ tên.", field="username")
    if User.objects.filter(username__iexact=name).exists():
        raise Conflict("accounts.name-taken", f"Tên đăng nhập “{name}” đã có người dùng.")
    user = User(username=name, full_name=full_name.strip(), email=email.strip())
    if check_password:
        try:
            validate_password(password, user)
        except ValidationError as weak:
            raise Invalid(
                "accounts.weak-password", " ".join(weak.messages), field="password"
            ) from weak
    user.set_password(password)
    user.save()
    record("accounts.user-created", user, by=by, username=name)
    return user
