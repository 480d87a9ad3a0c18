"""Năm Rõ, the library: reads Vietnamese administrative plans and says what they promise.

The front door. Everything a caller needs is here; the stages behind it may change.

    >>> import namro
    >>> source = namro.read(b"...", name="ke-hoach.docx")    # doctest: +SKIP
    >>> plan = namro.parse(source)                           # doctest: +SKIP
    >>> findings = namro.lint(plan)                          # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from namro.errors import NamroError as NamroError
from namro.errors import ReadError as ReadError

if TYPE_CHECKING:
    from namro.model.alignment import Alignment, Comparison, Item, Programme, Turn
    from namro.model.boundaries import Figure, Standing, Succession, Totals
    from namro.model.finding import Finding
    from namro.model.plan import Plan
    from namro.model.selection import Selection
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


def read_selection(plan: Plan, start: int, end: int) -> Selection:
    """Read words that a person has marked in a plan's text as a task, targets and a duty.

    Raises:
        NotationError: The stretch holds no words, or more than one statement has.
    """
    from namro.model.source import Span
    from namro.parsing.selections import read_selection as read_marked

    return read_marked(plan, Span(start, end))


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


def roll_up(
    figures: Iterable[Figure],
    *,
    standings: Iterable[Standing],
    successions: Iterable[Succession] = (),
    on: date | None = None,
) -> Totals:
    """Add up what units reported, on the boundaries of a day; ``None``: those of each figure's own.

    Raises:
        BoundaryError: A unit without a place, two places on one day, shares that are not one whole.
    """
    from namro.scoring.rollup import roll_up as add_up

    return add_up(figures, standings=standings, successions=successions, on=on)


def programme(plan: Plan) -> Programme:
    """List what a plan asks for, each thing once, in the form in which plans are compared."""
    from namro.aligning import programme_of

    return programme_of(plan)


def catalogue(number: str) -> Programme:
    """Give the facts kept of a document above the plans: names, values, horizons, leads, sources.

    Raises:
        KeyError: Nothing is kept of that document; see :func:`catalogue_numbers`.

    >>> catalogue("03/NQ-CP").issuer
    'Chính phủ'
    """
    from namro.aligning.catalogues import catalogue as of_number

    return of_number(number)


def catalogue_numbers() -> tuple[str, ...]:
    """Give the numbers of the documents whose facts are kept."""
    from namro.aligning.catalogues import numbers

    return numbers()


def catalogue_cited(number: str) -> str | None:
    """Give the kept document that a citation means, also by one that amends it; None if none.

    >>> catalogue_cited("71/NQ-CP")
    '03/NQ-CP'
    """
    from namro.aligning.catalogues import known_as

    return known_as(number)


def align(
    parent: Plan | Programme,
    child: Plan | Programme,
    *,
    confirmed: Iterable[tuple[str, str]] = (),
    rejected: Iterable[tuple[str, str]] = (),
) -> Alignment:
    """Hold a plan against the plan above it: what is answered, weaker, later or missing.

    Args:
        parent: The plan above, or a :func:`catalogue`.
        child: The plan that carries it out.
        confirmed: Pairs (key above, key below) that a person said belong together.
        rejected: Pairs that a person said do not.

    Pure and deterministic: the order of items changes no result, and a plan held against itself has
    no gap. How likeness is reckoned stands in ``docs/explanation/matching.md``.
    """
    from namro.aligning import align_programmes

    return align_programmes(
        _programme(parent), _programme(child), confirmed=confirmed, rejected=rejected
    )


def compare(
    old: Plan | Programme,
    new: Plan | Programme,
    *,
    confirmed: Iterable[tuple[str, str]] = (),
) -> Comparison:
    """Say what was added, removed and changed between two versions, with old and new values.

    Args:
        old: The version before.
        new: The version after.
        confirmed: Pairs (key before, key after) that are known to be one, by identity or by a person.

    Every field that differs is a :class:`~namro.model.alignment.FieldChange`, which also says whether
    the promise became weaker, stronger, later or earlier, by the rules of :func:`align`; an item that
    only stands elsewhere is a change whose ``only_moved`` is true. ``compare(b, a)`` is the mirror of
    ``compare(a, b)``: added is removed, weaker is stronger.
    """
    from namro.aligning import compare_programmes

    return compare_programmes(_programme(old), _programme(new), confirmed=confirmed)


def _programme(given: Plan | Programme) -> Programme:
    from namro.model.alignment import Programme

    return given if isinstance(given, Programme) else programme(given)


def written_value(item: Item) -> str:
    """Write what a target promises as a person reads it ("≥ 1,5%"), empty for what promises none."""
    from namro.vietnamese.promises import written

    return written(item)


def written_deadline(item: Item) -> str:
    """Write by when an item is due as a person reads it, empty when it does not say."""
    from namro.vietnamese.promises import said_deadline

    return said_deadline(item.deadline) or item.deadline_raw


def written_turn(turn: Turn) -> str:
    """Write what a change makes of a promise as a person reads it ("muộn hơn")."""
    from namro.vietnamese.promises import said_turn

    return said_turn(turn)


def alignment_contract(alignment: Alignment) -> dict[str, Any]:
    """Give an alignment as one JSON object with stable keys, for other programs."""
    from namro.writing.alignment import alignment_contract as to_contract

    return to_contract(alignment)


def comparison_contract(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as one JSON object with stable keys, for other programs."""
    from namro.writing.alignment import comparison_contract as to_contract

    return to_contract(comparison)


def alignment_table(alignment: Alignment) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Give the titles of the columns and the rows of a coverage table, all as text."""
    from namro.writing.alignment import alignment_heads, alignment_rows

    return alignment_heads(), alignment_rows(alignment)


def alignment_workbook(alignment: Alignment) -> bytes:
    """Give a coverage table as an Excel workbook that an office can use at once."""
    from namro.writing.alignment import alignment_workbook as to_workbook

    return to_workbook(alignment)
