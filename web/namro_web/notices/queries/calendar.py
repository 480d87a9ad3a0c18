"""The deadlines of the post a person acts for, as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from icalendar import Calendar as ICalendar
from icalendar import Event

from namro_web.accounts.models import User
from namro_web.notices.audiences import lead_name, with_people
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.trees import branch_ids
from namro_web.tasks.access import tasks_visible_to
from namro_web.tasks.models import Assignment, State, Task
from namro_web.tasks.models import Role as Part
from namro_web.tasks.rows import facts_of
from namro_web.tasks.status import Rules, local_day, status_of

_PAST = timedelta(days=92)
_MOST = 2_000


def calendar_feed(*, by: User, at: datetime) -> bytes:
    """Give the deadlines a person must keep, in the order of their days.

    Whoever coordinates or leads sees every deadline of the office; others those of the tasks their
    unit leads or has a part in, or for which they are responsible. Done work stays, marked as done;
    cancelled work is cancelled in the calendar too.
    """
    post = acting(by)
    day = local_day(at)
    # What is long past is of interest only while it is still to be done.
    tasks = tasks_visible_to(by).filter(
        Q(due_day__gte=day - _PAST) | Q(state__in=[State.NOT_STARTED, State.IN_PROGRESS]),
        due_day__isnull=False,
    )
    if not (post.may(Duty.CONFIRM_TASKS) or post.may(Duty.INSPECT)):
        theirs = Assignment.objects.filter(
            task_id=OuterRef("pk"),
            unit_id__in=branch_ids(post.unit_id, at=day),
            role__in=[Part.LEAD, Part.CO_LEAD, Part.PARTNER],
        )
        tasks = tasks.filter(Q(Exists(theirs)) | Q(responsible_id=post.id))
    feed = ICalendar()
    feed.add("prodid", "-//Nam Ro//Han nhiem vu//VI")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", f"Hạn nhiệm vụ: {post.unit_name}")
    feed.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    feed.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    rules = Rules.of_office()
    for task in with_people(tasks).order_by("due_day", "pk")[:_MOST]:
        feed.add_component(_event(task, rules, at=at))
    return bytes(feed.to_ical())


def _event(task: Task, rules: Rules, *, at: datetime) -> Event:
    status = status_of(facts_of(task), at, rules)
    event = Event()
    event.add("uid", f"nhiem-vu-{task.pk}-{task.due_day:%Y%m%d}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", task.last_report_at or at)
    event.add("sequence", task.version)
    event.add("dtstart", task.due_day)
    event.add("dtend", (task.due_day or at.date()) + timedelta(days=1))
    done = "✓ " if task.state == State.DONE else ""
    event.add("summary", f"{done}{task.text[:200]}")
    event.add(
        "description",
        f"{status.label}. Chủ trì: {lead_name(task) or 'chưa rõ'}. Tiến độ {task.percent}%.",
    )
    event.add("url", f"{settings.SITE_URL}/nhiem-vu/{task.pk}/")
    event.add("status", "CANCELLED" if task.state == State.CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
