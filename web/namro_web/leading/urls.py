"""Addresses of the overview and of the weekly list."""

from __future__ import annotations

from django.urls import path, re_path

from namro_web.leading import views

app_name = "leading"

urlpatterns = [
    path("tong-quan/", views.leader_page, name="page"),
    path("tong-quan/viec-cham/", views.weekly, name="weekly"),
    path("tong-quan/viec-cham/chot/", views.close, name="close"),
    path("tong-quan/viec-cham/<int:list_id>/", views.weekly, name="kept"),
    path("tong-quan/viec-cham/<int:list_id>/gui/", views.send, name="send"),
    re_path(r"^tong-quan/viec-cham\.(?P<kind>docx|xlsx)$", views.weekly_file, name="file"),
    re_path(
        r"^tong-quan/viec-cham/(?P<list_id>[0-9]{1,17})\.(?P<kind>docx|xlsx)$",
        views.weekly_file,
        name="kept-file",
    ),
]
