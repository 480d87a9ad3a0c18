"""The gate for state secrets at the doors of the web: one place, whatever the form or the view.

Pages pass it as middleware, before their view; the API passes it when it knows who asks. What an
unknown asker sends is stored nowhere, so it is not looked at. Passwords are never looked at: they
are kept as hashes alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from namro_web.foundation import secrecy
from namro_web.foundation.errors import Invalid
from namro_web.foundation.history import record
from namro_web.ui import answers

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_NOT_KEPT = ("password", "csrfmiddlewaretoken")
View = TypeVar("View", bound=Callable[..., Any])


def reads_files_itself(view: View) -> View:
    """Say that a view takes nothing but a file, and that its action reads that whole, name and all.

    The gate leaves such a request untouched: it sets limits of its own before the body is read.
    """
    view.reads_files_itself = True  # type: ignore[attr-defined]
    return view


def must_be_open(request: HttpRequest, *, with_files: bool = True) -> None:
    """Let a request pass that carries no state-secret mark in any text, file name or cell.

    Raises:
        Invalid: It carries one; the field is named.
    """
    if request.method in SAFE:
        return
    if request.content_type == "application/json":
        _look_at_json(request.body)
        return
    try:
        posted, files = request.POST, request.FILES
    except (MultiPartParserError, RequestDataTooBig):
        # The view meets the same and answers it.
        return
    for name, values in posted.lists():
        if not any(word in name.lower() for word in _NOT_KEPT):
            for value in values:
                secrecy.must_be_open(value, where=f"ô {name}", field=name)
    if with_files:
        for name, kept in files.lists():
            for file in kept:
                secrecy.must_be_open_file(file.name or "", file.read(), field=name)
                file.seek(0)


def _look_at_json(body: bytes) -> None:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        # Not JSON: the API refuses it itself.
        return
    secrecy.must_be_open_json(sent)


class SecrecyGate:
    """Stands before every view, and writes down afterwards what was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a refusal of its text or files leaves a line that repeats none of it."""
        with secrecy.noting() as notes:
            response = self.get_response(request)
        user = request.user
        for note in notes:
            if user.is_authenticated:
                door = request.resolver_match.view_name if request.resolver_match else ""
                record(
                    "foundation.secret-refused",
                    user,
                    by=user,
                    mark=note.mark,
                    where=note.where,
                    door=door,
                )
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Look at what a signed-in person sends, before the view does."""
        if not request.user.is_authenticated or answers.wants_json(request):
            return None
        if getattr(view, "reads_files_itself", False):
            return None
        try:
            must_be_open(request)
        except Invalid as refusal:
            return answers.answer(request, refusal)
        return None
