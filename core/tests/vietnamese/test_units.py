"""Agency cells as offices write them, and the names they hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.vietnamese.units import begins_with_agency, looks_like_agency, split_agencies

CELLS: list[tuple[str, tuple[str, ...]]] = [
    ("Sở Nội vụ", ("Sở Nội vụ",)),
    ("Sở Nội vụ, Sở Tư pháp", ("Sở Nội vụ", "Sở Tư pháp")),
    ("Các Sở, ngành, đơn vị, UBND cấp xã", ("Các Sở, ngành, đơn vị", "UBND cấp xã")),
    (
        "Sở Tư pháp; các cơ quan, đơn vị, địa phương liên quan",
        ("Sở Tư pháp", "các cơ quan, đơn vị, địa phương liên quan"),
    ),
    (
        "Sở Tư pháp và các cơ quan, đơn vị, địa phương liên quan",
        ("Sở Tư pháp", "các cơ quan, đơn vị, địa phương liên quan"),
    ),
    ("Các cơ quan, đơn vị theo quy định", ("Các cơ quan, đơn vị theo quy định",)),
    (
        "Báo và Phát thanh, Truyền hình tỉnh; Sở Tư pháp; các cơ quan, đơn vị, địa phương",
        ("Báo và Phát thanh, Truyền hình tỉnh", "Sở Tư pháp", "các cơ quan, đơn vị, địa phương"),
    ),
    (
        "Báo và Phát thanh, Truyền hình tỉnh, Sở Tư pháp, các cơ quan, đơn vị, địa phương",
        ("Báo và Phát thanh, Truyền hình tỉnh", "Sở Tư pháp", "các cơ quan, đơn vị, địa phương"),
    ),
    (
        "Sở Khoa học và Công nghệ, Trung tâm Thông tin tỉnh, các cơ quan, đơn vị liên quan",
        ("Sở Khoa học và Công nghệ", "Trung tâm Thông tin tỉnh", "các cơ quan, đơn vị liên quan"),
    ),
    ("các Sở, ban, ngành, đơn vị và UBND cấp xã", ("các Sở, ban, ngành, đơn vị", "UBND cấp xã")),
    ("UBND các xã, phường", ("UBND các xã, phường",)),
    (
        "Ban Tuyên giáo Trung ương; các bộ, ngành, địa phương; VTV, VOV, TTXVN",
        ("Ban Tuyên giáo Trung ương", "các bộ, ngành, địa phương", "VTV", "VOV", "TTXVN"),
    ),
    ("VTV, VOV, TTXVN, các địa phương", ("VTV", "VOV", "TTXVN", "các địa phương")),
    ("Bộ, ngành, địa phương", ("Bộ, ngành, địa phương",)),
    (
        "Bộ Công an, Bộ Nội vụ, Bộ Tài chính, Bộ Lao động - Thương binh và Xã hội, Thanh tra Chính phủ, các bộ, ngành và địa phương",
        (
            "Bộ Công an",
            "Bộ Nội vụ",
            "Bộ Tài chính",
            "Bộ Lao động - Thương binh và Xã hội",
            "Thanh tra Chính phủ",
            "các bộ, ngành và địa phương",
        ),
    ),
    ("Bộ Tài chính, các bộ, ngành", ("Bộ Tài chính", "các bộ, ngành")),
    ("Bộ Khoa học và Công nghệ và các địa phương", ("Bộ Khoa học và Công nghệ", "các địa phương")),
    (
        "Bộ Khoa học và Công nghệ, Bộ Tài nguyên và môi trường",
        ("Bộ Khoa học và Công nghệ", "Bộ Tài nguyên và môi trường"),
    ),
    (
        "Bộ Quốc phòng, Viện Hàn lâm Khoa học và Công nghệ, các bộ, ngành, địa phương",
        ("Bộ Quốc phòng", "Viện Hàn lâm Khoa học và Công nghệ", "các bộ, ngành, địa phương"),
    ),
    (
        "Bộ Công Thương, Bộ Tài nguyên và môi trường, Bộ Xây dựng, Bộ Giao thông vận tải",
        ("Bộ Công Thương", "Bộ Tài nguyên và môi trường", "Bộ Xây dựng", "Bộ Giao thông vận tải"),
    ),
    ("Địa phương", ("Địa phương",)),
    ("Địa phương được lựa chọn", ("Địa phương được lựa chọn",)),
    (
        "Các thành phố trực thuộc Trung ương và một số tỉnh đủ điều kiện",
        ("Các thành phố trực thuộc Trung ương và một số tỉnh đủ điều kiện",),
    ),
    (
        "Các bộ, ngành, địa phương là chủ quản CSDLQG, CSDL chuyên ngành",
        ("Các bộ, ngành, địa phương là chủ quản CSDLQG, CSDL chuyên ngành",),
    ),
    (
        "Viện Hàn lâm Khoa học và Công nghệ Việt Nam, Viện Hàn lâm Khoa học Xã hội Việt Nam",
        ("Viện Hàn lâm Khoa học và Công nghệ Việt Nam", "Viện Hàn lâm Khoa học Xã hội Việt Nam"),
    ),
    ("Bộ Tài chính, bộ, ngành liên quan", ("Bộ Tài chính", "bộ, ngành liên quan")),
    (
        "Các cơ quan Đảng, Quốc hội, Tòa án nhân dân tối cao, Viện Kiểm sát nhân dân tối cao",
        ("Các cơ quan Đảng, Quốc hội, Tòa án nhân dân tối cao, Viện Kiểm sát nhân dân tối cao",),
    ),
    (
        "Bộ Công an, Bộ Lao động - Thương binh và Xã hội, Bộ Tài nguyên và Môi trường, Bộ Giao thông vận tải, Ngân hàng nhà nước Việt Nam, Bộ Nông nghiệp và Phát triển nông thôn",
        (
            "Bộ Công an",
            "Bộ Lao động - Thương binh và Xã hội",
            "Bộ Tài nguyên và Môi trường",
            "Bộ Giao thông vận tải",
            "Ngân hàng nhà nước Việt Nam",
            "Bộ Nông nghiệp và Phát triển nông thôn",
        ),
    ),
    (
        "Bảo hiểm Xã hội Việt Nam, Bộ Công an và các địa phương Bắc Ninh, Bình Dương, An Giang",
        ("Bảo hiểm Xã hội Việt Nam", "Bộ Công an", "các địa phương Bắc Ninh, Bình Dương, An Giang"),
    ),
    ("Các tỉnh, thành phố trực thuộc TW", ("Các tỉnh, thành phố trực thuộc TW",)),
    (
        "Các bộ, ngành, địa phương, doanh nghiệp liên quan, các cơ quan đại diện Việt Nam ở nước ngoài",
        (
            "Các bộ, ngành, địa phương",
            "doanh nghiệp liên quan",
            "các cơ quan đại diện Việt Nam ở nước ngoài",
        ),
    ),
    (
        "Các bộ, ngành, địa phương liên quan, các cơ quan đại diện Việt Nam ở nước ngoài",
        ("Các bộ, ngành, địa phương liên quan", "các cơ quan đại diện Việt Nam ở nước ngoài"),
    ),
    ("Tập đoàn, doanh nghiệp công nghệ số", ("Tập đoàn, doanh nghiệp công nghệ số",)),
    ("Các ban, ngành đoàn thể, 12 xóm", ("Các ban, ngành đoàn thể", "12 xóm")),
    ("Các ngành, đoàn thể, các Trường xóm", ("Các ngành, đoàn thể", "các Trường xóm")),
    (
        "Văn phòng thống kê, văn hóa xã hội, các đơn vị",
        ("Văn phòng thống kê", "văn hóa xã hội", "các đơn vị"),
    ),
    ("Văn phòng thống kê, văn hóa xã hội", ("Văn phòng thống kê", "văn hóa xã hội")),
    ("Văn hóa thông tin, văn phòng thống kê", ("Văn hóa thông tin", "văn phòng thống kê")),
    ("Văn hóa xã hội, các đơn vị trên địa bàn", ("Văn hóa xã hội", "các đơn vị trên địa bàn")),
    ("Công an xã, quân sự xã", ("Công an xã", "quân sự xã")),
    (
        "Kế toán ngân sách, bộ phận tiếp nhận và TKQ",
        ("Kế toán ngân sách", "bộ phận tiếp nhận và TKQ"),
    ),
    ("CÔNG an xã, cán bộ LĐTĐBXH", ("CÔNG an xã", "cán bộ LĐTĐBXH")),
    (
        "các Sở: Tài chính, Kế hoạch và Đầu tư, Công ty TNHH MTV Đầu tư, Xây dựng và Kinh doanh dịch vụ Quảng Ngãi và các cơ quan, đơn vị liên quan",
        (
            "Sở Tài chính",
            "Sở Kế hoạch và Đầu tư",
            "Công ty TNHH MTV Đầu tư, Xây dựng và Kinh doanh dịch vụ Quảng Ngãi",
            "các cơ quan, đơn vị liên quan",
        ),
    ),
    (
        "Sở Kế hoạch và Đầu tư và các cơ quan, đơn vị có liên quan",
        ("Sở Kế hoạch và Đầu tư", "các cơ quan, đơn vị có liên quan"),
    ),
    (
        "Các huyện uỷ, thị uỷ, thành uỷ, đảng uỷ trực thuộc Tỉnh uỷ",
        ("Các huyện uỷ, thị uỷ, thành uỷ, đảng uỷ trực thuộc Tỉnh uỷ",),
    ),
    ("Ban cán sự đảng Uỷ ban nhân dân tỉnh", ("Ban cán sự đảng Uỷ ban nhân dân tỉnh",)),
    (
        "Người đứng đầu cấp ủy cơ quan, tổ chức, địa phương, đơn vị",
        ("Người đứng đầu cấp ủy cơ quan, tổ chức, địa phương, đơn vị",),
    ),
    ("Văn phòng HĐND và UBND xã, Phòng Kinh tế", ("Văn phòng HĐND và UBND xã", "Phòng Kinh tế")),
    (
        "Sở Văn hóa, Thể thao và Du lịch, Sở Nội vụ",
        ("Sở Văn hóa, Thể thao và Du lịch", "Sở Nội vụ"),
    ),
    (
        "Ủy ban MTTQ và các tổ chức chính trị - xã hội",
        ("Ủy ban MTTQ và các tổ chức chính trị - xã hội",),
    ),
    (
        "Ủy ban MTTQ Việt Nam xã và các tổ chức chính trị - xã hội xã; các thôn",
        ("Ủy ban MTTQ Việt Nam xã và các tổ chức chính trị - xã hội xã", "các thôn"),
    ),
    (
        "Phòng Văn hóa - Xã hội, Phòng Kinh tế, Công an xã",
        ("Phòng Văn hóa - Xã hội", "Phòng Kinh tế", "Công an xã"),
    ),
    (
        "Trung tâm Văn hóa, Thể thao và Truyền thanh",
        ("Trung tâm Văn hóa, Thể thao và Truyền thanh",),
    ),
    ("Sở Tài chính, Nội vụ, Tư pháp", ("Sở Tài chính", "Sở Nội vụ", "Sở Tư pháp")),
    ("các Sở Tài chính, Nội vụ và Công an tỉnh", ("Sở Tài chính", "Sở Nội vụ", "Công an tỉnh")),
    ("Phòng Kinh tế, Hạ tầng và Đô thị", ("Phòng Kinh tế, Hạ tầng và Đô thị",)),
    (
        "Hội Nông dân, Hội Liên hiệp Phụ nữ, Đoàn TNCS Hồ Chí Minh",
        ("Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Đoàn TNCS Hồ Chí Minh"),
    ),
    (
        "VNPT, Viettel, các doanh nghiệp viễn thông",
        ("VNPT", "Viettel", "các doanh nghiệp viễn thông"),
    ),
    (
        "Các phòng, ban, đơn vị; Đảng ủy các xã, phường",
        ("Các phòng, ban, đơn vị", "Đảng ủy các xã, phường"),
    ),
    (
        "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ, UBND các tỉnh, thành phố trực thuộc Trung ương",
        (
            "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
            "UBND các tỉnh, thành phố trực thuộc Trung ương",
        ),
    ),
    (
        "Trường học, Trạm Y tế, các thôn, tổ dân phố",
        ("Trường học", "Trạm Y tế", "các thôn, tổ dân phố"),
    ),
    ("Phòng Văn hóa - Xã hội xã", ("Phòng Văn hóa - Xã hội xã",)),
    (
        "Phòng Văn hóa – Xã hội, Phòng Kinh tế và các đơn vị liên quan",
        ("Phòng Văn hóa – Xã hội", "Phòng Kinh tế", "các đơn vị liên quan"),
    ),
    (
        "Văn phòng HĐND và UBND; Trung tâm Phục vụ hành chính công",
        ("Văn phòng HĐND và UBND", "Trung tâm Phục vụ hành chính công"),
    ),
    ("Văn phòng HĐND&UBND xã, Công an xã", ("Văn phòng HĐND&UBND xã", "Công an xã")),
    (
        "Văn phòng Đoàn ĐBQH và HĐND tỉnh, Văn phòng UBND tỉnh",
        ("Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Văn phòng UBND tỉnh"),
    ),
    ("Đảng ủy, HĐND, UBND, UBMTTQ xã", ("Đảng ủy", "HĐND", "UBND", "UBMTTQ xã")),
    (
        "Ban Xây dựng Đảng, Văn phòng Đảng ủy, Ủy ban Kiểm tra Đảng ủy",
        ("Ban Xây dựng Đảng", "Văn phòng Đảng ủy", "Ủy ban Kiểm tra Đảng ủy"),
    ),
    (
        "Văn phòng Tỉnh ủy; Ban Tuyên giáo và Dân vận Tỉnh ủy; Đảng ủy UBND tỉnh",
        ("Văn phòng Tỉnh ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Đảng ủy UBND tỉnh"),
    ),
    (
        "Các ban đảng, Văn phòng Tỉnh ủy, các đảng ủy trực thuộc",
        ("Các ban đảng", "Văn phòng Tỉnh ủy", "các đảng ủy trực thuộc"),
    ),
    ("Các cơ quan tham mưu, giúp việc Tỉnh ủy", ("Các cơ quan tham mưu, giúp việc Tỉnh ủy",)),
    (
        "Các cơ quan chuyên môn, đơn vị sự nghiệp thuộc UBND tỉnh",
        ("Các cơ quan chuyên môn, đơn vị sự nghiệp thuộc UBND tỉnh",),
    ),
    (
        "Các sở, ban, ngành tỉnh; UBND các xã, phường, đặc khu",
        ("Các sở, ban, ngành tỉnh", "UBND các xã, phường, đặc khu"),
    ),
    (
        "Các sở, ban, ngành, đoàn thể tỉnh và UBND các xã, phường",
        ("Các sở, ban, ngành, đoàn thể tỉnh", "UBND các xã, phường"),
    ),
    ("Các phòng, ban, ngành, đoàn thể, các thôn", ("Các phòng, ban, ngành, đoàn thể", "các thôn")),
    ("Các ban, ngành, đoàn thể xã", ("Các ban, ngành, đoàn thể xã",)),
    ("MTTQ và các đoàn thể", ("MTTQ và các đoàn thể",)),
    (
        "Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",
        ("Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",),
    ),
    (
        "Ủy ban MTTQ Việt Nam tỉnh, các tổ chức chính trị - xã hội",
        ("Ủy ban MTTQ Việt Nam tỉnh", "các tổ chức chính trị - xã hội"),
    ),
    (
        "Đoàn Thanh niên, Hội Phụ nữ, Hội Cựu chiến binh",
        ("Đoàn Thanh niên", "Hội Phụ nữ", "Hội Cựu chiến binh"),
    ),
    (
        "Ban Chỉ huy Quân sự xã, Công an xã và các thôn, xóm",
        ("Ban Chỉ huy Quân sự xã", "Công an xã", "các thôn, xóm"),
    ),
    (
        "Trường Mầm non, Trường Tiểu học, Trường THCS",
        ("Trường Mầm non", "Trường Tiểu học", "Trường THCS"),
    ),
    ("Các trường học trên địa bàn; Trạm Y tế", ("Các trường học trên địa bàn", "Trạm Y tế")),
    (
        "Công chức Văn hóa - Xã hội, Công chức Văn phòng - Thống kê",
        ("Công chức Văn hóa - Xã hội", "Công chức Văn phòng - Thống kê"),
    ),
    (
        "Công chức Địa chính - Nông nghiệp - Xây dựng và Môi trường, Tài chính - Kế toán",
        ("Công chức Địa chính - Nông nghiệp - Xây dựng và Môi trường", "Tài chính - Kế toán"),
    ),
    ("Sở KH&CN, Sở TT&TT, Sở GD&ĐT", ("Sở KH&CN", "Sở TT&TT", "Sở GD&ĐT")),
    ("Sở KHCN; các sở, ngành, địa phương", ("Sở KHCN", "các sở, ngành, địa phương")),
    ("Sở Nông nghiệp và Môi trường, UBND cấp xã", ("Sở Nông nghiệp và Môi trường", "UBND cấp xã")),
    ("Sở Dân tộc và Tôn giáo và Sở Nội vụ", ("Sở Dân tộc và Tôn giáo", "Sở Nội vụ")),
    (
        "Sở Văn hóa, Thể thao và Du lịch; Báo và Đài Phát thanh, Truyền hình tỉnh",
        ("Sở Văn hóa, Thể thao và Du lịch", "Báo và Đài Phát thanh, Truyền hình tỉnh"),
    ),
    ("Sở Văn hoá, Thể thao và Du lịch, Sở Y tế", ("Sở Văn hoá, Thể thao và Du lịch", "Sở Y tế")),
    (
        "Ban Quản lý Khu kinh tế và các khu công nghiệp tỉnh",
        ("Ban Quản lý Khu kinh tế và các khu công nghiệp tỉnh",),
    ),
    (
        "Ban Quản lý các khu công nghiệp, Sở Công Thương",
        ("Ban Quản lý các khu công nghiệp", "Sở Công Thương"),
    ),
    (
        "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh, Liên đoàn Lao động tỉnh",
        ("Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh", "Liên đoàn Lao động tỉnh"),
    ),
    (
        "Trường Đại học Bách khoa, các viện nghiên cứu, doanh nghiệp",
        ("Trường Đại học Bách khoa", "các viện nghiên cứu, doanh nghiệp"),
    ),
    (
        "Các trường đại học, cao đẳng, viện nghiên cứu",
        ("Các trường đại học, cao đẳng, viện nghiên cứu",),
    ),
    (
        "Các doanh nghiệp viễn thông, công nghệ thông tin",
        ("Các doanh nghiệp viễn thông, công nghệ thông tin",),
    ),
    ("Doanh nghiệp, hợp tác xã, hộ kinh doanh", ("Doanh nghiệp, hợp tác xã, hộ kinh doanh",)),
    ("Viettel, VNPT, MobiFone", ("Viettel", "VNPT", "MobiFone")),
    ("VNPT Thái Nguyên, Viettel Thái Nguyên", ("VNPT Thái Nguyên", "Viettel Thái Nguyên")),
    ("Thuế cơ sở 5, Kho bạc Nhà nước khu vực", ("Thuế cơ sở 5", "Kho bạc Nhà nước khu vực")),
    (
        "Ngân hàng Nhà nước chi nhánh Khu vực 5, Bảo hiểm xã hội",
        ("Ngân hàng Nhà nước chi nhánh Khu vực 5", "Bảo hiểm xã hội"),
    ),
    ("Tòa án nhân dân, Viện Kiểm sát nhân dân", ("Tòa án nhân dân", "Viện Kiểm sát nhân dân")),
    ("Tổ công nghệ số cộng đồng, các tổ dân phố", ("Tổ công nghệ số cộng đồng", "các tổ dân phố")),
    (
        "Cục Chuyển đổi số quốc gia, Vụ Kế hoạch - Tài chính, Văn phòng Bộ",
        ("Cục Chuyển đổi số quốc gia", "Vụ Kế hoạch - Tài chính", "Văn phòng Bộ"),
    ),
    ("Các Vụ, Cục, đơn vị thuộc Bộ", ("Các Vụ, Cục, đơn vị thuộc Bộ",)),
    (
        "Các đơn vị thuộc Bộ; Sở Khoa học và Công nghệ các tỉnh, thành phố",
        ("Các đơn vị thuộc Bộ", "Sở Khoa học và Công nghệ các tỉnh, thành phố"),
    ),
    (
        "Sở Nội vụ (Chi cục Văn thư, Lưu trữ), Sở Tài chính",
        ("Sở Nội vụ (Chi cục Văn thư, Lưu trữ)", "Sở Tài chính"),
    ),
    ("Sở Nội vụ<br>Sở Tài chính", ("Sở Nội vụ", "Sở Tài chính")),
    ("- Sở Nội vụ; - Sở Tài chính", ("Sở Nội vụ", "Sở Tài chính")),
    (
        "Chủ tịch UBND các xã, phường; Giám đốc các sở",
        ("Chủ tịch UBND các xã, phường", "Giám đốc các sở"),
    ),
    ("Thủ trưởng các cơ quan, đơn vị, địa phương", ("Thủ trưởng các cơ quan, đơn vị, địa phương",)),
    ("Bí thư chi bộ, trưởng thôn", ("Bí thư chi bộ", "trưởng thôn")),
    (
        "Ban Thường trực Ủy ban MTTQ; Ban Thường vụ Đoàn xã",
        ("Ban Thường trực Ủy ban MTTQ", "Ban Thường vụ Đoàn xã"),
    ),
    ("Ban Chỉ đạo 57", ("Ban Chỉ đạo 57",)),
    (
        "Tổ giúp việc Ban Chỉ đạo, các thành viên Ban Chỉ đạo",
        ("Tổ giúp việc Ban Chỉ đạo", "các thành viên Ban Chỉ đạo"),
    ),
    (
        "Hội đồng nhân dân, Ủy ban nhân dân các cấp",
        ("Hội đồng nhân dân", "Ủy ban nhân dân các cấp"),
    ),
    ("Ủy ban nhân dân các xã, phường, thị trấn", ("Ủy ban nhân dân các xã, phường, thị trấn",)),
    ("Tất cả các cơ quan, đơn vị", ("Tất cả các cơ quan, đơn vị",)),
    ("Toàn thể cán bộ, công chức, viên chức", ("Toàn thể cán bộ, công chức, viên chức",)),
    ("Cán bộ, công chức xã", ("Cán bộ, công chức xã",)),
    (
        "Trung tâm Y tế; Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên",
        ("Trung tâm Y tế", "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên"),
    ),
    (
        "Bộ phận Một cửa, Công chức Tư pháp - Hộ tịch",
        ("Bộ phận Một cửa", "Công chức Tư pháp - Hộ tịch"),
    ),
    (
        "Phòng Kinh tế (đối với xã), Phòng Kinh tế, Hạ tầng và Đô thị (đối với phường)",
        ("Phòng Kinh tế (đối với xã)", "Phòng Kinh tế, Hạ tầng và Đô thị (đối với phường)"),
    ),
    (
        "Sở Khoa học và Công nghệ (cơ quan thường trực)",
        ("Sở Khoa học và Công nghệ (cơ quan thường trực)",),
    ),
    ("Đảng ủy UBND tỉnh, các đảng ủy xã, phường", ("Đảng ủy UBND tỉnh", "các đảng ủy xã, phường")),
    (
        "Các cơ quan, tổ chức, đơn vị, cá nhân có liên quan",
        ("Các cơ quan, tổ chức, đơn vị, cá nhân có liên quan",),
    ),
    ("UBND xã; UBMTTQ và các tổ chức CT-XH", ("UBND xã", "UBMTTQ và các tổ chức CT-XH")),
    ("12 thôn, 3 trường học", ("12 thôn", "3 trường học")),
    ("Phòng Văn hóa - Xã hội/Công an xã", ("Phòng Văn hóa - Xã hội", "Công an xã")),
    ("Sở Tài chính/ Sở Nội vụ", ("Sở Tài chính", "Sở Nội vụ")),
    ("Sở Nội vụ - Sở Tài chính", ("Sở Nội vụ", "Sở Tài chính")),
    ("1. Sở Nội vụ 2. Sở Tài chính", ("Sở Nội vụ", "Sở Tài chính")),
    (
        "Liên minh Hợp tác xã, Hội Nông dân tỉnh, Tỉnh đoàn",
        ("Liên minh Hợp tác xã", "Hội Nông dân tỉnh", "Tỉnh đoàn"),
    ),
    (
        "Bộ Tài chính, Ngân hàng Nhà nước Việt Nam, các bộ, cơ quan ngang bộ",
        ("Bộ Tài chính", "Ngân hàng Nhà nước Việt Nam", "các bộ, cơ quan ngang bộ"),
    ),
    ("Sở Y tế, các cơ sở khám, chữa bệnh", ("Sở Y tế", "các cơ sở khám, chữa bệnh")),
    ("Thuế cơ sở 5, Kho bạc Nhà nước khu vực", ("Thuế cơ sở 5", "Kho bạc Nhà nước khu vực")),
    ("UBND xã, phường", ("UBND xã, phường",)),
    ("UBND các xã, phường, đặc khu và các sở", ("UBND các xã, phường, đặc khu", "các sở")),
    ("Công an xã, thôn", ("Công an xã", "thôn")),
    ("Tổ công nghệ số cộng đồng thôn, tổ dân phố", ("Tổ công nghệ số cộng đồng thôn, tổ dân phố",)),
]


@pytest.mark.parametrize(("text", "names"), [pytest.param(*case, id=case[0]) for case in CELLS])
def test_a_cell_gives_each_body_it_names(text: str, names: tuple[str, ...]) -> None:
    assert split_agencies(text) == names


@pytest.mark.parametrize("text", ["", "-", "Không", "…", "//"])
def test_an_empty_cell_names_nobody(text: str) -> None:
    assert split_agencies(text) == ()


def test_a_cells_own_lines_are_bodies_of_their_own() -> None:
    parts = ("Sở Nội vụ", "Sở Văn hóa, Thể thao", "và Du lịch", "- Công an tỉnh")
    assert split_agencies(" ".join(parts), parts) == (
        "Sở Nội vụ",
        "Sở Văn hóa, Thể thao và Du lịch",
        "Công an tỉnh",
    )


def test_a_body_named_twice_is_given_once() -> None:
    assert split_agencies("Sở Nội vụ; Sở Tư pháp; Sở Nội vụ") == ("Sở Nội vụ", "Sở Tư pháp")


@pytest.mark.parametrize(
    "text",
    ["Sở Khoa học và Công nghệ", "Văn phòng HĐND và UBND xã", "12 xóm", "VNPT", "Các sở, ngành"],
)
def test_bodies_are_known_by_how_they_begin(text: str) -> None:
    assert looks_like_agency(text)


@pytest.mark.parametrize(
    "text", ["Xây dựng kế hoạch", "Hạ tầng số", "Phòng, chống tham nhũng", "Ban hành quy chế", ""]
)
def test_work_is_not_taken_for_a_body(text: str) -> None:
    assert not looks_like_agency(text)


def test_a_plural_begins_a_body_only_before_a_word_for_bodies() -> None:
    assert begins_with_agency("Các sở, ngành triển khai")
    assert not begins_with_agency("Các nhiệm vụ trọng tâm")


_HEADS = st.sampled_from(
    [
        "Sở Nội vụ",
        "Công an tỉnh",
        "UBND các xã, phường",
        "các cơ quan, đơn vị liên quan",
        "Hội Nông dân",
    ]
)


@given(st.lists(_HEADS, min_size=1, max_size=6, unique=True), st.sampled_from([", ", "; ", "\n"]))
def test_listed_bodies_come_back_apart(names: list[str], separator: str) -> None:
    assert split_agencies(separator.join(names)) == tuple(names)


@given(st.text(alphabet="abcSởUBND ,;và()\n-", max_size=120))
def test_no_word_of_a_cell_is_lost(text: str) -> None:
    kept = " ".join(split_agencies(text))
    for word in re.findall(r"\w{3,}", text):
        if word.lower() not in ("với", "cùng"):
            assert word in kept or word in ("Không",)
