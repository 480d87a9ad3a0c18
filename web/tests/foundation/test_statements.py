"""Questions whose words are kept: same answers as the query they were made from, and never an old one."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.foundation.statements import Statement, count_together
from namro_web.organisations.models import Level, Placement, Unit

pytestmark = pytest.mark.django_db

by_name = Statement(lambda names: User.objects.filter(username__in=names).values_list("username"))
since = Statement(
    lambda at: (
        User.objects.filter(date_joined__gte=at)
        .order_by("pk")
        .values_list("username", "date_joined", "is_active")
    )
)


def _person(name: str) -> User:
    return User.objects.create_user(username=name, full_name=name.title())


def test_a_statement_answers_as_its_query_would() -> None:
    """Types are those of the model, on both databases."""
    before = datetime(2026, 1, 1, tzinfo=UTC)
    _person("an")
    _person("binh")

    assert since.rows(at=before) == list(
        User.objects.filter(date_joined__gte=before)
        .order_by("pk")
        .values_list("username", "date_joined", "is_active")
    )


def test_days_and_identities_are_filled_in_as_the_database_takes_them() -> None:
    """A day, an identity and a list of them."""
    units = [Unit.objects.create() for _ in range(3)]
    for unit in units:
        Placement.objects.create(
            unit=unit, name="Xã", kind="commune", level=Level.COMMUNE, valid_from=date(2026, 7, 1)
        )
    standing = Statement(
        lambda places, day: (
            Placement.objects.at(day)
            .filter(unit_id__in=places)
            .order_by("unit_id")
            .values_list("unit_id", "valid_from")
        )
    )

    found = standing.rows(places=frozenset(unit.pk for unit in units), day=date(2026, 8, 1))
    assert {unit_id for unit_id, _ in found} == {unit.pk for unit in units}
    assert all(isinstance(unit_id, uuid.UUID) for unit_id, _ in found)
    assert standing.rows(places=frozenset({units[0].pk}), day=date(2026, 1, 1)) == []


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 8, 9])
def test_a_list_of_any_length_means_exactly_what_is_in_it(number: int) -> None:
    """What fills a list up to a round length adds nothing."""
    for each in range(10):
        _person(f"p{each}")
    wanted = {f"p{each}" for each in range(number)}

    assert {name for (name,) in by_name.rows(names=wanted)} == wanted
    assert by_name.count(names=wanted) == number


def test_several_counts_are_one_question(django_assert_num_queries: Any) -> None:
    """An empty list counts nothing and asks for nothing."""
    for each in range(3):
        _person(f"p{each}")
    with django_assert_num_queries(1):
        found = count_together(
            (by_name, {"names": ["p0", "p1"]}),
            (by_name, {"names": []}),
            (by_name, {"names": ["p2"]}),
        )
    assert found == (2, 0, 1)


def test_a_written_value_is_read_at_once() -> None:
    """Only words are kept: the same question gives another answer after a write."""
    wanted = ["an"]
    assert by_name.count(names=wanted) == 0
    person = _person("an")
    assert by_name.count(names=wanted) == 1
    person.delete()
    assert by_name.count(names=wanted) == 0


@pytest.mark.django_db(transaction=True)
def test_what_another_connection_wrote_is_read_at_once() -> None:
    """As if another process of the site had written it, between two questions of ours."""
    assert by_name.count(names=["an"]) == 0

    def elsewhere() -> None:
        _person("an")
        connection.close()

    writer = threading.Thread(target=elsewhere)
    writer.start()
    writer.join()
    assert by_name.count(names=["an"]) == 1


def test_a_value_that_is_changed_on_its_way_is_refused() -> None:
    """Else the placeholder's own value would be asked for, for ever."""
    with pytest.raises(ValueError, match="name"):
        Statement(lambda name: User.objects.filter(username__contains=name).values_list("pk")).rows(
            name="an"
        )


def test_the_kept_plan_is_used_where_there_is_one() -> None:
    """PostgreSQL reads and plans the words once."""
    if connection.vendor != "postgresql":
        return
    for each in range(5):
        by_name.rows(names=[f"x{each}"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), SUM(custom_plans) FROM pg_prepared_statements WHERE statement LIKE %s",
            ['%"accounts_user"."username" IN%'],
        )
        assert cursor.fetchone() == (1, 0)


def _signed_in() -> tuple[Client, User]:
    person = _person("an")
    client = Client()
    client.force_login(person)
    return client, person


def _is_in(client: Client) -> bool:
    return bool(client.get(reverse("ui:help")).wsgi_request.user.is_authenticated)


def test_a_closed_account_is_out_at_its_next_click() -> None:
    """Session and person are read together, and judged as before."""
    client, person = _signed_in()
    assert _is_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert not _is_in(client)


def test_a_changed_password_ends_the_other_sessions() -> None:
    """The session remembers which password it began with."""
    client, person = _signed_in()
    assert _is_in(client)
    person.set_password("một mật khẩu khác hẳn")
    person.save()
    assert not _is_in(client)


def test_a_session_ended_elsewhere_is_over() -> None:
    """Its row is gone; nothing is remembered of it."""
    from namro_web.accounts.models import Session

    client, _ = _signed_in()
    assert _is_in(client)
    Session.objects.all().delete()
    assert not _is_in(client)
