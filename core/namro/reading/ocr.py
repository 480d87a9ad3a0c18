"""Has the characters of a scan recognised, when the machine has the programs for it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from namro.errors import DamagedDocument, DocumentTooLarge, ScanWithoutText
from namro.reading.budgets import Budgets

_INSTALL = (
    "Tệp PDF chỉ có ảnh quét, chưa có lớp chữ. Hãy cài chương trình nhận dạng chữ "
    "(Debian, Ubuntu: apt install ocrmypdf tesseract-ocr-vie) rồi thử lại, hoặc gửi bản .docx."
)


_NAMELESS = (
    "Phông chữ trong tệp PDF không cho biết chữ cái, nên không lấy được nội dung. Hãy cài chương trình "
    "nhận dạng chữ (Debian, Ubuntu: apt install ocrmypdf tesseract-ocr-vie) rồi thử lại, hoặc gửi bản .docx."
)


def can_recognise() -> bool:
    """Say whether OCRmyPDF and Tesseract with Vietnamese are installed."""
    program, tesseract = shutil.which("ocrmypdf"), shutil.which("tesseract")
    if not program or not tesseract:
        return False
    try:
        listed = subprocess.run(  # noqa: S603 - a program of the system, no input of the user
            [tesseract, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "vie" in f"{listed.stdout}\n{listed.stderr}".split()


def recognise(
    data: bytes, budgets: Budgets, *, required: bool, over_text: bool = False
) -> tuple[bytes | None, str]:
    """Give a PDF with a text layer over its pictures.

    Args:
        data: The scan.
        budgets: ``seconds`` bounds the time it may take.
        required: Whether the document holds nothing without it.
        over_text: Recognise pages that have text as well, because their fonts do not say which
            letters they draw.

    Returns:
        The new PDF, or None where it is not possible and not required; and a note for the reader.

    Raises:
        ScanWithoutText: The programs are not installed and nothing can be read without them.
        DocumentTooLarge: Recognition took longer than allowed.
        DamagedDocument: The pictures could not be worked on.
    """
    if not can_recognise():
        if required:
            raise ScanWithoutText(_NAMELESS if over_text else _INSTALL)
        return None, _INSTALL
    with tempfile.TemporaryDirectory(prefix="namro-ocr-") as folder:
        source, target = Path(folder, "in.pdf"), Path(folder, "out.pdf")
        source.write_bytes(data)
        command = [
            shutil.which("ocrmypdf") or "ocrmypdf",
            "--language", "vie",
            "--force-ocr" if over_text else "--skip-text",
            "--output-type", "pdf",
            "--optimize", "0",
            "--jobs", str(min(os.cpu_count() or 1, 4)),
            "--quiet",
        ]  # fmt: skip
        files = [str(source), str(target)]
        code = _BAD_ARGUMENTS
        if b"/ByteRange" in data:
            # A signature does not outlive the new layer; versions before 15 have no such option.
            code = _run([*command, "--invalidate-digital-signatures", *files], budgets)
        if code == _BAD_ARGUMENTS:
            code = _run([*command, *files], budgets)
        if code != 0 or not target.exists():
            if not required:
                return None, "Không nhận dạng được chữ ở các trang ảnh."
            raise DamagedDocument(
                "Không nhận dạng được chữ trong tệp quét. Hãy quét lại rõ hơn (300 dpi) rồi gửi lại."
            )
        return (
            target.read_bytes(),
            "Chữ được nhận dạng từ ảnh quét, có thể sai; hãy đối chiếu với bản gốc.",
        )


_BAD_ARGUMENTS = 2


def _run(command: list[str], budgets: Budgets) -> int:
    process = subprocess.Popen(  # noqa: S603 - fixed program and options, paths of our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=budgets.seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise DocumentTooLarge(
            f"Nhận dạng chữ quá {budgets.seconds:.0f} giây. "
            "Hãy tách tệp quét thành nhiều tệp nhỏ rồi gửi lại."
        ) from None
