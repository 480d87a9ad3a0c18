"""What splits and mergers do, refuse, and give back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from namro_web.foundation.history import lines_about
from namro_web.organisations.access import units_visible_to
from namro_web.organisations.actions import (
    Commune,
    NewPart,
    NewTarget,
    create_commune_from_template,
    create_unit,
    dissolve_unit,
    give_post,
    merge_units,
    move_unit,
    reclassify_unit,
    remember_name_mapping,
    rename_unit,
    split_unit,
    undo_act,
)
from namro_web.organisations.models import (
    Heir,
    Kind,
    Level,
    NameMapping,
    Placement,
    Post,
    Role,
    Succession,
    Unit,
)
from namro_web.organisations.totals import counts_in
from namro_web.tasks.actions import report_progress
from namro_web.tasks.dependants import counts_on
from namro_web.tasks.models import Assignment, State, Task
from namro_web.tasks.models import Role as TaskRole
from tests.conftest import NOON
from tests.make import make_commune, make_official, make_post, make_user
from tests.tasks.world import World, make_world

DAY = date(2026, 5, 1)
BEFORE = DAY - timedelta(days=1)
PAPER: dict[str, Any] = {"day": DAY, "document_number": "12/NQ-HĐND", "by": None}
HALF = Fraction(1, 2)


def parts(*shares: Fraction, **first: Any) -> list[NewPart]:
    made = [NewPart(name=f"Xóm Mới {n}", share=share) for n, share in enumerate(shares, 1)]
    return [NewPart(name="Xóm Mới 1", share=shares[0], takes_over=True, **first), *made[1:]]


def state_of_all() -> list[Any]:
    """Everything that an act may change, in one value."""
    return [
        list(Placement.objects.order_by("unit", "valid_from").values()),
        list(Post.objects.order_by("pk").values("pk", "unit", "valid_from", "valid_to")),
        list(Assignment.objects.order_by("pk").values("pk", "unit")),
        list(NameMapping.units.through.objects.order_by("unit_id").values("unit_id")),
        list(Succession.objects.values("predecessor", "successor")),
        list(Heir.objects.values("unit", "heir")),
    ]


@pytest.mark.django_db
def test_a_village_that_splits_is_followed_by_its_parts_with_their_shares() -> None:
    commune = make_commune()
    old = commune.units["village-1"]
    post = make_post(unit=old)
    new = split_unit(old.pk, parts=parts(Fraction(3, 5), Fraction(2, 5)), **PAPER)
    assert not Placement.objects.at(DAY).filter(unit=old).exists()
    assert {p.parent_id for p in Placement.objects.filter(unit__in=new)} == {commune.root.pk}
    shares = Succession.objects.filter(predecessor=old)
    assert [(one.successor_id, one.share) for one in shares] == [
        (new[0].pk, Fraction(3, 5)),
        (new[1].pk, Fraction(2, 5)),
    ]
    assert Post.objects.at(BEFORE).get(user=post.user).unit == old
    assert Post.objects.at(DAY).get(user=post.user).unit == new[0]
    assert next(line.verb for line in lines_about(old)) == "organisations.unit-split"


@pytest.mark.django_db
def test_a_unit_may_go_on_after_a_split_and_keep_its_people() -> None:
    commune = make_commune()
    old = commune.units["village-1"]
    stays, goes = make_post(unit=old), make_post(unit=old)
    (new,) = split_unit(
        old.pk,
        parts=[NewPart(name="Xóm Mới", share=Fraction(1, 4), posts=[goes.pk])],
        own_share=Fraction(3, 4),
        **PAPER,
    )
    assert Placement.objects.get(unit=old).valid_to is None
    assert Post.objects.at(DAY).get(user=stays.user).unit == old
    assert Post.objects.at(DAY).get(user=goes.user).unit == new


@pytest.mark.django_db
def test_units_beneath_follow_the_part_that_names_them() -> None:
    commune = make_commune()
    economy, office = commune.units["economy"], commune.units["office"]
    committee = commune.units["committee"]
    new = split_unit(
        committee.pk,
        parts=[
            NewPart(name="UBND Một", share=HALF, takes_over=True),
            NewPart(name="UBND Hai", share=HALF, beneath=[economy.pk]),
        ],
        **PAPER,
    )
    assert Placement.objects.at(DAY).get(unit=economy).parent == new[1]
    assert Placement.objects.at(DAY).get(unit=office).parent == new[0]


@pytest.mark.django_db
def test_two_villages_become_one_new_village_in_one_act() -> None:
    commune = make_commune()
    one, two = commune.units["village-1"], commune.units["village-2"]
    posts = [make_post(unit=one), make_post(unit=two)]
    new = merge_units([one.pk, two.pk], into=NewTarget(name="Xóm Hợp Nhất"), **PAPER)
    assert Placement.objects.get(unit=new).parent == commune.root
    assert {Post.objects.at(DAY).get(user=post.user).unit for post in posts} == {new}
    assert [str(s.share) for s in Succession.objects.filter(successor=new)] == ["1", "1"]
    (line,) = [one for one in lines_about(new) if one.verb == "organisations.units-merged"]
    assert line.data["names"] == ["Xóm 1", "Xóm 2"]


@pytest.mark.django_db
def test_a_new_unit_may_bear_the_code_of_one_it_is_made_of() -> None:
    commune = make_commune()
    one = commune.units["village-1"]
    reclassify_unit(one.pk, kind=Kind.VILLAGE, level=Level.VILLAGE, code="00777", **PAPER)
    new = merge_units(
        [one.pk, commune.units["village-2"].pk],
        into=NewTarget(name="Xóm Mới", code="00777"),
        **{**PAPER, "day": date(2026, 6, 1)},
    )
    assert Placement.objects.get(unit=new).code == "00777"
    undo_act(new.pk, by=None, at=NOON)
    assert Placement.objects.get(unit=one, valid_to__isnull=True).code == "00777"


@pytest.mark.django_db
def test_open_work_goes_to_the_successor_and_closed_work_stays() -> None:
    world = make_world()
    office, culture = world.commune.units["office"], world.commune.units["culture"]
    led = Assignment.objects.filter(unit=office, role=TaskRole.LEAD)
    closed = led.first()
    assert closed is not None
    Task.objects.filter(pk=closed.task_id).update(state=State.DONE, done_at=NOON, submitted_at=NOON)
    number = led.count()
    assert number > 1
    merge_units([office.pk], into=culture.pk, **PAPER)
    assert list(led) == [closed]
    assert Assignment.objects.filter(unit=culture, role=TaskRole.LEAD).count() >= number - 1


@pytest.mark.django_db
def test_who_had_the_work_on_a_day_is_still_known() -> None:
    world = make_world()
    office, culture = world.commune.units["office"], world.commune.units["culture"]
    both = {office.pk, culture.pk}
    (was,) = counts_on(both, BEFORE)
    merge_units([office.pk], into=culture.pk, **PAPER)
    (before,), (after,) = counts_on(both, BEFORE), counts_on(both, DAY)
    assert before.by_unit == was.by_unit
    assert office.pk not in after.by_unit
    assert sum(after.by_unit.values()) >= was.by_unit[office.pk]


@pytest.mark.django_db
def test_counts_of_a_past_day_are_shown_on_the_boundaries_of_another() -> None:
    commune = make_commune()
    one, two = commune.units["village-1"], commune.units["village-2"]
    for unit in (one, one, two):
        make_post(unit=unit)
    split_unit(one.pk, parts=parts(HALF, HALF), **PAPER)
    merge_units([two.pk], into=commune.units["village-3"].pk, **PAPER)
    units = {one.pk, two.pk, commune.units["village-3"].pk, commune.root.pk}
    then = {unit: counts[0].number for unit, counts in counts_in(units, at=BEFORE).items()}
    now = {unit: counts[0].number for unit, counts in counts_in(units, at=BEFORE, on=DAY).items()}
    assert (then[one.pk], then[two.pk], then[commune.root.pk]) == (2, 1, 3)
    assert one.pk not in now
    assert (now[commune.units["village-3"].pk], now[commune.root.pk]) == (1, 3)


@pytest.mark.django_db
def test_a_unit_that_leads_open_work_dissolves_once_a_successor_is_named() -> None:
    world = make_world()
    office, culture = world.commune.units["office"], world.commune.units["culture"]
    make_post(unit=world.commune.root, role=Role.ADMIN)
    with pytest.raises(Conflict, match="tiếp nhận") as refused:
        dissolve_unit(office.pk, **PAPER)
    assert refused.value.field == "successor_id"
    dissolve_unit(office.pk, successor_id=culture.pk, **PAPER)
    assert not Placement.objects.at(DAY).filter(unit=office).exists()
    assert not Post.objects.at(DAY).filter(unit__in=[office, culture], user=world.an).exists()
    assert Assignment.objects.filter(unit=culture, role=TaskRole.LEAD).exists()


@pytest.mark.django_db
def test_names_in_plans_mean_the_successor_from_then_on() -> None:
    commune = make_commune()
    one, two = commune.units["economy"], commune.units["culture"]
    mapping = remember_name_mapping(
        scope_id=commune.root.pk, name="Phòng Kinh tế cũ", unit_ids=[one.pk], by=None
    )
    merge_units([one.pk], into=two.pk, **PAPER)
    assert list(mapping.units.all()) == [two]
    undo_act(two.pk, by=None, at=NOON)
    assert list(mapping.units.all()) == [one]


def merge(world: World) -> None:
    merge_units([world.commune.units["office"].pk], into=world.commune.units["culture"].pk, **PAPER)


def merge_into_new(world: World) -> None:
    villages = [world.commune.units[f"village-{n}"].pk for n in (1, 2)]
    merge_units(villages, into=NewTarget(name="Xóm Mới"), **PAPER)


def split(world: World) -> None:
    split_unit(world.commune.units["committee"].pk, parts=parts(HALF, HALF), **PAPER)


def dissolve(world: World) -> None:
    office, culture = world.commune.units["office"], world.commune.units["culture"]
    dissolve_unit(office.pk, successor_id=culture.pk, **PAPER)


def reclassify(world: World) -> None:
    reclassify_unit(
        world.commune.units["economy"].pk,
        kind=Kind.SERVICE,
        level=Level.COMMUNE,
        code="K1",
        **PAPER,
    )


ACTS: list[tuple[Callable[[World], None], str]] = [
    (merge, "culture"),
    (merge, "office"),
    (merge_into_new, "village-1"),
    (split, "committee"),
    (split, "office"),
    (dissolve, "office"),
    (reclassify, "economy"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "of"), ACTS)
def test_an_act_taken_back_at_any_of_its_units_leaves_all_as_it_was(
    act: Callable[[World], None], of: str
) -> None:
    world = make_world()
    before = state_of_all()
    act(world)
    assert state_of_all() != before
    undo_act(world.commune.units[of].pk, by=None, at=NOON)
    assert state_of_all() == before


@pytest.mark.django_db
def test_a_merger_is_not_taken_back_once_the_successor_has_worked_on_what_passed() -> None:
    world = make_world()
    office, culture = world.commune.units["office"], world.commune.units["culture"]
    merge(world)
    passed = Assignment.objects.filter(unit=culture, role=TaskRole.LEAD).first()
    assert passed is not None
    partner = type(world.partner).objects.get(pk=world.partner.pk)
    report_progress(
        task_id=passed.task_id,
        by=partner,
        at=NOON,
        version=Task.objects.get(pk=passed.task_id).version,
        percent=20,
        note="Đã làm bước đầu",
    )
    with pytest.raises(Conflict, match="cập nhật mới"):
        undo_act(office.pk, by=None, at=NOON)
    assert not Placement.objects.at(DAY).filter(unit=office).exists()


@pytest.mark.django_db
def test_a_merger_is_not_taken_back_under_a_later_act() -> None:
    world = make_world()
    merge(world)
    culture = world.commune.units["culture"]
    rename_unit(culture.pk, name="Phòng Mới", **{**PAPER, "day": date(2026, 6, 1)})
    with pytest.raises(Conflict, match="Phòng Mới"):
        undo_act(world.commune.units["office"].pk, by=None, at=NOON)


@pytest.mark.django_db
def test_a_new_unit_with_people_of_its_own_is_not_unmade() -> None:
    commune = make_commune()
    new = split_unit(commune.units["village-1"].pk, parts=parts(HALF, HALF), **PAPER)
    give_post(
        user_id=make_user().pk,
        unit_id=new[1].pk,
        role=Role.ENTRY,
        title="Trưởng xóm",
        valid_from=DAY,
        by=None,
    )
    with pytest.raises(Conflict, match="1 vị trí công tác"):
        undo_act(new[0].pk, by=None, at=NOON)


def refused(act: Callable[[], object]) -> Refusal:
    """Try an act, see that nothing was changed, and give what was said."""
    before = state_of_all()
    with pytest.raises(Refusal) as found:
        act()
    assert state_of_all() == before
    return found.value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shares", "own"),
    [
        pytest.param([HALF, Fraction(1, 3)], None, id="less than one"),
        pytest.param([HALF, Fraction(2, 3)], None, id="more than one"),
        pytest.param([Fraction(3, 2), -HALF], None, id="below zero"),
        pytest.param([HALF], Fraction(1, 3), id="with its own share"),
    ],
)
def test_shares_that_do_not_add_up_to_one_are_refused(
    shares: list[Fraction], own: Fraction | None
) -> None:
    old = make_commune().units["village-1"]
    said = refused(lambda: split_unit(old.pk, parts=parts(*shares), own_share=own, **PAPER))
    assert (said.code, said.field) == ("organisations.shares-not-whole", "shares")


@pytest.mark.django_db
def test_a_merger_across_levels_is_refused() -> None:
    commune = make_commune()
    village, office = commune.units["village-1"], commune.units["office"]
    said = refused(lambda: merge_units([village.pk], into=office.pk, **PAPER))
    assert said.code == "organisations.across-levels"
    new = NewTarget(name="Mới")
    said = refused(lambda: merge_units([village.pk, office.pk], into=new, **PAPER))
    assert said.code == "organisations.across-levels"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("into", "code"), [("committee", "into-itself"), ("office", "into-own-branch")]
)
def test_a_unit_is_not_merged_into_itself_or_beneath_itself(into: str, code: str) -> None:
    commune = make_commune()
    source, target = commune.units["committee"], commune.units[into]
    said = refused(lambda: merge_units([source.pk], into=target.pk, **PAPER))
    assert said.code == f"organisations.{code}"


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 1, 1)])
def test_nothing_splits_or_merges_before_it_existed(day: date) -> None:
    commune = make_commune()
    one, two = commune.units["village-1"], commune.units["village-2"]
    paper = {**PAPER, "day": day}
    for act in (
        lambda: split_unit(one.pk, parts=parts(HALF, HALF), **paper),
        lambda: merge_units([one.pk], into=two.pk, **paper),
        lambda: reclassify_unit(one.pk, kind=Kind.SCHOOL, level=Level.VILLAGE, code="", **paper),
    ):
        assert refused(act).code == "organisations.day-too-early"


@pytest.mark.django_db
def test_an_act_before_one_that_depends_on_the_unit_is_refused() -> None:
    commune = make_commune()
    one, two, three = (commune.units[f"village-{n}"] for n in (1, 2, 3))
    merge_units([one.pk], into=two.pk, **{**PAPER, "day": date(2026, 8, 1)})
    said = refused(lambda: merge_units([two.pk], into=three.pk, **PAPER))
    assert said.code == "organisations.day-too-early"


@pytest.mark.django_db
def test_nothing_is_merged_into_a_unit_that_will_be_gone() -> None:
    commune = make_commune()
    one, two = commune.units["village-1"], commune.units["village-2"]
    dissolve_unit(two.pk, **{**PAPER, "day": date(2026, 8, 1)})
    assert refused(lambda: merge_units([one.pk], into=two.pk, **PAPER)).code == (
        "organisations.gone"
    )


@pytest.mark.django_db
def test_a_merger_over_a_later_change_beneath_is_refused() -> None:
    commune = make_commune()
    committee, party = commune.units["committee"], commune.units["party"]
    rename_unit(
        commune.units["office"].pk, name="Văn phòng Mới", **{**PAPER, "day": date(2026, 8, 1)}
    )
    said = refused(lambda: merge_units([committee.pk], into=NewTarget(name="X"), **PAPER))
    assert said.code == "organisations.too-few-to-merge"
    said = refused(lambda: merge_units([committee.pk], into=party.pk, **PAPER))
    assert said.code == "organisations.changes-later"


@pytest.mark.django_db
def test_a_code_is_borne_by_one_unit_at_a_time() -> None:
    commune = make_commune()
    one, two = commune.units["village-1"], commune.units["village-2"]
    reclassify_unit(one.pk, kind=Kind.VILLAGE, level=Level.VILLAGE, code="00777", **PAPER)
    village: dict[str, Any] = {"kind": Kind.VILLAGE, "level": Level.VILLAGE, "code": "00777"}
    assert refused(lambda: reclassify_unit(two.pk, **village, **PAPER)).code == (
        "organisations.code-in-use"
    )
    taken = parts(HALF, HALF, code="00777")
    assert refused(lambda: split_unit(two.pk, parts=taken, **PAPER)).code == (
        "organisations.code-in-use"
    )
    twice = [
        NewPart(name="Một", share=HALF, code="00778", takes_over=True),
        NewPart(name="Hai", share=HALF, code="00778"),
    ]
    assert refused(lambda: split_unit(two.pk, parts=twice, **PAPER)).code == (
        "organisations.code-in-use"
    )


@pytest.mark.django_db
def test_a_post_outside_the_life_of_its_unit_is_refused() -> None:
    commune = make_commune()
    one = commune.units["village-1"]
    merge_units([one.pk], into=commune.units["village-2"].pk, **PAPER)
    user = make_user()
    for day in (date(2024, 12, 31), BEFORE, DAY):
        with pytest.raises(Invalid):
            give_post(
                user_id=user.pk,
                unit_id=one.pk,
                role=Role.ENTRY,
                title="Trưởng xóm",
                valid_from=day,
                by=None,
            )


@pytest.mark.django_db
def test_a_post_that_begins_after_the_unit_ends_keeps_it() -> None:
    commune = make_commune()
    one = commune.units["village-1"]
    give_post(
        user_id=make_user().pk,
        unit_id=one.pk,
        role=Role.ENTRY,
        title="Trưởng xóm",
        valid_from=date(2026, 9, 1),
        by=None,
    )
    said = refused(lambda: split_unit(one.pk, parts=parts(HALF, HALF), **PAPER))
    assert said.code == "organisations.posts-after"


@pytest.mark.django_db
def test_one_part_takes_over_and_no_more() -> None:
    one = make_commune().units["village-1"]
    nobody = [NewPart(name="Một", share=HALF), NewPart(name="Hai", share=HALF)]
    both = [
        NewPart(name="Một", share=HALF, takes_over=True),
        NewPart(name="Hai", share=HALF, takes_over=True),
    ]
    for wrong in (nobody, both):
        said = refused(lambda wrong=wrong: split_unit(one.pk, parts=wrong, **PAPER))  # type: ignore[misc]
        assert said.code == "organisations.one-takes-over"
    said = refused(lambda: split_unit(one.pk, parts=parts(Fraction(1)), **PAPER))
    assert said.code == "organisations.too-few-parts"


@pytest.mark.django_db
def test_a_part_takes_only_what_is_the_unit_s() -> None:
    commune = make_commune()
    stranger = make_post(unit=commune.units["office"])
    for wrong in ({"posts": [stranger.pk]}, {"beneath": [commune.units["office"].pk]}):
        split_up = parts(HALF, HALF, **wrong)
        said = refused(
            lambda split_up=split_up: split_unit(  # type: ignore[misc]
                commune.units["village-1"].pk, parts=split_up, **PAPER
            )
        )
        assert said.code == "organisations.not-of-the-unit"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "level", "code"),
    [
        pytest.param("office", "province", "level-out-of-order", id="above its own parent"),
        pytest.param("office", "village", "level-out-of-order", id="beneath its own children"),
        pytest.param("no-such", "commune", "unknown-kind", id="unknown kind"),
        pytest.param("peoples_committee", "commune", "nothing-changes", id="nothing changes"),
    ],
)
def test_a_kind_or_level_that_cannot_be_is_refused(kind: str, level: str, code: str) -> None:
    unit = make_commune().units["committee"]
    said = refused(lambda: reclassify_unit(unit.pk, kind=kind, level=level, code="", **PAPER))
    assert said.code == f"organisations.{code}"


@pytest.mark.django_db
def test_a_commune_becomes_a_ward_on_a_day() -> None:
    commune = make_commune()
    reclassify_unit(commune.root.pk, kind=Kind.WARD, level=Level.COMMUNE, code="", **PAPER)
    assert Placement.objects.at(BEFORE).get(unit=commune.root).kind == Kind.COMMUNE
    assert Placement.objects.at(DAY).get(unit=commune.root).kind == Kind.WARD


def make_province() -> tuple[Unit, Commune, Commune]:
    """A province with two communes of its own."""
    province = create_unit(
        name="Tỉnh Mẫu",
        kind=Kind.PROVINCE,
        level=Level.PROVINCE,
        valid_from=date(2025, 1, 1),
        by=None,
    )
    communes = [
        create_commune_from_template(
            name=name, villages=1, valid_from=date(2025, 1, 1), parent_id=province.pk, by=None
        )
        for name in ("Một", "Hai")
    ]
    return province, communes[0], communes[1]


@pytest.mark.django_db
def test_a_province_reads_its_branch_and_a_commune_only_itself() -> None:
    province, one, two = make_province()
    leader = make_official(unit=province, role=Role.LEADER)
    clerk = make_official(unit=one.units["office"], role=Role.COORDINATOR)
    assert {one.root.pk, two.units["office"].pk} <= units_visible_to(leader, at=DAY)
    seen = units_visible_to(clerk, at=DAY)
    assert seen == {one.root.pk, *(unit.pk for unit in one.units.values())}


@pytest.mark.django_db
def test_a_commune_s_administrator_merges_nothing_of_a_neighbour() -> None:
    province, one, two = make_province()
    dung = make_official(unit=one.root, role=Role.ADMIN, name="Dung")
    paper = {**PAPER, "by": dung}
    for sources, into in (
        ([two.root.pk], one.root.pk),
        ([one.units["village-1"].pk], two.units["village-1"].pk),
        ([two.units["village-1"].pk], one.units["village-1"].pk),
    ):
        with pytest.raises(Missing):
            merge_units(sources, into=into, **paper)
    make_post(unit=province, role=Role.ADMIN)
    chief = make_official(unit=province, role=Role.ADMIN)
    merge_units([two.root.pk], into=one.root.pk, **{**PAPER, "by": chief})
    leader = make_official(unit=province, role=Role.LEADER)
    with pytest.raises(NotAllowed):
        merge_units([one.root.pk], into=one.root.pk, **{**PAPER, "by": leader})


@pytest.mark.django_db
def test_a_village_that_moved_away_is_no_longer_its_old_commune_s_business() -> None:
    province, one, two = make_province()
    village = one.units["village-1"]
    make_post(unit=one.root, role=Role.ADMIN)
    move_unit(village.pk, parent_id=two.root.pk, **PAPER)
    dung = make_official(unit=one.root, role=Role.ADMIN, name="Dung")
    with pytest.raises(Missing):
        rename_unit(village.pk, name="Khác", **{**PAPER, "day": date(2026, 6, 1), "by": dung})
    assert village.pk not in units_visible_to(dung, at=DAY)
    assert village.pk in units_visible_to(dung, at=BEFORE)
    assert province.pk not in units_visible_to(dung, at=BEFORE)
