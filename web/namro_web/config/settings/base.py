"""What every installation shares. The embedded default needs no setting at all.

Environment:
    NAMRO_HOME: Folder of the database, uploads and secret key (default ``./var``).
    DATABASE_URL: ``postgresql://user:password@host:port/name``; without it, SQLite in NAMRO_HOME.
    NAMRO_PREPARED_STATEMENTS: ``0`` where a pooler stands before PostgreSQL that gives a connection to another after each transaction (default ``1``).
    NAMRO_HOSTS: Host names the site answers to, comma separated.
    NAMRO_UPLOAD_LIMIT: The largest document taken in, in bytes (default 50 MB).
    NAMRO_EVIDENCE_LIMIT: The largest piece of evidence taken in, in bytes (default 20 MB).
    NAMRO_CLAMD: Where a virus scanner (clamd) listens, ``unix:/run/clamav/clamd.ctl`` or ``tcp:host:3310``; without it files are not scanned.
    NAMRO_CLAMD_SECONDS: Seconds to wait for it (default 20).
    NAMRO_CLAMD_MAY_FAIL: ``1`` keeps a file unscanned when the scanner is down; otherwise the file is refused.
    NAMRO_DEADLINE_HOUR: Hour at which a deadline day ends (default 17, Asia/Ho_Chi_Minh).
    NAMRO_DUE_SOON_DAYS: Days before a deadline from which a task is "sắp đến hạn" (default 30).
    NAMRO_CONTINUOUS_DAYS: Days without a report after which standing work is behind (default 92).
    NAMRO_SESSION_MINUTES: Idle minutes after which a session ends (default 15).
    NAMRO_ADMIN_SESSION_MINUTES: The same for administrators (default 5).
    NAMRO_ADMIN_SECOND_FACTOR: ``0`` lets administrators sign in with a password alone (default ``1``; ``0`` in a demonstration).
    NAMRO_OFFICE_NETWORKS: Networks of the office, comma separated (``10.20.0.0/16,2001:db8::/32``); whoever comes from elsewhere needs a second factor. Without it, no difference is made.
    NAMRO_TRUSTED_PROXIES: Networks of our own reverse proxies, whose word on the asker's address and on HTTPS is believed (default none; ``127.0.0.1,::1`` with the settings ``prod``).
    NAMRO_SIGN_IN_TRIES: Wrong passwords after which a name is locked (default 5).
    NAMRO_SIGN_IN_LOCK_MINUTES: Minutes it stays locked (default 15).
    NAMRO_SIGN_IN_TRIES_PER_ADDRESS: Wrong passwords from one address within that time before it is answered 429 (default 60: an office shares one address).
    NAMRO_PASSWORDS_AT_ONCE: Passwords that one process hashes at the same moment, 19 MiB each; three times as many wait, the next is asked to try again (default 2).
    NAMRO_PASSWORD_LENGTH: Fewest characters of a password (default 14).
    NAMRO_PASSWORD_LENGTH_2FA: The same for people with a second factor (default 8).
    NAMRO_IDLE_DAYS: Days without signing in after which an account is closed (default 45).
    NAMRO_SEPARATE_CONFIRMATION: ``0`` lets a person confirm what they reported themselves (default ``1``: another has to, also through a delegation).
    NAMRO_TOKEN_DAYS: Days an API token works unless its maker says otherwise (default 90).
    NAMRO_TOKEN_MAX_DAYS: The most days an API token may work (default 366).
    NAMRO_TOKEN_CALLS: Calls a minute that one API token may make (default 600).
    NAMRO_URL: Address under which people reach the site, for links in mails and calendars (default: this machine, at the port served).
    NAMRO_SMTP: Mail server: ``smtp+tls://user:password@host:587``, ``smtps://…`` or ``smtp://…``. Without it no mail is sent.
    NAMRO_MAIL_FROM: Sender of mails (default ``Năm Rõ <khong-tra-loi@`` the site's host ``>``).
    NAMRO_OIDC_ISSUER: Issuer (or discovery address) of the OpenID Connect provider people sign in through; without it, none.
    NAMRO_OIDC_CLIENT_ID: Our name at the provider.
    NAMRO_OIDC_CLIENT_SECRET: Our secret at the provider.
    NAMRO_OIDC_CLIENT_SECRET_FILE: A file that holds it, instead.
    NAMRO_OIDC_LABEL: Words on the button (default “Đăng nhập qua hệ thống định danh”).
    NAMRO_OIDC_CLAIM: Claims that name a person, comma separated, the first that is there counts (default ``preferred_username,email``).
    NAMRO_OIDC_MATCH_USERNAME: ``1`` links somebody not linked yet to the user name that equals their claim; otherwise they are refused.
    NAMRO_OIDC_SECOND_FACTOR: Values of ``amr`` or ``acr`` that count as a second factor, comma separated (default none).
    NAMRO_OIDC_ONLY: ``1`` closes sign-in with a password.
    NAMRO_DATA_REQUEST_HOURS: Hours within which a person's request about their personal data is to be answered (default 72).
    NAMRO_MASK: What is masked in exported files, comma separated: ``email``, ``phone``, ``citizen-id`` (default all three; ``none`` masks nothing).
    NAMRO_HISTORY_YEARS: Years for which lines of history stay in the database; older ones ``namro-web archive-history`` moves into signed files (default ``0``: for ever).
    NAMRO_DEMO: ``1`` labels every page as invented data.
    NAMRO_NOW: Hold the clock at this moment (``2026-11-12T09:10``), for demonstrations.
    NAMRO_SECRET_KEY: The secret key, instead of the one kept in NAMRO_HOME.
    NAMRO_SECRET_KEY_FILE: A file that holds it. Every setting that is a secret (``DATABASE_URL``, the S3 keys, the metrics token) may be given so: its name with ``_FILE``.
    DATABASE_URL_FILE: A file that holds ``DATABASE_URL``.
    NAMRO_LOG_FORMAT: ``json`` or ``line`` (default: ``line`` on a terminal, else ``json``).
    NAMRO_METRICS_NETWORKS: Networks that may read ``/metrics`` and the reasons of ``/san-sang/`` (default ``127.0.0.1,::1``).
    NAMRO_METRICS_TOKEN: Whoever sends it (``Authorization: Bearer``) may read them too.
    NAMRO_METRICS_TOKEN_FILE: A file that holds it.
    NAMRO_UNSAFE_DATABASE: ``1`` serves although PostgreSQL's ``synchronous_commit`` or ``fsync`` is off; else the site refuses to start.
    NAMRO_KEPT_PAGES_MB: Memory in which one process keeps pages it has drawn, to give them again while nothing they show has changed (default 32; ``0`` keeps none).
    NAMRO_S3_BUCKET: Keep uploaded files in this bucket of an S3-compatible store instead of NAMRO_HOME/files.
    NAMRO_S3_ENDPOINT: Address of the store, ``https://host:port``; without it, Amazon's.
    NAMRO_S3_REGION: Its region (default ``us-east-1``, which most stores accept).
    NAMRO_S3_PREFIX: Folder inside the bucket.
    NAMRO_S3_ACCESS_KEY: The store's access key.
    NAMRO_S3_ACCESS_KEY_FILE: A file that holds it.
    NAMRO_S3_SECRET_KEY: The store's secret key.
    NAMRO_S3_SECRET_KEY_FILE: A file that holds it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from namro_web.accounts.sign_in_provider import provider_from_environment
from namro_web.config.databases import database_from_environment
from namro_web.config.mail import mail_from_environment
from namro_web.config.secret_key import secret_from, secret_key_kept_in
from namro_web.foundation.addresses import networks

HOME = Path(os.environ.get("NAMRO_HOME", "var")).resolve()

SECRET_KEY = secret_from("NAMRO_SECRET_KEY") or secret_key_kept_in(HOME)
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
    "namro_web.tokens",
    "namro_web.plans",
    "namro_web.indicators",
    "namro_web.tasks",
    "namro_web.intake",
    "namro_web.comparing",
    "namro_web.inspecting",
    "namro_web.amending",
    "namro_web.notices",
    "namro_web.finding",
    "namro_web.leading",
    "namro_web.journal",
    "namro_web.privacy",
    "namro_web.operations",
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
    "allauth.socialaccount",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "namro_web.ui.middleware.true_asker",
    # Outside of all that may answer, so that styles, refusals and errors carry the headers too.
    "namro_web.ui.middleware.browser_safety",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "namro_web.operations.middleware.observe",
    "django.middleware.security.SecurityMiddleware",
    "namro_web.operations.middleware.probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "namro_web.ui.packing.Packing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "namro_web.accounts.asking.Asker",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "namro_web.accounts.middleware.own_password_first",
    "namro_web.organisations.middleware.acting_post",
    "namro_web.accounts.middleware.keep_session_alive",
    "namro_web.accounts.middleware.second_factor_first",
    "namro_web.ui.secrecy_gate.SecrecyGate",
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

# Let PostgreSQL keep the plans of what every page asks; a pooler between must then keep sessions.
PREPARED_STATEMENTS = os.environ.get("NAMRO_PREPARED_STATEMENTS", "1") == "1"
DATABASES = {"default": database_from_environment(home=HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The house's history refuses changes in the database itself; tests that empty tables switch it off.
HISTORY_GUARD = True
HISTORY_YEARS = int(os.environ.get("NAMRO_HISTORY_YEARS", "0"))
# Where the end of the chain is noted from time to time, outside the database it must agree with.
HISTORY_SEALS = HOME / "history-seals.jsonl"
# Keys of the fields that lie encrypted in the database.
DATA_KEYS = HOME / "data-keys"
# Hours within which a person's request about their data is to be answered.
# What is masked in files that are taken out.
MASK_IN_EXPORTS = frozenset(os.environ.get("NAMRO_MASK", "email,phone,citizen-id").split(","))
DATA_REQUEST_HOURS = int(os.environ.get("NAMRO_DATA_REQUEST_HOURS", "72"))

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
# Uploaded documents and evidence in an S3-compatible store instead of MEDIA_ROOT.
S3 = {
    "bucket": os.environ.get("NAMRO_S3_BUCKET", ""),
    "endpoint": os.environ.get("NAMRO_S3_ENDPOINT", ""),
    "region": os.environ.get("NAMRO_S3_REGION", ""),
    "prefix": os.environ.get("NAMRO_S3_PREFIX", ""),
    "access_key": secret_from("NAMRO_S3_ACCESS_KEY"),
    "secret_key": secret_from("NAMRO_S3_SECRET_KEY"),
}
# The largest document taken in; what is larger is refused at the door, unread.
UPLOAD_LIMIT = int(os.environ.get("NAMRO_UPLOAD_LIMIT", str(50 * 1024 * 1024)))
EVIDENCE_MAX_BYTES = int(os.environ.get("NAMRO_EVIDENCE_LIMIT", str(20 * 1024 * 1024)))
# A ClamAV daemon that looks at evidence: "unix:/run/clamav/clamd.ctl" or "tcp:127.0.0.1:3310".
NAMRO_CLAMD = os.environ.get("NAMRO_CLAMD", "")
NAMRO_CLAMD_SECONDS = float(os.environ.get("NAMRO_CLAMD_SECONDS", "20"))
# "1" keeps files unscanned while the daemon does not answer; else they are refused.
NAMRO_CLAMD_MAY_FAIL = os.environ.get("NAMRO_CLAMD_MAY_FAIL", "") == "1"

# Rules of the field that an office may set otherwise.
DEADLINE_CUTOFF_HOUR = int(os.environ.get("NAMRO_DEADLINE_HOUR", "17"))
DEADLINE_SOON_DAYS = int(os.environ.get("NAMRO_DUE_SOON_DAYS", "30"))
CONTINUOUS_REPORT_DAYS = int(os.environ.get("NAMRO_CONTINUOUS_DAYS", "92"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Pages kept until something they show changes, in each process.
KEPT_PAGES_BYTES = int(os.environ.get("NAMRO_KEPT_PAGES_MB", "32")) * 1024 * 1024

SITE_URL = os.environ.get("NAMRO_URL", "http://127.0.0.1:8000").rstrip("/")
MAIL_DOMAIN = urlsplit(SITE_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL = os.environ.get("NAMRO_MAIL_FROM", f"Năm Rõ <khong-tra-loi@{MAIL_DOMAIN}>")
_MAIL = mail_from_environment()
MAIL_IS_ON = _MAIL.is_on
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_IS_ON else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.scheme == "smtp+tls", _MAIL.scheme == "smtps"
# A server that does not answer must not hold up the worker.
EMAIL_TIMEOUT = 20

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# The first keeps new passwords; the second still reads those of older installations.
PASSWORD_HASHERS = [
    "namro_web.accounts.hashers.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORDS_AT_ONCE = max(1, int(os.environ.get("NAMRO_PASSWORDS_AT_ONCE", "2")))
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
# People may sign in through the office's own system; nobody gets an account by merely doing so.
OIDC = provider_from_environment()
SOCIALACCOUNT_ADAPTER = "namro_web.accounts.oidc.ProviderSignIn"
SOCIALACCOUNT_STORE_TOKENS = False
# Who reported does not confirm, through a delegation neither.
SEPARATE_CONFIRMATION = os.environ.get("NAMRO_SEPARATE_CONFIRMATION", "1") != "0"
TOKEN_DAYS = int(os.environ.get("NAMRO_TOKEN_DAYS", "90"))
TOKEN_MAX_DAYS = int(os.environ.get("NAMRO_TOKEN_MAX_DAYS", "366"))
TOKEN_CALLS_PER_MINUTE = int(os.environ.get("NAMRO_TOKEN_CALLS", "600"))
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
# Passwords are counted by ``accounts.limits``; what the library counts itself are wrong codes.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key", "login": ""}
SIGN_IN_TRIES = int(os.environ.get("NAMRO_SIGN_IN_TRIES", "5"))
SIGN_IN_LOCK_MINUTES = int(os.environ.get("NAMRO_SIGN_IN_LOCK_MINUTES", "15"))
SIGN_IN_TRIES_PER_ADDRESS = int(os.environ.get("NAMRO_SIGN_IN_TRIES_PER_ADDRESS", "60"))
SIGN_INS_PER_ADDRESS_AND_MINUTE = 2 * SIGN_IN_TRIES_PER_ADDRESS
MFA_ADAPTER = "namro_web.accounts.adapter.SecondFactor"
MFA_FORMS = {
    "authenticate": "namro_web.accounts.forms.EnterCode",
    "reauthenticate": "namro_web.accounts.forms.ConfirmCode",
    "activate_totp": "namro_web.accounts.forms.ActivateCode",
    "add_webauthn": "namro_web.accounts.forms.AddKey",
    "authenticate_webauthn": "namro_web.accounts.forms.ShowKey",
    "reauthenticate_webauthn": "namro_web.accounts.forms.ConfirmKey",
    "edit_webauthn": "namro_web.accounts.forms.NameKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Năm Rõ"

# Idle minutes after which a session ends; ``keep_session_alive`` pushes the end ahead.
SESSION_COOKIE_AGE = int(os.environ.get("NAMRO_SESSION_MINUTES", "15")) * 60
ADMINISTRATOR_SESSION_AGE = int(os.environ.get("NAMRO_ADMIN_SESSION_MINUTES", "5")) * 60
SESSION_ENGINE = "namro_web.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "namro_web.ui.answers.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Limits hold for all processes together, so they are kept where all look.
CACHES = {
    "default": {"BACKEND": "namro_web.accounts.shared_cache.SharedCache"},
    # For counts at every call, where a write to the database would cost more than the call.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Shown on every page while the data is invented; `namro-web demo` switches it on.
DEMO_DATA = os.environ.get("NAMRO_DEMO", "") == "1"

# A password alone does not open an administrator's account; a demonstration's are printed anyway.
SECOND_FACTOR_FOR_ADMINISTRATORS = (
    os.environ.get("NAMRO_ADMIN_SECOND_FACTOR", "0" if DEMO_DATA else "1") == "1"
)
# From elsewhere nobody works with a password alone; empty: no difference is made.
OFFICE_NETWORKS = networks(os.environ.get("NAMRO_OFFICE_NETWORKS", ""))
# Reverse proxies whose word on the asker's address is believed.
TRUSTED_PROXIES = networks(os.environ.get("NAMRO_TRUSTED_PROXIES", ""))

# On a terminal a readable line; to a file, journald or a container one JSON object a line.
LOG_FORMAT = os.environ.get("NAMRO_LOG_FORMAT") or ("line" if sys.stderr.isatty() else "json")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "namro_web.foundation.logs.PlainLines",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "namro_web.foundation.logs.JsonLines"},
    },
    "handlers": {"screen": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["screen"], "level": "WARNING"},
    # waitress counts every request that waits a moment for a thread as worth a warning.
    # Django would say of every refusal, with its whole address, what our own line says without.
    "loggers": {
        "namro_web": {"level": "INFO"},
        "waitress.queue": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}

# Machines that watch the site: `/metrics`, and the reasons of `/san-sang/`.
METRICS_NETWORKS = networks(os.environ.get("NAMRO_METRICS_NETWORKS", "127.0.0.1,::1"))
METRICS_TOKEN = secret_from("NAMRO_METRICS_TOKEN")
# Serve although the database would forget what it acknowledged.
UNSAFE_DATABASE = os.environ.get("NAMRO_UNSAFE_DATABASE", "") == "1"
