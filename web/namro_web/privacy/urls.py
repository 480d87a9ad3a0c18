"""Addresses of personal data."""

from __future__ import annotations

from django.urls import path

from namro_web.privacy import views

app_name = "privacy"

urlpatterns = [
    path("du-lieu-ca-nhan/", views.privacy_page, name="page"),
    path("du-lieu-ca-nhan/<int:request_id>/ban-sao/", views.take_copy, name="copy"),
    path("du-lieu-ca-nhan/<int:request_id>/xoa/", views.erase, name="erase"),
]
