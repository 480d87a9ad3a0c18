"""Parsing: a source document → what its author states in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from namro.errors import NotAPlan
from namro.model.plan import Part, Plan, Section
from namro.model.source import SourceDocument
from namro.parsing.citations import read_citations
from namro.parsing.header import read_header
from namro.parsing.indicators import read_indicators
from namro.parsing.linking import link
from namro.parsing.obligations import read_obligations
from namro.parsing.outline import Outline, outline
from namro.parsing.tables import LogicalTable, TableKind, read_tables
from namro.parsing.targets import read_objectives, read_targets
from namro.parsing.tasks import read_tasks

__all__ = ["parse_plan"]


def parse_plan(source: SourceDocument) -> Plan:
    """Find header, citations, sections, goals, targets, indicators, tasks and duties.

    Raises:
        NotAPlan: The document states no goal, target, task or duty.
    """
    plain = outline(source)
    tables = read_tables(source, plain)
    header = read_header(source, plain)
    indicators = read_indicators(source, plain, tables)
    plan = Plan(
        source=source,
        header=header,
        citations=read_citations(source, plain, own=header.number),
        sections=plain.sections,
        objectives=read_objectives(source, plain),
        targets=read_targets(source, plain, tables, indicators),
        indicators=indicators,
        tasks=read_tasks(source, plain, tables),
        obligations=read_obligations(source, plain),
    )
    if not (plan.objectives or plan.targets or plan.indicators or plan.tasks or plan.obligations):
        raise NotAPlan(
            "Đọc được tệp nhưng không thấy mục tiêu, chỉ tiêu, nhiệm vụ hay trách nhiệm nào. "
            "Nếu đây không phải là kế hoạch, hãy lưu như một văn bản thường."
        )
    return link(_with_table_sections(plan, plain, tables))


def _with_table_sections(plan: Plan, plain: Outline, tables: Sequence[LogicalTable]) -> Plan:
    """Make the dividing rows of tables sections, and put every item under its own."""
    whole = plain.with_sections(_table_sections(tables))
    if whole is plain:
        return plan
    place = {
        old: new
        for old, new in zip(plain.section_of, whole.section_of, strict=True)
        if old is not None and new is not None
    }
    inside = [(table.line, table.end_line) for table in tables]

    def put(section: int | None, line: int) -> int | None:
        if any(start <= line <= end for start, end in inside):
            return whole.section_at(line)
        return None if section is None else place.get(section)

    return replace(
        plan,
        sections=whole.sections,
        objectives=tuple(replace(o, section=put(o.section, o.line)) for o in plan.objectives),
        targets=tuple(replace(t, section=put(t.section, t.line)) for t in plan.targets),
        indicators=tuple(replace(i, section=put(i.section, i.line)) for i in plan.indicators),
        tasks=tuple(replace(t, section=put(t.section, t.line)) for t in plan.tasks),
        obligations=tuple(replace(o, section=put(o.section, o.line)) for o in plan.obligations),
    )


def _table_sections(tables: Sequence[LogicalTable]) -> Iterator[Section]:
    """Give the dividing rows of indicator and task tables."""
    for table in tables:
        if table.kind not in (TableKind.INDICATORS, TableKind.TASKS):
            continue
        part = Part.INDICATOR_ANNEX if table.kind is TableKind.INDICATORS else Part.TASK_ANNEX
        for index, group in enumerate(table.groups):
            # It lasts until the next row that divides no deeper, or the table's end.
            following = [g.line for g in table.groups[index + 1 :] if g.depth <= group.depth]
            end = min([table.end_line + 1, *following]) - 1
            yield Section(
                label=group.label,
                title=group.title,
                line=group.line,
                end_line=max(end, group.line),
                parent=None,
                part=part,
                horizon=group.horizon,
                span=group.span,
            )
