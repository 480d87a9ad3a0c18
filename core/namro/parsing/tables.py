"""Tables read by meaning: what each is for, what its columns say, which rows belong together.

A table of a plan is printed in pieces: a page break cuts it in two, sometimes in the middle of a
row; its heading stands again on the next page, or does not; a heading cell spans two rows or four
columns; a Roman numeral and a bold line divide it. :func:`read_tables` undoes all that and gives
*logical* tables: one heading, whole rows, and the divisions above each row.

Columns are known by what their heading means, never by where they stand. A word with two meanings
("Kết quả" is the value promised in a list of indicators and the thing delivered in a list of
tasks; "Đơn vị" is a unit of measurement or an agency) is settled by the whole table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from namro.model.plan import Part
from namro.model.source import Block, BlockKind, Cell, Passage, Row, SourceDocument, Span, Table
from namro.vietnamese.measures import horizon_in, looks_like_unit, looks_like_value
from namro.vietnamese.numbering import Label, LabelKind, read_label
from namro.vietnamese.units import looks_like_agency

if TYPE_CHECKING:
    from namro.parsing.outline import Outline


class TableKind(StrEnum):
    """What a table is for."""

    INDICATORS = "indicators"
    TASKS = "tasks"
    SCHEDULE = "schedule"
    OTHER = "other"


class Meaning(StrEnum):
    """What a column says about the thing its row is about."""

    NO = "no"
    NAME = "name"
    UNIT = "unit"
    TARGET = "target"
    BASELINE = "baseline"
    LEAD = "lead"
    COORDINATING = "coordinating"
    SUPERVISOR = "supervisor"
    DELIVERABLE = "deliverable"
    DEADLINE = "deadline"
    BUDGET = "budget"
    LEVEL = "level"
    GROUP = "group"
    PLACE = "place"
    NOTE = "note"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a logical table.

    Attributes:
        index: Its place in the grid.
        meaning: What it says.
        heading: Its heading, the rows of a heading in two rows joined from above.
        horizon: Last day of the period its heading names ("Mục tiêu đến năm 2030").
    """

    index: int
    meaning: Meaning
    heading: str
    horizon: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A row that divides a table: a heading inside it.

    Attributes:
        label: Its number without closing mark, None when it has none.
        title: Its words.
        horizon: Last day of the period it names ("Đến năm 2030").
        depth: 0 for the outermost.
        parent: Index of the group above it in ``LogicalTable.groups``, None at the top.
    """

    label: str | None
    title: str
    line: int
    end_line: int
    span: Span
    horizon: date | None = None
    depth: int = 0
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class LogicalRow:
    """One row, joined from the pieces a page break made of it.

    Attributes:
        cells: For each column, its cells from top to bottom (one, where nothing was cut).
        group: Index of the innermost group in ``LogicalTable.groups``, None outside any.
        merged: Columns whose cell is the one of the row above, merged downwards.
        moved_label: True when the row's number cell held the number of the group that follows.
    """

    cells: tuple[tuple[Cell, ...], ...]
    line: int
    end_line: int
    group: int | None = None
    merged: frozenset[int] = frozenset()
    moved_label: bool = False

    def text(self, column: Column | int | None) -> str:
        """Give the clean text of one column, its pieces joined; empty for None."""
        if column is None:
            return ""
        cells = self.cells[column if isinstance(column, int) else column.index]
        if len(cells) == 1:
            return cells[0].passage.text
        return " ".join(cell.passage.text for cell in cells if cell.passage.text)

    def parts(self, column: Column | int | None) -> tuple[str, ...]:
        """Give the printed lines of one column's cell, in order."""
        if column is None:
            return ()
        cells = self.cells[column if isinstance(column, int) else column.index]
        if len(cells) == 1:
            cell = cells[0]
            return cell.parts or ((cell.passage.text,) if cell.passage.text else ())
        lines: list[str] = []
        for cell in cells:
            here = [part for part in (cell.parts or (cell.passage.text,)) if part]
            if lines and here:
                # The cut runs through a line more often than between two.
                lines[-1] = f"{lines[-1]} {here[0]}"
                here = here[1:]
            lines.extend(here)
        return tuple(lines)

    def passages(self, column: Column | int | None) -> tuple[Passage, ...]:
        """Give where one column's text stands, one passage for each piece with text."""
        if column is None:
            return ()
        cells = self.cells[column if isinstance(column, int) else column.index]
        return tuple(cell.passage for cell in cells if cell.passage.text)

    def span(self, *columns: Column | None) -> Span:
        """Give the stretch of the document from the first to the last of some columns.

        Without columns, or where they are all empty, the stretch of the whole row. Only the first
        piece of a cut row counts: what stands between two pieces is not the row's.
        """
        wanted = [c.index for c in columns if c is not None] or range(len(self.cells))
        if len(wanted) == 1 and self.cells[wanted[0]]:
            return self.cells[wanted[0]][0].passage.span
        places = [self.cells[i][0].passage for i in wanted if self.cells[i]]
        filled = [p.span for p in places if p.text] or [p.span for p in places]
        if not filled:
            return Span(0, 0)
        return Span(min(s.start for s in filled), max(s.end for s in filled))


@dataclass(frozen=True, slots=True)
class LogicalTable:
    """A whole table, read.

    Attributes:
        kind: What it is for.
        columns: One for each place of the grid, in order.
        groups: Its divisions in order.
        blocks: The blocks of ``SourceDocument.blocks`` it was joined from.
        section: Index of the section it stands in, None outside any.
        part: The part of the plan it stands in.
        horizon: Last day of the period its section or caption names.
        guessed: True when no heading was found and the columns were told from what they hold.
    """

    kind: TableKind
    columns: tuple[Column, ...]
    rows: tuple[LogicalRow, ...]
    groups: tuple[Group, ...]
    blocks: tuple[int, ...]
    section: int | None
    part: Part
    horizon: date | None
    line: int
    end_line: int
    guessed: bool = False
    _by_meaning: dict[Meaning, tuple[Column, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def all(self, meaning: Meaning) -> tuple[Column, ...]:
        """Give every column of one meaning, in order."""
        if not self._by_meaning:
            for column in self.columns:
                known = self._by_meaning.get(column.meaning, ())
                self._by_meaning[column.meaning] = (*known, column)
        return self._by_meaning.get(meaning, ())

    def first(self, meaning: Meaning) -> Column | None:
        """Give the first column of one meaning, None without one."""
        columns = self.all(meaning)
        return columns[0] if columns else None

    def group_stack(self, row: LogicalRow) -> tuple[Group, ...]:
        """Give the groups a row stands in, outermost first."""
        stack: list[Group] = []
        index = row.group
        while index is not None:
            stack.append(self.groups[index])
            index = self.groups[index].parent
        return tuple(reversed(stack))

    def horizon_of(self, row: LogicalRow) -> date | None:
        """Give the period end that the row's innermost dated group, or the table, names."""
        for group in reversed(self.group_stack(row)):
            if group.horizon is not None:
                return group.horizon
        return self.horizon


_MARK = re.compile(r"[xX×✓✔√☑●•+*]{1,3}")


def is_mark(text: str) -> bool:
    """Tell a cell that only ticks its column ("x" under a year)."""
    return _MARK.fullmatch(text.strip()) is not None


def read_tables(source: SourceDocument, outline: Outline) -> tuple[LogicalTable, ...]:
    """Read every table of a document by meaning.

    Tables that a page break cut apart are joined; each row of the result is whole. A table used
    for something else (a list of recipients, a form) is given too, as ``TableKind.OTHER``.
    """
    tables: list[LogicalTable] = []
    for pieces in _pieces(source.blocks):
        table = _read(source, outline, pieces)
        if table is not None:
            tables.append(table)
    return tuple(tables)


# --- pieces of one table -------------------------------------------------------------------------

_PAGE_MARK = re.compile(r"[-–—\s]*(?:trang\s*)?\d{0,4}(?:\s*/\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)


def _pieces(blocks: Sequence[Block]) -> Iterator[list[tuple[int, Table]]]:
    """Give the runs of tables between which nothing but a page number stands."""
    run: list[tuple[int, Table]] = []
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.TABLE and block.table is not None and block.table.rows:
            if run and not _continues(run, block.table):
                yield run
                run = []
            run.append((index, block.table))
        elif run and not (len(block.text) < 16 and _PAGE_MARK.fullmatch(block.text)):
            yield run
            run = []
    if run:
        yield run


def _continues(run: list[tuple[int, Table]], table: Table) -> bool:
    """Tell whether a table that follows another directly is its next piece."""
    first = run[0][1]
    head = _head_size(first)
    if head and _same_heading(first.rows[0], table.rows[0]):
        return True
    if table.columns != first.columns:
        return False
    # The same grid: a piece unless it brings a heading of its own.
    return _head_size(table) == 0


def _same_heading(one: Row, two: Row) -> bool:
    # Most rows differ at their first cell: look no further than that.
    head = next((cell.passage.text for cell in two.cells if cell.passage.text), "")
    if len(head) > 120:
        return False
    left = [t for t in (_plain(cell.passage.text) for cell in one.cells) if t]
    if not left or _plain(head) not in left:
        return False
    right = [t for t in (_plain(cell.passage.text) for cell in two.cells) if t]
    if left == right:
        return True
    common = len(set(left) & set(right))
    return common >= 2 and common >= 0.6 * max(len(set(left)), len(set(right)))


# --- headings ------------------------------------------------------------------------------------

_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Give a heading's letters for comparison: lower case, single blanks, no closing marks."""
    return (
        _SPACES.sub(" ", text).strip(" .:;,*()").lower().replace("uỷ", "ủy").replace("kí ", "ký ")
    )


_YEAR = r"(?:19|20)\d\d"

# The first that matches wins, so the narrow come before the wide.
_HEADINGS: tuple[tuple[Meaning, re.Pattern[str]], ...] = tuple(
    (meaning, re.compile(pattern))
    for meaning, pattern in (
        (Meaning.NO, r"^(?:s?tt|số tt|số thứ tự|thứ tự|t\.t|s\.t\.t|no|#|mã số|mã|ký hiệu)$"),
        (
            Meaning.NOTE,
            r"^(?:ghi chú|chú thích|lưu ý|giải thích|văn bản căn cứ|căn cứ.*|cơ sở pháp lý.*|nguồn số liệu.*|nguồn)$",
        ),
        (Meaning.UNIT, r"đơn vị (?:tính|đo)|^đvt\b|^đv tính|^đ\.v\.t|đơn vị$(?<!\w đơn vị)"),
        (
            Meaning.BUDGET,
            r"kinh phí|dự toán|nguồn vốn|tổng mức|số tiền|vốn đầu tư|ngân sách|thành tiền|nhu cầu vốn|nguồn lực",
        ),
        (Meaning.PLACE, r"^địa điểm|^nơi |^hình thức$|^thành phần|^đối tượng|^địa bàn|^quy mô$"),
        (
            Meaning.BASELINE,
            rf"hiện trạng|thực trạng|hiện nay|hiện tại|số liệu nền|^(?:ước|đã)\b|(?:ước )?(?:thực hiện|kết quả|đạt).*(?:năm )?(?:2020|2021|2022|2023|2024)$|^ước .*{_YEAR}|^kết quả (?:đã )?đạt được|^th {_YEAR}|^thực hiện (?:đến )?(?:năm )?{_YEAR}",
        ),
        (Meaning.LEAD, r"chủ trì"),
        (
            Meaning.SUPERVISOR,
            r"lãnh đạo (?:phụ trách|chỉ đạo|theo dõi|ubnd)|(?:người|đồng chí|cấp ủy viên).*chỉ đạo|^chỉ đạo|theo dõi|đôn đốc|giám sát|kiểm tra, đánh giá|^lãnh đạo$",
        ),
        (Meaning.COORDINATING, r"phối hợp|phối kết hợp"),
        (
            Meaning.LEAD,
            r"(?:cơ quan|đơn vị|bộ phận|người|cá nhân|tổ chức|ngành|cán bộ|công chức|địa phương|phòng|ban|chủ thể).*(?:thực hiện|phụ trách|đầu mối|tham mưu|triển khai|trách nhiệm|được giao|chủ quản|báo cáo)|tham mưu|đầu mối|phụ trách|chịu trách nhiệm|^trách nhiệm|^phân công|^(?:cơ quan|người|tổ chức|bộ phận|đơn vị) thực hiện|^thực hiện$|^tổ chức thực hiện$|^cơ quan, đơn vị$|^cơ quan$|^chủ đầu tư",
        ),
        (
            Meaning.DEADLINE,
            r"thời gian|thời hạn|thời điểm|^hạn\b|hạn hoàn thành|tiến độ|lộ trình|^ngày|mốc|kỳ hạn|^hoàn thành|^bắt đầu|^kết thúc|^tháng$|^năm$|thời hạn",
        ),
        (
            Meaning.DELIVERABLE,
            r"sản phẩm|đầu ra|kết quả|hình thức văn bản|hồ sơ trình|kết quả dự kiến",
        ),
        (
            Meaning.TARGET,
            rf"(?:chỉ tiêu|mục tiêu|kế hoạch|phấn đấu|giao|mức|giá trị|định hướng|tầm nhìn|kh).*{_YEAR}|^(?:đến )?(?:hết )?năm {_YEAR}|^{_YEAR}(?:\s*[-–]\s*{_YEAR})?$|^giai đoạn {_YEAR}|^đến {_YEAR}|mức (?:đạt|phấn đấu|chỉ tiêu)|chỉ tiêu (?:giao|cần đạt|phấn đấu|đạt|kế hoạch|cụ thể phải đạt)|^(?:giá trị|mục tiêu phấn đấu|mục tiêu cần đạt|yêu cầu đạt|chỉ tiêu đạt)$|^tỷ lệ(?: \(?%\)?)?$",
        ),
        (
            Meaning.LEVEL,
            r"^cấp(?: độ)?(?: thực hiện)?$|^phạm vi|^cấp trình|cấp (?:trình|ban hành|phê duyệt|quyết định)|thẩm quyền",
        ),
        (
            Meaning.GROUP,
            r"^lĩnh vực|^nhóm(?: nhiệm vụ| chỉ tiêu)?$|^ngành, lĩnh vực$|^phân nhóm|^loại",
        ),
        (
            Meaning.NAME,
            r"nhiệm vụ|nội dung|công việc|chỉ tiêu|mục tiêu|^tên\b|hoạt động|giải pháp|danh mục|đầu việc|tiêu chí|đề án|dự án|chương trình|chỉ số|văn bản|hạng mục|vấn đề|nền tảng|công trình|dịch vụ|thủ tục",
        ),
    )
)

# Words of a heading that two kinds of table use with different meanings.
_EITHER = re.compile(r"^(?:kết quả|kết quả (?:cần )?đạt|kết quả thực hiện|mức độ)\b|^yêu cầu")


@lru_cache(maxsize=4096)
def _meaning(text: str) -> Meaning:
    plain = _plain(text)
    if not plain or len(plain) > 120:
        return Meaning.OTHER
    for meaning, pattern in _HEADINGS:
        if pattern.search(plain):
            return meaning
    return Meaning.OTHER


_NUMBERED_HEADS = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?(?:\s*=.*)?")


def _is_column_numbers(row: Row) -> bool:
    """Tell the row "(1) (2) (3)" or "A B 1 2" that some headings end with."""
    texts = [cell.text.strip() for cell in _distinct(row.cells) if cell.text.strip()]
    if len(texts) < 3 or not all(len(t) < 16 and _NUMBERED_HEADS.fullmatch(t) for t in texts):
        return False
    digits = [int(d) for d in (t.strip("()") for t in texts) if d.isdigit()]
    return len(digits) >= 1 and digits == list(range(digits[0], digits[0] + len(digits)))


def _distinct(cells: Sequence[Cell]) -> list[Cell]:
    """Give the cells of a row, a merged cell once."""
    seen: list[Cell] = []
    for cell in cells:
        if not seen or cell is not seen[-1]:
            seen.append(cell)
    return seen


def _is_heading_row(row: Row) -> bool:
    """Tell a row of column headings: short cells most of which name a meaning."""
    cells = [cell for cell in _distinct(row.cells) if cell.text.strip()]
    if len(cells) < 2:
        return False
    first = cells[0].text.strip().rstrip(".")
    if first.isdigit() and len(first) < 4:
        return False
    known = 0
    for cell in cells:
        text = cell.text
        if len(text) > 120:
            return False
        if _meaning(text) is not Meaning.OTHER and not looks_like_value(text):
            known += 1
    if _meaning(cells[0].text) is Meaning.NO and cells[0].text.strip():
        return True
    if any(len(cell.text) > 60 for cell in cells) and not row.header:
        return False
    return known >= 2 and known >= 0.6 * len(cells) and _agrees(cells)


def _agrees(cells: Sequence[Cell]) -> bool:
    """Keep a data row of short cells ("Kế hoạch | Văn phòng | 2025") from passing for a heading.

    Headings name different things; a row of data seldom names the thing, the doer and the time by
    their heading words at once.
    """
    meanings = {_meaning(cell.text) for cell in cells} - {Meaning.OTHER}
    return len(meanings) >= 2 or all(_meaning(c.text) is Meaning.TARGET for c in cells)


def _is_second_heading(above: Row, row: Row) -> bool:
    """Tell the lower row of a heading in two rows."""
    if any(c.text.strip() and len(c.text) > 60 and c not in above.cells for c in row.cells):
        return False
    new = [
        (index, cell)
        for index, cell in enumerate(row.cells)
        if cell.text.strip() and cell is not above.cells[min(index, len(above.cells) - 1)]
    ]
    if not new:
        return False
    merged_down = any(
        cell is above.cells[index]
        for index, cell in enumerate(row.cells[: len(above.cells)])
        if cell.text.strip()
    )
    under_wide = [
        index
        for index, _ in new
        if index < len(above.cells)
        and (
            not above.cells[index].text.strip()
            or (index > 0 and above.cells[index] is above.cells[index - 1])
            or (index + 1 < len(above.cells) and above.cells[index] is above.cells[index + 1])
            or (index + 1 < len(above.cells) and not above.cells[index + 1].text.strip())
        )
    ]
    if len(under_wide) != len(new):
        return False
    named = sum(
        1
        for _, cell in new
        if _meaning(cell.text) is not Meaning.OTHER or horizon_in(cell.text) is not None
    )
    return named == len(new) or (merged_down and named > 0) or (merged_down and row.header)


def _head_size(table: Table) -> int:
    """Count the rows at the top of a table that are its heading."""
    rows = table.rows
    start = 0
    # A title merged over the whole width may stand above the heading.
    while start < min(2, len(rows) - 1) and len(_filled(rows[start])) <= 1:
        start += 1
    if start >= len(rows) or not _is_heading_row(rows[start]):
        if start and _is_heading_row(rows[0]):
            start = 0
        else:
            return 0
    size = start + 1
    while size < len(rows) and size < start + 4:
        if _is_column_numbers(rows[size]):
            return size + 1
        if not _is_second_heading(rows[size - 1], rows[size]):
            break
        size += 1
    return size


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in _distinct(row.cells) if cell.passage.text.strip()]


def _columns_from_heading(rows: Sequence[Row], width: int) -> list[Column]:
    """Read the meaning of each column from its heading cells."""
    columns: list[Column] = []
    for index in range(width):
        stack: list[str] = []
        cells: list[Cell] = []
        for number, row in enumerate(rows):
            if index >= len(row.cells):
                continue
            cell = row.cells[index]
            text = cell.text.strip()
            if not text and number == 0 and len(rows) > 1:
                # A Markdown heading has no merged cells: the wide cell stands to the left.
                left = index
                while left > 0 and not row.cells[left].text.strip():
                    left -= 1
                below = rows[1].cells[index].text.strip() if index < len(rows[1].cells) else ""
                if below and row.cells[left].text.strip():
                    cell, text = row.cells[left], row.cells[left].text.strip()
            if not text or any(cell is other for other in cells):
                continue
            if _is_column_numbers(row):
                continue
            cells.append(cell)
            stack.append(text)
        heading = " ".join(stack)
        meaning = _meaning(stack[-1]) if stack else Meaning.OTHER
        if len(stack) > 1:
            above = _meaning(" ".join(stack[:-1]))
            year_only = horizon_in(stack[-1]) is not None and len(stack[-1]) < 24
            if above is not Meaning.OTHER and (
                meaning is Meaning.OTHER
                or (year_only and above in (Meaning.BASELINE, Meaning.BUDGET, Meaning.DEADLINE))
                or above is Meaning.BUDGET
            ):
                meaning = above
            if meaning is Meaning.NAME and above is Meaning.TARGET:
                meaning = Meaning.TARGET
        horizon = horizon_in(heading) if meaning is not Meaning.BASELINE else None
        columns.append(Column(index, meaning, heading, horizon))
    return columns


def _columns_from_content(rows: Sequence[Row], width: int) -> list[Column]:
    """Tell columns without a heading by what they hold; plain where it cannot be told."""
    meanings = [Meaning.OTHER] * width
    sample = [row for row in rows[:60] if len(_filled(row)) > 2]
    if len(sample) < 2 or width < 3:
        return [Column(i, meanings[i], "") for i in range(width)]
    texts = [
        [row.cells[i].text.strip() for row in sample if i < len(row.cells)] for i in range(width)
    ]
    if sum(1 for t in texts[0] if read_label(t)) >= 0.6 * len(texts[0]):
        meanings[0] = Meaning.NO
    free = [i for i in range(width) if meanings[i] is Meaning.OTHER]
    name = max(free, key=lambda i: sum(map(len, texts[i])))
    meanings[name] = Meaning.NAME
    agencies: list[int] = []
    for i in free:
        filled = [t for t in texts[i] if t]
        if i == name or not filled:
            continue
        share = len(filled)
        if sum(1 for t in filled if looks_like_value(t)) >= 0.6 * share and not all(
            _DATED.search(t) for t in filled
        ):
            meanings[i] = Meaning.TARGET
        elif sum(1 for t in filled if looks_like_unit(t)) >= 0.6 * share:
            meanings[i] = Meaning.UNIT
        elif sum(1 for t in filled if _DATED.search(t)) >= 0.6 * share:
            meanings[i] = Meaning.DEADLINE
        elif sum(1 for t in filled if _AGENCY.search(t)) >= 0.5 * share:
            agencies.append(i)
        else:
            meanings[i] = Meaning.DELIVERABLE
    for place, i in enumerate(agencies[:2]):
        meanings[i] = (Meaning.LEAD, Meaning.COORDINATING)[place]
    return [Column(i, meanings[i], "") for i in range(width)]


_DATED = re.compile(
    r"(?:19|20)\d\d|thường xuyên|hằng năm|hàng năm|hằng quý|hàng quý|hằng tháng|hàng tháng|\bquý\b|\bquí\b|tháng \d|định kỳ",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"\b(?:bộ|sở|ban|phòng|văn phòng|ubnd|hđnd|ủy ban|uỷ ban|công an|công chức|trung tâm|trạm|"
    r"đoàn thể|mặt trận|mttq|hội|đảng ủy|xã|phường|xóm|thôn|trường|cơ quan|đơn vị|ngành|quân sự|"
    r"địa phương|doanh nghiệp|vp|vh|tổ|đài|viện|cục|chi cục|kế toán|địa chính)\b",
    re.IGNORECASE,
)


# --- one logical table ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """Rows on their way to a logical table."""

    columns: list[Column]
    rows: list[LogicalRow] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    styles: list[tuple[str, int]] = field(default_factory=list)
    """The open groups: their style of numbering and their index, outermost first."""


def _read(
    source: SourceDocument, outline: Outline, pieces: list[tuple[int, Table]]
) -> LogicalTable | None:
    index, first = pieces[0]
    width = max(table.columns for _, table in pieces)
    head = _head_size(first)
    guessed = not head
    body = [row for _, table in pieces for row in table.rows]
    columns = (
        _columns_from_heading(first.rows[:head], first.columns)
        if head
        else _columns_from_content(body, first.columns)
    )
    columns += [Column(i, Meaning.OTHER, "") for i in range(len(columns), width)]
    section, part, horizon, title = _place(outline, index)
    kind, columns = _settle(columns, body[head:], part, title)
    draft = _Draft(columns)
    for number, (_, table) in enumerate(pieces):
        _add_piece(draft, first, head, table, width, starts=number > 0)
    rows = _label_groups(draft)
    last = source.blocks[pieces[-1][0]]
    return LogicalTable(
        kind=kind,
        columns=tuple(columns),
        rows=tuple(rows),
        groups=tuple(draft.groups),
        blocks=tuple(i for i, _ in pieces),
        section=section,
        part=part,
        horizon=horizon,
        line=source.blocks[index].line,
        end_line=last.end_line,
        guessed=guessed,
    )


def _place(outline: Outline, block: int) -> tuple[int | None, Part, date | None, str]:
    """Give the section a block stands in, its part, its horizon and the titles above it."""
    section = outline.section_of[block] if block < len(outline.section_of) else None
    if section is None:
        return None, Part.OTHER, None, ""
    own = outline.sections[section]
    titles = [own.title]
    parent = own.parent
    while parent is not None:
        titles.append(outline.sections[parent].title)
        parent = outline.sections[parent].parent
    return section, outline.parts[block], outline.horizons[block], " / ".join(titles)


# A list of people, an estimate of costs or a sheet for marking: figures, but nothing promised.
_FORM = re.compile(
    r"^(?:họ(?: và)? tên|chức vụ|chức danh|số điện thoại|đơn giá|thành tiền|điểm tối đa|điểm chuẩn|thang điểm|"
    r"điểm tự chấm|tự chấm|tự đánh giá|mức điểm|năm sinh|số lượng)\b[^:]{0,25}$"
)


def _settle(
    columns: list[Column], body: Sequence[Row], part: Part, title: str
) -> tuple[TableKind, list[Column]]:
    """Decide what a table is for, and with that what its ambiguous headings mean."""
    sample = [row for row in body[:80] if len(_filled(row)) > 1]

    def share(column: Column, test: re.Pattern[str] | None = None) -> float:
        texts = [
            row.cells[column.index].text.strip() for row in sample if column.index < len(row.cells)
        ]
        texts = [t for t in texts if t]
        if not texts:
            return 0.0
        hits = sum(1 for t in texts if (test.search(t) if test else looks_like_value(t)))
        return hits / len(texts)

    meanings = {column.meaning for column in columns}
    headings = {column.index: _plain(column.heading) for column in columns}
    names = [c for c in columns if c.meaning is Meaning.NAME]
    settled = list(columns)

    def give(column: Column, meaning: Meaning) -> None:
        settled[column.index] = replace(column, meaning=meaning)

    # "Chỉ tiêu | Mục tiêu", "Nội dung | Chỉ tiêu": the second is the value where it holds values.
    for column in names[1:]:
        if share(column) >= 0.4:
            give(column, Meaning.TARGET)
        else:
            give(column, Meaning.GROUP if share(column) == 0 and column.index > 3 else Meaning.NAME)
    if not names:
        others = [c for c in columns if c.meaning in (Meaning.OTHER, Meaning.GROUP, Meaning.TARGET)]
        if others:
            longest = max(
                others,
                key=lambda c: sum(
                    len(r.cells[c.index].text) for r in sample if c.index < len(r.cells)
                ),
            )
            if share(longest) < 0.4:
                give(longest, Meaning.NAME)
                names = [settled[longest.index]]

    units = [c for c in settled if c.meaning is Meaning.UNIT]
    for column in units:
        bare = headings[column.index] == "đơn vị"
        if bare and share(column, _AGENCY) >= 0.5 and not _holds_units(column, sample):
            give(column, Meaning.LEAD)
    has_unit = any(c.meaning is Meaning.UNIT for c in settled)
    dated_targets = [c for c in settled if c.meaning is Meaning.TARGET]
    valued = [c for c in dated_targets if share(c) >= 0.3]
    results = [c for c in settled if c.meaning is Meaning.DELIVERABLE]
    value_results = [c for c in results if share(c) >= 0.5]
    name_words = " ".join(headings[c.index] for c in names)
    says_indicator = bool(re.search(r"chỉ tiêu|mục tiêu|chỉ số|tiêu chí", name_words))
    says_task = bool(re.search(r"nhiệm vụ|công việc|hoạt động|giải pháp|đầu việc", name_words))
    has_duty = bool(meanings & {Meaning.LEAD, Meaning.COORDINATING, Meaning.DEADLINE})

    indicators = (
        2 * has_unit
        + 2 * bool(valued)
        + bool(value_results)
        + 2 * says_indicator
        + 2 * (part is Part.INDICATOR_ANNEX)
        + bool(re.search(r"chỉ tiêu", title.lower()))
    )
    tasks = (
        has_duty
        + 2 * (bool(results) and not value_results)
        + 2 * says_task
        + 2 * (part is Part.TASK_ANNEX)
        + (Meaning.DEADLINE in meanings)
        + bool(re.search(r"nhiệm vụ|công việc|phân công", title.lower()))
    )
    form = any(_FORM.search(heading) for heading in headings.values())
    if form and not (says_task and has_duty and Meaning.DEADLINE in meanings):
        kind = TableKind.OTHER
    elif indicators >= 3 and indicators > tasks:
        kind = TableKind.INDICATORS
    elif has_duty and tasks >= 2 and names:
        lead = meanings & {Meaning.LEAD, Meaning.COORDINATING}
        scheduled = Meaning.PLACE in meanings or re.search(r"^(?:thời gian|ngày|giờ)", headings[0])
        kind = TableKind.SCHEDULE if scheduled and not lead else TableKind.TASKS
    elif indicators >= 3:
        kind = TableKind.INDICATORS
    elif Meaning.DEADLINE in meanings and names:
        kind = TableKind.SCHEDULE
    else:
        kind = TableKind.OTHER

    if kind is TableKind.INDICATORS:
        has_target = any(c.meaning is Meaning.TARGET for c in settled)
        for column in list(settled):
            if column.meaning is Meaning.DELIVERABLE and (not has_target or share(column) >= 0.5):
                give(column, Meaning.TARGET)
            elif column.meaning is Meaning.DEADLINE and share(column) >= 0.5:
                # "Lộ trình | 2025 | 2026" with values under the years.
                if column.horizon is not None or not _mostly_dates(column, sample):
                    give(column, Meaning.TARGET)
            elif (
                column.meaning is Meaning.OTHER
                and column.heading
                and not has_target
                and share(column) >= 0.5
            ):
                give(column, Meaning.TARGET)
    elif kind is TableKind.TASKS:
        for column in list(settled):
            if column.meaning is Meaning.TARGET and column.horizon and share(column) < 0.3:
                give(column, Meaning.DEADLINE)
            elif column.meaning is Meaning.TARGET and share(column) < 0.3:
                give(column, Meaning.DELIVERABLE)
    return kind, settled


def _holds_units(column: Column, sample: Sequence[Row]) -> bool:
    texts = [
        row.cells[column.index].text.strip() for row in sample if column.index < len(row.cells)
    ]
    texts = [t for t in texts if t]
    return bool(texts) and sum(1 for t in texts if looks_like_unit(t)) >= 0.5 * len(texts)


def _mostly_dates(column: Column, sample: Sequence[Row]) -> bool:
    texts = [
        row.cells[column.index].text.strip() for row in sample if column.index < len(row.cells)
    ]
    texts = [t for t in texts if t]
    return bool(texts) and sum(1 for t in texts if _DATED.search(t)) >= 0.5 * len(texts)


def _add_piece(
    draft: _Draft, first: Table, head: int, table: Table, width: int, *, starts: bool
) -> None:
    """Add the rows of one piece; its first row may end a row of the piece before."""
    rows = table.rows
    skip = 0
    order: list[int] | None = None
    if not starts:
        skip = head
    elif head and _same_heading(first.rows[0], rows[0]):
        own = _head_size(table)
        skip = max(own, 1)
        if table.columns != first.columns:
            order = _matching_columns(
                draft.columns, _columns_from_heading(rows[:skip], table.columns)
            )
    cut = starts
    for row in rows[skip:]:
        cells: Sequence[Cell] = row.cells
        if order is not None:
            cells = _reordered(cells, order, width)
        cells = _realigned(cells, draft.columns)
        filled = [cell for cell in _distinct(cells) if cell.text.strip()]
        if not filled:
            continue
        if len(filled) > 1 and (
            _is_column_numbers(row) or (head and _same_heading(first.rows[0], row))
        ):
            continue
        _add_row(draft, row, cells, filled, cut=cut)
        cut = False


def _matching_columns(known: Sequence[Column], own: Sequence[Column]) -> list[int]:
    """Find for each column of a piece the column of the whole table that says the same."""
    free = {column.index for column in known}
    order: list[int] = []
    for column in own:
        match = next(
            (
                k.index
                for k in known
                if k.index in free and _plain(k.heading) == _plain(column.heading)
            ),
            None,
        )
        if match is None:
            match = next((k.index for k in known if k.index in free), known[-1].index)
        free.discard(match)
        order.append(match)
    return order


_NOTHING = Cell(Passage("", Span(0, 0), 0, 0))
_BARE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")
_LABEL_AT_MOST = 16


def _realigned(cells: Sequence[Cell], columns: Sequence[Column]) -> Sequence[Cell]:
    """Give a row whose cells a converter pushed one column aside the places they belong in.

    The signs are a bare number where the name should stand, or words where the number should
    and nothing in the last column.
    """
    if len(columns) < 3 or len(cells) < 3:
        return cells
    if columns[0].meaning is not Meaning.NO or columns[1].meaning is not Meaning.NAME:
        return cells
    first, second, third = (cell.text.strip() for cell in cells[:3])
    if not first and _BARE_NUMBER.fullmatch(second) and any(c.isalpha() for c in third):
        return [*cells[1:], _NOTHING]
    if len(first) <= _LABEL_AT_MOST or columns[2].meaning is not Meaning.LEAD:
        return cells
    last = max(c.index for c in columns if c.heading or c.meaning is not Meaning.OTHER)
    empty = last >= len(cells) or not cells[last].text.strip()
    if empty and cells[0] is not cells[1] and looks_like_agency(second) and third:
        return [_NOTHING, *cells]
    return cells


def _reordered(cells: Sequence[Cell], order: Sequence[int], width: int) -> list[Cell]:
    place = [_NOTHING] * width
    for index, cell in zip(order, cells, strict=False):
        place[index] = cell
    return place


def _add_row(
    draft: _Draft, row: Row, cells: Sequence[Cell], filled: Sequence[Cell], *, cut: bool
) -> None:
    columns = draft.columns
    no = next((c.index for c in columns if c.meaning is Meaning.NO), None)
    name = next((c.index for c in columns if c.meaning is Meaning.NAME), None)
    width = len(columns)
    grid = [cells[i] if i < len(cells) else _NOTHING for i in range(width)]
    number = grid[no].text.strip() if no is not None else ""
    last = draft.rows[-1] if draft.rows else None

    if _is_group(grid, filled, number, no, name, last, cut=cut):
        _add_group(draft, row, grid, filled, number, no)
        return
    merged: frozenset[int] = frozenset()
    if last is not None:
        above = [cell[-1] for cell in last.cells]
        merged = frozenset(i for i in range(width) if grid[i] is above[i] and grid[i].text)
        if _is_rest(draft, last, grid, number, no, name, merged, cut=cut):
            joined = tuple(
                (*old, new) if new.text and new is not old[-1] else old
                for old, new in zip(last.cells, grid, strict=True)
            )
            draft.rows[-1] = replace(last, cells=joined, end_line=max(last.end_line, row.end_line))
            return
    draft.rows.append(
        LogicalRow(
            cells=tuple((cell,) for cell in grid),
            line=row.line,
            end_line=row.end_line,
            group=draft.styles[-1][1] if draft.styles else None,
            merged=merged,
        )
    )


_SENTENCE_END = (".", ";", "!", "?", ":")


def _is_rest(
    draft: _Draft,
    last: LogicalRow,
    grid: Sequence[Cell],
    number: str,
    no: int | None,
    name: int | None,
    merged: frozenset[int],
    *,
    cut: bool,
) -> bool:
    """Tell whether a row carries on the row before it."""
    if name is None:
        return False
    own_name = grid[name].text.strip()
    if name in merged:
        # One thing printed over several rows: only what is new counts, unless it stands twice.
        fresh = [i for i, cell in enumerate(grid) if cell.text and i not in merged and i != no]
        both = [
            i
            for i in fresh
            if last.cells[i][-1].text
            and draft.columns[i].meaning
            in (Meaning.TARGET, Meaning.DEADLINE, Meaning.DELIVERABLE, Meaning.UNIT)
        ]
        return not both
    if number and no not in merged:
        return False
    others = [
        i
        for i, cell in enumerate(grid)
        if cell.text.strip() and i not in (no, name) and i not in merged
    ]
    if not own_name:
        return True
    before = last.text(name).rstrip()
    if own_name[0].islower():
        # "tiếp tục duy trì ...": nothing starts with a small letter unless it was cut.
        return cut or not before.endswith((".", ";")) or not others
    if no is None:
        return cut and not others and not before.endswith(_SENTENCE_END)
    if own_name[0] in "-–+•*" and not others:
        return True
    if cut:
        return len(others) <= 1 and (not others or not before.endswith(_SENTENCE_END[:2]))
    return not others and not grid[name].bold


_GROUP_WORDS = re.compile(
    r"^(?:đến|giai đoạn|định hướng|tầm nhìn|lĩnh vực|nhóm|về|phần|mục|chương|năm|mục tiêu|trụ cột|"
    r"nhiệm vụ|chỉ tiêu|các)\b",
    re.IGNORECASE,
)


def _is_group(
    grid: Sequence[Cell],
    filled: Sequence[Cell],
    number: str,
    no: int | None,
    name: int | None,
    last: LogicalRow | None,
    *,
    cut: bool,
) -> bool:
    """Tell a row that only divides the table."""
    if len(filled) == 1 and sum(1 for c in grid if c is filled[0]) >= max(2, len(grid) - 2):
        return True
    wordy = [c for c in filled if no is None or c is not grid[no]]
    if len(wordy) != 1:
        return _is_group_with_strays(grid, wordy, number, no, name)
    cell = wordy[0]
    text = cell.text.strip()
    places = [i for i, other in enumerate(grid) if other is cell]
    if len(places) >= max(2, len(grid) - 2):
        return True
    if name is not None and name not in places and not (no is not None and no in places):
        return False
    label = read_label(number) if number else None
    if label is not None and label.kind in _GROUP_LABELS:
        return True
    if label is not None and label.kind in (LabelKind.ARABIC, LabelKind.DOTTED):
        # A numbered name alone: a task nobody has been given yet, or a division: bold tells.
        return cell.bold or (len(text) > 3 and text.isupper())
    if text[0].islower():
        return False
    if cell.bold or text.isupper():
        return True
    if number or not _GROUP_WORDS.match(text):
        return False
    return horizon_in(text) is not None and len(text) < 60 and not cut


def _is_group_with_strays(
    grid: Sequence[Cell], wordy: Sequence[Cell], number: str, no: int | None, name: int | None
) -> bool:
    """Tell a division beside which the end of a cell of the row above was printed."""
    if name is None or not wordy or wordy[0] is not grid[name] or len(wordy) > 2:
        return False
    label = read_label(number) if number else None
    stray = wordy[-1].text.strip()
    return (
        label is not None
        and label.kind in _GROUP_LABELS
        and stray[:1].islower()
        and len(stray) < 30
        and len(grid) > 3
    )


_GROUP_LABELS = frozenset(
    {
        LabelKind.ROMAN,
        LabelKind.CAPITAL,
        LabelKind.PART,
        LabelKind.CHAPTER,
        LabelKind.SECTION,
        LabelKind.SUBSECTION,
        LabelKind.ANNEX,
    }
)
_LEADING_LABEL = re.compile(
    r"((?:phần|mục|chương|nhóm)\s+(?:thứ\s+)?[\wĐđ]+|[IVXLC]{1,7}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.):\-–]\s+",
    re.IGNORECASE,
)


def _add_group(
    draft: _Draft,
    row: Row,
    grid: Sequence[Cell],
    filled: Sequence[Cell],
    number: str,
    no: int | None,
) -> None:
    wordy = [c for c in filled if no is None or c is not grid[no]] or list(filled)
    cell = wordy[0]
    title = cell.text.strip()
    label = number.strip(" .):/") or None
    if label is None or cell.text.strip() == number:
        label = None
        found = _LEADING_LABEL.match(title)
        if found is not None:
            label, title = found[1], title[found.end() :]
    elif title.startswith(f"{label}."):
        title = title[len(label) + 1 :].strip()
    _open_group(
        draft,
        label,
        Group(
            label=label,
            title=title.rstrip(": ").strip(),
            line=row.line,
            end_line=row.end_line,
            span=cell.passage.span,
            horizon=horizon_in(title) if len(title) < 160 else None,
        ),
    )


def _open_group(draft: _Draft, label: str | None, group: Group) -> None:
    """Close the groups that a new one ends, and hang it under what stays open."""
    style = _style(read_label(label) if label else None)
    known = [place for place, (other, _) in enumerate(draft.styles) if other == style]
    if known:
        del draft.styles[known[0] :]
    elif draft.styles and style in ("", "dated"):
        # An unnumbered line under a numbered one belongs to it only where it says no more than that.
        pass
    elif draft.styles:
        rank = _RANK.get(style, 5)
        while draft.styles and _RANK.get(draft.styles[-1][0], 5) >= rank:
            draft.styles.pop()
    parent = draft.styles[-1][1] if draft.styles else None
    draft.groups.append(replace(group, depth=len(draft.styles), parent=parent))
    draft.styles.append((style, len(draft.groups) - 1))


_RANK = {
    "part": 0,
    "chapter": 1,
    "section": 2,
    "capital": 3,
    "roman": 4,
    "": 5,
    "arabic": 6,
    "dotted": 7,
}


def _style(label: Label | None) -> str:
    if label is None:
        return ""
    if label.kind is LabelKind.DOTTED:
        return f"dotted{len(label.path)}"
    return str(label.kind)


def _label_groups(draft: _Draft) -> list[LogicalRow]:
    """Give a Roman number that slipped onto the row above back to the group it belongs to."""
    no = next((c.index for c in draft.columns if c.meaning is Meaning.NO), None)
    rows = list(draft.rows)
    if no is None or not draft.groups:
        return rows
    styles = {group.label for group in draft.groups if group.label}
    for number, group in enumerate(draft.groups):
        if group.label is not None:
            continue
        before = next((i for i in range(len(rows) - 1, -1, -1) if rows[i].line < group.line), None)
        if before is None:
            continue
        text = rows[before].text(no).strip()
        label = read_label(text) if text else None
        follows = number + 1 >= len(draft.groups) or True
        if label is None or label.kind not in (LabelKind.ROMAN, LabelKind.CAPITAL) or not follows:
            continue
        name = text.strip(" .)")
        if name in styles:
            continue
        blank = Cell(Passage("", rows[before].cells[no][0].passage.span, group.line, group.line))
        cells = tuple(
            (blank,) if index == no else cell for index, cell in enumerate(rows[before].cells)
        )
        rows[before] = replace(rows[before], cells=cells, moved_label=True)
        top = next((g for g in draft.groups if g.label in styles), None)
        parent = top.parent if top is not None else group.parent
        depth = top.depth if top is not None else group.depth
        draft.groups[number] = replace(group, label=name, parent=parent, depth=depth)
    return rows
