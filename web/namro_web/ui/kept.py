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
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpRequest, HttpResponse

from namro_web.foundation import change_counts, clock

P = ParamSpec("P")
Q = TypeVar("Q", bound=HttpRequest)
Scopes = Callable[[HttpRequest], Collection[str] | None]
"""Which scopes a page shows besides what is everybody's and the person's own; ``None``: all of them."""

UP_TO = "Cập nhật đến"
"""Stands before the time in the frame: a page that still holds is up to date now."""

_HTMX = ("HX-Request", "HX-Boosted", "HX-Target", "HX-History-Restore-Request")
# Worth more than any page, so that none pushes all others out.
_LARGEST_SHARE = 8
_READING = ("SELECT", "WITH")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it was drawn; ``state`` is what the counts said before it was."""

    state: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    said: bytes

    def answer(self) -> HttpResponse:
        body = self.body.replace(self.said, _said_now())
        return HttpResponse(body, headers=dict(self.headers))


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
        if len(page.body) > limit // _LARGEST_SHARE:
            return
        with self._lock:
            if old := self._pages.pop(key, None):
                self._bytes -= len(old.body)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > limit:
                self._bytes -= len(self._pages.popitem(last=False)[1].body)

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
            key = (_key_of(request), also(request))
            page = shelf.get(key)
            if page is not None and page.state == state:
                return page.answer()
            with _watching() as written:
                response = view(request, *args, **kwargs)
            if not written and _is_whole(response):
                headers = tuple((name, value) for name, value in response.items())
                shelf.put(key, _Page(state, response.content, headers, _said_now()))
            return response

        answered.is_kept = True  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Q, P], HttpResponse]", answered)

    return keeping


def _may_be_kept(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.KEPT_PAGES_BYTES > 0
        # What others have not committed, and what we have not, must not be kept.
        and not connection.in_atomic_block
        and not len(get_messages(request))
    )


def _key_of(request: HttpRequest) -> Hashable:
    user: Any = request.user
    acting = user.acting
    now = clock.now().astimezone(clock.VIETNAM)
    return (
        user.pk,
        (acting.id, getattr(acting, "delegation_id", 0)) if acting else None,
        request.get_full_path(),
        request.get_host(),
        tuple(request.headers.get(name) for name in _HTMX),
        request.COOKIES.get("theme"),
        request.META.get("CSRF_COOKIE"),
        request.session.get_expiry_age(),
        (now.date(), now.hour),
    )


def _is_whole(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.streaming and not response.cookies


def _said_now() -> bytes:
    now = clock.now().astimezone(clock.VIETNAM)
    return f"{UP_TO} {now:%H:%M}".encode()


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
