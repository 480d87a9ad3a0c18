"""Signing in through the office's own provider (OpenID Connect), with every token verified.

The library leaves out what a direct connection makes optional. Here the identity token's signature,
issuer, audience, time and nonce are all checked, whichever way it came.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from namro_web.accounts import limits
from namro_web.accounts.linking import (
    PROVIDER,
    identity_of,
    link_of,
    names_in,
    note_linked_by_oneself,
    note_refused,
    person_waiting_for,
)
from namro_web.accounts.linking import provider as _provider
from namro_web.foundation.errors import Conflict, NotAllowed, Unauthenticated, Unavailable

# Only signatures that a provider alone can make: nothing that our own secret would sign.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)
# Clocks of two machines differ.
LEEWAY_SECONDS = 30
# In the session of whoever came through the provider.
SHOWN = "provider_id_token"


class ProviderConnection(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """What is asked of the provider, and what of its answers is believed."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself; it has to be who we were told."""
        config: dict[str, Any] = super().openid_config
        if config.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise OAuth2Error("The issuer is not the one that was set.")
        return config

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Verify who came; ask for what the identity token leaves out."""
        written = kwargs["response"].get("id_token")
        if not isinstance(written, str):
            raise OAuth2Error("No identity token.")
        claims = self._decode_id_token(app, written)
        if "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The user info is of somebody else.")
            claims = {**told, **claims}
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims, login.id_token = claims, written
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            with DefaultSocialAccountAdapter().get_requests_session() as session:
                answer = session.get(self.openid_config["jwks_uri"])
                answer.raise_for_status()
                keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            wanted = jwt.get_unverified_header(id_token).get("kid")
            fitting = [
                key for key in keys if key.key_id == wanted or (not wanted and len(keys) == 1)
            ]
            if not fitting:
                raise OAuth2Error("Signed with a key that the provider does not publish.")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                fitting[0].key,
                algorithms=[name for name in ALGORITHMS if name == fitting[0].algorithm_name],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as wrong:
            raise OAuth2Error("The identity token cannot be believed.") from wrong
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", app.client_id) != app.client_id or (several and "azp" not in claims):
            raise OAuth2Error("The identity token was made for another program.")
        return claims

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where the provider sends people back to."""
        return request.build_absolute_uri(reverse("account_provider_back"))


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """The office's provider, as the environment describes it."""

    oauth2_adapter_class = ProviderConnection
    pkce_enabled_default = True

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:
        """Send to the provider, with a number that its token must repeat."""
        nonce = secrets.token_urlsafe(24)
        asked = {**self.get_auth_params(), "nonce": nonce}
        response: HttpResponse = super().redirect(
            request, process, auth_params=asked, nonce=nonce, **kwargs
        )
        return response

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        """Give the identity: issuer and subject together."""
        return identity_of(str(data["iss"]), str(data["sub"]))

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Keep no more of a person than the name by which a link is recognised."""
        names = names_in(data, self.app.settings["claims"])
        return {"name": names[0] if names else ""}

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Take nothing over: people are entered here by an administrator."""
        return {}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[Any]:
        """Take nothing over."""
        return []


class ProviderSignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whom the provider's word lets in: those linked here, and nobody else."""

    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[Any]:
        """Give the one provider there is; the database is not asked."""
        known = _provider()
        if known is None:
            return []
        return [
            SocialApp(
                provider=PROVIDER,
                provider_id=PROVIDER,
                name=known.label,
                client_id=known.client_id,
                secret=known.client_secret,
                settings={
                    "server_url": known.issuer,
                    "issuer": known.issuer,
                    "claims": list(known.claims),
                },
            )
        ]

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Draw no buttons of the library's own."""
        return []

    def get_provider(self, request: HttpRequest, provider: Any, client_id: Any = None) -> Provider:
        """Give the provider."""
        return Provider(request, app=self.get_app(request, provider=provider))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody gets an account by merely signing in at the provider."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """Leave the person as the administrator entered them."""
        return sociallogin.user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Come back to the page of the link."""
        return reverse("account_provider")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Say in words what went wrong.

        Raises:
            Unavailable: The provider does not answer.
            Unauthenticated: What came back is not to be believed, was given up, or comes too late.
        """
        if isinstance(exception, requests.RequestException):
            raise Unavailable(
                "accounts.provider-unreachable",
                "Hệ thống định danh chưa trả lời; thử lại sau ít phút.",
            ) from exception
        if error == AuthError.CANCELLED:
            raise Unauthenticated(
                "accounts.provider-cancelled",
                "Đã thôi đăng nhập ở hệ thống định danh; đăng nhập lại khi cần.",
            )
        note_refused(None, why="kết quả trả về không xác nhận được")
        raise Unauthenticated(
            "accounts.provider-not-believed",
            "Chưa xác nhận được kết quả đăng nhập (đã dùng, quá lâu hoặc không hợp lệ); hãy đăng nhập "
            "lại từ đầu.",
        ) from exception

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom an administrator or they themselves linked.

        Raises:
            Unauthenticated: The answer is not to the question this browser asked.
            NotAllowed: Unknown here, closed, long unused or locked.
            Conflict: The link belongs to somebody else, or the person has another.
        """
        claims, state = sociallogin.claims, sociallogin.state
        if not secrets.compare_digest(str(claims.get("nonce", "")), state.get("nonce") or "-"):
            self.on_authentication_error(request, sociallogin.provider)
        if state.get("process") == AuthProcess.CONNECT:
            self._may_link(request, sociallogin)
            return
        if not sociallogin.is_existing:
            person = person_waiting_for(claims, issuer=claims["iss"])
            if person is None:
                note_refused(None, why="chưa liên kết với tài khoản nào")
                raise NotAllowed("accounts.provider-unknown", _who_are_you(sociallogin))
            sociallogin.lookup()
        try:
            self._may_enter(request, sociallogin.user)
        except NotAllowed as refused:
            note_refused(sociallogin.user, why=refused.message)
            raise
        state["id_token"], state["is_strong"] = sociallogin.id_token, is_strong(claims)

    def _may_enter(self, request: HttpRequest, person: Any) -> None:
        get_account_adapter(request).pre_login(request, person)
        if limits.locked_until(person.username):
            raise NotAllowed(
                "accounts.sign-in-locked",
                "Tài khoản đang tạm khóa vì gõ sai mật khẩu nhiều lần; chờ 15 phút rồi thử lại.",
            )

    def _may_link(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        person, name = request.user, sociallogin.account.extra_data.get("name", "")
        if not person.is_authenticated or sociallogin.state.get("linking") != person.pk:
            self.on_authentication_error(request, sociallogin.provider)
        if sociallogin.is_existing and sociallogin.user != person:
            raise Conflict(
                "accounts.link-taken", f"“{name}” đã liên kết với tài khoản khác.", field="name"
            )
        if not sociallogin.is_existing:
            if link_of(person) is not None:  # type: ignore[arg-type]
                raise Conflict(
                    "accounts.already-linked", "Người này đã liên kết; gỡ liên kết cũ trước."
                )
            note_linked_by_oneself(person, name=name)  # type: ignore[arg-type]


class SecondFactorUnlessProven(AuthenticateStage):  # type: ignore[misc]
    """Ask for the second factor of here, unless the provider has asked for one that counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        came = (self.login.signal_kwargs or {}).get("sociallogin")
        if came is not None and came.state.get("is_strong") is True:
            return False
        return bool(super()._should_handle(request))


def callback(request: HttpRequest) -> HttpResponse:
    """Take back whoever comes from the provider."""
    connection = ProviderConnection(request, PROVIDER)
    answer: HttpResponse = OAuth2CallbackView.adapter_view(connection)(request)
    return answer


def is_strong(claims: Mapping[str, Any]) -> bool:
    """Say whether the provider has asked for what counts as a second factor here."""
    known = _provider()
    methods = claims.get("amr", [])
    said = {str(method) for method in methods} if isinstance(methods, list) else {str(methods)}
    said.add(str(claims.get("acr", "")))
    return known is not None and bool(known.second_factors & said)


def sign_out_address(request: HttpRequest) -> str | None:
    """Give where to sign out at the provider too; ``None`` when one did not come from there."""
    id_token = request.session.get(SHOWN)
    if not id_token or _provider() is None:
        return None
    try:
        connection = ProviderConnection(request, PROVIDER)
        address = connection.openid_config.get("end_session_endpoint")
    except (OAuth2Error, requests.RequestException, ValueError):
        # Whoever signs out here must not wait for another system.
        return None
    if not address:
        return None
    back = request.build_absolute_uri(reverse("account_login"))
    asked = {"id_token_hint": id_token, "post_logout_redirect_uri": back}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _who_are_you(sociallogin: SocialLogin) -> str:
    name = sociallogin.account.extra_data.get("name", "")
    known_as = f"gọi anh chị là “{name}”, nhưng" if name else "không cho biết tên, và"
    return (
        f"Hệ thống định danh {known_as} chưa có tài khoản nào ở đây liên kết với tên đó. Đề nghị quản trị viên của đơn vị "
        "liên kết, hoặc đăng nhập bằng mật khẩu rồi tự liên kết ở trang tài khoản."
    )
