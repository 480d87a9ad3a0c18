"""Heads and signatures in the layouts of many offices; all passages are invented."""

from __future__ import annotations

from datetime import date

import pytest

import namro
from namro.model.plan import Header
from namro.parsing.header import read_header
from namro.parsing.outline import outline

BODY = "\n\nI. MỤC TIÊU\n\n- 90% hồ sơ được số hóa.\n\n"


def header_of(head: str, closing: str = "") -> Header:
    source = namro.read((head + BODY + closing).encode(), name="ke-hoach.md")
    return read_header(source, outline(source))


STATE = """ỦY BAN NHÂN DÂN
TỈNH SÔNG XANH
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: 45/KH-UBND

Sông Xanh, ngày 05 tháng 3 năm 2025

KẾ HOẠCH

PHÁT TRIỂN DỮ LIỆU SỐ TRÊN ĐỊA BÀN TỈNH
GIAI ĐOẠN 2025 - 2030
"""


def test_a_state_head_gives_every_particular() -> None:
    header = header_of(STATE)
    assert (header.kind, header.number, header.date, header.place, header.issuer) == (
        "Kế hoạch",
        "45/KH-UBND",
        date(2025, 3, 5),
        "Sông Xanh",
        "UBND tỉnh Sông Xanh",
    )
    assert header.title == "PHÁT TRIỂN DỮ LIỆU SỐ TRÊN ĐỊA BÀN TỈNH GIAI ĐOẠN 2025 - 2030"


def test_a_party_head_gives_the_lower_body_and_the_party_number() -> None:
    header = header_of(
        "ĐẢNG BỘ HUYỆN NÚI CAO\nĐẢNG ỦY XÃ SUỐI TRONG\n*\n\nSố: 15 - KH/ĐU\n\n"
        "ĐẢNG CỘNG SẢN VIỆT NAM\n\nSuối Trong, ngày 02 tháng 3 năm 2025\n\n"
        "KẾ HOẠCH\n\nthực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị\n\n-----\n"
    )
    assert (header.number, header.issuer) == ("15-KH/ĐU", "Đảng ủy xã Suối Trong")
    assert header.title == "thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị"


@pytest.mark.parametrize(
    ("kind", "speaker", "signed", "issuer"),
    [
        (
            "KẾ HOẠCH",
            "Ban Thường vụ Huyện ủy",
            "T/M BAN THƯỜNG VỤ",
            "Ban Thường vụ Huyện ủy Suối Trong",
        ),
        ("KẾ HOẠCH", "Huyện ủy", "T/M HUYỆN ỦY", "Huyện ủy Suối Trong"),
        ("NGHỊ QUYẾT", "Ban Thường vụ Huyện ủy", "T/M BAN THƯỜNG VỤ", "Huyện ủy Suối Trong"),
    ],
)
def test_a_standing_committee_that_speaks_and_signs_issues_the_plan(
    kind: str, speaker: str, signed: str, issuer: str
) -> None:
    header = header_of(
        "TỈNH ỦY SÔNG XANH\nHUYỆN ỦY SUỐI TRONG\n*\n\nSố 15-KH/HU\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\n"
        f"{kind}\n\nvề chuyển đổi số\n\n-----\n\n"
        f"{speaker} Suối Trong ban hành {kind.capitalize()} thực hiện như sau:",
        f"II. TỔ CHỨC THỰC HIỆN\n\n- Theo dõi.\n\n{signed}\nPHÓ BÍ THƯ\n\nLê Văn An\n",
    )
    assert header.issuer == issuer


def test_the_parent_body_above_a_department_does_not_issue() -> None:
    header = header_of(
        "UBND TỈNH SÔNG XANH\n\nSỞ TƯ PHÁP\n\nSố: 9/KH-STP\n\nKẾ HOẠCH\n\nTuyên truyền pháp luật\n"
    )
    assert header.issuer == "Sở Tư pháp"


@pytest.mark.parametrize(
    "blank",
    ["Số:      /KH-UBND", "Số: ....../KH-UBND", "Số /KH-UBND", "Số      -NQ/TU"],
)
def test_a_number_left_blank_is_none(blank: str) -> None:
    header = header_of(f"UBND XÃ SUỐI TRONG\n\n{blank}\n\nKẾ HOẠCH\n\nChuyển đổi số\n")
    assert header.number is None


def test_a_day_left_blank_is_none_and_keeps_its_place() -> None:
    header = header_of(
        "UBND XÃ SUỐI TRONG\n\nSuối Trong, ngày   tháng 3 năm 2025\n\nKẾ HOẠCH\n\nChuyển đổi số\n"
    )
    assert (header.date, header.place) == (None, "Suối Trong")


def test_a_number_and_a_day_on_one_line_are_both_read() -> None:
    header = header_of(
        "UBND XÃ SUỐI TRONG\n\nSố: 7/KH-UBND Suối Trong, ngày 9 tháng 4 năm 2025\n\n"
        "KẾ HOẠCH\n\nChuyển đổi số\n"
    )
    assert (header.number, header.date) == ("7/KH-UBND", date(2025, 4, 9))
    assert header.issuer == "UBND xã Suối Trong"


def test_a_missing_head_is_made_good_from_the_preamble() -> None:
    header = header_of(
        "KẾ HOẠCH HÀNH ĐỘNG\n\nPhòng, chống lãng phí\n\n"
        "Căn cứ Quyết định số 30/QĐ-TTg ngày 06/02/2025 của Thủ tướng Chính phủ;\n\n"
        "Ủy ban nhân dân tỉnh Sông Xanh xây dựng Kế hoạch hành động như sau:\n"
    )
    assert (header.kind, header.issuer) == ("Kế hoạch hành động", "UBND tỉnh Sông Xanh")


def test_the_kind_may_stand_on_the_line_of_the_title() -> None:
    header = header_of("UBND XÃ SUỐI TRONG\n\nKẾ HOẠCH Cải cách hành chính năm 2025\n")
    assert (header.kind, header.title) == ("Kế hoạch", "Cải cách hành chính năm 2025")


def test_who_decides_is_no_part_of_a_decision_s_title() -> None:
    header = header_of(
        "BỘ KHOA HỌC VÀ CÔNG NGHỆ\n\nSố: 12/QĐ-BKHCN\n\nQUYẾT ĐỊNH\n\nBAN HÀNH KẾ HOẠCH SỐ HÓA\n\n"
        "BỘ TRƯỞNG BỘ KHOA HỌC VÀ CÔNG NGHỆ\n\nCăn cứ Nghị định số 28/2023/NĐ-CP của Chính phủ;\n"
    )
    assert (header.kind, header.title) == ("Quyết định", "BAN HÀNH KẾ HOẠCH SỐ HÓA")


def test_an_annex_alone_takes_its_particulars_from_its_note() -> None:
    header = header_of(
        "PHỤ LỤC II\n\nDANH MỤC NHIỆM VỤ\n\n"
        "(Kèm theo Kế hoạch số   /KH-UBND ngày 01 tháng 4 năm 2025 của UBND tỉnh Sông Xanh)\n"
    )
    assert (header.kind, header.number, header.date) == ("Phụ lục II", None, date(2025, 4, 1))
    assert (header.issuer, header.title) == ("UBND tỉnh Sông Xanh", "DANH MỤC NHIỆM VỤ")


def test_who_signs_for_another_signs_in_the_office_below() -> None:
    header = header_of(
        STATE,
        "Nơi nhận:\n\n- Như trên;\n- Lưu: VT.\n\n"
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nTrần Văn Bình\n",
    )
    assert (header.signer, header.signer_role) == ("Trần Văn Bình", "Phó Chủ tịch")
    assert header.signing_form == ("TM.", "KT.")


@pytest.mark.parametrize(
    ("block", "role"),
    [
        ("TL. CHỦ TỊCH\n\nKT. CHÁNH VĂN PHÒNG\n\nPHÓ CHÁNH VĂN PHÒNG", "Phó Chánh Văn phòng"),
        ("T/M BAN THƯỜNG VỤ\n\nPHÓ BÍ THƯ THƯỜNG TRỰC", "Phó Bí thư Thường trực"),
        ("KT. BỘ TRƯỞNG\n\nTHỨ TRƯỞNG", "Thứ trưởng"),
        ("GIÁM ĐỐC", "Giám đốc"),
        ("**T/M BAN THƯỜNG VỤ\nBÍ THƯ**", "Bí thư"),
        ("TM. TIỂU BAN\n\nTRƯỞNG TIỂU BAN", "Trưởng Tiểu ban"),
    ],
)
def test_the_office_of_the_signer_is_read_in_its_usual_case(block: str, role: str) -> None:
    header = header_of(STATE, f"Nơi nhận:\n\n- Lưu: VT.\n\n{block}\n\n(Đã ký)\n\nLê Thị Chi\n")
    assert (header.signer_role, header.signer) == (role, "Lê Thị Chi")


def test_an_office_below_the_name_is_not_the_one_signed_in() -> None:
    header = header_of(
        STATE,
        "Nơi nhận:\n\n- Lưu: VT.\n\nTM. BAN CHỈ ĐẠO\n\nTRƯỞNG BAN\n\nHoàng Thị Dung\n\nCHỦ TỊCH UBND XÃ\n",
    )
    assert (header.signer, header.signer_role) == ("Hoàng Thị Dung", "Trưởng Ban")


def test_recipients_lose_marks_and_closing_signs() -> None:
    header = header_of(
        STATE, "Nơi nhận:\n\n- Thường trực Tỉnh ủy (b/c);\n- Các sở, ban, ngành;\n- Lưu: VT, NC.\n"
    )
    assert header.recipients == (
        "Thường trực Tỉnh ủy (b/c)",
        "Các sở, ban, ngành",
        "Lưu: VT, NC",
    )


def test_every_particular_points_at_its_place() -> None:
    source = namro.read((STATE + BODY).encode(), name="ke-hoach.md")
    spans = dict(read_header(source, outline(source)).spans)
    assert source.quote(spans["number"]) == "Số: 45/KH-UBND"
    assert source.quote(spans["date"]) == "Sông Xanh, ngày 05 tháng 3 năm 2025"


COLUMNS = """
Nơi nhận:                                KT. CHỦ TỊCH
- Như Điều 3;                            PHÓ CHỦ TỊCH
- Sở Nội vụ;
- Các phòng;
- Lưu: VT.                               Lê Văn Dung
"""


def test_a_list_longer_than_the_signature_leaves_the_name_to_the_signer() -> None:
    found = header_of(STATE, COLUMNS)
    assert (found.signer, found.signer_role) == ("Lê Văn Dung", "Phó Chủ tịch")
    assert found.recipients == ("Như Điều 3", "Sở Nội vụ", "Các phòng", "Lưu: VT")


def test_an_annex_in_the_middle_of_the_page_ends_the_signature() -> None:
    annex = "                              PHỤ LỤC I\n                       Danh mục nhiệm vụ\n"
    assert header_of(STATE, COLUMNS + annex).signer == "Lê Văn Dung"


@pytest.mark.parametrize(
    ("lines", "issuer"),
    [
        ("BỘ TÀI CHÍNH", "Bộ Tài chính"),
        ("BỘ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "Bộ Tài nguyên và môi trường"),
        ("ỦY BAN NHÂN DÂN\nXÃ SUỐI LÀNG\nVĂN PHÒNG", "Văn phòng UBND xã Suối Làng"),
        (
            "ỦY BAN MTTQ VIỆT NAM TỈNH YÊN LÂM\nBAN THƯỜNG TRỰC",
            "Ban Thường Trực Ủy ban MTTQ Việt Nam tỉnh Yên Lâm",
        ),
        ("ĐẢNG ỦY XÃ LONG KHÁNH\nBAN CHỈ ĐẠO", "Ban Chỉ đạo"),
    ],
)
def test_the_lower_line_of_a_head_issues(lines: str, issuer: str) -> None:
    found = header_of(STATE.replace("ỦY BAN NHÂN DÂN\nTỈNH SÔNG XANH", lines)).issuer
    assert found is not None
    assert found.lower() == issuer.lower()


def test_a_number_in_the_issuer_s_name_is_another_document_s() -> None:
    head = "**BAN CHỈ ĐẠO THỰC HIỆN NGHỊ QUYẾT SỐ 57-NQ/TW**\n\nSố 08-KH/BCĐ\n\nKẾ HOẠCH\n\nhoạt động năm 2026\n"
    assert header_of(head).number == "08-KH/BCĐ"


def test_the_session_of_a_council_is_no_part_of_the_title() -> None:
    head = STATE.replace("KẾ HOẠCH", "NGHỊ QUYẾT") + (
        "\nHỘI ĐỒNG NHÂN DÂN TỈNH SÔNG XANH\n\nKHÓA XV, KỲ HỌP THỨ 12\n\nCăn cứ Luật Ngân sách nhà nước;\n"
    )
    assert header_of(head).title == "PHÁT TRIỂN DỮ LIỆU SỐ TRÊN ĐỊA BÀN TỈNH GIAI ĐOẠN 2025 - 2030"
