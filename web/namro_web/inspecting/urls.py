"""Addresses of inspection."""

from __future__ import annotations

from django.urls import path

from namro_web.inspecting import views

app_name = "inspecting"
urlpatterns = [
    path("kiem-tra/", views.conclusion_list, name="list"),
    path("kiem-tra/ghi/", views.new_conclusion, name="new"),
    path("kiem-tra/<int:conclusion_id>/", views.conclusion_page, name="conclusion"),
    path("kiem-tra/<int:conclusion_id>/tra-loi/", views.answer_conclusion, name="answer"),
    path("kiem-tra/<int:conclusion_id>/bo-sung/", views.ask_conclusion_again, name="again"),
    path("kiem-tra/<int:conclusion_id>/khep/", views.close_conclusion, name="close"),
]
