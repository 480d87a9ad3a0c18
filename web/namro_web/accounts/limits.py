"""How often anybody may try to sign in, counted across all processes.

A try is written down before it is judged, and judged by counting what stands there: of any number of
processes trying at the same moment, the last to write sees all the others, so never more than the
limit get through. A right password takes its try back; a refused try counts no further, so that
whoever goes on trying does not keep a name locked for ever.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.crypto import salted_hmac

from namro_web.accounts.models import SignInTry

PRUNE_SECONDS = 60


@dataclass(frozen=True)
class Judged:
    """A try to sign in that was written down.

    Attributes:
        is_flood: The address tries too often, whatever the names.
        is_locked: The name was tried with wrong passwords too often.
        begins_lock: It is the last try the name had.
        rows: What to take back when the password was right.
    """

    is_flood: bool
    is_locked: bool
    begins_lock: bool
    rows: tuple[int, ...]

    def take_back(self) -> None:
        """Let a right password count for nothing."""
        SignInTry.objects.filter(pk__in=self.rows).delete()


def judge(username: str, address: str) -> Judged:
    """Write down a try and say whether it may go on to the password."""
    now = timezone.now()
    _prune(now)
    name, failed, came = (
        _key("name", username.lower()),
        _key("failed", address),
        _key("came", address),
    )
    rows = SignInTry.objects.bulk_create(SignInTry(key=key, at=now) for key in (name, failed, came))
    counted = dict(
        SignInTry.objects.filter(key__in=[name, failed], at__gt=now - _lock_time())
        .values("key")
        .annotate(tries=Count("pk"))
        .values_list("key", "tries")
    )
    lately = SignInTry.objects.filter(key=came, at__gt=now - timedelta(minutes=1)).count()
    is_flood = (
        counted[failed] > settings.SIGN_IN_TRIES_PER_ADDRESS
        or lately > settings.SIGN_INS_PER_ADDRESS_AND_MINUTE
    )
    is_locked = counted[name] > settings.SIGN_IN_TRIES
    judged = Judged(
        is_flood=is_flood,
        is_locked=is_locked,
        begins_lock=counted[name] == settings.SIGN_IN_TRIES,
        rows=tuple(row.pk for row in rows[:2]),
    )
    if is_flood or is_locked:
        SignInTry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return judged


def locked_until(username: str) -> datetime | None:
    """Say until when a name is locked by wrong passwords; ``None`` when it is open."""
    tries = SignInTry.objects.filter(
        key=_key("name", username.lower()), at__gt=timezone.now() - _lock_time()
    ).aggregate(count=Count("pk"), first=Min("at"))
    if tries["count"] < settings.SIGN_IN_TRIES:
        return None
    return tries["first"] + _lock_time()  # type: ignore[no-any-return]


def unlock(username: str) -> None:
    """Forget the wrong passwords of a name."""
    SignInTry.objects.filter(key=_key("name", username.lower())).delete()


def _lock_time() -> timedelta:
    return timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"sign-in-try:{kind}", value, algorithm="sha256").hexdigest()


_pruned_at = 0.0


def _prune(now: datetime) -> None:
    global _pruned_at
    if _pruned_at and time.monotonic() - _pruned_at < PRUNE_SECONDS:
        return
    _pruned_at = time.monotonic()
    SignInTry.objects.filter(at__lt=now - max(_lock_time(), timedelta(minutes=1))).delete()
