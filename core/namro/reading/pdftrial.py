"""Lets another process open a PDF's pages first, because some pages never stop opening.

A few hundred bytes of drawings that draw each other keep PDFium busy for years and eat all memory,
and nothing inside a process can stop it. So every page is opened once in a process of its own that
may use only so much time and memory; what it does not survive is never opened here.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from namro.errors import DocumentTooLarge
from namro.reading.budgets import Budgets

_TRIAL = Path(__file__).with_name("pdftrial_process.py")
_TOO_HEAVY = (
    "Tệp PDF có trang quá nặng, không mở được trong thời gian cho phép. "
    "Hãy in lại thành PDF mới (chọn máy in “PDF”) rồi gửi lại."
)


def try_pages(data: bytes, budgets: Budgets) -> None:
    """Have every page opened elsewhere.

    Raises:
        DocumentTooLarge: It took more time or memory than allowed, or took the process down.
    """
    if not sys.executable:
        return
    limits = [str(budgets.page_seconds), str(budgets.page_memory)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the file goes in as bytes
            [sys.executable, "-I", str(_TRIAL), *limits],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # The limit proper is on computing; a busy machine may need longer by the clock.
            timeout=6 * budgets.page_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DocumentTooLarge(_TOO_HEAVY) from None
    if done.returncode != 0:
        raise DocumentTooLarge(_TOO_HEAVY)
