"""The JSON API, version 1: signed-in sessions, the same actions as the pages, errors in one form."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import SessionAuth

import namro.errors
from namro_web.foundation.errors import Refusal
from namro_web.ui.answers import answer, sign_in_first
from namro_web.ui.doors import SignInFirst, anyone, requires

# Which apps bring a router, under which word of the address and which heading of the page for people;
# absent ones are left out.
ROUTERS = {
    "organisations": ("units", "Đơn vị"),
    "plans": ("plans", "Kế hoạch"),
    "indicators": ("indicators", "Chỉ tiêu"),
    "tasks": ("tasks", "Nhiệm vụ"),
    "intake": ("documents", "Văn bản"),
}


class SignedInSession(SessionAuth):
    """The browser's own session; writing also needs its CSRF token in ``X-CSRFToken``."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Let in whoever has signed in."""
        return request.user if request.user.is_authenticated else None


api = NinjaAPI(
    title="Năm Rõ",
    version="1.0.0",
    description="Kế hoạch, chỉ tiêu, nhiệm vụ và văn bản. Mọi lời gọi chịu cùng quyền như trang.",
    urls_namespace="api-1",
    auth=SignedInSession(),
    docs_url="/docs",
    docs_decorator=requires(anyone),
)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    answered = answer(request, error)
    if answered is None:
        raise error
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


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return sign_in_first(request)


for _app, (_word, _heading) in ROUTERS.items():
    if find_spec(f"namro_web.{_app}.api") is not None:
        api.add_router(f"/{_word}", import_module(f"namro_web.{_app}.api").router, tags=[_heading])
