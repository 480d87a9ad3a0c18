"""The labelled pairs, and how many of them the engine finds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import namro
from namro.model.alignment import Alignment, Item, Programme

HERE = Path(__file__).parent / "labels"
SAMPLES = Path(__file__).resolve().parents[3] / "samples"
CATALOGUE = "03/NQ-CP"


@lru_cache(maxsize=4)
def sample(name: str) -> Programme:
    data = (SAMPLES / name / "plan.txt").read_bytes()
    return namro.programme(namro.parse(namro.read(data, name="plan.txt")))


@lru_cache(maxsize=4)
def aligned(name: str) -> Alignment:
    return namro.align(namro.catalogue(CATALOGUE), sample(name))


@dataclass(frozen=True)
class Figures:
    pairs: int
    precision: float
    recall: float
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    plan: str
    item: Item
    entry: str
    match: bool


def labels(file: str, plan: str = "") -> list[Label]:
    found = []
    for row in (HERE / file).read_text(encoding="utf-8").splitlines():
        fields = row.split("\t")
        name, kind, line, words, entry, match = ([plan] if plan else []) + fields[: 5 + (not plan)]
        items = [
            item
            for item in sample(name).items
            if item.kind.value == kind
            and item.line == int(line)
            and words.lower() in item.text.lower()
        ]
        assert len(items) == 1, f"{row}: {[item.key for item in items]}"
        found.append(Label(name, items[0], entry, match == "1"))
    return found


def measured(given: list[Label]) -> Figures:
    found = {
        (name, match.parent, match.child)
        for name in {one.plan for one in given}
        for coverage in aligned(name).coverage
        for match in coverage.matches
    }
    said = [(one, (one.plan, one.entry, one.item.key) in found) for one in given]
    right = sum(one.match and yes for one, yes in said)
    return Figures(
        pairs=len(said),
        precision=right / sum(yes for _, yes in said),
        recall=right / sum(one.match for one, _ in said),
        wrong=tuple(
            f"{'thừa' if yes else 'thiếu'} {one.entry} {one.plan}:{one.item.line} {one.item.text[:70]}"
            for one, yes in said
            if yes is not one.match
        ),
    )
