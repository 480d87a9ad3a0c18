"""Pages packed for the way: as small as nearly no time makes them."""

from __future__ import annotations

import gzip
import io
import secrets

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

LEVEL = 3
"""A page of fifty tasks: 77 KB become 10 in a third of a millisecond; level 6 makes 9 in a whole one."""

_WORTH_IT = 200


class Packing(GZipMiddleware):
    """Django's packing of pages at a lower level; streams are left to Django.

    As there, a name of random length in the head of each packed page keeps whoever measures the
    length of encrypted answers from guessing what they hold (BREACH; Heal the Breach, 2022).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Pack an answer for whoever takes it packed."""
        if isinstance(response, StreamingHttpResponse):
            streamed: HttpResponseBase = super().process_response(request, response)
            return streamed
        body: bytes = response.content  # type: ignore[attr-defined]
        if len(body) < _WORTH_IT or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return response
        packed = _packed(body, "a" * secrets.randbelow(self.max_random_bytes + 1))
        if len(packed) >= len(body):
            return response
        response.content = packed  # type: ignore[attr-defined]
        response.headers["Content-Length"] = str(len(packed))
        if (etag := response.get("ETag")) and etag.startswith('"'):
            response.headers["ETag"] = f"W/{etag}"
        response.headers["Content-Encoding"] = "gzip"
        return response


def _packed(body: bytes, name: str) -> bytes:
    kept = io.BytesIO()
    with gzip.GzipFile(
        filename=name, mode="wb", compresslevel=LEVEL, fileobj=kept, mtime=0
    ) as file:
        file.write(body)
    return kept.getvalue()
