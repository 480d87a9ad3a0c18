"""Addresses of the frame itself."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from namro_web.ui import views

app_name = "ui"
urlpatterns = [
    path("tim-kiem/", views.search, name="search"),
    path("tim-kiem/goi-y/", views.search_hints, name="search-hints"),
    path("tro-giup/", views.help_page, name="help"),
]
if settings.DEBUG:
    urlpatterns.append(path("giao-dien/", views.components, name="components"))
