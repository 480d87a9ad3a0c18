"""Gather what the browser gets from npm's folder: only the files served, cut to what is used.

Runs after ``npm ci``. Writes ``web/namro_web/ui/static/vendor/``, which is not committed.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM = ROOT / "web" / "node_modules"
UI = ROOT / "web" / "namro_web" / "ui"
VENDOR = UI / "static" / "vendor"

COPIES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
    "inter-vietnamese.woff2": "@fontsource-variable/inter/files/inter-vietnamese-wght-normal.woff2",
    "inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
}
LICENCES = ["@tabler/core", "@tabler/icons", "htmx.org", "echarts", "@fontsource-variable/inter"]

# What pages take from Tabler: its reset, grid and utility classes. Components are our own, so the
# rest of its 635 kB stays behind.
KEPT = re.compile(
    r"(container|row|col|g|gx|gy|d|flex|align|justify|order|gap|m|mt|mb|ms|me|mx|my|p|pt|pb|ps|pe|px|py|w|h|text|fw|lh|"
    r"overflow|position|float|visually-hidden|img|border|rounded)(-.*)?$"
)


def main() -> int:
    """Copy, cut and draw; say what is missing instead of leaving half a folder."""
    if not NPM.is_dir():
        print("Chưa có web/node_modules: chạy `npm ci --prefix web` trước.", file=sys.stderr)
        return 1
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in COPIES.items():
        shutil.copyfile(NPM / source, VENDOR / name)
    for package in LICENCES:
        licence = next((p for p in (NPM / package).glob("LICEN[CS]E*")), None)
        if licence:
            name = package.replace("@", "").replace("/", "-")
            shutil.copyfile(licence, VENDOR / f"{name}.LICENSE.txt")
    tabler = (NPM / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    (VENDOR / "tabler.css").write_text(cut(tabler), encoding="utf-8")
    names = icon_names()
    (VENDOR / "icons.svg").write_text(sprite(names), encoding="utf-8")
    size = sum(p.stat().st_size for p in VENDOR.iterdir()) // 1024
    print(f"  {len(COPIES) + 2} tệp, {len(names)} biểu tượng, {size} KB trong {VENDOR.name}/")
    return 0


def icon_names() -> list[str]:
    """Read the list of icons in use."""
    lines = (UI / "icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def sprite(names: list[str]) -> str:
    """Put the icons into one file of symbols; a page draws one with ``<use href="…#name">``."""
    symbols = []
    for name in names:
        drawing = (NPM / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        inner = inner.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def cut(css: str) -> str:
    """Keep of a style sheet the rules whose every class belongs to a kept family."""
    kept = []
    for head, body in rules(css):
        if head.startswith(("@font-face", "@keyframes", "@charset", "@import")):
            continue
        if head.startswith("@"):
            inner = cut(body)
            if inner:
                kept.append(f"{head}{{{inner}}}")
            continue
        selectors = [s for s in split_selectors(head) if wanted(s)]
        if selectors:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def wanted(selector: str) -> bool:
    """Say whether a selector speaks only of plain elements and kept classes."""
    if "data-bs-theme" in selector or "[class" in selector:
        return False
    return all(KEPT.match(name) for name in re.findall(r"\.(-?[A-Za-z_][\w-]*)", selector))


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Walk the top level of a style sheet: what stands before a brace, and what is inside."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    position = 0
    while (start := css.find("{", position)) != -1:
        head = css[position:start].strip().lstrip(";")
        depth, end = 1, start + 1
        while depth:
            if css[end] in "\"'":
                end = css.index(css[end], end + 1)
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield head, css[start + 1 : end - 1]
        position = end


def split_selectors(head: str) -> list[str]:
    """Split at the commas that are not inside brackets."""
    return re.split(r",(?![^()\[\]]*[)\]])", head)


if __name__ == "__main__":
    sys.exit(main())
