"""Start or find the PostgreSQL that the tests use; standard library only.

``start`` prints the address of a server that answers. In order: the one named by
``NAMRO_TEST_POSTGRES``; the one this script started before; a new private cluster, when
PostgreSQL's programs are installed. PostgreSQL refuses to run as root, so root hands the cluster
to the system user ``postgres``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 54329


def programs() -> Path | None:
    """Give the folder of the newest installed PostgreSQL, or None."""
    on_path = shutil.which("pg_ctl")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
        key=lambda p: int(p.parts[-3].split(".")[0]),
    )
    return found[-1].parent if found else None


def address() -> str | None:
    """Give the address of a test server that answers now, or None."""
    given = os.environ.get("NAMRO_TEST_POSTGRES")
    if given:
        return given
    return own_address() if answers() else None


def own_address() -> str:
    """Give the address of the private cluster."""
    return f"postgresql://namro@127.0.0.1:{PORT}/postgres"


def answers() -> bool:
    """Say whether the private cluster accepts connections."""
    home = programs()
    if home is None:
        return False
    ready = subprocess.run(
        [str(home / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(PORT)], check=False
    )
    return ready.returncode == 0


def start() -> str | None:
    """Start the private cluster if no server answers; give its address, or None."""
    found = address()
    if found:
        return found
    home = programs()
    if home is None:
        return None
    root = os.geteuid() == 0
    data = Path("/var/tmp/namro-test-postgres") if root else ROOT / "var" / "postgres"  # noqa: S108
    run_as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if root else []
    if not (data / "PG_VERSION").exists():
        data.mkdir(parents=True, exist_ok=True)
        if root:
            shutil.chown(data, "postgres", "postgres")
        subprocess.run(
            [*run_as, str(home / "initdb"), "-D", str(data), "-U", "namro", "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8"],
            check=True, stdout=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
    # Durable as in production: a test asks the server whether what it acknowledges is on the disk.
    options = f"-p {PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    subprocess.run(
        [*run_as, str(home / "pg_ctl"), "-D", str(data), "-w", "-t", "60", "-l", str(data / "log"),
         "-o", options, "start"],
        check=True, stdout=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    return address()


def main() -> int:
    """Start the server and print its address."""
    found = start()
    if found is None:
        print("Chưa cài PostgreSQL: apt-get install postgresql", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
