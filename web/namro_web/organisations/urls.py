"""Addresses of units, of people and of changing the post acted for."""

from __future__ import annotations

from django.urls import path

from namro_web.organisations import views

app_name = "organisations"
urlpatterns = [
    path("don-vi/", views.unit_tree, name="units"),
    path("don-vi/<uuid:unit_id>/", views.unit_page, name="unit"),
    path("don-vi/<uuid:unit_id>/them/", views.add_unit, name="add-unit"),
    path("don-vi/<uuid:unit_id>/doi-ten/", views.rename, name="rename"),
    path("don-vi/<uuid:unit_id>/chuyen/", views.move, name="move"),
    path("don-vi/<uuid:unit_id>/giai-the/", views.dissolve, name="dissolve"),
    path("don-vi/<uuid:unit_id>/rut-lai/", views.undo, name="undo"),
    path("nguoi-dung/", views.people, name="people"),
    path("nguoi-dung/them/", views.new_person, name="new-person"),
    path("nguoi-dung/nhap/", views.import_people, name="import-people"),
    path("nguoi-dung/nhap/mau.xlsx", views.people_template, name="people-template"),
    path("nguoi-dung/<int:user_id>/", views.person, name="person"),
    path("nguoi-dung/<int:user_id>/vi-tri/", views.new_post, name="new-post"),
    path("nguoi-dung/<int:user_id>/mat-khau/", views.new_password, name="new-password"),
    path("nguoi-dung/<int:user_id>/khoa/", views.close, name="close-account"),
    path("nguoi-dung/<int:user_id>/mo/", views.reopen, name="reopen-account"),
    path("nguoi-dung/vi-tri/<int:post_id>/ket-thuc/", views.finish_post, name="end-post"),
    path("doi-vi-tri/", views.act_as, name="act-as"),
]
