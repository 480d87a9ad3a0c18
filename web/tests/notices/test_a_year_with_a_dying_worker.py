"""A simulated year of notices while the worker is killed again and again: each once, none lost."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from namro_web.foundation.clock import VIETNAM
from namro_web.notices.models import Mail, MailState, Notice
from namro_web.notices.reminders import Calendar, escalations_due, reminder_due
from namro_web.tasks.actions import confirm_done, submit_done
from namro_web.tasks.models import Task
from tests.notices.mail_server import MailServer
from tests.tasks.world import World, acting, make_world

FIRST, LAST = date(2026, 3, 11), date(2027, 3, 10)
KILLS = 12
# Works through the year a day at a time from the day it is given; says which days are behind it.
WORKER = """
import sys
from datetime import date, datetime, timedelta
import django
django.setup()
from namro_web.foundation.clock import VIETNAM
from namro_web.notices.jobs import round_of_notices
day, last = map(date.fromisoformat, sys.argv[1:])
while day <= last:
    round_of_notices(datetime(day.year, day.month, day.day, 8, tzinfo=VIETNAM))
    print(day.isoformat(), flush=True)
    day += timedelta(days=1)
"""


@pytest.fixture
def year(transactional_db: None, settings: object, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    world = make_world()
    for name, person in world.people.items():
        person.email = f"{name}@xa.example"
        person.save()
    return world


def database_url() -> str:
    """Name the test's own database to another process."""
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(kept['NAME']))}"
    login = quote(kept["USER"]) + (f":{quote(kept['PASSWORD'])}" if kept["PASSWORD"] else "")
    return f"postgresql://{login}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"


def work_through(
    first: date, last: date, server: MailServer, home: Path, *, kills: int, dice: random.Random
) -> int:
    """Let a worker work through some days, killing it at random moments; say how often it died."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "namro_web.config.settings.base",
        "DATABASE_URL": database_url(),
        "NAMRO_HOME": str(home),
        "NAMRO_SECRET_KEY": "only-for-tests",
        "NAMRO_SMTP": f"smtp://127.0.0.1:{server.port}",
        "NAMRO_URL": "http://namro.example",
    }
    day, died = first, 0
    while day <= last:
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, day.isoformat(), last.isoformat()],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        assert worker.stderr is not None
        lives_for = dice.randint(2, 18) if died < kills else 10_000
        for count, line in enumerate(worker.stdout, 1):
            day = date.fromisoformat(line.strip()) + timedelta(days=1)
            if count == lives_for:
                # Somewhere within the next day's round: in a write, in a send, between two.
                time.sleep(dice.random() * 0.15)
                worker.send_signal(signal.SIGKILL)
                died += 1
        code = worker.wait()
        assert code in (0, -signal.SIGKILL), worker.stderr.read()
        worker.stdout.close()
        worker.stderr.close()
    return died


def expected_keys(world: World, done: dict[int, date]) -> Counter[tuple[str, str]]:
    """Work out from the rule alone, day by day, who must have been reminded of what."""
    calendar = Calendar()
    keys: set[tuple[str, str]] = set()
    for task in Task.objects.filter(deadline_kind__in=["by-date", "recurring"]):
        day = FIRST
        while day <= LAST:
            if task.pk in done and day > done[task.pk]:
                break
            assert task.due_day is not None
            due = f"{task.pk}:{task.due_day:%Y%m%d}"
            reminder = reminder_due(task.due_day, on=day, calendar=calendar)
            if reminder is not None:
                keys.add(("an@xa.example", f"due:{due}:{reminder.step}"))
                keys.add(("coordinator@xa.example", f"due:{due}:{reminder.step}"))
            # The coordinator reports for the lead too, so that no delay climbs to them twice.
            assert escalations_due(task.due_day, on=day, calendar=calendar) in (
                [],
                ["head"],
                ["head", "body"],
            )
            day += timedelta(days=1)
    return Counter(keys)


def test_each_notice_of_a_year_is_given_once_though_the_worker_keeps_dying(
    year: World, tmp_path: Path
) -> None:
    dice = random.Random(57)
    office_day = date(2026, 9, 1)
    with MailServer() as server:
        died = work_through(FIRST, office_day, server, tmp_path, kills=KILLS // 2, dice=dice)
        at = datetime(2026, 9, 1, 15, 0, tzinfo=VIETNAM)
        task_id = year.tasks["late"]
        submit_done(task_id=task_id, numbers=["9/BC"], by=acting(year.an), at=at)
        confirm_done(task_id=task_id, by=acting(year.leader), at=at)
        died += work_through(
            office_day + timedelta(days=1),
            LAST,
            server,
            tmp_path,
            kills=KILLS - KILLS // 2,
            dice=dice,
        )
    accepted = {str(message["Message-ID"]): message for message in server.accepted}
    print(  # noqa: T201
        f"\n{died} kills; {Notice.objects.count()} notices; {len(accepted)} mails accepted, "
        f"{len(server.accepted) - len(accepted)} of them a second time under the same Message-ID"
    )

    given = Counter(
        Notice.objects.filter(key__startswith="due:").values_list("recipient__email", "key")
    )
    assert died == KILLS
    assert given == expected_keys(year, {task_id: office_day})
    assert not Mail.objects.exclude(state=MailState.SENT).exists()
    assert set(accepted) == set(Mail.objects.values_list("message_id", flat=True))
    for mail in Mail.objects.prefetch_related("notices"):
        body = accepted[mail.message_id].get_content()
        assert len(re.findall(r"(?m)^- ", body)) == mail.notices.count()
    assert all("Nâng cấp hạ tầng" not in one for one in _bodies_after(office_day, accepted))


def _bodies_after(day: date, accepted: dict[str, object]) -> list[str]:
    """Give the bodies of the mails written after a day, other than of what was decided that day."""
    ids = Mail.objects.filter(
        written_at__date__gt=day + timedelta(days=2),
    ).values_list("message_id", flat=True)
    return [str(accepted[name].get_content()) for name in ids]  # type: ignore[attr-defined]
