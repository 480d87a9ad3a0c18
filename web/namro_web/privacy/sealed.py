"""What this app keeps encrypted: how to reach those whose requests are open."""

from __future__ import annotations

from namro_web.privacy.models import DataRequest


def reseal() -> int:
    """Encrypt all contacts anew."""
    count = 0
    for asked in DataRequest.objects.exclude(contact="").order_by("pk").iterator():
        asked.save(update_fields=["contact"])
        count += 1
    return count
