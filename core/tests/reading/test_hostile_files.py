"""Files made to exhaust whoever opens them: little on disk, endless when unfolded."""

from __future__ import annotations

import dataclasses
import io
import time
import zlib
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from namro.errors import DamagedDocument, DocumentTooLarge, ReadError, UnsupportedFormat
from namro.reading import DEFAULT, read_document

Zip = Callable[[dict[str, str | bytes]], bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def workbook(make_zip: Zip, sheet: str, *, texts: str = "", sheets: int = 1) -> bytes:
    """Make an XLSX of one sheet's XML, shown under as many names as wanted."""
    named = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(sheets))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        for n in range(sheets)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}<Relationship Id="s" '
        f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
    }
    return make_zip(parts)


def filled(*places: str) -> str:
    """Make a sheet with a figure at each place."""
    cells = "".join(f'<row><c r="{place}"><v>1</v></c></row>' for place in places)
    return f"<sheetData>{cells}</sheetData>"


def pdf(*objects: bytes) -> bytes:
    """Make a PDF of numbered objects, the first of them its catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (
        entries,
        len(packed),
        packed,
    )


def pages(*rest: bytes, resources: bytes) -> bytes:
    """Make a PDF of one page whose content is object 4."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%b>>>>"
        % resources,
        *rest,
    )


def form(content: bytes, inner: int) -> bytes:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % inner
    return stream(content, entries)


def refusal(data: bytes) -> ReadError:
    """Give how a file is refused, which must not take long."""
    started = time.process_time()
    with pytest.raises(ReadError) as caught:
        read_document(data)
    assert time.process_time() - started < 10
    return caught.value


@pytest.mark.parametrize(
    "places",
    [
        pytest.param(("A1", "XFD1048576"), id="the far corner"),
        pytest.param(("A1", "A1048576"), id="the last row"),
        pytest.param(("XFD1048576",), id="the far corner alone"),
        pytest.param(("A1", "ZZZZZZ4294967295"), id="beyond any sheet"),
        pytest.param(("A1", "A4294967296"), id="a row that overflows"),
    ],
)
def test_cells_at_both_ends_of_a_sheet_are_not_laid_out(
    make_zip: Zip, places: tuple[str, ...]
) -> None:
    assert isinstance(refusal(workbook(make_zip, filled(*places))), DocumentTooLarge)


def test_a_sheet_under_another_name_is_measured_as_well(make_zip: Zip) -> None:
    sheet = f'<x:sheetData xmlns:x="{MAIN}"><x:row><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData>'
    assert isinstance(refusal(workbook(make_zip, sheet)), DocumentTooLarge)


def test_a_long_text_shown_in_every_cell_is_not_repeated(make_zip: Zip) -> None:
    cells = "".join(f'<row><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3000))
    data = workbook(
        make_zip, f"<sheetData>{cells}</sheetData>", texts=f"<si><t>{'x' * 10_000}</t></si>"
    )
    assert isinstance(refusal(data), DocumentTooLarge)


def test_merged_ranges_on_top_of_each_other_are_refused(make_zip: Zip) -> None:
    ranges = '<mergeCell ref="A1:J2000"/>' * 1000
    sheet = f"{filled('A1', 'J2000')}<mergeCells>{ranges}</mergeCells>"
    assert isinstance(refusal(workbook(make_zip, sheet)), DocumentTooLarge)


def test_blank_cells_at_the_far_end_of_a_sheet_do_no_harm() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["TT", "Nhiệm vụ"])
    sheet.append([1, "Xây dựng kế hoạch"])
    sheet["XFD5000"].number_format = "0.0"
    target = io.BytesIO()
    book.save(target)
    assert "Xây dựng kế hoạch" in read_document(target.getvalue()).text


def test_a_binary_workbook_is_named(make_zip: Zip) -> None:
    error = refusal(
        make_zip({"[Content_Types].xml": "application/vnd.ms-excel", "xl/workbook.bin": b"\x00"})
    )
    assert isinstance(error, UnsupportedFormat)
    assert ".xlsx" in error.message


def test_a_library_that_panics_is_a_damaged_file(
    make_zip: Zip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("namro.reading.xlsx.check_sheets", lambda container, budgets: [])
    data = workbook(make_zip, filled("A1", "ZZZZZZ4294967295"))
    assert isinstance(refusal(data), DamagedDocument | DocumentTooLarge)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            pages(
                stream(b"/X Do /X Do"), form(b"/X Do /X Do", 5), resources=b"/XObject<</X 5 0 R>>"
            ),
            id="a drawing that draws itself twice",
        ),
        pytest.param(
            pages(
                stream(b"/X Do " * 10),
                *(form(b"/X Do " * 10, number + 1) for number in range(5, 13)),
                form(b"0 0 m 9 9 l S", 13),
                resources=b"/XObject<</X 5 0 R>>",
            ),
            id="ten drawings of ten drawings",
        ),
        pytest.param(
            pages(
                stream(
                    b"".join(
                        b"BT /F 1 Tf 10 %d Td (abcdefghijklmnopqrst) Tj ET\n" % line
                        for line in range(12_000)
                    )
                ),
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
                resources=b"/Font<</F 5 0 R>>",
            ),
            id="a page of a quarter million letters",
        ),
    ],
)
def test_a_page_that_never_stops_opening_is_given_up(data: bytes) -> None:
    assert len(data) < 200_000
    assert isinstance(refusal(data), DocumentTooLarge)


def test_a_page_that_takes_all_memory_is_given_up() -> None:
    budgets = dataclasses.replace(DEFAULT, page_memory=1)
    with pytest.raises(DocumentTooLarge):
        read_document(pages(stream(b""), resources=b""), budgets=budgets)


def test_wide_cells_in_every_row_are_added_up(make_docx: Callable[..., bytes]) -> None:
    row = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="190000"/></w:tcPr><w:p/></w:tc></w:tr>'
    assert isinstance(refusal(make_docx(f"<w:tbl>{row * 500}</w:tbl>")), DocumentTooLarge)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"<html>" + b"<![ " * 100_000, id="conditions without an end"),
        pytest.param(b"<html>" + b"<?xml:namespace " * 40_000, id="declarations without an end"),
    ],
)
def test_marks_without_an_end_are_passed_over_quickly(data: bytes) -> None:
    refusal(data)
