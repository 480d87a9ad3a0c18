"""Write the expected results of the sample plans, and the manual of rules, again.

Read the diff before committing it: it shows what a change did to real plans.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "core" / "tests" / "golden" / "test_golden.py"


def main() -> int:
    """Run the golden tests with the switch on, leaving out the one that refuses it."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(TESTS), "-k", "not switch"],
        cwd=ROOT,
        env={**os.environ, "NAMRO_REWRITE_GOLDEN": "1"},
        check=False,
    )  # fmt: skip
    if done.returncode == 0:
        print("Đã ghi lại kết quả mẫu; xem `git diff samples docs/reference` trước khi lưu.")
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
