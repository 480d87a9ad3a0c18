"""Pages kept as they were drawn, and given again while nothing they could show has changed.

Most looks at a page find nothing new: somebody opens a task and goes back to the list, five people
of an office look at the same morning's table. A page under ``kept`` is drawn once for its person and
address; the next time the database is asked one thing only, whether anything has changed that it
could show (``foundation.change_counts``), and if not, the same page is sent again.

    @requires(reads_tasks)
    @kept(offices_read)
    def task_list(request): ...

``kept`` stands beneath the door, so permission is asked every time. A page is kept for one person in
one post with one token against forged forms; never when it carries a message, sets a cookie, wrote
anything or was drawn within a transaction. An hour that begins ends what was kept: deadlines end by
the hour. It lies in the memory of the process, no more than ``KEPT_PAGES_BYTES`` in all.
"""

from __future__ import annotations

import functools
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString

from namro_web.foundation import change_counts, clock
from namro_web.ui import packing

P = ParamSpec("P")
Q = TypeVar("Q", bound=HttpRequest)
Scopes = Callable[[HttpRequest], Collection[str] | None]
"""Which scopes a page shows besides what is everybody's and the person's own; ``None``: all of them."""

# The one thing of a page that still holds which is written anew. Found by its element, for the same
# words can stand in anything people write.
_UP_TO = re.compile(rb'(?<=<span class="up-to">)[^<]*')

_HTMX = ("HX-Request", "HX-Boosted", "HX-Target", "HX-History-Restore-Request")
# Worth more than any page, so that none pushes all others out.
_LARGEST_SHARE = 8
# What keeping a page takes besides the page: its name, its headers, its place on the shelf.
_BESIDE_A_PAGE = 2048
_READING = ("SELECT", "WITH")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was drawn, squeezed; ``state`` is what the counts said before it was."""

    state: int
    status: HTTPStatus
    squeezed: bytes
    headers: tuple[tuple[str, str], ...]
    said: bytes

    @property
    def size(self) -> int:
        """Give about how much memory it takes."""
        return len(self.squeezed) + _BESIDE_A_PAGE

    def as_of_now(self) -> _Page:
        """Give the page with the time of now in its frame."""
        now = _said(clock.now()).encode()
        if now == self.said:
            return self
        body = _UP_TO.sub(now, packing.loosened(self.squeezed))
        return replace(self, squeezed=packing.squeezed(body), said=now)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Send the page as the asker takes it."""
        response = HttpResponse(status=self.status, headers=dict(self.headers))
        patch_vary_headers(response, ("Accept-Encoding",))
        if packing.takes_packed(request):
            response.content = packing.wrapped(self.squeezed)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response.content = packing.loosened(self.squeezed)
        response.headers["Content-Length"] = str(len(response.content))
        return response


class Shelf:
    """The kept pages of a process: the ones asked for longest ago make room."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, _Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Page | None:
        """Give a page, whether it still holds or not."""
        with self._lock:
            if found := self._pages.get(key):
                self._pages.move_to_end(key)
            return found

    def put(self, key: Hashable, page: _Page) -> None:
        """Keep a page in the place of an older one."""
        limit: int = settings.KEPT_PAGES_BYTES
        if page.size > limit // _LARGEST_SHARE:
            return
        with self._lock:
            if old := self._pages.pop(key, None):
                self._bytes -= old.size
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > limit:
                self._bytes -= self._pages.popitem(last=False)[1].size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0


shelf = Shelf()


def kept(
    scopes: Scopes, also: Callable[[HttpRequest], Hashable] = lambda request: None
) -> Callable[
    [Callable[Concatenate[Q, P], HttpResponse]], Callable[Concatenate[Q, P], HttpResponse]
]:
    """Keep what a view answers while nothing in the scopes has changed; see the module.

    Args:
        scopes: What the page shows.
        also: What else of the request the page depends on, besides person, post and address.
    """

    def keeping(
        view: Callable[Concatenate[Q, P], HttpResponse],
    ) -> Callable[Concatenate[Q, P], HttpResponse]:
        @functools.wraps(view)
        def answered(request: Q, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not _may_be_kept(request):
                return view(request, *args, **kwargs)
            shown = scopes(request)
            mine = (
                None if shown is None else [*shown, change_counts.person(int(request.user.pk or 0))]
            )
            # Asked before anything else is read: what changes while the page is drawn counts after.
            state = change_counts.state_of(mine)
            if state is None:
                return view(request, *args, **kwargs)
            key = _key_of(request, request.get_full_path(), also(request))
            return _given(
                request, key, state, HTTPStatus.OK, lambda: view(request, *args, **kwargs)
            )

        answered.is_kept = True  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Q, P], HttpResponse]", answered)

    return keeping


def kept_refusal(
    request: HttpRequest, said: str, status: HTTPStatus, draw: Callable[[], HttpResponse]
) -> HttpResponse:
    """Keep how a refusal is drawn; that it is one has been decided anew.

    Its page shows, besides what is ``said``, the person and their posts: whether these still are what
    they were is known since the session was read.
    """
    user: Any = request.user
    state = getattr(user, "everybodys_count", None)
    if state is None or not _may_be_kept(request):
        return draw()
    # The form by which one acts in another post leads back to where one was.
    place = request.get_full_path() if len(getattr(user, "held_posts", ())) > 1 else ""
    return _given(request, _key_of(request, place, int(status), said), state, status, draw)


def _given(
    request: HttpRequest,
    key: Hashable,
    state: int,
    status: HTTPStatus,
    draw: Callable[[], HttpResponse],
) -> HttpResponse:
    """Give what is kept under a key if it is of this state; else draw it, and keep it."""
    page = shelf.get(key)
    if page is None or page.state != state:
        said = _said(clock.now())
        with _watching() as written:
            response = draw()
        if written or response.status_code != status or not _is_whole(response):
            return response
        page = _Page(
            state,
            status,
            packing.squeezed(response.content),
            tuple(response.items()),
            said.encode(),
        )
        shelf.put(key, page)
    elif (now := page.as_of_now()) is not page:
        page = now
        shelf.put(key, page)
    return page.answer(request)


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.KEPT_PAGES_BYTES > 0
        # What others have not committed, and what we have not, must not be kept.
        and not connection.in_atomic_block
        # Without the cookie of the forms, each answer must bring a new one.
        and "CSRF_COOKIE" in request.META
        and not len(get_messages(request))
    )


def _key_of(request: HttpRequest, *of_the_page: object) -> bytes:
    user: Any = request.user
    acting = user.acting
    now = clock.now().astimezone(clock.VIETNAM)
    names = (
        user.pk,
        (acting.id, getattr(acting, "delegation_id", 0)) if acting else None,
        request.get_host(),
        tuple(request.headers.get(name) for name in _HTMX),
        request.COOKIES.get("theme"),
        request.META.get("CSRF_COOKIE"),
        request.session.get_expiry_age(),
        (now.date(), now.hour),
        *of_the_page,
    )
    # Addresses and headers are as long as an asker likes; what is kept of them is not.
    return hashlib.sha256(repr(names).encode("utf-8", "surrogatepass")).digest()


def _is_whole(response: HttpResponse) -> bool:
    return not response.streaming and not response.cookies


def up_to(now: datetime) -> SafeString:
    """Draw the time that a page is up to date to, so that it can be found again and set anew."""
    return format_html('<span class="up-to">{}</span>', _said(now))


def _said(now: datetime) -> str:
    return f"Cập nhật đến {now.astimezone(clock.VIETNAM):%H:%M}"


@contextmanager
def _watching() -> Iterator[list[str]]:
    """Notice whether anything but questions is put to the database."""
    written: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not str(sql).lstrip().startswith(_READING):
            written.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written
