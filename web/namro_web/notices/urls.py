"""Addresses of notices."""

from __future__ import annotations

from django.urls import path, re_path

from namro_web.notices import views

app_name = "notices"

urlpatterns = [
    path("thong-bao/", views.notice_list, name="list"),
    path("thong-bao/<int:notice_id>/mo/", views.open_notice, name="open"),
    path("thong-bao/da-doc/", views.read_all, name="read-all"),
    path("thong-bao/cai-dat/", views.wishes, name="wishes"),
    path("thong-bao/lich/mo/", views.open_calendar, name="open-calendar"),
    path("thong-bao/lich/dong/", views.close_calendar, name="close-calendar"),
    path("thong-bao/nhac-viec/", views.rules, name="rules"),
    re_path(r"^lich/(?P<secret>[A-Za-z0-9_-]{20,100})\.ics$", views.calendar, name="calendar"),
]
