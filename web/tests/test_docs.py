"""The documentation keeps what it promises: its links, names, commands and settings exist."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from namro_web.intake.demonstration import SAMPLES
from namro_web.tasks.clarities import CLARITIES
from namro_web.tasks.models import State
from namro_web.tasks.status import Status, Timing

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    page
    for page in (
        *ROOT.glob("*.md"),
        *DOCS.rglob("*.md"),
        *(ROOT / name for name in ("core/README.md", "web/README.md")),
    )
)
# Pages whose bold words are names on the screen.
WALKED = [ROOT / "README.md", ROOT / "README.vi.md", DOCS / "tutorial/ke-hoach-dau-tien.md"]
LARGEST_PICTURE = 250_000


def each_page() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def links(page: Path) -> Iterator[str]:
    text = without_code(page.read_text("utf-8"))
    yield from re.findall(r"\]\(([^)\s]+)\)", text)
    yield from re.findall(r'(?:src|href)="([^"]+)"', text)


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)


def anchor_of(heading: str) -> str:
    plain = unicodedata.normalize("NFC", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


@each_page()
def test_every_link_leads_to_a_page_and_a_heading_that_exist(page: Path) -> None:
    broken = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        headings = (
            re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.M)
            if anchor and target.suffix == ".md" and target.exists()
            else []
        )
        if not target.exists() or (anchor and anchor not in map(anchor_of, headings)):
            broken.append(link)
    assert broken == []


@each_page()
def test_every_make_target_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    text = page.read_text("utf-8")
    in_code = re.findall(r"`([^`\n]+)`", without_code(text))
    in_code += [line for block in blocks(text) for line in block.splitlines()]
    named = {
        word
        for line in in_code
        for words in re.findall(r"(?:^|\s)make((?: [a-z][a-z-]+)+)", line.split("#")[0])
        for word in words.split()
        if "install" not in line
    }
    assert named - targets == set()


@each_page()
def test_every_command_of_the_site_named_exists(page: Path) -> None:
    in_code = "\n".join(blocks(page.read_text("utf-8")))
    in_code += "\n".join(re.findall(r"`([^`\n]+)`", without_code(page.read_text("utf-8"))))
    named = set(re.findall(r"\bnamro-web (?!namro-)([a-z][a-z_-]+)", in_code))
    assert {name.replace("-", "_") for name in named} - set(get_commands()) == set()


@each_page()
def test_every_setting_named_is_read_by_something(page: Path) -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for folder in ("web/namro_web", "core", "tools", "browser", "web/tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
    )
    named = set(re.findall(r"\bNAMRO_[A-Z0-9_]+\b", page.read_text("utf-8")))
    # What is read by `secret_from` may also be named by a file.
    known = {name for name in named if f'"{name.removesuffix("_FILE")}"' in code}
    assert named - known == set()


def test_every_setting_that_the_site_reads_has_its_row() -> None:
    read = {
        name
        for path in (ROOT / "web/namro_web").rglob("*.py")
        for name in re.findall(r'environ[^"\n]*"(NAMRO_[A-Z0-9_]+|DATABASE_URL)"', path.read_text())
    }
    rows = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", (DOCS / "reference/site.md").read_text(), re.M))
    assert read - rows == set()


def test_the_index_names_every_page() -> None:
    named = {(DOCS / link).resolve() for link in links(DOCS / "README.md")}
    pages = set(DOCS.rglob("*.md")) - {DOCS / "README.md"}
    assert pages - named == set()


def test_every_picture_is_shown_somewhere_and_small() -> None:
    pictures = set((DOCS / "pictures").glob("*.png"))
    shown = {(page.parent / link).resolve() for page in PAGES for link in links(page)}
    assert pictures - shown == set()
    assert [p.name for p in pictures if p.stat().st_size > LARGEST_PICTURE] == []


@pytest.mark.parametrize("page", WALKED, ids=lambda page: page.name)
def test_bold_words_of_the_guide_are_on_the_screen(page: Path) -> None:
    screen = "\n".join(
        path.read_text("utf-8").lower()
        for pattern in ("*.html", "*.py")
        for path in (ROOT / "web/namro_web").rglob(pattern)
    )
    bold = re.findall(r"\*\*(.+?)\*\*", without_code(page.read_text("utf-8")))
    parts = {part.strip(" .").lower() for words in bold for part in re.split("[→…]", words)}
    assert {part for part in parts if part not in screen} == set()


@each_page()
def test_every_log_in_named_is_one_of_the_demonstration(page: Path) -> None:
    accounts = {person.username for sample in SAMPLES for person in sample.people}
    named = set(re.findall(r"\b(?:th|hp|qs)\.[a-z]+\b", page.read_text("utf-8")))
    assert named - accounts == set()


def test_the_page_on_the_score_names_the_five_clarities() -> None:
    rows = re.findall(r"^\| (Rõ .+?) \|", (DOCS / "explanation/clarity-score.md").read_text(), re.M)
    # A sixth may be asked for; by default it is not.
    assert [row for row in rows if "không dùng" not in row] == [name for _, name in CLARITIES]


def test_the_page_on_status_has_every_word_that_a_task_can_show() -> None:
    text = (DOCS / "explanation/status.md").read_text("utf-8")
    cases = text.split("## Bảng các trường hợp")[1].split("## Ví dụ")[0]
    words = set(re.findall(r"^\|[^|]+\|[^|]+\| ([^|]+?) \|[^|]+\|$", cases, re.M))
    shown = {Status(state, timing).label for state in State for timing in Timing}
    assert words - {"Trạng thái hiện"} == shown


def test_the_numbers_of_the_page_on_status_are_the_usual_ones() -> None:
    text = (DOCS / "explanation/status.md").read_text("utf-8")
    said = dict(re.findall(r"\(`(NAMRO_\w+)`, (\d+)\)", text))
    rows = (DOCS / "reference/site.md").read_text("utf-8")
    usual = dict(re.findall(r"^\| `(NAMRO_\w+)` \|.*\(default (\d+)[,)]", rows, re.M))
    assert said == {name: usual[name] for name in said}
    assert len(said) == 3


@pytest.mark.django_db
def test_the_first_commune_is_made_as_the_guide_to_installing_says() -> None:
    guide = (DOCS / "howto/cai-dat.md").read_text("utf-8")
    line = next(line for line in guide.splitlines() if "namro-web create-commune --name" in line)
    said = StringIO()
    call_command("create_commune", *shlex.split(line)[2:], "--no-input", stdout=said)
    assert said.getvalue().splitlines()[0] in guide.splitlines()


def blocks(text: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M)
