"""Addresses of a plan's versions, of two moments of it, and of an amendment in the making."""

from __future__ import annotations

from django.urls import path

from namro_web.amending import views

app_name = "amending"

urlpatterns = [
    path("ke-hoach/<int:plan_id>/phien-ban/", views.versions, name="versions"),
    path("ke-hoach/<int:plan_id>/phien-ban/so-sanh/", views.compared, name="compared"),
    path("ke-hoach/<int:plan_id>/phien-ban/so-sanh.xlsx", views.export, name="export"),
    path("ke-hoach/<int:plan_id>/phien-ban/<int:number>/hoan-tac/", views.undo, name="undo"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/bat-dau/", views.start, name="start"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/", views.workspace, name="workspace"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/ap-dung/", views.apply, name="apply"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/chua-ro/", views.unclear, name="unclear"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/phieu-lam-ro.<str:kind>", views.slip, name="slip"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/bo/", views.discard, name="discard"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/buoc/", views.step, name="step"),
    path("ke-hoach/<int:plan_id>/dieu-chinh/them/<str:kind>/", views.add, name="add"),
    path(
        "ke-hoach/<int:plan_id>/dieu-chinh/sua/<str:kind>/<int:thing_id>/", views.edit, name="edit"
    ),
]
