"""Every address of the site. Each app keeps its own under a Vietnamese word."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# Order matters only for reading: what an official opens first stands first.
APPS = [
    "leading",
    "tasks",
    "plans",
    "indicators",
    "intake",
    "comparing",
    "inspecting",
    "amending",
    "notices",
    "organisations",
    "tokens",
    "accounts",
    "journal",
    "privacy",
    "operations",
    "api",
    "ui",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"namro_web.{app}.urls"))
    for app in APPS
    if find_spec(f"namro_web.{app}.urls") is not None
]

handler400 = "namro_web.operations.errors.bad_request"
handler500 = "namro_web.operations.errors.server_error"
