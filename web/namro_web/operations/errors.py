"""The answer to what nobody foresaw: a bug, a database that is away, a disk that is full."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

RETRY_SECONDS = 15
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ROOM_LEFT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, as the person may know it."""

    status: HTTPStatus
    code: str
    title: str
    text: str


BUG = Trouble(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "site.error",
    "Hệ thống gặp lỗi",
    "Việc vừa làm chưa được lưu. Quay lại và thử lần nữa; nếu vẫn lỗi, báo cho quản trị viên mã dưới đây.",
)
AWAY = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "site.database-away",
    "Tạm thời chưa phục vụ được",
    "Cơ sở dữ liệu đang khởi động lại hoặc quá bận. Việc vừa làm chưa được lưu; hãy thử lại sau ít "
    "giây, không cần đăng nhập lại.",
)
FULL = Trouble(
    HTTPStatus.INSUFFICIENT_STORAGE,
    "site.disk-full",
    "Ổ đĩa của máy chủ đã đầy",
    "Việc vừa làm chưa được lưu, không có gì bị ghi dở. Hãy báo quản trị viên dọn chỗ; khi có chỗ, "
    "hệ thống tự làm việc lại.",
)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an exception that reached the top."""
    return answer(request, trouble_of(sys.exc_info()[1]))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is none: a host that is not ours, broken numbers of a form."""
    return answer(
        request,
        Trouble(
            HTTPStatus.BAD_REQUEST,
            "site.bad-request",
            "Yêu cầu không hợp lệ",
            "Trình duyệt gửi tới một yêu cầu mà hệ thống không nhận. Hãy mở lại trang từ địa chỉ của cơ quan.",
        ),
    )


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Say it as a page that needs no database, or to a program."""
    return answer_at(request.path, trouble, named=getattr(request, "request_id", ""))


def answer_at(path: str, trouble: Trouble, *, named: str = "") -> HttpResponse:
    """Say it to whoever asked for an address; there may be no request that the site ever saw."""
    response: HttpResponse
    if path.startswith("/api/"):
        response = JsonResponse(
            {
                "type": "about:blank",
                "title": trouble.title,
                "status": int(trouble.status),
                "code": trouble.code,
                "detail": trouble.text,
            },
            status=trouble.status,
            content_type="application/problem+json",
        )
    else:
        # Without the request: the frame's own questions would fail like the page did.
        written = render_to_string(
            "operations/trouble.html", {"trouble": trouble, "request_id": named}
        )
        response = HttpResponse(written, status=trouble.status)
    if trouble.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def trouble_of(error: BaseException | None) -> Trouble:
    """Tell a full disk and a missing database from a bug."""
    for one in _causes(error):
        if isinstance(one, OSError) and one.errno in _FULL:
            return FULL
        if getattr(one, "sqlstate", None) == "53100":  # PostgreSQL: disk_full
            return FULL
        if isinstance(one, sqlite3.Error) and _is_full(one):
            return FULL
    if any(isinstance(one, OperationalError | InterfaceError) for one in _causes(error)):
        return AWAY
    if any(isinstance(one, DatabaseError) and _ended_by_server(one) for one in _causes(error)):
        return AWAY
    return BUG


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 20:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1


def _is_full(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return True
    # Some systems say “cannot write” for a quota that is used up.
    return (
        code == sqlite3.SQLITE_IOERR and shutil.disk_usage(Path(settings.HOME)).free < _NO_ROOM_LEFT
    )


def _ended_by_server(error: DatabaseError) -> bool:
    state = str(getattr(error.__cause__, "sqlstate", "") or "")
    return state.startswith(("57P", "08"))
