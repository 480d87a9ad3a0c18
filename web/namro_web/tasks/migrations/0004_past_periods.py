"""Give every period that has been reported on a row of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations


def keep_periods(apps: Any, schema_editor: Any) -> None:
    update = apps.get_model("tasks", "Update")
    occurrence = apps.get_model("tasks", "Occurrence")
    zone = ZoneInfo(getattr(settings, "DEADLINE_ZONE", "Asia/Ho_Chi_Minh"))
    cutoff = getattr(settings, "DEADLINE_CUTOFF_HOUR", 17)
    found = update.objects.filter(period_end__isnull=False, taken_back_at=None).order_by("id")
    for one in found.iterator(chunk_size=500):
        local = one.at.astimezone(zone)
        day = local.date() + timedelta(days=1 if local.hour >= cutoff else 0)
        occurrence.objects.update_or_create(
            task_id=one.task_id,
            due_day=one.period_end,
            defaults={"update_id": one.pk, "reported_day": day},
        )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_carrying_out")]

    operations = [migrations.RunPython(keep_periods, migrations.RunPython.noop)]
