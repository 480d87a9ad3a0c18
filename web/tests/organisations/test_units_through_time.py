from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from namro_web.foundation.errors import Conflict, Invalid, Missing
from namro_web.foundation.history import lines_about
from namro_web.organisations.actions import create_unit, give_post
from namro_web.organisations.models import Kind, Level, Placement, Role
from namro_web.organisations.queries import choices, find_units, names_at, tree
from namro_web.organisations.trees import branch_ids, line_up, root_of
from tests.make import make_commune, make_user

TODAY = date(2026, 11, 12)


def names(nodes) -> list[str]:
    return [node.name for node in nodes]


@pytest.mark.django_db
def test_a_commune_made_from_the_template_is_one_tree() -> None:
    commune = make_commune(villages=12)
    (root,) = tree(commune.root.pk, at=TODAY)
    assert root.name == "Xã Trung Hội"
    assert names(root.children)[:3] == [
        "Đảng ủy xã Trung Hội",
        "HĐND xã Trung Hội",
        "UBND xã Trung Hội",
    ]
    assert names(root.children)[-1] == "Xóm 12"
    assert len(branch_ids(commune.root.pk, at=TODAY)) == 1 + 22 + 12


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "body"),
    [("two-tier", "Phòng Văn hóa - Xã hội"), ("three-tier", "Tư pháp - Hộ tịch")],
)
def test_each_template_has_the_bodies_of_its_time(template: str, body: str) -> None:
    commune = make_commune(template=template)
    assert find_units(commune.root.pk, words=body, at=TODAY)


@pytest.mark.django_db
def test_a_ward_has_the_bodies_of_a_ward() -> None:
    ward = make_commune(kind="ward", name="Quang Sơn")
    assert find_units(ward.root.pk, words="Phòng Kinh tế, Hạ tầng và Đô thị", at=TODAY)


@pytest.mark.django_db
def test_a_renamed_unit_keeps_both_names_on_their_days() -> None:
    commune = make_commune()
    unit = commune.units["economy"]
    Placement.objects.filter(unit=unit).update(valid_to=date(2026, 5, 1))
    now = Placement.objects.get(unit=unit)
    now.pk, now.name, now.valid_from, now.valid_to = (
        None,
        "Phòng Kinh tế - Hạ tầng",
        date(2026, 5, 1),
        None,
    )
    now.save()
    assert names_at([unit.pk], at=date(2026, 4, 30))[unit.pk].name == "Phòng Kinh tế"
    assert names_at([unit.pk], at=date(2026, 5, 1))[unit.pk].name == "Phòng Kinh tế - Hạ tầng"


@pytest.mark.django_db
def test_a_moved_unit_stands_in_one_branch_on_each_day() -> None:
    commune = make_commune()
    school, committee, party = (commune.units[k] for k in ("primary", "committee", "party"))
    Placement.objects.filter(unit=school).update(valid_to=date(2026, 5, 1))
    moved = Placement.objects.get(unit=school)
    moved.pk, moved.parent, moved.valid_from, moved.valid_to = None, party, date(2026, 5, 1), None
    moved.save()
    assert school.pk in branch_ids(committee.pk, at=date(2026, 4, 30))
    assert school.pk not in branch_ids(committee.pk, at=TODAY)
    assert line_up(school.pk, at=TODAY)[1].unit_id == party.pk


@pytest.mark.django_db
def test_before_its_first_day_a_unit_is_not_there() -> None:
    commune = make_commune()
    assert tree(commune.root.pk, at=date(2020, 1, 1)) == []
    with pytest.raises(Missing):
        root_of(commune.root.pk, at=date(2020, 1, 1))


@pytest.mark.django_db
def test_a_loop_in_damaged_data_does_not_hang_the_walk() -> None:
    commune = make_commune()
    Placement.objects.filter(unit=commune.root).update(parent=commune.units["office"])
    assert commune.units["office"].pk in branch_ids(commune.root.pk, at=TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        pytest.param({"valid_to": date(2024, 1, 1)}, id="ends before it begins"),
        pytest.param({"valid_from": date(2025, 1, 1)}, id="begins twice on one day"),
        pytest.param({"valid_from": date(2026, 1, 1)}, id="two places at once"),
    ],
)
def test_the_database_refuses_placements_that_cannot_be(broken: dict[str, date]) -> None:
    unit = make_commune().units["office"]
    copy = Placement.objects.get(unit=unit)
    copy.pk = None
    for name, value in broken.items():
        setattr(copy, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


@pytest.mark.django_db
def test_a_unit_is_never_under_itself() -> None:
    unit = make_commune().units["office"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(unit=unit).update(parent=unit)


@pytest.mark.django_db
def test_a_code_is_in_use_once_and_keeps_its_zeros() -> None:
    first = create_unit(
        name="Xã A", kind=Kind.COMMUNE, level=Level.COMMUNE, code="00123", valid_from=TODAY, by=None
    )
    assert first.placements.get().code == "00123"
    with pytest.raises(Conflict):
        create_unit(
            name="Xã B",
            kind=Kind.COMMUNE,
            level=Level.COMMUNE,
            code="00123",
            valid_from=TODAY,
            by=None,
        )


@pytest.mark.django_db
def test_a_post_needs_a_unit_that_exists_on_that_day() -> None:
    unit = make_commune().units["office"]
    with pytest.raises(Invalid):
        give_post(
            user_id=make_user().pk,
            unit_id=unit.pk,
            role=Role.ENTRY,
            title="Công chức",
            valid_from=date(2020, 1, 1),
            by=None,
        )


@pytest.mark.django_db
def test_search_finds_units_without_diacritics_with_what_stands_above_them() -> None:
    commune = make_commune()
    (root,) = tree(commune.root.pk, at=TODAY, words="van hoa")
    assert [names(root.children), names(root.children[0].children)] == [
        ["UBND xã Trung Hội"],
        ["Phòng Văn hóa - Xã hội"],
    ]


@pytest.mark.django_db
def test_making_a_unit_is_history() -> None:
    commune = make_commune()
    assert [line.verb for line in lines_about(commune.root)] == ["organisations.unit-created"]


@pytest.mark.django_db
def test_the_tree_takes_the_same_few_queries_however_large(django_assert_num_queries) -> None:
    commune = make_commune(villages=40)
    with django_assert_num_queries(3):
        tree(commune.root.pk, at=TODAY)


@pytest.mark.django_db
def test_choices_are_indented_by_depth() -> None:
    commune = make_commune()
    labels = [choice.label for choice in choices(commune.root.pk, at=TODAY)]
    assert labels[0] == "Xã Trung Hội"
    assert any(label.strip() == "Phòng Kinh tế" and label.startswith(" ") for label in labels)
