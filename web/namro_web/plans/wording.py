"""How the history of plans reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from namro_web.foundation.sentences import Spoken, announce_names
from namro_web.plans.models import Document, Plan
from namro_web.plans.sentences import Sentence, announce


def _kept(data: Mapping[str, Any]) -> Sentence:
    return Sentence(
        f"đưa vào văn bản “{data.get('name', '')}”", icon="file-export", tone="in_progress"
    )


def _adopted(data: Mapping[str, Any]) -> Sentence:
    number = f" số {data['number']}" if data.get("number") else ""
    detail = (
        f"{data.get('sections', 0)} mục, {data.get('objectives', 0)} mục tiêu, "
        f"{data.get('citations', 0)} căn cứ, {data.get('duties', 0)} trách nhiệm báo cáo, thực hiện"
    )
    return Sentence(f"đưa kế hoạch{number} vào theo dõi", detail, "circle-check", "done")


def _downloaded(data: Mapping[str, Any]) -> Sentence:
    return Sentence(f"tải văn bản gốc “{data.get('name', '')}”", icon="download")


def _plans(ids: Collection[str]) -> dict[str, Spoken]:
    found = Plan.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    return {
        str(pk): Spoken(title, f"/ke-hoach/{pk}/") for pk, title in found.values_list("pk", "title")
    }


def _documents(ids: Collection[str]) -> dict[str, Spoken]:
    found = Document.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    return {str(pk): Spoken(name) for pk, name in found.values_list("pk", "name")}


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    announce("plans.document-kept", _kept, label="đưa vào văn bản")
    announce("plans.document-downloaded", _downloaded, label="tải văn bản gốc")
    announce("plans.plan-adopted", _adopted, label="đưa kế hoạch vào theo dõi")
    announce_names("plans.plan", _plans)
    announce_names("plans.document", _documents)
