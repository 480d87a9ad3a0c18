"""The JSON contract: stable keys, printed text, plain values."""

from __future__ import annotations

import json

import namro
from namro.model.finding import Finding
from namro.model.plan import Plan


def test_every_promised_key_is_there(plan: Plan) -> None:
    promised = {
        "header", "citations", "sections", "targets", "indicators", "tasks", "obligations", "findings",
    }  # fmt: skip
    assert promised <= set(namro.contract(plan))


def test_it_is_plain_json(plan: Plan, findings: tuple[Finding, ...]) -> None:
    printed = namro.contract(plan, findings)
    assert json.loads(json.dumps(printed)) == printed


def test_a_quote_is_an_exact_piece_of_the_document(plan: Plan) -> None:
    for target in namro.contract(plan)["targets"]:
        assert target["quote"]
        assert target["quote"] in plan.source.text


def test_each_kind_of_deadline_has_its_words(plan: Plan) -> None:
    tasks = namro.contract(plan)["tasks"]
    told = [(task["deadline"], task["recurrence"], task["condition"]) for task in tasks[:5]]
    assert told == [
        ("2026-06-30", None, None),
        (None, "yearly", None),
        (None, "continuous", None),
        (None, None, "sau khi tỉnh triển khai"),
        (None, None, None),
    ]


def test_due_dates_without_a_month_come_every_month(plan: Plan) -> None:
    (duty,) = namro.contract(plan)["obligations"]
    assert [due["month_day"] for due in duty["due_dates"]] == ["05-28", "*-15"]


def test_only_misprints_have_a_suggestion(plan: Plan, findings: tuple[Finding, ...]) -> None:
    printed = namro.contract(plan, findings)["findings"]
    assert ["suggestion" in item for item in printed] == [True, False, False]


def test_the_summary_counts_a_thing_said_twice_once(
    plan: Plan, findings: tuple[Finding, ...]
) -> None:
    counts = namro.summary(plan, findings)
    assert (counts.tasks, counts.task_statements) == (5, 6)
    assert (counts.targets, counts.target_statements) == (1, 2)
    assert (counts.errors, counts.warnings, counts.notes) == (1, 1, 1)


def test_the_summary_sorts_tasks_by_kind_of_deadline(plan: Plan) -> None:
    counts = namro.summary(plan)
    by_kind = (
        counts.tasks_by_date, counts.tasks_recurring, counts.tasks_continuous,
        counts.tasks_on_event, counts.tasks_without_deadline,
    )  # fmt: skip
    assert by_kind == (1, 1, 1, 1, 1)
    assert sum(by_kind) == counts.tasks
