"""Behind HTTPS: cookies and addresses that never travel in the clear."""

import os

from namro_web.config.settings.base import *  # noqa: F403
from namro_web.foundation.addresses import networks

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
# Probes come from inside, without HTTPS, and carry nothing.
SECURE_REDIRECT_EXEMPT = [r"^song/$", r"^san-sang/$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The usual reverse proxy runs on the same machine.
TRUSTED_PROXIES = networks(os.environ.get("NAMRO_TRUSTED_PROXIES", "127.0.0.1,::1"))
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# An office's name enters no browser's built-in list unless it asks for that itself.
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]  # noqa: F405
