"""Pages packed for the way: as small as nearly no time makes them."""

from __future__ import annotations

import secrets
import struct
import zlib

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

LEVEL = 3
"""A page of fifty tasks: 77 KB become 10 in a third of a millisecond; level 6 makes 9 in a whole one."""

_WORTH_IT = 200
# A gzip file with a name (flag 8), without a time, of no system's making (RFC 1952, 2.3).
_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"


class Packing(GZipMiddleware):
    """Django's packing of pages at a lower level; streams are left to Django."""

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
        if not takes_packed(request):
            return response
        packed = wrapped(squeezed(body))
        if len(packed) >= len(body):
            return response
        response.content = packed  # type: ignore[attr-defined]
        response.headers["Content-Length"] = str(len(packed))
        if (etag := response.get("ETag")) and etag.startswith('"'):
            response.headers["ETag"] = f"W/{etag}"
        response.headers["Content-Encoding"] = "gzip"
        return response


def takes_packed(request: HttpRequest) -> bool:
    """Say whether the asker takes an answer packed."""
    return bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def squeezed(body: bytes) -> bytes:
    """Make a page small: all of a gzip file but its head, so that it can be kept and sent again."""
    squeezer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    tail = struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return squeezer.compress(body) + squeezer.flush() + tail


def loosened(kept: bytes) -> bytes:
    """Give back what was squeezed."""
    return zlib.decompress(kept[:-8], -zlib.MAX_WBITS)


def wrapped(kept: bytes) -> bytes:
    """Put the head of a gzip file before what was squeezed.

    It holds a name of random length, another each time, which keeps whoever measures the length of
    encrypted answers from guessing what they hold (BREACH; Heal the Breach, 2022).
    """
    name = b"a" * secrets.randbelow(GZipMiddleware.max_random_bytes + 1)
    return b"".join((_HEAD, name, b"\0", kept))
