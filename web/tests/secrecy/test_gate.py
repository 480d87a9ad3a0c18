"""No door lets a state-secret mark in: every form, every address and every operation is tried."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, URLPattern, resolve
from openpyxl import Workbook

import namro_web
from namro_web.api.assembly import api
from namro_web.foundation.history import first_broken_line
from namro_web.foundation.models import HistoryLine
from tests.make import browser_of
from tests.tasks.world import World, make_world
from tests.test_every_url_has_a_rule import addresses, example

CONTENT = "Chi tiết chỉ người gửi biết"
TEXT = f"MẬT: {CONTENT}"
# Their actions read the file whole and have tests of their own; what is read here is not kept.
OTHER_WAYS = {"upload", "account_login", "account_logout"}


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def form_classes() -> Iterator[type[forms.BaseForm]]:
    for path in sorted(Path(namro_web.__file__).parent.glob("*/forms.py")):
        module = importlib.import_module(f"namro_web.{path.parent.name}.forms")
        for _, one in inspect.getmembers(module, inspect.isclass):
            if issubclass(one, forms.BaseForm) and one.__module__ == module.__name__:
                yield one


def text_fields() -> list[str]:
    return sorted(
        {
            name
            for form in form_classes()
            for name, field in getattr(form, "base_fields", {}).items()
            if isinstance(field, forms.CharField)
            and not isinstance(field.widget, forms.PasswordInput)
        }
    )


def pages() -> list[str]:
    return [
        example(pattern, where)
        for where, pattern in addresses()
        if isinstance(pattern, URLPattern)
        and not where.startswith(("api/", "static/"))
        and pattern.name not in OTHER_WAYS
        and is_ours(example(pattern, where))
        and not where.startswith(("song", "san-sang", "so-lieu", "health", "ready", "metrics"))
    ]


def counted() -> dict[str, int]:
    left_out = {
        "foundation.historyline",
        "foundation.historyhead",
        "foundation.changecount",
        "sessions.session",
        "accounts.session",
    }
    return {
        model._meta.label_lower: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.label_lower not in left_out
    }


def refused_lines() -> list[HistoryLine]:
    return list(HistoryLine.objects.filter(verb="foundation.secret-refused"))


def assert_nothing_is_kept(before: dict[str, int], *, refusals: int) -> None:
    assert counted() == before
    lines = refused_lines()
    assert len(lines) == refusals
    for line in lines:
        assert line.data["mark"] == "Mật"
        assert CONTENT not in json.dumps(line.data, ensure_ascii=False)
        assert "chi tiet chi nguoi" not in line.search_key


def test_every_text_field_of_every_form_refuses_a_mark(world: World) -> None:
    names, before, browser = text_fields(), counted(), browser_of(world.coordinator)
    assert len(names) > 10
    for name in names:
        answer = browser.post("/viec-cua-toi/", {name: TEXT})
        assert answer.status_code == 422, name
        assert "không được lưu bí mật nhà nước" in answer.content.decode(), name
        assert CONTENT not in answer.content.decode(), name
    assert_nothing_is_kept(before, refusals=len(names))


def test_every_page_refuses_a_mark_before_its_view_sees_it(world: World) -> None:
    walked, before, browser = pages(), counted(), browser_of(world.coordinator)
    assert len(walked) > 50
    assert [a for a in walked if browser.post(a, {"any-field": TEXT}).status_code != 422] == []
    assert_nothing_is_kept(before, refusals=len(walked))


def texts_of(schema: dict[str, Any], parts: dict[str, Any], path: str = "") -> Iterator[str]:
    schema = parts[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    for inner in schema.get("anyOf", []):
        yield from texts_of(inner, parts, path)
    if schema.get("type") == "string" and schema.get("format") not in {"binary", "uuid", "date"}:
        yield path
    for name, inner in schema.get("properties", {}).items():
        yield from texts_of(inner, parts, f"{path}.{name}" if path else name)


def body_texts() -> list[tuple[str, str, str, str]]:
    described = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    parts = described["components"]["schemas"]
    return [
        (method.upper(), sample(address), kind, name)
        for address, operations in described["paths"].items()
        for method, operation in operations.items()
        if "/documents" not in address
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        for name in texts_of(content["schema"], parts)
    ]


def writing_operations() -> list[tuple[str, str]]:
    return [
        (method, sample(f"/api/v1{prefix}{path}"))
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
        if method not in {"GET", "HEAD"}
    ]


def sample(address: str) -> str:
    """Fill in what stands in braces so that the address is one of ours."""
    for identity in ("1", "00000000-0000-4000-8000-000000000000"):
        filled = re.sub(r"\{[^}]+\}", identity, address)
        if is_ours(filled):
            return filled
    raise AssertionError(address)


def is_ours(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def test_every_text_that_a_program_may_send_is_looked_at(world: World) -> None:
    texts, before, browser = body_texts(), counted(), browser_of(world.coordinator)
    assert len(texts) > 10
    for method, address, kind, name in texts:
        if kind == "application/json":
            sent: Any = TEXT
            for step in reversed(name.split(".")):
                sent = {step: sent}
            answer = browser.generic(method, address, json.dumps(sent), content_type=kind)
        else:
            answer = browser.post(address, {name: TEXT})
        assert (answer.status_code, answer.json()["code"]) == (422, "foundation.secret"), address
        assert CONTENT not in answer.content.decode()
    assert_nothing_is_kept(before, refusals=len(texts))


def test_every_writing_operation_has_the_gate_before_it(world: World) -> None:
    operations, before, browser = writing_operations(), counted(), browser_of(world.coordinator)
    body = json.dumps({"deep": [{"inside": TEXT}]})
    for method, address in operations:
        answer = browser.generic(method, address, body, content_type="application/json")
        assert answer.status_code == 422, address
        assert answer.json()["code"] == "foundation.secret", address
    assert_nothing_is_kept(before, refusals=len(operations))


def workbook(*cells: str, sheet: str = "Trang 1", comment: str = "") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append(list(cells))
    if comment:
        from openpyxl.comments import Comment

        page["A1"].comment = Comment(comment, "Người viết")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("nguoi.xlsx", workbook("An", "TỐI MẬT"), id="a cell"),
        pytest.param("nguoi.xlsx", workbook("An", "М\u1eacТ"), id="a cell in Cyrillic letters"),
        pytest.param("nguoi.xlsx", workbook("An", sheet="MẬT"), id="the name of a sheet"),
        pytest.param("nguoi.xlsx", workbook("An", comment="Độ mật: Mật"), id="a comment"),
        pytest.param("MẬT - nguoi.xlsx", workbook("An"), id="the name of the file"),
    ],
)
def test_a_spreadsheet_with_a_mark_is_refused(world: World, name: str, data: bytes) -> None:
    before = counted()
    file = SimpleUploadedFile(name, data)
    answer = browser_of(world.admin).post("/nguoi-dung/nhap/", {"file": file})
    assert answer.status_code == 422
    assert counted() == before
    assert len(refused_lines()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Bảo đảm an toàn, bảo mật thông tin; đổi mật khẩu hằng quý",
        "Ký số 100% văn bản (trừ văn bản mật)",
        "Căn cứ Luật Bảo vệ bí mật nhà nước số 117/2025/QH15",
        "Mật độ dân số 500 người/km2",
    ],
)
def test_ordinary_sentences_pass_the_gate(world: World, text: str) -> None:
    answer = browser_of(world.coordinator).post("/viec-cua-toi/", {"note": text})
    assert "bí mật nhà nước (Luật" not in answer.content.decode()
    assert refused_lines() == []


def test_a_null_character_is_refused_before_any_view_meets_it(world: World) -> None:
    browser = browser_of(world.coordinator)
    before = counted()
    form = browser.post("/van-ban/do-ro/", {"name-result": "Rõ kết\x00 quả"})
    api = browser.post(
        "/api/v1/tasks/reassign", {"note": "Việc\x00 gấp"}, content_type="application/json"
    )
    assert (form.status_code, api.status_code) == (422, 422)
    assert "ký tự rỗng" in form.content.decode()
    assert "ký tự rỗng" in api.json()["detail"]
    assert counted() == before
    assert refused_lines() == [], "it is no mark of secrecy"


def test_a_refusal_is_a_line_of_a_whole_chain(world: World) -> None:
    browser_of(world.coordinator).post("/viec-cua-toi/", {"note": TEXT})
    line = refused_lines()[0]
    assert line.actor_id == str(world.coordinator.pk)
    assert line.data["where"] == "ô note"
    assert first_broken_line() is None


def test_a_password_is_not_looked_at(world: World) -> None:
    browser_of(world.coordinator).post("/tai-khoan/mat-khau/", {"oldpassword": "MẬT"})
    assert refused_lines() == []
