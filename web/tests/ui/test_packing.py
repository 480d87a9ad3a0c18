"""Pages packed for the way."""

from __future__ import annotations

import gzip

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from namro_web.ui.packing import Packing

PAGE = "Nhiệm vụ của xã. " * 200


def packed(answer: HttpResponseBase, *, takes: str = "gzip, br") -> HttpResponseBase:
    def view(request: HttpRequest) -> HttpResponseBase:
        return answer

    return Packing(view)(RequestFactory().get("/", headers={"accept-encoding": takes}))  # type: ignore[arg-type, return-value]


def test_a_page_arrives_as_it_was_for_whoever_takes_it_packed() -> None:
    got = packed(HttpResponse(PAGE, headers={"ETag": '"a"'}))
    assert isinstance(got, HttpResponse)
    assert gzip.decompress(got.content).decode() == PAGE
    assert got["Content-Length"] == str(len(got.content))
    assert (got["Content-Encoding"], got["Vary"], got["ETag"]) == (
        "gzip",
        "Accept-Encoding",
        'W/"a"',
    )


def test_for_others_it_stays_as_it_is() -> None:
    got = packed(HttpResponse(PAGE), takes="br")
    assert isinstance(got, HttpResponse)
    assert got.content.decode() == PAGE
    assert got["Vary"] == "Accept-Encoding"


def test_what_is_short_or_packed_already_is_left_alone() -> None:
    for answer in (HttpResponse("ngắn"), HttpResponse(PAGE, headers={"Content-Encoding": "br"})):
        before = answer.content
        got = packed(answer)
        assert isinstance(got, HttpResponse)
        assert got.content == before


def test_the_length_of_two_packed_answers_tells_nothing() -> None:
    lengths = set()
    for _ in range(40):
        got = packed(HttpResponse(PAGE))
        assert isinstance(got, HttpResponse)
        lengths.add(len(got.content))
    assert len(lengths) > 10


def test_a_stream_is_packed_as_it_flows() -> None:
    got = packed(StreamingHttpResponse(iter([PAGE.encode()] * 3)))
    assert isinstance(got, StreamingHttpResponse)
    assert gzip.decompress(b"".join(got.streaming_content)).decode() == PAGE * 3  # type: ignore[arg-type]
