"""Every address of the site. Each app keeps its own under a Vietnamese word."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# Order matters only for reading: what an official opens first stands first.
APPS = [
    "tasks",
    "plans",
    "indicators",
    "intake",
    "organisations",
    "accounts",
    "journal",
    "api",
    "ui",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"namro_web.{app}.urls"))
    for app in APPS
    if find_spec(f"namro_web.{app}.urls") is not None
]
