"""Write docs/reference/site.md from the code: settings, who may do what, history verbs, refusals.

A test compares the page with what this prints, so nothing can exist undocumented.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from namro.errors import NamroError, ReadError

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "web" / "namro_web"
PAGE = ROOT / "docs" / "reference" / "site.md"
FAMILIES = {
    "Missing": 404,
    "Unauthenticated": 401,
    "NotAllowed": 403,
    "Invalid": 422,
    "Conflict": 409,
    "TooMany": 429,
    "Unavailable": 503,
}
# Words for the reader, in the order of the rows in the code.
DUTY_WORDS = {
    "read": "xem kế hoạch, chỉ tiêu, nhiệm vụ",
    "read-people": "xem người ở các đơn vị",
    "update-tasks": "cập nhật nhiệm vụ của đơn vị mình",
    "approve-for-unit": "duyệt thay đơn vị",
    "confirm-tasks": "xác nhận hoàn thành, trả lại",
    "adopt-plans": "duyệt bản bóc tách, đưa kế hoạch vào thực hiện",
    "edit-plans": "sửa kế hoạch đang thực hiện",
    "direct": "chỉ đạo, đôn đốc",
    "inspect": "kiểm tra, ghi và khép kết luận, kiến nghị",
    "read-conclusions": "xem mọi kết luận, kiến nghị kiểm tra",
    "answer-conclusions": "trả lời kết luận, kiến nghị kiểm tra của đơn vị mình",
    "read-history": "xem, tải nhật ký hệ thống",
    "delegate": "ủy quyền cho người cùng cơ quan",
    "administer": "quản trị đơn vị, tài khoản",
}


def page() -> str:
    """Give the whole page."""
    parts = [
        "# The site: settings, permissions, history, refusals",
        "",
        "Made from the code by `tools/site_reference.py`; a test keeps it true.",
        "",
        "## Settings",
        "",
        "Environment variables, all optional. The embedded default needs none.",
        "",
        "| Name | Meaning |",
        "|---|---|",
        *(f"| `{name}` | {meaning} |" for name, meaning in settings()),
        "",
        "## Who may do what",
        "",
        "A person acts in one post at a time; the post's role decides. Reading covers the commune's whole tree; changing covers the",
        "post's own branch, or the whole commune for those who coordinate or lead.",
        "",
        *permissions(),
        "",
        "### Addresses and their rules",
        "",
        "| Address | Rule |",
        "|---|---|",
        *(f"| `{address}` | `{rule}` |" for address, rule in doors()),
        "",
        "## History verbs",
        "",
        "| Verb | Recorded in |",
        "|---|---|",
        *(f"| `{verb}` | `{where}` |" for verb, where in verbs()),
        "",
        "## Refusals",
        "",
        "Each has a stable code. Programs get `application/problem+json` with `code` and `detail`; people get the sentence.",
        "",
        "| Code | HTTP | Sentence |",
        "|---|---|---|",
        *(f"| `{code}` | {status} | {text} |" for code, status, text in refusals()),
        "",
        "## Errors of reading a file",
        "",
        "Made by the library with a sentence that says what to do; the site answers them with 422.",
        "",
        "| Code | Means |",
        "|---|---|",
        *(f"| `{code}` | {meaning} |" for code, meaning in reading_errors()),
        "",
    ]
    return "\n".join(parts)


def settings() -> list[tuple[str, str]]:
    """Read the list of settings from the docstring that introduces them."""
    base = ast.parse((PACKAGE / "config/settings/base.py").read_text("utf-8"))
    listed = (ast.get_docstring(base) or "").split("Environment:")[1]
    return [
        (name, " ".join(text.split()).replace("``", "`"))
        for name, text in re.findall(
            r"^\s+([A-Z0-9_]+): (.*?)(?=^\s+[A-Z0-9_]+: |\Z)", listed, re.S | re.M
        )
    ]


def permissions() -> list[str]:
    """Print the table of duties."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro_web.config.settings.test")
    import django

    django.setup()
    from namro_web.organisations.access import DUTIES, Duty

    roles = list(DUTIES)
    rows = [
        "| | " + " | ".join(str(role.label) for role in roles) + " |",
        "|---|" + "---|" * len(roles),
    ]
    for duty in Duty:
        marks = " | ".join("✓" if duty in DUTIES[role] else "" for role in roles)
        rows.append(f"| {DUTY_WORDS[duty.value]} (`{duty.value}`) | {marks} |")
    return rows


def doors() -> list[tuple[str, str]]:
    """Walk every address and API operation for the rule on it."""
    from django.urls import URLResolver, get_resolver

    from namro_web.api.assembly import api

    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if not here.startswith("api/"):
                    yield from walk(pattern.url_patterns, here)
            elif rule := getattr(pattern.callback, "access_rule", None):
                yield "/" + here.strip("^$").replace("|", "\\|"), rule.__name__

    operations = (
        (f"{method} /api/v1{prefix}{path}", operation.view_func.access_rule.__name__)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    )
    return [*sorted(walk(get_resolver().url_patterns, "")), *sorted(operations)]


def verbs() -> list[tuple[str, str]]:
    """Find every verb that is recorded: those written in a call, and those that have a wording."""
    from namro_web.plans.sentences import known_verbs

    found: dict[str, str] = {}
    for path, call in calls():
        if called(call) == "record" and call.args:
            verb = call.args[0]
            choices = [verb.body, verb.orelse] if isinstance(verb, ast.IfExp) else [verb]
            for choice in choices:
                if "." in (name := written(choice)) and "…" not in name:
                    found.setdefault(name, str(path.relative_to(PACKAGE)))
    for name in known_verbs():
        found.setdefault(name, actions_of(name.split(".")[0]))
    return sorted(found.items())


def actions_of(app: str) -> str:
    """Give where an app changes things: a file, or a folder where there are many."""
    return f"{app}/actions" if (PACKAGE / app / "actions").is_dir() else f"{app}/actions.py"


def refusals() -> list[tuple[str, int, str]]:
    """Find every refusal with its code and sentence, also those made through a short function."""
    found = set()
    for path, call in calls():
        family = called(call)
        family = makers(path).get(family, family)
        if family in FAMILIES and len(call.args) >= 2 and isinstance(call.args[0], ast.Constant):
            sentence = written(call.args[1])
            found.add((str(call.args[0].value), FAMILIES[family], sentence.replace("|", "\\|")))
    return sorted(found)


@cache
def makers(path: Path) -> dict[str, str]:
    """Give the functions of a file that make a refusal of a family: ``def _refused(…) -> Invalid``."""
    return {
        node.name: node.returns.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and isinstance(node.returns, ast.Name)
        and node.returns.id in FAMILIES
    }


def reading_errors() -> list[tuple[str, str]]:
    """Give every error of the library, with what it means."""

    def below(family: type[NamroError]) -> Iterator[type[NamroError]]:
        for one in family.__subclasses__():
            yield one
            yield from below(one)

    return [
        (one.default_code, (one.__doc__ or "").splitlines()[0])
        for one in below(NamroError)
        if one is not ReadError
    ]


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Walk every call of the site's code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node


def called(call: ast.Call) -> str:
    """Give the plain name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def written(node: ast.expr) -> str:
    """Give a sentence as it stands in the code, with a dash where a value goes."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    if isinstance(node, ast.IfExp):
        return f"{written(node.body)} / {written(node.orelse)}"
    return "…"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(
            0 if PAGE.read_text("utf-8") == page() else "docs/reference/site.md is out of date"
        )
    PAGE.write_text(page(), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(page().splitlines())} dòng")
