"""What is shown of a plan beside the plans above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import namro
from namro.model.alignment import (
    Alignment,
    Answer,
    Coverage,
    Item,
    ItemKind,
    Match,
    Programme,
    Reference,
    Scope,
)
from namro.model.finding import Certainty
from namro_web.accounts.models import User
from namro_web.comparing.access import Above, above_to_read
from namro_web.comparing.models import Decision, ItemLink, ParentLink
from namro_web.comparing.programmes import addresses, programme_of, stored_programme
from namro_web.foundation.errors import Missing
from namro_web.foundation.search_keys import search_key
from namro_web.indicators.models import Indicator
from namro_web.organisations.access import Duty, acting
from namro_web.plans.access import plan_to_read, plans_visible_to
from namro_web.plans.models import Plan
from namro_web.plans.queries import short_name
from namro_web.tasks.models import Task

WORDS: Mapping[Answer, tuple[str, str]] = {
    Answer.COVERED: ("achieved", "Đã cụ thể hóa"),
    Answer.WEAKER: ("behind", "Yếu hơn"),
    Answer.LATER: ("due_soon", "Muộn hơn"),
    Answer.MISSING: ("not_achieved", "Chưa có"),
    Answer.CHECK: ("check", "Cần xem"),
}
CERTAINTIES = {
    Certainty.SURE: ("certain", "Chắc chắn"),
    Certainty.FAIRLY_SURE: ("fairly", "Khá chắc"),
    Certainty.UNSURE: ("check", "Cần xem"),
}
KINDS = {ItemKind.TARGET: "Chỉ tiêu", ItemKind.OBJECTIVE: "Mục tiêu", ItemKind.TASK: "Nhiệm vụ"}
SCOPES = {Scope.LOCAL: "Địa phương", Scope.NATIONAL: "Quốc gia"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks to see; what it gets wrong is left out."""

    above: str = ""
    from_below: bool = False
    answer: str = ""
    kind: str = ""
    scope: str = ""
    words: str = ""

    @property
    def is_narrowing(self) -> bool:
        """Whether a filter is set."""
        return bool(self.answer or self.kind or self.scope or self.words)

    @property
    def address(self) -> str:
        """The same as the query of an address."""
        told = {
            "voi": self.above,
            "xem": "ke-hoach" if self.from_below else "",
            "tinh-trang": self.answer,
            "loai": self.kind,
            "pham-vi": self.scope,
            "q": self.words,
        }
        return urlencode({name: value for name, value in told.items() if value})


def asked_from(query: Mapping[str, str]) -> Asked:
    """Read what an address asks to see."""

    def one_of(name: str, known: Sequence[str]) -> str:
        return query.get(name, "") if query.get(name, "") in known else ""

    return Asked(
        above=query.get("voi", "")[:80],
        from_below=query.get("xem", "") == "ke-hoach",
        answer=one_of("tinh-trang", [*Answer, "rieng"]),
        kind=one_of("loai", list(KINDS)),
        scope=one_of("pham-vi", list(Scope)),
        words=" ".join(query.get("q", "").replace("\x00", "").split())[:200],
    )


@dataclass(frozen=True, slots=True)
class AboveRow:
    """A document above a plan, and why it is thought to be."""

    code: str
    name: str
    title: str
    state: str
    why: str
    url: str

    @property
    def is_confirmed(self) -> bool:
        """Whether a person said so."""
        return self.state == Decision.CONFIRMED

    @property
    def is_rejected(self) -> bool:
        """Whether a person said that it is not."""
        return self.state == Decision.REJECTED


@dataclass(frozen=True, slots=True)
class Side:
    """One statement as the table shows it."""

    key: str
    kind: str
    no: str
    text: str
    promise: str
    theme: str
    line: int
    url: str
    scope: str = ""
    verified: bool = True
    note: str = ""
    sources: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """The other statement of a match."""

    side: Side
    certainty: str
    certainty_word: str
    reasons: str
    shortfall: str
    by_hand: bool
    pair: str


@dataclass(frozen=True, slots=True)
class Row:
    """A statement with what stands on the other side."""

    side: Side
    status: str
    word: str
    reason: str
    links: tuple[Link, ...]
    refused: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many statements stand so."""

    key: str
    status: str
    word: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the coverage page shows."""

    plan_id: int
    plan_name: str
    above: AboveRow
    aboves: tuple[AboveRow, ...]
    others: tuple[tuple[str, str], ...]
    note: str
    counts: tuple[Count, ...]
    own: int
    missing_national: int
    unverified: int
    total: int
    rows: tuple[Row, ...]
    may_link: bool
    asked: Asked
    kinds: tuple[tuple[str, str], ...] = tuple((kind.value, word) for kind, word in KINDS.items())
    answers: tuple[tuple[str, str], ...] = tuple(
        (answer.value, word) for answer, (_, word) in WORDS.items()
    )
    scopes: tuple[tuple[str, str], ...] = tuple(
        (scope.value, word) for scope, word in SCOPES.items()
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A plan held against one document above, with what people said of their items."""

    plan: Plan
    above: Above
    alignment: Alignment
    decided: Mapping[tuple[str, str], str] = field(default_factory=dict)


def number_key(number: str) -> str:
    """Give the form in which two spellings of a document's number are equal.

    >>> number_key("03/NQ-CP") == number_key("3-NQ/CP")
    True
    """
    return "".join(letter for letter in number.upper() if letter.isalnum()).lstrip("0")


def aboves_of(plan: Plan, *, by: User) -> list[AboveRow]:
    """List the documents above a plan: those a person confirmed, those it cites, those refused."""
    said = {
        (one.catalogue, one.parent_id): one.decision for one in ParentLink.objects.filter(plan=plan)
    }
    visible = list(
        plans_visible_to(by).exclude(pk=plan.pk).defer("recipients", "search_key").order_by("pk")
    )
    by_number: dict[str, list[Plan]] = {}
    for one in visible:
        if one.number:
            by_number.setdefault(number_key(one.number), []).append(one)
    why: dict[tuple[str, int | None], str] = {}
    for citation in plan.citations.all():
        reason = f"{citation} được dẫn ở dòng {citation.line}"
        kept = namro.catalogue_cited(citation.number)
        if kept is not None:
            why.setdefault((kept, None), reason)
        for one in by_number.get(number_key(citation.number), ()):
            why.setdefault(("", one.pk), reason)
    known = {one.pk: one for one in visible}
    keys = dict.fromkeys([*said, *why, *((number, None) for number in namro.catalogue_numbers())])
    rows = []
    for catalogue, parent_id in keys:
        above = Above(catalogue, known.get(parent_id) if parent_id else None)
        if not above.code:
            continue  # a plan that this reader may no longer see
        state = said.get((catalogue, parent_id)) or (
            "suggested" if (catalogue, parent_id) in why else "offered"
        )
        rows.append(_above_row(above, state, why.get((catalogue, parent_id), "")))
    order = ["confirmed", "suggested", "offered", "rejected"]
    return sorted(rows, key=lambda row: order.index(row.state))


def aboves_to_read(plan_id: int, *, by: User) -> list[AboveRow]:
    """List the documents above a plan.

    Raises:
        Missing: There is no such plan here.
    """
    return aboves_of(plan_to_read(plan_id, by=by), by=by)


def _above_row(above: Above, state: str, why: str) -> AboveRow:
    if above.plan is None:
        kept = namro.catalogue(above.catalogue)
        name, title, url = f"Nghị quyết {kept.number}", kept.title, ""
    else:
        name, title = short_name(above.plan), above.plan.title
        url = f"/ke-hoach/{above.plan.pk}/"
    return AboveRow(above.code, name, title, state, why, url)


def held_against(plan_id: int, code: str, *, by: User) -> Held:
    """Hold a plan against a document above it.

    Raises:
        Missing: There is no such plan here, or nothing of that name above it.
    """
    plan = plan_to_read(plan_id, by=by)
    return _held(plan, above_to_read(code, plan=plan, by=by))


def _held(plan: Plan, above: Above) -> Held:
    decided = {
        (one.parent_key, one.child_key): one.decision
        for one in ItemLink.objects.filter(plan=plan, **above.where)
    }
    alignment = namro.align(
        programme_of(above),
        stored_programme(plan),
        confirmed=[pair for pair, said in decided.items() if said == Decision.CONFIRMED],
        rejected=[pair for pair, said in decided.items() if said == Decision.REJECTED],
    )
    return Held(plan, above, alignment, decided)


def coverage(plan_id: int, asked: Asked, *, by: User) -> Shown:
    """Show a plan beside a document above it: the one asked for, else the likeliest.

    Raises:
        Missing: There is no such plan here, or nothing of that name above it.
    """
    plan = plan_to_read(plan_id, by=by)
    aboves = aboves_of(plan, by=by)
    code = asked.above or next(row.code for row in aboves)
    held = _held(plan, above_to_read(code, plan=plan, by=by))
    chosen = next(
        (row for row in aboves if row.code == code), _above_row(held.above, "offered", "")
    )
    alignment = held.alignment
    rows = _rows_below(held) if asked.from_below else _rows_above(held)
    taken = {row.code for row in aboves}
    return Shown(
        plan_id=plan.pk,
        plan_name=short_name(plan),
        above=chosen,
        aboves=tuple(aboves),
        others=tuple(
            (f"ke-hoach-{one.pk}", f"{short_name(one)}: {one.title}")
            for one in plans_visible_to(by).exclude(pk=plan.pk).defer("recipients", "search_key")
            if f"ke-hoach-{one.pk}" not in taken
        ),
        note=alignment.parent.note,
        counts=tuple(
            Count(
                answer.value,
                WORDS[answer][0],
                WORDS[answer][1],
                number,
                "?" + urlencode({"voi": code, "tinh-trang": answer.value}),
            )
            for answer, number in alignment.counts.items()
        ),
        own=len(alignment.own),
        missing_national=sum(
            one.answer is Answer.MISSING and one.item.scope is Scope.NATIONAL
            for one in alignment.coverage
        ),
        unverified=sum(not one.item.verified for one in alignment.coverage),
        total=len(rows),
        rows=tuple(row for row in rows if _wanted(row, asked)),
        may_link=acting(by).may(Duty.EDIT_PLANS),
        asked=Asked(
            above=code,
            from_below=asked.from_below,
            answer=asked.answer,
            kind=asked.kind,
            scope=asked.scope,
            words=asked.words,
        ),
    )


def _wanted(row: Row, asked: Asked) -> bool:
    if asked.answer:
        status = "" if asked.answer == "rieng" else WORDS[Answer(asked.answer)][0]
        if asked.from_below:
            if (asked.answer == "rieng") != (not row.links):
                return False
        elif row.status != status:
            return False
    if asked.kind and row.side.kind != KINDS[ItemKind(asked.kind)]:
        return False
    if asked.scope and not asked.from_below and row.side.scope != SCOPES[Scope(asked.scope)]:
        return False
    text = search_key(
        " ".join([row.side.no, row.side.text, *(link.side.text for link in row.links)])
    )
    return all(word in text for word in search_key(asked.words).split())


def _rows_above(held: Held) -> list[Row]:
    sides = _Sides(held)
    return [_row_above(held, one, sides) for one in held.alignment.coverage]


def _row_above(held: Held, one: Coverage, sides: _Sides) -> Row:
    status, word = WORDS[one.answer]
    refused = [
        child
        for (parent, child), said in held.decided.items()
        if parent == one.item.key and said == Decision.REJECTED and child in sides.below
    ]
    return Row(
        side=sides.above[one.item.key],
        status=status,
        word=word,
        reason=one.reason,
        links=tuple(_link(match, sides.below[match.child]) for match in one.matches),
        refused=tuple(
            Link(sides.below[child], "", "", "", "", True, f"{one.item.key}|{child}")
            for child in refused
        ),
    )


def _rows_below(held: Held) -> list[Row]:
    sides = _Sides(held)
    answers = {one.item.key: one.answer for one in held.alignment.coverage}
    rows = []
    for item, matches in held.alignment.serves:
        best = matches[0].parent if matches else ""
        status, word = WORDS[answers[best]] if best else ("not_started", "Riêng của kế hoạch")
        rows.append(
            Row(
                side=sides.below[item.key],
                status=status,
                word=word,
                reason="",
                links=tuple(_link(match, sides.above[match.parent]) for match in matches),
            )
        )
    return rows


class _Sides:
    """Both programmes as the table shows them."""

    def __init__(self, held: Held) -> None:
        above, below = held.alignment.parent, held.alignment.child
        self.above = _sides(above, held.above.plan.pk if held.above.plan else None)
        self.below = _sides(below, held.plan.pk)


def _sides(programme: Programme, plan_id: int | None) -> dict[str, Side]:
    opens = addresses(programme, plan_id) if plan_id is not None else {}
    return {
        item.key: _side(item, opens.get(item.key, ""), plan_id is None) for item in programme.items
    }


def _side(item: Item, url: str, kept: bool) -> Side:
    promise = namro.written_value(item)
    when = f"đến {item.horizon:%d/%m/%Y}" if item.horizon else namro.written_deadline(item)
    return Side(
        key=item.key,
        kind=KINDS.get(item.kind, ""),
        no=item.no if kept or item.kind is ItemKind.TASK else "",
        text=item.text,
        promise=", ".join(filter(None, (promise, when))),
        theme=item.theme,
        line=item.line,
        url=url,
        scope=SCOPES[item.scope] if kept else "",
        verified=item.verified,
        note=item.note,
        sources=item.sources,
    )


def _link(match: Match, side: Side) -> Link:
    certainty, word = CERTAINTIES[match.certainty]
    return Link(
        side=side,
        certainty=certainty,
        certainty_word="Xác nhận bằng tay" if match.by_hand else word,
        reasons="" if match.by_hand else "; ".join(match.reasons),
        shortfall=match.shortfall,
        by_hand=match.by_hand,
        pair=f"{match.parent}|{match.child}",
    )


@dataclass(frozen=True, slots=True)
class Served:
    """What of one document above a statement serves."""

    above: AboveRow
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Serves:
    """What of the documents above one task or indicator of a plan serves."""

    plan_id: int
    plan_name: str
    kind: str
    thing_id: int
    text: str
    groups: tuple[Served, ...]
    looked_at: tuple[AboveRow, ...]

    @property
    def above(self) -> AboveRow:
        """The document whose table to open."""
        return self.groups[0].above if self.groups else self.looked_at[0]


def serves(plan_id: int, kind: str, thing_id: int, *, by: User) -> Serves:
    """Say what of the documents above a task or indicator serves: those confirmed, else those cited.

    Raises:
        Missing: There is no such plan here, or the plan has no such task or indicator.
    """
    plan = plan_to_read(plan_id, by=by)
    aboves = aboves_of(plan, by=by)
    near = [row for row in aboves if row.state in (Decision.CONFIRMED, "suggested")]
    looked_at = near or [row for row in aboves if not row.is_rejected][:1]
    if kind not in ("task", "indicator") or not looked_at:
        raise no_such_item()
    stated, text = _stated(plan, kind, thing_id)
    groups = []
    for row in looked_at:
        held = _held(plan, above_to_read(row.code, plan=plan, by=by))
        above = _sides(held.alignment.parent, held.above.plan.pk if held.above.plan else None)
        links = []
        for item, matches in held.alignment.serves:
            if _is_of(item, kind, stated):
                links += [_link(match, above[match.parent]) for match in matches]
        if links:
            # Several targets of one indicator may serve the same requirement.
            once = {link.side.key: link for link in reversed(links)}
            groups.append(Served(row, tuple(reversed(once.values()))))
    return Serves(plan.pk, short_name(plan), kind, thing_id, text, tuple(groups), tuple(looked_at))


def _stated(plan: Plan, kind: str, thing_id: int) -> tuple[int, str]:
    """Give what the plan itself states: of a share or subtask, the task that it was made of."""
    if kind == "indicator":
        indicator = Indicator.objects.filter(plan=plan, pk=thing_id).first()
        if indicator is None:
            raise no_such_item()
        return indicator.pk, indicator.name
    task = Task.objects.filter(plan=plan, pk=thing_id).select_related("parent__parent").first()
    if task is None:
        raise no_such_item()
    text = task.text
    while task.parent is not None:
        task = task.parent
    return task.pk, text


def _is_of(item: Item, kind: str, thing_id: int) -> bool:
    if kind == "task":
        return item.key == f"task-{thing_id}"
    return item.kind is ItemKind.TARGET and item.no == str(thing_id)


@dataclass(frozen=True, slots=True)
class Choosing:
    """One item above, and the items of the plan that could be linked to it by hand."""

    plan_id: int
    plan_name: str
    above: AboveRow
    side: Side
    choices: tuple[Side, ...]
    linked: frozenset[str]
    words: str


def choosing(plan_id: int, code: str, key: str, words: str, *, by: User) -> Choosing:
    """Offer a plan's items for one item above.

    Raises:
        Missing: There is no such plan, document or item.
    """
    held = held_against(plan_id, code, by=by)
    sides = _Sides(held)
    if key not in sides.above:
        raise no_such_item()
    found = next((one for one in held.alignment.coverage if one.item.key == key), None)
    wanted = search_key(words).split()
    return Choosing(
        plan_id=held.plan.pk,
        plan_name=short_name(held.plan),
        above=_above_row(held.above, "offered", ""),
        side=sides.above[key],
        choices=tuple(
            side
            for side in sides.below.values()
            if all(word in search_key(side.text) for word in wanted)
        ),
        linked=frozenset(match.child for match in found.matches) if found else frozenset(),
        words=words,
    )


def no_such_item() -> Missing:
    """Refuse an item that neither side has."""
    return Missing(
        "comparing.no-such-item",
        "Không còn mục này trong kế hoạch hoặc văn bản cấp trên; tải lại trang.",
    )
