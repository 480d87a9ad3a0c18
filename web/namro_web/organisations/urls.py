"""Addresses of units and of changing the post acted for."""

from __future__ import annotations

from django.urls import path

from namro_web.organisations import views

app_name = "organisations"
urlpatterns = [
    path("don-vi/", views.unit_tree, name="units"),
    path("doi-vi-tri/", views.act_as, name="act-as"),
]
