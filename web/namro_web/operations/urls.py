"""Addresses for machines and for administrators."""

from __future__ import annotations

from django.urls import path

from namro_web.operations import views

app_name = "operations"

urlpatterns = [
    path("song/", views.alive, name="alive"),
    path("san-sang/", views.ready, name="ready"),
    path("metrics", views.prometheus, name="metrics"),
    path("cong-viec-nen/", views.jobs, name="jobs"),
    path("cong-viec-nen/<uuid:job_id>/chay-lai/", views.retry, name="retry"),
]
