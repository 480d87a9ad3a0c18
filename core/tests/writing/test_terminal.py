"""The terminal view: everything a reader needs, in lines that fit."""

from __future__ import annotations

import pytest

import namro
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan
from namro.writing.terminal import finding_lines, plan_lines, summary_lines


def test_a_task_shows_its_five_clarities(plan: Plan) -> None:
    shown = "\n".join(plan_lines(plan, (), width=100))
    for words in (
        "1. Ban hành quy chế",
        "Rõ người:         Văn phòng",
        "cùng chủ trì: Công an xã",
        "Rõ kết quả:       (chưa rõ)",
        "Rõ thời gian:     đến hết ngày 30/06/2026",
    ):
        assert words in shown


@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_line_is_wider_than_the_window(
    plan: Plan, findings: tuple[Finding, ...], width: int
) -> None:
    assert max(len(line) for line in plan_lines(plan, findings, width=width)) <= width


def test_targets_are_written_as_people_write_them(plan: Plan) -> None:
    assert "hồ sơ trực tuyến: ≥ 80,5%, đến 31/12/2030" in "\n".join(plan_lines(plan, (), width=100))


def test_sections_are_set_in_under_their_parents(plan: Plan) -> None:
    lines = list(plan_lines(plan, (), width=100))
    assert "  I. NHIỆM VỤ" in lines
    assert "    1. Hạ tầng số" in lines


def test_findings_are_counted_at_the_end(findings: tuple[Finding, ...]) -> None:
    lines = list(finding_lines(findings))
    assert lines[1] == "dòng 4: lỗi TSK02: Chưa rõ người."
    assert lines[-1] == "3 phát hiện."


def test_the_summary_names_what_was_read(plan: Plan) -> None:
    shown = "\n".join(summary_lines(plan, namro.summary(plan)))
    assert "Kế hoạch Chuyển đổi số năm 2026" in shown
    assert "Nhiệm vụ: 5 (nêu 6 lần): 1 có hạn, 1 định kỳ" in shown


def test_notes_that_repeat_share_a_line_and_errors_never_do() -> None:
    notes = [Finding("TSK04", Severity.NOTE, line, "Chưa rõ kết quả.") for line in range(1, 20)]
    errors = [Finding("TSK02", Severity.ERROR, line, "Chưa rõ người.") for line in range(1, 20)]
    lines = list(finding_lines([*notes, *errors]))
    assert sum("TSK04" in line for line in lines) == 1
    assert sum("TSK02" in line for line in lines) == 19
    assert lines[-1] == "38 phát hiện."
