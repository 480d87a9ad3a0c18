"""Find an account by the name typed at the door without looking at every account."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """An index over the names as they are compared: whatever their capitals."""

    dependencies = [("accounts", "0004_sessions_and_limits")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(Upper("username"), name="user_by_sign_in_name"),
        ),
    ]
