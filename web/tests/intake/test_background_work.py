"""Background work does what a person asked for only while that person still may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.intake.actions import receive_document, start_draft
from namro_web.intake.models import Draft, Stage
from namro_web.operations.worker import Worker
from namro_web.organisations.actions import Commune, give_post
from namro_web.organisations.models import Post
from tests.intake.conftest import NOW, PLAN, person

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}


@pytest.fixture
def draft(settings: Any, clerk: User) -> Draft:
    """A draft that waits in the database for a worker."""
    settings.TASKS = WAITING
    with clock.held_at(NOW):
        received = receive_document(data=PLAN.encode(), name="ke-hoach.txt", by=clerk, at=NOW)
    made = Draft.objects.get(pk=received.draft_id)
    assert made.stage == Stage.WAITING
    return made


def work() -> None:
    with clock.held_at(NOW):
        assert Worker().work_once()


def test_the_queue_keeps_who_asked_and_whose_work_it_is(draft: Draft, clerk: User) -> None:
    (job,) = DBTaskResult.objects.all()
    assert job.args_kwargs["kwargs"] == {
        "by": clerk.pk,
        "post": clerk.acting_post_id,
        "office": str(draft.document.owner_id),
    }


def test_a_document_is_read_for_who_still_may(draft: Draft) -> None:
    work()
    draft.refresh_from_db()
    assert draft.stage == Stage.READY


def post_ends(clerk: User, commune: Commune) -> None:
    post = Post.objects.get(pk=clerk.acting_post_id)
    Post.objects.filter(pk=post.pk).update(valid_to=NOW.date())


def post_is_another(clerk: User, commune: Commune) -> None:
    post_ends(clerk, commune)
    give_post(
        user_id=clerk.pk,
        unit_id=commune.units["police"].pk,
        role="entry",
        title="Cán bộ",
        valid_from=date(2025, 7, 2),
        by=None,
    )


def account_is_closed(clerk: User, commune: Commune) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)


@pytest.mark.parametrize("ended", [post_ends, post_is_another, account_is_closed])
def test_a_document_is_not_read_for_who_no_longer_may(
    draft: Draft, clerk: User, commune: Commune, ended: Callable[[User, Commune], None]
) -> None:
    ended(clerk, commune)
    work()
    draft.refresh_from_db()
    assert (draft.stage, draft.failure_code) == (Stage.FAILED, "intake.no-longer-allowed")
    assert draft.plan == {}
    assert draft.findings == []
    # It can be asked for again by who may.
    other = person("khac", commune=commune, unit="office", role="coordinator", title="Thường trực")
    with clock.held_at(NOW):
        again = start_draft(document_id=draft.document_id, by=other, at=NOW)
    work()
    again.refresh_from_db()
    assert again.stage == Stage.READY
