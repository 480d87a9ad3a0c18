"""Năm Rõ, the library: reads Vietnamese administrative plans and says what they promise.

The front door. Everything a caller needs is here; the stages behind it may change.

    >>> import namro
    >>> source = namro.read(b"...", name="ke-hoach.docx")    # doctest: +SKIP
    >>> plan = namro.parse(source)                           # doctest: +SKIP
    >>> findings = namro.lint(plan)                          # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from namro.model.finding import Finding
    from namro.model.plan import Plan
    from namro.model.source import SourceDocument


def read(data: bytes, *, name: str = "") -> SourceDocument:
    """Read a file into its text, blocks and places.

    Raises:
        ReadError: One of its kinds; see ``namro.errors``.
    """
    from namro.reading import read_document

    return read_document(data, name=name)


def parse(source: SourceDocument) -> Plan:
    """Find header, citations, sections, goals, targets, indicators, tasks and duties.

    Raises:
        NotAPlan: The document states none of these.
    """
    from namro.parsing import parse_plan

    return parse_plan(source)


def lint(plan: Plan) -> tuple[Finding, ...]:
    """Review a plan and list what a careful reader would mark, in order of place."""
    from namro.linting import lint_plan

    return lint_plan(plan)
