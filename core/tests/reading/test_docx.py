"""Word files, written by hand so that each holds one thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from namro.model.source import BlockKind, SourceDocument
from namro.reading import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Docx = Callable[..., bytes]


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def texts(source: SourceDocument) -> list[str]:
    return [f"{block.marker} {block.text}".strip() for block in source.blocks]


def test_one_block_is_one_line_of_the_text(make_docx: Docx) -> None:
    source = read_document(make_docx(p("KẾ HOẠCH") + p("I. MỤC TIÊU") + p("- Đạt 90%.")))
    assert source.text == "KẾ HOẠCH\nI. MỤC TIÊU\n- Đạt 90%."
    assert [block.line for block in source.blocks] == [1, 2, 3]
    assert [source.quote(block.passage.span) for block in source.blocks] == [
        "KẾ HOẠCH",
        "MỤC TIÊU",
        "Đạt 90%.",
    ]


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="1">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2."/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="6"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="7"><w:abstractNumId w:val="1"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def item(text: str, list_id: int, depth: int = 0) -> str:
    return p(text, f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{list_id}'/></w:numPr>")


def test_numbers_that_word_prints_are_worked_out(make_docx: Docx) -> None:
    body = "".join(
        [
            item("MỤC TIÊU", 5),
            item("Chung", 5, 1),
            item("Cụ thể", 5, 1),
            item("Hạ tầng", 5, 2),
            item("Đạt 90%", 6),
            item("NHIỆM VỤ", 5),
            item("Tuyên truyền", 5, 1),
            item("Bắt đầu lại", 7),
        ]
    )
    source = read_document(make_docx(body, numbering=NUMBERING))
    assert [block.marker for block in source.blocks] == [
        "I.",
        "1.1.",
        "1.2.",
        "a)",
        "-",
        "II.",
        "2.1.",
        "I.",
    ]
    assert [block.indent for block in source.blocks] == [0, 1, 1, 2, 0, 0, 1, 0]


STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Giữa"/><w:basedOn w:val="H"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>
</w:styles>"""


def test_styles_give_level_bold_and_centre(make_docx: Docx) -> None:
    body = (
        p("Mục tiêu", "<w:pStyle w:val='C'/>")
        + p("mục lục", "<w:pStyle w:val='T'/>")
        + p("Chữ thường.")
    )
    blocks = read_document(make_docx(body, styles=STYLES)).blocks
    assert len(blocks) == 2
    assert (blocks[0].kind, blocks[0].level, blocks[0].bold, blocks[0].centred) == (
        BlockKind.HEADING,
        2,
        True,
        True,
    )
    assert not blocks[1].bold


def test_runs_are_joined_and_print_marks_read(make_docx: Docx) -> None:
    body = (
        "<w:p><w:r><w:t>chuyển </w:t></w:r><w:r><w:softHyphen/><w:t>đổi</w:t></w:r><w:r><w:tab/><w:t>số 57</w:t></w:r>"
        "<w:r><w:noBreakHyphen/><w:t>NQ/TW</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> ẩn</w:t></w:r></w:p>"
    )
    assert texts(read_document(make_docx(body))) == ["chuyển đổi số 57-NQ/TW"]


def test_capitals_by_format_are_capitals(make_docx: Docx) -> None:
    assert texts(read_document(make_docx(p("Mục tiêu", run="<w:caps/>")))) == ["MỤC TIÊU"]


def test_tracked_changes_are_read_as_accepted(make_docx: Docx) -> None:
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>Đạt </w:t></w:r><w:del><w:r><w:delText>80%</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>90%</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> cũ</w:t></w:r></w:moveFrom></w:p>"
    )
    source = read_document(make_docx(body))
    assert texts(source) == ["Đạt 90%"]
    assert "thay đổi" in source.notes[0]


def test_a_deleted_paragraph_mark_joins_two_paragraphs(make_docx: Docx) -> None:
    body = p("Xây dựng ", "<w:rPr><w:del/></w:rPr>") + p("kế hoạch.")
    assert texts(read_document(make_docx(body))) == ["Xây dựng kế hoạch."]


def test_field_codes_are_not_text(make_docx: Docx) -> None:
    body = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>Phụ lục I</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
    assert texts(read_document(make_docx(body))) == ["Phụ lục I"]


def test_merged_cells_are_one_object_in_every_place(make_docx: Docx) -> None:
    table = tbl(
        tr(tc(p("TT")), tc(p("Việc")), tc(p("Hạn")), properties="<w:tblHeader/>"),
        tr(tc(p("I")), tc(p("Nhóm"), "<w:gridSpan w:val='2'/>")),
        tr(tc(p("1"), "<w:vMerge w:val='restart'/>"), tc(p("Tập huấn")), tc(p("Quý I"))),
        tr(tc(p(""), "<w:vMerge/>"), tc(p("Hội nghị")), tc(p("Quý II"))),
    )
    source = read_document(make_docx(table))
    found = source.blocks[0].table
    assert found is not None
    rows = found.rows
    assert rows[0].header
    assert not rows[1].header
    assert rows[1].cells[1] is rows[1].cells[2]
    assert rows[1].cells[1].colspan == 2
    assert rows[2].cells[0] is rows[3].cells[0]
    assert rows[2].cells[0].rowspan == 2
    assert source.quote(rows[3].cells[2].passage.span) == "Quý II"
    assert source.text.split("\n")[3] == "|  | Hội nghị | Quý II |"


def test_a_cell_keeps_its_paragraphs(make_docx: Docx) -> None:
    table = tbl(
        tr(tc(p("TT")), tc(p("Cơ quan"))), tr(tc(p("1")), tc(p("Công an xã") + p("Trạm Y tế")))
    )
    found = read_document(make_docx(table)).blocks[0].table
    assert found is not None
    assert found.rows[1].cells[1].parts == ("Công an xã", "Trạm Y tế")
    assert found.rows[1].cells[1].text == "Công an xã Trạm Y tế"


def test_a_table_inside_a_cell_is_read_out(make_docx: Docx) -> None:
    inner = tbl(tr(tc(p("Năm 2026")), tc(p("80%"))), tr(tc(p("Năm 2027")), tc(p("90%"))))
    table = tbl(tr(tc(p("TT")), tc(p("Chỉ tiêu"))), tr(tc(p("1")), tc(p("Hồ sơ") + inner)))
    found = read_document(make_docx(table)).blocks[0].table
    assert found is not None
    assert found.rows[1].cells[1].parts == ("Hồ sơ", "Năm 2026; 80%", "Năm 2027; 90%")


def test_head_and_signature_tables_are_taken_apart(make_docx: Docx) -> None:
    head = tbl(
        tr(
            tc(p("ỦY BAN NHÂN DÂN") + p("XÃ HÒA PHONG")),
            tc(p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + p("Độc lập - Tự do - Hạnh phúc")),
        ),
        tr(tc(p("Số: 39/KH-UBND")), tc(p("Hòa Phong, ngày 20 tháng 3 năm 2025"))),
    )
    blocks = read_document(make_docx(head + p("KẾ HOẠCH"))).blocks
    assert all(block.layout and block.table is None for block in blocks[:-1])
    assert [block.text for block in blocks] == [
        "ỦY BAN NHÂN DÂN",
        "XÃ HÒA PHONG",
        "Số: 39/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hòa Phong, ngày 20 tháng 3 năm 2025",
        "KẾ HOẠCH",
    ]


def test_a_head_set_with_tabs_is_read_side_by_side(make_docx: Docx) -> None:
    def tabbed(left: str, right: str) -> str:
        return f"<w:p><w:r><w:t>{left}</w:t><w:tab/><w:tab/><w:t>{right}</w:t></w:r></w:p>"

    body = (
        tabbed("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        + tabbed("XÃ HÒA PHONG", "Độc lập - Tự do - Hạnh phúc")
        + p("KẾ HOẠCH")
        + tabbed("1.", "Mục tiêu")
    )
    assert texts(read_document(make_docx(body))) == [
        "ỦY BAN NHÂN DÂN",
        "XÃ HÒA PHONG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "KẾ HOẠCH",
        "1. Mục tiêu",
    ]


def test_running_heads_are_kept_out_of_the_blocks(make_docx: Docx) -> None:
    source = read_document(
        make_docx(p("Nội dung."), header=f"<w:hdr {W}>{p('UBND xã Hòa Phong')}</w:hdr>")
    )
    assert texts(source) == ["Nội dung."]
    assert source.furniture == ("UBND xã Hòa Phong",)


def test_a_text_box_is_read(make_docx: Docx) -> None:
    box = f"<w:p><w:r><w:t>Ngoài.</w:t></w:r><w:r><w:pict><w:txbxContent>{p('Trong hộp.')}</w:txbxContent></w:pict></w:r></w:p>"
    assert texts(read_document(make_docx(box))) == ["Ngoài.", "Trong hộp."]


def test_a_sentence_cut_into_two_paragraphs_is_joined(make_docx: Docx) -> None:
    body = p("Tăng cường kiểm tra việc thực hiện") + p("các nhiệm vụ của Kế hoạch.")
    assert texts(read_document(make_docx(body))) == [
        "Tăng cường kiểm tra việc thực hiện các nhiệm vụ của Kế hoạch."
    ]


@pytest.mark.parametrize(
    ("font", "stored", "shown"),
    [
        pytest.param(".VnTime", "Ph¸t triÓn kinh tÕ", "Phát triển kinh tế", id="TCVN3"),
        pytest.param(".VnTimeH", "ph¸t triÓn", "PHÁT TRIỂN", id="TCVN3 capitals"),
        pytest.param("VNI-Times", "Phaùt trieån kinh teá", "Phát triển kinh tế", id="VNI"),
        pytest.param("Times New Roman", "Café crème", "Café crème", id="ordinary font"),
    ],
)
def test_fonts_of_old_encodings_are_converted(
    make_docx: Docx, font: str, stored: str, shown: str
) -> None:
    body = p(stored, run=f"<w:rFonts w:ascii='{font}' w:hAnsi='{font}'/>")
    assert texts(read_document(make_docx(body))) == [shown]


def test_old_letters_without_their_font_are_converted(make_docx: Docx) -> None:
    body = p("Uû ban nh©n d©n x· x©y dùng kÕ ho¹ch chuyÓn ®æi sè") + p("Phßng V¨n hãa")
    source = read_document(make_docx(body))
    assert texts(source)[1] == "Phòng Văn hóa"
    assert "TCVN3" in source.notes[0]
