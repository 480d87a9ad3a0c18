"""What the pages of the intake show, as frozen read models."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

import namro
from namro.model.finding import Certainty, Finding
from namro.model.plan import Plan
from namro.model.source import SourceDocument, Span
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Missing
from namro_web.intake.access import draft_to_read
from namro_web.intake.confidence import confidence_of, edited_fields
from namro_web.intake.groups import groups_of
from namro_web.intake.items import (
    Decision,
    Facts,
    Item,
    Kind,
    deadline_of,
    items_of,
    laid_over,
)
from namro_web.intake.models import READ, SETTLED, Draft, Seat, Stage
from namro_web.intake.reviewing import (
    GRAVITIES,
    SORTS,
    Mention,
    Work,
    decision_of,
    facts_as_reviewed,
    finding_from_json,
    keys_of,
    mentions_of,
    own_last_step,
    worklist,
)
from namro_web.intake.wording import (
    OPERATORS,
    deadline_form,
    deadline_words,
    due_words,
    target_form,
    target_words,
)
from namro_web.organisations.access import ActingPost, Duty
from namro_web.organisations.naming import mapping_key
from namro_web.organisations.queries import choices, meanings, names_ever
from namro_web.plans.access import document_to_read, documents_visible_to
from namro_web.plans.models import Document
from namro_web.plans.paper import Mark, Sheet, block_at, sheets_of

SECONDS_AN_ITEM = 12
"""What one item takes a reviewer who reads it; for saying how long is left."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft as the library knows it."""

    draft: Draft
    source: SourceDocument
    plan: Plan
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]

    def item(self, key: str) -> Item:
        """Give one item.

        Raises:
            Missing: There is none of that key.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise Missing("intake.no-such-item", "Không có mục này trong bản nháp.")


def opened(draft: Draft) -> Opened:
    """Give a draft as the library knows it: its source, plan, items and findings."""
    source = namro.source_from_json(draft.document.source)
    plan = namro.plan_from_json(draft.plan, source)
    findings = tuple(finding_from_json(data) for data in draft.findings)
    return Opened(draft, source, plan, items_of(plan, draft.review.get("added")), findings)


@dataclass(frozen=True, slots=True)
class Field:
    """One line of an item's card.

    Attributes:
        name: The fact it shows.
        label: The clarity it answers ("Rõ người").
        caption: What the value is ("Chủ trì"); empty where the label says it all.
        values: As printed on the card; empty for a silence.
        chip: What follows from the value ("theo sự kiện, không tính quá hạn").
        certainty: A key of the status words: ``certain``, ``fairly``, ``check``.
        reason: Why, in one sentence.
        edited: Whether a person has put it so.
    """

    name: str
    label: str
    caption: str
    icon: str
    values: tuple[str, ...]
    chip: str
    certainty: str
    reason: str
    edited: bool
    facts: Facts

    @property
    def lines(self) -> str:
        """The value as a form shows it: a list one entry a line."""
        value = self.facts[self.name]
        return "\n".join(value) if isinstance(value, list) else str(value)

    @property
    def deadline(self) -> dict[str, Any]:
        """The deadline as a form shows it."""
        return deadline_form(self.facts["deadline"], self.facts["deadline_raw"])

    @property
    def operators(self) -> list[tuple[str, str]]:
        """The comparisons a target may make."""
        return list(OPERATORS.items())

    @property
    def targets(self) -> list[dict[str, str]]:
        """The promised values as a form shows them, with a row to add one."""
        return [*map(target_form, self.facts["targets"]), target_form(None)]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the paper, the map and the lists show it."""

    key: str
    tag: str
    kind: Kind
    title: str
    decision: Decision
    line: int
    percent: float
    place: str
    certainty: str
    reason: str
    added: bool

    @property
    def decided(self) -> bool:
        """Whether a person has looked at it."""
        return self.decision is not Decision.PENDING

    @property
    def tint(self) -> str:
        """The style of its kind."""
        return TINTS[self.kind]

    @property
    def label(self) -> str:
        """The name of its kind."""
        return LABELS[self.kind]

    @property
    def percent_css(self) -> str:
        """Where it stands on the map, with a point whatever the language."""
        return f"{min(self.percent, 99.2):.2f}"


@dataclass(frozen=True, slots=True)
class Selected:
    """The item under review."""

    entry: Entry
    position: int
    total: int
    fields: tuple[Field, ...]
    facts: Facts
    clear: int
    quotes: tuple[str, ...]
    notes: tuple[Work, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Count:
    """How far the review of one kind has come."""

    kind: Kind
    label: str
    done: int
    total: int

    @property
    def tint(self) -> str:
        """The style of the kind."""
        return TINTS[self.kind]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings a reviewer wants to see; empty for all."""

    gravity: str = ""
    sort: str = ""

    def holds(self, work: Work) -> bool:
        """Say whether an entry is wanted."""
        return self.gravity in ("", work.severity.value) and self.sort in ("", work.sort)


@dataclass(frozen=True, slots=True)
class WorkChoice:
    """One choice among findings, with how many of them wait."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Review:
    """Everything the review page shows but the paper."""

    draft: Draft
    document: Document
    title: str
    version: int
    entries: tuple[Entry, ...]
    selected: Selected | None
    waiting: tuple[Work, ...]
    settled: tuple[Work, ...]
    wanted: Wanted
    gravities: tuple[WorkChoice, ...]
    sorts: tuple[WorkChoice, ...]
    waiting_total: int
    safe_places: int
    counts: tuple[Count, ...]
    done: int
    total: int
    minutes: int
    undo_label: str
    saved_at: datetime | None

    @property
    def left(self) -> int:
        """How many items wait for a decision."""
        return self.total - self.done

    @property
    def states_json(self) -> str:
        """What the page's script needs to keep the paper in step: who is open, what is decided."""
        return json.dumps(
            {
                "open": self.selected.entry.key if self.selected else "",
                "states": {entry.key: entry.decision for entry in self.entries if entry.decided},
            }
        )


LABELS = {
    Kind.TASK: "Nhiệm vụ",
    Kind.INDICATOR: "Chỉ tiêu",
    Kind.DUTY: "Chế độ báo cáo",
    Kind.GOAL: "Mục tiêu",
}
TINTS = {Kind.TASK: "nv", Kind.INDICATOR: "ct", Kind.DUTY: "bc", Kind.GOAL: "mt"}
CERTAINTY = {
    Certainty.SURE: "certain",
    Certainty.FAIRLY_SURE: "fairly",
    Certainty.UNSURE: "check",
}


def review_of(draft_id: int, *, by: User, key: str = "") -> Review:
    """Show a draft under review, with one item open: the one asked for, else the next to decide.

    Raises:
        Missing: There is no such draft here.
    """
    return review_shown(opened(draft_to_read(draft_id, by=by)), key=key)


def review_shown(
    found: Opened, *, key: str = "", by: User | None = None, wanted: Wanted = Wanted()
) -> Review:
    """Show an opened draft; ``by`` is whose steps can be taken back."""
    review, items = found.draft.review, found.items
    works = tuple(
        work if work.offset is None else replace(work, anchor=block_at(found.source, work.offset))
        for work in worklist(found.findings, items, review)
    )
    entries = tuple(_entry(found, item) for item in items)
    chosen = next((n for n, entry in enumerate(entries) if entry.key == key), None)
    if chosen is None:
        chosen = next((n for n, entry in enumerate(entries) if not entry.decided), 0)
    all_waiting = [work for work in works if not work.state]
    waiting = tuple(
        replace(work, previews=_previews(found, work)) if work.suggestion else work
        for work in all_waiting
        if wanted.holds(work)
    )
    last = own_last_step(found.draft.undo, by.pk) if by is not None else None
    if by is None and found.draft.undo:
        last = len(found.draft.undo) - 1
    done = sum(entry.decided for entry in entries)
    total = len(entries)
    return Review(
        draft=found.draft,
        document=found.draft.document,
        title=found.plan.header.title or found.draft.document.name,
        version=found.draft.version,
        entries=entries,
        selected=_selected(found, entries, chosen, works) if entries else None,
        waiting=waiting,
        settled=tuple(work for work in works if work.state),
        wanted=wanted,
        gravities=_choices(GRAVITIES, [work.severity.value for work in all_waiting]),
        sorts=_choices(SORTS, [work.sort for work in all_waiting]),
        waiting_total=len(all_waiting),
        safe_places=sum(work.places for work in all_waiting if work.safe),
        counts=tuple(
            Count(
                kind,
                LABELS[kind],
                sum(entry.decided for entry in entries if entry.kind is kind),
                sum(1 for entry in entries if entry.kind is kind),
            )
            for kind in Kind
            if kind is not Kind.GOAL or any(entry.kind is kind for entry in entries)
        ),
        done=done,
        total=total,
        minutes=max(round((total - done) * SECONDS_AN_ITEM / 60), 1) if done < total else 0,
        undo_label=found.draft.undo[last]["label"] if last is not None else "",
        saved_at=found.draft.reviewed_at,
    )


def _choices(labels: Mapping[str, str], values: Sequence[str]) -> tuple[WorkChoice, ...]:
    return tuple(
        WorkChoice(value, label, values.count(value))
        for value, label in labels.items()
        if value in values
    )


AROUND = 48
"""Letters shown before and behind a misprint."""


def _previews(found: Opened, work: Work) -> tuple[tuple[int, str, str], ...]:
    """Give each place of a misprint as it would read when put right."""
    text = found.source.text
    shown = []
    for number in work.numbers[:20]:
        span = found.findings[number].span
        if span is None:
            continue
        before = text[max(span.start - AROUND, 0) : span.start].rpartition("\n")[2]
        after = text[span.end : span.end + AROUND].partition("\n")[0]
        shown.append((found.findings[number].line, before.lstrip(" |*#"), after.rstrip(" |*")))
    return tuple(shown)


def find_items(found: Opened, *, words: str, limit: int = 20) -> tuple[Entry, ...]:
    """Find items of a draft by their words, tag or number, with or without diacritics."""
    wanted = namro.search_key(words).split()
    if not wanted:
        return ()
    hits = []
    for item in found.items:
        facts = facts_as_reviewed(item, found.draft.review, found.findings)
        said = " ".join(
            [item.tag, item.no or "", *(str(value) for value in facts.values() if value)]
        )
        key = namro.search_key(said)
        if all(word in key for word in wanted):
            hits.append(_entry(found, item))
            if len(hits) == limit:
                break
    return tuple(hits)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else who has the draft open now."""

    name: str
    key: str
    tag: str
    here: bool


PRESENT_SECONDS = 50
"""How long after the last sign of life somebody still counts as present."""


def last_place(draft_id: int, *, by: User) -> str:
    """Name the item at which a reviewer left off, empty where they never sat."""
    seat = Seat.objects.filter(draft_id=draft_id, user=by).only("key").first()
    return seat.key if seat is not None else ""


def colleagues(found: Opened, *, key: str, by: User, at: datetime) -> tuple[Colleague, ...]:
    """List who else has the draft open, those at the same item first."""
    seats = (
        Seat.objects.filter(draft=found.draft, seen_at__gte=at - timedelta(seconds=PRESENT_SECONDS))
        .exclude(user=by)
        .select_related("user")
    )
    tags = {item.key: item.tag for item in found.items}
    shown = [
        Colleague(seat.user.get_full_name(), seat.key, tags.get(seat.key, ""), seat.key == key)
        for seat in seats
    ]
    return tuple(sorted(shown, key=lambda one: (not one.here, one.name)))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of an item as two people put it."""

    label: str
    yours: str
    theirs: str


def differences(found: Opened, key: str, fields: Facts) -> tuple[Difference, ...]:
    """Give the fields in which what one person typed differs from how the item stands now."""
    item = found.item(key)
    facts = facts_as_reviewed(item, found.draft.review, found.findings)
    mine = laid_over(facts, fields)
    shown = []
    for name, label, *_ in CARDS[item.kind]:
        yours, theirs = (("; ".join(_values(name, said)[0])) for said in (mine, facts))
        if yours != theirs:
            shown.append(Difference(label, yours or "để trống", theirs or "để trống"))
    return tuple(shown)


def next_key(review: Review, key: str) -> str:
    """Name the item to open after one was decided: the next that waits, round the end."""
    keys = [entry.key for entry in review.entries]
    start = keys.index(key) + 1 if key in keys else 0
    order = [*review.entries[start:], *review.entries[:start]]
    return next((entry.key for entry in order if not entry.decided), key)


def paper_of(found: Opened) -> tuple[Sheet, ...]:
    """Lay an opened draft's document out with every item in its place."""
    return sheets_of(found.source, marks_of(found.items))


def marks_of(items: Iterable[Item]) -> list[Mark]:
    """Give the places to tint."""
    return [
        Mark(item.key, item.tag, TINTS[item.kind], span, again=number > 0)
        for item in items
        for number, span in enumerate(item.spans)
    ]


def _entry(found: Opened, item: Item) -> Entry:
    facts = facts_as_reviewed(item, found.draft.review, found.findings)
    length = max(len(found.source.text), 1)
    edited = edited_fields(found.draft.review, item.key)
    certainty, reason = confidence_of(item, facts, edited=bool(edited))
    return Entry(
        key=item.key,
        tag=item.tag,
        kind=item.kind,
        title=str(facts[item.title_field]),
        decision=decision_of(found.draft.review, item.key),
        line=item.line,
        percent=round(100 * item.spans[0].start / length, 2),
        place=place_of(found, item),
        certainty=certainty,
        reason=reason,
        added=item.added,
    )


def place_of(found: Opened, item: Item) -> str:
    """Say where an item stands: its page or line, number and sections."""
    parts = []
    page = _page_of(found.source, item.spans[0])
    parts.append(f"trang {page}" if page else f"dòng {item.line}")
    if item.no:
        parts.append(f"TT {item.no}")
    labels = []
    section = item.section
    while section is not None:
        label = found.plan.sections[section].label
        if label:
            labels.append(label)
        section = found.plan.sections[section].parent
    if labels:
        parts.append("mục " + ".".join(reversed(labels[:3])))
    return ", ".join(parts)


def _page_of(source: SourceDocument, span: Span) -> int | None:
    for block in source.blocks:
        if block.passage.span.start <= span.start < block.passage.span.end:
            return block.page
        if block.table is not None:
            for row in block.table.rows:
                if any(
                    cell.passage.span.start <= span.start < cell.passage.span.end
                    for cell in row.cells
                ):
                    return row.page or block.page
    return None


def _selected(
    found: Opened, entries: Sequence[Entry], chosen: int, works: Sequence[Work]
) -> Selected:
    item, entry = found.items[chosen], entries[chosen]
    facts = facts_as_reviewed(item, found.draft.review, found.findings)
    edited = found.draft.review.get("items", {}).get(item.key, {}).get("fields", {})
    fields = tuple(_fields(item, facts, edited))
    return Selected(
        entry=entry,
        position=chosen + 1,
        total=len(entries),
        fields=fields,
        facts=facts,
        clear=sum(1 for field in fields if field.values and field.certainty != "check"),
        quotes=tuple(found.source.quote(span) for span in item.spans[1:]),
        notes=tuple(_notes(found, item, works)),
        before=entries[chosen - 1].key if chosen else "",
        after=entries[chosen + 1].key if chosen + 1 < len(entries) else "",
    )


def _notes(found: Opened, item: Item, works: Sequence[Work]) -> Iterable[Work]:
    """Give what waits about one item, each in the words of its own finding."""
    for work in works:
        if work.state or item.key not in work.keys:
            continue
        own = next(n for n in work.numbers if item.key in keys_of(found.findings[n], found.items))
        yield replace(work, message=found.findings[own].message)


def _fields(item: Item, facts: Facts, edited: Mapping[str, Any]) -> Iterable[Field]:
    for name, label, caption, icon, missing in CARDS[item.kind]:
        values, chip = _values(name, facts)
        certainty, reason = _certainty(item, name, bool(values), name in edited, missing)
        yield Field(
            name=name,
            label=label,
            caption=caption if values else "",
            icon=icon,
            values=values,
            chip=chip,
            certainty=certainty,
            reason=reason,
            edited=name in edited,
            facts=facts,
        )


CARDS: dict[Kind, tuple[tuple[str, str, str, str, str], ...]] = {
    Kind.TASK: (
        ("text", "Rõ việc", "", "list-check", "Chưa có nội dung việc."),
        ("lead", "Rõ người", "Chủ trì", "user", "Văn bản không nêu ai chủ trì việc này."),
        (
            "coordinating",
            "Rõ trách nhiệm",
            "Phối hợp",
            "users",
            "Văn bản không nêu đơn vị phối hợp; để trống nếu không cần.",
        ),
        (
            "deliverable",
            "Rõ kết quả",
            "Sản phẩm",
            "file-check",
            "Văn bản không nêu sản phẩm phải có.",
        ),
        ("deadline", "Rõ thời gian", "", "calendar-due", "Văn bản không nêu thời hạn."),
    ),
    Kind.INDICATOR: (
        ("name", "Tên chỉ tiêu", "", "chart-line", "Chưa có tên chỉ tiêu."),
        ("unit", "Đơn vị tính", "", "ruler-2", "Văn bản không nêu đơn vị tính."),
        ("targets", "Mức phải đạt", "", "target", "Chưa có mức phải đạt."),
        ("lead", "Rõ người", "Chủ trì", "user", "Văn bản không nêu đơn vị chịu trách nhiệm."),
        ("coordinating", "Rõ trách nhiệm", "Phối hợp", "users", "Không nêu phối hợp."),
    ),
    Kind.DUTY: (
        ("duty", "Việc phải làm", "", "list-check", "Chưa có nội dung."),
        ("actor", "Ai thực hiện", "", "user", "Văn bản không nêu ai thực hiện."),
        ("report_to", "Báo cáo cho", "", "send", "Không nêu nơi nhận báo cáo."),
        ("report_via", "Gửi qua", "", "arrow-right", "Không nêu đầu mối tổng hợp."),
        ("periods", "Kỳ, ngày gửi", "", "calendar-stats", "Không nêu kỳ báo cáo."),
    ),
    Kind.GOAL: (("text", "Mục tiêu", "", "target", "Chưa có nội dung."),),
}
OPTIONAL = {"coordinating", "report_to", "report_via", "periods"}
READING_NAMES = {
    "targets": ("value", "target_raw"),
    "name": ("subject",),
    "deadline": ("deadline_raw",),
}


def _values(name: str, facts: Facts) -> tuple[tuple[str, ...], str]:
    value = facts[name]
    if name == "deadline":
        words, chip = deadline_words(deadline_of(value))
        printed = str(facts["deadline_raw"])
        if words:
            same = printed.casefold() == words.casefold() or not printed
            return ((words,) if same else (f"{words} (“{printed}”)",), chip)
        return ((f"“{printed}”",), "chưa hiểu thành thời hạn") if printed else ((), "")
    if name == "targets":
        said = [(target_words(target), target.get("printed", "")) for target in value]
        named = len(said) > 1
        return (
            tuple(
                f"{words} ({what})" if named and what else words for words, what in said if words
            ),
            "",
        )
    if name == "periods":
        return ((*value, *(due_words(due) for due in facts["due_dates"])), "")
    if isinstance(value, list):
        return (tuple(value), "")
    return ((value,) if value else (), "")


def _certainty(
    item: Item, name: str, has_value: bool, edited: bool, missing: str
) -> tuple[str, str]:
    if edited:
        return ("certain", "Người duyệt đã sửa.")
    for field, certainty, reason in item.readings:
        if field == name or field in READING_NAMES.get(name, ()):
            return (CERTAINTY[certainty], reason)
    if has_value:
        return ("certain", "Đúng như văn bản ghi.")
    return ("fairly" if name in OPTIONAL else "check", missing)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One line of the list of documents."""

    id: int
    name: str
    title: str
    format: str
    size: int
    uploaded_by: str
    uploaded_at: datetime
    state: str
    stage: str
    draft_id: int | None
    plan_id: int | None
    decided: int

    @property
    def url(self) -> str:
        """Where the document's work stands."""
        return reverse("intake:document", args=[self.id])

    @property
    def plan_url(self) -> str:
        """The plan made of it."""
        return plan_address(self.plan_id) if self.plan_id else ""

    @property
    def format_name(self) -> str:
        """What kind of file it is, as offices call it."""
        return FORMATS.get(self.format, self.format.upper())

    @property
    def size_words(self) -> str:
        """Its size, rounded."""
        if self.size >= 1024 * 1024:
            return f"{self.size / 1024 / 1024:.1f} MB".replace(".", ",")
        return f"{max(self.size // 1024, 1)} KB"

    @property
    def review_words(self) -> str:
        """How far its review has come."""
        return f"Đã duyệt {self.decided} mục" if self.decided else "Chờ duyệt"


FORMATS = {
    "text": "văn bản chữ",
    "markdown": "văn bản chữ",
    "docx": "Word",
    "pdf": "PDF",
    "html": "HTML",
    "xlsx": "Excel",
}


def documents_shown(*, by: User) -> tuple[DocumentRow, ...]:
    """List what the commune has been brought, newest first.

    Raises:
        NotAllowed: The person's post is not for reading.
    """
    rows = (
        documents_visible_to(by)
        .select_related("uploaded_by", "plan", "draft")
        .defer("text", "source", "draft__plan", "draft__findings", "draft__undo")
    )
    return tuple(_document_row(document) for document in rows)


def _document_row(document: Document) -> DocumentRow:
    draft: Draft | None = getattr(document, "draft", None)
    plan = getattr(document, "plan", None)
    return DocumentRow(
        id=document.pk,
        name=document.name,
        title=plan.title if plan else document.name,
        format=document.format,
        size=document.size,
        uploaded_by=document.uploaded_by.get_full_name(),
        uploaded_at=document.uploaded_at,
        state="plan" if plan else "draft" if draft else "plain",
        stage=draft.stage if draft else "",
        draft_id=draft.pk if draft else None,
        plan_id=plan.pk if plan else None,
        decided=len(draft.review.get("items", {})) if draft else 0,
    )


def may_upload(by: User) -> bool:
    """Say whether a person's post brings documents in and adopts plans."""
    return isinstance(by.acting, ActingPost) and by.acting.may(Duty.ADOPT_PLANS)


def draft_in_work(document_id: int, *, by: User) -> Draft | None:
    """Give the draft of a document while there is something to do about it.

    Raises:
        Missing: There is no such document here.
    """
    document = document_to_read(document_id, by=by)
    return Draft.objects.filter(document=document).exclude(stage__in=SETTLED).first()


def plan_address(plan_id: int) -> str:
    """Give the address of an adopted plan."""
    return reverse("plans:overview", args=[plan_id])


@dataclass(frozen=True, slots=True)
class ReadingState:
    """How far the reading of a document has come."""

    draft_id: int
    document_id: int
    name: str
    stage: str
    step: str
    done: int
    failure: str
    adopted_plan_id: int | None
    version: int

    @property
    def settled(self) -> bool:
        """Whether it has become a plan, or a version of one."""
        return self.stage in SETTLED

    @property
    def ready(self) -> bool:
        """Whether there is something to review."""
        return self.stage in READ

    @property
    def failed(self) -> bool:
        """Whether it came to nothing."""
        return self.stage == Stage.FAILED

    @property
    def words(self) -> str:
        """The bar in words."""
        return f"{self.done}/100"


def reading_of(draft_id: int, *, by: User) -> ReadingState:
    """Say how far the reading of a draft has come.

    Raises:
        Missing: There is no such draft here.
    """
    draft = draft_to_read(draft_id, by=by)
    return ReadingState(
        draft_id=draft.pk,
        document_id=draft.document_id,
        name=draft.document.name,
        stage=draft.stage,
        step=draft.step or Stage(draft.stage).label,
        done=draft.done,
        failure=draft.failure,
        adopted_plan_id=draft.adopted_plan_id,
        version=draft.version,
    )


def opened_draft(draft_id: int, *, by: User) -> Opened:
    """Open a draft that has been read.

    Raises:
        Missing: There is no such draft here.
        Conflict: It has not been read yet.
    """
    draft = draft_to_read(draft_id, by=by)
    if draft.stage not in READ:
        raise Conflict("intake.not-ready", "Văn bản chưa đọc xong; hãy chờ rồi mở lại.")
    return opened(draft)


def facts_shown(found: Opened, key: str) -> Facts:
    """Give an item's facts as the page showed them.

    Raises:
        Missing: The draft has no such item.
    """
    return facts_as_reviewed(found.item(key), found.draft.review, found.findings)


@dataclass(frozen=True, slots=True)
class NameOption:
    """One unit or group that a name may mean."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class NameRow:
    """One agency to be matched with a unit, in every spelling the document has for it.

    Attributes:
        likely: A unit that it may mean, to be taken with one press.
    """

    mention: Mention
    names: tuple[str, ...]
    options: tuple[NameOption, ...]
    others: tuple[NameOption, ...]
    how: str
    likely: NameOption | None
    offices: int = 0

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        return WHY[self.how].format(offices=self.offices)

    @property
    def also(self) -> tuple[str, ...]:
        """The other spellings that differ by more than capitals."""
        by_letters = {name.casefold(): name for name in reversed(self.names)}
        return tuple(name for name in by_letters.values() if name != self.mention.name)

    @property
    def certainty(self) -> str:
        """A key of the status words."""
        unsure = {"alike": "check", "elsewhere": "check", "unknown": "check", "exact": "fairly"}
        return unsure.get(self.how, "certain")

    @property
    def units(self) -> list[str]:
        """The units it is taken to mean."""
        taken = next(option.value for option in self.options if option.selected)
        return [] if taken in (AS_TEXT, "") else taken.split(",")

    @property
    def matched(self) -> bool:
        """Whether it means a unit."""
        return bool(self.units)


@dataclass(frozen=True, slots=True)
class Names:
    """The page on which agencies are matched."""

    draft_id: int
    version: int
    title: str
    rows: tuple[NameRow, ...]

    @property
    def short_title(self) -> str:
        """The title, cut for a line of the way here."""
        return Truncator(self.title).chars(56)

    @property
    def matched(self) -> int:
        """How many names mean a unit."""
        return sum(row.matched for row in self.rows)

    @property
    def review_url(self) -> str:
        """Back to the review."""
        return reverse("intake:review", args=[self.draft_id])


NEW_UNIT = "new"
AS_TEXT = "text"
WHY = {
    "chosen": "Đã chọn cho kế hoạch này.",
    "remembered": "Đã chọn ở kế hoạch trước.",
    "group": "Tên của một nhóm đơn vị của xã.",
    "exact": "Khớp theo tên, tên viết tắt hoặc cách gọi nhóm.",
    "alike": "Gần giống đơn vị dưới đây; bấm nếu đúng.",
    "elsewhere": "Người duyệt ở {offices} nơi khác cùng loại đã hiểu tên này như vậy; bấm nếu đúng.",
    "unknown": "Chưa có đơn vị nào giống.",
}


def units_by_name(found: Opened, *, at: date) -> dict[str, tuple[str, ...]]:
    """Give the units that each agency's name means: as chosen here, else as known for certain.

    A likeness that nobody has confirmed is no answer.
    """
    mentions = mentions_of(found.items, found.draft.review, found.findings)
    chosen = found.draft.review.get("names", {})
    known = meanings(
        [mention.name for mention in mentions], scope_id=found.draft.document.owner_id, at=at
    )
    groups = groups_of(found.draft.document.owner_id, at=at)
    by_key = {key: group for group in groups for key in group.keys}
    by_id = {group.id: group for group in groups}
    units: dict[str, tuple[str, ...]] = {}
    for mention in mentions:
        choice = chosen.get(mention.name, {})
        group = by_id.get(choice.get("of", 0)) if choice else by_key.get(mapping_key(mention.name))
        if group is not None:
            # A group means whoever belongs to it on the day the plan goes out.
            units[mention.name] = tuple(member.id for member in group.members)
        elif choice:
            units[mention.name] = tuple(choice["units"])
        elif known[mention.name].is_sure:
            units[mention.name] = tuple(str(unit) for unit in known[mention.name].unit_ids)
    return units


def name_rows(found: Opened, mentions: Sequence[Mention], *, at: date) -> Iterable[NameRow]:
    """Offer for each name what it most likely means, every unit, a new one, or plain text."""
    scope = found.draft.document.owner_id
    known = meanings([mention.name for mention in mentions], scope_id=scope, at=at)
    units = [(str(choice.id), choice.label) for choice in choices(scope, at=at)]
    labels = {unit: label.strip() for unit, label in units}
    chosen = found.draft.review.get("names", {})
    groups = groups_of(scope, at=at)
    by_key = {key: group for group in groups for key in group.keys}
    for same in _spelled_alike(mentions, chosen):
        mention = replace(
            same[0],
            lead=sum(one.lead for one in same),
            coordinating=sum(one.coordinating for one in same),
        )
        meaning = known[mention.name]
        likely = ",".join(str(unit) for unit in meaning.unit_ids)
        # A likeness is offered, not chosen: a wrong unit would be remembered for the next plan.
        how, value = meaning.how, likely if meaning.is_sure else ""
        group = by_key.get(mapping_key(mention.name))
        if group is not None:
            how, value = "group", f"group:{group.id}"
        if mention.name in chosen:
            of = chosen[mention.name].get("of")
            how = "chosen"
            value = f"group:{of}" if of else ",".join(chosen[mention.name]["units"])
        value = value or AS_TEXT
        options = dict.fromkeys(
            offer
            for offer in (value, likely)
            if offer and offer != AS_TEXT and not offer.startswith("group:")
        )
        offered = (
            _unit_words(likely.split(","), labels)
            if likely and likely != value and not value.startswith("group:")
            else ""
        )
        yield NameRow(
            mention=mention,
            names=tuple(one.name for one in same),
            likely=NameOption(likely, offered, False) if offered else None,
            options=(
                *(
                    NameOption(
                        offer,
                        ("" if offer == value else "Có phải: ")
                        + _unit_words(offer.split(","), labels),
                        offer == value,
                    )
                    for offer in options
                ),
                *(
                    NameOption(
                        f"group:{one.id}",
                        f"Nhóm “{one.name}” ({len(one.members)} đơn vị)",
                        value == f"group:{one.id}",
                    )
                    for one in groups
                ),
                NameOption(AS_TEXT, "Để nguyên như văn bản viết", value == AS_TEXT),
                NameOption(NEW_UNIT, f"Tạo đơn vị phối hợp mới “{mention.name[:60]}”", False),
            ),
            others=tuple(
                NameOption(unit, label, False) for unit, label in units if unit not in options
            ),
            how=how,
            offices=meaning.offices,
        )


def _spelled_alike(
    mentions: Sequence[Mention], chosen: Mapping[str, Any]
) -> Iterable[list[Mention]]:
    """Put together the spellings of one name, unless a person has told them apart."""
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        units = ",".join(chosen[mention.name]["units"]) if mention.name in chosen else ""
        groups.setdefault((mapping_key(mention.name), units), []).append(mention)
    return groups.values()


def _unit_words(units: Sequence[str], labels: Mapping[str, str]) -> str:
    names = [labels.get(unit, "đơn vị đã thôi") for unit in units]
    if len(names) <= 2:
        return " và ".join(names)
    return f"Nhóm {len(names)} đơn vị: {', '.join(names[:2])}…"


def names_shown(draft_id: int, *, by: User, at: date) -> Names:
    """Show every agency the plan names, with what it may mean here.

    Raises:
        Missing: There is no such draft here.
        Conflict: It has not been read yet.
    """
    found = opened_draft(draft_id, by=by)
    mentions = mentions_of(found.items, found.draft.review, found.findings)
    return Names(
        draft_id=draft_id,
        version=found.draft.version,
        title=found.plan.header.title or found.draft.document.name,
        rows=tuple(
            sorted(name_rows(found, mentions, at=at), key=lambda row: row.certainty != "check")
        ),
    )


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with its name."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """The page on which a draft becomes a plan."""

    draft_id: int
    version: int
    title: str
    facts: tuple[Fact, ...]
    waiting: int
    unmatched: int
    particulars: dict[str, Any]
    office: str
    is_elsewhere: bool

    @property
    def short_title(self) -> str:
        """The title, cut for a line of the way here."""
        return Truncator(self.title).chars(56)

    @property
    def review_url(self) -> str:
        """Back to the review."""
        return reverse("intake:review", args=[self.draft_id])

    @property
    def against_parent_url(self) -> str:
        """Where the draft is held against the document above it."""
        return reverse("intake:against-parent", args=[self.draft_id])

    @property
    def unclear_url(self) -> str:
        """Where what is unclear is listed."""
        return reverse("intake:unclear", args=[self.draft_id])

    @property
    def names_url(self) -> str:
        """Back to the agencies."""
        return reverse("intake:names", args=[self.draft_id])


def adoption_shown(draft_id: int, *, by: User, at: date) -> Adoption:
    """Show what adopting a draft would make.

    Raises:
        Missing: There is no such draft here.
        Conflict: It has not been read yet.
    """
    found = opened_draft(draft_id, by=by)
    review, plan = found.draft.review, found.plan
    kept = [item for item in found.items if decision_of(review, item.key) is not Decision.REJECTED]
    names = names_shown(draft_id, by=by, at=at)
    called = names_ever(found.draft.document.owner_id)
    counts = {kind: sum(1 for item in kept if item.kind is kind) for kind in Kind}
    facts = (
        Fact("Nhiệm vụ", str(counts[Kind.TASK])),
        Fact("Chỉ tiêu", str(counts[Kind.INDICATOR])),
        Fact("Chế độ báo cáo", str(counts[Kind.DUTY])),
        Fact("Mục của văn bản", str(len(plan.sections))),
        Fact("Căn cứ, viện dẫn", str(len(plan.citations))),
        Fact("Bỏ qua", str(len(found.items) - len(kept))),
    )
    return Adoption(
        draft_id=draft_id,
        version=found.draft.version,
        title=plan.header.title or found.draft.document.name,
        facts=facts,
        waiting=sum(1 for item in found.items if decision_of(review, item.key) is Decision.PENDING),
        unmatched=len(names.rows) - names.matched,
        particulars=particulars_of(plan, fallback=found.draft.document.name),
        office=called[-1] if called else "",
        is_elsewhere=is_issued_elsewhere(plan.header.issuer or "", called),
    )


_PLACE = re.compile(
    r"\b(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|tỉnh|thành phố)\s+(?P<name>[^\d\W][^,;(–-]*)",
    re.IGNORECASE,
)


def is_issued_elsewhere(issuer: str, names: Sequence[str]) -> bool:
    """Say whether the body that issued a plan is of another place than an office that is so called.

    A body that names no place, as “Ủy ban nhân dân xã”, is taken to be the office's own.
    """
    place = _PLACE.search(unicodedata.normalize("NFC", issuer))
    if place is None:
        return False
    named = namro.search_key(place["name"].strip())
    return not any(named in namro.search_key(name) for name in names)


def particulars_of(plan: Plan, *, fallback: str) -> dict[str, Any]:
    """Give a plan's particulars as read, for a person to check."""
    header = plan.header
    return {
        "title": header.title or fallback,
        "kind": header.kind or "",
        "number": header.number or "",
        "issued_on": header.date,
        "issuer": header.issuer or "",
        "line": line_of(plan),
    }


PARTY_SIGNS = re.compile(r"[-/](?:ĐU|TU|HU|TW|BCĐ|ĐUX|BTV|BCH)\b")
PARTY_BODIES = re.compile(
    r"^(?:Đảng|Ban Chấp hành|Ban Thường vụ|Tỉnh ủy|Thành ủy|Huyện ủy|Tỉnh uỷ|Thành uỷ|Huyện uỷ|Ban Chỉ đạo)",
    re.IGNORECASE,
)


def line_of(plan: Plan) -> str:
    """Say on which line a plan was issued, by its sign and its issuer."""
    signed = bool(plan.header.number and PARTY_SIGNS.search(plan.header.number))
    issued = bool(plan.header.issuer and PARTY_BODIES.match(plan.header.issuer))
    return "party" if signed or issued else "state"


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A kept document as text, with the places of what was read from it."""

    document: Document
    plan_id: int | None
    title: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]
    highlight: str
    anchor: int
    marked: bool

    @property
    def is_plan(self) -> bool:
        """Whether a plan was made, or is being made, of it."""
        return self.marked

    @property
    def plan_url(self) -> str:
        """The plan made of it."""
        return plan_address(self.plan_id) if self.plan_id else ""


def source_shown(document_id: int, *, by: User, key: str = "", line: int = 0) -> SourcePage:
    """Show a document's text; items of its plan are marked, one may be asked for.

    Raises:
        Missing: There is no such document here.
    """
    document = document_to_read(document_id, by=by)
    source = namro.source_from_json(document.source)
    draft = Draft.objects.filter(document=document, stage__in=READ).first()
    items: tuple[Item, ...] = ()
    title = document.name
    if draft is not None:
        plan = namro.plan_from_json(draft.plan, source)
        items = tuple(
            item
            for item in items_of(plan, draft.review.get("added"))
            if decision_of(draft.review, item.key) is not Decision.REJECTED
        )
        title = plan.header.title or title
    anchor = next(
        (n for n, block in enumerate(source.blocks, 1) if block.line <= line <= block.end_line), 0
    )
    return SourcePage(
        document=document,
        plan_id=draft.adopted_plan_id if draft else None,
        title=title,
        sheets=sheets_of(source, marks_of(items)),
        notes=source.notes,
        highlight=key,
        anchor=anchor if line else 0,
        marked=bool(items),
    )
