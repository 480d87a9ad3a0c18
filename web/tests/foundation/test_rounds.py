"""Rounds: walked when due, by each worker's own clock, and one that fails does not stop the others."""

from __future__ import annotations

import pytest

from namro_web.foundation import rounds
from namro_web.foundation.errors import Unavailable


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "_rounds", {})


def test_a_round_is_walked_at_first_and_then_when_due() -> None:
    rounds.announce("one", every=60, walk=lambda: None)
    walker = rounds.Walker()

    assert [walker.walk_due(now) for now in (0, 59, 60, 61, 120)] == [
        ["one"],
        [],
        ["one"],
        [],
        ["one"],
    ]


def test_a_round_that_fails_does_not_stop_the_others() -> None:
    walked: list[str] = []

    def fail() -> None:
        raise Unavailable("test.not-now", "Chưa được.")

    rounds.announce("failing", every=60, walk=fail)
    rounds.announce("next", every=60, walk=lambda: walked.append("next"))

    rounds.Walker().walk_due(0)

    assert walked == ["next"]
