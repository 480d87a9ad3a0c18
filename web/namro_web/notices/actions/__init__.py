"""What changes notices: they are given, mailed, read; rules and wishes are set."""

from namro_web.notices.actions.hearing import hear
from namro_web.notices.actions.keeping import (
    close_calendar,
    open_calendar,
    read_all,
    read_notice,
    set_rules,
    set_wishes,
)
from namro_web.notices.actions.mailing import send_mails, write_mails
from namro_web.notices.actions.reminding import Draft, drafts_for, remind

__all__ = [
    "Draft",
    "close_calendar",
    "drafts_for",
    "hear",
    "open_calendar",
    "read_all",
    "read_notice",
    "remind",
    "send_mails",
    "set_rules",
    "set_wishes",
    "write_mails",
]
