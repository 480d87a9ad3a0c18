"""What must hold for any bytes at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro.errors import ReadError
from namro.model.source import SourceDocument
from namro.reading import read_document

SAMPLES = Path(__file__).parents[3] / "samples"
HEADS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<html><body>",
    b"\xff\xfe",
    b"| a | b |\n|---|---|\n",
    "Kế hoạch ".encode(),
]
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_refuse(data: bytes) -> SourceDocument | None:
    try:
        return read_document(data)
    except ReadError:
        return None


@quick
@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_no_bytes_make_a_reader_fail_in_another_way(head: bytes, rest: bytes) -> None:
    read_or_refuse(head + rest)


@quick
@given(st.text(max_size=400))
def test_no_text_makes_a_reader_fail_in_another_way(text: str) -> None:
    read_or_refuse(text.encode("utf-8", "surrogatepass"))


MARKUP = st.lists(
    st.sampled_from(
        ["|", " | ", "\n", "\n\n", "**", "*", "- ", "1. ", "a) ", "# ", "---", "|---|", "$", "\\geq", "\\%", "<b>",
         "</b>", "<br>", "<table>", "Kế hoạch", "đạt 90%", "Số: ", "\f", "&nbsp;", "(", ")", "\t", "TM. UBND", "I. "]
    ),
    max_size=60,
).map("".join)  # fmt: skip


@quick
@given(MARKUP)
def test_every_span_stands_in_the_text_and_every_line_counts(text: str) -> None:
    source = read_or_refuse(text.encode())
    if source is None:
        return
    lines = source.text.count("\n") + 1
    for block in source.blocks:
        assert 1 <= block.line <= block.end_line <= lines
        assert 0 <= block.passage.span.start <= block.passage.span.end <= len(source.text)
        for place in range(len(block.text)):
            assert 0 <= block.passage.source_offset(place) <= len(source.text)


WORDS = st.lists(
    st.sampled_from(["Xây", "dựng", "kế", "hoạch", "năm", "2026", "đạt", "90%", "xã;", "Hội"]),
    min_size=1,
    max_size=30,
)


@quick
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_no_word_of_a_text_is_lost(paragraphs: list[list[str]]) -> None:
    text = "\n\n".join("- Xã " + " ".join(words) for words in paragraphs)
    source = read_or_refuse(text.encode())
    assert source is not None
    found = " ".join(block.text for block in source.blocks).split()
    assert found == [word for words in paragraphs for word in ["Xã", *words]]


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html", "txt"])
def test_damaged_copies_of_good_files_are_read_or_refused(suffix: str) -> None:
    data = (SAMPLES / "hoa-phong" / f"plan.{suffix}").read_bytes()
    chance = random.Random(20260101)
    for _ in range(12):
        damaged = bytearray(data)
        for _ in range(chance.choice([1, 5, 50, 500])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.3:
            del damaged[chance.randrange(len(damaged)) :]
        read_or_refuse(bytes(damaged))


def test_damaged_xml_inside_a_word_file_is_read_or_refused(request: pytest.FixtureRequest) -> None:
    import io
    import zipfile

    make_zip = request.getfixturevalue("make_zip")
    with zipfile.ZipFile(
        io.BytesIO((SAMPLES / "hoa-phong" / "plan.docx").read_bytes())
    ) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    chance = random.Random(7)
    for _ in range(12):
        name = chance.choice(
            ["word/document.xml", "word/numbering.xml", "word/styles.xml", "[Content_Types].xml"]
        )
        content = bytearray(parts[name])
        for _ in range(chance.choice([1, 3, 20])):
            start = chance.randrange(len(content))
            content[start : start + chance.randrange(20)] = chance.choice(
                [b"", b"<", b"w:tbl", b'"', b"99999999", b"-1"]
            )
        read_or_refuse(make_zip({**parts, name: bytes(content)}))
