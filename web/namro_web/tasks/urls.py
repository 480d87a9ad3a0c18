"""Addresses of tasks."""

from __future__ import annotations

from django.urls import path, re_path

from namro_web.tasks import display_views, list_views, sheet_views, views

app_name = "tasks"

urlpatterns = [
    path("", views.home, name="home"),
    path("viec-cua-toi/", views.mine, name="mine"),
    path("tong-quan/don-vi/", views.dashboard, name="dashboard"),
    path("nhiem-vu/", list_views.task_list, name="list"),
    re_path(r"^nhiem-vu/tai-ve\.(?P<kind>csv|xlsx)$", list_views.task_export, name="export"),
    path("nhiem-vu/bo-loc/", list_views.filters, name="filters"),
    path("nhiem-vu/cot/", list_views.columns, name="columns"),
    path("nhiem-vu/luu-cach-xem/", list_views.save_view, name="save-view"),
    path("nhiem-vu/cach-xem/", list_views.views, name="views"),
    path("nhiem-vu/cach-xem/<int:view_id>/", list_views.open_view, name="view"),
    path("nhiem-vu/hang-loat/", list_views.bulk, name="bulk"),
    path("nhiem-vu/<int:task_id>/ben-duoi/", list_views.below, name="below"),
    path("nhiem-vu/bang-viec/", display_views.board, name="board"),
    path("nhiem-vu/bang-viec/<slug:group>/", display_views.board_column, name="board-column"),
    path("nhiem-vu/tien-trinh/", display_views.gantt, name="gantt"),
    path("nhiem-vu/lich/", display_views.calendar, name="calendar"),
    path("nhiem-vu/lich.ics", display_views.calendar_file, name="calendar-file"),
    path("nhiem-vu/bieu-tien-do.xlsx", sheet_views.download, name="sheet"),
    path("nhiem-vu/nap-bieu/", sheet_views.upload, name="fill"),
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
    path("nhiem-vu/nguoi/", views.people, name="people"),
    path("nhiem-vu/<int:task_id>/viec/<slug:name>/", views.act, name="act"),
    path("nhiem-vu/<int:task_id>/viec/<slug:name>/<int:item>/", views.act, name="act-on"),
]
