"""What must be done every so often: each app announces its own round; a worker walks them.

# in an app's AppConfig.ready()
rounds.announce("notices", every=60, walk=round_of_notices)

A round may be walked by several workers at once and again after a crash: it looks at the state and
does what is still to be done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from namro_web.foundation.errors import Refusal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Round:
    """Something to do every so many seconds."""

    name: str
    every: float
    walk: Callable[[], None]


_rounds: dict[str, Round] = {}


def announce(name: str, *, every: float, walk: Callable[[], None]) -> None:
    """Have something done every so many seconds (again: replaces it)."""
    _rounds[name] = Round(name, every, walk)


@dataclass
class Walker:
    """One worker's walk: which rounds it has walked when, by its own clock."""

    walked: dict[str, float] = field(default_factory=dict)

    def walk_due(self, now: float) -> list[str]:
        """Walk what is due; say what was walked. A refused round is tried when it is due again."""
        due = [
            one
            for one in _rounds.values()
            if now - self.walked.get(one.name, float("-inf")) >= one.every
        ]
        for one in due:
            self.walked[one.name] = now
            try:
                one.walk()
            except (Refusal, OSError):
                log.exception("round failed", extra={"round": one.name})
        return [one.name for one in due]
