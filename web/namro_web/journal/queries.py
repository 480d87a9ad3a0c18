"""History as a page and as rows of a file: what was asked for, in words people use."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import Q, QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Invalid
from namro_web.foundation.models import HistoryLine
from namro_web.foundation.search_keys import search_key
from namro_web.foundation.sentences import (
    Spoken,
    known_kinds,
    known_verbs,
    label_of,
    names_of,
    sentence_of,
)
from namro_web.journal.access import Reach, lines_visible_in, reach_of
from namro_web.organisations.queries import names_at

PAGE = 50
# Counting goes no further; among a million lines an exact number helps nobody.
COUNTED = 1000
# A workbook of more rows opens slowly and helps nobody; whoever wants all takes it by period.
EXPORT_LIMIT = 20_000
# Within these days every moment can be told in any time zone.
_FIRST, _LAST = date.min + timedelta(days=1), date.max - timedelta(days=1)
_PERSON = "accounts.user"
_SUBJECT = re.compile(r"([a-z0-9_]+\.[a-z0-9_]+):([0-9a-f-]{1,36})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked for; each field is one parameter of the address."""

    words: str = ""
    person: str = ""
    unit: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None
    subject: str = ""
    kind: str = ""

    @property
    def is_narrowing(self) -> bool:
        """Say whether anything is left out."""
        return bool(self.address)

    @property
    def address(self) -> str:
        """Give the same as the query of an address."""
        return urlencode({name: value for name, value in self.told.items() if value})

    @property
    def told(self) -> dict[str, str]:
        """Give each parameter as written in an address."""
        return {
            "q": self.words,
            "nguoi": self.person,
            "don-vi": self.unit,
            "viec": self.verb,
            "tu": f"{self.since:%d/%m/%Y}" if self.since else "",
            "den": f"{self.until:%d/%m/%Y}" if self.until else "",
            "doi-tuong": self.subject,
            "loai": self.kind,
        }


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line as a reader sees it; the names of fields are those the timeline draws."""

    number: int
    at: datetime
    who: str
    post: str
    what: str
    text: str
    icon: str
    tone: str
    verb: str
    person: str
    subject: str
    subject_name: str
    subject_url: str
    unit_name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters: (value, label)."""

    people: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str]]
    verbs: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    kinds: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Journal:
    """Some lines of history, newest first, with the filters and the ways on.

    ``older`` and ``newer`` are the numbers of lines to go on from, None at either end. ``count`` is
    how many lines fit, counted up to ``COUNTED``: what lies beyond is said as “trên”.
    """

    lines: Sequence[LineShown]
    count: int
    older: int | None
    newer: int | None
    choices: Choices
    subject_name: str


@dataclass(frozen=True, slots=True)
class Step:
    """Some lines on the way through history, and the number to go on from; none at the end."""

    lines: Sequence[LineShown]
    next: int | None


def asked_from(query: Mapping[str, str]) -> Asked:
    """Read an address; what it gets wrong is left out, for an address is no form."""
    subject, kind = query.get("doi-tuong", ""), query.get("loai", "")
    return Asked(
        words=" ".join(query.get("q", "").replace("\x00", "").split())[:200],
        person=_number(query.get("nguoi", "")),
        unit=_identity(query.get("don-vi", "")),
        verb=query.get("viec", "")
        if re.fullmatch(r"[a-z-]+\.[a-z-]*", query.get("viec", ""))
        else "",
        since=_day(query.get("tu", "")),
        until=_day(query.get("den", "")),
        subject=subject if _SUBJECT.fullmatch(subject) else "",
        kind=kind if re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+", kind) else "",
    )


def journal(
    asked: Asked, *, by: User, at: datetime, before: int | None = None, after: int | None = None
) -> Journal:
    """Give some lines of history, newest first, with what can be chosen to narrow it.

    A line's number never changes, so pages go on from a number and take the same time anywhere.

    Args:
        asked: The filters.
        by: Who reads.
        at: When; names of units are those of that day.
        before: Only lines older than this one.
        after: The lines that follow this one, still shown newest first.

    Raises:
        NotAllowed: The person's post is not for reading history.
    """
    reach = reach_of(by)
    units = _unit_names(reach, at=at)
    all_lines = _found(asked, reach)
    if after is not None:
        some = list(all_lines.filter(number__gt=after).order_by("number")[: PAGE + 1])
        more = len(some) > PAGE
        some = some[:PAGE][::-1]
        newer, older = (some[0].number if more else None), (some[-1].number if some else None)
    else:
        older_than = all_lines if before is None else all_lines.filter(number__lt=before)
        some = list(older_than[: PAGE + 1])
        more = len(some) > PAGE
        some = some[:PAGE]
        older = some[-1].number if more else None
        newer = some[0].number if before is not None and some else None
    shown = _shown(some, units)
    subject = tuple(asked.subject.partition(":")[::2])
    named = next((line.subject_name for line in shown if line.subject == asked.subject), "")
    return Journal(
        lines=shown,
        count=all_lines.order_by()[: COUNTED + 1].count(),
        older=older,
        newer=newer,
        choices=Choices(
            people=reach.people,
            units=sorted(units.items(), key=lambda unit: search_key(unit[1])),
            verbs=_verbs(),
            kinds=_kinds(),
        ),
        subject_name=(named or subject[0]) if asked.subject else "",
    )


def journal_rows(asked: Asked, *, by: User, at: datetime) -> list[LineShown]:
    """Give all that was asked for, oldest first, to be written into a file.

    Raises:
        NotAllowed: The person's post is not for reading history.
        Invalid: It is more than a file should hold.
    """
    reach = reach_of(by)
    lines = list(_found(asked, reach).order_by("number")[: EXPORT_LIMIT + 1])
    if len(lines) > EXPORT_LIMIT:
        raise Invalid(
            "journal.too-many-lines",
            f"Nhật ký khớp bộ lọc có trên {EXPORT_LIMIT} dòng; hãy chọn khoảng ngày ngắn hơn.",
            field="tu",
        )
    return _shown(lines, _unit_names(reach, at=at))


def journal_step(
    asked: Asked,
    *,
    by: User,
    at: datetime,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> Step:
    """Give some lines by their numbers, which never change: newest first, or all since a line.

    Raises:
        NotAllowed: The person's post is not for reading history.
        Invalid: Both directions were asked for at once.
    """
    if before is not None and after is not None:
        raise Invalid(
            "journal.two-directions", "Chỉ dùng một trong hai: before hoặc after.", field="after"
        )
    reach = reach_of(by)
    lines = _found(asked, reach)
    if after is not None:
        lines = lines.filter(number__gt=after).order_by("number")
    elif before is not None:
        lines = lines.filter(number__lt=before)
    found = list(lines[: limit + 1])
    shown = _shown(found[:limit], _unit_names(reach, at=at))
    return Step(shown, shown[-1].number if len(found) > limit else None)


def _found(asked: Asked, reach: Reach) -> QuerySet[HistoryLine]:
    lines = lines_visible_in(reach)
    for word in search_key(asked.words).split():
        # Names are not in the lines: who is meant is looked up among the people of the tree.
        named = [pk for pk, name in reach.people if word in search_key(name)]
        lines = lines.filter(Q(search_key__contains=word) | Q(actor_id__in=named))
    if asked.person:
        lines = lines.filter(actor_id=asked.person)
    if asked.unit:
        lines = lines.filter(unit_id=asked.unit)
    if asked.verb.endswith("."):
        lines = lines.filter(verb__startswith=asked.verb)
    elif asked.verb:
        lines = lines.filter(verb=asked.verb)
    if asked.since:
        lines = lines.filter(at__gte=datetime.combine(max(asked.since, _FIRST), time.min, VIETNAM))
    if asked.until:
        end = datetime.combine(min(asked.until, _LAST) + timedelta(days=1), time.min, VIETNAM)
        lines = lines.filter(at__lt=end)
    if asked.kind:
        lines = lines.filter(subject_type=asked.kind)
    if asked.subject:
        subject_type, _, subject_id = asked.subject.partition(":")
        lines = lines.filter(subject_type=subject_type, subject_id=subject_id)
    return lines


def _shown(lines: Iterable[HistoryLine], units: Mapping[str, str]) -> list[LineShown]:
    lines = list(lines)
    subjects = names_of(
        [(line.subject_type, line.subject_id) for line in lines]
        + [(_PERSON, line.actor_id) for line in lines if line.actor_id]
        + [(_PERSON, str(behalf)) for line in lines if (behalf := line.data.get("on_behalf_of"))]
    )
    shown = []
    for line in lines:
        said = sentence_of(line.verb, line.data)
        subject = subjects.get((line.subject_type, line.subject_id), Spoken(""))
        shown.append(
            LineShown(
                number=line.number,
                at=line.at,
                who=_who(line, subjects),
                post=_post(line, subjects),
                what=said.text,
                text=said.detail,
                icon=said.icon,
                tone=said.tone,
                verb=line.verb,
                person=line.actor_id,
                subject=f"{line.subject_type}:{line.subject_id}",
                subject_name=subject.name,
                subject_url=subject.url,
                unit_name=units.get(line.unit_id, ""),
                hash=line.hash,
            )
        )
    return shown


def _unit_names(reach: Reach, *, at: datetime) -> dict[str, str]:
    named = names_at(reach.units, at=at.astimezone(VIETNAM).date())
    return {str(pk): unit.name for pk, unit in named.items()}


def _who(line: HistoryLine, names: Mapping[tuple[str, str], Spoken]) -> str:
    if not line.actor_id:
        return line.actor_name or "Hệ thống"
    # What the account is called today comes first: after an erasure, old lines forget the name too.
    known = names.get((_PERSON, line.actor_id))
    return known.name if known else line.actor_name or f"Người dùng số {line.actor_id}"


def _post(line: HistoryLine, names: Mapping[tuple[str, str], Spoken]) -> str:
    """Give the post acted for; by delegation, also whose it is."""
    behalf = line.data.get("on_behalf_of")
    if not behalf:
        return line.post_name
    giver = names.get((_PERSON, str(behalf)))
    return f"{line.post_name} (thay {giver.name if giver else f'người dùng số {behalf}'})"


def _kinds() -> list[tuple[str, str]]:
    """Give the kinds of things history speaks of, by the names people know."""
    kinds = {
        model._meta.label_lower: str(model._meta.verbose_name).capitalize()
        for model in apps.get_models()
        if model._meta.label_lower in known_kinds()
    }
    return sorted(kinds.items(), key=_label)


def _verbs() -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """Give the kinds of acts, by app; the app itself is the first choice of its group."""
    by_app: dict[str, list[tuple[str, str]]] = {}
    for verb in known_verbs():
        by_app.setdefault(verb.partition(".")[0], []).append((verb, label_of(verb)))
    groups: list[tuple[str, Sequence[tuple[str, str]]]] = []
    for app, verbs in by_app.items():
        title = str(apps.get_app_config(app).verbose_name) if apps.is_installed(_app(app)) else app
        groups.append((title, [(f"{app}.", f"{title}: mọi việc"), *sorted(verbs, key=_label)]))
    return groups


def _app(label: str) -> str:
    return f"namro_web.{label}"


def _label(choice: tuple[str, str]) -> str:
    return search_key(choice[1])


def _number(written: str) -> str:
    return written if written.isascii() and written.isdigit() and len(written) < 20 else ""


def _identity(written: str) -> str:
    try:
        return str(uuid.UUID(written))
    except ValueError:
        return ""


def _day(written: str) -> date | None:
    for order in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(written.strip(), order).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None
