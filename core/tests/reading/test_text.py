"""Plain text and Markdown as converters and typists leave them."""

from __future__ import annotations

import pytest

from namro.model.source import Block, BlockKind, SourceDocument, SourceFormat
from namro.reading import read_document


def read(text: str) -> SourceDocument:
    return read_document(text.encode())


def texts(text: str) -> list[str]:
    return [f"{block.marker} {block.text}".strip() for block in read(text).blocks]


def only(text: str) -> Block:
    blocks = read(text).blocks
    assert len(blocks) == 1
    return blocks[0]


def test_the_text_is_kept_exactly_as_decoded() -> None:
    text = "## **I. MỤC TIÊU**\n\n- Đạt $\\geq 50\\%$ hộ dân.\n"
    assert read(text).text == text


def test_every_character_knows_its_place_in_the_file() -> None:
    source = read("- Có $\\geq 80\\%$ hồ sơ **được**\nsố hóa.\n")
    passage = source.blocks[0].passage
    assert passage.text == "Có ≥ 80% hồ sơ được số hóa."
    start = passage.text.index("hồ sơ")
    assert source.quote(passage.source_span(start, start + 5)) == "hồ sơ"
    start = passage.text.index("số hóa")
    assert source.quote(passage.source_span(start, start + 6)) == "số hóa"


def test_a_bullet_that_a_page_break_cut_is_one_block() -> None:
    source = read(
        "- Cung cấp dịch vụ số cho người dân\n\n\n12\n\nvà doanh nghiệp.\n\n- Việc khác.\n"
    )
    assert [block.text for block in source.blocks] == [
        "Cung cấp dịch vụ số cho người dân và doanh nghiệp.",
        "Việc khác.",
    ]
    assert (source.blocks[0].line, source.blocks[0].end_line) == (1, 6)
    assert source.furniture == ("12",)


def test_a_heading_that_a_page_break_cut_is_one_block() -> None:
    block = only("**2. Tăng cường đầu tư, hoàn thiện hạ tầng, đổi**\n\n## **mới sáng tạo**\n")
    assert (block.marker, block.text) == (
        "2.",
        "Tăng cường đầu tư, hoàn thiện hạ tầng, đổi mới sáng tạo",
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Mục tiêu chung\n\nXây dựng chính quyền số.", id="a capital begins something new"
        ),
        pytest.param("Hoàn thành trong năm;\n\nbáo cáo kết quả.", id="closed by a semicolon"),
        pytest.param("đang làm việc tại\n\n- Ủy ban nhân dân", id="a list mark never joins"),
        pytest.param("KẾ HOẠCH\n\nvề chuyển đổi số", id="kind of document and its title"),
        pytest.param(
            "2.5. Xây dựng văn hóa trong môi trường số\n\nTriển khai Bộ tiêu chí.",
            id="a heading that ends in số",
        ),
    ],
)
def test_what_was_not_cut_stays_apart(text: str) -> None:
    assert len(read(text).blocks) == 2


def test_bullets_without_a_blank_line_between_are_separate() -> None:
    assert texts("- Đảng ủy;\n- HĐND;\n- Lưu: VT.") == ["- Đảng ủy;", "- HĐND;", "- Lưu: VT."]


WRAPPED = """Thực hiện Kế hoạch số 14-KH/TU
ngày 29/7/2025 của Ban Thường vụ Tỉnh ủy và Kế hoạch số 24/KH-UBND ngày
14/8/2025 của UBND tỉnh thực hiện Nghị quyết số 66-NQ/TW trong giai đoạn 2026
- 2030 của Bộ Chính trị về đổi mới công tác xây dựng và thi hành pháp luật.

- Xây dựng, củng cố, nâng cao
chất lượng cho đội ngũ làm công tác tham mưu xây dựng chính sách, pháp luật.
Bảo đảm đủ số lượng.

*Đơn vị chủ trì: *Sở Tư
pháp.

*Đơn vị phối hợp: *Các
Sở, ngành.
"""


def test_hard_wrapped_lines_become_paragraphs() -> None:
    blocks = read(WRAPPED).blocks
    assert [block.line for block in blocks][:2] == [1, 6]
    assert blocks[0].text.startswith("Thực hiện Kế hoạch số 14-KH/TU ngày 29/7/2025")
    assert "giai đoạn 2026 - 2030 của Bộ Chính trị" in blocks[0].text
    assert [block.text for block in blocks[-2:]] == [
        "Đơn vị chủ trì: Sở Tư pháp.",
        "Đơn vị phối hợp: Các Sở, ngành.",
    ]


def test_a_code_cut_at_its_hyphen_is_whole_again() -> None:
    text = WRAPPED.replace("Nghị quyết số 66-NQ/TW trong", "Nghị quyết số 66-\nNQ/TW trong")
    assert "Nghị quyết số 66-NQ/TW trong" in read(text).blocks[0].text


def test_the_lines_of_a_signature_stay_apart() -> None:
    blocks = read("**TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH**\n\nNguyễn Văn A").blocks
    assert [block.text for block in blocks][:3] == [
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    ]
    assert all(block.bold for block in blocks[:3])


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        pytest.param(r"đạt $\geq 80\%$ dân số", "đạt ≥ 80% dân số", id="latex"),
        pytest.param(r"đạt $\ge$ 80\% dân số", "đạt ≥ 80% dân số", id="latex sign alone"),
        pytest.param("đạt 100\\% dân số", "đạt 100% dân số", id="escaped per cent"),
        pytest.param("<b>Đạt</b> 5&nbsp;m<sup>2</sup>/người", "Đạt 5 m2/người", id="html bits"),
        pytest.param(
            "cụm ( <i>sau khi thành lập</i> ) mới",
            "cụm (sau khi thành lập) mới",
            id="blank left by a tag",
        ),
        pytest.param(
            "giá 5 US$ và 6 US$ mỗi cái", "giá 5 US$ và 6 US$ mỗi cái", id="money is no formula"
        ),
        pytest.param("số <5 và >3 việc", "số <5 và >3 việc", id="signs are no tags"),
        pytest.param("theo mẫu (*) kèm theo", "theo mẫu (*) kèm theo", id="a footnote star"),
        pytest.param("chuyển\u00ad đổi\u200b số", "chuyển đổi số", id="invisible characters"),
    ],
)
def test_markup_is_removed_and_words_are_kept(printed: str, clean: str) -> None:
    assert only(printed).text == clean


TABLE = """| TT | Tên nhiệm vụ  | Kết quả |
|----|---------------|---------|
| **I** | **Nhóm việc** |      |
| 1  | Xây dựng kế hoạch<br>hằng năm | Kế hoạch |
| 2  | Báo cáo \\| tổng hợp |
"""


def test_a_pipe_table_keeps_cells_lines_and_places() -> None:
    source = read(TABLE)
    table = source.blocks[0].table
    assert table is not None
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["TT", "Tên nhiệm vụ", "Kết quả"],
        ["I", "Nhóm việc", ""],
        ["1", "Xây dựng kế hoạch hằng năm", "Kế hoạch"],
        ["2", "Báo cáo | tổng hợp", ""],
    ]
    assert [row.header for row in table.rows] == [True, False, False, False]
    assert table.rows[1].cells[1].bold
    assert table.rows[2].line == 4
    assert table.rows[2].cells[1].parts == ("Xây dựng kế hoạch", "hằng năm")
    assert source.quote(table.rows[2].cells[2].passage.span) == "Kế hoạch"


def test_a_table_without_outer_pipes_is_a_table() -> None:
    table = only("TT | Việc | Hạn\n---|---|---\n1 | Tập huấn | Quý I").table
    assert table is not None
    assert [cell.text for cell in table.rows[1].cells] == ["1", "Tập huấn", "Quý I"]


def test_an_html_table_among_markdown_keeps_cells_and_places() -> None:
    source = read(
        "Phụ lục kèm theo.\n\n<table><thead><tr><th>TT</th><th>Việc</th><th>Hạn</th></tr></thead>\n"
        "<tr><td>I</td><td colspan=2><b>Nhóm</b></td></tr>\n"
        '<tr><td rowspan="2">1</td><td>Tập huấn</td><td>Quý I</td></tr>\n'
        "<tr><td>Hội nghị</td><td>Quý II</td></tr></table>\n\nHết."
    )
    table = source.blocks[1].table
    assert table is not None
    assert [row.header for row in table.rows] == [True, False, False, False]
    assert table.rows[1].cells[1] is table.rows[1].cells[2]
    assert table.rows[2].cells[0] is table.rows[3].cells[0]
    assert [cell.text for cell in table.rows[3].cells] == ["1", "Hội nghị", "Quý II"]
    assert source.quote(table.rows[3].cells[2].passage.span) == "Quý II"
    assert [row.line for row in table.rows] == [3, 4, 5, 6]


def test_tables_cut_by_a_page_break_are_two_tables() -> None:
    source = read(f"{TABLE}\n\n{TABLE}")
    assert [block.kind for block in source.blocks] == [BlockKind.TABLE, BlockKind.TABLE]


def test_a_cell_broken_over_lines_is_one_cell() -> None:
    table = only(
        "| TT | Việc |\n|---|---|\n| 1 | Tổ chức hội nghị\ntập huấn kỹ năng số |\n| 2 | Khác |"
    ).table
    assert table is not None
    assert table.rows[1].cells[1].text == "Tổ chức hội nghị tập huấn kỹ năng số"
    assert len(table.rows) == 3


HEAD = """|
**ỦY BAN NHÂN DÂN**
XÃ HÒA PHONG
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
|
|
Số: 39/KH-UBND
|
*Hòa Phong, ngày 20
tháng 3 năm 2025*
|

**KẾ HOẠCH**
"""


def test_a_head_written_between_lone_pipes_is_taken_apart() -> None:
    blocks = read(HEAD).blocks
    assert [block.text for block in blocks] == [
        "ỦY BAN NHÂN DÂN XÃ HÒA PHONG",
        "Số: 39/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hòa Phong, ngày 20 tháng 3 năm 2025",
        "KẾ HOẠCH",
    ]
    assert [block.layout for block in blocks] == [True] * 5 + [False]


def test_a_head_set_with_blanks_is_read_side_by_side() -> None:
    source = read(
        "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "  XÃ HÒA PHONG               Độc lập - Tự do - Hạnh phúc\n\n"
        "Số: 39/KH-UBND           Hòa Phong, ngày 20 tháng 3 năm 2025\n\nKẾ HOẠCH\n"
    )
    assert [block.text for block in source.blocks] == [
        "ỦY BAN NHÂN DÂN",
        "XÃ HÒA PHONG",
        "Số: 39/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hòa Phong, ngày 20 tháng 3 năm 2025",
        "KẾ HOẠCH",
    ]
    assert source.quote(source.blocks[3].passage.span) == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_lone_pipes_with_data_are_a_table() -> None:
    table = only("|\nTT\n|\nViệc\n|\n|\n1\n|\nTập huấn\nkỹ năng\n|\n").table
    assert table is not None
    assert [cell.text for cell in table.rows[1].cells] == ["1", "Tập huấn kỹ năng"]


def test_form_feeds_number_the_pages() -> None:
    source = read("I. MỤC TIÊU\n\f\nII. NHIỆM VỤ\n")
    assert source.pages == 2
    assert [block.page for block in source.blocks] == [1, 2]


def test_text_without_markup_is_plain_text() -> None:
    assert read("Kế hoạch của xã.").format is SourceFormat.TEXT
    assert read("# Kế hoạch").format is SourceFormat.MARKDOWN


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_any_unicode_encoding_is_read(encoding: str) -> None:
    text = "Đẩy mạnh chuyển đổi số trên địa bàn xã, bảo đảm tiến độ."
    assert read_document(text.encode(encoding)).blocks[0].text == text


def test_decomposed_letters_are_composed() -> None:
    import unicodedata

    text = "Ủy ban nhân dân xã thực hiện kế hoạch."
    assert read_document(unicodedata.normalize("NFD", text).encode()).text == text


def test_windows_line_ends_count_as_one() -> None:
    assert [block.line for block in read("Một.\r\n\r\nHai.").blocks] == [1, 3]


def test_windows_1258_is_converted_and_said_so() -> None:
    text = "Đẩy mạnh chuyển đổi số trên địa bàn xã, nâng cao chất lượng phục vụ."
    source = read_document(cp1258(text))
    assert source.blocks[0].text == text
    assert "Windows-1258" in source.notes[0]


def cp1258(text: str) -> bytes:
    """Write the way Windows did: circumflex, breve and horn composed, tones apart."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    out: list[str] = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        found = [part for part in parts if part in tones]
        rest = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        out.append(rest + "".join(found))
    return "".join(out).encode("cp1258")


def test_tcvn3_is_converted_and_said_so() -> None:
    legacy = "KÕ ho¹ch chuyÓn ®æi sè cña Uû ban nh©n d©n x·, giai ®o¹n 2026 - 2030"
    source = read_document(legacy.encode("latin-1"))
    assert (
        source.blocks[0].text
        == "Kế hoạch chuyển đổi số của Uỷ ban nhân dân xã, giai đoạn 2026 - 2030"
    )
    assert "TCVN3" in source.notes[0]


def test_vni_is_converted_and_said_so() -> None:
    legacy = "Keá hoaïch chuyeån ñoåi soá cuûa Uûy ban nhaân daân xaõ"
    source = read_document(legacy.encode("cp1252"))
    assert source.blocks[0].text == "Kế hoạch chuyển đổi số của Ủy ban nhân dân xã"


def test_utf8_taken_for_western_text_is_repaired() -> None:
    text = "Ủy ban nhân dân xã đẩy mạnh chuyển đổi số"
    broken = text.encode().decode("latin-1")
    assert read_document(broken.encode()).blocks[0].text == text


def test_a_full_line_left_open_at_a_page_s_end_goes_on_behind_the_number() -> None:
    line = "Chủ trì: Cục A; Phối hợp: Cục B, Cục C, Cục D, Cục E, Cục G, các tỉnh; Thời gian: Tháng"
    wrapped = (
        "các đơn vị cùng nhau xây dựng và hoàn thiện cơ sở dữ liệu dùng chung của ngành trên\nmạng."
    )
    page = "\n\n".join([wrapped.capitalize()] * 6)
    assert f"{line} 6/2028; Sản phẩm: Báo cáo." in texts(
        f"{page}\n\n{line}\n\n2\n\n\f6/2028; Sản phẩm: Báo cáo.\n"
    )
