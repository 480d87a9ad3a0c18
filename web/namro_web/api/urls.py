"""Address of the API: everything under ``/api/v1/``; its page for people at ``/api/v1/docs``."""

from __future__ import annotations

from django.urls import path

from namro_web.api.assembly import api

urlpatterns = [path("api/v1/", api.urls)]
