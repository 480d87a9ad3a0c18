"""PostgreSQL's own way of keeping a plan; imported only where PostgreSQL is in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg import Cursor


class PreparedCursor(ServerBindingCursor):
    """A cursor whose words the database reads and plans at most once a connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        """Ask; the first time the words are prepared, afterwards only values travel."""
        options.setdefault("prepare", True)
        ask: Callable[..., Any] = Cursor.execute
        return ask(self, query, params, **options)
