"""A plan beside the plan above it, and two versions of a plan: for a terminal, for programs, for Excel."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator
from typing import Any

from namro.model.alignment import (
    Alignment,
    Answer,
    Comparison,
    Coverage,
    Item,
    ItemKind,
    Match,
    Programme,
    Scope,
)
from namro.model.finding import Certainty
from namro.vietnamese.promises import said_deadline, said_turn, written

ANSWER_WORDS = {
    Answer.COVERED: "Đã cụ thể hóa",
    Answer.WEAKER: "Yếu hơn",
    Answer.LATER: "Muộn hơn",
    Answer.MISSING: "Chưa có",
    Answer.CHECK: "Cần xem",
}
CERTAINTY_WORDS = {
    Certainty.SURE: "chắc chắn",
    Certainty.FAIRLY_SURE: "khá chắc",
    Certainty.UNSURE: "cần xem",
}
KIND_WORDS = {
    ItemKind.TARGET: "Chỉ tiêu",
    ItemKind.OBJECTIVE: "Mục tiêu",
    ItemKind.TASK: "Nhiệm vụ",
    ItemKind.OBLIGATION: "Trách nhiệm, báo cáo",
}
_MARKS = {
    Answer.COVERED: "✓",
    Answer.WEAKER: "↓",
    Answer.LATER: "→",
    Answer.MISSING: "✗",
    Answer.CHECK: "?",
}


def promise_of(item: Item) -> str:
    """Write what an item promises and by when, in one phrase; empty when it says neither."""
    when = f"đến {item.horizon:%d/%m/%Y}" if item.horizon else ""
    due = said_deadline(item.deadline) or item.deadline_raw
    return ", ".join(part for part in (written(item), when, due) if part)


# --- a terminal --------------------------------------------------------------------------------


def alignment_lines(
    alignment: Alignment, *, width: int = 100, whole: bool = False
) -> Iterator[str]:
    """Give the coverage as lines: first the counts, then every item that is not simply covered.

    Args:
        alignment: What was found.
        width: Columns of the terminal.
        whole: Also list what is covered, and what of the lower plan is its own.
    """
    yield f"{_name(alignment.child)}"
    yield f"so với {_name(alignment.parent)}"
    for kind in (ItemKind.TARGET, ItemKind.OBJECTIVE, ItemKind.TASK):
        of_kind = [one for one in alignment.coverage if one.item.kind is kind]
        if not of_kind:
            continue
        counted = ", ".join(
            f"{number} {ANSWER_WORDS[answer].lower()}"
            for answer in Answer
            if (number := sum(one.answer is answer for one in of_kind))
        )
        yield f"  {KIND_WORDS[kind]}: {len(of_kind)} mục: {counted}"
    unverified = sum(not one.item.verified for one in alignment.coverage)
    if unverified:
        yield f"  {unverified} mục của danh mục chưa kiểm chứng với văn bản gốc (đánh dấu *)"
    for answer in Answer:
        listed = [one for one in alignment.coverage if one.answer is answer]
        if not listed or (answer is Answer.COVERED and not whole):
            continue
        yield ""
        yield f"{ANSWER_WORDS[answer].upper()} ({len(listed)})"
        for one in sorted(listed, key=lambda one: one.item.scope is Scope.NATIONAL):
            yield from _coverage_lines(alignment, one, width)
    if whole and alignment.own:
        yield ""
        yield f"RIÊNG CỦA KẾ HOẠCH ({len(alignment.own)})"
        for item in alignment.own:
            yield from _wrapped(f"  · dòng {item.line}: ", item.text, width)


def _coverage_lines(alignment: Alignment, one: Coverage, width: int) -> Iterator[str]:
    item = one.item
    mark = "" if item.verified else "*"
    scope = " (cấp quốc gia)" if item.scope is Scope.NATIONAL else ""
    said = f" [{promise_of(item)}]" if promise_of(item) else ""
    name = item.no or (f"dòng {item.line}" if item.line else item.key)
    yield from _wrapped(
        f"  {_MARKS[one.answer]} {name}{mark}: ", f"{item.text}{said}{scope}", width
    )
    if one.reason:
        yield f"      {one.reason}"
    for match in one.matches[:3]:
        child = alignment.child.item(match.child)
        promise = f" [{promise_of(child)}]" if promise_of(child) else ""
        sure = "xác nhận bằng tay" if match.by_hand else CERTAINTY_WORDS[match.certainty]
        head = f"      ↳ dòng {child.line} ({sure}): "
        yield from _wrapped(head, f"{child.text}{promise}", width, 2)


def comparison_lines(comparison: Comparison, *, width: int = 100) -> Iterator[str]:
    """Give what was added, removed and changed between two versions as lines."""
    yield f"Bản cũ: {_name(comparison.old)}"
    yield f"Bản mới: {_name(comparison.new)}"
    moved = sum(one.only_moved for one in comparison.changed)
    yield (
        f"  {len(comparison.added)} thêm, {len(comparison.removed)} bỏ, "
        f"{len(comparison.changed) - moved} sửa, {moved} chỉ chuyển chỗ, "
        f"{len(comparison.unchanged)} giữ nguyên"
    )
    turned = ", ".join(f"{n} {said_turn(turn)}" for turn, n in comparison.turns.items() if n)
    if turned:
        yield f"  trong đó: {turned}"
    if comparison.same:
        yield "Hai bản yêu cầu như nhau."
    for title, sign, items in (
        ("THÊM", "+", comparison.added),
        ("BỎ", "-", comparison.removed),
    ):
        if items:
            yield ""
            yield f"{title} ({len(items)})"
        for item in items:
            said = f" [{promise_of(item)}]" if promise_of(item) else ""
            head = f"  {sign} {KIND_WORDS[item.kind]} dòng {item.line}: "
            yield from _wrapped(head, item.text + said, width, 3)
    if comparison.changed:
        yield ""
        yield f"SỬA, CHUYỂN ({len(comparison.changed)})"
    for change in comparison.changed:
        head = f"  ~ {KIND_WORDS[change.new.kind]} dòng {change.old.line} → {change.new.line}: "
        yield from _wrapped(head, change.new.text, width, 2)
        for field in change.fields:
            before, after = field.old or "(không có)", field.new or "(không có)"
            turn = f" ({said_turn(field.turn)})" if field.turn else ""
            yield from _wrapped(f"      {field.label}{turn}: ", f"{before} → {after}", width, 4)


def _wrapped(head: str, text: str, width: int, lines: int = 4) -> Iterator[str]:
    wrapped = textwrap.wrap(
        " ".join(text.split()),
        width=max(width, 60),
        initial_indent=head,
        subsequent_indent=" " * min(len(head), 8),
        max_lines=lines,
        placeholder=" …",
    )
    yield from wrapped or [head.rstrip()]


def _name(programme: Programme) -> str:
    number = f"{programme.number}: " if programme.number else ""
    return f"{number}{programme.title}"


# --- programs ----------------------------------------------------------------------------------


def alignment_contract(alignment: Alignment) -> dict[str, Any]:
    """Give an alignment as one JSON object with stable keys."""
    return {
        "parent": _programme_contract(alignment.parent),
        "child": _programme_contract(alignment.child),
        "counts": {answer.value: number for answer, number in alignment.counts.items()},
        "coverage": [
            {
                **_item_contract(one.item),
                "answer": one.answer.value,
                "reason": one.reason,
                "answered_by": [_match_contract(match, "child") for match in one.matches],
            }
            for one in alignment.coverage
        ],
        "serves": [
            {
                **_item_contract(item),
                "serves": [_match_contract(match, "parent") for match in matches],
            }
            for item, matches in alignment.serves
        ],
    }


def comparison_contract(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as one JSON object with stable keys."""
    return {
        "old": _programme_contract(comparison.old),
        "new": _programme_contract(comparison.new),
        "added": [_item_contract(item) for item in comparison.added],
        "removed": [_item_contract(item) for item in comparison.removed],
        "changed": [
            {
                "old": _item_contract(one.old),
                "new": _item_contract(one.new),
                "moved": one.moved,
                "fields": [
                    {
                        "field": field.field,
                        "label": field.label,
                        "old": field.old,
                        "new": field.new,
                        "turn": field.turn.value if field.turn else None,
                    }
                    for field in one.fields
                ],
            }
            for one in comparison.changed
        ],
        "turns": {turn.value: number for turn, number in comparison.turns.items()},
        "unchanged": [[old.key, new.key] for old, new in comparison.unchanged],
    }


def _programme_contract(programme: Programme) -> dict[str, Any]:
    return {
        "number": programme.number or None,
        "title": programme.title,
        "issuer": programme.issuer or None,
        "date": programme.issued_on.isoformat() if programme.issued_on else None,
        "note": programme.note or None,
    }


def _item_contract(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "kind": item.kind.value,
        "no": item.no or None,
        "text": item.text,
        "operator": item.operator.value if item.operator else None,
        "value": str(item.value) if item.value is not None else None,
        "unit": item.unit or None,
        "word": item.word or None,
        "horizon": item.horizon.isoformat() if item.horizon else None,
        "deadline": said_deadline(item.deadline) or item.deadline_raw or None,
        "lead": list(item.lead),
        "line": item.line or None,
        "scope": item.scope.value,
        "verified": item.verified,
        "note": item.note or None,
        "sources": [{"title": one.title, "url": one.url or None} for one in item.sources],
    }


def _match_contract(match: Match, side: str) -> dict[str, Any]:
    return {
        "key": match.child if side == "child" else match.parent,
        "certainty": match.certainty.value,
        "reasons": list(match.reasons),
        "answer": match.answer.value,
        "shortfall": match.shortfall or None,
        "by_hand": match.by_hand,
    }


# --- Excel -------------------------------------------------------------------------------------

_HEADS = (
    ("STT", 8),
    ("Loại", 12),
    ("Yêu cầu cấp trên", 60),
    ("Mức, mốc cấp trên", 24),
    ("Phạm vi", 14),
    ("Tình trạng", 16),
    ("Vì sao", 34),
    ("Kế hoạch trả lời bằng", 60),
    ("Mức, mốc của kế hoạch", 24),
    ("Dòng", 8),
    ("Mức chắc chắn", 16),
    ("Kiểm chứng", 18),
    ("Nguồn", 50),
)


def alignment_rows(alignment: Alignment) -> list[tuple[str, ...]]:
    """Give the coverage as rows of text, one for each answer, in the order of :func:`alignment_heads`."""
    rows: list[tuple[str, ...]] = []
    for one in alignment.coverage:
        item = one.item
        head = (
            item.no or item.key,
            KIND_WORDS[item.kind],
            item.text,
            promise_of(item),
            "Quốc gia" if item.scope is Scope.NATIONAL else "Địa phương",
            ANSWER_WORDS[one.answer],
            one.reason,
        )
        tail = (
            "Đã kiểm chứng" if item.verified else "Chưa kiểm chứng",
            "; ".join(f"{ref.title} {ref.url}".strip() for ref in item.sources),
        )
        for match in one.matches or (None,):
            if match is None:
                rows.append((*head, "", "", "", "", *tail))
                continue
            child = alignment.child.item(match.child)
            sure = "Xác nhận bằng tay" if match.by_hand else CERTAINTY_WORDS[match.certainty]
            line = str(child.line) if child.line else ""
            rows.append((*head, child.text, promise_of(child), line, sure, *tail))
    return rows


def alignment_heads() -> tuple[str, ...]:
    """Give the titles of the columns of :func:`alignment_rows`."""
    return tuple(name for name, _ in _HEADS)


def alignment_workbook(alignment: Alignment) -> bytes:
    """Give the coverage as an Excel workbook: one sheet of coverage, one of what is the plan's own."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment as Layout
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "Đối chiếu"
    sheet.append([_harmless(f"{_name(alignment.child)} so với {_name(alignment.parent)}")])
    sheet.append([name for name, _ in _HEADS])
    for row in alignment_rows(alignment):
        sheet.append([_harmless(text) for text in row])
    for index, (_, width) in enumerate(_HEADS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    own = book.create_sheet("Riêng của kế hoạch")
    own.append(["Loại", "Nội dung", "Mức, mốc", "Dòng"])
    for item in alignment.own:
        text = _harmless(item.text)
        own.append([KIND_WORDS[item.kind], text, _harmless(promise_of(item)), item.line])
    own.column_dimensions["B"].width = 90
    for each, head in ((sheet, 2), (own, 1)):
        for cell in each[head]:
            cell.font = Font(bold=True)
        for line in each.iter_rows(min_row=head + 1):
            for cell in line:
                cell.alignment = Layout(wrap_text=True, vertical="top")
        each.freeze_panes = f"A{head + 1}"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(_HEADS))}{max(sheet.max_row, 2)}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(text: str) -> str:
    """Keep a text that begins like a formula from becoming one."""
    plain = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t")) else plain
