"""Files that are taken out carry no usable address or number of a person."""

from __future__ import annotations

import pytest

from namro_web.foundation.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("an.nguyen@xa.gov.vn", "a***@xa.gov.vn"),
        ("Gọi 0912345678.", "Gọi 091***78."),
        ("Gọi 0912 345 678", "Gọi 091***78"),
        ("+84912345678", "+8491***78"),
        ("CCCD 001099012345", "CCCD 001******345"),
        ("Số 123/KH-UBND ngày 12/11/2026", "Số 123/KH-UBND ngày 12/11/2026"),
        ("1.250.000.000 đồng, dòng 120345", "1.250.000.000 đồng, dòng 120345"),
    ],
)
def test_an_address_is_masked_and_a_figure_is_not(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_an_office_may_mask_less(settings: object) -> None:
    settings.MASK_IN_EXPORTS = frozenset({"phone"})  # type: ignore[attr-defined]
    assert masked("an@xa.vn 0912345678") == "an@xa.vn 091***78"
