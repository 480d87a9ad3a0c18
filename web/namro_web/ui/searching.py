"""Search across apps: one index answers for what is written, and apps announce what stands beside it.

# in an app's AppConfig.ready()
searching.announce("people", "Người", find_people, order=70)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest

from namro_web.foundation.search_keys import search_key

PAGE_SIZE = 20
SNIPPET = 220
"""About how many characters of a text are shown around what was found."""


class Piece(NamedTuple):
    """Some letters of a text, and whether they are what was looked for."""

    text: str
    found: bool


@dataclass(frozen=True)
class Result:
    """One thing found: what it is called, where it opens, a line about it, where the words stand."""

    title: str
    url: str
    note: str = ""
    kind: str = ""
    titled: Sequence[Piece] = ()
    snippet: Sequence[Piece] = ()


@dataclass(frozen=True)
class Group:
    """What one app found."""

    title: str
    results: Sequence[Result]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for, as it stands in the address."""

    words: str = ""
    kind: str = ""
    plan_id: int | None = None
    since: date | None = None
    until: date | None = None
    page: int = 1

    @property
    def key(self) -> str:
        """The words as the index knows them."""
        return search_key(self.words)

    @property
    def is_narrowed(self) -> bool:
        """Say whether some kinds, plans or days are left out."""
        return bool(self.kind or self.plan_id or self.since or self.until)

    def address(self, **changed: object) -> str:
        """Give the query of the address for the same search, some of it changed."""
        one = replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]
        told = {
            "q": one.words,
            "loai": one.kind,
            "ke-hoach": str(one.plan_id or ""),
            "tu": f"{one.since:%d/%m/%Y}" if one.since else "",
            "den": f"{one.until:%d/%m/%Y}" if one.until else "",
            "trang": str(one.page) if one.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of what the index found.

    ``counts`` tells how many there are of each kind (key, label, number); ``is_more`` that only the
    first so many were looked at, so that each number means “at least”.
    """

    results: Sequence[Result] = ()
    counts: Sequence[tuple[str, str, int]] = ()
    total: int = 0
    pages: int = 1
    is_more: bool = False


# (request, accent-free key, at most) → results; each sees only what its asker may see.
Finder = Callable[[HttpRequest, str, int], Sequence[Result]]
Index = Callable[[HttpRequest, Asked, int], Shown]
Plans = Callable[[HttpRequest], Sequence[tuple[int, str, str]]]
Scopes = Callable[[HttpRequest], Collection[str] | None]

_finders: dict[str, tuple[int, str, Finder]] = {}


@dataclass
class _Announced:
    index: Index | None = None
    plans: Plans | None = None
    scopes: Scopes | None = None
    words: Mapping[str, str] = field(default_factory=dict)


_announced = _Announced()


def announce(name: str, title: str, finder: Finder, *, order: int = 50) -> None:
    """Let an app's things be found (again: replaces it)."""
    _finders[name] = (order, title, finder)


def announce_index(index: Index, plans: Plans, scopes: Scopes) -> None:
    """Name the index of everything written, the plans to narrow a search to, and what it can show."""
    _announced.index = index
    _announced.plans = plans
    _announced.scopes = scopes


def scopes_of(request: HttpRequest) -> Collection[str] | None:
    """Give the scopes of change of what a search can find (``ui.kept``)."""
    return _announced.scopes(request) if _announced.scopes else None


def look_up(request: HttpRequest, asked: Asked, *, size: int = PAGE_SIZE) -> Shown:
    """Ask the index."""
    if len(asked.key) < 2 or _announced.index is None:
        return Shown()
    return _announced.index(request, asked, size)


def beside(request: HttpRequest, key: str, *, limit: int = 6) -> list[Group]:
    """Ask the apps that look through things of their own: units, people."""
    if len(key) < 2:
        return []
    groups = [
        Group(title, finder(request, key, limit))
        for _, title, finder in sorted(_finders.values(), key=lambda entry: entry[:2])
    ]
    return [group for group in groups if group.results]


def pages_of(asked: Asked, shown: Shown) -> tuple[str, str, int]:
    """Give the addresses of the page before and the page after (empty at the ends), and which this is."""
    here = min(asked.page, shown.pages)
    before = asked.address(page=here - 1) if here > 1 else ""
    after = asked.address(page=here + 1) if here < shown.pages else ""
    return before, after, here


def plans_of(request: HttpRequest) -> Sequence[tuple[int, str, str]]:
    """Give the plans a search can be narrowed to."""
    return _announced.plans(request) if _announced.plans else []


def find(request: HttpRequest, words: str, *, limit: int = 12) -> list[Group]:
    """Find by a few words, in groups by kind; those that found nothing are left out."""
    shown = look_up(request, Asked(words=words), size=limit * 3)
    groups = [
        Group(label, [one for one in shown.results if one.kind == key][:limit])
        for key, label, _ in shown.counts
    ]
    return [group for group in groups if group.results] + beside(
        request, search_key(words), limit=limit
    )


def read_day(written: str) -> date | None:
    """Read a day of an address; what is none is left out."""
    try:
        return datetime.strptime(written.strip(), "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError:
        return None


def asked_from(address: Mapping[str, str]) -> Asked:
    """Read an address; what it gets wrong is left out, for an address is no form."""
    plan, page = address.get("ke-hoach", ""), address.get("trang", "")
    return Asked(
        words=" ".join(address.get("q", "").replace("\x00", "").split())[:200],
        kind=address.get("loai", "")[:10],
        plan_id=int(plan) if plan.isascii() and plan.isdigit() and len(plan) < 18 else None,
        since=read_day(address.get("tu", "")),
        until=read_day(address.get("den", "")),
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 else 1,
    )


def _folded(text: str) -> tuple[str, list[int]]:
    """Give the accent-free form of a text, and for each of its letters where it comes from."""
    plain: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        bare = unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))
        for one in bare:
            if unicodedata.combining(one):
                continue
            plain.append(one if one.isascii() and one.isalnum() else " ")
            places.append(place)
    return "".join(plain), places


def _hits(text: str, phrases: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give where phrases begin and end in a text, and which: by words, whatever their diacritics."""
    plain, places = _folded(text)
    found: list[tuple[int, int, int]] = []
    # Between the words of a phrase may stand any signs: "57/KH-UBND" is "57 kh ubnd".
    for which, phrase in enumerate(phrases):
        words = phrase.split()
        at = 0
        while words and (at := plain.find(words[0], at)) >= 0:
            end = _end_of(plain, at, words)
            if end and (at == 0 or plain[at - 1] == " "):
                found.append((places[at], places[end - 1] + 1, which))
                at = end
            else:
                at += 1
    return sorted(found)


def _nearest(hits: Sequence[tuple[int, int, int]], size: int) -> int:
    """Say where most of the phrases stand, and closest together; -1 when none does."""
    best, place = (0, 0), -1
    for at, (since, _, which) in enumerate(hits):
        seen, last = {which}, since
        for start, _, other in hits[at + 1 : at + 1 + 40]:
            if start - since > size:
                break
            if other not in seen:
                seen.add(other)
                last = start
        if (len(seen), since - last) > best or place < 0:
            best, place = (len(seen), since - last), since
    return place


def _end_of(plain: str, at: int, words: Sequence[str]) -> int:
    """Say where a run of words that begins here ends, 0 when it is not there."""
    for place, word in enumerate(words):
        while place and at < len(plain) and plain[at] == " ":
            at += 1
        if not plain.startswith(word, at):
            return 0
        at += len(word)
        if place < len(words) - 1 and plain[at : at + 1] not in ("", " "):
            return 0
    return at


def marked(text: str, phrases: Sequence[str], *, size: int = 0) -> tuple[tuple[Piece, ...], int]:
    """Give a text in pieces, those that were looked for marked, and where they stand closest.

    With a ``size`` only so many letters around that place are given. It is -1 when nothing of what
    was looked for is there.

    >>> marked("Kế hoạch số 57/KH-UBND", ["57 kh ubnd"])
    ((Piece(text='Kế hoạch số ', found=False), Piece(text='57/KH-UBND', found=True)), 12)
    """
    hits = _hits(text, phrases)
    first = _nearest(hits, size or SNIPPET)
    start, end = 0, len(text)
    if size and len(text) > size:
        start = max(0, first - size // 3)
        if start:
            start = text.rfind(" ", 0, start) + 1
        end = min(len(text), start + size)
    pieces: list[Piece] = [Piece("… ", False)] if start else []
    at = start
    for since, until, _ in hits:
        if since < at or until > end:
            continue
        if since > at:
            pieces.append(Piece(text[at:since], False))
        pieces.append(Piece(text[since:until], True))
        at = until
    if at < end:
        pieces.append(Piece(text[at:end], False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return tuple(pieces), first
