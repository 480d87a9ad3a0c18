"""What the documentation says of the command is what the command does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = ("README.md", "README.vi.md", "docs/howto/dung-lenh-namro.md")
ENDS = {"lint": (0, 1), "rong.pdf": (2,)}


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M)


COMMANDS = sorted(
    {
        line.removeprefix("$ ").split("  #")[0].strip()
        for page in PAGES
        for language in ("sh", "console")
        for block in blocks(page, language)
        for line in block.splitlines()
        if ".venv/bin/namro " in line
    }
)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "rong.pdf").touch()
    if not (folder / "samples").exists():
        (folder / "samples").symlink_to(ROOT / "samples")
    words = command.replace(".venv/bin/namro ", f"{sys.executable} -m namro.cli ")
    return subprocess.run(
        ["sh", "-c", words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shown_runs(command: str, tmp_path: Path) -> None:
    expected = next((codes for word, codes in ENDS.items() if word in command), (0,))
    done = run(command, tmp_path)
    assert done.returncode in expected, done.stderr


@pytest.mark.parametrize(
    "block",
    [block for page in PAGES for block in blocks(page, "console")],
    ids=lambda block: block.splitlines()[0],
)
def test_what_is_shown_is_what_is_printed(block: str, tmp_path: Path) -> None:
    command, *shown = block.splitlines()
    done = run(command.removeprefix("$ "), tmp_path)
    printed = iter((done.stdout + done.stderr).splitlines())
    missing = [line for line in shown if line.strip() != "…" and line not in printed]
    assert missing == []


def test_the_library_is_called_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (script,) = blocks("docs/howto/dung-lenh-namro.md", "python")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert re.fullmatch(r"\d+ nhiệm vụ, \d+ phát hiện\n", done.stdout), done.stderr
