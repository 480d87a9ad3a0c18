"""A province above its communes, made from and kept in step with the state's list of units."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from namro_web.organisations.actions import rename_unit
from namro_web.organisations.models import Kind, Placement
from namro_web.organisations.official_names import communes, provinces

LAI_CHAU = "12"


def run(command: str, **options: object) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def test_the_list_holds_34_provinces_and_3321_communes_with_their_zeros() -> None:
    assert (len(provinces()), len(communes())) == (34, 3321)
    assert {len(one.code) for one in provinces()} == {2}
    assert {len(one.code) for one in communes()} == {5}
    assert any(one.code.startswith("0") for one in communes())


@pytest.mark.django_db
def test_a_province_is_made_with_all_its_communes_beneath_it() -> None:
    printed = run("create_province", name=LAI_CHAU, communes="bare", admin_username="quantri")
    province = Placement.objects.get(parent=None)
    beneath = Placement.objects.filter(parent=province.unit_id, code__gt="")
    wanted = {one.code: one.full_name for one in communes() if one.province_code == LAI_CHAU}
    assert {one.code: one.name for one in beneath} == wanted
    assert f"Đã lập {len(wanted)} xã" in printed
    assert province.kind == Kind.PROVINCE


@pytest.mark.django_db
def test_a_commune_that_is_there_already_is_put_under_its_province() -> None:
    place = next(one for one in communes() if one.province_code == LAI_CHAU)
    run("create_commune", name=place.code, kind=place.full_name.split()[0], no_input=True)
    before = Placement.objects.get(code=place.code)
    printed = run("create_province", name=LAI_CHAU, communes="bare", admin_username="tinh")
    assert "đặt 1 nơi đã có dưới tỉnh" in printed
    now = Placement.objects.get(code=place.code, valid_to__isnull=True)
    assert now.unit_id == before.unit_id
    assert now.parent_id == Placement.objects.get(kind=Kind.PROVINCE).unit_id


@pytest.mark.django_db
def test_a_new_commune_stands_under_a_province_that_is_there() -> None:
    run("create_province", name=LAI_CHAU, communes="none", admin_username="tinh")
    place = next(one for one in communes() if one.province_code == LAI_CHAU)
    run("create_commune", name=place.code, kind=place.full_name.split()[0], no_input=True)
    made = Placement.objects.get(code=place.code)
    assert made.parent_id == Placement.objects.get(kind=Kind.PROVINCE).unit_id


@pytest.mark.django_db
def test_refreshing_shows_first_and_changes_only_when_told() -> None:
    run("create_province", name=LAI_CHAU, communes="bare", admin_username="tinh")
    assert "Không có gì khác" in run("refresh_units")
    place = next(one for one in communes() if one.province_code == LAI_CHAU)
    unit = Placement.objects.get(code=place.code).unit
    rename_unit(unit.pk, name="Tên Sai", day=date(2026, 1, 1), document_number="1/NQ", by=None)
    shown = run("refresh_units")
    assert f"{place.code}: đổi tên “Tên Sai” thành “{place.full_name}”" in shown
    assert Placement.objects.get(unit=unit, valid_to__isnull=True).name == "Tên Sai"
    with pytest.raises(CommandError, match="--day"):
        run("refresh_units", apply=True)
    run("refresh_units", apply=True, day="01/06/2026", document="2/NQ-UBTVQH")
    assert Placement.objects.get(unit=unit, valid_to__isnull=True).name == place.full_name
    assert "Không có gì khác" in run("refresh_units")
