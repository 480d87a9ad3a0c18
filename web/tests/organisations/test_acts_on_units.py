from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.history import lines_about
from namro_web.organisations.actions import (
    create_unit,
    dissolve_unit,
    move_unit,
    rename_unit,
    undo_act,
)
from namro_web.organisations.models import Kind, Level, Placement, Post, Role, Unit, UnitAct
from namro_web.organisations.queries import names_at
from namro_web.organisations.trees import branch_ids, line_up
from tests.conftest import NOON
from tests.make import make_commune, make_official, make_post
from tests.tasks.world import make_world

DAY = date(2026, 5, 1)
PAPER = {"day": DAY, "document_number": "12/NQ-HĐND", "by": None}


def name_on(unit: Unit, day: date) -> str:
    return names_at([unit.pk], at=day)[unit.pk].name


@pytest.mark.django_db
def test_a_renamed_unit_keeps_its_old_name_before_the_day() -> None:
    unit = make_commune().units["economy"]
    rename_unit(unit.pk, name="Phòng Kinh tế - Hạ tầng", **PAPER)
    assert name_on(unit, DAY - timedelta(days=1)) == "Phòng Kinh tế"
    assert name_on(unit, DAY) == "Phòng Kinh tế - Hạ tầng"
    act = UnitAct.objects.get(unit=unit, change="renamed")
    assert (act.day, act.document_number) == (DAY, "12/NQ-HĐND")


@pytest.mark.django_db
def test_a_moved_unit_takes_its_branch_along_from_the_day_on() -> None:
    commune = make_commune()
    committee, party = commune.units["committee"], commune.units["party"]
    move_unit(committee.pk, parent_id=party.pk, **PAPER)
    office = commune.units["office"]
    assert party.pk not in {a.unit_id for a in line_up(office.pk, at=DAY - timedelta(days=1))}
    assert party.pk in {a.unit_id for a in line_up(office.pk, at=DAY)}


@pytest.mark.django_db
def test_a_dissolved_unit_is_gone_from_the_day_on_and_its_posts_end() -> None:
    commune = make_commune()
    village = commune.units["village-1"]
    post = make_post(unit=village)
    dissolve_unit(village.pk, **PAPER)
    assert village.pk in branch_ids(commune.root.pk, at=DAY - timedelta(days=1))
    assert village.pk not in branch_ids(commune.root.pk, at=DAY)
    post.refresh_from_db()
    assert post.valid_to == DAY


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["rename", "move", "dissolve"])
def test_an_act_taken_back_leaves_all_as_it_was(act: str) -> None:
    commune = make_commune()
    unit = commune.units["village-1"]
    post = make_post(unit=unit)
    before = list(Placement.objects.filter(unit=unit).values("pk", "parent", "name", "valid_to"))
    if act == "rename":
        rename_unit(unit.pk, name="Xóm Mới", **PAPER)
    elif act == "move":
        move_unit(unit.pk, parent_id=commune.units["committee"].pk, **PAPER)
    else:
        dissolve_unit(unit.pk, **PAPER)
    undo_act(unit.pk, by=None, at=NOON)
    after = list(Placement.objects.filter(unit=unit).values("pk", "parent", "name", "valid_to"))
    assert after == before
    assert Post.objects.get(pk=post.pk).valid_to is None
    assert lines_about(unit)[0].verb == "organisations.act-undone"


@pytest.mark.django_db
def test_a_unit_made_by_mistake_is_taken_back_until_something_hangs_on_it() -> None:
    commune = make_commune()
    made = [new_unit(commune.root.pk) for _ in range(2)]
    make_post(unit=made[1])
    undo_act(made[0].pk, by=None, at=NOON)
    assert not Placement.objects.filter(unit=made[0]).exists()
    with pytest.raises(Conflict, match="1 vị trí công tác"):
        undo_act(made[1].pk, by=None, at=NOON)


def new_unit(parent: uuid.UUID, *, code: str = "") -> Unit:
    return create_unit(
        name="Xóm Mới",
        kind=Kind.VILLAGE,
        level=Level.VILLAGE,
        parent_id=parent,
        valid_from=date(2025, 3, 1),
        code=code,
        by=None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("below", ["committee", "office"])
def test_a_unit_never_comes_to_stand_under_itself(below: str) -> None:
    commune = make_commune()
    with pytest.raises(Invalid) as refused:
        move_unit(commune.units["committee"].pk, parent_id=commune.units[below].pk, **PAPER)
    assert refused.value.field == "parent_id"


@pytest.mark.django_db
def test_a_move_that_would_make_a_loop_later_is_refused() -> None:
    commune = make_commune()
    committee, party = commune.units["committee"], commune.units["party"]
    move_unit(committee.pk, parent_id=party.pk, **{**PAPER, "day": date(2027, 1, 1)})
    with pytest.raises(Invalid, match="01/01/2027"):
        move_unit(party.pk, parent_id=committee.pk, **PAPER)


@pytest.mark.django_db
def test_the_top_of_a_tree_neither_moves_nor_dissolves() -> None:
    commune = make_commune()
    with pytest.raises(Invalid, match="đứng đầu"):
        move_unit(commune.root.pk, parent_id=commune.units["party"].pk, **PAPER)
    with pytest.raises(Invalid, match="đứng đầu"):
        dissolve_unit(commune.root.pk, **PAPER)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 1)])
def test_nothing_happens_to_a_unit_before_it_was_made(day: date) -> None:
    unit = make_commune().units["economy"]
    with pytest.raises(Invalid, match="thành lập"):
        rename_unit(unit.pk, name="Khác", **{**PAPER, "day": day})


@pytest.mark.django_db
def test_acts_on_a_unit_follow_each_other_and_never_overlap() -> None:
    unit = make_commune().units["economy"]
    rename_unit(unit.pk, name="Một", **PAPER)
    with pytest.raises(Invalid, match="thay đổi gần nhất"):
        rename_unit(unit.pk, name="Hai", **{**PAPER, "day": DAY - timedelta(days=30)})


@pytest.mark.django_db
def test_a_code_is_not_taken_over_by_renaming() -> None:
    commune = make_commune()
    new_unit(commune.root.pk, code="00123")
    with pytest.raises(Conflict, match="00123"):
        rename_unit(commune.units["economy"].pk, name="Khác", code="00123", **PAPER)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"document_number": " "}, {"name": " "}])
def test_an_act_without_a_name_or_a_document_is_refused(wrong: dict[str, str]) -> None:
    unit = make_commune().units["economy"]
    with pytest.raises(Invalid):
        rename_unit(unit.pk, **{"name": "Khác", **PAPER, **wrong})
    assert Placement.objects.filter(unit=unit).count() == 1


@pytest.mark.django_db
def test_a_unit_of_another_commune_is_no_place_to_move_to() -> None:
    own, other = make_commune(), make_commune(name="Quang Sơn")
    with pytest.raises(Invalid, match="không tồn tại"):
        move_unit(own.units["office"].pk, parent_id=other.units["committee"].pk, **PAPER)


@pytest.mark.django_db
def test_an_administrator_touches_their_own_commune_alone() -> None:
    own, other = make_commune(), make_commune(name="Quang Sơn")
    dung = make_official(unit=own.root, role=Role.ADMIN, name="Dung")
    with pytest.raises(Missing):
        rename_unit(other.units["office"].pk, name="Khác", **{**PAPER, "by": dung})
    an = make_official(unit=own.units["office"], role=Role.LEADER)
    with pytest.raises(NotAllowed):
        rename_unit(own.units["office"].pk, name="Khác", **{**PAPER, "by": an})


@pytest.mark.django_db
def test_a_unit_with_units_beneath_is_not_dissolved() -> None:
    with pytest.raises(Conflict, match="trực thuộc"):
        dissolve_unit(make_commune().units["committee"].pk, **PAPER)


@pytest.mark.django_db
def test_a_unit_that_leads_open_work_is_not_dissolved() -> None:
    world = make_world()
    office = world.an.posts.get().unit
    with pytest.raises(Conflict, match="nhiệm vụ đang chủ trì"):
        dissolve_unit(office.pk, **PAPER)
    assert Placement.objects.get(unit=office).valid_to is None


@pytest.mark.django_db
def test_the_unit_of_the_last_administrator_is_not_dissolved() -> None:
    commune = make_commune()
    make_post(unit=commune.units["village-1"], role=Role.ADMIN)
    with pytest.raises(Conflict, match="quản trị viên"):
        dissolve_unit(commune.units["village-1"].pk, **PAPER)


@pytest.mark.django_db
def test_whoever_saw_an_older_state_overwrites_nothing() -> None:
    unit = make_commune().units["economy"]
    seen = Placement.objects.get(unit=unit).pk
    rename_unit(unit.pk, name="Người trước", seen=seen, **PAPER)
    later = {**PAPER, "day": DAY + timedelta(days=9)}
    with pytest.raises(Conflict, match="đã được thay đổi từ khi"):
        rename_unit(unit.pk, name="Người sau", seen=seen, **later)


@pytest.mark.django_db
def test_a_dissolution_is_not_taken_back_under_a_parent_that_is_gone() -> None:
    commune = make_commune()
    hamlet = new_unit(commune.units["village-1"].pk)
    dissolve_unit(hamlet.pk, **PAPER)
    dissolve_unit(commune.units["village-1"].pk, **PAPER)
    with pytest.raises(Conflict, match="Không rút lại được"):
        undo_act(hamlet.pk, by=None, at=NOON)


@pytest.mark.django_db
def test_nothing_comes_under_a_unit_that_will_be_dissolved() -> None:
    commune = make_commune()
    dissolve_unit(commune.units["village-1"].pk, **PAPER)
    with pytest.raises(Invalid, match="giải thể sau ngày này"):
        new_unit(commune.units["village-1"].pk)
