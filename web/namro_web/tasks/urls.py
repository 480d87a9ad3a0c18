"""Addresses of tasks."""

from __future__ import annotations

from django.urls import path, re_path

from namro_web.tasks import views

app_name = "tasks"

urlpatterns = [
    path("", views.home, name="home"),
    path("viec-cua-toi/", views.mine, name="mine"),
    path("tong-quan/", views.dashboard, name="dashboard"),
    path("nhiem-vu/", views.task_list, name="list"),
    re_path(r"^nhiem-vu/tai-ve\.(?P<kind>csv|xlsx)$", views.task_export, name="export"),
    path("nhiem-vu/minh-chung/<int:evidence_id>/", views.evidence_file, name="evidence"),
    path("nhiem-vu/<int:task_id>/", views.task_detail, name="detail"),
    path("nhiem-vu/<int:task_id>/lich-su/", views.task_history, name="history"),
    path("nhiem-vu/<int:task_id>/cap-nhat/", views.report, name="report"),
    path("nhiem-vu/<int:task_id>/bao-xong/", views.submit, name="submit"),
    path("nhiem-vu/<int:task_id>/phan-viec/", views.part, name="part"),
    path("nhiem-vu/<int:task_id>/su-kien/", views.event, name="event"),
    path("nhiem-vu/<int:task_id>/rut-lai/<int:update_id>/", views.take_back, name="take-back"),
    path("nhiem-vu/<int:task_id>/xac-nhan/", views.confirm, name="confirm"),
    path("nhiem-vu/<int:task_id>/tra-lai/", views.give_back, name="return"),
    path("nhiem-vu/<int:task_id>/gia-han/", views.extend, name="extend"),
    path("nhiem-vu/<int:task_id>/tam-dung/", views.pause, name="pause"),
    path("nhiem-vu/<int:task_id>/tiep-tuc/", views.resume, name="resume"),
    path("nhiem-vu/<int:task_id>/huy/", views.cancel, name="cancel"),
]
