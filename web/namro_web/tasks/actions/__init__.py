"""What changes tasks: they are created with their plan, reported on, decided about."""

from namro_web.tasks.actions.amending import (
    add_tasks,
    change_task,
    drop_task,
    unamend_task,
    untouched,
)
from namro_web.tasks.actions.bulk import BulkLine, do_bulk, preview_bulk, rows_chosen
from namro_web.tasks.actions.conversing import (
    acknowledge,
    answer_obstacle,
    ask_for_time,
    comment_on,
    confirm_period,
    edit_comment,
    give_direction,
    grant_time,
    raise_obstacle,
    refuse_time,
    return_period,
    settle_obstacle,
    withdraw_request,
)
from namro_web.tasks.actions.creating import create_tasks
from namro_web.tasks.actions.deciding import (
    cancel_task,
    confirm_done,
    extend_deadline,
    pause_task,
    resume_task,
    return_to_author,
)
from namro_web.tasks.actions.dividing import (
    add_subtask,
    free_of_order,
    put_in_order,
    share_task,
    units_meant,
    waive_share,
)
from namro_web.tasks.actions.filling import apply_sheet, review_sheet, take_sheet
from namro_web.tasks.actions.reporting import (
    record_event,
    report_part,
    report_period_again,
    report_progress,
    submit_done,
    take_back,
)
from namro_web.tasks.actions.staffing import (
    name_people,
    reassign,
    watch,
)
from namro_web.tasks.actions.stepping import (
    mark_steps,
    set_steps,
)
from namro_web.tasks.actions.taking import export_calendar, export_tasks, take_evidence
from namro_web.tasks.actions.viewing import (
    choose_columns,
    open_with,
    order_views,
    remove_view,
    save_view,
)

__all__ = [
    "BulkLine",
    "acknowledge",
    "add_subtask",
    "add_tasks",
    "answer_obstacle",
    "apply_sheet",
    "ask_for_time",
    "cancel_task",
    "change_task",
    "choose_columns",
    "comment_on",
    "confirm_done",
    "confirm_period",
    "create_tasks",
    "do_bulk",
    "drop_task",
    "edit_comment",
    "export_calendar",
    "export_tasks",
    "extend_deadline",
    "free_of_order",
    "give_direction",
    "grant_time",
    "mark_steps",
    "name_people",
    "open_with",
    "order_views",
    "pause_task",
    "preview_bulk",
    "put_in_order",
    "raise_obstacle",
    "reassign",
    "record_event",
    "refuse_time",
    "remove_view",
    "report_part",
    "report_period_again",
    "report_progress",
    "resume_task",
    "return_period",
    "return_to_author",
    "review_sheet",
    "rows_chosen",
    "save_view",
    "set_steps",
    "settle_obstacle",
    "share_task",
    "submit_done",
    "take_back",
    "take_evidence",
    "take_sheet",
    "unamend_task",
    "units_meant",
    "untouched",
    "waive_share",
    "watch",
    "withdraw_request",
]
