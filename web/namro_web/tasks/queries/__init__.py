"""What is shown of tasks: frozen read models, each made with a fixed number of queries."""

from namro_web.tasks.people import people_named
from namro_web.tasks.queries.boards import Board, board, board_column
from namro_web.tasks.queries.bulk import BulkChoices, bulk_choices
from namro_web.tasks.queries.calendars import CalendarShown, calendar_file, calendar_shown
from namro_web.tasks.queries.choices import (
    DEADLINE_KINDS,
    Condition,
    FilterChoices,
    clarity_choices,
    conditions_of,
    filter_choices,
)
from namro_web.tasks.queries.counting import waiting_for_me
from namro_web.tasks.queries.detail import (
    TIMELINE_PARTS,
    EvidenceFileView,
    TaskDetail,
    evidence_file,
    task_detail,
    task_history,
)
from namro_web.tasks.queries.following import ActChoices, act_choices
from namro_web.tasks.queries.gantt import Gantt, gantt
from namro_web.tasks.queries.lists import (
    CHOSEN_LIMIT,
    EXPORT_LIMIT,
    GROUPINGS,
    LEVELS,
    SORTS,
    STATUS_CHOICES,
    TIMINGS,
    Block,
    Filter,
    TaskList,
    rows_below,
    task_export,
    task_list,
)
from namro_web.tasks.queries.mine import MyWork, WorkRow, desk_row, my_work
from namro_web.tasks.queries.owed import Owed, owed_by
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
from namro_web.tasks.queries.shelves import Shelf, saved_view, shelf_of
from namro_web.tasks.queries.waiting import Waiting, waiting_words
from namro_web.tasks.rows import TaskRow

__all__ = [
    "CHOSEN_LIMIT",
    "DEADLINE_KINDS",
    "EXPORT_LIMIT",
    "GROUPINGS",
    "LEVELS",
    "SORTS",
    "STATUS_CHOICES",
    "TIMELINE_PARTS",
    "TIMINGS",
    "ActChoices",
    "Block",
    "Board",
    "BulkChoices",
    "CalendarShown",
    "Condition",
    "Dashboard",
    "EvidenceFileView",
    "Filter",
    "FilterChoices",
    "Gantt",
    "MyWork",
    "Owed",
    "PlanWork",
    "Shelf",
    "TaskDetail",
    "TaskList",
    "TaskRow",
    "Waiting",
    "WorkRow",
    "act_choices",
    "board",
    "board_column",
    "bulk_choices",
    "calendar_file",
    "calendar_shown",
    "clarity_choices",
    "conditions_of",
    "dashboard",
    "desk_row",
    "evidence_file",
    "filter_choices",
    "gantt",
    "my_work",
    "owed_by",
    "people_named",
    "plan_progress",
    "plan_work",
    "rows_below",
    "saved_view",
    "shelf_of",
    "task_detail",
    "task_export",
    "task_history",
    "task_list",
    "task_marks",
    "task_subjects",
    "tasks_in",
    "waiting_for_me",
    "waiting_words",
]
