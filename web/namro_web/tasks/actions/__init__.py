"""What changes tasks: they are created with their plan, reported on, decided about."""

from namro_web.tasks.actions.creating import create_tasks
from namro_web.tasks.actions.deciding import (
    cancel_task,
    confirm_done,
    extend_deadline,
    pause_task,
    resume_task,
    return_to_author,
)
from namro_web.tasks.actions.reporting import (
    record_event,
    report_part,
    report_progress,
    submit_done,
    take_back,
)
from namro_web.tasks.actions.taking import export_tasks, take_evidence

__all__ = [
    "cancel_task",
    "confirm_done",
    "create_tasks",
    "export_tasks",
    "extend_deadline",
    "pause_task",
    "record_event",
    "report_part",
    "report_progress",
    "resume_task",
    "return_to_author",
    "submit_done",
    "take_back",
    "take_evidence",
]
