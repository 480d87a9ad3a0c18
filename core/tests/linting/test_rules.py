"""Every rule against its table of cases: what it must find, what it must leave alone.

A case is a small plan in YAML. ``lines`` is the document's text, one paragraph a line; a task,
target or row stands on the line it names. ``find`` lists what the rule must say: parts of the
message, in order of place; a case under ``pass`` must find nothing.
"""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from namro.linting.engine import all_rules, lint_plan, rules_manual
from namro.linting.rule import Rule
from namro.linting.spelling.lexicon import build_lexicon
from namro.linting.spelling.slips import find_slips
from namro.linting.spelling.stream import Stream
from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro.model.plan import (
    Citation,
    Header,
    Indicator,
    Obligation,
    Operator,
    Origin,
    Part,
    Plan,
    Section,
    Target,
    Task,
)
from namro.model.source import Block, BlockKind, Passage, SourceDocument, SourceFormat, Span

CASES = Path(__file__).parent / "cases"


def _document(lines: list[str]) -> SourceDocument:
    blocks = []
    start = 0
    for number, line in enumerate(lines, start=1):
        span = Span(start, start + len(line))
        if line:
            blocks.append(Block(BlockKind.PARAGRAPH, Passage(line, span, number, number)))
        start += len(line) + 1
    return SourceDocument("ca.txt", SourceFormat.TEXT, "\n".join(lines), tuple(blocks), "00")


def _deadline(value: Any) -> Deadline | None:
    match value:
        case None:
            return None
        case date():
            return ByDate(value)
        case "thường xuyên":
            return Continuous()
        case "hằng năm":
            return Recurring(Recurrence.YEARLY)
    return OnEvent(str(value))


def _task(item: dict[str, Any]) -> Task:
    line = item.get("line", 1)
    return Task(
        no=item.get("row"),
        text=item["text"],
        line=line,
        end_line=line,
        span=Span(0, 0),
        origin=Origin(item.get("origin", "annex")),
        lead=tuple(item.get("lead", ())),
        coordinating=tuple(item.get("coordinating", ())),
        deliverable=item.get("deliverable"),
        deadline_raw=item.get("deadline_raw"),
        deadline=_deadline(item.get("deadline")),
        same_as=item.get("same_as"),
    )


def _target(item: dict[str, Any]) -> Target:
    return Target(
        subject=item["subject"],
        operator=Operator(item.get("operator", "=")),
        value=Decimal(str(item["value"])),
        unit=item.get("unit"),
        horizon=item.get("horizon"),
        line=item.get("line", 1),
        span=Span(0, 0),
        origin=Origin(item.get("origin", "body")),
        indicator=item.get("indicator"),
    )


def _indicator(item: dict[str, Any]) -> Indicator:
    value = item.get("value")
    operator = item.get("operator")
    return Indicator(
        no=item.get("row"),
        name=item["name"],
        unit=item.get("unit"),
        target_raw=item.get("target_raw"),
        operator=Operator(operator) if operator else None,
        value=None if value is None else Decimal(str(value)),
        horizon=None,
        lead=(),
        coordinating=(),
        line=item.get("line", 1),
        end_line=item.get("line", 1),
        span=Span(0, 0),
    )


def _citation(item: dict[str, Any], text: str) -> Citation:
    mentions = []
    place = text.find(item["number"])
    while place >= 0:
        mentions.append(Span(place, place + len(item["number"])))
        place = text.find(item["number"], place + 1)
    return Citation(
        item.get("kind"), item["number"], item.get("date"), item.get("issuer"), 1, tuple(mentions)
    )


def _plan(case: dict[str, Any]) -> Plan:
    source = _document(case.get("lines", ["Kế hoạch"]))
    header = case.get("header", {})
    return Plan(
        source=source,
        header=Header(
            number=header.get("number"),
            date=header.get("date"),
            recipients=tuple(header.get("recipients", ())),
        ),
        citations=tuple(_citation(item, source.text) for item in case.get("citations", ())),
        sections=tuple(
            Section(label, "Mục", 1, 1, parent, Part.OTHER)
            for label, parent in case.get("sections", ())
        ),
        targets=tuple(_target(item) for item in case.get("targets", ())),
        indicators=tuple(_indicator(item) for item in case.get("indicators", ())),
        tasks=tuple(_task(item) for item in case.get("tasks", ())),
        obligations=tuple(
            Obligation(
                item.get("actor"), item["duty"], item.get("report_to"), None, (), (), 1, Span(0, 0)
            )
            for item in case.get("obligations", ())
        ),
        same_targets=tuple((a, b) for a, b in case.get("same_targets", ())),
    )


def _cases(kind: str) -> list[Any]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.yml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))[kind]
    ]


def _rule(rule_id: str) -> Rule:
    return next(rule for rule in all_rules() if rule.id == rule_id)


@pytest.mark.parametrize(("rule_id", "case"), _cases("fail"))
def test_a_rule_finds_what_it_is_for(rule_id: str, case: dict[str, Any]) -> None:
    found = list(_rule(rule_id).check(_plan(case)))
    assert len(found) == len(case["find"]), [item.message for item in found]
    for item, expected in zip(found, case["find"], strict=True):
        assert expected in item.message
        assert item.rule == rule_id


@pytest.mark.parametrize(("rule_id", "case"), _cases("pass"))
def test_a_rule_leaves_the_rest_alone(rule_id: str, case: dict[str, Any]) -> None:
    assert [item.message for item in _rule(rule_id).check(_plan(case))] == []


def test_every_rule_has_cases_of_both_kinds() -> None:
    for rule in all_rules():
        cases = yaml.safe_load((CASES / f"{rule.id}.yml").read_text(encoding="utf-8"))
        assert cases["pass"], rule.id
        assert cases["fail"], rule.id


def test_every_rule_stands_in_the_file_of_its_name_and_has_a_manual_page() -> None:
    for rule in all_rules():
        assert rule.check.__module__.rsplit(".", 1)[-1] == rule.id.lower()
        for part in ("**Why.**", "**Bad.**", "**Good.**"):
            assert part in rule.page, rule.id
        assert f"## {rule.id}: {rule.title}" in rules_manual()


def test_findings_come_in_order_of_place() -> None:
    plan = _plan(
        {"tasks": [{"text": "Số hóa hồ sơ", "line": 9}, {"text": "Lập danh mục", "line": 2}]}
    )
    lines = [item.line for item in lint_plan(plan)]
    assert lines == sorted(lines)


def test_a_misprint_says_where_it_stands_and_what_it_should_be() -> None:
    plan = _plan({"lines": ["Kế hoạch", "Phần đầu đến năm 2030 hoàn thành."]})
    (found,) = _rule("TXT01").check(plan)
    assert (found.line, found.printed, found.suggestion) == (2, "Phần đầu", "Phấn đấu")
    assert found.span is not None
    assert plan.source.quote(found.span) == "Phần đầu"


def test_misprints_are_found_without_the_general_dictionary_too() -> None:
    text = "Phần đầu đến năm 2030 hoàn thành; theo dõi, đơn đốc việc thực hiện quy chế phối hợp."
    found = find_slips(Stream(_document([text])), build_lexicon(()))
    assert [slip.suggestion for slip in found] == ["Phấn đấu", "đôn đốc"]


_SCRAPS = st.sampled_from(
    [
        "Phần",
        "đầu",
        "sáng",
        "xã",
        "VHXX",
        "CÔNG",
        "an",
        "“a“",
        "57- NQ/TW",
        "2021- 2030",
        ";",
        ",",
        "số",
        "số",
    ]
)


@given(st.lists(st.lists(_SCRAPS | st.text(max_size=6), max_size=12).map(" ".join), max_size=4))
def test_no_text_upsets_the_search_for_misprints(lines: list[str]) -> None:
    clean = [" ".join(line.split()) for line in lines]
    source = _document(clean)
    for item in _rule("TXT01").check(Plan(source, Header())):
        assert item.span is not None
        assert source.quote(item.span) == item.printed
        assert item.suggestion != item.printed


def test_a_line_full_of_slips_is_reviewed_as_fast_as_any() -> None:
    source = _document([" ".join(["mật"] * 20_000)])
    started = time.process_time()
    found = list(_rule("TXT01").check(Plan(source, Header())))
    assert len(found) > 1000
    assert time.process_time() - started < 5
