"""Run every test that this machine allows, and say which it could not run and why.

Four runs, each with pytest's own closing line: the library; the site on SQLite; the site on
PostgreSQL; the journeys in a real browser. ``NAMRO_REQUIRE_ALL=1`` turns a run or a test that is
not possible here into a failure. The walk of every door as every kind of person takes as long as all
other tests of the site together; where PostgreSQL answers it walks there alone, unless
``NAMRO_EVERYTHING=1`` asks for both.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import services

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [str(ROOT / ".venv" / "bin" / "pytest"), "-q"]
WALK = "web/tests/matrix"
SCREEN_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Run them all, print one table and one closing line."""
    strict = os.environ.get("NAMRO_REQUIRE_ALL") == "1"
    workers = ["-n", str(min(os.cpu_count() or 1, 8))]
    results: list[tuple[str, str]] = []
    counts = {"passed": 0, "failed": 0, "skipped": 0}

    def run(title: str, arguments: list[str], **environment: str) -> None:
        print(f"\n== {title}", flush=True)
        done = subprocess.Popen(
            [*PYTEST, *arguments, *sys.argv[1:]],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        closing = ""
        for line in done.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            if re.search(r"\d+ (passed|failed|skipped|error)", line):
                closing = line.strip()
        code = done.wait()
        for number, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", closing):
            counts["failed" if word.startswith("error") else word] += int(number)
        if code not in (0, 5) and "failed" not in closing and "error" not in closing:
            counts["failed"] += 1
        results.append((title, closing or f"mã {code}"))

    def cannot(title: str, why: str) -> None:
        results.append((title, f"KHÔNG CHẠY: {why}"))
        counts["failed" if strict else "skipped"] += 1

    # Started first: on SQLite too, a few tests carry data over to PostgreSQL and back.
    address = services.start()
    run("Thư viện", ["core/tests", *workers])
    if address and os.environ.get("NAMRO_EVERYTHING") != "1":
        run(
            "Trang, trên SQLite (ma trận quyền: trên PostgreSQL)",
            ["web/tests", f"--ignore={WALK}", *workers],
            DATABASE_URL="",
        )
    else:
        run("Trang, trên SQLite", ["web/tests", *workers], DATABASE_URL="")
    if address:
        run("Trang, trên PostgreSQL", ["web/tests", *workers], DATABASE_URL=address)
    else:
        cannot("Trang, trên PostgreSQL", "chưa cài PostgreSQL (apt-get install postgresql)")
    chromium = os.environ.get("NAMRO_CHROMIUM") or next(
        filter(None, map(shutil.which, SCREEN_PROGRAMS)), None
    )
    if chromium:
        run(
            "Hành trình trong trình duyệt",
            ["browser", *workers],
            DATABASE_URL="",
            NAMRO_CHROMIUM=chromium,
            NAMRO_REQUIRE_BROWSER="1",
        )
    else:
        cannot(
            "Hành trình trong trình duyệt",
            "chưa cài Chromium (apt-get install chromium libatomic1)",
        )

    print("\n== Tổng hợp")
    for title, closing in results:
        print(f"  {title:<30} {closing}")
    print(f"\n{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 1 if counts["failed"] or (strict and counts["skipped"]) else 0


if __name__ == "__main__":
    sys.exit(main())
