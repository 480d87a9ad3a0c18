"""What is shown of notices."""

from namro_web.notices.queries.calendar import calendar_feed
from namro_web.notices.queries.inbox import (
    Inbox,
    MailTrouble,
    MyWishes,
    NoticeRow,
    inbox,
    mail_trouble,
    my_wishes,
    unread_count,
)
from namro_web.notices.queries.rules import calendar_of

__all__ = [
    "Inbox",
    "MailTrouble",
    "MyWishes",
    "NoticeRow",
    "calendar_feed",
    "calendar_of",
    "inbox",
    "mail_trouble",
    "my_wishes",
    "unread_count",
]
