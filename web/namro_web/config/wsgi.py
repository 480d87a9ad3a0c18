"""The entrance for a web server."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from namro_web.foundation.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro_web.config.settings.base")

application = get_wsgi_application()
settle()
