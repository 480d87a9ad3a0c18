"""What stands in deploy/ can be run: its commands and settings exist, its units are sound."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
GUARDS = {
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "UMask=0077",
    "CapabilityBoundingSet=",
}


def commands() -> list[list[str]]:
    text = "\n".join(
        path.read_text("utf-8") for path in FILES if path.suffix in {".service", ".yaml", ""}
    )
    called = [line.split() for line in re.findall(r"bin/namro-web ([^\n;']+)", text)]
    for service in COMPOSE["services"].values():
        words = service.get("command", [])
        if words[:1] == ["namro-web"]:
            called.append(words[1:])
    return called


def test_every_command_and_option_exists() -> None:
    called = commands()
    assert {words[0] for words in called} >= {"serve", "web", "worker", "backup"}
    known = get_commands()
    for words in called:
        name = words[0].replace("-", "_")
        parser = load_command_class(str(known[name]), name).create_parser("namro-web", name)
        options = {flag for action in parser._actions for flag in action.option_strings}
        assert {word for word in words if word.startswith("--")} <= options, words


def test_every_setting_named_is_documented() -> None:
    rows = set(
        re.findall(
            r"^\| `([A-Z0-9_]+)` \|", (ROOT / "docs/reference/site.md").read_text("utf-8"), re.M
        )
    )
    named = {
        name
        for path in FILES
        for name in re.findall(r"\b(?:NAMRO_[A-Z0-9_]+|DATABASE_URL\w*)\b", path.read_text("utf-8"))
    }
    # The proxy's own word for the site's name.
    assert named - rows == {"NAMRO_SITE"}


@pytest.mark.parametrize(
    "unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda unit: unit.name
)
def test_every_service_runs_fenced_in(unit: Path) -> None:
    lines = set(unit.read_text("utf-8").splitlines())
    assert lines >= GUARDS
    assert "User=namro" in lines


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        # The same lines are read here where systemd is not: every one is a section or name=value.
        for unit in UNITS:
            for line in unit.read_text("utf-8").splitlines():
                assert re.fullmatch(r"|#.*|\[\w+\]|[A-Z]\w+=.*", line), (unit.name, line)
        return
    for unit in UNITS:
        # The program itself is not installed there on this machine.
        text = unit.read_text("utf-8").replace(
            "/srv/namro/ma-nguon/.venv/bin/namro-web", shutil.which("true") or "/bin/true"
        )
        (tmp_path / unit.name).write_text(text, "utf-8")
    done = subprocess.run(
        [program, "verify", "--man=no", *(str(path) for path in sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "namro" in line]
    assert ours == []


def test_compose_has_every_part_and_keeps_every_secret_in_a_file() -> None:
    assert set(COMPOSE["services"]) == {"web", "worker", "database", "store", "proxy"}
    for name, service in COMPOSE["services"].items():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        for key, value in service.get("environment", {}).items():
            secret = re.search(r"PASSWORD|SECRET|ACCESS_KEY|TOKEN|DATABASE_URL", key)
            assert not secret or key.endswith("_FILE"), key
            if key.endswith("_FILE"):
                assert str(value).removeprefix("/run/secrets/") in COMPOSE["secrets"], key
        ports = service.get("ports", [])
        assert not ports or name == "proxy", "only the proxy is reached from outside"


def test_proxies_write_the_asker_anew_and_hide_the_counts() -> None:
    nginx, caddy = ((DEPLOY / name).read_text("utf-8") for name in ("nginx.conf", "Caddyfile"))
    assert "X-Forwarded-For $remote_addr" in nginx
    assert "X-Forwarded-For {remote_host}" in caddy
    assert "location = /metrics { return 404; }" in nginx
    assert "respond @metrics 404" in caddy
