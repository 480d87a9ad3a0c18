"""Addresses of the coverage pages."""

from __future__ import annotations

from django.urls import path

from namro_web.comparing import views

app_name = "comparing"

urlpatterns = [
    path("ke-hoach/<int:plan_id>/doi-chieu/", views.coverage, name="coverage"),
    path("ke-hoach/<int:plan_id>/doi-chieu/cap-tren/", views.decide_parent, name="parent"),
    path("ke-hoach/<int:plan_id>/doi-chieu/muc/", views.decide_items, name="items"),
    path("ke-hoach/<int:plan_id>/doi-chieu/noi/", views.choose, name="choose"),
    path("ke-hoach/<int:plan_id>/doi-chieu/tom-tat/", views.summary, name="summary"),
    path(
        "ke-hoach/<int:plan_id>/doi-chieu/phuc-vu/<str:kind>/<int:thing_id>/",
        views.serves,
        name="serves",
    ),
    path(
        "ke-hoach/<int:plan_id>/doi-chieu/tai-ve.xlsx",
        views.export,
        {"kind": "xlsx"},
        name="export-xlsx",
    ),
    path(
        "ke-hoach/<int:plan_id>/doi-chieu/tai-ve.docx",
        views.export,
        {"kind": "docx"},
        name="export-docx",
    ),
]
