"""The ways to the sign-in provider and back, and the page of one's link with it."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import logout as library_logout
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from namro_web.accounts import oidc
from namro_web.accounts.linking import PROVIDER, link_of, provider, unlink
from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation.errors import Missing, Unavailable
from namro_web.ui.doors import anyone, requires, signed_in
from namro_web.ui.pages import page, see_other


def _leaving(request: HttpRequest, url: str, *, label: str) -> HttpResponse:
    """Go to another system by a page of our own: forms may send to this host alone."""
    return render(request, "account/leaving.html", {"url": url, "label": label})


def _to_provider(request: HttpRequest, process: str, **state: object) -> HttpResponse:
    known = provider()
    if known is None:
        raise Missing("accounts.no-provider", "Chưa thiết lập hệ thống định danh.")
    try:
        chosen = get_adapter().get_provider(request, PROVIDER)
        answer: HttpResponse = chosen.redirect(request, process, **state)
    except (RequestException, OAuth2Error, ValueError) as silent:
        raise Unavailable(
            "accounts.provider-unreachable", "Hệ thống định danh chưa trả lời; thử lại sau ít phút."
        ) from silent
    if answer.status_code != 302:
        return answer
    return _leaving(request, answer["Location"], label=known.label)


@requires(anyone)
@require_POST
@csrf_protect
def sign_in(request: HttpRequest) -> HttpResponse:
    """Go and sign in at the provider, then on to the page that was asked for."""
    return _to_provider(request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request) or None)


@requires(anyone)
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Take back whoever comes from the provider."""
    if provider() is None:
        raise Missing("accounts.no-provider", "Chưa thiết lập hệ thống định danh.")
    return oidc.callback(request)


@requires(anyone)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out here, and at the provider when one came from there."""
    if request.method == "POST" and request.user.is_authenticated:
        url = oidc.sign_out_address(request)
        if url is not None:
            logout(request)
            return _leaving(request, url, label="Đăng xuất ở hệ thống định danh")
    answer: HttpResponse = library_logout(request)
    return answer


@requires(signed_in)
@require_GET
def my_link(request: SignedInRequest) -> HttpResponse:
    """How one is known at the provider."""
    if provider() is None:
        raise Missing("accounts.no-provider", "Chưa thiết lập hệ thống định danh.")
    context = {"link": link_of(request.user), "provider": provider()}
    return page(request, "account/provider.html", context)


@requires(signed_in)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def link_myself(request: SignedInRequest) -> HttpResponse:
    """Go to the provider to show who one is there."""
    return _to_provider(request, AuthProcess.CONNECT, linking=request.user.pk)


@requires(signed_in)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def unlink_myself(request: SignedInRequest) -> HttpResponse:
    """Come in through the provider no more."""
    unlink(request.user, by=request.user)
    return see_other(request, reverse("account_provider"), message="Đã gỡ liên kết.")
