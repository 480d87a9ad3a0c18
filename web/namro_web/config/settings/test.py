"""Tests: fast passwords, jobs at once, nothing written outside the test's own folder."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("NAMRO_SECRET_KEY", "only-for-tests")
os.environ.setdefault("NAMRO_HOME", tempfile.mkdtemp(prefix="namro-test-"))

from namro_web.config.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, as in real life: the in-memory kind locks otherwise.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_AUTOREFRESH = True
# Tests that run real transactions empty every table afterwards.
HISTORY_GUARD = False
# Tests that are undone would leave seals of lines that never were.
HISTORY_SEALS = None  # type: ignore[assignment]
ACCOUNT_RATE_LIMITS = {"login": ""}
# Most tests are not about this; those that are switch it on.
SECOND_FACTOR_FOR_ADMINISTRATORS = False
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405
