"""Where sessions are kept: in the database, by person, under a hash of their key.

``SESSION_ENGINE`` names this module. What the list of sessions shows (address, device, since, last
seen) lies in the session itself, so that a page reads it with the query it makes anyway; the engine
copies it into columns when the session is written, at most once a minute.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Subquery
from django.utils import timezone

from namro_web.foundation.change_counts import EVERYBODY
from namro_web.foundation.models import ChangeCount
from namro_web.foundation.statements import Statement

# What a session knows of itself besides Django's own keys.
STARTED_AT, SEEN_AT, ADDRESS, DEVICE = "started_at", "seen_at", "address", "device"
IDLE, PROVED = "idle_seconds", "second_factor_proved"


def stored_key(session_key: str) -> str:
    """Give what the database keeps instead of the key a browser holds."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def _open_session(key: str, now: datetime) -> Any:
    from namro_web.accounts.models import Session, User

    names = [f"user__{field.attname}" for field in User._meta.concrete_fields]
    found = Session.objects.filter(session_key=key, expire_date__gt=now).order_by()
    everybodys = ChangeCount.objects.filter(scope=EVERYBODY).values("number")
    return found.values_list("session_data", Subquery(everybodys), *names)


_session_and_person = Statement(_open_session)


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with an owner and without the key.

    ``person`` is whoever the session belonged to when it was read: one question for both.
    """

    person: Any = None

    def load(self) -> dict[str, Any]:
        """Read the session, and its person with it."""
        from namro_web.accounts.models import User

        key = self.session_key
        row = _session_and_person.first(key=stored_key(key), now=timezone.now()) if key else None
        if row is None:
            self._session_key = None
            return {}
        data, everybodys_count, *values = row
        names = [field.attname for field in User._meta.concrete_fields]
        self.person = User.from_db("default", names, values) if values[0] is not None else None
        if self.person is not None:
            self.person.everybodys_count = everybodys_count
        decoded: dict[str, Any] = self.decode(data)
        return decoded

    def flush(self) -> None:
        """End the session and forget whose it was."""
        self.person = None
        super().flush()

    @classmethod
    def get_model_class(cls) -> Any:
        """Keep them in our table."""
        from namro_web.accounts.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        found = (
            self.model.objects.filter(
                session_key=stored_key(key), expire_date__gt=timezone.now()
            ).first()
            if key
            else None
        )
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Say whether there is a session with this key."""
        return bool(super().exists(stored_key(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        """End a session; this one by default."""
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=stored_key(key)).delete()

    def get_session_cookie_age(self) -> int:
        """Give the idle seconds after which this session ends; some people's end sooner."""
        return int(self.get(IDLE) or settings.SESSION_COOKIE_AGE)

    def create_model_instance(self, data: Any) -> Any:
        """Put beside the data what the list of sessions is made of."""
        person, table = data.get(SESSION_KEY), self.get_model_class()
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return table(
            session_key=stored_key(key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(person) if person else None,
            started_at=_moment(data.get(STARTED_AT)),
            seen_at=_moment(data.get(SEEN_AT)),
            address=data.get(ADDRESS) or None,
            device=str(data.get(DEVICE, ""))[:200],
        )


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
