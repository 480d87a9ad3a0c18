"""State-secret marks are found; the same syllables as ordinary words are not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from namro.vietnamese.secrecy import find_secrecy_in_name, find_secrecy_mark

SAMPLES = Path(__file__).parents[3] / "samples"


_ENDS_OF_LINES = ["\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("MẬT", "Mật"),
        ("Mật", "Mật"),
        ("mật", "Mật"),
        ("MAT", "Mật"),
        ("  [ MẬT ]  ", "Mật"),
        ("**MẬT**", "Mật"),
        ("TỐI MẬT", "Tối mật"),
        ("Tối mật", "Tối mật"),
        ("TOI MAT", "Tối mật"),
        ("TUYỆT MẬT", "Tuyệt mật"),
        ("tuyệt  mật", "Tuyệt mật"),
        ("Tuyet mat", "Tuyệt mật"),
        ("M Ậ T", "Mật"),
        ("T U Y Ệ T  M Ậ T", "Tuyệt mật"),
        ("M.Ậ.T", "Mật"),
        ("T-Ố-I  M-Ậ-T", "Tối mật"),
        ("Số: 12/KH-UBND   MẬT", "Mật"),
        ("Số: 05-KH/ĐU TỐI MẬT", "Tối mật"),
        ("Bản số: 01  MẬT", "Mật"),
        ("MẬT (Bản số 1)", "Mật"),
        ("MẬT - KHẨN", "Mật"),
        ("HỎA TỐC; TỐI MẬT", "Tối mật"),
        ("Độ mật: Mật", "Mật"),
        ("độ mật : TUYỆT MẬT", "Tuyệt mật"),
        ("Mức độ mật: Tối mật; số bản: 05", "Tối mật"),
        ("Số: 12-KH/TU (MẬT)", "Mật"),
        ("Kế hoạch bảo vệ mục tiêu (Mật)", "Mật"),
        ("MẬT: Kế hoạch năm 2026", "Mật"),
        ("Kế hoạch năm 2026 - TỐI MẬT", "Tối mật"),
        ("TÀI LIỆU MẬT", "Mật"),
        ("UBND XÃ A\nTUYỆT MẬT\nSố: 1/KH-UBND", "Tuyệt mật"),
        ("| UBND XÃ A | MẬT |", "Mật"),
        ("MẬT\nTUYỆT MẬT", "Tuyệt mật"),
        ("Ma\u0323\u0302t", "Mật"),
        ("М\u1eacТ", "Mật"),
        ("Μ\u1eacΤ", "Mật"),
        ("М\u0410\u0323\u0302Т", "Mật"),
        ("\u13b7\u1eac\u13a2", "Mật"),
        ("ＭẬＴ", "Mật"),
        ("Ｄộ ｍậｔ： Ｍậｔ".replace("Ｄ", "Đ"), "Mật"),
        ("𝐌Ậ𝐓", "Mật"),
        ("ⓂẬⓉ", "Mật"),
        ("🅼Ậ🆃", "Mật"),
        ("M\u200bẬT", "Mật"),
        ("T\u200bỐI\u2060 M\u00adẬT", "Tối mật"),
        ("M\u034fẬT", "Mật"),
        ("MẬT\u0301", "Mật"),
        ("M\u0336Ậ\u0336T\u0336", "Mật"),
        ("TUYỆT\u00a0MẬΤ", "Tuyệt mật"),
        ("M_Ậ_T", "Mật"),
        ("M*Ậ*T", "Mật"),
        ("M\nẬ\nT", "Mật"),
        ("ĐỘ MẬT MẬT", "Mật"),
        ("Cấp độ: Tối mật", "Tối mật"),
        ("Mức độ bảo mật: Tuyệt mật.", "Tuyệt mật"),
        *[(f"Nội dung{end}MẬT{end}hết", "Mật") for end in _ENDS_OF_LINES],
        *[(f"M{sign}Ậ{sign}T", "Mật") for sign in "|:;!#>'\\\x01\x7f\x9d\ue000\uffff"],
        *[(f"{sign} MẬT {sign}", "Mật") for sign in "★☑🔴🔒§%"],
        ("[M][Ậ][T]", "Mật"),
        ("TUYỆTMẬT", "Tuyệt mật"),
        ("Độ mật: Tuyệt\u200bmật", "Tuyệt mật"),
        ("MÂ\u0325T", "Mật"),
        ("MẬȚ", "Mật"),
        ("ⲘẬⲦ", "Mật"),
        ("ꮇẬꭲ", "Mật"),
        ("\u202eTẬM IỐT", "Tối mật"),
    ],
)
def test_a_mark_is_found(text: str, mark: str) -> None:
    assert find_secrecy_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bảo mật",
        "Bảo mật thông tin",
        "BẢO MẬT",
        "Các độ mật: Tuyệt mật, Tối mật, Mật",
        "Luật số 117/2025/QH15 VỀ BẢO MẬT",
        "Mật khẩu",
        "mật độ dân số",
        "Mật độ: 500 người/km2",
        "phối hợp mật thiết",
        "Công tác bảo vệ bí mật nhà nước",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Gửi văn bản điện tử (trừ văn bản mật)",
        "100% văn bản được ký số (Trừ văn bản mật)",
        "quản lý hồ sơ mật theo quy định",
        "Hồ sơ mật",
        "Danh mục tài liệu mật và tuyệt mật do cơ quan quản lý",
        "- Độ mật: không",
        "Độ mật: Thường",
        "Hội Người mù xã",
        "Mặt trận Tổ quốc",
        "MẶT TRẬN TỔ QUỐC",
        "Mất",
        "mắt",
        "MÁT",
        "bảo\nmật\nthông tin",
        "nước mật, mật ong",
        "mật mã, cơ yếu",
        "Tối ngày 20 tháng 3",
        "Quy định: mật, tối mật, tuyệt mật là ba mức độ của bí mật nhà nước.",
        "độ mật của văn bản",
        "Nghị quyết về bảo vệ bí mật nhà nước: mật khẩu đặt lại hằng quý",
        "Мосты и маты",
        "Mức độ: mật thiết",
        "Cấp độ: mật, tối mật, tuyệt mật do người có thẩm quyền quyết định",
        "Tỷ lệ hộ dân dùng mật khẩu mạnh ≥ 80 %",
        "Bảo\u200b mật thông tin",
        "Khẩn",
        "Mức thu: 12 %; ★ mật độ: 500",
    ],
)
def test_an_ordinary_word_is_no_mark(text: str) -> None:
    assert find_secrecy_mark(text) is None


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("mat.docx", "Mật"),
        ("KH 12 (Mật).docx", "Mật"),
        ("[MAT] ke hoach.pdf", "Mật"),
        ("MAT_KH12.docx", "Mật"),
        ("12-KH-MAT.docx", "Mật"),
        ("TỐI MẬT - kế hoạch.docx", "Tối mật"),
        ("ke-hoach-tuyet-mat.pdf", "Tuyệt mật"),
        ("C:\\van ban\\Mật - kế hoạch.docx", "Mật"),
        ("KH 12 (М\u1eacТ).docx", "Mật"),
        ("KH 12 (M\u200bật).docx", "Mật"),
        ("ke-hoach.docx", None),
        ("ke-hoach-mat-tran-to-quoc.docx", None),
        ("MAT TRAN TO QUOC.docx", None),
        ("ke hoach bao mat thong tin.docx", None),
        ("Kế hoạch bảo vệ bí mật nhà nước.docx", None),
        ("Mật độ dân số.xlsx", None),
        ("le-ra-mat.docx", None),
        ("trừ văn bản mật.docx", None),
        ("", None),
    ],
)
def test_a_mark_in_a_file_name(name: str, mark: str | None) -> None:
    assert find_secrecy_in_name(name) == mark


@pytest.mark.parametrize("name", ["hoa-phong", "quang-son", "trung-hoi"])
def test_the_samples_carry_no_mark(name: str) -> None:
    assert find_secrecy_mark((SAMPLES / name / "plan.txt").read_text(encoding="utf-8")) is None


@pytest.mark.parametrize(
    "text",
    ["mật " * 300_000, "Bản số" + " " * 300_000 + "mật độ", "." * 300_000 + "mật ong"],
)
def test_a_long_line_takes_no_longer_than_its_length(text: str) -> None:
    began = time.process_time()
    find_secrecy_mark(text)
    assert time.process_time() - began < 5
