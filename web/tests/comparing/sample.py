"""The plan of Trung Hội as an installation holds it."""

from __future__ import annotations

from pathlib import Path

from namro_web.intake.actions import Particulars, adopt_draft, receive_document
from namro_web.intake.clarifying import waive_unclear
from namro_web.intake.models import Draft
from namro_web.intake.unclear import unclear_in_draft
from tests.tasks.world import NOON, World

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def draft_sample(world: World, name: str = "trung-hoi") -> Draft:
    """Upload a sample plan and have it read."""
    received = receive_document(
        data=(SAMPLES / name / "plan.txt").read_bytes(),
        name=f"{name}.txt",
        by=world.coordinator,
        at=NOON,
    )
    draft = Draft.objects.get(pk=received.draft_id)
    if not draft.plan:
        from namro_web.intake.actions import draft_plan

        draft_plan(draft_id=draft.pk)
    return Draft.objects.get(pk=draft.pk)


def adopt_sample(world: World, name: str = "trung-hoi") -> int:
    """Upload, read and adopt a sample plan as it is."""
    draft = draft_sample(world, name)
    held = unclear_in_draft(draft.pk, by=world.coordinator, at=NOON.date()).held
    if held:
        draft = waive_unclear(
            draft_id=draft.pk,
            keys=[one.statement.key for one in held],
            reason="Giao cụ thể khi triển khai",
            version=draft.version,
            by=world.coordinator,
            at=NOON,
        )
    return adopt_draft(
        draft_id=draft.pk,
        particulars=Particulars(title="Kế hoạch đột phá phát triển khoa học, công nghệ"),
        version=draft.version,
        accept_rest=True,
        by=world.coordinator,
        at=NOON,
    )
