"""The quick way through ordinary cells gives what the careful way gives."""

from __future__ import annotations

import io

import docx

import namro

ROWS = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
    ["1", "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính", "Văn phòng", "Quý II/2026"],
    ["2", "Tập huấn kỹ năng số cho người dân", "", "Thường xuyên"],
]


def table_of(*, in_runs: bool) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for row, texts in zip(table.rows, ROWS, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            for piece in text if in_runs else [text]:
                paragraph.add_run(piece)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_cell_of_one_run_reads_as_the_same_text_in_many_runs() -> None:
    plain, pieced = (namro.read(table_of(in_runs=in_runs)) for in_runs in (False, True))
    assert plain.text == pieced.text
    assert plain.blocks == pieced.blocks
    assert all(text in plain.text for row in ROWS for text in row)
