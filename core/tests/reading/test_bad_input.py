"""Every bad file gets its own error, and a Vietnamese sentence that says what to do."""

from __future__ import annotations

import dataclasses
import io
import logging
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from namro.errors import (
    DamagedDocument,
    DocumentTooLarge,
    EmptyDocument,
    LockedDocument,
    ReadError,
    SecretDocument,
    UnsupportedFormat,
)
from namro.reading import DEFAULT, read_document

Docx = Callable[..., bytes]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def ole(*names: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le").ljust(64, b"\x00") for name in names)


def refusal(data: bytes, name: str = "ke-hoach.docx") -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_document(data, name=name)
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b" \r\n\t ", id="blanks"),
        pytest.param(b"\xef\xbb\xbf", id="only a byte order mark"),
        pytest.param(b"\x00" * 1000, id="only zeros"),
        pytest.param(b"---\n\n***\n", id="rules without a word"),
        pytest.param(b"<html><body><p>&nbsp;</p></body></html>", id="html without a word"),
    ],
)
def test_an_empty_file_is_empty(data: bytes) -> None:
    assert isinstance(refusal(data, "ke-hoach.pdf"), EmptyDocument)


def test_a_document_without_words_is_empty(make_docx: Docx) -> None:
    assert isinstance(refusal(make_docx("<w:p/>")), EmptyDocument)


def test_a_word_file_behind_a_password_is_locked() -> None:
    error = refusal(ole("EncryptionInfo", "EncryptedPackage"))
    assert isinstance(error, LockedDocument)
    assert "mật khẩu" in error.message


def test_a_pdf_behind_a_password_is_locked(make_pdf: Callable[..., bytes]) -> None:
    assert isinstance(refusal(make_pdf([(80, 80, "Kế hoạch")], password="kín")), LockedDocument)


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        pytest.param(ole("WordDocument"), ".docx", id="old Word"),
        pytest.param(ole("Workbook"), ".xlsx", id="old Excel"),
        pytest.param(ole("PowerPoint Document"), ".docx", id="other old office"),
        pytest.param(b"MZ\x90\x00" + b"\x00" * 200, "chương trình", id="program"),
        pytest.param(b"\x7fELF" + b"\x00" * 200, "chương trình", id="Linux program"),
        pytest.param(b"Rar!\x1a\x07\x00" + b"\x01" * 50, "giải nén", id="RAR"),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + b"\x01" * 50, "giải nén", id="7z"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x01" * 50, "PDF", id="picture"),
        pytest.param(b"{\\rtf1\\ansi Xin ch\\'e0o}", ".docx", id="RTF"),
        pytest.param(b"PK\x05\x06" + b"\x00" * 18, "ZIP", id="empty ZIP"),
        pytest.param(bytes(range(256)) * 40, ".docx", id="bytes of no kind"),
        pytest.param(b"<?xml version='1.0'?><w:wordDocument>", ".docx", id="Word 2003 XML"),
    ],
)
def test_other_kinds_of_file_are_named_and_refused(data: bytes, advice: str) -> None:
    error = refusal(data)
    assert isinstance(error, UnsupportedFormat)
    assert advice in error.message


def test_a_zip_named_docx_is_no_word_file(make_zip: Callable[..., bytes]) -> None:
    error = refusal(make_zip({"a.txt": "x", "b.txt": "y"}))
    assert isinstance(error, UnsupportedFormat)
    assert "ZIP" in error.message


def test_an_open_document_is_named(make_zip: Callable[..., bytes]) -> None:
    error = refusal(
        make_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})
    )
    assert "LibreOffice" in error.message


def test_a_zip_bomb_is_not_unpacked(make_docx: Docx) -> None:
    bomb = make_docx("", raw="<w:document>" + " " * 60_000_000)
    assert len(bomb) < 100_000
    assert isinstance(refusal(bomb), DocumentTooLarge)


def test_a_zip_that_lies_about_its_size_is_stopped_while_unpacking(make_docx: Docx) -> None:
    data = bytearray(make_docx("", raw="<w:document>" + " " * 3_000_000))
    budgets = dataclasses.replace(DEFAULT, unzipped_bytes=1_000_000)
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as container:
        real = container.getinfo("word/document.xml").file_size
    lying = bytes(data).replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(ReadError):
        read_document(lying, budgets=budgets)


def test_ten_thousand_nested_tables_are_too_deep(make_docx: Docx) -> None:
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    for depth in (40, 10_000):
        body = opening * depth + "<w:p/>" + closing * depth
        assert isinstance(refusal(make_docx(body)), DocumentTooLarge)
        page = "<html><body>" + "<table><tr><td>" * depth + "x"
        assert isinstance(refusal(page.encode()), DocumentTooLarge)


def test_a_file_of_200_megabytes_is_refused_unread() -> None:
    error = refusal(bytes(200 * 1024 * 1024))
    assert isinstance(error, DocumentTooLarge)
    assert "200 MB" in error.message


def test_a_table_of_endless_spans_is_too_large() -> None:
    cell = '<td rowspan="60000" colspan="60000">x</td>'
    page = f"<html><body><table>{('<tr>' + cell * 20 + '</tr>') * 60}</table></body></html>"
    assert isinstance(refusal(page.encode()), DocumentTooLarge)


def test_too_many_pages_are_refused(make_pdf: Callable[..., bytes]) -> None:
    data = make_pdf(*[[(80, 80, "Trang")]] * 4)
    with pytest.raises(DocumentTooLarge, match="4 trang"):
        read_document(data, budgets=dataclasses.replace(DEFAULT, pages=3))


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_a_word_file_that_declares_entities_is_refused(make_docx: Docx, declaration: str) -> None:
    raw = f"<?xml version='1.0'?>{declaration}<w:document {W}><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>"
    error = refusal(make_docx("", raw=raw))
    assert isinstance(error, DamagedDocument)
    assert "không an toàn" in error.message


def test_html_never_fetches_what_it_names() -> None:
    page = '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/hostname">]><html><body><p>Kế hoạch &e;</p></body></html>'
    text = read_document(page.encode()).text
    assert "Kế hoạch" in text
    assert Path("/etc/hostname").read_text().strip() not in text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            "Ủy ban nhân dân xã Hòa Phong ban hành kế hoạch.".encode().replace(
                b"\xe1\xba\xbf", b"\xe1\xba"
            ),
            id="a byte lost",
        ),
        pytest.param("Đẩy mạnh chuyển đổi số".encode() + b"\xff\xfe\xff", id="stray bytes"),
        pytest.param("Kế hoạch của xã\x00 năm 2026".encode(), id="a NUL"),
        pytest.param(b"\xff\xfe" + "Kế hoạch".encode("utf-16-le")[:-1], id="half a letter"),
    ],
)
def test_broken_text_is_refused_rather_than_guessed(data: bytes) -> None:
    error = refusal(data, "ke-hoach.txt")
    assert isinstance(error, DamagedDocument)
    assert "UTF-8" in error.message


def test_a_cut_word_file_is_damaged(make_docx: Docx) -> None:
    data = make_docx("<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>")
    assert isinstance(refusal(data[: len(data) // 2]), DamagedDocument)


def test_broken_xml_inside_is_damaged(make_docx: Docx) -> None:
    assert isinstance(refusal(make_docx("", raw=f"<w:document {W}><w:body>")), DamagedDocument)


def test_a_cut_pdf_is_damaged() -> None:
    assert isinstance(refusal(b"%PDF-1.7\n1 0 obj\n<<"), DamagedDocument)


def test_a_secret_document_is_refused_with_the_law_and_nothing_else() -> None:
    error = refusal("MẬT\n\nKẾ HOẠCH\n\nnội dung riêng".encode(), "van-ban.txt")
    assert isinstance(error, SecretDocument)
    assert error.mark == "Mật"
    assert "117/2025/QH15" in error.message
    assert "riêng" not in error.message


def test_a_secret_mark_is_found_wherever_a_format_hides_it(make_docx: Docx) -> None:
    body = "<w:p><w:r><w:t>KẾ HOẠCH</w:t></w:r></w:p>"
    stamp = "<w:p><w:r><w:t>TUYỆT MẬT</w:t></w:r></w:p>"
    cell = f"<w:tbl><w:tr><w:tc>{stamp}</w:tc><w:tc>{body}</w:tc></w:tr></w:tbl>"
    box = f"<w:p><w:r><w:pict><w:txbxContent>{stamp}</w:txbxContent></w:pict></w:r></w:p>"
    watermark = (
        f"<w:hdr {W} xmlns:v='urn:schemas-microsoft-com:vml'><w:p><w:r><w:pict><v:shape>"
        "<v:textpath string='TUYỆT MẬT'/></v:shape></w:pict></w:r></w:p></w:hdr>"
    )
    for data in (
        make_docx(body + cell),
        make_docx(body + box),
        make_docx(body, header=f"<w:hdr {W}>{stamp}</w:hdr>"),
        make_docx(body, header=watermark),
    ):
        error = refusal(data)
        assert isinstance(error, SecretDocument)
        assert error.mark == "Tuyệt mật"


def test_a_secret_name_is_refused_unread() -> None:
    assert isinstance(refusal(b"%PDF-1.7 not even read", "KH 12 (Tối mật).pdf"), SecretDocument)


def test_a_failing_library_is_logged_without_content(
    make_docx: Docx, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import namro.reading.docx

    def fail(*_: object) -> None:
        raise RuntimeError("nội dung riêng")

    monkeypatch.setattr(namro.reading.docx, "read_docx", fail)
    with caplog.at_level(logging.WARNING):
        error = refusal(make_docx("<w:p/>"))
    assert isinstance(error, DamagedDocument)
    assert "RuntimeError" in caplog.text
    assert "riêng" not in caplog.text + error.message


def test_slides_with_a_mark_are_secret_before_they_are_unsupported(
    make_zip: Callable[..., bytes],
) -> None:
    def slides(words: str) -> bytes:
        runs = "".join(f"<a:r><a:t>{word}</a:t></a:r>" for word in words)
        slide = f"<p:sld><a:p>{runs}</a:p><a:p><a:r><a:t>Kế hoạch</a:t></a:r></a:p></p:sld>"
        return make_zip({"[Content_Types].xml": "presentationml", "ppt/slides/slide1.xml": slide})

    assert isinstance(refusal(slides("MẬT")), SecretDocument)
    assert isinstance(refusal(slides("XÃ")), UnsupportedFormat)


WATERMARK = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
    '<v:textpath string="TUYỆT MẬT"/></v:shape></w:pict></w:r></w:p>'
)
TWO_BOXES = (
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Sao y</w:t></w:r></w:p></w:txbxContent>"
    "<w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
)


@pytest.mark.parametrize("drawn", [WATERMARK, TWO_BOXES], ids=["watermark", "second text box"])
def test_a_mark_drawn_on_the_page_is_seen(make_docx: Docx, drawn: str) -> None:
    data = make_docx(f"<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>{drawn}")
    assert isinstance(refusal(data), SecretDocument)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("docProps/core.xml", '<c xmlns:k="k"><k:keywords>MẬT</k:keywords></c>'),
        ("docProps/custom.xml", "<c><property><lpwstr>Tối mật</lpwstr></property></c>"),
        ("word/comments.xml", f"<w:c {W}><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:c>"),
        ("word/endnotes.xml", f"<w:e {W}><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:e>"),
    ],
)
def test_a_mark_beside_the_text_of_a_word_file_is_seen(
    make_docx: Docx, part: str, content: str
) -> None:
    target = io.BytesIO(make_docx("<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>"))
    with zipfile.ZipFile(target, "a") as container:
        container.writestr(part, content)
    assert isinstance(refusal(target.getvalue()), SecretDocument)


@pytest.mark.parametrize("place", ["hidden sheet", "page head", "keywords"])
def test_a_mark_beside_the_text_of_a_workbook_is_seen(place: str) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["TT", "Nhiệm vụ"])
    other = book.create_sheet("Nháp")
    other.sheet_state = "hidden"
    if place == "hidden sheet":
        other.append(["TỐI MẬT"])
    elif place == "page head":
        sheet.oddHeader.right.text = "MẬT"
    else:
        book.properties.keywords = "MẬT"
    target = io.BytesIO()
    book.save(target)
    assert isinstance(refusal(target.getvalue()), SecretDocument)
