from typing import Any

from django.db import migrations, models


def settle(apps: Any, schema_editor: Any) -> None:
    """Take the documents of amendments that are in force out of review."""
    amendments = apps.get_model("amending", "Amendment").objects.filter(
        stage="applied", draft__stage="ready", result__undone_at=None
    )
    apps.get_model("intake", "Draft").objects.filter(
        pk__in=list(amendments.values_list("draft_id", flat=True))
    ).update(stage="applied")


class Migration(migrations.Migration):
    dependencies = [
        ("amending", "0001_amendments"),
        ("intake", "0003_applied_drafts"),
        ("plans", "0003_clarity_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="amendment",
            name="waivers",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop),
    ]
