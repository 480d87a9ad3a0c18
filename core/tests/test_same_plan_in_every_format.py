"""The promise of the readers: a plan is the same plan in whatever file it arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

import namro
from namro.model.plan import Plan

SAMPLES = Path(__file__).parents[2] / "samples"
NAMES = ("hoa-phong", "quang-son", "trung-hoi")


def plan_of(name: str, suffix: str) -> Plan:
    file = SAMPLES / name / f"plan.{suffix}"
    return namro.parse(namro.read(file.read_bytes(), name=file.name))


def targets_of(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (target.subject, target.operator, target.value, target.unit, target.horizon)
        for target in plan.targets
    ]


def tasks_of(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (
            task.origin,
            task.no,
            task.text,
            task.lead,
            task.coordinating,
            task.deliverable,
            task.deadline,
        )
        for task in plan.tasks
    ]


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html"])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_plan_has_the_same_targets(name: str, suffix: str) -> None:
    assert targets_of(plan_of(name, suffix)) == targets_of(plan_of(name, "txt"))


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html"])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_plan_has_the_same_tasks(name: str, suffix: str) -> None:
    assert tasks_of(plan_of(name, suffix)) == tasks_of(plan_of(name, "txt"))


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html"])
@pytest.mark.parametrize("name", NAMES)
def test_the_same_plan_has_the_same_particulars(name: str, suffix: str) -> None:
    found, expected = plan_of(name, suffix).header, plan_of(name, "txt").header
    assert (found.kind, found.number, found.date, found.title, found.signer, found.recipients) == (
        expected.kind,
        expected.number,
        expected.date,
        expected.title,
        expected.signer,
        expected.recipients,
    )
