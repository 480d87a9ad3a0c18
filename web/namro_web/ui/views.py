"""Search, help, and the page that shows every component."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from namro_web.foundation import clock
from namro_web.ui import searching
from namro_web.ui.doors import anyone, requires, signed_in
from namro_web.ui.fields import DateField, Form
from namro_web.ui.kept import kept
from namro_web.ui.pages import fragment, page
from namro_web.ui.statuses import STATUSES

MEANINGS = [
    ("not_started", "Đã giao, chưa có cập nhật nào."),
    ("in_progress", "Đơn vị chủ trì đã cập nhật tiến độ, còn trong hạn."),
    ("due_soon", "Còn ít ngày nữa đến hạn."),
    ("overdue", "Đã qua 17:00 ngày đến hạn mà chưa hoàn thành."),
    ("submitted", "Đơn vị chủ trì báo đã xong, chờ người giao xác nhận."),
    ("returned", "Người giao chưa đồng ý, có nêu lý do."),
    ("done", "Người giao đã xác nhận, có minh chứng."),
    ("waiting_event", "Hạn tính từ một sự kiện chưa xảy ra; không tính quá hạn."),
    ("paused", "Tạm dừng, có lý do."),
    ("cancelled", "Đã hủy, có lý do; vẫn giữ trong lịch sử."),
]


@requires(signed_in)
@kept(searching.scopes_of)
def search(request: HttpRequest) -> HttpResponse:
    """Find things by a few words, with or without diacritics; what is asked lives in the address."""
    asked = searching.asked_from(request.GET.dict())
    shown = searching.look_up(request, asked)
    context: dict[str, Any] = {
        "asked": asked,
        "shown": shown,
        "groups": [] if asked.is_narrowed else searching.beside(request, asked.key),
        "search_words": asked.words,
    }
    context["kinds"] = [
        (label, number, asked.address(kind=key), key == asked.kind)
        for key, label, number in shown.counts
    ]
    context["every"] = (asked.address(kind=""), sum(number for *_, number in shown.counts))
    context["pages"] = searching.pages_of(asked, shown)
    if not (request.htmx and request.htmx.target == "found"):  # type: ignore[attr-defined]
        context["plans"] = searching.plans_of(request)
    return page(request, "ui/search.html", context, fragment="ui/_found.html")


@requires(signed_in)
def search_hints(request: HttpRequest) -> HttpResponse:
    """The first few things found, under the box of the top bar while somebody types."""
    asked = searching.asked_from(request.GET.dict())
    shown = searching.look_up(request, asked, size=6)
    context = {
        "asked": asked,
        "shown": shown,
        "groups": searching.beside(request, asked.key, limit=2),
        "every": asked.address(),
    }
    return fragment(request, "ui/_hints.html", context)


@requires(signed_in)
def help_page(request: HttpRequest) -> HttpResponse:
    """Say what the statuses mean and which keys there are."""
    return page(request, "ui/help.html", {"meanings": MEANINGS})


class SampleForm(Form):
    """A form with one of everything, for the page of components."""

    name = forms.CharField(label="Tên nhiệm vụ", help_text="Một câu, bắt đầu bằng động từ.")
    due = DateField(label="Hạn hoàn thành")
    kind = forms.ChoiceField(
        label="Loại hạn", choices=[("date", "Theo ngày"), ("event", "Theo sự kiện")]
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Gửi thông báo cho đơn vị chủ trì", required=False)


@requires(anyone)
def components(request: HttpRequest) -> HttpResponse:
    """Show every component, for whoever builds or judges pages. Development only."""
    now = clock.now()
    counts = {"done": 3, "in_progress": 7, "overdue": 1, "not_started": 2, "waiting_event": 3}
    rows = [
        {
            "icon": "list-check",
            "label": "Rõ việc",
            "value": "Xây dựng kế hoạch để mỗi người dân có danh tính số",
        },
        {"icon": "user", "label": "Rõ người", "value": "Công an xã chủ trì"},
        {
            "icon": "gavel",
            "label": "Rõ trách nhiệm",
            "value": "Phối hợp: các ngành, đoàn thể, các Trưởng xóm (12 xóm)",
            "note": "Theo dõi: Văn phòng - Thống kê",
        },
        {"icon": "file-check", "label": "Rõ kết quả", "value": "Kế hoạch"},
        {
            "icon": "calendar",
            "label": "Rõ thời gian",
            "value": "30/11/2026, 17:00",
            "note": "Hạn đầu: 31/12/2025 (văn bản ghi “Năm 2025”)",
        },
    ]
    entries = [
        {
            "icon": "edit",
            "tone": "in_progress",
            "who": "Công an xã",
            "what": "cập nhật kết quả",
            "at": now,
            "text": "8/12 xóm đã rà soát.",
            "files": [{"name": "Biểu rà soát 12 xóm.xlsx", "url": "#", "size": 49152}],
        },
        {
            "icon": "alert-triangle",
            "tone": "due_soon",
            "who": "Công an xã",
            "what": "nêu khó khăn, vướng mắc",
            "at": now - timedelta(days=9),
            "text": "Tổ công nghệ số cộng đồng ở 4 xóm chưa được tập huấn.",
        },
    ]
    form = SampleForm({"name": "", "due": "31/02/2026", "kind": "date"})
    context = {
        "statuses": list(STATUSES),
        "counts": counts,
        "sections": [
            (
                "I",
                "Nâng cao nhận thức, đổi mới tư duy",
                {"done": 3, "in_progress": 6, "overdue": 1, "not_started": 1},
                11,
            ),
            ("V", "Chuyển đổi số trong hệ thống chính trị", counts, 16),
        ],
        "rows": rows,
        "entries": entries,
        "form": form,
        "shown": Paginator(range(402), 50).page(3),
        "today": now.date(),
    }
    return page(request, "ui/components.html", context)
