"""The command as a person or a script meets it: output, exit codes, streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = """KẾ HOẠCH

Chuyển đổi số năm 2026

I. MỤC TIÊU

- Đến năm 2026, tỷ lệ hồ sơ trực tuyến đạt trên 80%.

II. NHIỆM VỤ, GIẢI PHÁP

- Phần đầu số hóa toàn bộ hồ sơ hộ tịch.

- Tuyên truyền trên hệ thống truyền thanh của xã.
"""
DUPLICATED = (
    TEXT
    + """
| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Kết quả | Thời gian hoàn thành |
|---|---|---|---|---|---|
| 1 | Lập danh mục hồ sơ cần số hóa | | Công an xã | Danh mục hồ sơ | Quý II/2026 |
| 2 | Lắp đặt trạm truyền thanh thông minh | Văn phòng | Công an xã | Biên bản nghiệm thu | Quý III/2026 |
"""
)


def _run(
    *words: str, text: str | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "namro.cli", *words],
        input=None if text is None else text.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_parse_prints_one_json_object(plan_file: Path) -> None:
    done = _run("parse", "--json", str(plan_file))
    assert done.returncode == 0
    printed = json.loads(done.stdout)
    assert printed["tasks"][0]["text"].startswith("Phần đầu số hóa")
    assert any(item.get("suggestion") == "Phấn đấu" for item in printed["findings"])


def test_a_dash_reads_standard_input() -> None:
    done = _run("parse", "--json", "-", text=TEXT)
    assert done.returncode == 0
    assert json.loads(done.stdout)["targets"][0]["value"] == 80


def test_parse_without_json_prints_the_counts(plan_file: Path) -> None:
    shown = _run("parse", str(plan_file)).stdout.decode()
    assert "Nhiệm vụ: 2" in shown
    assert "Chỉ tiêu: 1" in shown


def test_read_prints_lines_with_their_numbers(plan_file: Path) -> None:
    lines = _run("read", str(plan_file)).stdout.decode().splitlines()
    assert lines[0].split() == ["1", "KẾ", "HOẠCH"]
    assert any(line.startswith("   11  - Phần đầu số hóa") for line in lines)


def test_lint_without_errors_leaves_with_nought(plan_file: Path) -> None:
    done = _run("lint", str(plan_file))
    assert done.returncode == 0
    assert "TXT01" in done.stdout.decode()


def test_lint_leaves_with_one_when_there_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DUPLICATED, encoding="utf-8")
    done = _run("lint", str(path))
    assert done.returncode == 1
    assert "lỗi TSK02" in done.stdout.decode()


def test_what_cannot_be_read_leaves_with_two_and_one_line(tmp_path: Path) -> None:
    path = tmp_path / "rong.docx"
    path.write_bytes(b"")
    done = _run("parse", "--json", str(path))
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith("namro: ")
    assert len(done.stderr.decode().splitlines()) == 1


def test_a_missing_file_is_said_in_vietnamese(tmp_path: Path) -> None:
    done = _run("parse", str(tmp_path / "khong-co.txt"))
    assert done.returncode == 2
    assert "không có tệp này" in done.stderr.decode()


def test_wrong_usage_leaves_with_sixty_four() -> None:
    for words in ((), ("parse",), ("hát", "a.txt"), ("export", "a.txt")):
        done = _run(*words)
        assert done.returncode == 64
        assert done.stdout == b""
        assert "sai cú pháp" in done.stderr.decode()


def test_export_writes_a_workbook(plan_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "ra.xlsx"
    done = _run("export", "--xlsx", str(target), str(plan_file))
    assert done.returncode == 0
    assert target.read_bytes()[:2] == b"PK"


def test_export_into_nowhere_says_so(plan_file: Path, tmp_path: Path) -> None:
    done = _run("export", "--xlsx", str(tmp_path / "khong" / "ra.xlsx"), str(plan_file))
    assert done.returncode == 73
    assert "không ghi được" in done.stderr.decode()


def test_show_works_without_a_terminal_and_without_utf8(plan_file: Path) -> None:
    done = _run("show", str(plan_file), env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    shown = done.stdout.decode("utf-8")
    for words in ("Rõ người:", "Rõ trách nhiệm:", "Rõ kết quả:", "Rõ thời gian:", "Phát hiện ("):
        assert words in shown
    assert max(len(line) for line in shown.splitlines()) <= 100


def test_show_fits_the_width_that_is_asked_for(plan_file: Path) -> None:
    shown = _run("show", "--width", "80", str(plan_file)).stdout.decode()
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_help_is_vietnamese_and_has_examples() -> None:
    general = _run("--help").stdout.decode()
    assert "ví dụ:" in general
    assert "mã thoát:" in general
    for command in ("read", "parse", "lint", "export", "show"):
        done = _run(command, "--help")
        assert done.returncode == 0
        assert f"namro {command}" in done.stdout.decode()
        assert "usage" not in done.stdout.decode().lower()


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, namro.cli.command as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'lxml', 'openpyxl', 'pypdfium2', 'underthesea', 'namro.parsing', 'namro.reading'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "[]"
