"""Đơn vị tính không khớp với mức phấn đấu.

**Why.** Ô đơn vị ghi “Đạt” bên cạnh “90%”, hay ô kết quả ghi “Đạt” trong khi tên chỉ tiêu nói “90%”: biểu mẫu báo cáo
lập từ bảng này sẽ hỏi sai câu hỏi.

**Bad.** Đơn vị tính “Đạt”, kết quả “100%”.

**Good.** Đơn vị tính “%”, kết quả “100”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan

_YES_OR_NO = frozenset(
    same_words(word)
    for word in ("Đạt", "Đảm bảo", "Bảo đảm", "Có", "Mức độ", "Hoàn thành", "Đạt chuẩn")
)


def check(plan: Plan) -> Iterator[Finding]:
    """Find indicator rows whose unit or result is yes-or-no while a number is promised."""
    units: dict[int, str] = {}
    for target in plan.targets:
        if target.indicator is not None and target.unit:
            units.setdefault(target.indicator, target.unit)
    for index, row in enumerate(plan.indicators):
        measured_in = units.get(index)
        if measured_in is None:
            continue
        if row.unit and same_words(row.unit) in _YES_OR_NO:
            yield RULE.on(
                plan,
                "indicator",
                index,
                f"Đơn vị tính “{row.unit}” không khớp mức phấn đấu tính bằng “{measured_in}” của "
                f"“{short(row.name)}”; sửa đơn vị tính.",
            )
        elif row.value is None and row.target_raw and same_words(row.target_raw) in _YES_OR_NO:
            yield RULE.on(
                plan,
                "indicator",
                index,
                f"Ô kết quả “{short(row.target_raw)}” không khớp con số nêu trong tên chỉ tiêu "
                f"“{short(row.name)}”; ghi con số vào ô kết quả.",
            )


RULE = Rule("IND04", "Đơn vị tính không khớp mức phấn đấu", Severity.WARNING, check)
