"""A cache that all processes of the site share, in the database both kinds of installation have.

Only limits and used codes are kept here, so a page asks it nothing. Django's own database cache
counts its table at every write and throws out living entries when it is full, which a flood of
sign-ins could use to be forgotten; and it unpickles what it reads. This one does neither: values
are JSON, what has run out is removed, nothing else ever is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

PRUNE_SECONDS = 600


class SharedCache(BaseCache):
    """Django's cache interface over one table."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._pruned_at = 0.0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Give what is remembered under a key."""
        return self.get_many([key], version=version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """Give what is remembered under several keys, in one query."""
        known = {self.make_and_validate_key(key, version=version): key for key in keys}
        rows = self._living().filter(pk__in=known).values_list("key", "value")
        return {known[key]: json.loads(value) for key, value in rows}

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Say whether something is remembered under a key."""
        found = self._living().filter(pk=self.make_and_validate_key(key, version=version))
        return bool(found.exists())

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Remember a value, whatever was there."""
        self._prune()
        self._table().objects.bulk_create(
            [self._row(key, value, timeout, version)],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["value", "until"],
        )

    def add(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Remember a value if nothing is there; of several processes exactly one is told yes."""
        self._prune()
        row = self._row(key, value, timeout, version)
        try:
            with transaction.atomic():
                self._table().objects.filter(pk=row.key, until__lte=timezone.now()).delete()
                row.save(force_insert=True)
        except IntegrityError:
            return False
        return True

    def touch(
        self,
        key: str,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Remember something for longer."""
        found = self._living().filter(pk=self.make_and_validate_key(key, version=version))
        return bool(found.update(until=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a key."""
        found = self._table().objects.filter(pk=self.make_and_validate_key(key, version=version))
        return bool(found.delete()[0])

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count up, one process after the other.

        Raises:
            ValueError: Nothing is remembered under the key.
        """
        with transaction.atomic():
            name = self.make_and_validate_key(key, version=version)
            row = self._living().select_for_update().filter(pk=name).first()
            if row is None:
                raise ValueError(f"Key '{key}' not found")
            value = int(json.loads(row.value)) + delta
            row.value = json.dumps(value)
            row.save(update_fields=["value"])
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._table().objects.all().delete()

    def _table(self) -> Any:
        # Settings name this class before the apps are loaded.
        from namro_web.accounts.models import Remembered

        return Remembered

    def _living(self) -> Any:
        return self._table().objects.filter(Q(until=None) | Q(until__gt=timezone.now()))

    def _row(self, key: str, value: Any, timeout: float | None, version: int | None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        return self._table()(key=name, value=json.dumps(value), until=self._end(timeout))

    def _end(self, timeout: float | None) -> datetime | None:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else timezone.now() + timedelta(seconds=seconds)

    def _prune(self) -> None:
        if time.monotonic() - self._pruned_at < PRUNE_SECONDS and self._pruned_at:
            return
        self._pruned_at = time.monotonic()
        self._table().objects.filter(until__lte=timezone.now()).delete()
