"""The database itself refuses to change or remove a line of history."""

from typing import Any

from django.conf import settings
from django.db import migrations

from namro_web.foundation import history_guard


def install(apps: Any, schema_editor: Any) -> None:
    if settings.HISTORY_GUARD:
        history_guard.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    history_guard.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
