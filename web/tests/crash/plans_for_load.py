"""Small plans in the form communes write them: invented, each different, quick to read."""

from __future__ import annotations

OFFICE, CULTURE, POLICE = "Văn phòng - Thống kê", "Văn hóa - Xã hội", "Công an"

_HEAD = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
Số: {number}/KH-UBND
An Bình, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Chuyển đổi số trên địa bàn xã An Bình năm 2026, phần {number}

Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia; Ủy ban nhân dân xã xây dựng Kế hoạch như sau:

I. MỤC TIÊU

1. Mục tiêu đến năm 2026

- Tỷ lệ hồ sơ thủ tục hành chính được số hóa đạt 90%.

II. NHIỆM VỤ

| TT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Sản phẩm | Thời gian hoàn thành |
|---|---|---|---|---|---|
"""
_TAIL = """
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""


def plan_text(number: int, *, tasks: int) -> str:
    """Write a plan whose tasks are led by three bodies in turn."""
    rows = "".join(
        f"| {row} | Số hóa hồ sơ của tổ công tác số {row} thuộc phần {number} | {lead} | | "
        f"Báo cáo kết quả số {row} | Quý IV/2027 |\n"
        for row, lead in ((row, (OFFICE, CULTURE, POLICE)[row % 3]) for row in range(1, tasks + 1))
    )
    return _HEAD.format(number=number) + rows + _TAIL
