"""Lines for a terminal: the plan as a person reads it, in plain characters.

No colours and no cursor movements: the same lines go to a screen, a pipe and a file.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan, Target
from namro.writing.summary import Summary

SEVERITY_WORDS = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.NOTE: "lưu ý"}
RECURRENCE_WORDS = {
    Recurrence.MONTHLY: "hằng tháng",
    Recurrence.QUARTERLY: "hằng quý",
    Recurrence.HALF_YEARLY: "6 tháng một lần",
    Recurrence.YEARLY: "hằng năm",
    Recurrence.PERIODIC: "định kỳ",
}
_FEW = 5
OPERATOR_SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<"}


def summary_lines(plan: Plan, counts: Summary) -> Iterator[str]:
    """Give the particulars and the counts of one plan."""
    yield title_of(plan)
    particulars = [
        f"số {plan.header.number}" if plan.header.number else "chưa có số",
        plan.header.date.strftime("%d/%m/%Y") if plan.header.date else "chưa có ngày",
        plan.header.issuer or "không rõ cơ quan ban hành",
    ]
    yield f"  {', '.join(particulars)}"
    yield f"  Mục: {counts.sections}; căn cứ, văn bản viện dẫn: {counts.citations}"
    yield (
        f"  Chỉ tiêu: {counts.targets} (nêu {counts.target_statements} lần); "
        f"dòng phụ lục chỉ tiêu: {counts.indicators}; mục tiêu định tính: {counts.objectives}"
    )
    yield (
        f"  Nhiệm vụ: {counts.tasks} (nêu {counts.task_statements} lần): "
        f"{counts.tasks_by_date} có hạn, {counts.tasks_recurring} định kỳ, "
        f"{counts.tasks_continuous} thường xuyên, {counts.tasks_on_event} theo sự kiện, "
        f"{counts.tasks_without_deadline} chưa có thời hạn"
    )
    yield f"  Trách nhiệm, chế độ báo cáo: {counts.obligations}"
    yield (
        f"  Phát hiện: {counts.findings} ({counts.errors} lỗi, {counts.warnings} cảnh báo, "
        f"{counts.notes} lưu ý)"
    )


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Give one line a finding and the count at the end; notes that repeat share one line."""
    found = tuple(findings)
    for group in grouped(found):
        yield _finding_line(group)
    yield f"{len(found)} phát hiện." if found else "Không có phát hiện."


def grouped(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Put the notes of one rule together when there are many: what matters must not drown."""
    groups: list[list[Finding]] = []
    notes: dict[str, list[Finding]] = {}
    for item in findings:
        if item.severity is not Severity.NOTE:
            groups.append([item])
        elif item.rule in notes:
            notes[item.rule].append(item)
        else:
            notes[item.rule] = [item]
    for items in notes.values():
        groups.extend([items] if len(items) > _FEW else [[item] for item in items])
    return [tuple(group) for group in groups]


def _finding_line(group: tuple[Finding, ...]) -> str:
    first = group[0]
    head = f"dòng {first.line}: {SEVERITY_WORDS[first.severity]} {first.rule}: {first.message}"
    if len(group) == 1:
        return head
    lines = ", ".join(str(item.line) for item in group[1 : _FEW + 1])
    return f"{head} (và {len(group) - 1} nơi khác: dòng {lines} …)"


def plan_lines(plan: Plan, findings: Iterable[Finding], *, width: int) -> Iterator[str]:
    """Give the whole plan: sections, targets, tasks with the five clarities, duties, findings."""
    yield from _wrap(title_of(plan).upper(), width)
    header = plan.header
    yield from _field("Số, ký hiệu", header.number or "(để trống)", width)
    yield from _field(
        "Ngày", header.date.strftime("%d/%m/%Y") if header.date else "(để trống)", width
    )
    yield from _field("Cơ quan ban hành", header.issuer or "(không rõ)", width)
    if header.signer:
        signer = f"{header.signer_role or ''} {header.signer}".strip()
        yield from _field("Người ký", signer, width)

    yield from _heading(f"Bố cục ({len(plan.sections)} mục)", width)
    depths: list[int] = []
    for section in plan.sections:
        depth = 0 if section.parent is None else depths[section.parent] + 1
        depths.append(depth)
        label = f"{section.label}. " if section.label else ""
        yield from _wrap(f"{label}{section.title}", width, indent="  " * (depth + 1))

    yield from _heading(f"Chỉ tiêu ({len(plan.programme_targets)})", width)
    for index in plan.programme_targets:
        target = plan.targets[index]
        horizon = f", đến {target.horizon:%d/%m/%Y}" if target.horizon else ""
        yield from _wrap(
            f"{target.subject}: {measure(target)}{horizon} [dòng {target.line}]",
            width,
            indent="  • ",
        )

    yield from _heading(f"Nhiệm vụ ({len(plan.programme_tasks)})", width)
    for order, index in enumerate(plan.programme_tasks, start=1):
        task = plan.tasks[index]
        lead, *with_lead = task.lead or ("(chưa rõ)",)
        duty = [f"chủ trì: {lead}"]
        if with_lead:
            duty.append(f"cùng chủ trì: {', '.join(with_lead)}")
        duty.append(f"phối hợp: {', '.join(task.coordinating) or '(chưa rõ)'}")
        yield from _wrap(f"{task.text} [dòng {task.line}]", width, indent=f"  {order}. ")
        yield from _field("Rõ người", lead, width, indent="     ")
        yield from _field("Rõ trách nhiệm", "; ".join(duty), width, indent="     ")
        yield from _field("Rõ kết quả", task.deliverable or "(chưa rõ)", width, indent="     ")
        due = deadline_words(task.deadline) or task.deadline_raw or "(chưa rõ)"
        yield from _field("Rõ thời gian", due, width, indent="     ")

    yield from _heading(f"Trách nhiệm, chế độ báo cáo ({len(plan.obligations)})", width)
    for duty_item in plan.obligations:
        periods = f" [{', '.join(duty_item.report_periods)}]" if duty_item.report_periods else ""
        actor = f"{duty_item.actor}: " if duty_item.actor else ""
        yield from _wrap(
            f"{actor}{duty_item.duty}{periods} [dòng {duty_item.line}]", width, indent="  • "
        )

    found = tuple(findings)
    yield from _heading(f"Phát hiện ({len(found)})", width)
    for group in grouped(found):
        yield from _wrap(_finding_line(group), width, indent="  • ")


def title_of(plan: Plan) -> str:
    """Give the name of a plan as one line: kind and title, without saying the kind twice."""
    kind, title = plan.header.kind or "", plan.header.title or ""
    if title.casefold().startswith(kind.casefold()):
        kind = ""
    return f"{kind} {title}".strip() or plan.source.name or "Kế hoạch"


def measure(target: Target) -> str:
    """Give what a target promises as people write it: "≥ 80%", "> 1 Gb/s", "= 12 500 hộ"."""
    value = f"{target.value.normalize():f}".replace(".", ",")
    unit = target.unit or ""
    gap = "" if unit in ("", "%") else " "
    return f"{OPERATOR_SIGNS[target.operator.value]} {value}{gap}{unit}"


def deadline_words(deadline: Deadline | None) -> str | None:
    """Give a deadline as people write it; None when there is none."""
    match deadline:
        case ByDate(day=day):
            return f"đến hết ngày {day:%d/%m/%Y}"
        case Recurring(every=every, month_days=days, until=until):
            words = RECURRENCE_WORDS[every]
            if days:
                words += ", trước ngày " + ", ".join(f"{day}/{month}" for month, day in days)
            return words if until is None else f"{words} đến {until:%d/%m/%Y}"
        case Continuous(until=until):
            return "thường xuyên" if until is None else f"thường xuyên đến {until:%d/%m/%Y}"
        case OnEvent(condition=condition):
            return f"theo sự kiện: {condition}"
    return None


def _heading(text: str, width: int) -> Iterator[str]:
    yield ""
    yield text
    yield "─" * min(len(text), width)


def _field(name: str, text: str, width: int, *, indent: str = "  ") -> Iterator[str]:
    lead = f"{indent}{name + ':':<18}"
    yield from _wrap(text, width, indent=lead)


def _wrap(text: str, width: int, *, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width=width,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_on_hyphens=False,
    )
