"""What is shown of tasks: frozen read models, each made with a fixed number of queries."""

from namro_web.tasks.queries.detail import (
    EvidenceFileView,
    TaskDetail,
    evidence_file,
    task_detail,
    task_history,
)
from namro_web.tasks.queries.lists import (
    EXPORT_LIMIT,
    Filter,
    FilterChoices,
    TaskList,
    filter_choices,
    task_export,
    task_list,
    tasks_found,
)
from namro_web.tasks.queries.mine import MyWork, my_work, waiting_for_me
from namro_web.tasks.queries.programme import (
    Dashboard,
    PlanWork,
    dashboard,
    plan_progress,
    plan_work,
    task_marks,
    task_subjects,
    tasks_in,
)
from namro_web.tasks.rows import TaskRow

__all__ = [
    "EXPORT_LIMIT",
    "Dashboard",
    "EvidenceFileView",
    "Filter",
    "FilterChoices",
    "MyWork",
    "PlanWork",
    "TaskDetail",
    "TaskList",
    "TaskRow",
    "dashboard",
    "evidence_file",
    "filter_choices",
    "my_work",
    "plan_progress",
    "plan_work",
    "task_detail",
    "task_export",
    "task_history",
    "task_list",
    "task_marks",
    "task_subjects",
    "tasks_found",
    "tasks_in",
    "waiting_for_me",
]
