"""What one reviewer says a name means is offered to the next: in the office, and elsewhere unnamed."""

from __future__ import annotations

from datetime import date

import pytest

from namro_web.accounts.models import User
from namro_web.intake import actions, queries
from namro_web.intake.actions import Choice
from namro_web.intake.models import Draft
from namro_web.organisations.actions import (
    Commune,
    create_commune_from_template,
    remember_name_mapping,
)
from namro_web.organisations.queries import meanings
from tests.intake.conftest import NOW, PLAN, TODAY, person

ODD = "Tổ Ánh Sáng"
ODD_PLAN = PLAN.replace("| Văn hóa - Xã hội |", f"| {ODD} |")
NEXT_PLAN = ODD_PLAN.replace("12/KH-UBND", "34/KH-UBND")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"


def brought(text: str, by: User) -> Draft:
    received = actions.receive_document(data=text.encode(), name="kh.txt", by=by, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def row_of(draft: Draft, by: User) -> queries.NameRow:
    shown = queries.names_shown(draft.pk, by=by, at=TODAY)
    return next(row for row in shown.rows if row.mention.name == ODD)


def say(draft: Draft, unit: object, by: User) -> None:
    actions.choose_names(
        draft_id=draft.pk, choices={ODD: Choice((str(unit),))}, version=1, by=by, at=NOW
    )


def commune_called(name: str) -> Commune:
    return create_commune_from_template(
        name=name, by=None, template="three-tier", villages=1, valid_from=date(2025, 7, 1)
    )


def test_the_next_plan_of_the_office_takes_it_with_the_reason(
    clerk: User, commune: Commune
) -> None:
    first = brought(ODD_PLAN, clerk)
    assert row_of(first, clerk).how == "unknown"
    say(first, commune.units["culture"].pk, clerk)
    row = row_of(brought(NEXT_PLAN, clerk), clerk)
    assert row.units == [str(commune.units["culture"].pk)]
    assert row.reason == "Đã chọn ở kế hoạch trước."


def test_another_commune_is_offered_its_own_body_of_the_same_sort_and_must_confirm(
    clerk: User, commune: Commune
) -> None:
    say(brought(ODD_PLAN, clerk), commune.units["culture"].pk, clerk)
    other = commune_called("Bình Minh")
    chi = person("chi", commune=other, unit="office", role="coordinator", title="Chi")
    draft = brought(NEXT_PLAN, chi)
    row = row_of(draft, chi)
    assert not row.matched
    assert row.likely is not None
    assert row.likely.value == str(other.units["culture"].pk)
    assert row.reason.startswith("Người duyệt ở 1 nơi khác cùng loại")
    page = queries.names_shown(draft.pk, by=chi, at=TODAY)
    assert "An Bình" not in repr(row.likely) + row.reason
    assert ODD not in queries.units_by_name(queries.opened_draft(draft.pk, by=chi), at=TODAY)
    say(draft, row.likely.value, chi)
    assert row_of(draft, chi).units == [str(other.units["culture"].pk)]
    assert page.rows


def test_offices_that_disagree_evenly_or_mean_what_is_not_here_suggest_nothing(
    clerk: User, commune: Commune
) -> None:
    other = commune_called("Bình Minh")
    for here, key in ((commune, "culture"), (other, "police")):
        remember_name_mapping(
            scope_id=here.root.pk, name=ODD, unit_ids=[str(here.units[key].pk)], is_group=False,
            by=None, at=TODAY,
        )  # fmt: skip
    third = commune_called("Cẩm Sơn")
    assert meanings([ODD], scope_id=third.root.pk, at=TODAY)[ODD].how == "unknown"
    fourth = commune_called("Đông Hải")
    remember_name_mapping(
        scope_id=fourth.root.pk, name=ODD, unit_ids=[str(fourth.units["police"].pk)],
        is_group=False, by=None, at=TODAY,
    )  # fmt: skip
    found = meanings([ODD], scope_id=third.root.pk, at=TODAY)[ODD]
    assert (found.how, found.offices) == ("elsewhere", 2)
    assert found.unit_ids == (third.units["police"].pk,)
