"""A small plan with one of everything, for the writers' tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from namro.model.deadline import ByDate, Continuous, OnEvent, Recurrence, Recurring
from namro.model.finding import Finding, Severity
from namro.model.plan import (
    Citation,
    DueDate,
    Header,
    Indicator,
    Obligation,
    Operator,
    Origin,
    Part,
    Plan,
    Section,
    Target,
    Task,
)
from namro.model.source import SourceDocument, SourceFormat, Span

TEXT = "Kế hoạch số 1\n=SUM(A1) hồ sơ trực tuyến đạt từ 80,5%\n"
HERE = Span(14, 30)


@pytest.fixture
def plan() -> Plan:
    """Give the plan."""
    return Plan(
        source=SourceDocument("ke-hoach.txt", SourceFormat.TEXT, TEXT, (), "00"),
        header=Header(
            kind="Kế hoạch",
            number="39/KH-UBND",
            date=date(2025, 5, 20),
            issuer="UBND xã Mẫu",
            title="Chuyển đổi số năm 2026",
        ),
        citations=(
            Citation("Nghị quyết", "57-NQ/TW", date(2024, 12, 22), "Bộ Chính trị", 1, (Span(0, 8),)),
        ),
        sections=(
            Section("I", "NHIỆM VỤ", 1, 9, None, Part.TASKS),
            Section("1", "Hạ tầng số", 2, 9, 0, Part.TASKS),
        ),
        targets=(
            Target(
                "=SUM(A1) hồ sơ trực tuyến", Operator.AT_LEAST, Decimal("80.5"), "%",
                date(2030, 12, 31), 2, HERE, indicator=0, origin=Origin.ANNEX,
            ),
            Target("hồ sơ trực tuyến", Operator.AT_LEAST, Decimal("80.5"), "%", None, 2, HERE),
        ),
        indicators=(
            Indicator("1", "Hồ sơ trực tuyến", "%", "80,5", Operator.EQUAL, Decimal("80.5"),
                      date(2030, 12, 31), ("Văn phòng",), ("12 xóm",), 2, 2, HERE),
            Indicator("2", "Tiếp cận mức tiên tiến", "Mức độ", "Đạt", None, None, None, (), (), 3, 3, HERE),
        ),
        tasks=(
            _task("Ban hành quy chế", ByDate(date(2026, 6, 30)), "Quý II/2026", lead=("Văn phòng", "Công an xã")),
            _task("Đánh giá kết quả", Recurring(Recurrence.YEARLY, ((6, 10),)), "Hằng năm"),
            _task("Tuyên truyền", Continuous(), "Thường xuyên"),
            _task("Kết nối hệ thống", OnEvent("sau khi tỉnh triển khai"), "Sau khi tỉnh triển khai"),
            _task("Rà soát", None, None),
            Task(None, "Ban hành quy chế", 5, 5, HERE, Origin.BODY, same_as=0),
        ),
        obligations=(
            Obligation("Văn phòng", "báo cáo UBND xã", "UBND xã", None, ("6 tháng", "tháng"),
                       (DueDate("6 tháng", 28, 5), DueDate("tháng", 15)), 7, HERE),
        ),
        same_targets=((1, 0),),
    )  # fmt: skip


def _task(
    text: str, deadline: ByDate | Recurring | Continuous | OnEvent | None, raw: str | None,
    *, lead: tuple[str, ...] = (),
) -> Task:  # fmt: skip
    return Task("1", text, 4, 4, HERE, Origin.ANNEX, 1, lead, (), None, raw, deadline)


@pytest.fixture
def findings() -> tuple[Finding, ...]:
    """Give a finding of each severity."""
    return (
        Finding(
            "TXT01", Severity.WARNING, 2, "Có thể in sai.", HERE, None, "+đạt từ", "đạt tới", True
        ),
        Finding("TSK02", Severity.ERROR, 4, "Chưa rõ người.", subject=("task", 0)),
        Finding("IND02", Severity.NOTE, 5, "Chưa rõ đến khi nào."),
    )
