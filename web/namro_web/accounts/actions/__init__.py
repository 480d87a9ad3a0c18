"""What changes accounts: opening and closing them, and keeping their sign-in safe."""

from __future__ import annotations

from namro_web.accounts.actions.erasing import erase_user
from namro_web.accounts.actions.opening import (
    NewAccount,
    create_user,
    disable_user,
    enable_user,
    end_sessions_of,
    note_password_changed,
    note_personal_data_viewed,
    note_sign_in_failed,
    open_account,
    reset_password,
)
from namro_web.accounts.actions.securing import (
    end_other_sessions,
    end_session,
    note_codes_renewed,
    note_factor_added,
    note_factor_failed,
    note_factor_removed,
    note_sign_in_locked,
    note_signed_in,
    reset_second_factor,
    unlock_sign_in,
)

__all__ = [
    "NewAccount",
    "create_user",
    "disable_user",
    "enable_user",
    "end_other_sessions",
    "end_session",
    "end_sessions_of",
    "erase_user",
    "note_codes_renewed",
    "note_factor_added",
    "note_factor_failed",
    "note_factor_removed",
    "note_password_changed",
    "note_personal_data_viewed",
    "note_sign_in_failed",
    "note_sign_in_locked",
    "note_signed_in",
    "open_account",
    "reset_password",
    "reset_second_factor",
    "unlock_sign_in",
]
