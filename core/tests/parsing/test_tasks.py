"""Tasks in the many forms in which offices print them; all passages are invented."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import namro
from namro.model.deadline import ByDate, Continuous, OnEvent, Recurrence, Recurring
from namro.model.finding import Certainty
from namro.model.plan import Origin, Task
from namro.parsing.outline import outline
from namro.parsing.tables import read_tables
from namro.parsing.tasks import read_tasks

HEAD = """ỦY BAN NHÂN DÂN
TỈNH SÔNG XANH

KẾ HOẠCH
Phát triển dữ liệu số {span}

I. MỤC ĐÍCH, YÊU CẦU

- Nâng cao nhận thức của cán bộ.

II. MỤC TIÊU

- 100% hồ sơ được số hóa.

"""


def tasks_of(body: str, span: str = "giai đoạn 2025 - 2030") -> tuple[Task, ...]:
    source = namro.read((HEAD.format(span=span) + body).encode(), name="ke-hoach.md")
    found = outline(source)
    return read_tasks(source, found, read_tables(source, found))


def bullets(*lines: str) -> tuple[Task, ...]:
    return tasks_of("III. NHIỆM VỤ, GIẢI PHÁP\n\n" + "\n\n".join(lines) + "\n")


# Text, lead, coordinating, deadline.
PASSAGES: list[tuple[str, tuple[str, ...], tuple[str, ...], object]] = [
    (
        "- Giao Sở Tài chính chủ trì, phối hợp với Sở Nội vụ và UBND các xã, phường rà soát kinh phí, hoàn thành trong quý II/2025.",
        ("Sở Tài chính",),
        ("Sở Nội vụ", "UBND các xã, phường"),
        ByDate(date(2025, 6, 30)),
    ),
    (
        "- Sở Giáo dục và Đào tạo chủ trì, phối hợp với các trường học đưa nội dung số vào giảng dạy.",
        ("Sở Giáo dục và Đào tạo",),
        ("các trường học",),
        None,
    ),
    (
        "- Đề nghị Ủy ban MTTQ Việt Nam tỉnh và các tổ chức chính trị - xã hội phát động phong trào.",
        ("Ủy ban MTTQ Việt Nam tỉnh và các tổ chức chính trị - xã hội",),
        (),
        None,
    ),
    (
        "- Yêu cầu các sở, ban, ngành, UBND các xã, phường gửi báo cáo về Sở Nội vụ trước ngày 25/11/2025.",
        ("các sở, ban, ngành", "UBND các xã, phường"),
        (),
        ByDate(date(2025, 11, 25)),
    ),
    (
        "- UBND tỉnh giao Công an tỉnh làm đầu mối kết nối dữ liệu dân cư trước ngày 30 tháng 6 năm 2026.",
        ("Công an tỉnh",),
        (),
        ByDate(date(2026, 6, 30)),
    ),
    (
        "- Trên cơ sở báo cáo của các địa phương, giao Sở Xây dựng rà soát quy hoạch; hoàn thành trước ngày 20/02/2026.",
        ("Sở Xây dựng",),
        (),
        ByDate(date(2026, 2, 20)),
    ),
    (
        "- Hằng quý, Sở Khoa học và Công nghệ tổng hợp kết quả thực hiện.",
        ("Sở Khoa học và Công nghệ",),
        (),
        Recurring(Recurrence.QUARTERLY),
    ),
    (
        "- UBND các xã, phường: Kiện toàn tổ công nghệ số cộng đồng.",
        ("UBND các xã, phường",),
        (),
        None,
    ),
    (
        "- Sở Nội vụ: Chủ trì đào tạo nhân lực; hoàn thành trong Quý I/2026.",
        ("Sở Nội vụ",),
        (),
        ByDate(date(2026, 3, 31)),
    ),
    (
        "- Người đứng đầu cơ quan, đơn vị phải trực tiếp chỉ đạo chuyển đổi số.",
        ("Người đứng đầu cơ quan, đơn vị",),
        (),
        None,
    ),
    (
        "- Công tác lãnh đạo: Các cấp ủy, tổ chức đảng quán triệt sâu sắc Nghị quyết.",
        ("Các cấp ủy, tổ chức đảng",),
        (),
        None,
    ),
    (
        "- Giao Sở Nội vụ chủ trì, phối hợp với các Sở: Tài chính, Tư pháp và các cơ quan liên quan nghiên cứu, tham mưu.",
        ("Sở Nội vụ",),
        ("Sở Tài chính", "Sở Tư pháp", "các cơ quan liên quan"),
        None,
    ),
    (
        "- Trạm Y tế phối hợp với các trường học lập sổ sức khỏe điện tử.",
        ("Trạm Y tế",),
        ("các trường học",),
        None,
    ),
    (
        "- Tăng cường phối hợp với các trường Đại học để thúc đẩy công bố khoa học.",
        (),
        ("các trường Đại học",),
        None,
    ),
    (
        "- Tổ chức tập huấn kỹ năng số cho cán bộ cấp xã trong quý III/2025.",
        (),
        (),
        ByDate(date(2025, 9, 30)),
    ),
    ("- Hằng năm đánh giá mức độ chuyển đổi số của xã.", (), (), Recurring(Recurrence.YEARLY)),
    ("- Hằng tuần rà soát hồ sơ quá hạn.", (), (), Recurring(Recurrence.PERIODIC)),
    ("- Hỗ trợ hộ sản xuất bán hàng trên mạng, thực hiện thường xuyên.", (), (), Continuous()),
    (
        "- Cập nhật tài liệu hướng dẫn; triển khai hằng quý.",
        (),
        (),
        Recurring(Recurrence.QUARTERLY),
    ),
    (
        "- Kiện toàn Ban Chỉ đạo chuyển đổi số xã; hoàn thành trước ngày 25/8/2025.",
        (),
        (),
        ByDate(date(2025, 8, 25)),
    ),
    (
        "1.1. Làm sạch dữ liệu hộ tịch. (Giao Công an xã chủ trì; hoàn thành trước 30/9/2025)",
        ("Công an xã",),
        (),
        ByDate(date(2025, 9, 30)),
    ),
    (
        "1.2. Ban hành quy chế hoạt động (Giao Văn phòng HĐND và UBND xã tham mưu; thời hạn: 31/7/2025).",
        ("Văn phòng HĐND và UBND xã",),
        (),
        ByDate(date(2025, 7, 31)),
    ),
    (
        "1.3. Thu học phí không dùng tiền mặt (Giao các trường học, Trạm Y tế thực hiện; hoàn thành trong quý IV/2025).",
        ("các trường học", "Trạm Y tế"),
        (),
        ByDate(date(2025, 12, 31)),
    ),
    (
        "1.4. Bàn giao hồ sơ của các xã cũ (Giao Văn phòng UBND xã chủ trì, các phòng chuyên môn phối hợp; hoàn thành trước 15/8/2025).",
        ("Văn phòng UBND xã",),
        ("các phòng chuyên môn",),
        ByDate(date(2025, 8, 15)),
    ),
    (
        "1.5. Cảnh báo lừa đảo trên mạng (Giao Công an xã; hằng tháng có thông báo).",
        ("Công an xã",),
        (),
        Recurring(Recurrence.MONTHLY),
    ),
    ("- Định kỳ đánh giá, công bố kết quả số hóa.", (), (), Recurring(Recurrence.PERIODIC)),
    ("- Thường xuyên rà soát đội ngũ cán bộ làm công tác số hóa.", (), (), Continuous()),
    (
        "- Xây dựng kế hoạch hằng năm về phát triển dữ liệu.",
        (),
        (),
        Recurring(Recurrence.YEARLY),
    ),
    (
        "- Mở lớp tập huấn; Sở Nội vụ chủ trì, hoàn thành trong năm 2026.",
        ("Sở Nội vụ",),
        (),
        ByDate(date(2026, 12, 31)),
    ),
    (
        "- Sở Tài chính chủ trì phối hợp Sở Nội vụ, các địa phương bố trí kinh phí.",
        ("Sở Tài chính",),
        ("Sở Nội vụ", "các địa phương"),
        None,
    ),
    (
        "- Tổ chức sơ kết vào quý IV hằng năm.",
        (),
        (),
        Recurring(Recurrence.YEARLY, ((12, 31),)),
    ),
    ("- Tăng cường phối hợp tổ chức hội nghị, hội thảo.", (), (), None),
    # Nobody is named, or the word of time governs something else.
    ("- Tổ chức phát thanh tuyên truyền về chuyển đổi số.", (), (), None),
    ("- Ban hành văn bản chỉ đạo các cơ quan, đơn vị.", (), (), None),
    ("- Lãnh đạo, chỉ đạo kiện toàn Ban Chỉ đạo chuyển đổi số.", (), (), None),
    ("- Các nhiệm vụ khoa học được ưu tiên đặt hàng theo nhu cầu.", (), (), None),
    ("- Có chính sách thu hút, giao nhiệm vụ cho doanh nghiệp công nghệ.", (), (), None),
    ("- Phát động phong trào “học tập số” thường xuyên, liên tục.", (), (), None),
    ("- Lồng ghép nhiệm vụ vào kế hoạch công tác hằng năm của đơn vị.", (), (), None),
    ("- Thực hiện Quyết định số 12/QĐ-TTg ngày 03/6/2020 của Thủ tướng.", (), (), None),
    ("- Phối hợp chặt chẽ, tạo điều kiện cho người dân tiếp cận dịch vụ.", (), (), None),
    # A closing bracket that hands the task out.
    (
        "- Xây dựng trung tâm dữ liệu (Chủ trì: Sở Nội vụ; phối hợp: Công an tỉnh, các sở, ngành; hoàn thành: Quý II/2026).",
        ("Sở Nội vụ",),
        ("Công an tỉnh", "các sở, ngành"),
        ByDate(date(2026, 6, 30)),
    ),
    (
        "- Triển khai nền tảng số (Sở Nội vụ chủ trì, các sở, ban, ngành, UBND cấp xã phối hợp thực hiện; thời gian hoàn thành: tháng 12 năm 2025).",
        ("Sở Nội vụ",),
        ("các sở, ban, ngành", "UBND cấp xã"),
        ByDate(date(2025, 12, 31)),
    ),
    (
        "- Đào tạo cán bộ số. (Sở Nội vụ chủ trì, phối hợp với Sở Tài chính, các địa phương thực hiện trong năm 2026).",
        ("Sở Nội vụ",),
        ("Sở Tài chính", "các địa phương"),
        ByDate(date(2026, 12, 31)),
    ),
    (
        "- Rà soát cơ chế, chính sách (Đảng ủy UBND tỉnh, Đảng ủy HĐND tỉnh; thực hiện thường xuyên).",
        ("Đảng ủy UBND tỉnh", "Đảng ủy HĐND tỉnh"),
        (),
        Continuous(),
    ),
    ("- Rà soát (Sở Nội vụ, Quý II/2026).", ("Sở Nội vụ",), (), ByDate(date(2026, 6, 30))),
    ("- Triển khai nền tảng số dùng chung (AI, IoT, 5G).", (), (), None),
    ("- Người dân, doanh nghiệp được cung cấp dịch vụ số.", (), (), None),
    # Labels in the same paragraph.
    (
        "- Xây dựng kho dữ liệu dùng chung Cơ quan chủ trì: Sở Nội vụ Cơ quan phối hợp: Sở Tài chính Thời gian: Quý I/2026",
        ("Sở Nội vụ",),
        ("Sở Tài chính",),
        ByDate(date(2026, 3, 31)),
    ),
    (
        "- Số hóa hồ sơ lưu trữ. Cơ quan chủ trì: Sở Nội vụ. Cơ quan phối hợp: các sở, ban, ngành, địa phương. Thời gian hoàn thành: trước ngày 31/12/2026.",
        ("Sở Nội vụ",),
        ("các sở, ban, ngành, địa phương",),
        ByDate(date(2026, 12, 31)),
    ),
    (
        "- Phát triển kinh tế số. Chủ trì: Phòng Kinh tế; Phối hợp: Các ban, ngành; Thời gian thực hiện: Năm 2026.",
        ("Phòng Kinh tế",),
        ("Các ban, ngành",),
        ByDate(date(2026, 12, 31)),
    ),
]


@pytest.mark.parametrize(
    ("passage", "lead", "coordinating", "deadline"),
    [pytest.param(*case, id=case[0][2:60]) for case in PASSAGES],
)
def test_a_passage_says_who_with_whom_and_by_when(
    passage: str, lead: tuple[str, ...], coordinating: tuple[str, ...], deadline: object
) -> None:
    (task,) = bullets(passage)
    assert (task.lead, task.coordinating, task.deadline) == (lead, coordinating, deadline)


LABELS = [
    (
        "Đơn vị chủ trì: Sở Nội vụ.",
        "Đơn vị phối hợp: Sở Tư pháp.",
        "Thời gian thực hiện: Năm 2026.",
    ),
    ("- Cơ quan chủ trì: Sở Nội vụ", "- Cơ quan phối hợp: Sở Tư pháp", "- Thời gian: Năm 2026"),
    ("Chủ trì: Sở Nội vụ;", "Phối hợp: Sở Tư pháp;", "Hoàn thành: Năm 2026."),
    ("+ Chủ trì thực hiện: Sở Nội vụ.", "+ Phối hợp thực hiện: Sở Tư pháp.", "+ Tiến độ: 2026."),
    (
        "*Đơn vị chủ trì tham mưu thực hiện: *Sở Nội vụ.",
        "*Đơn vị phối hợp: *Sở Tư pháp.",
        "*Thời hạn: *12/2026.",
    ),
    (
        "- Phân công thực hiện: Sở Nội vụ chủ trì, phối hợp với Sở Tư pháp.",
        "- Lộ trình thực hiện: Năm 2026.",
        "",
    ),
    (
        "- Đơn vị thực hiện: Sở Nội vụ (chủ trì); Sở Tư pháp (phối hợp).",
        "- Thời gian hoàn thành: năm 2026.",
        "",
    ),
    ("Cơ quan chủ trì: Sở Nội vụ. Cơ quan phối hợp: Sở Tư pháp. Thời gian: Năm 2026.", "", ""),
]


@pytest.mark.parametrize("lines", LABELS, ids=[lines[0][:40] for lines in LABELS])
def test_labelled_lines_belong_to_the_task_before_them(lines: tuple[str, ...]) -> None:
    (task,) = bullets("- Xây dựng kho dữ liệu dùng chung.", *[line for line in lines if line])
    assert task.text == "Xây dựng kho dữ liệu dùng chung."
    assert (task.lead, task.coordinating) == (("Sở Nội vụ",), ("Sở Tư pháp",))
    assert task.deadline == ByDate(date(2026, 12, 31))


@pytest.mark.parametrize(
    "label",
    [
        "Cơ quan tham mưu",
        "Trách nhiệm thực hiện",
        "Cơ quan, đơn vị chủ trì",
        "Đơn vị chủ trì, phối hợp",
        "Đơn vị chủ trì (tham mưu)",
        "Đơn vị tổ chức thực hiện",
        "Cơ quan thường trực",
        "Cán bộ phụ trách",
        "Người chịu trách nhiệm",
        "Phân công",
    ],
)
def test_many_labels_mean_who_leads(label: str) -> None:
    (task,) = bullets("- Xây dựng kho dữ liệu dùng chung.", f"{label}: Sở Nội vụ.")
    assert task.lead == ("Sở Nội vụ",)


@pytest.mark.parametrize(
    "label",
    [
        "Thời hạn",
        "Dự kiến hoàn thành",
        "Thời gian hoàn thành (dự kiến)",
        "Thời gian, tiến độ",
        "Lộ trình",
    ],
)
def test_many_labels_mean_by_when(label: str) -> None:
    (task,) = bullets("- Xây dựng kho dữ liệu dùng chung.", f"{label}: Quý I/2026.")
    assert task.deadline == ByDate(date(2026, 3, 31))


@pytest.mark.parametrize("label", ["Kinh phí", "Cấp trình", "Thời gian bắt đầu", "Đối tượng"])
def test_a_line_about_something_else_is_neither_task_nor_lead(label: str) -> None:
    (task,) = bullets("- Xây dựng kho dữ liệu dùng chung.", f"{label}: năm 2026.")
    assert (task.lead, task.deadline) == ((), None)


def test_labelled_lines_serve_every_bullet_since_the_last_ones() -> None:
    first, second, third = bullets(
        "- Làm sạch dữ liệu hộ tịch.",
        "- Số hóa sổ bộ hộ tịch.",
        "Đơn vị chủ trì: Sở Tư pháp.",
        "Thời gian: Thường xuyên.",
        "- Kết nối dữ liệu đất đai.",
    )
    assert first.lead == second.lead == ("Sở Tư pháp",)
    assert second.deadline == Continuous()
    assert third.lead == ()


def test_a_heading_with_nothing_but_labels_under_it_is_the_task() -> None:
    tasks = bullets(
        "1. Xây dựng kiến trúc số của tỉnh",
        "- Đơn vị chủ trì: Sở Nội vụ.",
        "- Sản phẩm: Quyết định ban hành kiến trúc.",
        "2. Xây dựng kho dữ liệu dùng chung",
        "- Đơn vị chủ trì: Công an tỉnh.",
    )
    assert [t.text for t in tasks] == [
        "Xây dựng kiến trúc số của tỉnh",
        "Xây dựng kho dữ liệu dùng chung",
    ]
    assert tasks[0].deliverable == "Quyết định ban hành kiến trúc"


def test_a_section_named_after_a_body_gives_its_items_to_it() -> None:
    tasks = bullets(
        "1. Sở Nội vụ:",
        "- Chủ trì xây dựng đề án nhân lực số.",
        "- Phối hợp với Công an tỉnh bảo đảm an toàn thông tin.",
        "2. Sở Tài chính:",
        "- Tham mưu bố trí kinh phí thực hiện.",
    )
    assert [t.lead for t in tasks] == [("Sở Nội vụ",), ("Sở Nội vụ",), ("Sở Tài chính",)]
    assert tasks[1].coordinating == ("Công an tỉnh",)


def test_a_section_about_a_subject_gives_its_items_to_nobody() -> None:
    tasks = bullets(
        "1. Y tế",
        "- Lập hồ sơ sức khỏe điện tử cho người dân.",
        "2. Hạ tầng số",
        "- Mở rộng mạng cáp quang đến thôn.",
    )
    assert [t.lead for t in tasks] == [(), ()]


def test_a_lead_in_is_no_task_and_a_list_of_things_belongs_to_its_line() -> None:
    tasks = bullets(
        "1. Về hạ tầng",
        "Tập trung thực hiện các nội dung sau:",
        "- Nâng cấp mạng nội bộ;",
        "- Trang bị máy móc cho bộ phận một cửa, gồm:",
        "+ 20 máy tính để bàn;",
        "+ 05 máy quét.",
    )
    assert [t.text for t in tasks] == [
        "Nâng cấp mạng nội bộ;",
        "Trang bị máy móc cho bộ phận một cửa, gồm: 20 máy tính để bàn; 05 máy quét.",
    ]


def test_a_directive_gives_a_bodys_list_to_it_and_each_order_to_its_own() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH SÔNG XANH\n\nCHỈ THỊ\nVề việc làm sạch dữ liệu\n\n"
        "Chủ tịch UBND tỉnh chỉ thị:\n\n1. Các sở, ban, ngành, UBND các xã, phường:\n\n"
        "a) Quán triệt đầy đủ Chỉ thị.\n\nb) Rà soát dữ liệu, báo cáo trước ngày 15/12/2025.\n\n"
        "2. Giao Sở Nội vụ theo dõi, đôn đốc việc thực hiện.\n\n"
        "3. Đề nghị Ủy ban MTTQ Việt Nam tỉnh vận động nhân dân.\n\n"
        "Các cơ quan nghiêm túc thực hiện./.\n\nNơi nhận:\n- Lưu: VT.\n"
    )
    source = namro.read(text.encode(), name="chi-thi.md")
    found = outline(source)
    tasks = read_tasks(source, found, read_tables(source, found))
    assert [t.lead for t in tasks] == [
        ("Các sở, ban, ngành", "UBND các xã, phường"),
        ("Các sở, ban, ngành", "UBND các xã, phường"),
        ("Sở Nội vụ",),
        ("Ủy ban MTTQ Việt Nam tỉnh",),
    ]
    assert tasks[1].deadline == ByDate(date(2025, 12, 15))


@pytest.mark.parametrize(
    ("line", "deadline"),
    [
        ("- Tháng 3/2026: Tổ chức hội nghị.", ByDate(date(2026, 3, 31))),
        ("- Từ 01/4 đến 15/4/2026: Ra quân.", ByDate(date(2026, 4, 15), date(2026, 4, 1))),
        ("- Hằng tháng: Họp giao ban.", Recurring(Recurrence.MONTHLY)),
        ("- Năm học: Mở lớp tin học.", None),
    ],
)
def test_a_schedule_line_is_due_at_the_time_that_heads_it(line: str, deadline: object) -> None:
    (task,) = bullets(line)
    assert task.deadline == deadline


def test_goals_purposes_money_and_pointers_to_an_annex_are_no_tasks() -> None:
    tasks = tasks_of(
        "III. NHIỆM VỤ\n\nChi tiết tại Phụ lục kèm theo Kế hoạch này.\n\n"
        "Danh mục nhiệm vụ tại Phụ lục 1; danh mục mô hình tại Phụ lục 2.\n\n- Mở lớp số hóa.\n\n"
        "IV. KINH PHÍ THỰC HIỆN\n\n- Từ ngân sách tỉnh.\n"
    )
    assert [t.text for t in tasks] == ["Mở lớp số hóa."]


def test_a_page_break_does_not_cut_a_task() -> None:
    tasks = bullets(
        "- Xây dựng nền tảng học trực tuyến cho cán bộ,", "công chức, người lao động xã."
    )
    assert [t.text for t in tasks] == [
        "Xây dựng nền tảng học trực tuyến cho cán bộ, công chức, người lao động xã."
    ]
    assert tasks[0].end_line > tasks[0].line


def test_a_notice_gives_work_item_by_item() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH SÔNG XANH\n\nTHÔNG BÁO\nKết luận cuộc họp về dữ liệu số\n\n"
        "Ngày 10/01/2026, UBND tỉnh họp nghe Sở Nội vụ báo cáo. Chủ tịch UBND tỉnh kết luận như sau:\n\n"
        "1. Công ty Cấp nước Sông Xanh khẩn trương bàn giao dữ liệu trước ngày 08/02/2026.\n\n"
        "2. Giao Sở Tài chính chủ trì, phối hợp với Sở Nội vụ tham mưu kinh phí.\n\n"
        "Trên đây là kết luận cuộc họp, các cơ quan biết, thực hiện./.\n\nNơi nhận:\n- Lưu: VT.\n"
    )
    source = namro.read(text.encode(), name="thong-bao.md")
    found = outline(source)
    first, second = read_tasks(source, found, read_tables(source, found))
    assert first.lead == ("Công ty Cấp nước Sông Xanh",)
    assert first.deadline == ByDate(date(2026, 2, 8))
    assert (second.lead, second.coordinating) == (("Sở Tài chính",), ("Sở Nội vụ",))


# --- rows ----------------------------------------------------------------------------------------

ANNEX = """III. TỔ CHỨC THỰC HIỆN

1. Sở Nội vụ theo dõi việc thực hiện.

PHỤ LỤC
DANH MỤC NHIỆM VỤ

| STT | Nội dung nhiệm vụ | {lead} | {with_} | Sản phẩm | {when} |
|---|---|---|---|---|---|
"""


def rows(
    *lines: str,
    lead: str = "Cơ quan chủ trì",
    with_: str = "Cơ quan phối hợp",
    when: str = "Thời gian hoàn thành",
) -> tuple[Task, ...]:
    body = ANNEX.format(lead=lead, with_=with_, when=when) + "\n".join(lines) + "\n"
    return tuple(t for t in tasks_of(body, span="năm 2026") if t.origin is Origin.ANNEX)


def test_a_row_is_read_from_its_own_columns() -> None:
    (task,) = rows(
        "| 1 | Lập kho dữ liệu | Sở Nội vụ | Công an tỉnh, các sở, ngành | Báo cáo | Quý II/2026 |"
    )
    assert (task.no, task.text) == ("1", "Lập kho dữ liệu")
    assert (task.lead, task.coordinating) == (("Sở Nội vụ",), ("Công an tỉnh", "các sở, ngành"))
    assert (task.deliverable, task.deadline_raw) == ("Báo cáo", "Quý II/2026")
    assert {r.field: r.certainty for r in task.readings} == {
        "lead": Certainty.SURE,
        "coordinating": Certainty.SURE,
        "deliverable": Certainty.SURE,
        "deadline": Certainty.SURE,
    }


def test_a_row_waiting_for_an_event_keeps_the_words_and_the_event() -> None:
    (task,) = rows("| 1 | Lập kho dữ liệu | Sở Nội vụ |  | Báo cáo | Sai khi tình triển khai |")
    assert task.deadline_raw == "Sai khi tình triển khai"
    assert task.deadline == OnEvent("sau khi tỉnh triển khai")
    assert task.condition == "sau khi tỉnh triển khai"


def test_an_unreadable_deadline_is_kept_and_said_to_be_unsure() -> None:
    (task,) = rows("| 1 | Lập kho dữ liệu | Sở Nội vụ |  | Báo cáo | Đang chờ |")
    assert (task.deadline_raw, task.deadline) == ("Đang chờ", None)
    assert [r.certainty for r in task.readings if r.field == "deadline"] == [Certainty.UNSURE]


def test_a_day_without_year_takes_the_year_in_the_plans_name() -> None:
    (task,) = rows("| 1 | Lập kho dữ liệu | Sở Nội vụ |  | Báo cáo | Quý III |")
    assert task.deadline == ByDate(date(2026, 9, 30))


def test_a_cell_may_say_both_who_leads_and_who_helps() -> None:
    first, second = rows(
        "| 1 | Lập kho dữ liệu | Chủ trì: Sở Nội vụ; Phối hợp: các sở, ngành |  | Báo cáo | 2026 |",
        "| 2 | Mở lớp bồi dưỡng | Sở Nội vụ chủ trì; Sở Tài chính, các địa phương phối hợp |  | Báo cáo | 2026 |",
        lead="Đơn vị chủ trì/phối hợp",
        with_="Ghi chú",
    )
    assert (first.lead, first.coordinating) == (("Sở Nội vụ",), ("các sở, ngành",))
    assert (second.lead, second.coordinating) == (
        ("Sở Nội vụ",),
        ("Sở Tài chính", "các địa phương"),
    )


def test_a_row_that_only_heads_others_is_no_task() -> None:
    tasks = rows(
        "| 1 | Về dữ liệu |  |  |  |  |",
        "| 1.1 | Số hóa hồ sơ | Sở Nội vụ |  | Báo cáo | 2026 |",
        "| 1.2 | Làm sạch dữ liệu | Sở Nội vụ |  | Báo cáo | 2026 |",
    )
    assert [t.text for t in tasks] == ["Số hóa hồ sơ", "Làm sạch dữ liệu"]


def test_as_above_means_the_cell_above() -> None:
    tasks = rows(
        "| 1 | Lập kho dữ liệu | Sở Nội vụ | Công an tỉnh | Báo cáo | 2026 |",
        "| 2 | Làm sạch dữ liệu | -nt- | Như trên | Báo cáo | 2026 |",
    )
    assert (tasks[1].lead, tasks[1].coordinating) == (("Sở Nội vụ",), ("Công an tỉnh",))


def test_several_leads_keep_their_order_and_say_who_is_accountable() -> None:
    (task,) = rows("| 1 | Lập kho dữ liệu | Công an tỉnh, Sở Nội vụ |  | Báo cáo | 2026 |")
    assert task.lead == ("Công an tỉnh", "Sở Nội vụ")
    (reading,) = (r for r in task.readings if r.field == "lead")
    assert "đơn vị đầu chịu trách nhiệm chính" in reading.reason


def test_a_merged_lead_cell_counts_for_every_row_it_covers() -> None:
    html = (
        "<p>KẾ HOẠCH</p><p>Dữ liệu số năm 2026</p><p><b>PHỤ LỤC</b></p><p><b>PHÂN CÔNG NHIỆM VỤ</b></p>"
        "<table><tr><th>STT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Thời gian</th></tr>"
        "<tr><td>1</td><td>Lập kho dữ liệu</td><td rowspan=2>Sở Nội vụ</td><td>Quý I</td></tr>"
        "<tr><td>2</td><td>Làm sạch dữ liệu</td><td>Quý II</td></tr></table>"
    )
    source = namro.read(html.encode(), name="ke-hoach.html")
    found = outline(source)
    tasks = read_tasks(source, found, read_tables(source, found))
    assert [t.lead for t in tasks] == [("Sở Nội vụ",), ("Sở Nội vụ",)]


def test_marked_lines_with_a_deadline_each_are_tasks_of_their_own() -> None:
    tasks = rows(
        "| 1 | - Lập kế hoạch<br>- Ban hành quy chế | Sở Nội vụ |  | Báo cáo | - Quý I<br>- Quý II |"
    )
    assert [(t.text, t.deadline) for t in tasks] == [
        ("Lập kế hoạch", ByDate(date(2026, 3, 31))),
        ("Ban hành quy chế", ByDate(date(2026, 6, 30))),
    ]


# --- nothing is lost -----------------------------------------------------------------------------

_VERBS = st.sampled_from(["Xây dựng", "Rà soát", "Tổ chức", "Đẩy mạnh", "Hoàn thiện", "Số hóa"])
_WORDS = st.lists(
    st.sampled_from(
        [
            "dữ",
            "liệu",
            "hạ",
            "tầng",
            "số",
            "chương",
            "trình",
            "đào",
            "tạo",
            "cán",
            "bộ",
            "xã",
            "thôn",
            "nền",
            "tảng",
            "kết",
            "nối",
            "quy",
            "chế",
        ]
    ),
    min_size=4,
    max_size=30,
).map(" ".join)
_SENTENCES = st.tuples(_VERBS, _WORDS, st.sampled_from([".", ";", ""])).map(
    lambda parts: f"{parts[0]} {parts[1]}{parts[2]}"
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_SENTENCES, min_size=1, max_size=8), st.sampled_from(["-", "+", "•"]))
def test_no_word_of_a_bullet_is_lost(sentences: list[str], mark: str) -> None:
    tasks = bullets(*[f"{mark} {sentence}" for sentence in sentences])
    assert [t.text for t in tasks] == sentences


@settings(max_examples=40, deadline=None)
@given(st.lists(_SENTENCES, min_size=1, max_size=8))
def test_no_word_of_a_row_is_lost(sentences: list[str]) -> None:
    tasks = rows(
        *[f"| {i} | {s} | Sở Nội vụ |  | Báo cáo | 2026 |" for i, s in enumerate(sentences, 1)]
    )
    assert [t.text for t in tasks] == sentences


@settings(max_examples=30, deadline=None)
@given(_SENTENCES, st.integers(3, 12), st.sampled_from(["Sở Nội vụ", "Công an tỉnh"]))
def test_a_row_cut_by_a_page_break_is_whole_again(sentence: str, cut: int, lead: str) -> None:
    words = sentence.split()
    head, tail = " ".join(words[:cut]), " ".join(words[cut:])
    if not tail:
        return
    again = "| STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Sản phẩm | Thời gian hoàn thành |"
    (task,) = rows(
        f"| 1 | {head} | {lead} |  | Báo cáo | 2026 |",
        "",
        again,
        "|---|---|---|---|---|---|",
        f"|  | {tail} |  |  |  |  |",
    )
    assert re.findall(r"\w+", task.text) == re.findall(r"\w+", sentence)


@pytest.mark.parametrize("piece", ["Chủ trì: ", "giao Sở A chủ trì, ", "(", "trước ngày ", "và "])
def test_a_hostile_line_is_read_like_any_other(piece: str) -> None:
    tasks = bullets("- " + piece * 20_000, "- Mở lớp số hóa cho cán bộ.")
    assert tasks[-1].text == "Mở lớp số hóa cho cán bộ."


@pytest.mark.parametrize(
    ("line", "lead", "coordinating"),
    [
        ("- Công an xã tuần tra khu vực chợ.", ("Công an xã",), ()),
        ("- UBND các xã, phường lắp đặt dụng cụ thể thao.", ("UBND các xã, phường",), ()),
        (
            "- Chi cục Dân số phối hợp với Trung tâm Y tế tỉnh tổ chức chiến dịch truyền thông.",
            ("Chi cục Dân số",),
            ("Trung tâm Y tế tỉnh",),
        ),
        (
            "- Giao Phòng Kinh tế chủ trì, phối hợp với Ban Quản lý dự án xã đẩy nhanh giải phóng mặt bằng.",
            ("Phòng Kinh tế",),
            ("Ban Quản lý dự án xã",),
        ),
        ("- Tổ chức đoàn kiểm tra liên ngành về an toàn thực phẩm.", (), ()),
    ],
)
def test_a_body_s_name_ends_at_its_area(
    line: str, lead: tuple[str, ...], coordinating: tuple[str, ...]
) -> None:
    (task,) = bullets(line)
    assert (task.lead, task.coordinating) == (lead, coordinating)


@pytest.mark.parametrize(
    ("line", "often"),
    [
        ("- Thực tập phương án chữa cháy mỗi quý một lần.", Recurring(Recurrence.QUARTERLY)),
        ("- Kiểm tra liên ngành ít nhất 02 lần/năm.", Recurring(Recurrence.HALF_YEARLY)),
        ("- Sinh hoạt câu lạc bộ mỗi tháng 02 buổi.", Recurring(Recurrence.MONTHLY)),
        ("- Các sở, ngành thường xuyên cập nhật dữ liệu.", Continuous()),
    ],
)
def test_how_often_is_read_wherever_it_governs_the_work(line: str, often: object) -> None:
    (task,) = bullets(line)
    assert task.deadline == often


@pytest.mark.parametrize(
    "line",
    [
        "Các chỉ tiêu và nhiệm vụ cụ thể được giao tại Phụ lục I và Phụ lục II kèm theo Kế hoạch này.",
        "Văn phòng UBND xã thông báo để các đơn vị biết, tổ chức thực hiện./.",
    ],
)
def test_a_pointer_or_a_farewell_asks_for_nothing(line: str) -> None:
    assert bullets(line) == ()


def test_an_hour_before_the_day_does_not_hide_the_day() -> None:
    (task,) = bullets("- Thống kê thiệt hại, báo cáo UBND tỉnh trước 16 giờ ngày 20/9/2026.")
    assert task.deadline == ByDate(date(2026, 9, 20))
