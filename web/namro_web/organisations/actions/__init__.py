"""What changes units, posts and remembered names. Each verb checks, writes and keeps history.

``by=None`` is the installation itself (first set-up, demonstration), which answers to nobody.
"""

from namro_web.organisations.actions.creating import (
    Commune,
    create_commune_from_template,
    create_unit,
    remember_name_mapping,
)
from namro_web.organisations.actions.delegating import delegate, end_delegation
from namro_web.organisations.actions.handing_over import (
    LEFT_OPEN,
    Handing,
    end_post,
    hand_over,
    note_minutes_taken,
)
from namro_web.organisations.actions.importing import Done, PersonRow, take_in_all
from namro_web.organisations.actions.peopling import (
    NewPerson,
    add_people,
    add_person,
    close_account,
    give_post,
    hand_over_password,
    reopen_account,
    retitle_post,
)
from namro_web.organisations.actions.reforming import (
    dissolve_unit,
    move_unit,
    reclassify_unit,
    rename_unit,
    undo_act,
)
from namro_web.organisations.actions.safeguarding import (
    end_persons_sessions,
    reset_persons_factor,
    unlock_person,
)
from namro_web.organisations.actions.uniting import (
    NewPart,
    NewTarget,
    merge_units,
    split_unit,
)

__all__ = [
    "LEFT_OPEN",
    "Commune",
    "Done",
    "Handing",
    "NewPart",
    "NewPerson",
    "NewTarget",
    "PersonRow",
    "add_people",
    "add_person",
    "close_account",
    "create_commune_from_template",
    "create_unit",
    "delegate",
    "dissolve_unit",
    "end_delegation",
    "end_persons_sessions",
    "end_post",
    "give_post",
    "hand_over",
    "hand_over_password",
    "merge_units",
    "move_unit",
    "note_minutes_taken",
    "reclassify_unit",
    "remember_name_mapping",
    "rename_unit",
    "reopen_account",
    "reset_persons_factor",
    "retitle_post",
    "split_unit",
    "take_in_all",
    "undo_act",
    "unlock_person",
]
