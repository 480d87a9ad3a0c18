"""The columns a table of tasks can have, and how an address writes which of them are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: Its name in an address.
        label: Its heading.
        sort: The key that sorts by it; empty where it cannot be sorted by.
        turned: The key that sorts the other way round.
        is_figure: Its cells stand at the right.
        width: How wide a spreadsheet makes it, in letters.
        title: What the heading means, where it is short.
    """

    key: str
    label: str
    sort: str = ""
    turned: str = ""
    is_figure: bool = False
    width: int = 20
    title: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column somebody wants, and how wide: 0 lets the table decide."""

    column: Column
    width: int = 0


COLUMNS: dict[str, Column] = {
    one.key: one
    for one in (
        Column("tt", "TT", "plan", "-plan", is_figure=True, width=7, title="Số thứ tự"),
        Column("viec", "Nhiệm vụ", "text", "-text", width=60),
        Column("ke-hoach", "Kế hoạch", "plan", "-plan", width=22),
        Column("muc", "Mục", width=26),
        Column("chu-tri", "Chủ trì", "lead", "-lead", width=26),
        Column("phoi-hop", "Phối hợp", width=30),
        Column("nguoi", "Người phụ trách", "person", "-person", width=24),
        Column("chi-dao", "Lãnh đạo chỉ đạo", "leader", "-leader", width=24),
        Column("trang-thai", "Trạng thái", "state", "-state", width=20),
        Column("han", "Thời hạn", "due", "-due", width=24),
        Column("han-dau", "Hạn đầu", "first", "-first", width=14, title="Hạn ghi lần đầu"),
        Column("loai-han", "Loại thời hạn", "kind", "-kind", width=18),
        Column("ket-qua", "Kết quả, sản phẩm", width=30),
        Column("tien-do", "Tiến độ", "percent", "-percent", is_figure=True, width=12),
        Column(
            "ro", "Rõ", is_figure=True, width=11, title="Số điểm rõ trong các rõ mà đơn vị yêu cầu"
        ),
        Column("vuong-mac", "Vướng mắc", is_figure=True, width=11, title="Đang chờ tháo gỡ"),
        Column("bao-cao", "Báo cáo gần nhất", "report", "-report", width=18),
    )
}

USUAL = tuple(
    Wanted(COLUMNS[key]) for key in ("tt", "viec", "chu-tri", "trang-thai", "han", "tien-do", "ro")
)
"""What a table shows to somebody who has chosen nothing."""

WIDTHS = {0: "Tự động", 90: "Hẹp", 160: "Vừa", 260: "Rộng", 420: "Rất rộng"}


def columns_from(written: str) -> tuple[Wanted, ...]:
    """Read which columns are wanted; what is unknown is left out, what a task says never is.

    >>> [one.column.key for one in columns_from("han,chu-tri.160,x")]
    ['viec', 'han', 'chu-tri']
    """
    wanted: dict[str, Wanted] = {}
    for part in written.split(",")[: len(COLUMNS)]:
        key, _, width = part.partition(".")
        if key in COLUMNS:
            wide = int(width) if width.isascii() and width.isdigit() and len(width) < 5 else 0
            wanted.setdefault(key, Wanted(COLUMNS[key], wide if wide in WIDTHS else 0))
    if wanted and "viec" not in wanted:
        wanted = {"viec": Wanted(COLUMNS["viec"]), **wanted}
    return tuple(wanted.values())


def written_columns(wanted: Iterable[Wanted]) -> str:
    """Write columns as an address does.

    >>> written_columns(columns_from("viec.420,han"))
    'viec.420,han'
    """
    return ",".join(
        f"{one.column.key}.{one.width}" if one.width else one.column.key for one in wanted
    )
