"""Finds tables on a page by their ruled lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from namro.reading.assembling import Grid, GridCell, Paragraph

_NEAR = 3.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line; y grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def upright(self) -> bool:
        """Whether it runs from top to bottom."""
        return self.x0 == self.x1


class Placed(Protocol):
    """Anything that stands at a place on the page."""

    x0: float
    top: float


#: A line of a cell: its text, whether it is bold, its left and right edge and its height.
CellLine = tuple[str, bool, float, float, float]


@dataclass(slots=True)
class RuledTable:
    """A grid of ruled lines and what stands in its cells."""

    xs: list[float]
    ys: list[float]
    cells: dict[tuple[int, int], tuple[int, int, int, int]]
    letters: dict[tuple[int, int], list[object]] = field(default_factory=dict)
    lines: dict[tuple[int, int], list[CellLine]] = field(default_factory=dict)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.xs[0]

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.xs[-1]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.ys[0]

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.ys[-1]

    def take(self, letter: object, x: float, y: float) -> None:
        """Put a letter into the cell it stands in."""
        column = _slot(self.xs, x)
        row = _slot(self.ys, y)
        top, left, _, _ = self.cells[row, column]
        self.letters.setdefault((top, left), []).append(letter)

    def settle(self, to_lines: Callable[[list], list[CellLine]]) -> None:  # type: ignore[type-arg]
        """Turn the letters of each cell into lines."""
        self.lines = {place: to_lines(letters) for place, letters in self.letters.items()}
        self.letters = {}

    def grid(self, page: int) -> Grid | None:
        """Give the table for assembling; None when no cell holds a word."""
        if not any(self.lines.values()):
            return None
        rows: list[list[GridCell | None]] = []
        for row in range(len(self.ys) - 1):
            cells: list[GridCell | None] = []
            for column in range(len(self.xs) - 1):
                top, left, bottom, right = self.cells[row, column]
                if (top, left) != (row, column):
                    cells.append(None)
                    continue
                width = self.xs[right + 1] - self.xs[left]
                cells.append(
                    GridCell(
                        _paragraphs(self.lines.get((row, column), []), width),
                        rowspan=bottom - top + 1,
                        colspan=right - left + 1,
                    )
                )
            rows.append(cells)
        return Grid(rows, pages=[page] * len(rows))


def _slot(edges: list[float], place: float) -> int:
    for index in range(1, len(edges)):
        if place < edges[index]:
            return index - 1
    return len(edges) - 2


def _paragraphs(lines: Iterable[CellLine], width: float) -> list[Paragraph]:
    """Join the lines of a cell: a line that ends early, before a mark or a capital, ends one."""
    from namro.vietnamese.numbering import split_marker

    found: list[Paragraph] = []
    last_end = 0.0
    left = 0.0
    for text, bold, x0, x1, height in lines:
        fresh = not found
        if not fresh:
            word = text.split(" ", 1)[0]
            needed = (x1 - x0) * (len(word) + 1) / max(len(text), 1)
            early = last_end + needed < left + width - height
            marked = bool(split_marker(text)[0])
            capital = text[:1].isupper()
            ended = found[-1].text[-1:] in ".;:"
            fresh = (marked and (ended or early)) or (early and capital and ended)
        if fresh:
            found.append(Paragraph(text, bold=bold))
            left = x0
        else:
            glue = "" if found[-1].text[-1:] == "-" and found[-1].text[-2:-1].isalnum() else " "
            found[-1].text += glue + text
            found[-1].bold = found[-1].bold and bold
        last_end = x1
    return found


def find_tables(rules: list[Rule]) -> list[RuledTable]:
    """Put ruled lines together to tables."""
    if len(rules) < 4 or len(rules) > 20_000:
        return []
    upright = _merged([rule for rule in rules if rule.upright], upright=True)
    level = _merged([rule for rule in rules if not rule.upright], upright=False)
    tables: list[RuledTable] = []
    for group_upright, group_level in _connected(upright, level):
        table = _table(group_upright, group_level)
        if table is not None:
            tables.append(table)
    return tables


def _merged(rules: list[Rule], *, upright: bool) -> list[Rule]:
    """Join pieces of one line: borders are drawn cell by cell."""
    if upright:
        keyed = sorted((rule.x0, rule.y0, rule.y1) for rule in rules)
    else:
        keyed = sorted((rule.y0, rule.x0, rule.x1) for rule in rules)
    lanes: list[tuple[float, list[tuple[float, float]]]] = []
    for place, start, end in keyed:
        if lanes and place - lanes[-1][0] <= 1.5:
            lanes[-1][1].append((start, end))
        else:
            lanes.append((place, [(start, end)]))
    merged: list[Rule] = []
    for place, stretches in lanes:
        stretches.sort()
        start, end = stretches[0]
        for next_start, next_end in [*stretches[1:], (float("inf"), float("inf"))]:
            if next_start <= end + _NEAR:
                end = max(end, next_end)
                continue
            merged.append(
                Rule(place, start, place, end) if upright else Rule(start, place, end, place)
            )
            start, end = next_start, next_end
    return merged


def _connected(upright: list[Rule], level: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group lines that cross or touch one another."""
    parents = list(range(len(upright) + len(level)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for first, vertical in enumerate(upright):
        for second, horizontal in enumerate(level, len(upright)):
            if (
                horizontal.x0 - _NEAR <= vertical.x0 <= horizontal.x1 + _NEAR
                and vertical.y0 - _NEAR <= horizontal.y0 <= vertical.y1 + _NEAR
            ):
                parents[root(first)] = root(second)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate([*upright, *level]):
        group = groups.setdefault(root(index), ([], []))
        group[0 if index < len(upright) else 1].append(rule)
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _table(upright: list[Rule], level: list[Rule]) -> RuledTable | None:
    xs = _edges([rule.x0 for rule in upright])
    # A page break may leave the last row without its lower border.
    ys = _edges(
        [rule.y0 for rule in level]
        + [min(rule.y0 for rule in upright), max(rule.y1 for rule in upright)]
    )
    if len(xs) < 2 or len(ys) < 2 or (len(xs) == 2 and len(ys) == 2):
        return None
    if len(xs) * len(ys) > 100_000:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    walls = _covered(upright, xs, ys, upright=True)
    floors = _covered(level, ys, xs, upright=False)
    cells: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in cells:
                continue
            right = column
            while (
                right + 1 < columns
                and (right + 1, row) not in walls
                and (row, right + 1) not in cells
            ):
                right += 1
            bottom = row
            while bottom + 1 < rows and all(
                (bottom + 1, place) not in floors and (bottom + 1, place) not in cells
                for place in range(column, right + 1)
            ):
                bottom += 1
            box = (row, column, bottom, right)
            for down in range(row, bottom + 1):
                for across in range(column, right + 1):
                    cells[down, across] = box
    return RuledTable(xs, ys, cells)


def _covered(
    rules: list[Rule], lanes: list[float], steps: list[float], *, upright: bool
) -> set[tuple[int, int]]:
    """Say which stretches between two steps of each lane are ruled: (lane, step)."""
    found: set[tuple[int, int]] = set()
    for rule in rules:
        place, start, end = (rule.x0, rule.y0, rule.y1) if upright else (rule.y0, rule.x0, rule.x1)
        lane = min(range(len(lanes)), key=lambda index: abs(lanes[index] - place))
        for step in range(len(steps) - 1):
            middle = (steps[step] + steps[step + 1]) / 2
            if start - _NEAR <= middle <= end + _NEAR:
                found.add((lane, step))
    return found


def _edges(places: list[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges
