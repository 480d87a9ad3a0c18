"""Every door of the site, found by walking: pages from the addresses, operations from the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from namro_web.api.assembly import api
from namro_web.tasks.acts import ACTS
from namro_web.tasks.views import FORMS

# They describe the API and hold no data.
DESCRIPTIONS = {"openapi-json", "openapi-view", "api-root"}
# The acts that are about one thing of a task, and what an address of theirs names.
ITEMS = {
    "unorder": "earlier_id",
    "answer": "obstacle_id",
    "close": "obstacle_id",
    "reopen": "obstacle_id",
    "withdraw": "obstacle_id",
    "take": "receipt_id",
    "grant": "extension_id",
    "refuse": "extension_id",
    "unask": "extension_id",
    "period-ok": "occurrence_id",
    "period-back": "occurrence_id",
    "period-again": "occurrence_id",
    "waive": "share_id",
    "edit": "comment_id",
}
# The same acts as the API calls them.
API_ACTS = {
    "orders": "order",
    "subtasks": "subtask",
    "marks": "mark",
    "obstacles": "obstacle",
    "directions": "direct",
    "requests": "ask-time",
    "comments": "comment",
    "settle": "close",
    "acknowledge": "take",
    "withdraw": "unask",
    "confirm-period": "period-ok",
    "return-period": "period-back",
    "edit-comment": "edit",
    "reports": "report",
}
_OF_API = {
    "obstacles": "obstacle_id",
    "receipts": "receipt_id",
    "requests": "extension_id",
    "periods": "occurrence_id",
    "comments": "comment_id",
}


@dataclass(frozen=True)
class Door:
    """One method at one address.

    Attributes:
        method: GET, POST or DELETE.
        address: With the names of what it is about in braces.
        rule: Who may enter.
        view: The name of the page's address; empty for the API.
        act: The act on a task that it does, if any.
        names: What the address names, and as what the stage knows it.
        body: The schema of what is sent, for the API.
        asks: What the address has to ask after “?”, for the API.
    """

    method: str
    address: str
    rule: Callable[..., None]
    view: str = ""
    act: str = ""
    names: dict[str, str] = field(default_factory=dict, hash=False)
    body: dict[str, Any] | None = field(default=None, hash=False, repr=False)
    asks: tuple[str, ...] = ()
    takes_file: bool = False

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")

    @property
    def name(self) -> str:
        return f"{self.method} {self.address}"


def doors() -> list[Door]:
    """Every door, in the order of the addresses."""
    return sorted([*pages(), *operations()], key=lambda door: (door.address, door.method))


def pages() -> Iterator[Door]:
    """The doors of the pages: each address for reading and for writing."""
    for where, view, pattern in _addresses():
        if where.startswith(("api/", "static/")) or pattern.name in DESCRIPTIONS:
            continue
        rule = getattr(pattern.callback, "access_rule", None)
        assert rule is not None, f"{where} has no access rule"
        for address, act in _spelled(where, view):
            names = {name: name for name in re.findall(r"{(\w+)}", address)}
            if "item" in names:
                names["item"] = ITEMS[act]
            for method in ("GET", "POST"):
                yield Door(method, address, rule, view, act, names)


def operations() -> Iterator[Door]:
    """The doors of the API, with what each takes in."""
    described = api.get_openapi_schema()
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                address = "/api/v1" + re.sub(r"{\w+:(\w+)}", r"{\1}", f"{prefix}{path}")
                for method in operation.methods:
                    said = described["paths"][address][method.lower()]
                    names = {name: name for name in re.findall(r"{(\w+)}", address)}
                    if "item_id" in names:
                        names["item_id"] = _OF_API[address.split("/")[5]]
                    act = ""
                    if prefix == "/tasks" and method != "GET":
                        # An operation whose name is new is an act of that name.
                        last = address.split("/")[-1]
                        act = API_ACTS.get(last, last)
                        act = {"{earlier_id}": "unorder", "{update_id}": "take-back"}.get(act, act)
                        if "update_id" in names:
                            act = "take-back"
                    yield Door(
                        method,
                        address,
                        operation.view_func.access_rule,
                        act=act,
                        names=names,
                        body=_body_of(said, described),
                        asks=tuple(
                            one["name"]
                            for one in said.get("parameters", [])
                            if one["in"] == "query" and one.get("required")
                        ),
                        takes_file="multipart/form-data"
                        in said.get("requestBody", {}).get("content", {}),
                    )


def _addresses(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern.url_patterns, where, inner)
        else:
            yield where, f"{space}{pattern.name}", pattern


def _spelled(where: str, view: str) -> Iterator[tuple[str, str]]:
    """Give an address for every word it can hold: kinds of files, acts on a task."""
    plain = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", re.sub(r"\(\?P<(\w+)>", r"(?P[\1]", where))
    plain = plain.replace("^", "").replace("$", "").replace("\\", "")
    choice = re.search(r"\(\?P\[(\w+)\](\w+(?:\|\w+)+)\)", plain)
    words = choice[2].split("|") if choice else [""]
    spelled = [plain.replace(choice[0], word) if choice else plain for word in words]
    spelled = [re.sub(r"\(\?P\[(\w+)\][^)]*\)", r"{\1}", one) for one in spelled]
    if choice:
        yield from (("/" + one, "") for one in spelled)
        return
    (plain,) = spelled
    if view in ("tasks:act", "tasks:act-on"):
        for word, act in ACTS.items():
            if (view == "tasks:act-on") == (act.key in ITEMS):
                yield "/" + plain.replace("{name}", word), act.key
        return
    act = view.removeprefix("tasks:")
    yield "/" + plain, act if act != view and act in {*FORMS, "take-back"} else ""


def _body_of(said: dict[str, Any], described: dict[str, Any]) -> dict[str, Any] | None:
    content = said.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return None
    return resolved(content["application/json"]["schema"], described)


def resolved(schema: Any, described: dict[str, Any]) -> Any:
    """Put in place of every reference what it refers to."""
    if isinstance(schema, list):
        return [resolved(one, described) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        found: Any = described
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return resolved(found, described)
    return {key: resolved(value, described) for key, value in schema.items()}
