"""Doors that need no version, or leave no line of history, each with its reason."""

from __future__ import annotations

from tests.matrix.walk import Door

ADDS = "adds something new; what is there stays as it is"
ONCE = "happens once; whoever comes second is told that it has happened"
OWN = "is one person's own; nobody else changes it"
SAME = "says what is to be, whatever was before: doing it twice is doing it once"
LATEST = "is refused as soon as anything newer stands on it"
SHEET = "every row of the sheet carries the version it was filled in from; tested with the sheets"
TRIES = "only tries: whatever it does is undone before it answers"
SIGN_IN = "belongs to the sign-in, which keeps its own lines; tested with the accounts"

# Why a door that writes asks for no version.
UNVERSIONED: dict[str, str] = {
    "operations:retry": ONCE,
    "organisations:act-as": OWN,
    "organisations:add-unit": ADDS,
    "organisations:import-units": ADDS,
    "organisations:import-people": "adds people and ends or retitles posts by name; each row is tried first",
    "organisations:new-person": ADDS,
    "organisations:new-post": ADDS,
    "organisations:end-post": ONCE,
    "organisations:hand-over": ONCE,
    "organisations:provider-link": SAME,
    "organisations:reset-factor": SAME,
    "organisations:close-account": ONCE,
    "organisations:reopen-account": ONCE,
    "organisations:new-password": "puts a new password in place of one that nobody may know",
    "organisations:unlock": SAME,
    "organisations:sign-out": SAME,
    "organisations:new-delegation": ADDS,
    "organisations:end-delegation": ONCE,
    "privacy:page": ADDS,
    "privacy:copy": ONCE,
    "privacy:erase": ONCE,
    "intake:upload": ADDS,
    "intake:start": ONCE,
    "intake:add": ADDS,
    "intake:presence": OWN,
    "intake:new-group": ADDS,
    "amending:start": ADDS,
    "amending:undo": LATEST,
    "inspecting:new": ADDS,
    "leading:close": ONCE,
    "leading:send": ADDS,
    "notices:wishes": OWN,
    "notices:read-all": OWN,
    "notices:open": OWN,
    "notices:open-calendar": OWN,
    "notices:close-calendar": OWN,
    "tasks:views": OWN,
    "tasks:view": OWN,
    "tasks:save-view": OWN,
    "tasks:columns": OWN,
    "tasks:fill": SHEET,
    "tasks:take-back": LATEST,
    "tasks:act order": ADDS,
    "tasks:act-on unorder": SAME,
    "tasks:act obstacle": ADDS,
    "tasks:act direct": ADDS,
    "tasks:act urge": ADDS,
    "tasks:act-on take": ONCE,
    "tasks:act ask-time": ADDS,
    "tasks:act-on refuse": ONCE,
    "tasks:act-on unask": ONCE,
    "tasks:act comment": ADDS,
    "tasks:act watch": OWN,
    "tasks:act unwatch": OWN,
    "POST /documents": ADDS,
    "POST /documents/drafts/{draft_id}/items": ADDS,
    "POST /documents/{document_id}/draft": ONCE,
    "POST /tasks/{task_id}/comments": ADDS,
    "POST /tasks/{task_id}/directions": ADDS,
    "POST /tasks/{task_id}/obstacles": ADDS,
    "POST /tasks/{task_id}/orders": ADDS,
    "DELETE /tasks/{task_id}/orders/{earlier_id}": SAME,
    "POST /tasks/{task_id}/receipts/{item_id}/acknowledge": ONCE,
    "POST /tasks/{task_id}/requests": ADDS,
    "POST /tasks/{task_id}/requests/{item_id}/refuse": ONCE,
    "POST /tasks/{task_id}/requests/{item_id}/withdraw": ONCE,
    "POST /tasks/{task_id}/updates/{update_id}/take-back": LATEST,
    "POST /tasks/{task_id}/watch": OWN,
    "POST /conclusions": ADDS,
    "POST /units/delegations": ADDS,
    "POST /units/delegations/{delegation_id}/end": ONCE,
    "POST /units/posts/{post_id}/end": ONCE,
    "POST /units/posts/{post_id}/hand-over": ONCE,
    "POST /units/{unit_id}/posts": ADDS,
    "POST /units/{unit_id}/units": ADDS,
    "POST /versions/{plan_id}/{number}/undo": LATEST,
}

_OPERATION = "its operation of the API, which does the same act, is tried in its stead"
_PAGE = "its page, which does the same act, is tried in its stead"
_AUTHOR = "only who wrote it may, who is nobody of the stage's personas"
_NO_FINDING = "the draft of the stage has no finding that could be settled: not tried yet"
_NO_FORM = "the stage has nothing to send to it; its app's own tests do"
# Doors that do ask for what was seen, and what shows it where the walk cannot.
TRIED_ELSEWHERE: dict[str, str] = {
    **dict.fromkeys(
        (
            "inspecting:answer",
            "tasks:extend",
            "tasks:cancel",
            "tasks:event",
            "tasks:pause",
            "tasks:act-on reopen",
            "tasks:act reassign",
            "tasks:act subtask",
            "tasks:act mark",
            "tasks:act-on waive",
            "tasks:act-on period-back",
            "tasks:act-on answer",
        ),
        _OPERATION,
    ),
    "POST /tasks/{task_id}/part": _PAGE,
    "POST /tasks/{task_id}/report": _PAGE,
    "POST /tasks/{task_id}/submit": _PAGE,
    "POST /documents/drafts/{draft_id}/findings": _NO_FINDING,
    "amending:apply": _NO_FORM,
    "intake:finding": _NO_FINDING,
    "POST /tasks/{task_id}/comments/{item_id}/edit-comment": _AUTHOR,
    "tasks:act-on edit": _AUTHOR,
}

# Why a door that succeeds leaves no line of history.
SILENT: dict[str, str] = {
    "organisations:act-as": "chooses for which of one's posts to act; every act names the post",
    "notices:open": "a person's own mark that they have read something",
    "notices:read-all": "a person's own marks; told only when there were any",
    "tasks:columns": "how one person's table looks",
    "tasks:views": "the order of one person's views, and which opens first",
    "tasks:act unwatch": "tells only who had been following; here nobody had",
    "intake:presence": "a sign of life while a page is open",
}

# Pages that answer at once with what is shown this one time, where others lead on.
SHOWN_ONCE: dict[str, str] = {
    "notices:open-calendar": "an address that is a key",
    "organisations:import-people": "passwords",
    "organisations:new-password": "a password",
    "organisations:new-person": "a password",
    "organisations:reset-factor": "a code",
    "privacy:copy": "the file itself",
}


def key_of(door: Door) -> str:
    """Give a door's name for the tables here: of its page with the act, or of its operation."""
    if door.is_api:
        return door.name.replace("/api/v1", "")
    return f"{door.view} {door.act}" if door.view.startswith("tasks:act") else door.view


def is_of_sign_in(door: Door) -> bool:
    """Whether a door is one of the sign-in, of one's own account, or open to anybody."""
    own = door.view.startswith(("account_", "mfa_", "tokens:"))
    return own or door.rule.__name__ in ("anyone", "monitors")
