"""How the history of plans reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    announce("plans.document-kept", _kept)
    announce("plans.plan-adopted", _adopted)
