"""Addresses of units, of people and of changing the post acted for."""

from __future__ import annotations

from django.urls import path

from namro_web.organisations import provider_views, sheet_views, standing_views, views

app_name = "organisations"
urlpatterns = [
    path("don-vi/", views.unit_tree, name="units"),
    path("don-vi/nhap/", sheet_views.import_units, name="import-units"),
    path("don-vi/nhap/mau.xlsx", sheet_views.units_template, name="units-template"),
    path("don-vi/<uuid:unit_id>/", views.unit_page, name="unit"),
    path("don-vi/<uuid:unit_id>/them/", views.add_unit, name="add-unit"),
    path("don-vi/<uuid:unit_id>/doi-ten/", views.rename, name="rename"),
    path("don-vi/<uuid:unit_id>/chuyen/", views.move, name="move"),
    path("don-vi/<uuid:unit_id>/giai-the/", views.dissolve, name="dissolve"),
    path("don-vi/<uuid:unit_id>/doi-loai/", views.reclassify, name="reclassify"),
    path("don-vi/<uuid:unit_id>/nhap/", views.merge, name="merge"),
    path("don-vi/<uuid:unit_id>/chia/", views.split, name="split"),
    path("don-vi/<uuid:unit_id>/rut-lai/", views.undo, name="undo"),
    path("nguoi-dung/", views.people, name="people"),
    path("nguoi-dung/them/", views.new_person, name="new-person"),
    path("nguoi-dung/nhap/", views.import_people, name="import-people"),
    path("nguoi-dung/nhap/mau.xlsx", views.people_template, name="people-template"),
    path("nguoi-dung/<int:user_id>/", views.person, name="person"),
    path("nguoi-dung/<int:user_id>/vi-tri/", views.new_post, name="new-post"),
    path("nguoi-dung/<int:user_id>/mat-khau/", views.new_password, name="new-password"),
    path("nguoi-dung/<int:user_id>/hai-lop/", views.reset_factor, name="reset-factor"),
    path("nguoi-dung/<int:user_id>/mo-khoa-tam/", views.unlock, name="unlock"),
    path("nguoi-dung/<int:user_id>/phien/", views.sign_out, name="sign-out"),
    path("nguoi-dung/<int:user_id>/dinh-danh/", provider_views.provider_link, name="provider-link"),
    path("nguoi-dung/<int:user_id>/khoa/", views.close, name="close-account"),
    path("nguoi-dung/<int:user_id>/mo/", views.reopen, name="reopen-account"),
    path("nguoi-dung/vi-tri/<int:post_id>/ket-thuc/", standing_views.finish_post, name="end-post"),
    path("uy-quyen/", standing_views.delegations, name="delegations"),
    path("uy-quyen/them/", standing_views.new_delegation, name="new-delegation"),
    path(
        "uy-quyen/<int:delegation_id>/ket-thuc/",
        standing_views.finish_delegation,
        name="end-delegation",
    ),
    path("ban-giao/", standing_views.handovers, name="handovers"),
    path("ban-giao/vi-tri/<int:post_id>/", standing_views.pass_work_on, name="hand-over"),
    path("ban-giao/<int:handover_id>/", standing_views.minutes, name="minutes"),
    path(
        "ban-giao/<int:handover_id>/bien-ban.docx",
        standing_views.minutes_file,
        name="minutes-file",
    ),
    path("doi-vi-tri/", views.act_as, name="act-as"),
]
