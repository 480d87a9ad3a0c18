from __future__ import annotations

import uuid
from datetime import date

import pytest

from namro_web.foundation.errors import Missing, NotAllowed
from namro_web.organisations.access import (
    DUTIES,
    Duty,
    acting,
    acting_with,
    unit_to_see,
    units_visible_to,
    works_for,
)
from namro_web.organisations.actions import create_commune_from_template
from namro_web.organisations.models import Post, Role
from tests.make import browser_of, make_commune, make_official, make_user

TODAY = date(2026, 11, 12)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("duty", list(Duty))
def test_a_post_may_what_the_table_says_and_nothing_else(role: Role, duty: Duty) -> None:
    user = make_official(unit=make_commune().units["office"], role=role)
    if duty in DUTIES[role]:
        assert acting_with(user, duty).role is role
    else:
        with pytest.raises(NotAllowed):
            acting_with(user, duty)


def test_who_administers_touches_no_data() -> None:
    data = {Duty.READ, Duty.UPDATE_TASKS, Duty.CONFIRM_TASKS, Duty.ADOPT_PLANS, Duty.EDIT_PLANS}
    assert not DUTIES[Role.ADMIN] & data


def test_who_inspects_or_supervises_changes_nothing() -> None:
    changing = {
        Duty.UPDATE_TASKS,
        Duty.CONFIRM_TASKS,
        Duty.ADOPT_PLANS,
        Duty.EDIT_PLANS,
        Duty.DIRECT,
    }
    assert not (DUTIES[Role.INSPECTOR] | DUTIES[Role.SUPERVISOR]) & changing


@pytest.mark.django_db
def test_a_person_sees_their_own_commune_and_no_other() -> None:
    own, other = make_commune(name="Trung Hội"), make_commune(name="Quang Sơn")
    user = make_official(unit=own.units["village-1"])
    seen = units_visible_to(user, at=TODAY)
    assert own.units["office"].pk in seen
    assert not seen & {unit.pk for unit in other.units.values()}


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["other commune", "no unit"])
def test_a_forged_unit_id_is_simply_not_there(forged: str) -> None:
    user = make_official(unit=make_commune().units["office"])
    unit_id = make_commune(name="Quang Sơn").root.pk if forged == "other commune" else uuid.uuid4()
    with pytest.raises(Missing):
        unit_to_see(unit_id, by=user, at=TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "everywhere"),
    [(Role.ENTRY, False), (Role.APPROVER, False), (Role.COORDINATOR, True), (Role.LEADER, True)],
)
def test_a_post_works_for_its_own_branch_unless_it_coordinates(
    role: Role, everywhere: bool
) -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["committee"], role=role)
    assert works_for(user, commune.units["office"].pk, at=TODAY)
    assert works_for(user, commune.units["village-1"].pk, at=TODAY) is everywhere


@pytest.mark.django_db
def test_a_post_that_has_ended_opens_nothing() -> None:
    user = make_official(unit=make_commune().units["office"])
    Post.objects.filter(user=user).update(valid_to=TODAY)
    assert units_visible_to(user, at=TODAY) == frozenset()
    with pytest.raises(NotAllowed):
        acting(user, at=TODAY)


@pytest.mark.django_db
def test_only_an_administrator_makes_units() -> None:
    user = make_official(unit=make_commune().units["office"], role=Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        create_commune_from_template(name="Mới", by=user)


@pytest.mark.django_db
def test_the_page_of_units_shows_the_askers_commune() -> None:
    make_commune(name="Quang Sơn")
    user = make_official(unit=make_commune(name="Trung Hội").units["office"])
    shown = browser_of(user).get("/don-vi/").content.decode()
    assert "Xã Trung Hội" in shown
    assert "Quang Sơn" not in shown


@pytest.mark.django_db
def test_the_page_of_units_answers_for_another_day() -> None:
    user = make_official(unit=make_commune().units["office"])
    shown = browser_of(user).get("/don-vi/?ngay=01/01/2020").content.decode()
    assert "Chưa có đơn vị vào ngày này" in shown


@pytest.mark.django_db
def test_a_day_that_cannot_be_read_is_said_and_today_is_shown() -> None:
    user = make_official(unit=make_commune().units["office"])
    shown = browser_of(user).get("/don-vi/?ngay=31/02/2026").content.decode()
    assert "Ghi ngày theo dạng dd/mm/yyyy" in shown
    assert "Xã Trung Hội" in shown


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "shown"), [(Role.ENTRY, True), (Role.SUPERVISOR, False)])
def test_the_page_of_units_names_people_only_to_who_may_know(role: Role, shown: bool) -> None:
    commune = make_commune()
    make_official(unit=commune.units["economy"], name="Chi Thị Kiểm")
    user = make_official(unit=commune.units["front"], role=role)
    assert ("Chi Thị Kiểm" in browser_of(user).get("/don-vi/").content.decode()) is shown


@pytest.mark.django_db
def test_a_person_without_a_post_may_sign_in_but_sees_no_unit() -> None:
    assert units_visible_to(make_user(), at=TODAY) == frozenset()
