"""An indicator holds every value promised for it, and says what its plan leaves open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.indicators import queries
from namro_web.indicators.actions import create_indicators
from namro_web.indicators.models import Indicator, Target
from namro_web.indicators.parts import NewIndicator, NewTarget
from tests.make import browser_of
from tests.tasks.world import NOON, World


@pytest.mark.parametrize(
    ("target", "text"),
    [
        pytest.param(
            {"operator": ">=", "value": Decimal("70"), "measured_in": "%"}, "≥ 70%", id="at least"
        ),
        pytest.param({"operator": "=", "value": Decimal("15"), "measured_in": "%"}, "15%", id="is"),
        pytest.param(
            {"operator": ">", "value": Decimal("1250.5"), "measured_in": "triệu đồng"},
            "> 1.250,5 triệu đồng",
            id="as Vietnamese writes it",
        ),
        pytest.param({"word": "Liên thông"}, "Liên thông", id="a word"),
        pytest.param({}, "chưa rõ", id="nothing"),
    ],
)
def test_a_target_reads_as_people_write_it(
    world: World, target: dict[str, object], text: str
) -> None:
    indicator = Indicator.objects.get(pk=world.indicators[1])
    indicator.targets.all().delete()
    Target.objects.create(indicator=indicator, **target)
    assert queries.indicator_detail(indicator.pk, by=world.an).row.targets[0].text == text


def test_a_horizon_is_a_year_unless_it_is_another_day(world: World) -> None:
    Target.objects.update(horizon=date(2030, 6, 30))
    assert queries.indicator_detail(world.indicators[0], by=world.an).row.targets[0].year == (
        "30/06/2030"
    )


def test_what_the_plan_leaves_open_is_asked(world: World) -> None:
    gaps = queries.indicator_detail(world.indicators[1], by=world.an).gaps
    assert "Có giá trị chưa ghi thời điểm phải đạt." in gaps
    assert "Chưa rõ đơn vị nào chịu trách nhiệm số liệu." in gaps


def test_no_data_is_a_calm_answer(world: World) -> None:
    page = browser_of(world.an).get(f"/chi-tieu/{world.indicators[0]}/").content.decode()
    assert "Chưa đủ dữ liệu" in page


def test_the_list_has_a_column_for_each_horizon_and_none_stands_last(world: World) -> None:
    shown = queries.indicator_list(by=world.an)
    assert shown.horizons == ("2030", "")


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        (NewIndicator(name=" "), "phải có tên"),
        (NewIndicator(name="A", targets=[NewTarget(operator="~", value=Decimal(1))]), "Dấu so"),
    ],
)
def test_an_impossible_indicator_is_refused(
    world: World, indicator: NewIndicator, said: str
) -> None:
    Indicator.objects.all().delete()
    with pytest.raises(Invalid, match=said):
        create_indicators(plan=world.plan, indicators=[indicator], by=world.coordinator, at=NOON)
    assert not Indicator.objects.exists()


def test_indicators_come_once_and_from_the_standing_body(world: World) -> None:
    with pytest.raises(Conflict):
        create_indicators(plan=world.plan, indicators=[], by=world.coordinator, at=NOON)
    with pytest.raises(NotAllowed):
        create_indicators(plan=world.plan, indicators=[], by=world.an, at=NOON)


def test_the_database_refuses_a_number_without_an_operator(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(value__isnull=False).update(operator="")
