"""What the program writes about its own work: one JSON object a line, and no content of anybody's work.

A line carries the request it belongs to, so that a person who saw an error and the administrator
who reads the log speak of the same event.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# The request this thread answers; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Facts a line may carry beside its sentence; whatever else a library attaches is left out.
FACTS = (
    "route",
    "method",
    "status",
    "duration_ms",
    "bytes",
    "user",
    "job",
    "job_id",
    "worker",
    "attempt",
    "status_code",
)


class JsonLines(logging.Formatter):
    """One object a line, for journald, Loki, Elasticsearch and the like."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if current := request_id.get():
            line["request_id"] = current
        for name in FACTS:
            value = getattr(record, name, None)
            if value is not None:
                line[name] = value
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """One readable line, for whoever watches a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record, with the request it belongs to."""
        line = super().format(record)
        current = request_id.get()
        return f"{line} [{current}]" if current else line
