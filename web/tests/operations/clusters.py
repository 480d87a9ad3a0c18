"""A PostgreSQL of a test's own, to be stopped, started and filled up."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from tests.operations.running import free_port

ROOT = Path(__file__).resolve().parents[3]


class Cluster:
    """A PostgreSQL of this test's own, to be stopped and started."""

    def __init__(self, programs: Path, data: Path) -> None:
        self.programs, self.data, self.port = programs, data, free_port()
        self.run_as: list[str] = []
        if os.geteuid() == 0:
            self.run_as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(data, "postgres", "postgres")
        self._do(
            "initdb",
            "-D",
            str(data),
            "-U",
            "namro",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )

    @property
    def url(self) -> str:
        return f"postgresql://namro@127.0.0.1:{self.port}/postgres"

    def start(self, *more: str) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        options += "".join(f" -c {one}" for one in more)
        self._do(
            "pg_ctl",
            "-D",
            str(self.data),
            "-w",
            "-l",
            str(self.data / "log"),
            "-o",
            options,
            "start",
        )

    def stop(self) -> None:
        self._do("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def _do(self, program: str, *words: str) -> None:
        subprocess.run(
            [*self.run_as, str(self.programs / program), *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
        )


def programs() -> Path | None:
    """Where PostgreSQL's programs are, if it is installed."""
    spec = spec_from_file_location("services", ROOT / "tools/services.py")
    assert spec is not None
    assert spec.loader is not None
    services = module_from_spec(spec)
    spec.loader.exec_module(services)
    found: Path | None = services.programs()
    return found


@contextmanager
def own_cluster(found: Path, *, under: Path = Path("/var/tmp")) -> Iterator[Cluster]:
    # The server runs as another user, who may not enter the folders of this one.
    data = Path(tempfile.mkdtemp(prefix="namro-cluster-", dir=under))
    own = Cluster(found, data)
    own.start()
    try:
        yield own
    finally:
        if (own.data / "postmaster.pid").exists():
            own.stop()
        shutil.rmtree(data)
