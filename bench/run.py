"""Measure the promised speeds beside their peers, in one run; write bench/results.json.

Each result is ``{name, value, unit, peer, peer_value, ratio, method, commit}``. ``ratio`` is the
peer's time over ours (or, for a limit, the limit over ours): above 1 is better than promised. Times
depend on the machine; ratios, taken in one run, much less.
"""

from __future__ import annotations

import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import namro

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "trung-hoi" / "plan.txt"
NAMRO = ROOT / ".venv" / "bin" / "namro"
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One measured figure beside what it is held against."""

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float | None
    ratio: float | None
    method: str
    commit: str


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the median time of ``rounds`` calls in milliseconds, after two to warm up."""
    work(), work()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def plan_parse(commit: str) -> list[Result]:
    """Read, parse and lint the 58 KB sample in process, beside what only reading its lines costs."""
    data = SAMPLE.read_bytes()
    source = namro.read(data, name=SAMPLE.name)

    def work() -> None:
        namro.lint(namro.parse(source))

    ours = median_ms(work)
    reading = median_ms(lambda: namro.read(data, name=SAMPLE.name))
    floor = median_ms(lambda: data.decode().split())
    kilobytes = len(data) / 1000
    return [
        Result("plan_parse_ms", round(ours, 2), "ms", "giới hạn đã hứa", 100.0, round(100 / ours, 2),
               f"parse + lint trong tiến trình, mẫu {kilobytes:.0f} KB đã đọc sẵn, trung vị của {ROUNDS} lần", commit),
        Result("plan_read_ms", round(reading, 2), "ms", "giải mã và tách từ bằng Python (giới hạn vật lý)",
               round(floor, 3), round(floor / reading, 3), f"read trong tiến trình, trung vị của {ROUNDS} lần", commit),
    ]  # fmt: skip


def plan_align(commit: str) -> list[Result]:
    """Hold the 58 KB sample against the kept catalogue of the resolution it carries out."""
    above = namro.catalogue("03/NQ-CP")
    plan = namro.programme(namro.parse(namro.read(SAMPLE.read_bytes(), name=SAMPLE.name)))
    ours = median_ms(lambda: namro.align(above, plan))
    method = (
        f"align trong tiến trình, {len(plan.items)} mục × {len(above.items)} mục của danh mục, "
        f"mẫu đã bóc tách sẵn, trung vị của {ROUNDS} lần"
    )
    return [
        Result("plan_align_ms", round(ours, 2), "ms", "giới hạn đã hứa", 100.0, round(100 / ours, 2),
               method, commit)
    ]  # fmt: skip


def big_table_docx(rows: int = 402, columns: int = 8) -> bytes:
    """Make a DOCX holding one task table of ``rows`` × ``columns`` with ordinary contents."""
    import docx

    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Thực hiện nhiệm vụ chuyển đổi số năm 2026")
    document.add_paragraph("Phụ lục: DANH MỤC NHIỆM VỤ")
    heads = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời hạn", "Kinh phí", "Ghi chú"]  # fmt: skip
    table = document.add_table(rows=rows, cols=columns)
    cells = table._cells
    for column, head in enumerate(heads[:columns]):
        cells[column].text = head
    for row in range(1, rows):
        values = [
            str(row), f"Triển khai nền tảng số dùng chung, kết nối dữ liệu chuyên ngành đợt {row}",
            "Phòng Văn hóa - Xã hội", "Công an xã; các trường học", "Kế hoạch",
            f"Quý {('I', 'II', 'III', 'IV')[row % 4]}/2026", "", "",
        ]  # fmt: skip
        for column, value in enumerate(values[:columns]):
            cells[row * columns + column].text = value
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def docx_table(commit: str) -> list[Result]:
    """Read and parse a long DOCX table, beside pandoc turning the same file into JSON."""
    pandoc = shutil.which("pandoc")
    data = big_table_docx()
    path = ROOT / "var" / "bench-table.docx"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    plan = namro.parse(namro.read(data, name=path.name))
    if len(plan.tasks) != 401:
        sys.exit(f"Bảng đo có 401 nhiệm vụ nhưng chỉ đọc được {len(plan.tasks)}.")
    method = "DOCX 402 × 8 sinh ra; read + parse trong tiến trình, xen kẽ với tiến trình `pandoc -t json`, mỗi lượt gọi hai lần lấy lần sau, trung vị của 7 lượt"
    if pandoc is None:
        ours = median_ms(lambda: namro.parse(namro.read(data, name=path.name)), 7)
        return [
            Result(
                "docx_table_ms",
                round(ours, 1),
                "ms",
                "pandoc (chưa cài)",
                None,
                None,
                method,
                commit,
            )
        ]
    ours, whole, peer = interleaved_ms(
        lambda: namro.parse(namro.read(data, name=path.name)),
        lambda: process([str(NAMRO), "read", str(path)]),
        lambda: process([pandoc, "-t", "json", "-o", os.devnull, str(path)]),
    )
    return [
        Result("docx_table_vs_pandoc", round(peer / ours, 2), "lần", "pandoc -t json, ms", round(peer, 1),
               round(peer / ours, 2), method, commit),
        Result("docx_table_command_vs_pandoc", round(peer / whole, 2), "lần", "pandoc -t json, ms", round(peer, 1),
               round(peer / whole, 2), "như trên, nhưng cả lệnh `namro read` kể cả khởi động", commit),
    ]  # fmt: skip


def interleaved_ms(*works: Callable[[], object], rounds: int = 7) -> list[float]:
    """Give each work's median time, taking turns so that a busy moment falls on all of them.

    Each is called twice in its turn and the second call counts: the one before it has just used the
    processor's caches for something else.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for kept, work in zip(times, works, strict=True):
            work()
            begin = time.perf_counter()
            work()
            kept.append((time.perf_counter() - begin) * 1000)
    return [statistics.median(kept) for kept in times]


def process(command: list[str]) -> None:
    """Run a whole process, quietly."""
    subprocess.run(command, check=True, capture_output=True)


def process_ms(command: list[str], rounds: int = 7) -> float:
    """Give the median time of a whole process in milliseconds."""
    return median_ms(lambda: process(command), rounds)


def cli_start(commit: str) -> list[Result]:
    """Start the command, beside the bare interpreter."""
    ours = process_ms([str(NAMRO), "--help"])
    bare = process_ms([sys.executable, "-c", "pass"])
    return [
        Result("cli_start_ms", round(ours, 1), "ms", "python -c pass (giới hạn vật lý)", round(bare, 1),
               round(bare / ours, 2), "tiến trình `namro --help`, trung vị của 7 lần; đã hứa ≤ 300 ms", commit),
    ]  # fmt: skip


def table(results: list[Result]) -> str:
    """Lay the results out as a Markdown table."""
    lines = [
        "| Phép đo | Giá trị | So với | Giá trị so | Tỷ số | Cách đo |",
        "|---|---:|---|---:|---:|---|",
    ]
    for r in results:
        peer = "" if r.peer_value is None else f"{r.peer_value:g}"
        ratio = "" if r.ratio is None else f"{r.ratio:g}"
        lines.append(
            f"| `{r.name}` | {r.value:g} {r.unit} | {r.peer} | {peer} | {ratio} | {r.method} |"
        )
    return "\n".join(lines)


def commit_now() -> str:
    """Name the commit that is measured."""
    return subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    ).stdout.strip()


def keep(results: list[Result]) -> None:
    """Put new results in the place of the old ones of the same name, as JSON and in the page on speed."""
    path = ROOT / "bench" / "results.json"
    known = {one["name"]: Result(**one) for one in json.loads(path.read_text("utf-8"))}
    known |= {one.name: one for one in results}
    kept = list(known.values())
    path.write_text(
        json.dumps([asdict(r) for r in kept], ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    page = ROOT / "docs" / "explanation" / "speed.md"
    head, mark, _ = page.read_text(encoding="utf-8").partition("<!-- bảng do make bench ghi -->")
    where = f"Python {platform.python_version()}, {os.cpu_count()} nhân; commit của từng dòng ở `bench/results.json`."
    page.write_text(f"{head}{mark}\n\n{where}\n\n{table(kept)}\n", encoding="utf-8")


def main() -> int:
    """Measure everything, print the table, keep it as JSON and in the page on speed."""
    commit = commit_now()
    results = [*plan_parse(commit), *docx_table(commit), *cli_start(commit)]
    keep(results)
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
