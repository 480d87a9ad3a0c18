"""Who reports what to whom, and by when; all passages are invented."""

from __future__ import annotations

import time

import pytest

import namro
from namro.model.plan import DueDate, Obligation
from namro.parsing.obligations import heading_actor, read_obligations
from namro.parsing.outline import outline

HEAD = "KẾ HOẠCH\n\nCải cách hành chính\n\nI. MỤC TIÊU\n\n- Nâng cao.\n\nII. TỔ CHỨC THỰC HIỆN\n\n"


def duties_of(body: str, head: str = HEAD) -> tuple[Obligation, ...]:
    source = namro.read((head + body + "\n").encode(), name="ke-hoach.md")
    return read_obligations(source, outline(source))


def report_of(body: str) -> Obligation:
    found = [d for d in duties_of(body) if d.report_periods or d.due_dates]
    assert len(found) == 1, found
    return found[0]


def test_days_go_with_their_periods_respectively() -> None:
    found = report_of(
        "1. Các phòng, ban định kỳ 6 tháng, 1 năm báo cáo kết quả về UBND xã (qua Công chức Văn hóa - Xã hội "
        "trước ngày 28 tháng 5 và ngày 20 tháng 11) để tổng hợp."
    )
    assert found.due_dates == (DueDate("6 tháng", 28, 5), DueDate("1 năm", 20, 11))
    assert (found.actor, found.report_to, found.report_via) == (
        "Các phòng, ban",
        "UBND xã",
        "Công chức Văn hóa - Xã hội",
    )


def test_each_period_keeps_the_day_beside_it() -> None:
    found = report_of(
        "1. Các sở, ngành báo cáo tháng (trước ngày 20 hằng tháng), báo cáo quý (trước ngày 20 tháng cuối quý), "
        "báo cáo năm (trước ngày 05/12) gửi Sở Nội vụ."
    )
    assert found.report_periods == ("tháng", "3 tháng", "1 năm")
    assert found.due_dates == (
        DueDate("tháng", 20),
        DueDate("3 tháng", 20),
        DueDate("1 năm", 5, 12),
    )


@pytest.mark.parametrize(
    ("words", "periods"),
    [
        ("định kỳ hằng tháng", ("tháng",)),
        ("theo tháng, quý, 6 tháng, năm", ("tháng", "3 tháng", "6 tháng", "1 năm")),
        ("định kỳ (quý, 6 tháng, 9 tháng, năm)", ("3 tháng", "6 tháng", "9 tháng", "1 năm")),
        ("hàng năm hoặc đột xuất", ("1 năm", "đột xuất")),
        ("06 tháng đầu năm và cả năm", ("6 tháng", "1 năm")),
        ("hằng năm hoặc theo đề nghị", ("1 năm", "đột xuất")),
        ("định kỳ", ()),
        ("thường xuyên", ()),
    ],
)
def test_periods_are_told_from_their_words(words: str, periods: tuple[str, ...]) -> None:
    found = duties_of(f"1. Sở Nội vụ báo cáo UBND tỉnh {words}.")
    assert found[0].report_periods == periods


@pytest.mark.parametrize(
    ("duty", "actor", "periods", "days"),
    [
        (
            "1. Văn phòng báo cáo UBND huyện trước ngày 15 tháng cuối quý.",
            "Văn phòng",
            ("3 tháng",),
            (DueDate("3 tháng", 15),),
        ),
        (
            "1. Trạm Y tế định kỳ 6 tháng (trước ngày 05/6) và năm (trước ngày 05/12) báo cáo UBND xã.",
            "Trạm Y tế",
            ("6 tháng", "1 năm"),
            (DueDate("6 tháng", 5, 6), DueDate("1 năm", 5, 12)),
        ),
        (
            "1. Đảng ủy UBND xã: lãnh đạo UBND xã ban hành kế hoạch; báo cáo Ban Thường vụ định kỳ 6 tháng.",
            "Đảng ủy UBND xã",
            ("6 tháng",),
            (),
        ),
        (
            "1. Đảng ủy UBND xã lãnh đạo UBND xã thực hiện kế hoạch, báo cáo Đảng ủy xã định kỳ 6 tháng.",
            "Đảng ủy UBND xã",
            ("6 tháng",),
            (),
        ),
        (
            "1. Phòng Văn hóa - Xã hội tổng hợp, báo cáo Chủ tịch UBND xã hằng tháng.",
            "Phòng Văn hóa - Xã hội",
            ("tháng",),
            (),
        ),
    ],
)
def test_a_report_keeps_its_bearer_periods_and_days(
    duty: str, actor: str, periods: tuple[str, ...], days: tuple[DueDate, ...]
) -> None:
    found = report_of(duty)
    assert (found.actor, found.report_periods, found.due_dates) == (actor, periods, days)


def test_a_day_once_keeps_its_year() -> None:
    found = report_of("1. Sở Y tế rà soát, báo cáo UBND tỉnh trước ngày 30/11/2025.")
    assert found.due_dates == (DueDate(None, 30, 11, 2025),)


def test_a_sentence_that_opens_with_its_time_is_whole() -> None:
    found = report_of(
        "1. Trước ngày 30 tháng 11 hằng năm, các sở, ngành gửi Sở Tư pháp báo cáo kết quả thực hiện."
    )
    assert (found.actor, found.due_dates) == ("các sở, ngành", (DueDate("1 năm", 30, 11),))


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("Giao Sở Tư pháp theo dõi, định kỳ hằng năm báo cáo UBND tỉnh.", "Sở Tư pháp"),
        ("Công an xã: Chủ trì bảo đảm an ninh. Hằng tháng báo cáo UBND xã.", "Công an xã"),
        ("Căn cứ Kế hoạch này, các chi bộ hằng năm báo cáo Đảng ủy.", "các chi bộ"),
        (
            "Ban Tổ chức Tỉnh ủy chủ trì hướng dẫn; hằng quý báo cáo Ban Thường vụ Tỉnh ủy.",
            "Ban Tổ chức Tỉnh ủy",
        ),
        (
            "Yêu cầu Thủ trưởng các cơ quan, đơn vị chỉ đạo thực hiện, hằng năm báo cáo UBND tỉnh.",
            "Thủ trưởng các cơ quan, đơn vị",
        ),
        (
            "Phòng Kinh tế, Hạ tầng và Đô thị có trách nhiệm báo cáo UBND xã hằng quý.",
            "Phòng Kinh tế, Hạ tầng và Đô thị",
        ),
    ],
)
def test_who_reports_is_found_where_the_sentence_names_it(sentence: str, actor: str) -> None:
    assert report_of(f"1. {sentence}").actor == actor


def test_a_heading_names_who_acts_below_it() -> None:
    found = duties_of(
        "1. Trách nhiệm của UBND xã\n\n- Chỉ đạo các phòng triển khai.\n\n- Hằng quý báo cáo Đảng ủy xã."
    )
    assert [d.actor for d in found] == ["UBND xã", "UBND xã"]
    assert found[1].report_periods == ("3 tháng",)


def test_a_lead_in_line_names_who_acts_in_its_list() -> None:
    found = duties_of("- Sở Nội vụ:\n\n+ Hướng dẫn thực hiện.\n\n+ Hằng năm báo cáo UBND tỉnh.")
    assert {d.actor for d in found} == {"Sở Nội vụ"}


def test_a_new_subject_in_a_clause_takes_over() -> None:
    found = duties_of(
        "1. Các đơn vị hằng tháng báo cáo Ban Chỉ đạo; Ban Chỉ đạo tổng hợp, hằng quý báo cáo Đảng ủy."
    )
    assert [(d.actor, d.report_periods) for d in found] == [
        ("Các đơn vị", ("tháng",)),
        ("Ban Chỉ đạo", ("3 tháng",)),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sở Tài chính bố trí kinh phí hằng năm, báo cáo UBND tỉnh xem xét.",
        "Ủy ban Kiểm tra tổ chức kiểm tra định kỳ hoặc đột xuất, báo cáo Đảng ủy.",
        "Thường trực Đảng ủy hằng tháng nghe Ban Chỉ đạo báo cáo.",
        "Sở Nội vụ báo cáo UBND tỉnh theo Quyết định số 12/QĐ-UBND ngày 05/01/2025.",
        "Hằng năm, Ban Chỉ đạo tổ chức sơ kết, rút kinh nghiệm.",
    ],
)
def test_a_time_that_speaks_of_something_else_is_no_report_period(sentence: str) -> None:
    assert all(not d.report_periods and not d.due_dates for d in duties_of(f"1. {sentence}"))


def test_every_paragraph_gives_a_duty_and_reports_stand_apart() -> None:
    found = duties_of(
        "1. Sở Nội vụ hướng dẫn thực hiện; định kỳ hằng năm báo cáo UBND tỉnh.\n\n"
        "2. UBND các xã tổ chức thực hiện Kế hoạch."
    )
    assert [d.duty for d in found] == [
        "hướng dẫn thực hiện",
        "định kỳ hằng năm báo cáo UBND tỉnh",
        "tổ chức thực hiện Kế hoạch",
    ]


def test_a_notice_without_parts_still_hands_out_reports() -> None:
    found = duties_of(
        "1. Giao Sở Xây dựng rà soát. Hoàn thành và báo cáo UBND tỉnh (thông qua Sở Tài chính) trước ngày 08/02/2025.\n",
        head="THÔNG BÁO\n\nKết luận cuộc họp\n\nNgày 03/01/2025, Chủ tịch UBND tỉnh kết luận như sau:\n\n",
    )
    assert [(d.actor, d.report_via, d.due_dates) for d in found] == [
        ("Sở Xây dựng", "Sở Tài chính", (DueDate(None, 8, 2, 2025),))
    ]


def test_a_duty_points_at_its_words() -> None:
    text = HEAD + "1. Sở Nội vụ hằng năm báo cáo UBND tỉnh.\n"
    source = namro.read(text.encode(), name="ke-hoach.md")
    found = read_obligations(source, outline(source))[0]
    assert source.quote(found.span).startswith("hằng năm báo cáo UBND tỉnh")


@pytest.mark.parametrize(
    ("title", "actor"),
    [
        ("Trách nhiệm của Văn phòng Đảng ủy", "Văn phòng Đảng ủy"),
        ("Đối với các chi bộ trực thuộc", "các chi bộ trực thuộc"),
        ("Ủy ban Kiểm tra Đảng ủy:", "Ủy ban Kiểm tra Đảng ủy"),
        ("Chế độ thông tin, báo cáo", None),
        ("Tổ chức sơ kết, tổng kết", None),
    ],
)
def test_a_heading_names_a_body_or_nobody(title: str, actor: str | None) -> None:
    assert heading_actor(title) == actor


@pytest.mark.parametrize("piece", ["báo cáo ", "6 tháng, ", "giao các ", "(", "các,"])
def test_hostile_text_does_not_hang(piece: str) -> None:
    source = namro.read((HEAD + "1. " + piece * (200_000 // len(piece))).encode())
    found = outline(source)
    start = time.process_time()
    read_obligations(source, found)
    assert time.process_time() - start < 2


def test_an_article_of_a_decision_may_ask_for_reports() -> None:
    found = duties_of(
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch số hóa.\n\n"
        "Điều 2. Giao Sở Nội vụ theo dõi, định kỳ 6 tháng và hằng năm báo cáo UBND tỉnh.\n\n"
        "TM. ỦY BAN NHÂN DÂN\n\nCHỦ TỊCH\n\nKẾ HOẠCH\n\nSố hóa hồ sơ\n\n"
        "I. TỔ CHỨC THỰC HIỆN\n\n1. Các xã hằng tháng báo cáo Sở Nội vụ.",
        head="QUYẾT ĐỊNH\n\nBan hành Kế hoạch số hóa\n\n",
    )
    assert [(d.actor, d.report_periods) for d in found] == [
        ("Sở Nội vụ", ("6 tháng", "1 năm")),
        ("Các xã", ("tháng",)),
    ]


def test_the_first_half_of_a_year_is_no_day_of_a_month() -> None:
    found = report_of(
        "1. Các thôn báo cáo kết quả 6 tháng đầu năm trước ngày 05/6, cả năm trước ngày 05/11 về UBND xã."
    )
    assert found.due_dates == (DueDate("6 tháng", 5, 6), DueDate("1 năm", 5, 11))


def test_a_daily_report_names_its_period() -> None:
    assert report_of("1. Công an xã báo cáo Chủ tịch UBND xã hằng ngày.").report_periods == (
        "ngày",
    )
