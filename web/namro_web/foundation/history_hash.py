"""The fingerprint of a line of history."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from namro_web.foundation.models import HistoryLine


def hash_of(line: HistoryLine) -> str:
    """Give the fingerprint of a line and, through ``previous_hash``, of all before it."""
    told = [
        line.number,
        line.verb,
        line.subject_type,
        line.subject_id,
        line.unit_id,
        line.actor_id,
        line.actor_name,
        line.post_id,
        line.post_name,
        line.at.astimezone(UTC).isoformat(timespec="microseconds"),
        line.data,
        line.previous_hash,
    ]
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8")).hexdigest()
