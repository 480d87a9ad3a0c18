"""A name that stands for several units is set once, changes by date, and is understood in every plan."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.intake import actions, queries
from namro_web.intake.groups import group_shown, groups_of, save_group, uses_of
from namro_web.intake.models import Draft
from namro_web.organisations.actions import Commune
from tests.intake.conftest import NOW, PLAN, TODAY

LATER = date(2026, 6, 1)


def make(by: User, commune: Commune, *units: str, **other: object) -> int:
    given = {
        "group_id": None,
        "name": "Tổ công nghệ số",
        "every": "",
        "valid_from": TODAY,
        "version": 0,
        **other,
    }
    return save_group(units=[str(commune.units[unit].pk) for unit in units], by=by, at=NOW, **given)  # type: ignore[arg-type]


def members(group_id: int, by: User, at: date) -> set[str]:
    return {member.id for member in group_shown(group_id, by=by, at=at)[0].members}


def test_who_belongs_depends_on_the_day(clerk: User, commune: Commune) -> None:
    office, culture = (str(commune.units[unit].pk) for unit in ("office", "culture"))
    group_id = make(clerk, commune, "office")
    make(clerk, commune, "culture", group_id=group_id, valid_from=LATER, version=1)
    assert members(group_id, clerk, TODAY) == {office}
    assert members(group_id, clerk, LATER) == {culture}


def test_all_villages_are_a_group_without_being_listed(clerk: User, commune: Commune) -> None:
    group_id = make(clerk, commune, name="12 xóm", every="village")
    assert len(members(group_id, clerk, TODAY)) == 3


@pytest.mark.parametrize(
    ("units", "other"),
    [
        pytest.param((), {}, id="nobody"),
        pytest.param(("office",), {"name": " "}, id="no name"),
        pytest.param(("office",), {"every": "planet"}, id="no such kind"),
    ],
)
def test_a_group_of_nothing_is_refused(
    clerk: User, commune: Commune, units: tuple[str, ...], other: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        make(clerk, commune, *units, **other)


def test_a_name_means_one_group(clerk: User, commune: Commune) -> None:
    make(clerk, commune, "office")
    with pytest.raises(Conflict, match="mang tên này"):
        make(clerk, commune, "culture", name="tổ công  nghệ SỐ")


def test_a_group_seen_before_it_changed_is_not_written_over(clerk: User, commune: Commune) -> None:
    group_id = make(clerk, commune, "office")
    make(clerk, commune, "culture", group_id=group_id, version=1)
    with pytest.raises(Conflict, match="nơi khác"):
        make(clerk, commune, "office", group_id=group_id, version=1)


def test_another_commune_s_units_and_groups_are_out_of_reach(
    clerk: User, stranger: User, commune: Commune
) -> None:
    group_id = make(clerk, commune, "office")
    with pytest.raises(Missing):
        group_shown(group_id, by=stranger, at=TODAY)
    with pytest.raises(Invalid, match="đơn vị của xã"):
        make(stranger, commune, "office")


def test_who_does_not_adopt_plans_makes_no_group(reporter: User, commune: Commune) -> None:
    with pytest.raises(NotAllowed):
        make(reporter, commune, "office")


@pytest.fixture
def draft(clerk: User, settings, tmp_path) -> Draft:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    text = PLAN.replace("Các xóm", "Tổ công nghệ số xã")
    received = actions.receive_document(data=text.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def test_a_name_said_to_mean_a_group_is_understood_here_and_in_the_next_plan(
    draft: Draft, clerk: User, commune: Commune
) -> None:
    group_id = make(clerk, commune, "office", "culture")
    actions.choose_names(
        draft_id=draft.pk,
        choices={"Tổ công nghệ số xã": actions.Choice(group=True, group_id=group_id)},
        version=1,
        by=clerk,
        at=NOW,
    )
    found = queries.opened_draft(draft.pk, by=clerk)
    units = queries.units_by_name(found, at=TODAY)["Tổ công nghệ số xã"]
    assert set(units) == {str(commune.units[unit].pk) for unit in ("office", "culture")}
    assert "to cong nghe so xa" in groups_of(found.draft.document.owner_id, at=TODAY)[0].keys


def test_a_group_says_where_it_is_used(draft: Draft, clerk: User, commune: Commune) -> None:
    make(clerk, commune, "office", name="Tổ công nghệ số xã")
    read = queries.adoption_shown(draft.pk, by=clerk, at=TODAY).particulars
    actions.adopt_draft(
        draft_id=draft.pk,
        particulars=actions.Particulars(**read),
        version=1,
        by=clerk,
        at=NOW,
        accept_rest=True,
    )
    scope = draft.document.owner_id
    group = groups_of(scope, at=TODAY)[0]
    assert [(use.tasks, use.name) for use in uses_of(group, scope_id=scope)] == [
        (1, "Tổ công nghệ số xã")
    ]


def test_a_group_is_made_changed_and_ended_on_its_pages(
    browser: Client, clerk: User, commune: Commune
) -> None:
    unit = str(commune.units["office"].pk)
    form = {"name": "Khối văn phòng", "every": "", "units": [unit], "valid_from": "02/03/2026"}
    url = browser.post("/van-ban/nhom-don-vi/moi/", form)["Location"]
    assert "Khối văn phòng" in browser.get("/van-ban/nhom-don-vi/").content.decode()
    assert browser.post(url, {**form, "units": [], "version": 1}).status_code == 422
    browser.post(url, {**form, "name": "Khối cơ quan", "version": 1})
    assert "Khối cơ quan" in browser.get(url).content.decode()
    browser.post(url, {"end": "1", "version": 2})
    assert browser.get(url).status_code == 404
