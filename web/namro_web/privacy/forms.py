"""Text from the browser about requests → typed arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from namro_web.privacy.models import RequestKind
from namro_web.ui.fields import Form


class RequestForm(Form):
    """Who asks for what, and how to reach them."""

    person = forms.TypedChoiceField(label="Người có yêu cầu", coerce=int)
    kind = forms.TypedChoiceField(label="Yêu cầu", choices=RequestKind.choices, coerce=RequestKind)
    contact = forms.CharField(
        label="Liên hệ để trả lời",
        required=False,
        max_length=200,
        help_text="Số điện thoại hoặc thư điện tử; lưu mã hóa, tự xóa khi trả lời xong.",
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Chọn người"), *people]  # type: ignore[attr-defined]
