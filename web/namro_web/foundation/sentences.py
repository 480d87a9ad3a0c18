"""History in words: each verb has one Vietnamese sentence, announced by the app it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a history line says to a reader.

    ``tone`` is a status key of the design system; ``icon`` one of its icons.
    """

    text: str
    detail: str = ""
    icon: str = "circle"
    tone: str = "in_progress"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something history speaks of: what it is called and, where it has a page, its address."""

    name: str
    url: str = ""


Wording = Callable[[Mapping[str, Any]], Sentence]
Names = Callable[[Collection[str]], Mapping[str, Spoken]]

_wordings: dict[str, Wording] = {}
_labels: dict[str, str] = {}
_names: dict[str, Names] = {}


def announce(verb: str, wording: Wording, *, label: str = "") -> None:
    """Say how a verb reads in a sentence and, where that helps, in a list to choose from."""
    _wordings[verb] = wording
    _labels[verb] = label


def announce_names(subject_type: str, names: Names) -> None:
    """Say what things of a type are called: identities in, names out, in one query."""
    _names[subject_type] = names


def known_verbs() -> list[str]:
    """Give every verb that has a sentence."""
    return sorted(_wordings)


def known_kinds() -> frozenset[str]:
    """Give every type of thing that has names."""
    return frozenset(_names)


def sentence_of(verb: str, data: Mapping[str, Any]) -> Sentence:
    """Put an act in words; one without a sentence is shown as it is, never hidden."""
    wording = _wordings.get(verb)
    if wording is None:
        return Sentence(verb)
    try:
        return wording(data)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # A line outlives the code that wrote it; an old shape of data must not break the page.
        return Sentence(verb)


def label_of(verb: str) -> str:
    """Name a kind of act for a list to choose from."""
    return _labels.get(verb) or sentence_of(verb, {}).text


def names_of(subjects: Collection[tuple[str, str]]) -> dict[tuple[str, str], Spoken]:
    """Name things by type and identity: one question per type, however many there are."""
    by_type: dict[str, set[str]] = {}
    for subject_type, subject_id in subjects:
        by_type.setdefault(subject_type, set()).add(subject_id)
    return {
        (subject_type, subject_id): spoken
        for subject_type, ids in by_type.items()
        if subject_type in _names
        for subject_id, spoken in _names[subject_type](ids).items()
    }
