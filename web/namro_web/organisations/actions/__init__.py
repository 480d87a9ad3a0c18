"""What changes units, posts and remembered names. Each verb checks, writes and keeps history.

``by=None`` is the installation itself (first set-up, demonstration), which answers to nobody.
"""

from namro_web.organisations.actions.creating import (
    Commune,
    create_commune_from_template,
    create_unit,
    remember_name_mapping,
)
from namro_web.organisations.actions.peopling import (
    NewPerson,
    add_people,
    add_person,
    close_account,
    end_post,
    give_post,
    hand_over_password,
    reopen_account,
)
from namro_web.organisations.actions.reforming import (
    dissolve_unit,
    move_unit,
    rename_unit,
    undo_act,
)

__all__ = [
    "Commune",
    "NewPerson",
    "add_people",
    "add_person",
    "close_account",
    "create_commune_from_template",
    "create_unit",
    "dissolve_unit",
    "end_post",
    "give_post",
    "hand_over_password",
    "move_unit",
    "remember_name_mapping",
    "rename_unit",
    "reopen_account",
    "undo_act",
]
