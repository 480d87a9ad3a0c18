"""Every item is tinted where it stands: the words drawn are the words of the document."""

from __future__ import annotations

import pytest

import namro
from namro_web.intake.items import items_of
from namro_web.intake.queries import marks_of
from namro_web.plans.paper import blocks_of, offset_at, sheets_of
from tests.intake.conftest import PLAN


@pytest.fixture(scope="module")
def read():  # type: ignore[no-untyped-def]
    source = namro.read(PLAN.encode(), name="kh.txt")
    return source, items_of(namro.parse(source))


def drawn(blocks) -> list:  # type: ignore[no-untyped-def, type-arg]
    return [
        run
        for block in blocks
        for run in (
            *block.runs,
            *(r for row in block.rows for cell in row.cells for r in cell.runs),
        )
    ]


def test_nothing_of_the_document_is_lost_or_changed_by_marking(read) -> None:  # type: ignore[no-untyped-def]
    source, items = read
    plain = "".join(run.text for run in drawn(blocks_of(source, [])))
    marked = "".join(run.text for run in drawn(blocks_of(source, marks_of(items))))
    assert marked == plain


def test_every_item_is_marked_and_tagged_once(read) -> None:  # type: ignore[no-untyped-def]
    source, items = read
    runs = drawn(blocks_of(source, marks_of(items)))
    tags = [run.mark.key for run in runs if run.opens and run.mark and not run.mark.again]
    assert sorted(tags) == sorted(item.key for item in items)


def test_a_row_s_mark_stands_in_the_cell_that_says_the_work(read) -> None:  # type: ignore[no-untyped-def]
    source, items = read
    first = next(item for item in items if item.key.startswith("NV"))
    runs = drawn(blocks_of(source, marks_of(items)))
    assert (
        "".join(run.text for run in runs if run.mark and run.mark.key == first.key)
        == (first.facts["text"])
    )


def test_sheets_hold_every_block_once_and_say_where_they_are(read) -> None:  # type: ignore[no-untyped-def]
    source, items = read
    sheets = sheets_of(source, marks_of(items))
    numbers = [block.number for sheet in sheets for block in sheet.blocks]
    assert numbers == list(range(1, len(source.blocks) + 1))
    assert all(sheet.label for sheet in sheets)


def test_every_stretch_of_drawn_text_is_found_again_in_the_document(read) -> None:  # type: ignore[no-untyped-def]
    source, _ = read
    for block in blocks_of(source, []):
        places = [(str(block.number), block.runs)] if not block.rows else []
        places += [(cell.address, cell.runs) for row in block.rows for cell in row.cells]
        for address, runs in places:
            text = "".join(run.text for run in runs)
            if not text:
                continue
            start = offset_at(source, f"{address}:0")
            end = offset_at(source, f"{address}:{len(text)}", last=True)
            assert start is not None
            assert end is not None
            assert source.text[start:end].split() == text.split()


@pytest.mark.parametrize(
    "address", ["", "0:1", "999:0", "1:9999", "1.1.1:0", "a:b", "1:²", "1.2:0"]
)
def test_an_address_that_is_nowhere_gives_nothing(read, address: str) -> None:  # type: ignore[no-untyped-def]
    assert offset_at(read[0], address) is None
