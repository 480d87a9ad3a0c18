"""Addresses of indicators."""

from __future__ import annotations

from django.urls import path

from namro_web.indicators import views

app_name = "indicators"

urlpatterns = [
    path("chi-tieu/", views.indicator_list, name="list"),
    path("chi-tieu/<int:indicator_id>/", views.indicator_detail, name="detail"),
]
