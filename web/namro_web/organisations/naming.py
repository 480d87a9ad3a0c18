"""How officials write the names of bodies, and which body they most likely mean. Pure text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from namro_web.foundation.search_keys import search_key

# What offices abbreviate, on its accent-free key. Longest first, whole words only.
ABBREVIATIONS = {
    "vp tk": "van phong thong ke",
    "vptk": "van phong thong ke",
    "vp dang uy": "van phong dang uy",
    "vp hdnd ubnd": "van phong hoi dong nhan dan uy ban nhan dan",
    "vp": "van phong",
    "vh xh": "van hoa xa hoi",
    "vhxh": "van hoa xa hoi",
    "vh tt": "van hoa thong tin",
    "dc xd": "dia chinh xay dung",
    "tc kt": "tai chinh ke toan",
    "tp ht": "tu phap ho tich",
    "ld tbxh": "lao dong thuong binh xa hoi",
    "kt ht dt": "kinh te ha tang do thi",
    "ubkt": "uy ban kiem tra",
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubmttq": "uy ban mat tran to quoc",
    "mttq": "mat tran to quoc",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "tthcc": "trung tam phuc vu hanh chinh cong",
    "bch": "ban chi huy",
    "chqs": "chi huy quan su",
    "ca": "cong an",
    "qs": "quan su",
    "dtn": "doan thanh nien",
    "doan tn": "doan thanh nien",
    "tncs hcm": "",
    "hnd": "hoi nong dan",
    "hpn": "hoi lien hiep phu nu",
    "lhpn": "lien hiep phu nu",
    "hoi phu nu": "hoi lien hiep phu nu",
    "ccb": "cuu chien binh",
    "xdd": "xay dung dang",
    "thcs": "trung hoc co so",
    "mn": "mam non",
    "p": "phong",
}
_ABBREVIATED = re.compile(
    r"\b(" + "|".join(re.escape(a) for a in sorted(ABBREVIATIONS, key=len, reverse=True)) + r")\b"
)

# What tells no two bodies apart: what a person is, and where. “xã hội” is no place.
_IDLE = re.compile(
    r"\b(cong chuc|can bo|bo phan|chuyen mon|viet nam|lanh dao|phu trach|dong chi|tham muu|"
    r"xa(?! hoi)|phuong|thi tran|nganh|cua|va|voi|cac|tren dia ban)\b"
)

VILLAGES = re.compile(
    r"\b(truong (xom|thon|ap|khu pho)|(cac|\d+|toan the|tat ca) (\d+ )?(xom|thon|ap|khu pho|to dan pho|khu dan cu|khoi pho)"
    r"|to dan pho|to cong nghe so)\b"
)
SCHOOLS = re.compile(
    r"\b((cac|\d+) (nha )?truong( hoc)?|nha truong|co so giao duc|don vi truong hoc)\b"
    r"(?! (xom|thon|ap|khu|phong|ban|dai hoc|cao dang|trung cap|nghe|day nghe))"
)
UNIONS = re.compile(r"\b(doan the|hoi doan the|to chuc chinh tri xa hoi|to chuc hoi)\b")
OFFICES = re.compile(
    r"\b(cac )?((ban )?nganh|phong ban|phong chuyen mon|co quan don vi|bo phan( chuyen mon)?|cong chuc chuyen mon|co quan chuyen mon"
    r"|don vi( co)? lien quan|co quan lien quan|co quan)\b"
)
# “12 xóm” counts villages; “Xóm 12” names one.
COUNTED = re.compile(r"^\d+ ")
# Bodies of another level: none of a commune's own is meant, however alike the rest of the name.
ABOVE = re.compile(
    r"\b(tinh|huyen|thanh pho|trung uong|quoc gia|chinh phu)\b|^(so|vu|cuc|bo(?! phan| chi huy| chqs)) "
)
WHOLE_GROUP = re.compile(r"^(cac|toan the|tat ca|\d+)\b|\b(doan the|nha truong)\b")


@dataclass(frozen=True)
class Named:
    """A body by the names it goes by."""

    id: str
    name: str
    short_name: str
    kind: str


@dataclass(frozen=True)
class Guess:
    """Which bodies a written name most likely means.

    Attributes:
        ids: The bodies; several for a group.
        is_group: The name speaks of a group, whose members may change.
        sure: Equal to a name or abbreviation of one body; otherwise only alike.
    """

    ids: tuple[str, ...]
    is_group: bool
    sure: bool


def mapping_key(name: str) -> str:
    """Give the form under which a written name is remembered."""
    return search_key(name)[:300]


def guess(name: str, bodies: Sequence[Named], *, place: str = "") -> Guess | None:
    """Say which body or group a name means; ``None`` rather than a wild guess.

    A body is meant when all telling words agree, spelled out or abbreviated; likely meant when most
    do and no other body comes as near. Groups are known by their words.
    """
    key = search_key(name)
    written = telling_words(name, place=place)
    exact = [
        body
        for body in bodies
        for called in (body.name, body.short_name)
        if written == telling_words(called, place=place) or _abbreviates(name, called, place=place)
    ]
    exact = list(dict.fromkeys(exact))
    if len(exact) == 1 and not COUNTED.match(key):
        return Guess((exact[0].id,), is_group=False, sure=True)
    if ABOVE.search(key):
        return None
    grouped = _group(key, bodies)
    if grouped:
        return Guess(grouped, is_group=True, sure=True)
    if not written:
        return None
    ranked = sorted(
        (
            (
                max(_nearness(name, n, place=place) for n in (body.name, body.short_name)),
                body,
            )
            for body in bodies
        ),
        key=lambda pair: -pair[0],
    )
    if not ranked or ranked[0][0] < 0.5:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.05:
        return None
    return Guess((ranked[0][1].id,), is_group=False, sure=False)


@lru_cache(maxsize=4096)
def telling_words(name: str, *, place: str = "") -> frozenset[str]:
    """Give the words of a name that tell one body from another, abbreviations written out."""
    bare = _bare_key(name, place=place)
    return frozenset(_ABBREVIATED.sub(lambda m: ABBREVIATIONS[m.group(1)], bare).split())


def _bare_key(name: str, *, place: str) -> str:
    """Give the key without the place and without words that tell nothing, in their order."""
    key = search_key(name)
    own = search_key(place)
    if own:
        key = re.sub(rf"\b(xa|phuong|thi tran) {re.escape(own)}\b", " ", key)
    return " ".join(_IDLE.sub(" ", key).split())


@lru_cache(maxsize=4096)
def _abbreviates(written: str, called: str, *, place: str) -> bool:
    """Say whether a name is another with some words cut to their initials: “Văn phòng TK”."""
    words = _ABBREVIATED.sub(
        lambda m: ABBREVIATIONS[m.group(1)], _bare_key(called, place=place)
    ).split()
    position = 0
    for token in _bare_key(written, place=place).split():
        following = words[position : position + len(token)]
        if position < len(words) and token == words[position]:
            position += 1
        elif token == "".join(word[0] for word in following):
            position += len(token)
        else:
            return False
    return bool(words) and position == len(words)


def _nearness(written: str, called: str, *, place: str) -> float:
    """Compare words without and with their diacritics: “thông tin” is not “thống kê”."""
    bare = _alike(telling_words(written, place=place), telling_words(called, place=place))
    marked = _alike(_marked_words(written), _marked_words(called))
    return (bare + marked) / 2 if bare < 1 else 1.0


@lru_cache(maxsize=4096)
def _marked_words(name: str) -> frozenset[str]:
    """Give the words with their marks gathered at the end, so that “hóa” and “hoá” are one."""
    words = set()
    for word in re.findall(r"\w+", unicodedata.normalize("NFC", name.lower())):
        letters = unicodedata.normalize("NFD", word)
        marks = "".join(sorted(c for c in letters if unicodedata.combining(c)))
        words.add("".join(c for c in letters if not unicodedata.combining(c)) + marks)
    return frozenset(words)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def _group(key: str, bodies: Iterable[Named]) -> tuple[str, ...]:
    kinds: set[str] = set()
    if VILLAGES.search(key):
        kinds |= {"village"}
    if SCHOOLS.search(key):
        kinds |= {"school"}
    if UNIONS.search(key):
        kinds |= {"front", "union"}
    if OFFICES.search(key) and WHOLE_GROUP.search(key):
        kinds |= {"office", "service", "police", "military", "clinic"}
    return tuple(body.id for body in bodies if body.kind in kinds)
