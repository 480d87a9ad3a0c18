"""Listen to history from here on: nobody is told of what happened before there were notices."""

from typing import Any

from django.db import migrations


def begin(apps: Any, schema_editor: Any) -> None:
    head = apps.get_model("foundation", "HistoryHead").objects.filter(pk=1).first()
    # A new installation has no row yet, so that a backup may still be restored into it.
    if head is not None and head.number:
        apps.get_model("notices", "Hearing").objects.get_or_create(
            pk=1, defaults={"heard_through": head.number}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
        ("foundation", "0001_initial"),
    ]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
