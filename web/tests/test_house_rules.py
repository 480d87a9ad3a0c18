"""What imports cannot show about the house, checked on the real code."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

import namro_web

PACKAGE = Path(namro_web.__file__).parent
ROOT = PACKAGE.parent.parent
# From the ground floor up; an app may point at itself and at what stands before it.
FLOORS = [
    {"foundation"},
    {"ui"},
    {"accounts"},
    {"organisations"},
    {"tokens"},
    {"plans"},
    {"indicators", "tasks"},
    {"reporting"},
    {"intake", "comparing", "inspecting", "assessments", "feedback", "notices"},
    {"amending"},
    {"api", "finding", "leading", "journal", "operations", "portal", "privacy", "usage"},
]
OURS = {app.label for app in apps.get_app_configs() if app.name.startswith("namro_web.")}


def floor_of(app: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if app in floor)


def source_files(*, but: str = "migrations") -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if but not in path.parts]


def templates() -> list[Path]:
    return [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.jinja")]


def test_every_app_has_a_floor() -> None:
    assert {app for app in OURS if not any(app in floor for floor in FLOORS)} == set()


def test_every_foreign_key_points_down() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if (target := field.related_model._meta.app_label) in OURS
        and target != model._meta.app_label
        and floor_of(target) >= floor_of(model._meta.app_label)
    ]
    assert upward == []


def test_templates_take_only_from_their_own_app_or_the_design_system() -> None:
    foreign = []
    for path in templates():
        app = path.relative_to(PACKAGE).parts[0]
        allowed = {app, "ui"} | ({"account", "mfa", "allauth"} if app == "accounts" else set())
        taken = re.findall(r'{%-?\s*(?:include|extends)\s+"([^"]+/[^"]+)"', path.read_text("utf-8"))
        foreign += [
            f"{path.relative_to(PACKAGE)}: {name}"
            for name in taken
            if name.split("/")[0] not in allowed
        ]
    assert foreign == []


def test_no_template_carries_inline_script_or_style() -> None:
    inline = re.compile(
        r"<style\b|\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*application/json)|\son[a-z]+=", re.I
    )
    found = [
        f"{path.relative_to(PACKAGE)}: {match.group().strip()}"
        for path in templates()
        for match in inline.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_icon_drawn_is_in_the_sprite() -> None:
    listed = set((PACKAGE / "ui" / "icons.txt").read_text("utf-8").split())
    drawn: dict[str, str] = {}
    for path in templates():
        for name in re.findall(r'{%\s*icon\s+"([^"]+)"|icon="([^"]+)"', path.read_text("utf-8")):
            drawn[name[0] or name[1]] = str(path.relative_to(PACKAGE))
    for path in source_files():
        for name in re.findall(
            r'icon["\']?\s*[:=]\s*["\']([a-z0-9-]+)["\']', path.read_text("utf-8")
        ):
            drawn[name] = str(path.relative_to(PACKAGE))
        for name in re.findall(
            r'Entry\(\s*"[^"]+",\s*"[^"]+",\s*"([^"]+)"', path.read_text("utf-8")
        ):
            drawn[name] = str(path.relative_to(PACKAGE))
    assert {name: where for name, where in drawn.items() if name not in listed} == {}


def test_models_are_imported_and_never_looked_up_by_name() -> None:
    # Catches `apps.get_model("plans", "Plan")`, which no import contract sees.
    looked_up = [
        str(path.relative_to(PACKAGE))
        for path in source_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "get_model"
    ]
    assert looked_up == []


def test_no_file_is_a_drawer_for_everything() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py", "manager.py", "managers.py"}
    assert [str(p.relative_to(PACKAGE)) for p in source_files() if p.name in drawers] == []


def test_every_word_of_the_glossary_exists_in_code() -> None:
    defined: set[str] = set()
    for folder in (PACKAGE, ROOT / "core" / "namro"):
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef | ast.FunctionDef):
                    defined.add(node.name)
                elif isinstance(node, ast.Name):
                    defined.add(node.id)
                elif isinstance(node, ast.keyword | ast.arg) and node.arg:
                    defined.add(node.arg)
    rows = re.findall(r"^\|[^|]+\|([^|]+)\|", (ROOT / "GLOSSARY.md").read_text("utf-8"), re.M)
    promised = {word for cell in rows for word in re.findall(r"`(\w+)`", cell)}
    assert promised - defined == set()


def test_settings_keep_what_is_acknowledged() -> None:
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert "synchronous = FULL" in database["OPTIONS"]["init_command"]


def test_every_setting_verb_and_refusal_is_in_the_reference() -> None:
    # Written anew with `python tools/site_reference.py`.
    spec = importlib.util.spec_from_file_location(
        "site_reference", ROOT / "tools/site_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    assert (ROOT / "docs/reference/site.md").read_text("utf-8") == reference.page()


def test_what_tests_of_a_folder_share_is_taken_down_when_they_are_over() -> None:
    # In a folder that is no package, a fixture of its scope would live until the very end.
    sharing = [
        path
        for path in (ROOT / "web/tests").rglob("*.py")
        if any(
            isinstance(node, ast.keyword)
            and node.arg == "scope"
            and isinstance(node.value, ast.Constant)
            and node.value.value == "package"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    ]
    assert sharing
    assert [path for path in sharing if not (path.parent / "__init__.py").exists()] == []
