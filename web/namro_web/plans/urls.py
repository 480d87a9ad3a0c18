"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from namro_web.plans import views

app_name = "plans"

urlpatterns = [
    path("ke-hoach/", views.plan_list, name="list"),
    path("ke-hoach/<int:plan_id>/", views.plan_overview, name="overview"),
    path("ke-hoach/<int:plan_id>/can-cu/", views.plan_grounds, name="grounds"),
    path("ke-hoach/<int:plan_id>/van-ban/", views.plan_source, name="source"),
    path("ke-hoach/<int:plan_id>/lich-su/", views.plan_history, name="history"),
    path("van-ban/<int:document_id>/tep-goc/", views.document_file, name="document-file"),
]
