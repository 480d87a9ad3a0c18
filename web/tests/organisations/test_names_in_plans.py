"""What officials write for a body, and the body they mean. Rows can be added by anyone."""

from __future__ import annotations

from datetime import date

import pytest

from namro_web.foundation.errors import Invalid, NotAllowed
from namro_web.foundation.history import lines_about
from namro_web.organisations.actions import remember_name_mapping
from namro_web.organisations.models import Role
from namro_web.organisations.queries import meanings, names_at, suggest_units
from tests.make import make_commune, make_official

TODAY = date(2026, 11, 12)

THREE_TIER = [
    ("Văn phòng - Thống kê", "office"),
    ("Văn phòng thống kê", "office"),
    ("VP-TK", "office"),
    ("Công chức Văn phòng – Thống kê xã", "office"),
    ("Văn phòng TK", "office"),
    ("VP Thống kê", "office"),
    ("VH-XH", "culture"),
    ("Văn hóa xã hội", "culture"),
    ("Công chức VHXH", "culture"),
    ("Địa chính xây dựng", "land"),
    ("ĐC-XD", "land"),
    ("Tư pháp hộ tịch", "justice"),
    ("Tài chính – Kế toán", "finance"),
    ("Công an xã", "police"),
    ("CA xã", "police"),
    ("Ban CHQS xã", "military"),
    ("Quân sự", "military"),
    ("UBND xã", "committee"),
    ("Ủy ban nhân dân xã Trung Hội", "committee"),
    ("Uỷ ban MTTQ Việt Nam xã", "front"),
    ("MTTQ xã", "front"),
    ("Đoàn TN", "youth"),
    ("Đoàn Thanh niên xã", "youth"),
    ("Hội Phụ nữ", "women"),
    ("Hội LHPN xã", "women"),
    ("Hội CCB", "veterans"),
    ("Trạm Y tế xã", "clinic"),
    ("UBKT Đảng ủy", "party-inspection"),
    ("Văn phòng Đảng uỷ", "party-office"),
    ("Xóm 2", "village-2"),
]
TWO_TIER = [
    ("Văn phòng HĐND và UBND xã", "office"),
    ("Phòng Văn hóa - Xã hội xã", "culture"),
    ("Phòng VH-XH", "culture"),
    ("Phòng Kinh tế", "economy"),
    ("Trung tâm Phục vụ hành chính công xã", "public-service"),
    ("TTPVHCC", "public-service"),
    ("Ban Xây dựng Đảng", "party-building"),
    ("Công đoàn", "trade-union"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("template", "rows"), [("three-tier", THREE_TIER), ("two-tier", TWO_TIER)])
def test_names_as_officials_write_them_are_understood(
    template: str, rows: list[tuple[str, str]]
) -> None:
    commune = make_commune(template=template)
    found = meanings([name for name, _ in rows], scope_id=commune.root.pk, at=TODAY)
    wrong = {
        name: (found[name].how, [u.name for u in names_at(found[name].unit_ids, at=TODAY).values()])
        for name, key in rows
        if found[name].unit_ids != (commune.units[key].pk,)
    }
    assert wrong == {}


GROUPS = [
    ("Các Trưởng xóm", {"village"}),
    ("12 xóm", {"village"}),
    ("Trưởng các thôn", {"village"}),
    ("Các nhà trường", {"school"}),
    ("Các trường học trên địa bàn", {"school"}),
    ("Các đoàn thể", {"front", "union"}),
    ("Các tổ chức chính trị - xã hội", {"front", "union"}),
    ("Các ban, ngành, đoàn thể", {"front", "union", "office"}),
    ("Các ngành, đoàn thể, các Trưởng xóm", {"front", "union", "office", "village"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kinds"), GROUPS, ids=[name for name, _ in GROUPS])
def test_groups_are_known_by_their_words(name: str, kinds: set[str]) -> None:
    commune = make_commune(template="three-tier", villages=12)
    meaning = suggest_units(commune.root.pk, name, at=TODAY)
    held = {unit.kind.value for unit in names_at(meaning.unit_ids, at=TODAY).values()}
    assert meaning.is_group
    assert kinds <= held
    assert "village" not in held or "village" in kinds


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "Các doanh nghiệp viễn thông",
        "Viễn thông Thái Nguyên",
        "Công an tỉnh",
        "Sở Khoa học và Công nghệ",
        "Các trường Đại học",
        "Bà A",
        "…",
    ],
)
def test_a_name_nothing_is_near_gets_no_guess(name: str) -> None:
    commune = make_commune()
    assert suggest_units(commune.root.pk, name, at=TODAY).how == "unknown"


@pytest.mark.django_db
def test_a_name_that_is_only_alike_is_to_be_confirmed() -> None:
    commune = make_commune(template="three-tier")
    meaning = suggest_units(commune.root.pk, "Văn hóa thông tin", at=TODAY)
    assert (meaning.how, meaning.unit_ids) == ("alike", (commune.units["culture"].pk,))


@pytest.mark.django_db
def test_what_a_person_said_wins_over_what_is_likely() -> None:
    commune = make_commune(template="three-tier")
    office = commune.units["office"]
    remember_name_mapping(
        scope_id=commune.root.pk, name="Văn hóa, thông tin", unit_ids=[office.pk], by=None
    )
    meaning = suggest_units(commune.root.pk, "VĂN HOÁ THÔNG TIN", at=TODAY)
    assert (meaning.how, meaning.unit_ids) == ("remembered", (office.pk,))


@pytest.mark.django_db
def test_saying_it_again_replaces_it_and_both_stay_in_history() -> None:
    commune = make_commune()
    for key in ("office", "culture"):
        mapping = remember_name_mapping(
            scope_id=commune.root.pk, name="VP", unit_ids=[commune.units[key].pk], by=None
        )
    assert [unit.pk for unit in mapping.units.all()] == [commune.units["culture"].pk]
    assert lines_about(mapping).count() == 2


@pytest.mark.django_db
def test_names_mean_nothing_in_another_commune() -> None:
    one, other = make_commune(name="Trung Hội"), make_commune(name="Quang Sơn")
    remember_name_mapping(
        scope_id=one.root.pk, name="Tổ giúp việc", unit_ids=[one.units["office"].pk], by=None
    )
    assert suggest_units(other.root.pk, "Tổ giúp việc", at=TODAY).how != "remembered"


@pytest.mark.django_db
def test_a_unit_of_another_commune_is_refused() -> None:
    one, other = make_commune(name="Trung Hội"), make_commune(name="Quang Sơn")
    with pytest.raises(Invalid):
        remember_name_mapping(
            scope_id=one.root.pk, name="VP", unit_ids=[other.units["office"].pk], by=None
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "role", [Role.ENTRY, Role.LEADER, Role.INSPECTOR, Role.SUPERVISOR, Role.ADMIN]
)
def test_only_who_works_on_plans_says_what_names_mean(role: Role) -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"], role=role)
    with pytest.raises(NotAllowed):
        remember_name_mapping(
            scope_id=commune.root.pk, name="VP", unit_ids=[commune.units["office"].pk], by=user
        )
