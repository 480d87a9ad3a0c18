"""Addresses of the history of everything."""

from __future__ import annotations

from django.urls import path, re_path

from namro_web.journal import views

app_name = "journal"

urlpatterns = [
    path("lich-su/", views.journal_page, name="list"),
    re_path(r"^lich-su/tai-ve\.(?P<kind>csv|xlsx)$", views.journal_export, name="export"),
]
