from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from namro_web.foundation import history_guard
from namro_web.foundation.history import first_broken_line, happened, lines_about, record
from namro_web.foundation.models import HistoryHead, HistoryLine
from tests.make import make_user


@pytest.mark.django_db
def test_every_line_carries_the_hash_of_the_one_before() -> None:
    user = make_user()
    first = record("tests.one", user, by=user)
    second = record("tests.two", user, by=user, amount="1,5")
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert first_broken_line() is None


@pytest.mark.django_db
def test_a_line_that_was_touched_is_named() -> None:
    user = make_user()
    lines = [record("tests.one", user, by=user, n=n) for n in range(3)]
    HistoryLine.objects.filter(pk=lines[1].pk).update(data={"n": 99})
    assert first_broken_line() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("removed", [0, 1, 2])
def test_a_line_that_was_removed_is_named(removed: int) -> None:
    user = make_user()
    lines = [record("tests.one", user, by=user) for _ in range(3)]
    HistoryLine.objects.filter(pk=lines[removed].pk).delete()
    assert first_broken_line() == removed + 1


@pytest.mark.django_db
def test_the_database_itself_refuses_to_change_history() -> None:
    user = make_user()
    line = record("tests.one", user, by=user)
    with transaction.atomic():
        history_guard.install(connection)
        for act in (
            "UPDATE foundation_historyline SET verb = 'x'",
            "DELETE FROM foundation_historyline",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act)
        history_guard.remove(connection)
    line.refresh_from_db()
    assert line.verb == "tests.one"


@pytest.mark.django_db
def test_a_line_says_who_acted_in_which_post() -> None:
    user = make_user(name="An")
    user.acting_post_id, user.acting_post_name, user.acting_unit_id = 7, "Công chức", "u-1"
    line = record("tests.one", user, by=user)
    assert (line.actor_id, line.post_id, line.post_name, line.unit_id) == (
        str(user.pk),
        "7",
        "Công chức",
        "u-1",
    )


@pytest.mark.django_db
def test_a_line_holds_no_persons_name() -> None:
    user = make_user(name="Nguyễn Thị Riêng")
    line = record("tests.one", user, by=user)
    assert "rieng" not in line.search_key
    assert line.actor_name == ""


@pytest.mark.django_db
def test_what_is_undone_leaves_no_line() -> None:
    user = make_user()
    with transaction.atomic():
        record("tests.one", user, by=user)
        transaction.set_rollback(True)
    assert not lines_about(user).exists()
    assert first_broken_line() is None


@pytest.mark.django_db(transaction=True)
def test_news_travels_only_after_the_commit() -> None:
    heard: list[str] = []

    def listener(line: HistoryLine, **kwargs: object) -> None:
        heard.append(line.verb)

    happened.connect(listener)
    user = make_user()
    with transaction.atomic():
        record("tests.one", user, by=user)
        assert heard == []
    happened.disconnect(listener)
    assert heard == ["tests.one"]


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_never_fork_the_chain() -> None:
    user = make_user()
    failures: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(10):
                record("tests.many", user, by=user)
        except Exception as failure:  # noqa: BLE001  (told below, in the test's own thread)
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert HistoryHead.objects.get().number == HistoryLine.objects.count() == 40
    assert first_broken_line() is None
