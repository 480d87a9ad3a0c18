"""Text from the browser about conclusions → typed arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from namro_web.ui.fields import DateField, Form, VersionField


class ConclusionForm(Form):
    """A conclusion or recommendation."""

    kind = forms.ChoiceField(label="Loại")
    unit_id = forms.TypedChoiceField(label="Đơn vị được kiểm tra", coerce=UUID)
    plan_id = forms.TypedChoiceField(label="Kế hoạch", coerce=int, required=False, empty_value=None)
    task_id = forms.TypedChoiceField(label="Nhiệm vụ", coerce=int, required=False, empty_value=None)
    text = forms.CharField(
        label="Nội dung", max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    document_number = forms.CharField(
        label="Số, ký hiệu văn bản kiểm tra", max_length=120, required=False
    )
    answer_by = DateField(label="Hạn đơn vị trả lời")

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        units: Sequence[tuple[str, str]],
        plans: Sequence[tuple[str, str]],
        tasks: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        none = ("", "Không riêng kế hoạch nào")
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["unit_id"].choices = [("", "Chọn đơn vị"), *units]  # type: ignore[attr-defined]
        self.fields["plan_id"].choices = [none, *plans]  # type: ignore[attr-defined]
        if tasks:
            self.fields["task_id"].choices = [("", "Cả kế hoạch"), *tasks]  # type: ignore[attr-defined]
        else:
            del self.fields["task_id"]


class AnswerForm(Form):
    """What a unit answers."""

    text = forms.CharField(
        label="Trả lời của đơn vị", max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    version = VersionField()


class AgainForm(Form):
    """What is still missing, and until when."""

    remark = forms.CharField(
        label="Cần bổ sung", max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer_by = DateField(label="Hạn trả lời mới")
    version = VersionField()


class CloseForm(Form):
    """How it is closed."""

    remark = forms.CharField(
        label="Nhận xét khi khép",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = VersionField()
