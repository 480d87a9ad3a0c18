"""A commune with its cast and one plan that holds a task of every kind."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.indicators.actions import create_indicators
from namro_web.indicators.parts import NewIndicator, NewResponsibility, NewTarget
from namro_web.organisations.access import acting_post_of
from namro_web.organisations.actions import Commune
from namro_web.organisations.models import Role
from namro_web.plans.actions import create_plan, keep_document
from namro_web.plans.parts import CreatedPlan, NewCitation, NewDuty, NewPlan, NewSection
from namro_web.tasks.actions import create_tasks
from namro_web.tasks.parts import NewAssignment, NewTask
from tests.make import make_commune, make_official

NOON = datetime(2026, 11, 12, 9, 10, tzinfo=VIETNAM)
ADOPTED = datetime(2026, 3, 10, 9, 0, tzinfo=VIETNAM)

TEXT = """KẾ HOẠCH
Chuyển đổi số trên địa bàn xã

I. NHIỆM VỤ
| 1 | Xây dựng kế hoạch số hóa hồ sơ | Văn phòng | Các ban, ngành | Kế hoạch | 31/12/2026 |
| 2 | Hàng năm đánh giá mức độ hoàn thành | Văn phòng | | Văn bản liên quan | Hàng năm |

II. TUYÊN TRUYỀN
- Tuyên truyền thường xuyên trên hệ thống truyền thanh.
- Triển khai nền tảng khi tỉnh có hướng dẫn.
"""

_numbers = itertools.count(1)


@dataclass
class World:
    """Who is there and what they work on."""

    commune: Commune
    office: str = "office"
    people: dict[str, User] = field(default_factory=dict)
    plan: CreatedPlan = field(default_factory=lambda: CreatedPlan(0))
    tasks: dict[str, int] = field(default_factory=dict)
    indicators: list[int] = field(default_factory=list)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error


def acting(user: User) -> User:
    """Let a person act for their post, as a request does."""
    acting_post_of(user, chosen=None, at=NOON.date())
    return user


def make_world(*, name: str = "Trung Hội", villages: int = 2) -> World:
    """A commune, its cast, and a plan with a task of every kind."""
    commune = make_commune(name=name, villages=villages)
    office, culture = commune.units[OFFICE], commune.units[CULTURE]
    world = World(commune)
    for key, unit, role in (
        ("an", office, Role.ENTRY),
        ("coordinator", office, Role.COORDINATOR),
        ("leader", commune.root, Role.LEADER),
        ("partner", culture, Role.ENTRY),
        ("inspector", commune.root, Role.INSPECTOR),
        ("supervisor", commune.root, Role.SUPERVISOR),
        ("admin", commune.root, Role.ADMIN),
        ("village", commune.units["village-1"], Role.ENTRY),
    ):
        world.people[key] = acting(make_official(unit=unit, role=role, name=key.capitalize()))
    add_plan(world)
    return world


OFFICE, CULTURE = "office", "culture"


def add_plan(world: World, *, copies: int = 1) -> None:
    """Adopt a plan with a task of every kind, ``copies`` times over."""
    by = world.coordinator
    office, culture = world.commune.units[OFFICE].pk, world.commune.units[CULTURE].pk
    data = f"{TEXT}\n{next(_numbers)}".encode()
    document = keep_document(
        name="ke-hoach.txt", data=data, format="text", text=TEXT, source={}, by=by, at=ADOPTED
    )
    world.plan = create_plan(
        document_id=document.pk,
        parts=NewPlan(
            title="Chuyển đổi số trên địa bàn xã",
            kind="Kế hoạch",
            number="12/KH-UBND",
            issued_on=date(2026, 1, 5),
            issuer="UBND xã Trung Hội",
            sections=[
                NewSection(label="I", title="Nhiệm vụ", line=4, end_line=7, part="tasks"),
                NewSection(label="II", title="Tuyên truyền", line=8, end_line=10, part="tasks"),
            ],
            citations=[NewCitation(number="57-NQ/TW", kind="Nghị quyết", line=1)],
            duties=[
                NewDuty(
                    duty="Báo cáo kết quả thực hiện",
                    actor="Văn phòng",
                    report_to="UBND tỉnh",
                    due_dates=[{"period": "1 năm", "day": 20, "month": 11, "year": None}],
                    line=4,
                )
            ],
        ),
        by=by,
        at=ADOPTED,
    )
    lead = NewAssignment(name="Văn phòng HĐND và UBND", role="lead", unit_id=office)
    partner = NewAssignment(name="Phòng Văn hóa - Xã hội", role="partner", unit_id=culture)
    kinds: list[tuple[str, str, Deadline | None]] = [
        ("by_date", "Xây dựng kế hoạch số hóa hồ sơ", ByDate(date(2026, 12, 31))),
        ("late", "Nâng cấp hạ tầng công nghệ thông tin", ByDate(date(2026, 10, 31))),
        ("soon", "Tập huấn kỹ năng số cho cán bộ", ByDate(date(2026, 11, 20))),
        ("yearly", "Hàng năm đánh giá mức độ hoàn thành", Recurring(Recurrence.YEARLY)),
        ("quarterly", "Hằng quý báo cáo kết quả", Recurring(Recurrence.QUARTERLY)),
        ("always", "Tuyên truyền thường xuyên", Continuous()),
        ("event", "Triển khai nền tảng số", OnEvent("Khi tỉnh có hướng dẫn")),
        ("unclear", "Đẩy mạnh hợp tác quốc tế", None),
    ]
    start = TEXT.index("Xây dựng kế hoạch số hóa hồ sơ")
    ids = create_tasks(
        plan=world.plan,
        tasks=[
            NewTask(
                no=str(place + 1),
                text=text,
                section=0 if place < 5 else 1,
                origin="annex",
                line=5,
                end_line=5,
                span=(start, start + len("Xây dựng kế hoạch số hóa hồ sơ")),
                deliverable="Kế hoạch" if place % 2 == 0 else "Văn bản liên quan",
                deadline=deadline,
                deadline_raw="như văn bản ghi",
                assignments=[lead, partner],
            )
            for place, (_, text, deadline) in enumerate(kinds * copies)
        ],
        by=by,
        at=ADOPTED,
    )
    world.tasks = {key: pk for (key, _, _), pk in zip(kinds, ids, strict=False)}
    world.indicators = create_indicators(
        plan=world.plan,
        indicators=[
            NewIndicator(
                no="1",
                name="Tỷ lệ hồ sơ được số hóa",
                measured_in="%",
                origin="annex",
                line=5,
                end_line=5,
                targets=[
                    NewTarget(
                        operator=">=",
                        value=Decimal("70"),
                        measured_in="%",
                        horizon=date(2030, 12, 31),
                        printed="≥70%",
                    )
                ],
                responsibilities=[NewResponsibility(name="Văn phòng")],
            ),
            NewIndicator(name="An toàn thông tin", targets=[NewTarget(word="Đạt")]),
        ],
        by=by,
        at=ADOPTED,
    )
