"""Text from a browser turned into typed arguments: filters of an address, reports, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms

from namro_web.plans.addresses import search_text, whole_number
from namro_web.tasks.clarities import CLARITIES
from namro_web.tasks.models import DeadlineKind, Role
from namro_web.tasks.parts import EvidenceFile
from namro_web.tasks.queries.lists import SORTS, STATUS_CHOICES, Filter
from namro_web.ui.fields import DateField, Form


def filter_from(query: Mapping[str, str]) -> Filter:
    """Read a filter from an address. What it does not know it leaves out: an address is no form."""
    written_unit = query.get("don-vi", "")
    return Filter(
        plan_id=whole_number(query, "ke-hoach", 0) or None,
        section_id=whole_number(query, "muc", 0) or None,
        unit_id=_uuid(written_unit),
        lead_name=search_text(query, "ten"),
        role=_known(query, "vai", Role.values),
        status=_known(query, "trang-thai", [key for key, _ in STATUS_CHOICES]),
        deadline_kind=_known(query, "han", DeadlineKind.values),
        missing=_known(query, "thieu", [key for key, _ in CLARITIES]),
        text=search_text(query),
        sort=_known(query, "sap-xep", list(SORTS)) or "plan",
        page=whole_number(query, "trang"),
    )


def address_of(wanted: Filter) -> str:
    """Write a filter as the query of an address, the page left out."""
    pairs = {
        "ke-hoach": wanted.plan_id,
        "muc": wanted.section_id,
        "don-vi": wanted.unit_id,
        "ten": wanted.lead_name,
        "vai": wanted.role,
        "trang-thai": wanted.status,
        "han": wanted.deadline_kind,
        "thieu": wanted.missing,
        "q": wanted.text,
        "sap-xep": "" if wanted.sort == "plan" else wanted.sort,
    }
    return urlencode({name: value for name, value in pairs.items() if value})


def _known(query: Mapping[str, str], name: str, values: list[str]) -> str:
    written = query.get(name, "")
    return written if written in values else ""


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return None


class ManyFilesInput(forms.ClearableFileInput):
    """A file control that takes several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFilesField(forms.FileField):
    """Several files; each is looked at by the action, not here."""

    widget = ManyFilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, max_length=500, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[EvidenceFile]:
        """Give the uploaded files with their bytes."""
        given = data if isinstance(data, list | tuple) else [data]
        return [EvidenceFile(one.name or "", one.read()) for one in given if one]


class _Versioned(Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _note(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        strip=True,
    )


class _Reporting(_Versioned):
    note = _note("Nội dung đã làm")
    document_number = forms.CharField(
        label="Số, ký hiệu văn bản",
        required=False,
        max_length=120,
        help_text="Ví dụ 57/KH-UBND ngày 12/5/2026.",
    )
    evidence = ManyFilesField(
        label="Tệp minh chứng",
        help_text="PDF, Word, Excel, PowerPoint, ảnh hoặc văn bản; mỗi tệp tối đa 20 MB.",
    )

    def arguments(self) -> dict[str, Any]:
        """Give what every reporting action takes."""
        data = self.cleaned_data
        return {
            "note": data["note"],
            "numbers": [data["document_number"]] if data["document_number"] else [],
            "files": data["evidence"],
            "version": data["version"],
        }


class ProgressForm(_Reporting):
    """How far a task has come."""

    percent = forms.IntegerField(
        label="Tiến độ (%)",
        required=False,
        widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": 5, "inputmode": "numeric"}),
        error_messages={"invalid": "Tiến độ là một số từ 0 đến 100."},
    )
    closes_period = forms.BooleanField(label="Đây là báo cáo của kỳ này", required=False)
    field_order = ("percent", "note", "document_number", "evidence", "closes_period", "version")


class SubmitForm(_Reporting):
    """That a task is done, with what shows it."""

    field_order = ("document_number", "evidence", "note", "version")


class PartForm(_Reporting):
    """How far a partner's own part has come."""

    state = forms.ChoiceField(
        label="Phần việc của đơn vị",
        choices=[
            ("in-progress", "Đang thực hiện"),
            ("done", "Hoàn thành"),
            ("not-started", "Chưa thực hiện"),
        ],
    )
    field_order = ("state", "note", "document_number", "evidence", "version")


class EventForm(_Versioned):
    """That the awaited event has happened."""

    happened_on = DateField(label="Ngày xảy ra sự kiện")
    due_day = DateField(label="Hạn thực hiện sau sự kiện")
    note = _note("Ghi chú", "Ví dụ: số văn bản đề nghị hoặc triển khai.")
    field_order = ("happened_on", "due_day", "note", "version")


class ReasonForm(_Versioned):
    """A decision that needs a reason."""

    note = _note("Lý do", required=True)
    field_order = ("note", "version")


class RemarkForm(_Versioned):
    """A decision that may carry a remark."""

    note = _note("Ý kiến")
    field_order = ("note", "version")


class ExtendForm(_Versioned):
    """More time, and why."""

    due_day = DateField(label="Hạn mới")
    note = _note("Lý do gia hạn", required=True)
    field_order = ("due_day", "note", "version")
