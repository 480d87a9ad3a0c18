"""Nobody can forget the guard: every address is walked, and strangers are turned away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from namro_web.api.assembly import api
from namro_web.ui.doors import anyone

# Addresses of the API that describe it, and hold no data.
DESCRIPTIONS = {"openapi-json", "openapi-view", "api-root"}
# Read by programs that never sign in; tests/operations says who gets what.
FOR_MACHINES = {"metrics"}


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, where)
        else:
            yield where, pattern


def pages() -> list[Any]:
    return [
        pytest.param(pattern, id=where)
        for where, pattern in addresses()
        if not where.startswith(("api/", "static/"))
    ]


def operations() -> list[Any]:
    return [
        pytest.param(operation, id=f"{'/'.join(operation.methods)} {prefix}{path}")
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
    ]


def example(pattern: URLPattern, where: str) -> str:
    # A pattern of alternatives stands for its first: ^x\.(?P<kind>csv|xlsx)$ → x.csv
    numbered = re.sub(r"\(\?P<\w+>\[0-9\]\{[\d,]+\}\)", "1", where.strip("^$"))
    plain = re.sub(r"\(\?P<\w+>([^)|]+)[^)]*\)", r"\1", numbered).replace("\\", "")
    address = "/" + plain
    for name, converter in pattern.pattern.converters.items():
        sample = "1"
        if type(converter).__name__ in {"UUIDConverter", "UUIDStrConverter"}:
            sample = "0" * 8 + "-0000-4000-8000-" + "0" * 12
        kind = type(converter).__name__.removesuffix("Converter").lower()
        address = address.replace(f"<{kind}:{name}>", sample).replace(f"<{name}>", sample)
    return address


@pytest.mark.parametrize("pattern", pages())
def test_every_page_has_an_access_rule(pattern: URLPattern) -> None:
    assert callable(getattr(pattern.callback, "access_rule", None)), pattern.lookup_str


@pytest.mark.parametrize("operation", operations())
def test_every_api_operation_has_an_access_rule(operation: Any) -> None:
    assert callable(getattr(operation.view_func, "access_rule", None))
    assert operation.view_func.access_rule is not anyone


def closed_addresses() -> list[Any]:
    return [
        pytest.param(pattern, where, id=where)
        for where, pattern in addresses()
        if not where.startswith("static/")
        and getattr(pattern.callback, "access_rule", None) is not anyone
        and pattern.name not in DESCRIPTIONS | FOR_MACHINES
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("pattern", "where"), closed_addresses())
def test_a_stranger_is_sent_to_sign_in(pattern: URLPattern, where: str) -> None:
    answer = Client().get(example(pattern, where))
    if where.startswith("api/"):
        assert answer.status_code in {401, 405}
    else:
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or answer["Location"].startswith("/dang-nhap/")
