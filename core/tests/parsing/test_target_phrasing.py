"""What sentences of plans promise: a table that an official can extend without touching code.

Each row: a bullet as offices write it, then the targets it states, each as "operator value unit"
with "@" and the last day where the sentence itself names a period. An empty list: it promises
nothing that can be counted.
"""

from __future__ import annotations

import pytest

from namro.parsing.targets import find_statements

GOALS: list[tuple[str, list[str]]] = [
    # one figure, the share first
    ("100% cán bộ thôn được tập huấn sử dụng nền tảng số.", ["= 100 %"]),
    ("Trên 85% hộ kinh doanh chấp nhận thanh toán không dùng tiền mặt.", ["> 85 %"]),
    ("Hơn 60 % hộ nghèo được vay vốn ưu đãi", ["> 60 %"]),
    ("Ít nhất 70% người dân trong độ tuổi lao động có tài khoản thanh toán.", [">= 70 %"]),
    ("Tối thiểu 50% số thôn có điểm truy cập Internet công cộng miễn phí.", [">= 50 %"]),
    ("Không dưới 90% hồ sơ được trả đúng hạn.", [">= 90 %"]),
    ("Không quá 2% hồ sơ trễ hạn.", ["<= 2 %"]),
    ("Dưới 1% hộ nghèo theo chuẩn đa chiều", ["< 1 %"]),
    ("Tối đa 5% hồ sơ phải bổ sung giấy tờ", ["<= 5 %"]),
    ("Khoảng 40% diện tích lúa được tưới tiết kiệm nước.", ["= 40 %"]),
    ("≥ 95% trẻ em trong độ tuổi tiêm chủng có sổ tiêm chủng điện tử", [">= 95 %"]),
    (">= 30% lãnh đạo phòng được đào tạo về dữ liệu", [">= 30 %"]),
    (">75% văn bản đi được ký số", ["> 75 %"]),
    ("Có từ 80% trở lên số hộ dùng nước sạch.", [">= 80 %"]),
    ("Phấn đấu 98,5% dân số tham gia bảo hiểm y tế.", ["= 98.5 %"]),
    ("Duy trì 100% trường học đạt chuẩn cơ sở vật chất.", ["= 100 %"]),
    ("Bảo đảm 100% chế độ báo cáo được thực hiện trên hệ thống.", ["= 100 %"]),
    ("Trên 90 phần trăm đảng viên học tập nghị quyết bằng hình thức trực tuyến", ["> 90 %"]),
    # one figure, the subject first
    ("Tỷ lệ hộ nghèo giảm còn dưới 1,5%.", ["< 1.5 %"]),
    ("Tỷ lệ che phủ rừng duy trì trên 65%.", ["> 65 %"]),
    ("Tỉ lệ lao động qua đào tạo đạt 75% trở lên.", [">= 75 %"]),
    ("Tỷ lệ dân số dùng điện thoại thông minh đạt từ 80% đến 85%.", [">= 80 %"]),
    ("Tỷ lệ người dân hài lòng đạt 90 - 95%.", [">= 90 %"]),
    ("Mức độ hài lòng của người dân không thấp hơn 95%.", [">= 95 %"]),
    ("Tỷ lệ hồ sơ trễ hạn không vượt quá 0,5%.", ["<= 0.5 %"]),
    ("Tỷ lệ thất thoát nước sạch giảm xuống còn 12%", ["= 12 %"]),
    ("Kinh tế số chiếm tối thiểu 25% GRDP.", [">= 25 % GRDP"]),
    ("Quy mô kinh tế số của tỉnh đạt ít nhất 30% GRDP", [">= 30 % GRDP"]),
    ("Chi cho nghiên cứu và phát triển đạt 2% GDP.", ["= 2 % GDP"]),
    ("Năng suất lao động tăng bình quân 8%/năm.", ["= 8 %/năm"]),
    ("Số đơn đăng ký nhãn hiệu tăng trung bình 16 - 18%/năm", [">= 16 %/năm"]),
    ("Tốc độ tăng giá trị sản xuất đạt trên 10,5%/năm.", ["> 10.5 %/năm"]),
    ("Tỷ lệ đô thị hóa: 45%.", ["= 45 %"]),
    ("Tỷ lệ thuê bao băng rộng cố định trên 100 dân đạt 30 thuê bao.", ["= 30 thuê bao"]),
    ("Tỷ lệ cán bộ nữ giữ chức vụ lãnh đạo, hướng tới tối thiểu đạt 25%", [">= 25 %"]),
    ("Phủ sóng 5G đạt 99% dân số.", ["= 99 %"]),
    ("Mạng cáp quang phủ trên 80% hộ gia đình", ["> 80 %"]),
    ("Tăng tỷ lệ hồ sơ trực tuyến từ 40% năm 2024 lên 70% năm 2025.", ["= 70 % @2025-12-31"]),
    ("Tăng từ 30% lên trên 50% số hộ bán hàng trên sàn thương mại điện tử", ["> 50 %"]),
    ("Giảm ít nhất 30% thời gian giải quyết thủ tục hành chính.", [">= 30 %"]),
    ("Cắt giảm 50% chi phí tuân thủ cho doanh nghiệp", ["= 50 %"]),
    ("Tỷ lệ giải ngân vốn đầu tư công đạt 95% kế hoạch vốn được giao.", ["= 95 %"]),
    # counts and measures
    ("Trao 1.500 suất quà cho hộ nghèo", ["= 1500 suất"]),
    ("Xóa 450 nhà tạm, nhà dột nát.", ["= 450 nhà"]),
    ("Gọi nhập ngũ 120 công dân", ["= 120 công dân"]),
    ("Giải quyết việc làm cho 15.000 lao động.", ["= 15000 lao động"]),
    ("Kiểm tra 04 tổ chức đảng và 06 đảng viên.", ["= 4 tổ chức đảng", "= 6 đảng viên"]),
    ("Số năm sống khỏe đạt tối thiểu 68 năm", [">= 68 năm"]),
    (
        "Tỷ số giới tính khi sinh không vượt quá 110 bé trai/100 bé gái.",
        ["<= 110 bé trai/100 bé gái"],
    ),
    ("Thu hút 3,5 triệu lượt khách du lịch.", ["= 3.5 triệu lượt khách"]),
    (
        "Thu ngân sách đạt 120 tỷ đồng, tăng 8% so với ước thực hiện năm 2025.",
        ["= 120 tỷ đồng", "= 8 %"],
    ),
    ("Có ít nhất 05 doanh nghiệp khoa học và công nghệ.", [">= 5 doanh nghiệp"]),
    ("Xây dựng 02 mô hình thôn thông minh.", ["= 2 mô hình"]),
    ("Tối thiểu có 3 sản phẩm đạt chứng nhận hữu cơ", [">= 3 sản phẩm"]),
    ("Thu hút thêm từ 10 dự án đầu tư trở lên.", [">= 10 dự án"]),
    ("Thành lập mới 01 (một) hợp tác xã nông nghiệp công nghệ cao.", ["= 1 hợp tác xã"]),
    ("Đào tạo 1.200 lao động có kỹ năng số.", ["= 1200 lao động"]),
    ("Phấn đấu kết nạp 15 đảng viên mới mỗi năm", ["= 15 đảng viên"]),
    ("Thu nhập bình quân đạt 85 triệu đồng/người/năm.", ["= 85 triệu đồng/người/năm"]),
    ("Thu ngân sách trên địa bàn đạt 1.250,5 tỷ đồng.", ["= 1250.5 tỷ đồng"]),
    ("Kim ngạch xuất khẩu đạt trên 2,5 tỷ USD", ["> 2.5 tỷ USD"]),
    ("Giá trị sản phẩm trên một ha đất trồng trọt đạt 120 triệu đồng.", ["= 120 triệu đồng"]),
    ("Tốc độ tải xuống trung bình đạt ít nhất 200 Mb/s.", [">= 200 Mb/s"]),
    ("Tổng dung lượng lưu trữ đạt tối thiểu 50 TB", [">= 50 TB"]),
    ("Trồng mới 500 ha rừng.", ["= 500 ha"]),
    ("Nâng cấp 12,5 km đường liên thôn.", ["= 12.5 km"]),
    ("Đạt 12 bác sĩ/vạn dân.", ["= 12 bác sĩ/vạn dân"]),
    ("Có 35 giường bệnh/vạn dân", ["= 35 giường bệnh/vạn dân"]),
    ("Chỉ số phát triển con người (HDI) duy trì trên 0,7.", ["> 0.7 None"]),
    ("Chỉ số cải cách hành chính đạt 90 điểm trở lên.", [">= 90 điểm"]),
    ("Có 05 xã đạt chuẩn nông thôn mới nâng cao.", ["= 5 xã"]),
    ("Thời gian tiếp nhận hồ sơ không quá 15 phút/hồ sơ.", ["<= 15 phút/hồ sơ"]),
    ("Nguồn nhân lực nghiên cứu đạt 12 người/vạn dân.", ["= 12 người/vạn dân"]),
    ("Có từ 40 - 50 tổ chức khoa học và công nghệ được xếp hạng khu vực.", [">= 40 tổ chức"]),
    # ranks
    ("Thuộc nhóm 10 địa phương dẫn đầu về chỉ số chuyển đổi số.", ["<= 10 thứ bậc"]),
    ("Chỉ số DTI của tỉnh nằm trong nhóm 15 tỉnh, thành phố dẫn đầu cả nước", ["<= 15 thứ bậc"]),
    ("Nằm trong top 20 cả nước về chỉ số PCI.", ["<= 20 thứ bậc"]),
    ("Chỉ số sẵn sàng ứng dụng công nghệ xếp thứ 5 toàn tỉnh trở lên.", ["<= 5 thứ bậc"]),
    # several in one statement
    (
        "90% hồ sơ công việc cấp tỉnh, 80% hồ sơ công việc cấp huyện và 60% hồ sơ công việc cấp xã được xử lý trên mạng.",
        ["= 90 %", "= 80 %", "= 60 %"],
    ),
    (
        "Sóng di động phủ 100% thôn; cáp quang tới 95% hộ gia đình; không còn điểm lõm sóng.",
        ["= 100 %", "= 95 %"],
    ),
    (
        "Tỷ lệ hộ nghèo dưới 2%, thu nhập bình quân đạt 60 triệu đồng/người/năm.",
        ["< 2 %", "= 60 triệu đồng/người/năm"],
    ),
    (
        "Chi cho nghiên cứu đạt 2% GRDP, trong đó kinh phí từ xã hội chiếm hơn 60%.",
        ["= 2 % GRDP", "> 60 %"],
    ),
    (
        "Trên 90% người dân có định danh điện tử, tỷ lệ người dân có chữ ký số ≥ 10%.",
        ["> 90 %", ">= 10 %"],
    ),
    (
        "Tỷ lệ giao dịch không tiền mặt năm 2025 đạt 50%, năm 2030 đạt 80%.",
        ["= 50 % @2025-12-31", "= 80 % @2030-12-31"],
    ),
    (
        "Tỷ lệ hộ có đồng hồ nước thông minh đạt 30% vào năm 2026 và 60% vào năm 2028.",
        ["= 30 % @2026-12-31", "= 60 % @2028-12-31"],
    ),
    (
        "Thuộc nhóm 3 nước dẫn đầu khu vực, nhóm 50 nước đứng đầu thế giới về năng lực cạnh tranh số.",
        ["<= 3 thứ bậc", "<= 50 thứ bậc"],
    ),
    (
        "Tỷ lệ trường mầm non, tiểu học, trung học cơ sở đạt chuẩn lần lượt là 80%, 90% và 100%.",
        ["= 80 %", "= 90 %", "= 100 %"],
    ),
    # the period in the sentence
    ("Đến năm 2030, 100% thôn có nhà văn hóa số.", ["= 100 % @2030-12-31"]),
    ("Đến hết năm 2026, phấn đấu đạt trên 80% hồ sơ trực tuyến.", ["> 80 % @2026-12-31"]),
    ("Trong giai đoạn 2026 - 2030 có ít nhất 10% cán bộ là người trẻ.", [">= 10 % @2030-12-31"]),
    ("Phấn đấu đến cuối năm 2027 có 40% hộ bán hàng trực tuyến.", ["= 40 % @2027-12-31"]),
    ("Năm 2025: 100% xã có cán bộ phụ trách chuyển đổi số.", ["= 100 % @2025-12-31"]),
    ("Hoàn thành số hóa 100% sổ hộ tịch trước ngày 30/6/2026.", ["= 100 % @2026-06-30"]),
    (
        "Đến quý IV/2025, 100% thủ tục đủ điều kiện được cung cấp toàn trình.",
        ["= 100 % @2025-12-31"],
    ),
    ("Xây dựng ít nhất 20 trạm tại vùng lõm sóng trước năm 2027.", [">= 20 trạm @2026-12-31"]),
    ("70% hộ gia đình có kết nối cáp quang vào năm 2028", ["= 70 % @2028-12-31"]),
    (
        "Giai đoạn 2026-2030: 80% lãnh đạo được bồi dưỡng; 50% cán bộ có chứng chỉ.",
        ["= 80 % @2030-12-31", "= 50 % @2030-12-31"],
    ),
    (
        "Tỷ lệ hộ nghèo giảm 1% so với năm 2024.",
        ["= 1 %"],
    ),
    ("Tỷ lệ hộ nghèo giảm bình quân 1,4%/ năm.", ["= 1.4 %/năm"]),
    ("Hằng năm kết nạp mới từ 20 đảng viên trở lên", [">= 20 đảng viên"]),
    ("Phấn đấu đạt 19/19 tiêu chí nông thôn mới nâng cao.", ["= 19 tiêu chí"]),
    ("95% (38/40) chi bộ hoàn thành tốt nhiệm vụ.", ["= 95 %"]),
    ("Tỷ lệ hộ dùng nước sạch đạt 98% (năm 2024 đạt 90%).", ["= 98 %"]),
    ("Tỷ lệ hộ nghèo còn 3% (theo chuẩn nghèo giai đoạn 2022 - 2025).", ["= 3 %"]),
    ("Nằm trong 10 xã dẫn đầu tỉnh về chuyển đổi số", ["<= 10 thứ bậc"]),
    ("Chỉ số cải cách hành chính xếp hạng 12/34 tỉnh, thành phố", ["= 12 thứ bậc"]),
    ("Tổng mức bán lẻ hàng hóa đạt 1,2 nghìn tỷ đồng.", ["= 1.2 nghìn tỷ đồng"]),
    ("GRDP bình quân đầu người đạt 5.500 - 6.000 USD", [">= 5500 USD"]),
    ("Doanh thu từ sàn thương mại điện tử tăng gấp 2 lần so với năm 2024.", ["= 2 lần"]),
    ("Bình quân 12 điện thoại/100 dân", ["= 12 điện thoại/100 dân"]),
    ("Số thuê bao băng rộng di động/100 dân đạt 90.", ["= 90 None"]),
    ("Tỷ suất tử vong trẻ em dưới 1 tuổi giảm còn 12‰.", ["= 12 ‰"]),
    ("Huy động trẻ từ 3 - 5 tuổi đến trường đạt 98%", ["= 98 %"]),
    ("Tuổi thọ trung bình đạt 75,5 tuổi", ["= 75.5 tuổi"]),
    ("Độ trễ của mạng dưới 10 ms.", ["< 10 ms"]),
    ("Mỗi thôn có 01 tổ công nghệ số cộng đồng.", ["= 1 tổ"]),
    ("Hằng năm tổ chức tối thiểu 04 lớp tập huấn.", [">= 4 lớp"]),
    ("Đào tạo 1,250 người dùng nền tảng số.", ["= 1250 người"]),
    (
        "Số hóa tối thiểu 80% hồ sơ năm 2026, 90% năm 2027 và 100% năm 2028",
        [">= 80 % @2026-12-31", "= 90 % @2027-12-31", "= 100 % @2028-12-31"],
    ),
    (
        "Tỷ lệ phủ sóng 5G: năm 2026 đạt 40%, đến năm 2030 đạt 90%.",
        ["= 40 % @2026-12-31", "= 90 % @2030-12-31"],
    ),
    (
        "Phấn đấu đến năm 2030, tầm nhìn đến năm 2045, có 80% hộ dùng dịch vụ số.",
        ["= 80 % @2030-12-31"],
    ),
    (
        "100% (đối với cấp tỉnh) và 90% (đối với cấp xã) hồ sơ được số hóa.",
        ["= 100 %", "= 90 %"],
    ),
    (
        "100% trường học có ít nhất 01 phòng máy tính.",
        ["= 100 %", ">= 1 phòng"],
    ),
    # a figure that measures, beside figures that do not
    ("80% dân số từ 15 tuổi trở lên có tài khoản ngân hàng.", ["= 80 %"]),
    ("100% dịch vụ công trực tuyến mức độ 4 được cung cấp trên thiết bị di động.", ["= 100 %"]),
    ("Trên 50% hệ thống thông tin cấp độ 3 được giám sát 24/7.", ["> 50 %"]),
    ("100% cán bộ hoàn thành nhiệm vụ theo Nghị quyết số 57-NQ/TW ngày 22/12/2024.", ["= 100 %"]),
    ("Đề án 06 được triển khai tại 100% thôn.", ["= 100 %"]),
    ("Hạ tầng 4G, 5G phủ 100% khu dân cư", ["= 100 %"]),
    ("Hằng năm, 100% thôn tổ chức Ngày Chuyển đổi số 10/10.", ["= 100 %"]),
    # no target
    ("Toàn bộ người dân được tiếp cận dịch vụ số.", []),
    ("Thực hiện tốt Nghị quyết số 57-NQ/TW và Đề án 06.", []),
    ("Phát triển hạ tầng 5G, 6G và Internet vạn vật.", []),
    ("Xây dựng kế hoạch chuyển đổi số giai đoạn 2025-2030.", []),
    ("Hoàn thành Chương trình mục tiêu quốc gia giai đoạn I từ năm 2021 đến năm 2025.", []),
    ("Vận hành mô hình chính quyền địa phương 02 cấp.", []),
    ("Người từ đủ 18 tuổi trở lên được hướng dẫn cài đặt ứng dụng.", []),
    ("Chủ động tham gia cuộc Cách mạng công nghiệp lần thứ 4, công nghiệp 4.0.", []),
    ("Quán triệt phương châm 4 tại chỗ và 6 rõ.", []),
    ("Chiến lược 10 năm (2025-2035) được ban hành.", []),
    ("Áp dụng hệ thống quản lý chất lượng TCVN ISO 9001:2015.", []),
    ("Thực hiện Luật số 20/2023/QH15 ngày 22/6/2023.", []),
    ("Đáp ứng IPv6 trên mạng của xã.", []),
    ("Mỗi thôn có một tổ công nghệ số cộng đồng.", []),
    ("Số hóa xong 3.500 hồ sơ hộ tịch còn tồn đọng.", ["= 3500 hồ sơ"]),
]

TASKS: list[tuple[str, list[str]]] = [
    ("Bố trí ít nhất 15% chi sự nghiệp khoa học cho công nghệ chiến lược.", [">= 15 %"]),
    (
        "Xây dựng, đưa vào khai thác sử dụng 114 cơ sở dữ liệu chuyên ngành.",
        ["= 114 cơ sở dữ liệu"],
    ),
    ("Ít nhất 10 cơ sở được thành lập", [">= 10 cơ sở"]),
    ("Cung cấp 100% dữ liệu mở theo kế hoạch.", ["= 100 %"]),
    ("Xây dựng tối thiểu 02 mô hình điểm về chuyển đổi số cộng đồng.", [">= 2 mô hình"]),
    ("Phối hợp với 12 xóm tổ chức tuyên truyền.", []),
    ("Định kỳ 6 tháng, 1 năm báo cáo kết quả thực hiện.", []),
    ("Tổng hợp, báo cáo trước ngày 15 tháng 6 và ngày 15 tháng 12.", []),
    ("Triển khai nhiệm vụ theo 7 nhóm giải pháp.", []),
    ("Thực hiện trong thời hạn 10 ngày làm việc.", []),
    ("Ban hành 01 kế hoạch và 02 văn bản hướng dẫn.", []),
    ("Tuyên truyền tại 12 thôn, 3 trường học.", []),
    ("Nâng cấp hạ tầng theo văn bản 1552/BTTTT-THH.", []),
    ("Rà soát 25 thủ tục hành chính nội bộ.", []),
    ("Diễn tập an toàn thông tin ít nhất 01 lần/năm.", []),
    ("Hoàn thành giải ngân tối thiểu 95% vốn được giao.", [">= 95 %"]),
    ("Lắp đặt ít nhất 10 camera tại 12 xóm.", [">= 10 camera"]),
    (
        "Vận động tiểu thương treo mã QR, phấn đấu đến 15/12/2025 có 150 điểm chấp nhận thanh toán.",
        ["= 150 điểm @2025-12-15"],
    ),
]


def _say(text: str, *, strict: bool) -> list[str]:
    return [
        f"{s.quantity.operator.value} {s.quantity.value.normalize():f} {s.quantity.unit}"
        + (f" @{s.horizon}" if s.horizon else "")
        for s in find_statements(text, strict=strict)
    ]


SUBJECTS = [
    ("Tỷ lệ hộ nghèo giảm còn dưới 1,5%.", "Tỷ lệ hộ nghèo"),
    ("Phấn đấu có ít nhất 10% cán bộ là người trẻ.", "cán bộ là người trẻ"),
    ("Sóng 5G phủ 100% khu dân cư", "Sóng 5G phủ khu dân cư"),
    ("Đến năm 2030, kinh tế số chiếm 30% GRDP.", "kinh tế số"),
    ("Có ít nhất 05 doanh nghiệp khoa học và công nghệ.", "doanh nghiệp khoa học và công nghệ"),
    ("Xây dựng nhà ở xã hội: 1.500 căn", "Xây dựng nhà ở xã hội"),
    ("Tốc độ tải xuống trung bình tối thiểu 100 Mb/s.", "Tốc độ tải xuống"),
    ("Chỉ số hài lòng (SIPAS) ≥ 95%", "Chỉ số hài lòng (SIPAS)"),
    ("100% hồ sơ được số hóa, nhằm phục vụ tra cứu", "hồ sơ được số hóa"),
    ("Thu nhập bình quân đầu người đến năm 2030 đạt 86 triệu đồng", "Thu nhập bình quân đầu người"),
]


@pytest.mark.parametrize(("text", "subject"), SUBJECTS, ids=[row[0][:50] for row in SUBJECTS])
def test_a_target_says_what_is_measured(text: str, subject: str) -> None:
    assert [s.subject for s in find_statements(text)] == [subject]


def test_figures_that_share_a_subject_all_have_it() -> None:
    found = find_statements("Đến năm 2025 có 50%, năm 2030 có 80% hộ dùng nước sạch.")
    assert [s.subject for s in found] == ["hộ dùng nước sạch", "hộ dùng nước sạch"]


@pytest.mark.parametrize(("text", "expected"), GOALS, ids=[row[0][:50] for row in GOALS])
def test_a_goal_promises_what_it_says(text: str, expected: list[str]) -> None:
    assert _say(text, strict=False) == expected


@pytest.mark.parametrize(("text", "expected"), TASKS, ids=[row[0][:50] for row in TASKS])
def test_a_task_promises_only_what_it_sets_as_a_mark(text: str, expected: list[str]) -> None:
    assert _say(text, strict=True) == expected
