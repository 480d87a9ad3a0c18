"""What a line of history says can be searched without diacritics."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

from namro_web.foundation import history_guard
from namro_web.foundation.history import searchable


def fill(apps: Any, schema_editor: Any) -> None:
    # Only the new column is written; what the hashes cover stays as it is.
    line_model = apps.get_model("foundation", "HistoryLine")
    history_guard.remove(schema_editor.connection)
    for line in line_model.objects.order_by("pk").iterator(chunk_size=1000):
        line_model.objects.filter(pk=line.pk).update(search_key=searchable(line))
    if settings.HISTORY_GUARD:
        history_guard.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_guard_history")]
    operations = [
        migrations.AddField(
            model_name="historyline",
            name="search_key",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
