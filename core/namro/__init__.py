"""Năm Rõ, the library: reads Vietnamese administrative plans and says what they promise.

The front door. Everything a caller needs is here; the stages behind it may change.

    >>> import namro
    >>> source = namro.read(b"...", name="ke-hoach.docx")    # doctest: +SKIP
    >>> plan = namro.parse(source)                           # doctest: +SKIP
    >>> findings = namro.lint(plan)                          # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from namro.errors import NamroError as NamroError
from namro.errors import ReadError as ReadError

if TYPE_CHECKING:
    from namro.model.finding import Finding
    from namro.model.plan import Plan
    from namro.model.source import SourceDocument
    from namro.writing.summary import Summary


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


def contract(plan: Plan, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """Give the plan as one JSON object with stable keys, for other programs; see ``docs/reference``."""
    from namro.writing.contract import contract as to_contract

    return to_contract(plan, findings)


def workbook(plan: Plan, findings: Iterable[Finding] = ()) -> bytes:
    """Give the plan as an Excel workbook that an office can use at once."""
    from namro.writing.workbook import workbook as to_workbook

    return to_workbook(plan, findings)


def summary(plan: Plan, findings: Iterable[Finding] = ()) -> Summary:
    """Count what a plan holds: sections, targets, indicators, tasks by deadline kind, findings."""
    from namro.writing.summary import summarise

    return summarise(plan, findings)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Give a plan in a form that :func:`plan_from_json` turns back into the same plan.

    The source document is not in it: keep that with :func:`source_to_json`.
    """
    from namro.writing.exchange import plan_to_json as to_json

    return to_json(plan)


def plan_from_json(data: dict[str, Any], source: SourceDocument) -> Plan:
    """Give the plan that :func:`plan_to_json` wrote down.

    Raises:
        NotationError: The object is not such a form, or is of a later version.
    """
    from namro.writing.exchange import plan_from_json as from_json

    return from_json(data, source)


def source_to_json(source: SourceDocument) -> dict[str, Any]:
    """Give a source document in a form that :func:`source_from_json` turns back into the same."""
    from namro.writing.exchange import source_to_json as to_json

    return to_json(source)


def source_from_json(data: dict[str, Any]) -> SourceDocument:
    """Give the source document that :func:`source_to_json` wrote down.

    Raises:
        NotationError: The object is not such a form, or is of a later version.
    """
    from namro.writing.exchange import source_from_json as from_json

    return from_json(data)


def find_secrecy_mark(text: str) -> str | None:
    """Give the state-secret mark that a text carries, None when it may be held here."""
    from namro.vietnamese.secrecy import find_secrecy_mark as find_mark

    return find_mark(text)


def find_secrecy_in_name(name: str) -> str | None:
    """Give the state-secret mark that a file's name carries, None when it may be held here."""
    from namro.vietnamese.secrecy import find_secrecy_in_name as find_mark

    return find_mark(name)


def search_key(text: str) -> str:
    """Give the form in which two spellings of the same words are found equal: no case, no marks."""
    from namro.vietnamese.normalise import search_key as key_of

    return key_of(text)
