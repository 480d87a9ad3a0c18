"""Lines of history as the pages of plans and tasks show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import format_html

from namro_web.foundation.models import HistoryLine
from namro_web.foundation.sentences import Sentence as Sentence
from namro_web.foundation.sentences import announce as announce
from namro_web.foundation.sentences import known_verbs as known_verbs
from namro_web.foundation.sentences import sentence_of
from namro_web.plans.panels import Subject


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of history as a page shows it."""

    number: int
    verb: str
    who: str
    what: str
    text: str
    icon: str
    tone: str
    at: datetime
    subject_type: str
    subject_id: str
    html: str = ""


def entry_of(line: HistoryLine, subject: Subject | None = None) -> HistoryEntry:
    """Put a line of history in words; a verb without a sentence is shown as it is, never hidden."""
    said = sentence_of(line.verb, line.data)
    return HistoryEntry(
        number=line.number,
        verb=line.verb,
        who=said_by(line.post_name) or ("Một người dùng" if line.actor_id else "Hệ thống"),
        what=said.text,
        text=said.detail,
        icon=said.icon,
        tone=said.tone,
        at=line.at,
        subject_type=line.subject_type,
        subject_id=line.subject_id,
        html=""
        if subject is None
        else format_html('<p class="meta"><a href="{}">{}</a></p>', subject.url, subject.name),
    )


def said_by(post_name: str) -> str:
    """Name a post without saying its unit twice.

    >>> said_by("Công chức Văn phòng - Thống kê, Văn phòng - Thống kê")
    'Công chức Văn phòng - Thống kê'
    """
    title, comma, unit = post_name.rpartition(", ")
    return title if comma and unit in title else post_name


def written_day(value: object) -> str:
    """Write a day kept in a history line as dd/mm/yyyy."""
    if not isinstance(value, str) or not value:
        return "–"
    return f"{date.fromisoformat(value[:10]):%d/%m/%Y}"
