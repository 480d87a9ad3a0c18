"""Texts made of one thing over and over: no pattern may take longer than the text deserves."""

from __future__ import annotations

import contextlib
import time

import pytest

import namro
from namro.errors import NotAPlan

HEAD = "ỦY BAN NHÂN DÂN\nXÃ AN BÌNH\nKẾ HOẠCH\nThực hiện năm 2026\n1. Đạt 80% hồ sơ.\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ỦY BAN NHÂN DÂN " * 5_000, id="bodies in one line"),
        pytest.param("Kính gửi: " + "- UBND " * 12_000, id="addressees in one line"),
        pytest.param(HEAD + "Căn cứ " * 10_000, id="grounds"),
        pytest.param(HEAD + "a)" * 40_000, id="markers"),
        pytest.param(HEAD + "1." * 40_000, id="numbers"),
        pytest.param(HEAD + " " * 80_000 + "x", id="blanks"),
        pytest.param(HEAD + "“" * 80_000, id="quotes never closed"),
        pytest.param(HEAD + "$a " * 25_000, id="formulas never closed"),
        pytest.param(HEAD + "A-" * 40_000, id="codes"),
        pytest.param(HEAD + "80% hồ sơ, " * 8_000, id="figures"),
        pytest.param(HEAD + "Cơ quan chủ trì: " * 5_000, id="labels"),
        pytest.param(HEAD + "\n" + "| a " * 20_000 + "|\n" + "|---" * 20_000 + "|\n", id="columns"),
    ],
)
def test_an_endless_text_is_parsed_in_seconds(text: str) -> None:
    started = time.process_time()
    with contextlib.suppress(NotAPlan):
        namro.lint(namro.parse(namro.read(text.encode())))
    assert time.process_time() - started < 6
