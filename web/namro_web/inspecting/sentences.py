"""How the history of conclusions reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from namro_web.foundation.sentences import Sentence, Spoken, announce, announce_names
from namro_web.inspecting.models import Conclusion

Data = Mapping[str, Any]


def _concluded(data: Data) -> Sentence:
    what = "kiến nghị" if data.get("kind") == "recommendation" else "kết luận"
    return Sentence(f"ghi {what} kiểm tra{_until(data)}", str(data.get("text", "")), "gavel")


def _answered(data: Data) -> Sentence:
    return Sentence("trả lời kết luận, kiến nghị kiểm tra", str(data.get("text", "")), "message")


def _asked_again(data: Data) -> Sentence:
    words = f"yêu cầu trả lời bổ sung{_until(data)}"
    return Sentence(words, str(data.get("text", "")), "arrow-back-up", "returned")


def _closed(data: Data) -> Sentence:
    return Sentence(
        "khép kết luận, kiến nghị kiểm tra", str(data.get("text", "")), "circle-check", "done"
    )


def _until(data: Data) -> str:
    day = data.get("answer_by")
    return f", hạn trả lời {date.fromisoformat(day):%d/%m/%Y}" if isinstance(day, str) else ""


def _names(ids: Collection[str]) -> dict[str, Spoken]:
    found = Conclusion.objects.filter(pk__in=[int(pk) for pk in ids if pk.isdecimal()])
    return {
        str(pk): Spoken(text[:80], reverse("inspecting:conclusion", args=[pk]))
        for pk, text in found.values_list("pk", "text")
    }


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    for verb, wording, label in (
        ("concluded", _concluded, "ghi kết luận, kiến nghị kiểm tra"),
        ("answered", _answered, "trả lời kết luận, kiến nghị"),
        ("asked-again", _asked_again, "yêu cầu trả lời bổ sung"),
        ("closed", _closed, "khép kết luận, kiến nghị"),
    ):
        announce(f"inspecting.{verb}", wording, label=label)
    announce_names("inspecting.conclusion", _names)
