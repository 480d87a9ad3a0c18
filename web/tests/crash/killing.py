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
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg

from tests.crash.load import Crowd
from tests.operations.running import WEB, answers, environment, free_port, until

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
# So many deaths before it is looked whether all is there, and so many acknowledged acts before them.
KILLS_OF_A_ROUND = 4
WORK_OF_A_ROUND = 10


@dataclass
class Figures:
    """What a run showed."""

    kills: dict[str, int] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    unanswered: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    rounds: int = 0
    seconds: float = 0.0
    first_error: str = ""


class Installation:
    """A site with its worker, each a process of its own, and the prover beside them."""

    def __init__(self, home: Path, **settings: str) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self.port = home, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = environment(home, **{**SETTINGS, **settings})
        self.environment["PYTHONPATH"] = os.pathsep.join([str(WEB), str(WEB.parent / "core")])
        self.environment["DJANGO_SETTINGS_MODULE"] = "namro_web.config.settings.base"
        self.web: psutil.Process | None = None
        self.worker: psutil.Process | None = None
        self._log = (home / "log").open("ab")
        self._prover = self._beside("prover")
        self._spawner: subprocess.Popen[str] | None = None

    def ask(self, **question: Any) -> dict[str, Any]:
        """Put a question to the prover."""
        told: dict[str, Any] = json.loads(self._answer(self._prover, question))
        return told

    def first_error(self) -> str:
        """Give what the log says of the first request that broke."""
        words = (self.home / "log").read_text("utf-8", "replace")
        at = words.find("Traceback")
        return "" if at < 0 else words[max(0, at - 300) : at + 6000]

    def start(self) -> None:
        """Start what does not run, and wait until the site answers."""
        if not until(self._all_up, seconds=180):
            raise RuntimeError((self.home / "log").read_text("utf-8", "replace")[-4000:])

    def hands(self, of: psutil.Process | None) -> list[psutil.Process]:
        """Give the living processes that answer requests, or do jobs."""
        if of is None:
            return []
        alive = []
        with suppress(psutil.NoSuchProcess):
            for one in of.children():
                with suppress(psutil.NoSuchProcess):
                    if one.status() != psutil.STATUS_ZOMBIE:
                        alive.append(one)
        return alive

    def _all_up(self) -> bool:
        # A parent whose hands die one after the other gives up, as the service manager's turn comes.
        if self.web is None or not self.web.is_running():
            self.web = self._run(
                "web", "--port", str(self.port), "--processes", "2", "--threads", "4"
            )
        if self.worker is None or not self.worker.is_running():
            self.worker = self._run("worker", "--interval", "0.1", "--processes", "2")
        both = (self.web, self.worker)
        return all(len(self.hands(of)) == 2 for of in both) and answers(self.address)

    def kill(self, target: str, chance: random.Random) -> bool:
        """End without warning; say whether there was anybody to end."""
        if target in {"hand", "working"}:
            of = self.web if target == "hand" else self.worker
            # The last one killed has a successor in a moment, unless their parent gave up.
            if not until(lambda: bool(self.hands(of)), seconds=10):
                return False
            try:
                chance.choice(self.hands(of)).send_signal(signal.SIGKILL)
            except (IndexError, psutil.NoSuchProcess):
                return False
        if target in {"web", "all"} and self.web is not None:
            self._kill_all(self.web)
            self.web = None
        if target in {"worker", "all"} and self.worker is not None:
            self._kill_all(self.worker)
            self.worker = None
        return True

    def _kill_all(self, parent: psutil.Process) -> None:
        # The parent first, so that it replaces nobody.
        everyone = [parent, *self.hands(parent)]
        for process in everyone:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        _, left = psutil.wait_procs(everyone, timeout=60)
        assert not left

    def end(self) -> None:
        """Stop everything in order."""
        running = [one for one in (self.web, self.worker) if one is not None]
        for process in running:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        for process in psutil.wait_procs(running, timeout=60)[1]:
            self._kill_all(process)
        for beside in (self._prover, self._spawner):
            if beside is None:
                continue
            assert beside.stdin is not None
            assert beside.stdout is not None
            beside.stdin.close()
            beside.wait(30)
            beside.stdout.close()
        self._log.close()

    def _run(self, *words: str) -> psutil.Process:
        if self._spawner is None:
            self._spawner = self._beside("spawner")
        return psutil.Process(int(self._answer(self._spawner, [*words, "--no-prepare"])))

    def _beside(self, module: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", f"tests.crash.{module}"],
            env=self.environment,
            cwd=WEB,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def _answer(self, to: subprocess.Popen[str], question: Any) -> str:
        assert to.stdin is not None
        assert to.stdout is not None
        to.stdin.write(json.dumps(question) + "\n")
        to.stdin.flush()
        answer = to.stdout.readline()
        if not answer:
            raise RuntimeError((self.home / "log").read_text("utf-8", "replace")[-4000:])
        return answer


def run(
    home: Path, *, kills: int, seed: int, loud: bool = False, targets: tuple[str, ...] = TARGETS,
    **settings: str,
) -> Figures:  # fmt: skip
    """Kill so many times, a few in each round of work, proving after each round and at the end."""
    chance = random.Random(seed)
    figures, began = Figures(), time.monotonic()
    site = Installation(home, **settings)
    crowd: Crowd | None = None
    try:
        cast = site.ask(do="prepare")
        site.start()
        crowd = Crowd(site.address, tokens=cast["tokens"], root=cast["root"], seed=seed)
        while sum(figures.kills.values()) < kills and not figures.wrong:
            figures.rounds += 1
            _work_and_kill(site, crowd, figures, chance, targets=targets, kills=kills)
            crowd.halt()
            site.start()
            told = site.ask(do="check", attempts=crowd.attempts.made, final=False)
            done = sum(figures.kills.values())
            figures.wrong += [f"vòng {figures.rounds} ({done}): {one}" for one in told["wrong"]]
            if loud:
                _say(f"{done} {told['counts']} {figures.wrong[:3]}")
        crowd.let_work()
        time.sleep(1)
        crowd.halt()
        until(lambda: site.ask(do="unsettled")["left"] == 0, seconds=300)
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
        figures.first_error = site.first_error()
    finally:
        if crowd is not None:
            crowd.go_home()
        site.end()
    figures.seconds = time.monotonic() - began
    return figures


def _work_and_kill(
    site: Installation, crowd: Crowd, figures: Figures, chance: random.Random, *,
    targets: tuple[str, ...], kills: int,
) -> None:  # fmt: skip
    """Let people work; kill now and then, until the whole site or worker is gone."""
    before = sum(crowd.attempts.acknowledged().values())
    crowd.let_work()
    # However busy the machine is: nobody is killed who has nothing to lose.
    enough = until(
        lambda: sum(crowd.attempts.acknowledged().values()) >= before + WORK_OF_A_ROUND, seconds=120
    )
    if not enough:
        figures.wrong.append(f"vòng {figures.rounds}: không ai làm được việc trong hai phút")
    for _ in range(min(KILLS_OF_A_ROUND, kills - sum(figures.kills.values()))):
        time.sleep(chance.uniform(0.1, 1.4))
        target = chance.choice(targets)
        if not site.kill(target, chance):
            break
        figures.kills[target] = figures.kills.get(target, 0) + 1
        if target not in {"hand", "working"}:
            break


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
        f"{database}: {sum(figures.kills.values())} × SIGKILL ({kills}) in "
        f"{figures.rounds} rounds, {figures.seconds:.0f} s\n"
        f"  acknowledged: {sum(figures.acknowledged.values())} ({acked})\n"
        f"  cut off without an answer: {figures.unanswered}; refused: {figures.refused or 'none'}\n"
        f"  at the end: {figures.counts}\n"
        f"  lost, half-written, doubled or broken: {len(figures.wrong)}"
        + "".join(f"\n    {one}" for one in figures.wrong[:20])
        + (f"\n{figures.first_error}" if figures.wrong else "")
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
