"""What a reviewer has said, laid over what was read. Pure: plain values in, plain values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from namro.model.finding import Finding, Severity
from namro.model.source import Span
from namro_web.intake.items import Decision, Facts, Item, Kind, laid_over

FIXED = "fixed"
SET_ASIDE = "set-aside"
REOPENED = "reopened"
PARTS = ("items", "findings", "names", "added", "reasons", "waivers")
"""The parts of a review; each maps a name to what was said of it."""

GRAVITIES = {"error": "Phải sửa", "warning": "Nên xem", "note": "Lưu ý"}
SORTS = {
    "TXT": "Lỗi chữ",
    "TSK": "Nhiệm vụ",
    "IND": "Chỉ tiêu",
    "CIT": "Căn cứ, viện dẫn",
    "NUM": "Con số",
    "UNT": "Tên đơn vị, địa danh",
    "HDR": "Thể thức",
}


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of the worklist: findings that one act settles together.

    Attributes:
        numbers: Places in the draft's list of findings; the first names the entry.
        keys: The items it is about.
        state: Empty while it waits, else ``fixed`` or ``set-aside``.
        offset: Where the first of them stands, None when it is about the whole document.
        anchor: The block of the paper it stands in, 0 where that is not known.
        reason: Why it was set aside.
        previews: Each place as it would read: its line, the words before and behind the misprint.
    """

    numbers: tuple[int, ...]
    rule: str
    severity: Severity
    message: str
    line: int
    printed: str
    suggestion: str
    safe: bool
    keys: tuple[str, ...]
    where: str
    state: str
    offset: int | None = None
    anchor: int = 0
    reason: str = ""
    previews: tuple[tuple[int, str, str], ...] = ()

    @property
    def sort(self) -> str:
        """What it is about, as one chooses among findings: the family of its rule."""
        family = self.rule[:3]
        return family if family in SORTS else "TSK"

    @property
    def gravity(self) -> str:
        """How grave it is, in a word."""
        return GRAVITIES[self.severity.value]

    @property
    def tone(self) -> str:
        """The colour family of its gravity."""
        return {Severity.ERROR: "late", Severity.WARNING: "warn", Severity.NOTE: "idle"}[
            self.severity
        ]

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        if self.suggestion:
            return "abc"
        return "alert-triangle" if self.severity is Severity.ERROR else "alert-circle"

    @property
    def number(self) -> int:
        """The name of the entry."""
        return self.numbers[0]

    @property
    def places(self) -> int:
        """To how many places its act would go."""
        return len(self.numbers)


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Write a finding down.

    >>> finding_to_json(Finding("TSK01", Severity.NOTE, 3, "Xem lại."))["line"]
    3
    """
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "line": finding.line,
        "message": finding.message,
        "span": [finding.span.start, finding.span.end] if finding.span else None,
        "subject": list(finding.subject) if finding.subject else None,
        "printed": finding.printed,
        "suggestion": finding.suggestion,
        "safe": finding.safe,
    }


def finding_from_json(data: Mapping[str, Any]) -> Finding:
    """Give the finding that was written down."""
    span, subject = data.get("span"), data.get("subject")
    return Finding(
        rule=data["rule"],
        severity=Severity(data["severity"]),
        line=data["line"],
        message=data["message"],
        span=Span(*span) if span else None,
        subject=(subject[0], subject[1]) if subject else None,
        printed=data.get("printed"),
        suggestion=data.get("suggestion"),
        safe=bool(data.get("safe")),
    )


def decision_of(review: Mapping[str, Any], key: str) -> Decision:
    """Say what the reviewer has decided of an item."""
    return Decision(review.get("items", {}).get(key, {}).get("decision", Decision.PENDING))


def facts_as_reviewed(item: Item, review: Mapping[str, Any], findings: Sequence[Finding]) -> Facts:
    """Give an item's facts with corrections laid over and misprints put right."""
    corrections = review.get("items", {}).get(item.key, {}).get("fields", {})
    facts = laid_over(item.facts, corrections)
    for finding in fixes_touching(item.spans, review, findings):
        facts = {name: put_right(value, finding) for name, value in facts.items()}
    return facts


def fixes_touching(
    spans: Iterable[Span], review: Mapping[str, Any], findings: Sequence[Finding]
) -> list[Finding]:
    """List the misprints put right that stand within any of these places."""
    states = review.get("findings", {})
    fixed = [findings[int(number)] for number, state in states.items() if state == FIXED]
    places = tuple(spans)
    return [
        finding
        for finding in fixed
        if finding.span is not None
        and any(
            place.start < finding.span.end and finding.span.start < place.end for place in places
        )
    ]


def put_right(value: Any, finding: Finding) -> Any:
    """Replace a misprint in a text, or in each text of a list.

    >>> put_right("Phần đầu đạt", Finding("X", Severity.NOTE, 1, "", printed="Phần đầu", suggestion="Phấn đấu"))
    'Phấn đấu đạt'
    """
    if not finding.printed or finding.suggestion is None:
        return value
    if isinstance(value, str):
        return value.replace(finding.printed, finding.suggestion)
    if isinstance(value, list):
        return [put_right(entry, finding) if isinstance(entry, str) else entry for entry in value]
    return value


def worklist(
    findings: Sequence[Finding], items: Sequence[Item], review: Mapping[str, Any]
) -> tuple[Work, ...]:
    """Group findings into what one act settles; what waits first, the gravest first."""
    states = review.get("findings", {})
    groups: dict[tuple[object, ...], list[int]] = {}
    for number, finding in enumerate(findings):
        same: tuple[object, ...] = (
            (finding.rule, finding.printed, finding.suggestion)
            if finding.printed and finding.suggestion
            else (finding.rule, _in_general(finding.message))
        )
        groups.setdefault((*same, states.get(str(number), "")), []).append(number)
    tags = {item.key: item.tag for item in items}
    entries = []
    for group, numbers in groups.items():
        first = findings[numbers[0]]
        keys = dict.fromkeys(key for number in numbers for key in keys_of(findings[number], items))
        entries.append(
            Work(
                numbers=tuple(numbers),
                rule=first.rule,
                severity=first.severity,
                message=first.message
                if len(numbers) == 1 or first.suggestion
                else _in_general(first.message, f"{len(numbers)} mục"),
                line=first.line,
                printed=first.printed or "",
                suggestion=first.suggestion or "",
                safe=first.safe and bool(first.printed and first.suggestion),
                keys=tuple(keys),
                where=_where([tags[key] for key in keys], first),
                offset=first.span.start if first.span else None,
                state=str(group[-1]),
                reason=str(review.get("reasons", {}).get(str(numbers[0]), "")),
            )
        )
    gravity = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    entries.sort(key=lambda work: (bool(work.state), gravity[work.severity], work.line))
    return tuple(entries)


def _in_general(message: str, instead: str = "…") -> str:
    """Say a message without the passage it quotes first, so that like findings become one entry.

    >>> _in_general("Chưa rõ người: “Số hóa …” không nêu đơn vị chủ trì.", "3 mục")
    'Chưa rõ người: 3 mục không nêu đơn vị chủ trì.'
    """
    return re.sub("“[^”]*”", instead, message, count=1)


def _where(tags: Sequence[str], first: Finding) -> str:
    if not tags and first.span is None:
        return "Cả văn bản"
    line = first.line
    shown = ", ".join(tags[:3]) + (f" và {len(tags) - 3} mục khác" if len(tags) > 3 else "")
    return f"{shown} · dòng {line}" if shown else f"Dòng {line}"


def keys_of(finding: Finding, items: Sequence[Item]) -> list[str]:
    """Name the items that a finding is about: its subject, else where it stands."""
    if finding.subject is not None:
        name, index = finding.subject
        wanted = {
            "task": {f"{Kind.TASK}-{index}"},
            "obligation": {f"{Kind.DUTY}-{index}"},
            "indicator": {f"{Kind.INDICATOR}-i{index}"},
            "target": {f"{Kind.INDICATOR}-t{index}"},
        }.get(name, set())
        found = [item.key for item in items if item.key in wanted]
        if found:
            return found
    if finding.span is None:
        return []
    return [
        item.key
        for item in items
        if any(
            span.start < finding.span.end and finding.span.start < span.end for span in item.spans
        )
    ]


@dataclass(frozen=True, slots=True)
class Mention:
    """An agency as the document writes it, and how often each part is given to it."""

    name: str
    lead: int
    coordinating: int

    @property
    def count(self) -> int:
        """How many items name it."""
        return self.lead + self.coordinating


def mentions_of(
    items: Sequence[Item], review: Mapping[str, Any], findings: Sequence[Finding]
) -> tuple[Mention, ...]:
    """List every agency named by an item that is to be adopted, the busiest first."""
    lead: dict[str, int] = {}
    coordinating: dict[str, int] = {}
    for item in items:
        if decision_of(review, item.key) is Decision.REJECTED:
            continue
        facts = facts_as_reviewed(item, review, findings)
        if item.kind in (Kind.DUTY, Kind.GOAL):
            continue
        for name in facts["lead"]:
            lead[name] = lead.get(name, 0) + 1
        for name in facts["coordinating"]:
            coordinating[name] = coordinating.get(name, 0) + 1
    names = dict.fromkeys([*lead, *coordinating])
    found = [Mention(name, lead.get(name, 0), coordinating.get(name, 0)) for name in names]
    return tuple(sorted(found, key=lambda mention: (-mention.count, mention.name)))


def stepped(before: Mapping[str, Any], after: Mapping[str, Any], *, label: str) -> dict[str, Any]:
    """Write down how to go back from ``after`` to ``before``: only what differs.

    >>> stepped({"items": {}}, {"items": {"NV-1": {"decision": "accepted"}}}, label="Nhận NV 1")
    {'label': 'Nhận NV 1', 'parts': {'items': {'NV-1': None}}}
    """
    parts: dict[str, dict[str, Any]] = {}
    for part in dict.fromkeys([*before, *after]):
        old, new = before.get(part, {}), after.get(part, {})
        changed = {
            name: old.get(name)
            for name in dict.fromkeys([*old, *new])
            if old.get(name) != new.get(name)
        }
        if changed:
            parts[part] = changed
    return {"label": label, "parts": parts}


def own_last_step(steps: Sequence[Mapping[str, Any]], user_id: int) -> int | None:
    """Give the place of the last step a person took; steps of nobody in particular are anybody's.

    >>> own_last_step([{"by": 1}, {"by": 2}], 1), own_last_step([], 1)
    (0, None)
    """
    places = range(len(steps) - 1, -1, -1)
    return next((place for place in places if steps[place].get("by", user_id) == user_id), None)


def stepped_back(review: Mapping[str, Any], step: Mapping[str, Any]) -> dict[str, Any]:
    """Give the review as it was before a step.

    >>> stepped_back({"items": {"NV-1": {}}}, {"parts": {"items": {"NV-1": None}}})
    {'items': {}}
    """
    result = {part: dict(values) for part, values in review.items()}
    for part, changed in step["parts"].items():
        values = result.setdefault(part, {})
        for name, old in changed.items():
            if old is None:
                values.pop(name, None)
            else:
                values[name] = old
    return result
