"""PDF files drawn letter by letter at known places."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from namro.errors import ScanWithoutText
from namro.model.source import SourceDocument
from namro.reading import ocr, read_document

Pdf = Callable[..., bytes]

LONG = "Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh về chuyển đổi số trên địa"


def texts(source: SourceDocument) -> list[str]:
    return [f"{block.marker} {block.text}".strip() for block in source.blocks]


def lines(*found: str, top: float = 100, left: float = 80) -> list[tuple[float, float, str]]:
    return [(left, top + 18 * number, text) for number, text in enumerate(found)]


def test_full_lines_run_on_and_indents_begin(make_pdf: Pdf) -> None:
    page = [
        (108, 100, LONG),
        (80, 118, "bàn xã, Ủy ban nhân dân xã ban hành kế hoạch triển khai với các nội"),
        (80, 136, "dung sau."),
        (108, 154, "Các cơ quan, đơn vị căn cứ chức năng, nhiệm vụ được giao thực hiện."),
    ]
    assert texts(read_document(make_pdf(page))) == [
        f"{LONG} bàn xã, Ủy ban nhân dân xã ban hành kế hoạch triển khai với các nội dung sau.",
        "Các cơ quan, đơn vị căn cứ chức năng, nhiệm vụ được giao thực hiện.",
    ]


def test_a_paragraph_runs_over_the_page_and_page_numbers_do_not(make_pdf: Pdf) -> None:
    source = read_document(make_pdf([(108, 760, LONG)], [(295, 40, "2"), (80, 80, "bàn xã.")]))
    assert texts(source) == [f"{LONG} bàn xã."]
    assert source.furniture == ("2",)
    assert source.pages == 2


def test_a_two_column_head_is_read_column_by_column(make_pdf: Pdf) -> None:
    page = [
        (90, 60, "ỦY BAN NHÂN DÂN"),
        (270, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (100, 76, "XÃ HÒA PHONG"),
        (310, 76, "Độc lập - Tự do - Hạnh phúc"),
        (90, 100, "Số: 39/KH-UBND"),
        (290, 100, "Hòa Phong, ngày 20 tháng 3 năm 2025"),
        (260, 140, "KẾ HOẠCH"),
        *lines(LONG, "bàn xã.", top=180),
    ]
    assert texts(read_document(make_pdf(page)))[:6] == [
        "ỦY BAN NHÂN DÂN XÃ HÒA PHONG",
        "Số: 39/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hòa Phong, ngày 20 tháng 3 năm 2025",
        "KẾ HOẠCH",
    ]


def test_ruled_lines_make_a_table_with_merged_cells(make_pdf: Pdf) -> None:
    rules = [(80, y, 500, y) for y in (100, 120, 140, 180)]
    rules += [(80, 100, 80, 180), (500, 100, 500, 180), (110, 100, 110, 180)]
    # The second row is one cell from the second column on.
    rules += [(350, 100, 350, 120), (350, 140, 350, 180)]
    page = [
        (85, 114, "TT"), (115, 114, "Nhiệm vụ"), (355, 114, "Thời gian"),
        (85, 134, "I"), (115, 134, "Nâng cao nhận thức"),
        (85, 154, "1"), (115, 154, "Tổ chức hội nghị quán"), (115, 170, "triệt nghị quyết"), (355, 154, "Quý I/2026"),
    ]  # fmt: skip
    source = read_document(make_pdf(page, rules=rules))
    table = source.blocks[0].table
    assert table is not None
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["TT", "Nhiệm vụ", "Thời gian"],
        ["I", "Nâng cao nhận thức", "Nâng cao nhận thức"],
        ["1", "Tổ chức hội nghị quán triệt nghị quyết", "Quý I/2026"],
    ]
    assert table.rows[1].cells[1] is table.rows[1].cells[2]
    assert table.rows[0].page == 1


def test_diacritics_drawn_apart_are_put_back(make_pdf: Pdf) -> None:
    page = [(80, 100, "To\u0302\u0309 chu\u031b\u0301c hội nghị")]
    assert texts(read_document(make_pdf(page))) == ["Tổ chức hội nghị"]


def test_a_number_left_open_stays_on_its_line(make_pdf: Pdf) -> None:
    page = [(90, 100, "Số:"), (160, 100, "/KH-UBND"), *lines(LONG, top=140)]
    assert texts(read_document(make_pdf(page)))[0] == "Số: /KH-UBND"


def test_every_block_knows_its_page(make_pdf: Pdf) -> None:
    source = read_document(make_pdf(lines("I. MỤC TIÊU"), lines("II. NHIỆM VỤ")))
    assert [(block.marker, block.page) for block in source.blocks] == [("I.", 1), ("II.", 2)]


@pytest.fixture(scope="module")
def scan() -> bytes:
    """Give a PDF of one picture of text."""
    image = pytest.importorskip("PIL.Image")
    draw = pytest.importorskip("PIL.ImageDraw")
    font = pytest.importorskip("PIL.ImageFont")
    path = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
    if not Path(path).exists():
        pytest.skip("needs the DejaVu fonts (fonts-dejavu)")
    import io

    page = image.new("L", (1240, 700), 255)
    pen = draw.Draw(page)
    face = font.truetype(path, 36)
    for number, line in enumerate(
        ("KẾ HOẠCH", "Tổ chức hội nghị tập huấn chuyển đổi số", "trong quý II năm 2026.")
    ):
        pen.text((150, 150 + 70 * number), line, fill=0, font=face)
    target = io.BytesIO()
    page.save(target, "PDF", resolution=150)
    return target.getvalue()


def test_a_scan_without_recognition_says_what_to_install(
    scan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "can_recognise", lambda: False)
    with pytest.raises(ScanWithoutText, match="tesseract-ocr-vie"):
        read_document(scan)


@pytest.mark.ocr
@pytest.mark.skipif(not ocr.can_recognise(), reason="needs ocrmypdf and tesseract-ocr-vie")
def test_a_scan_is_recognised_and_said_so(scan: bytes) -> None:
    source = read_document(scan)
    assert "chuyển đổi số" in source.text
    assert "nhận dạng" in source.notes[0]


def test_pdf_libraries_load_only_for_a_pdf() -> None:
    code = (
        "import sys, namro.reading as r; r.read_document('Kế hoạch'.encode());"
        "print([m for m in ('pypdfium2', 'lxml', 'openpyxl', 'python_calamine') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
