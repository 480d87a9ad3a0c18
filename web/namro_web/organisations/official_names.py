"""The official names and codes of today's provinces and communes, from data kept on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from vietnam_provinces import Province, VietNamDivisionType, Ward

from namro_web.foundation.search_keys import search_key
from namro_web.organisations.models import Kind

_KINDS = {
    VietNamDivisionType.XA: Kind.COMMUNE,
    VietNamDivisionType.PHUONG: Kind.WARD,
    VietNamDivisionType.DAC_KHU: Kind.SPECIAL_ZONE,
}
# Words that stand before the name of a place and are left out as often as written.
_WORDS_BEFORE = ("tinh ", "thanh pho ", "tp ", "xa ", "phuong ", "dac khu ", "dang uy ")


@dataclass(frozen=True)
class OfficialName:
    """A place as the state's list of units names it.

    Attributes:
        code: A string: it begins with zeros.
        name: Without the word for its kind: “Trung Hội”.
        full_name: With it: “Xã Trung Hội”.
        kind: What it is.
        province: The province it lies in, or is.
        province_code: The code of that province.
    """

    code: str
    name: str
    full_name: str
    kind: Kind
    province: str
    province_code: str = ""


@cache
def provinces() -> tuple[OfficialName, ...]:
    """Give the provinces and centrally run cities."""
    listed = []
    for province in Province.iter_all():
        is_city = province.name.lower().startswith("thành phố ")
        name = province.name[len("thành phố ") :] if is_city else province.name
        full = province.name if is_city else f"Tỉnh {name}"
        listed.append(
            OfficialName(
                f"{province.code.value:02d}",
                name,
                full,
                Kind.PROVINCE,
                province.name,
                f"{province.code.value:02d}",
            )
        )
    return tuple(listed)


@cache
def communes() -> tuple[OfficialName, ...]:
    """Give the communes, wards and special zones."""
    called = {province.code: province.name for province in provinces()}
    listed = []
    for ward in Ward.iter_all():
        kind = _KINDS[ward.division_type]
        listed.append(
            OfficialName(
                f"{ward.code.value:05d}",
                ward.name[len(ward.division_type.value) :].strip(),
                ward.name,
                kind,
                called[f"{ward.province_code.value:02d}"],
                f"{ward.province_code.value:02d}",
            )
        )
    return tuple(listed)


def find_official(name: str, *, kind: Kind, province: str = "") -> list[OfficialName]:
    """Find the places of a kind that bear a name, with or without diacritics and the word before it.

    A name written with its diacritics leaves out those that only sound alike.

    Args:
        name: Or the code.
        kind: What is looked for.
        province: Name or code of the province; empty for all.

    >>> [one.code for one in find_official("xa trung hoi", kind=Kind.COMMUNE, province="Thái Nguyên")]
    ['05581']
    """
    listed: Iterable[OfficialName] = provinces() if kind is Kind.PROVINCE else communes()
    if kind is not Kind.PARTY_COMMITTEE:
        listed = [one for one in listed if one.kind is kind]
    if province and kind is not Kind.PROVINCE:
        where = {one.province for one in provinces() if _is_called(one, province)}
        listed = [one for one in listed if one.province in where]
    found = [one for one in listed if _is_called(one, name)]
    spelt = [one for one in found if name.strip().lower().endswith(one.name.lower())]
    return spelt or found


def _is_called(place: OfficialName, words: str) -> bool:
    key = search_key(words)
    keys = {key, *(key[len(word) :] for word in _WORDS_BEFORE if key.startswith(word))}
    return words.strip() == place.code or search_key(place.name) in keys
