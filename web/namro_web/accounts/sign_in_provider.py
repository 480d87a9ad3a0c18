"""The system through which an office's people sign in, as the environment describes it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_WELL_KNOWN = "/.well-known/openid-configuration"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class SignInProvider:
    """An OpenID Connect provider.

    Attributes:
        issuer: Who it says it is; its tokens must say the same.
        client_id: Our name there.
        client_secret: What proves that it is us.
        label: The words on the button.
        claims: Which claims name a person, the first that is there counts.
        matches_usernames: Somebody not linked yet whose name equals a user name is linked at once.
        second_factors: Values of ``amr`` or ``acr`` that count as a second factor.
        is_only_way: Nobody signs in with a password.
    """

    issuer: str
    client_id: str
    client_secret: str
    label: str = "Đăng nhập qua hệ thống định danh"
    claims: tuple[str, ...] = ("preferred_username", "email")
    matches_usernames: bool = False
    second_factors: frozenset[str] = frozenset()
    is_only_way: bool = False


def provider_from_environment(environ: Mapping[str, str] = os.environ) -> SignInProvider | None:
    """Read the provider; ``None`` when no issuer is set.

    Raises:
        ValueError: Something is missing or unsafe; the message says what to set.
    """
    issuer = environ.get("NAMRO_OIDC_ISSUER", "").strip().removesuffix(_WELL_KNOWN)
    only = environ.get("NAMRO_OIDC_ONLY", "") == "1"
    if not issuer:
        if only:
            raise ValueError("NAMRO_OIDC_ONLY=1 needs NAMRO_OIDC_ISSUER: nobody could sign in.")
        return None
    address = urlsplit(issuer)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise ValueError("NAMRO_OIDC_ISSUER must begin with https://.")
    client_id, secret = environ.get("NAMRO_OIDC_CLIENT_ID", "").strip(), _secret(environ)
    if not client_id or not secret:
        raise ValueError(
            "NAMRO_OIDC_ISSUER needs NAMRO_OIDC_CLIENT_ID and NAMRO_OIDC_CLIENT_SECRET or "
            "NAMRO_OIDC_CLIENT_SECRET_FILE."
        )
    return SignInProvider(
        issuer=issuer,
        client_id=client_id,
        client_secret=secret,
        label=environ.get("NAMRO_OIDC_LABEL", "").strip() or SignInProvider.label,
        claims=tuple(_listed(environ, "NAMRO_OIDC_CLAIM")) or SignInProvider.claims,
        matches_usernames=environ.get("NAMRO_OIDC_MATCH_USERNAME", "") == "1",
        second_factors=frozenset(_listed(environ, "NAMRO_OIDC_SECOND_FACTOR")),
        is_only_way=only,
    )


def _secret(environ: Mapping[str, str]) -> str:
    path = environ.get("NAMRO_OIDC_CLIENT_SECRET_FILE", "").strip()
    if path:
        return Path(path).read_text("utf-8").strip()
    return environ.get("NAMRO_OIDC_CLIENT_SECRET", "").strip()


def _listed(environ: Mapping[str, str], name: str) -> list[str]:
    return [one.strip() for one in environ.get(name, "").split(",") if one.strip()]
