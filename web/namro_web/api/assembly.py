"""The JSON API, version 1: sessions and tokens, the same actions as the pages, errors in one form."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer, SessionAuth

import namro.errors
from namro_web.accounts.addresses import address_of
from namro_web.api.parts import ROUTERS
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid, Refusal, TooMany, Unauthenticated
from namro_web.tokens.access import must_reach, token_shown
from namro_web.tokens.actions import note_use, spend_call
from namro_web.ui import secrecy_gate
from namro_web.ui.answers import answer, sign_in_first
from namro_web.ui.doors import SignInFirst, anyone, requires


class AccessToken(HttpBearer):
    """A token of a person: ``Authorization: Bearer namro_…``. No session, so no CSRF token either.

    Whoever shows a token is judged by it alone: a bad one is refused even beside a good session.
    """

    openapi_description = (
        "Mã truy cập API tạo ở trang Tài khoản → Mã truy cập API. Quyền là phần chung của vị trí "
        "gắn với mã và phạm vi của mã."
    )

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Let in the person whose token it is, as the post it was made for."""
        now = timezone.now()
        shown = token_shown(token, at=now, today=clock.today())
        spend_call(shown, at=now)
        note_use(shown, address=address_of(request), at=now)
        must_reach(shown, method=request.method or "", part=_part_of(request))
        request.user = shown.user
        _pass_the_gate(request)
        return shown.user


class SignedInSession(SessionAuth):
    """The browser's own session; writing also needs its CSRF token in ``X-CSRFToken``."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Let in whoever has signed in."""
        if not request.user.is_authenticated:
            return None
        _pass_the_gate(request)
        return request.user


def _pass_the_gate(request: HttpRequest) -> None:
    """Stop what carries a state-secret mark; documents are read by the action that keeps them."""
    secrecy_gate.must_be_open(request, with_files=_part_of(request) != "documents")


def _part_of(request: HttpRequest) -> str:
    """Give the word of the address that names the part: ``tasks`` of ``/api/v1/tasks/12``."""
    return request.path_info.removeprefix("/api/v1/").partition("/")[0]


api = NinjaAPI(
    title="Năm Rõ",
    version="1.0.0",
    description="Kế hoạch, chỉ tiêu, nhiệm vụ và văn bản. Mọi lời gọi chịu cùng quyền như trang.",
    urls_namespace="api-1",
    auth=[AccessToken(), SignedInSession()],
    docs_url="/docs",
    docs_decorator=requires(anyone),
)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    answered = answer(request, error)
    if answered is None:
        raise error
    if isinstance(error, Unauthenticated):
        answered["WWW-Authenticate"] = 'Bearer realm="namro", error="invalid_token"'
    elif isinstance(error, TooMany):
        answered["Retry-After"] = str(error.data.get("retry_after", 60))
    return answered


api.add_exception_handler(Refusal, _refused)
api.add_exception_handler(namro.errors.NamroError, _refused)
api.add_exception_handler(SignInFirst, _refused)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which arguments could not be understood."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": "Chưa dùng được",
            "status": 422,
            "code": "api.invalid",
            "detail": "Dữ liệu gửi lên chưa đúng dạng; xem errors.",
            "errors": [
                {
                    "field": ".".join(str(step) for step in one.get("loc", ())),
                    "message": one.get("msg", ""),
                }
                for one in error.errors
            ],
        },
        status=422,
        content_type="application/problem+json",
    )


@api.exception_handler(RawPostDataException)
def _no_json(request: HttpRequest, error: RawPostDataException) -> HttpResponse:
    """Say that a form was sent where JSON is read."""
    refusal = Invalid(
        "api.json-expected", "Gửi dữ liệu dạng JSON với Content-Type: application/json."
    )
    return _refused(request, refusal)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answered = sign_in_first(request)
    answered["WWW-Authenticate"] = 'Bearer realm="namro"'
    return answered


for _app, (_word, _heading) in ROUTERS.items():
    if find_spec(f"namro_web.{_app}.api") is not None:
        api.add_router(f"/{_word}", import_module(f"namro_web.{_app}.api").router, tags=[_heading])
