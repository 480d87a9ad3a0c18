"""Serve, work, kill without warning at random moments, start again, prove: as often as asked.

``python -m tests.crash.killing --kills 200 --database sqlite`` prints the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg

from tests.crash.load import Crowd
from tests.operations.running import MANAGE, WEB, answers, environment, free_port, until

SERVER = "postgresql://namro@127.0.0.1:54329/postgres"
SETTINGS = {
    "NAMRO_ADMIN_SECOND_FACTOR": "0",
    "NAMRO_TOKEN_CALLS": "1000000",
    "NAMRO_SESSION_MINUTES": "600",
    # One machine plays the commune: what it does in a minute is no attack.
    "NAMRO_LOG_FORMAT": "line",
}
# What is killed, and how often of twenty times: one of the processes that answer, or that work
# (their parent puts another in its place); the whole worker, the whole site, everything at once.
TARGETS = ("hand",) * 9 + ("working",) * 7 + ("worker",) + ("web",) + ("all",) * 2


@dataclass
class Figures:
    """What a run showed."""

    kills: dict[str, int] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    unanswered: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Installation:
    """A site with its worker, each a process of its own, and the prover beside them."""

    def __init__(self, home: Path, **settings: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self.port = home, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = environment(home, **{**SETTINGS, **settings})
        self.environment["PYTHONPATH"] = os.pathsep.join([str(WEB), str(WEB.parent / "core")])
        self.environment["DJANGO_SETTINGS_MODULE"] = "namro_web.config.settings.base"
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None
        self._log = (home / "log").open("ab")
        self._prover = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.prover"],
            env=self.environment,
            cwd=WEB,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def ask(self, **question: Any) -> dict[str, Any]:
        """Put a question to the prover."""
        assert self._prover.stdin is not None
        assert self._prover.stdout is not None
        self._prover.stdin.write(json.dumps(question) + "\n")
        self._prover.stdin.flush()
        answer = self._prover.stdout.readline()
        if not answer:
            raise RuntimeError((self.home / "log").read_text("utf-8", "replace")[-4000:])
        told: dict[str, Any] = json.loads(answer)
        return told

    def start(self) -> None:
        """Start what does not run, and wait until the site answers."""
        if self.web is None:
            self.web = self._run(
                "web", "--port", str(self.port), "--processes", "2", "--threads", "4"
            )
        if self.worker is None:
            self.worker = self._run("worker", "--interval", "0.1", "--processes", "2")
        if not until(self._all_up, seconds=180):
            raise RuntimeError((self.home / "log").read_text("utf-8", "replace")[-4000:])

    def hands(self, of: subprocess.Popen[bytes] | None) -> list[psutil.Process]:
        """Give the processes that answer requests, or do jobs."""
        return [] if of is None else psutil.Process(of.pid).children()

    def _all_up(self) -> bool:
        both = (self.web, self.worker)
        return all(len(self.hands(of)) == 2 for of in both) and answers(self.address)

    def kill(self, target: str, chance: random.Random) -> None:
        """End without warning."""
        if target in {"hand", "working"}:
            of = self.web if target == "hand" else self.worker
            chance.choice(self.hands(of)).send_signal(signal.SIGKILL)
        if target in {"web", "all"} and self.web is not None:
            self._kill_all(self.web)
            self.web = None
        if target in {"worker", "all"} and self.worker is not None:
            self._kill_all(self.worker)
            self.worker = None

    def _kill_all(self, parent: subprocess.Popen[bytes]) -> None:
        # The parent first, so that it replaces nobody.
        everyone = [psutil.Process(parent.pid), *self.hands(parent)]
        for process in everyone:
            process.send_signal(signal.SIGKILL)
        parent.wait()
        psutil.wait_procs(everyone, timeout=20)

    def end(self) -> None:
        """Stop everything in order."""
        for process in (self.web, self.worker):
            if process is not None:
                process.terminate()
        for process in (self.web, self.worker):
            if process is not None:
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        assert self._prover.stdin is not None
        self._prover.stdin.close()
        self._prover.wait(30)
        if self._prover.stdout is not None:
            self._prover.stdout.close()
        self._log.close()

    def _run(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*MANAGE, *words, "--no-prepare"],
            env=self.environment,
            stdout=self._log,
            stderr=self._log,
        )


def run(
    home: Path, *, kills: int, seed: int, loud: bool = False, targets: tuple[str, ...] = TARGETS,
    **settings: str,
) -> Figures:  # fmt: skip
    """Kill so many times, proving after each start and at the end."""
    chance = random.Random(seed)
    figures, began = Figures(), time.monotonic()
    site = Installation(home, **settings)
    crowd: Crowd | None = None
    try:
        cast = site.ask(do="prepare")
        site.start()
        crowd = Crowd(site.address, tokens=cast["tokens"], root=cast["root"], seed=seed)
        for number in range(1, kills + 1):
            crowd.let_work()
            time.sleep(chance.uniform(0.2, 1.8))
            target = chance.choice(targets)
            site.kill(target, chance)
            figures.kills[target] = figures.kills.get(target, 0) + 1
            crowd.halt()
            site.start()
            told = site.ask(do="check", attempts=crowd.attempts.made, final=False)
            figures.wrong += [f"lần {number} ({target}): {one}" for one in told["wrong"]]
            if loud and number % 10 == 0:
                _say(f"{number} {told['counts']} {figures.wrong[:3]}")
            if figures.wrong:
                break
        crowd.let_work()
        time.sleep(1)
        crowd.halt()
        until(lambda: site.ask(do="unsettled")["left"] == 0, seconds=120)
        told = site.ask(do="check", attempts=crowd.attempts.made, final=True)
        figures.wrong += told["wrong"]
        figures.counts = told["counts"]
        figures.acknowledged = crowd.attempts.acknowledged()
        figures.refused = crowd.attempts.refused
        figures.wrong += [
            f"{count} lần trả lời {code}"
            for code, count in figures.refused.items()
            if code.startswith("500")
        ]
        figures.unanswered = crowd.attempts.cut_off
    finally:
        if crowd is not None:
            crowd.go_home()
        site.end()
    figures.seconds = time.monotonic() - began
    return figures


class Database:
    """A PostgreSQL database of its own on the server of the tests; gone afterwards."""

    def __init__(self, server: str = SERVER) -> None:
        self.server, self.name = server, f"namro_crash_{secrets.token_hex(4)}"

    def __enter__(self) -> str:
        with psycopg.connect(self.server, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f'CREATE DATABASE "{self.name}"')  # type: ignore[arg-type]
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name}"))

    def __exit__(self, *what: object) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')  # type: ignore[arg-type]


def told(figures: Figures, *, database: str) -> str:
    """Say what a run showed."""
    acked = ", ".join(f"{count} {kind}" for kind, count in figures.acknowledged.items())
    kills = ", ".join(f"{count} {target}" for target, count in sorted(figures.kills.items()))
    return (
        f"{database}: {sum(figures.kills.values())} × SIGKILL ({kills}) in {figures.seconds:.0f} s\n"
        f"  acknowledged: {sum(figures.acknowledged.values())} ({acked})\n"
        f"  cut off without an answer: {figures.unanswered}; refused: {figures.refused or 'none'}\n"
        f"  at the end: {figures.counts}\n"
        f"  lost, half-written, doubled or broken: {len(figures.wrong)}"
        + "".join(f"\n    {one}" for one in figures.wrong[:20])
    )


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """Run one database's figure, or both, from a terminal."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--kills", type=int, default=200)
    words.add_argument("--seed", type=int, default=int(time.time()))
    words.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    given = words.parse_args()
    wrong = 0
    for database in ("sqlite", "postgresql"):
        if given.database not in {database, "both"}:
            continue
        with tempfile.TemporaryDirectory(prefix="namro-crash-") as folder:
            home = Path(folder, "home")
            settings = {"kills": given.kills, "seed": given.seed, "loud": True}
            if database == "sqlite":
                figures = run(home, **settings)
            else:
                with Database(os.environ.get("NAMRO_TEST_POSTGRES", SERVER)) as url:
                    figures = run(home, DATABASE_URL=url, **settings)
        _say(told(figures, database=database))
        wrong += len(figures.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
