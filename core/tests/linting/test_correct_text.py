"""Correct Vietnamese raises no doubt, also where its words are not the administration's own."""

from __future__ import annotations

import pytest

import namro

SENTENCES = (
    "Các thôn vận hành máy bơm, khơi thông cống rãnh, chằng chống nhà cửa, neo đậu tàu thuyền.",
    "Trạm Y tế cân đo trẻ, hướng dẫn cách pha nước muối; cấp giấy chứng sinh, giấy báo tử.",
    "Mở lớp dạy nghề ghép chồi, tỉa cành, ủ phân chuồng, làm đệm lót sinh học, nuôi giun quế.",
    "Phục dựng lễ hội xuống đồng, lễ rước kiệu, trò chơi kéo co, đẩy gậy, bắn nỏ, ném còn.",
    "Xe chở vật liệu phải che bạt, không làm rơi vãi đất cát trên đường.",
    "Nhà trường (gọi tắt là đơn vị) rà soát phụ nữ trong độ tuổi sinh đẻ.",
    "Kiểm tra đối với tổ chức đảng, đảng viên; gửi UBND huyện, huyện ủy.",
    "Tệp không còn trên máy chủ; hãy khôi phục từ bản sao lưu rồi tải lại trang.",
    "Nhắc các hộ xích chó, rọ mõm khi ra đường; rắc vôi khử trùng chuồng trại.",
    "Vườn ươm gieo hạt keo lai, lim xanh; trồng dặm những chỗ cây chết.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_correct_sentence_is_left_alone(sentence: str) -> None:
    text = f"KẾ HOẠCH\nNăm 2026\n\nI. NHIỆM VỤ\n\n- Xây dựng kế hoạch.\n\n- {sentence}\n"
    plan = namro.parse(namro.read(text.encode(), name="ke-hoach.txt"))
    assert [f.printed for f in namro.lint(plan) if f.rule == "TXT01"] == []
