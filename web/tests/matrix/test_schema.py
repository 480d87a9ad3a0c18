"""The API keeps to its own document for whatever the document allows to be sent."""

from __future__ import annotations

import json
import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from ninja import Schema
from schemathesis.core.transport import Response

from namro_web.api.assembly import api
from namro_web.api.parts import ROUTERS
from tests.matrix.expecting import foreign_marks
from tests.matrix.knocking import body_of
from tests.matrix.stage import Persona, Scene

pytestmark = pytest.mark.django_db

# `make fuzz` sets more.
EXAMPLES = int(os.environ.get("NAMRO_FUZZ_EXAMPLES", "2"))
DOCUMENT = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
OPERATIONS = [found.ok() for found in DOCUMENT.get_all_operations()]
REFUSALS = {400, 401, 403, 404, 409, 422, 429}


def test_no_two_shapes_of_the_document_share_a_name() -> None:
    # The document would show one of them for both.
    apps = [app for app in ROUTERS if find_spec(f"namro_web.{app}.api") is not None]
    named: dict[str, set[str]] = {}
    for app in apps:
        module = import_module(f"namro_web.{app}.api")
        for name, shape in vars(module).items():
            if isinstance(shape, type) and issubclass(shape, Schema):
                named.setdefault(name, set()).add(shape.__module__)
    named.pop("Schema", None)
    assert len(named) > 40
    assert {name: sorted(found) for name, found in named.items() if len(found) > 1} == {}


def sent_by(persona: Persona, case: Any) -> Any:
    """Send what was made up, through the site's own door."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace("{" + name + "}", quote(str(value), safe=""))
    if case.query:
        path += "?" + urlencode(dict(case.query), doseq=True)
    data, kind = b"", "application/json"
    if case.body is not schemathesis.core.NOT_SET and isinstance(
        case.body, (dict, list, str, int, float, bool, type(None))
    ):
        data = json.dumps(case.body, default=str).encode("utf-8", "replace")
    return persona.client.generic(
        case.method.upper(), path, data, content_type=kind, headers=persona.headers
    )


def as_received(answer: Any, body: bytes) -> Response:
    """The answer as a program would hold it, for the check against the document."""
    return Response(
        answer.status_code,
        {name: [value] for name, value in answer.headers.items()},
        body,
        requests.Request("GET", "http://testserver/").prepare(),
        elapsed=0.0,
        verify=False,
    )


@pytest.mark.parametrize(
    "operation", [pytest.param(one, id=f"{one.method.upper()} {one.path}") for one in OPERATIONS]
)
def test_an_operation_keeps_to_the_document_and_tells_nothing_of_others(
    scene: Scene, operation: Any
) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def holds(case: Any) -> None:
        for key in ("coordinator", "admin", "token-writes", "no-post"):
            persona = scene.personas[key]
            with transaction.atomic():
                answer = sent_by(persona, case)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                transaction.set_rollback(True)
            assert answer.status_code < 500, (key, case.path_parameters, case.query, case.body)
            if answer.status_code in REFUSALS:
                told = json.loads(body)
                assert answer.headers["Content-Type"].startswith("application/problem+json")
                assert {"title", "status", "code", "detail"} <= set(told)
            else:
                assert 200 <= answer.status_code < 300, answer.status_code
                operation.validate_response(as_received(answer, body))
            assert foreign_marks(scene, persona, body_of(answer)) == []

    holds()
