"""HTML from the web and from Word."""

from __future__ import annotations

import unicodedata

import pytest

from namro.model.source import SourceDocument
from namro.reading import read_document


def read(body: str, *, head: str = "", encoding: str = "utf-8") -> SourceDocument:
    return read_document(f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding))


def texts(source: SourceDocument) -> list[str]:
    return [f"{block.marker} {block.text}".strip() for block in source.blocks]


def test_blocks_are_cut_where_a_browser_starts_a_line() -> None:
    source = read(
        "<h2>I. MỤC TIÊU</h2><p>Một\n đoạn <b>văn</b>.</p>Chữ rời.<div>Khối<p>trong khối.</p></div>"
    )
    assert texts(source) == ["I. MỤC TIÊU", "Một đoạn văn.", "Chữ rời.", "Khối trong khối."]
    assert source.blocks[0].level == 2


def test_lists_get_the_numbers_a_browser_prints() -> None:
    source = read(
        "<ol start=3><li>Ba<ul><li>chấm</li></ul></li><li>Bốn</li></ol><ol type=a><li>Chữ</li></ol>"
    )
    assert [(block.marker, block.text, block.indent) for block in source.blocks] == [
        ("3.", "Ba", 0),
        ("•", "chấm", 1),
        ("4.", "Bốn", 0),
        ("a)", "Chữ", 0),
    ]


WORD = """<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>%s<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>
Tuy&#234;n truy&#7873;n s&#226;u r&#7897;ng.<o:p></o:p></p>"""


@pytest.mark.parametrize(("mark", "marker"), [("-", "-"), ("2.1.", "2.1."), ("o", "•"), ("·", "•")])
def test_list_marks_that_word_writes_are_markers(mark: str, marker: str) -> None:
    block = read(WORD % mark).blocks[0]
    assert (block.marker, block.text, block.indent) == (marker, "Tuyên truyền sâu rộng.", 1)


def test_conditional_comments_and_hidden_parts_are_left_out() -> None:
    source = read(
        "<!--[if gte mso 9]><p>Ẩn</p><![endif]--><script>x</script><p style='display:none'>Ẩn</p>"
        "<p>Hiện<span style='mso-hide:all'>ẩn</span>.</p><del>bỏ</del>"
    )
    assert texts(source) == ["Hiện."]


def test_bold_italic_and_centre_come_from_tags_and_css() -> None:
    block = read(
        "<p align=center><b style='mso-bidi-font-weight:normal'><i>KẾ HOẠCH</i></b></p>"
    ).blocks[0]
    assert (block.bold, block.italic, block.centred) == (True, True, True)
    assert not read("<p><b>Một</b> phần đậm.</p>").blocks[0].bold


def test_entities_in_a_western_charset_are_letters() -> None:
    head = '<meta http-equiv=Content-Type content="text/html; charset=windows-1252">'
    source = read(
        "<p>K&#7871; ho&#7841;ch c\u1ee7a x\u00e3</p>".replace("\u1ee7", "&#7911;"),
        head=head,
        encoding="cp1252",
    )
    assert texts(source) == ["Kế hoạch của xã"]


def test_a_wrongly_declared_charset_does_not_matter() -> None:
    head = '<meta charset="windows-1252">'
    assert texts(read("<p>Đẩy mạnh chuyển đổi số</p>", head=head)) == ["Đẩy mạnh chuyển đổi số"]


def test_decomposed_letters_are_composed() -> None:
    assert texts(read(f"<p>{unicodedata.normalize('NFD', 'Ủy ban')}</p>")) == ["Ủy ban"]


def test_spans_of_a_table_are_merged_cells() -> None:
    source = read(
        "<table><thead><tr><th>TT<th>Việc<th>Hạn</thead>"
        "<tr><td>I<td colspan=2>Nhóm<tr><td rowspan=2>1<td>Tập huấn<td>Quý I<tr><td>Hội nghị<td>Quý II</table>"
    )
    table = source.blocks[0].table
    assert table is not None
    assert table.rows[0].header
    assert table.rows[1].cells[1] is table.rows[1].cells[2]
    assert table.rows[2].cells[0] is table.rows[3].cells[0]
    assert [cell.text for cell in table.rows[3].cells] == ["1", "Hội nghị", "Quý II"]


def test_a_layout_table_is_taken_apart() -> None:
    source = read(
        "<table><tr><td><p>UBND XÃ A</p><p>Số: 1/KH-UBND</p></td><td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>"
        "<table><tr><td>&nbsp;</td></tr></table></td></tr></table><p>KẾ HOẠCH</p>"
    )
    assert texts(source) == [
        "UBND XÃ A",
        "Số: 1/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "KẾ HOẠCH",
    ]
    assert [block.layout for block in source.blocks] == [True, True, True, False]


def test_footnotes_are_kept_out_of_the_blocks() -> None:
    source = read(
        "<p>Theo Chỉ thị số 46<a href='#f'><span class=MsoFootnoteReference>[1]</span></a>.</p>"
        "<div style='mso-element:footnote'><p>[1] Chỉ thị số 46-CT/TW</p></div>"
    )
    assert texts(source) == ["Theo Chỉ thị số 46."]
    assert source.furniture == ("[1] Chỉ thị số 46-CT/TW",)
