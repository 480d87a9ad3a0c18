"""Fill a database with a province's worth of simulated offices, people and tasks.

    NAMRO_HOME=var/scale .venv/bin/python bench/scale.py --communes 3321 --with-tasks 100

The same arguments give the same rows every time, on SQLite and on PostgreSQL (``DATABASE_URL``).
Everything is invented and says so: units are called "mô phỏng", log-ins begin with ``mp``. Rows are
written in bulk, past the actions, so there are no lines of history: a database filled this way is
for measuring and nothing else.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro_web.config.settings.base")

PASSWORD = "mật khẩu mô phỏng"  # noqa: S105
"""One password for every simulated person, hashed once: hashing 83 000 would take hours."""
TODAY = date(2026, 11, 12)
NOW = datetime(2026, 11, 12, 9, 10, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SINCE = date(2025, 7, 1)
NAMES = uuid.UUID("6f0c9a52-53cb-4a4c-9d0e-000000000001")
BATCH = 5_000
PLANS = 10
"""Plans of a commune that has tasks."""

OFFICES = (
    ("Đảng ủy", "party_committee"),
    ("Ủy ban nhân dân", "peoples_committee"),
    ("Văn phòng HĐND và UBND", "office"),
    ("Phòng Kinh tế", "office"),
    ("Phòng Văn hóa - Xã hội", "office"),
    ("Trung tâm Phục vụ hành chính công", "service"),
    ("Ủy ban MTTQ Việt Nam", "front"),
    ("Công an xã", "police"),
    ("Ban Chỉ huy Quân sự", "military"),
)
VILLAGES = 10
# Where each of the 25 sits (0 is the commune itself, then the offices, then the villages) and as what.
POSTS = (
    (3, "coordinator", "Chánh Văn phòng"), (2, "leader", "Chủ tịch UBND"),
    (1, "leader", "Bí thư Đảng ủy"), (1, "inspector", "Chủ nhiệm UBKT"),
    (7, "supervisor", "Chủ tịch MTTQ"), (3, "admin", "Quản trị"),
    (4, "approver", "Trưởng phòng"), (4, "entry", "Chuyên viên"), (4, "entry", "Chuyên viên"),
    (5, "approver", "Trưởng phòng"), (5, "entry", "Chuyên viên"), (5, "entry", "Chuyên viên"),
    (6, "approver", "Giám đốc"), (6, "entry", "Viên chức"),
    (8, "approver", "Trưởng Công an"), (9, "approver", "Chỉ huy trưởng"),
    *((place, "entry", "Trưởng thôn") for place in range(10, 19)),
)  # fmt: skip
SURNAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Ngô",
    "Dương",
    "Lý",
)
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Quang", "Hồng", "Ngọc")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hùng", "Lan", "Mai", "Nam", "Phúc", "Sơn", "Thảo", "Tú", "Vân", "Yến")  # fmt: skip
VERBS = ("Triển khai", "Xây dựng", "Rà soát, cập nhật", "Tổ chức tập huấn về", "Kiểm tra, đôn đốc", "Tuyên truyền, phổ biến", "Số hóa", "Kết nối, chia sẻ")  # fmt: skip
THINGS = ("cơ sở dữ liệu đất đai", "hồ sơ thủ tục hành chính", "nền tảng họp trực tuyến", "tổ công nghệ số cộng đồng", "chữ ký số cá nhân", "hệ thống camera an ninh", "thanh toán không dùng tiền mặt", "sổ sức khỏe điện tử", "dịch vụ công trực tuyến toàn trình", "an toàn thông tin mạng")  # fmt: skip
TAILS = ("trên địa bàn xã", "tại các thôn", "cho cán bộ, công chức", "phục vụ người dân và doanh nghiệp", "theo lộ trình đã phê duyệt", "gắn với cải cách hành chính")  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything."""

    communes: int = 100
    with_tasks: int = 100
    tasks: int = 1_000


def fill(scale: Scale, *, say: bool = True) -> dict[str, int]:
    """Write everything; give how many rows of each kind there are."""
    begin = time.perf_counter()
    counts = {"units": 0, "people": 0, "tasks": 0, "assignments": 0, "updates": 0}
    kept = _hashed()
    for first in range(1, scale.communes + 1, 100):
        numbers = range(first, min(first + 100, scale.communes + 1))
        for key, number in offices(numbers, kept).items():
            counts[key] += number
    for number in range(1, min(scale.with_tasks, scale.communes) + 1):
        for key, rows in programme(number, scale.tasks).items():
            counts[key] += rows
    _settle()
    if say:
        print(f"{counts} trong {time.perf_counter() - begin:.0f} giây")
    return counts


def login(commune: int, person: int) -> str:
    """Name a simulated account: ``mp0001.01``; people are numbered from 1 as in ``POSTS``."""
    return f"mp{commune:04d}.{person:02d}"


def unit_id(commune: int, place: int) -> uuid.UUID:
    """Give a unit's identity; place 0 is the commune, then its offices, then its villages."""
    return uuid.uuid5(NAMES, f"{commune}/{place}")


def _hashed() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def offices(numbers: Sequence[int], hashed: str) -> dict[str, int]:
    """Write the units, people and posts of some communes."""
    from django.db import transaction

    from namro_web.accounts.models import User
    from namro_web.foundation.search_keys import search_key
    from namro_web.organisations.models import Placement, Post, Unit

    units, placements, users, seats = [], [], [], []
    for commune in numbers:
        for place, (name, kind, level, parent) in enumerate(_places(commune)):
            units.append(Unit(id=unit_id(commune, place)))
            placements.append(
                Placement(
                    unit_id=unit_id(commune, place),
                    parent_id=None if parent is None else unit_id(commune, parent),
                    name=name,
                    kind=kind,
                    level=level,
                    code=f"{90000 + commune:06d}" if place == 0 else "",
                    position=place,
                    valid_from=SINCE,
                    search_key=search_key(name),
                )
            )
        for person, (place, role, title) in enumerate(POSTS, start=1):
            name = _person(commune, person)
            username = login(commune, person)
            users.append(
                User(
                    username=username,
                    full_name=name,
                    password=hashed,
                    search_key=search_key(f"{name} {username}"),
                    date_joined=NOW,
                    opened_at=NOW,
                )
            )
            seats.append((unit_id(commune, place), role, title))
    with transaction.atomic():
        _store(Unit, units)
        _store(Placement, placements)
        kept = _store(User, users)
        _store(
            Post,
            [
                Post(user_id=user.pk, unit_id=unit, role=role, title=title, valid_from=SINCE)
                for user, (unit, role, title) in zip(kept, seats, strict=True)
            ],
        )  # fmt: skip
    return {"units": len(units), "people": len(users)}


def _places(commune: int) -> Iterator[tuple[str, str, str, int | None]]:
    yield f"Xã Mô Phỏng {commune:04d}", "commune", "commune", None
    for name, kind in OFFICES:
        yield name, kind, "commune", 2 if kind in ("office", "service") else 0
    for village in range(1, VILLAGES + 1):
        yield f"Thôn mô phỏng {village}", "village", "village", 0


def _person(commune: int, person: int) -> str:
    dice = random.Random(f"{commune}/{person}")  # noqa: S311
    return f"{dice.choice(SURNAMES)} {dice.choice(MIDDLES)} {dice.choice(GIVEN)}"


def programme(commune: int, tasks: int) -> dict[str, int]:
    """Write one commune's plans and tasks with what has happened to them."""
    from django.db import transaction

    from namro_web.accounts.models import User
    from namro_web.foundation.search_keys import search_key
    from namro_web.organisations.models import Post
    from namro_web.plans.models import Document, Plan, Section
    from namro_web.tasks.models import Assignment, Task, Update

    dice = random.Random(commune)  # noqa: S311
    root = unit_id(commune, 0)
    with transaction.atomic():
        clerk = User.objects.get(username=login(commune, 1))
        senders = {
            post.unit_id: post
            for post in Post.objects.filter(unit__in=[unit_id(commune, at) for at in range(20)])
            .select_related("user")
            .order_by("-id")
        }
        names = [name for name, *_ in _places(commune)]
        plans = []
        for plan in range(1, PLANS + 1):
            title = f"Kế hoạch mô phỏng {plan} của {names[0]} năm 2026"
            document = Document.objects.create(
                owner_id=root, kind="plan", name=f"mo-phong-{plan}.txt", size=0, format="text",
                sha256=f"{commune:032x}{plan:032x}", uploaded_by=clerk, uploaded_at=NOW,
            )  # fmt: skip
            plans.append(
                Plan.objects.create(
                    owner_id=root,
                    document=document,
                    kind="Kế hoạch",
                    number=f"{plan}/KH-UBND",
                    issued_on=date(2026, 1, 15),
                    issuer=f"UBND {names[0]}",
                    title=title,
                    adopted_by=clerk,
                    adopted_at=NOW - timedelta(days=plan),
                )
            )
        sections = _store(
            Section,
            [
                Section(plan=plan, order=order, depth=0, label=("I", "II", "III", "IV", "V")[order],
                        title=f"Nhóm nhiệm vụ {order + 1}", part="tasks")
                for plan in plans
                for order in range(5)
            ],
        )  # fmt: skip
        each = -(-tasks // PLANS)
        rows = []
        for number in range(tasks):
            plan, order = divmod(number, each)
            text = (
                f"{dice.choice(VERBS)} {dice.choice(THINGS)} {dice.choice(TAILS)} đợt {order + 1}"
            )
            section = sections[plan * 5 + order * 5 // each]
            result = dice.choice(("Kế hoạch", "Báo cáo", "Quyết định", ""))
            row = Task(
                plan=plans[plan], section=section, order=order, no=str(order + 1), text=text,
                origin="annex", deliverable=result, followed_since=SINCE, clear_people=True,
                clear_duty=True, clear_result=bool(result), **_time(dice),
            )  # fmt: skip
            _go(row, dice)
            row.search_key = search_key(f"{row.no} {text} {result}")
            rows.append(row)
        kept = _store(Task, rows)
        assignments, updates = [], []
        for row in kept:
            lead, *partners = dice.sample(range(2, 20), dice.randint(2, 4))
            for order, place in enumerate((lead, *partners)):
                assignments.append(
                    Assignment(task=row, unit_id=unit_id(commune, place), name=names[place],
                               role="partner" if order else "lead", order=order)
                )  # fmt: skip
            post = senders.get(unit_id(commune, lead)) or senders[unit_id(commune, 3)]
            updates += _said(row, post, names[lead])
        _store(Assignment, assignments)
        _store(Update, updates)
    return {"tasks": len(rows), "assignments": len(assignments), "updates": len(updates)}


def _time(dice: random.Random) -> dict[str, Any]:
    due = TODAY + timedelta(days=dice.randint(-150, 300))
    kind = dice.choices(
        ("by-date", "recurring", "continuous", "on-event", "none"), (60, 20, 10, 5, 5)
    )[0]
    if kind == "by-date":
        return {"deadline_kind": kind, "due_day": due, "first_due_day": due, "clear_time": True}
    if kind == "recurring":
        quarter = date(2026, 12, 31) if dice.random() < 0.9 else date(2026, 9, 30)
        return {
            "deadline_kind": kind,
            "every": "quarterly",
            "due_day": quarter,
            "first_due_day": quarter,
            "clear_time": True,
        }
    if kind == "on-event":
        return {"deadline_kind": kind, "condition": "khi có văn bản của tỉnh", "clear_time": True}
    return {"deadline_kind": kind, "clear_time": kind == "continuous"}


def _go(row: Any, dice: random.Random) -> None:
    """Let a task come as far as chance wants; what is long past due is mostly done."""
    past = row.due_day is not None and row.due_day < TODAY
    chances = (5, 8, 3, 82, 1, 1) if past else (45, 30, 2, 20, 2, 1)
    states = ("not-started", "in-progress", "submitted", "done", "paused", "cancelled")
    row.state = dice.choices(states, chances)[0]
    if row.state == "not-started":
        return
    row.last_report_at = NOW - timedelta(days=dice.randint(0, 60), hours=dice.randint(0, 9))
    row.percent = 100 if row.state in ("submitted", "done") else dice.randint(1, 19) * 5
    if row.state in ("paused", "cancelled"):
        row.reason = "Chờ hướng dẫn của tỉnh (mô phỏng)"
    if row.state in ("submitted", "done"):
        row.submitted_at = row.last_report_at
        row.submitted_day = row.last_report_at.date()
        row.done_at = row.last_report_at + timedelta(hours=1) if row.state == "done" else None


def _said(row: Any, post: Any, unit_name: str) -> list[Any]:
    from namro_web.tasks.models import Update

    if row.last_report_at is None:
        return []
    kinds = {"in-progress": "progress", "submitted": "submitted", "done": "submitted"}
    kind = kinds.get(row.state, row.state)
    return [
        Update(
            task=row, kind=kind, state=row.state if row.state != "done" else "submitted",
            percent=row.percent, note="Cập nhật mô phỏng", by=post.user, post=post,
            acting_for=f"{post.title}, {unit_name}", at=row.last_report_at,
        )
    ]  # fmt: skip


def _store(model: Any, rows: Sequence[T]) -> list[T]:
    """Write rows in bulk; give them back with their keys."""
    kept: list[T] = []
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        kept += model.objects.bulk_create(batch)
    return kept


def _settle() -> None:
    """Let the database count its rows, as it does by itself on a site that has run for a day."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (ANALYZE)")
        else:
            cursor.execute("ANALYZE")


def main() -> int:
    """Prepare an empty database and fill it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--communes", type=int, default=Scale().communes)
    parser.add_argument("--with-tasks", type=int, default=Scale().with_tasks)
    parser.add_argument("--tasks", type=int, default=Scale().tasks, help="của mỗi xã có nhiệm vụ")
    wanted = parser.parse_args()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from namro_web.organisations.models import Unit

    if Unit.objects.exists():
        sys.exit("Cơ sở dữ liệu đã có đơn vị: chỉ đổ dữ liệu mô phỏng vào cơ sở dữ liệu trống.")
    fill(Scale(wanted.communes, wanted.with_tasks, wanted.tasks))
    # Written past the actions, so the search has not heard of it.
    call_command("refresh_search")
    return 0


if __name__ == "__main__":
    sys.exit(main())
