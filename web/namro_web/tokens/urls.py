"""Addresses of tokens: one's own, and everybody's for whoever administers."""

from __future__ import annotations

from django.urls import path

from namro_web.tokens import views

app_name = "tokens"

urlpatterns = [
    path("tai-khoan/ma-truy-cap/", views.mine, name="mine"),
    path("tai-khoan/ma-truy-cap/moi/", views.new, name="new"),
    path("tai-khoan/ma-truy-cap/<int:token_id>/thu-hoi/", views.revoke, name="revoke"),
    path("don-vi/ma-truy-cap/", views.everybodys, name="all"),
]
