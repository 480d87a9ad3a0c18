"""What every installation shares. The embedded default needs no setting at all.

Environment:
    NAMRO_HOME: Folder of the database, uploads and secret key (default ``./var``).
    DATABASE_URL: ``postgresql://user:password@host:port/name``; without it, SQLite in NAMRO_HOME.
    NAMRO_HOSTS: Host names the site answers to, comma separated.
    NAMRO_UPLOAD_LIMIT: The largest document taken in, in bytes (default 50 MB).
    NAMRO_EVIDENCE_LIMIT: The largest piece of evidence taken in, in bytes (default 20 MB).
    NAMRO_DEADLINE_HOUR: Hour at which a deadline day ends (default 17, Asia/Ho_Chi_Minh).
    NAMRO_DUE_SOON_DAYS: Days before a deadline from which a task is "sắp đến hạn" (default 30).
    NAMRO_CONTINUOUS_DAYS: Days without a report after which standing work is behind (default 92).
    NAMRO_SESSION_MINUTES: Idle minutes after which a session ends (default 15).
    NAMRO_PASSWORD_LENGTH: Fewest characters of a password (default 14).
    NAMRO_PASSWORD_LENGTH_2FA: The same for people with a second factor (default 8).
    NAMRO_IDLE_DAYS: Days without signing in after which an account is closed (default 45).
    NAMRO_DEMO: ``1`` labels every page as invented data.
    NAMRO_NOW: Hold the clock at this moment (``2026-11-12T09:10``), for demonstrations.
    NAMRO_SECRET_KEY: The secret key, instead of the one kept in NAMRO_HOME.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from namro_web.config.databases import database_from_environment
from namro_web.config.secret_key import secret_key_kept_in

HOME = Path(os.environ.get("NAMRO_HOME", "var")).resolve()

SECRET_KEY = os.environ.get("NAMRO_SECRET_KEY") or secret_key_kept_in(HOME)
DEBUG = False
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("NAMRO_HOSTS", "127.0.0.1,localhost").split(",")
    if host.strip()
]

INSTALLED_APPS = [
    "namro_web.foundation",
    "namro_web.ui",
    "namro_web.accounts",
    "namro_web.organisations",
    "namro_web.plans",
    "namro_web.indicators",
    "namro_web.tasks",
    "namro_web.intake",
    "namro_web.journal",
    "namro_web.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "namro_web.ui.middleware.browser_safety",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "namro_web.accounts.middleware.keep_session_alive",
    "namro_web.accounts.middleware.own_password_first",
    "namro_web.organisations.middleware.acting_post",
    "namro_web.ui.middleware.AnswerRefusals",
]

ROOT_URLCONF = "namro_web.config.urls"
WSGI_APPLICATION = "namro_web.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "namro_web.ui.context.frame",
            ],
            "builtins": ["namro_web.ui.templatetags.namro"],
        },
    },
]

DATABASES = {"default": database_from_environment(home=HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The house's history refuses changes in the database itself; tests that empty tables switch it off.
HISTORY_GUARD = True
# Where the end of the chain is noted from time to time, outside the database it must agree with.
HISTORY_SEALS = HOME / "history-seals.jsonl"

# Background work, kept in the database. `Job` is our word for it: Task means nhiệm vụ.
TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
# The largest document taken in; what is larger is refused at the door, unread.
UPLOAD_LIMIT = int(os.environ.get("NAMRO_UPLOAD_LIMIT", str(50 * 1024 * 1024)))
EVIDENCE_MAX_BYTES = int(os.environ.get("NAMRO_EVIDENCE_LIMIT", str(20 * 1024 * 1024)))

# Rules of the field that an office may set otherwise.
DEADLINE_CUTOFF_HOUR = int(os.environ.get("NAMRO_DEADLINE_HOUR", "17"))
DEADLINE_SOON_DAYS = int(os.environ.get("NAMRO_DUE_SOON_DAYS", "30"))
CONTINUOUS_REPORT_DAYS = int(os.environ.get("NAMRO_CONTINUOUS_DAYS", "92"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "namro_web.accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_LENGTH = int(os.environ.get("NAMRO_PASSWORD_LENGTH", "14"))
PASSWORD_LENGTH_WITH_SECOND_FACTOR = int(os.environ.get("NAMRO_PASSWORD_LENGTH_2FA", "8"))
# Nobody signs in with an account that has rested this long; an administrator opens it again.
IDLE_DAYS = int(os.environ.get("NAMRO_IDLE_DAYS", "45"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "namro_web.accounts.adapter.InternalAccounts"
ACCOUNT_FORMS = {
    "login": "namro_web.accounts.forms.SignIn",
    "change_password": "namro_web.accounts.forms.ChangePassword",
    "reauthenticate": "namro_web.accounts.forms.ConfirmPassword",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Five wrong passwords lock a name for a quarter of an hour; an office shares one address.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,60/15m/ip", "login": "120/m/ip"}
MFA_ADAPTER = "namro_web.accounts.adapter.SecondFactor"
MFA_FORMS = {
    "authenticate": "namro_web.accounts.forms.EnterCode",
    "reauthenticate": "namro_web.accounts.forms.ConfirmCode",
    "activate_totp": "namro_web.accounts.forms.ActivateCode",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Năm Rõ"

# Idle minutes after which a session ends; ``keep_session_alive`` pushes the end ahead.
SESSION_COOKIE_AGE = int(os.environ.get("NAMRO_SESSION_MINUTES", "15")) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "namro_web.ui.answers.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Shown on every page while the data is invented; `namro-web demo` switches it on.
DEMO_DATA = os.environ.get("NAMRO_DEMO", "") == "1"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"screen": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["screen"], "level": "WARNING"},
    "loggers": {"namro_web": {"level": "INFO"}},
}
