"""Subcommands, arguments and exit codes of ``namro``.

Everything heavy is imported inside the subcommand that needs it, so that ``namro --help`` answers
at once.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TextIO

import namro
from namro.errors import NamroError

if TYPE_CHECKING:
    from namro.model.source import SourceDocument

OK = 0
FOUND_ERRORS = 1
UNREADABLE = 2
USAGE = 64
CANNOT_WRITE = 73
INTERRUPTED = 130

_LONG_WORK = 500_000
"""Bytes above which a person at a terminal is told that work has begun."""

_EPILOG = """\
ví dụ:
  namro show ke-hoach.docx                  xem chỉ tiêu, nhiệm vụ, phát hiện ngay trên màn hình
  namro lint ke-hoach.docx                  rà soát năm rõ, số liệu, căn cứ, lỗi chính tả
  namro parse --json ke-hoach.pdf           in kết quả bóc tách dạng JSON
  namro export --xlsx ket-qua.xlsx ke-hoach.docx
  namro align 03/NQ-CP ke-hoach.docx        đối chiếu với văn bản cấp trên
  namro compare ban-cu.docx ban-moi.docx    so hai bản của một kế hoạch
  cat ke-hoach.txt | namro parse --json -   đọc từ đầu vào chuẩn

mã thoát:
  0    xong
  1    lint: có phát hiện mức "lỗi"
  2    không đọc được văn bản; lý do và cách xử lý ở dòng báo lỗi
  64   dùng lệnh sai cú pháp
  73   không ghi được tệp kết quả
  130  bị ngắt bởi người dùng
"""


_USAGE_ERRORS = (
    (re.compile(r"the following arguments are required: (.*)"), r"thiếu \1"),
    (
        re.compile(r"argument [^:]*: invalid choice: '?(.*?)'? \(choose from (.*)\)"),
        r"không có “\1”; chọn \2",
    ),
    (
        re.compile(r"argument ([^:]*): invalid int value: (.*)"),
        r"\1 cần một số nguyên, không phải \2",
    ),
    (re.compile(r"argument ([^:]*): expected one argument"), r"\1 cần một giá trị"),
    (re.compile(r"unrecognized arguments: (.*)"), r"không hiểu \1"),
)


class _Layout(argparse.RawDescriptionHelpFormatter):
    """Keeps the examples as they are laid out and says "cách dùng" for "usage"."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Speaks Vietnamese and leaves with the documented code for wrong usage."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        for found, said in _USAGE_ERRORS:
            message = found.sub(said, message)
        self.exit(USAGE, f"{self.prog}: sai cú pháp: {message}\n")


class _CannotWrite(Exception):
    """The result could not be stored where it was asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code.

    Args:
        arguments: Words after ``namro``; those of the process when None.
    """
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except NamroError as error:
        print(f"namro: {error.message}", file=sys.stderr)
        return UNREADABLE
    except _CannotWrite as error:
        print(f"namro: {error}", file=sys.stderr)
        return CANNOT_WRITE
    except BrokenPipeError:
        # The reader went away ("| head"): nothing is wrong with the document.
        sys.stderr.close()
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _speak_utf8(stream: TextIO) -> None:
    """Make a pipe or an old console take Vietnamese instead of failing on it."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if stream.isatty() and (stream.encoding or "").lower().replace("-", "") != "utf8":
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="namro",
        description="Năm Rõ: đọc kế hoạch hành chính thành chỉ tiêu, nhiệm vụ, chế độ báo cáo.",
        epilog=_EPILOG,
        formatter_class=_Layout,
        add_help=False,
    )
    _translate(parser)
    commands = parser.add_subparsers(title="lệnh", metavar="LỆNH", required=True)

    def command(name: str, summary: str, example: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=summary,
            description=summary[:1].upper() + summary[1:] + ".",
            epilog=f"ví dụ:\n  {example}",
            formatter_class=_Layout,
            add_help=False,
        )
        _translate(sub)
        sub.add_argument("file", metavar="TỆP", help='văn bản cần đọc; "-" là đầu vào chuẩn')
        return sub

    sub = command(
        "read", "đọc văn bản thành các đoạn có số dòng", "namro read ke-hoach.docx | head -40"
    )
    sub.set_defaults(run=_read)

    sub = command(
        "parse", "bóc tách văn bản thành kế hoạch", "namro parse --json ke-hoach.docx > plan.json"
    )
    sub.add_argument("--json", action="store_true", help="in toàn bộ kết quả dạng JSON (UTF-8)")
    sub.set_defaults(run=_parse)

    sub = command("lint", "rà soát kế hoạch và nêu các phát hiện", "namro lint ke-hoach.docx")
    sub.add_argument("--json", action="store_true", help="in danh sách phát hiện dạng JSON")
    sub.set_defaults(run=_lint)

    sub = command(
        "export",
        "xuất kế hoạch ra tệp Excel",
        "namro export --xlsx ket-qua.xlsx ke-hoach.docx",
    )
    sub.add_argument("--xlsx", metavar="KẾT-QUẢ", required=True, help="tệp Excel cần ghi")
    sub.set_defaults(run=_export)

    sub = command("show", "trình bày kế hoạch trên màn hình", "namro show ke-hoach.docx | less")
    sub.add_argument("--width", type=int, metavar="CỘT", help="bề rộng dòng; mặc định theo cửa sổ")
    sub.set_defaults(run=_show)

    def command_of_two(
        name: str, summary: str, example: str, first: tuple[str, str], second: tuple[str, str]
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=summary,
            description=summary[:1].upper() + summary[1:] + ".",
            epilog=f"ví dụ:\n  {example}",
            formatter_class=_Layout,
            add_help=False,
        )
        _translate(sub)
        sub.add_argument("first", metavar=first[0], help=first[1])
        sub.add_argument("second", metavar=second[0], help=second[1])
        sub.add_argument("--json", action="store_true", help="in kết quả dạng JSON (UTF-8)")
        sub.add_argument(
            "--width", type=int, metavar="CỘT", help="bề rộng dòng; mặc định theo cửa sổ"
        )
        return sub

    sub = command_of_two(
        "align",
        "đối chiếu kế hoạch với văn bản cấp trên",
        "namro align 03/NQ-CP ke-hoach-xa.docx",
        ("CẤP-TRÊN", "văn bản cấp trên, hoặc số hiệu có sẵn: 03/NQ-CP"),
        ("KẾ-HOẠCH", 'kế hoạch cần đối chiếu; "-" là đầu vào chuẩn'),
    )
    sub.add_argument("--all", action="store_true", help="kể cả mục đã cụ thể hóa và mục riêng")
    sub.add_argument("--xlsx", metavar="KẾT-QUẢ", help="ghi bảng đối chiếu ra tệp Excel")
    sub.set_defaults(run=_align)

    sub = command_of_two(
        "compare",
        "so hai bản của một kế hoạch: thêm, bỏ, sửa",
        "namro compare ban-cu.docx ban-moi.docx",
        ("BẢN-CŨ", "bản trước"),
        ("BẢN-MỚI", 'bản sau; "-" là đầu vào chuẩn'),
    )
    sub.set_defaults(run=_compare)
    return parser


def _translate(parser: argparse.ArgumentParser) -> None:
    parser._positionals.title = "tham số"
    parser._optionals.title = "tuỳ chọn"
    parser.add_argument("-h", "--help", action="help", help="xem hướng dẫn rồi thoát")


def _source(options: argparse.Namespace) -> SourceDocument:
    return _read_file(options.file)


def _read_file(name: str) -> SourceDocument:
    if name == "-":
        stream: BinaryIO = sys.stdin.buffer
        return namro.read(stream.read(), name="")
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        reason = {
            FileNotFoundError: "không có tệp này; kiểm tra lại đường dẫn",
            IsADirectoryError: "đây là thư mục; hãy chỉ một tệp",
            PermissionError: "không có quyền đọc tệp; kiểm tra quyền truy cập",
        }.get(type(error), "không mở được tệp")
        raise NamroError(f"{name}: {reason}.", code="cli.cannot-open") from error
    if len(data) > _LONG_WORK and sys.stderr.isatty():
        print(f"namro: đang đọc {Path(name).name} ({len(data) // 1024} KB) …", file=sys.stderr)
    return namro.read(data, name=Path(name).name)


def _read(options: argparse.Namespace) -> int:
    for block in _source(options).blocks:
        if block.table is None:
            print(f"{block.line:>5}  {block.marker + ' ' if block.marker else ''}{block.text}")
            continue
        for row in block.table.rows:
            print(f"{row.line:>5}  | {' | '.join(cell.text for cell in row.cells)} |")
    return OK


def _parse(options: argparse.Namespace) -> int:
    plan = namro.parse(_source(options))
    findings = namro.lint(plan)
    if options.json:
        import json

        json.dump(namro.contract(plan, findings), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        from namro.writing.terminal import summary_lines

        print("\n".join(summary_lines(plan, namro.summary(plan, findings))))
    return OK


def _lint(options: argparse.Namespace) -> int:
    plan = namro.parse(_source(options))
    findings = namro.lint(plan)
    if options.json:
        import json

        listed = namro.contract(plan, findings)["findings"]
        json.dump(listed, sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        from namro.writing.terminal import finding_lines

        print("\n".join(finding_lines(findings)))
    return FOUND_ERRORS if any(item.severity.value == "error" for item in findings) else OK


def _export(options: argparse.Namespace) -> int:
    plan = namro.parse(_source(options))
    data = namro.workbook(plan, namro.lint(plan))
    _write(options.xlsx, data)
    return OK


def _write(name: str, data: bytes) -> None:
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise _CannotWrite(f"không ghi được {name}; kiểm tra thư mục và quyền ghi.") from error
    print(f"Đã ghi {name}.")


def _show(options: argparse.Namespace) -> int:
    from namro.writing.terminal import plan_lines

    plan = namro.parse(_source(options))
    print("\n".join(plan_lines(plan, namro.lint(plan), width=_width(options))))
    return OK


def _width(options: argparse.Namespace) -> int:
    width: int | None = options.width
    if width is None:
        import shutil

        width = shutil.get_terminal_size((100, 40)).columns
    return max(width, 80)


def _align(options: argparse.Namespace) -> int:
    from namro.writing.alignment import alignment_lines

    kept = None if Path(options.first).is_file() else namro.catalogue_cited(options.first)
    parent = (
        namro.catalogue(kept)
        if kept is not None
        else namro.programme(namro.parse(_read_file(options.first)))
    )
    alignment = namro.align(parent, namro.parse(_read_file(options.second)))
    if options.xlsx:
        _write(options.xlsx, namro.alignment_workbook(alignment))
    elif options.json:
        _print_json(namro.alignment_contract(alignment))
    else:
        print("\n".join(alignment_lines(alignment, width=_width(options), whole=options.all)))
    return OK


def _compare(options: argparse.Namespace) -> int:
    from namro.writing.alignment import comparison_lines

    old, new = (namro.parse(_read_file(name)) for name in (options.first, options.second))
    comparison = namro.compare(old, new)
    if options.json:
        _print_json(namro.comparison_contract(comparison))
    else:
        print("\n".join(comparison_lines(comparison, width=_width(options))))
    return OK


def _print_json(told: object) -> None:
    import json

    json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
    print()
