"""Text from the browser about tokens → typed arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from namro_web.ui.fields import DateField, Form

READ_ONLY, CHOSEN = "read", "chosen"


class TokenForm(Form):
    """A token to be made: for what, how far, how long."""

    name = forms.CharField(
        label="Tên mã",
        max_length=80,
        help_text="Chương trình hoặc máy sẽ dùng mã, ví dụ “Máy chủ báo cáo của tỉnh”.",
    )
    kind = forms.ChoiceField(
        label="Được làm gì",
        choices=[
            (READ_ONLY, "Chỉ đọc: không thay đổi được gì"),
            (CHOSEN, "Những việc chọn dưới đây"),
        ],
        initial=READ_ONLY,
        widget=forms.RadioSelect,
    )
    duties = forms.MultipleChoiceField(
        label="Việc được làm",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ dùng khi chọn “Những việc chọn dưới đây”. Vị trí mất quyền nào thì mã cũng mất quyền đó.",
    )
    parts = forms.MultipleChoiceField(label="Phần được gọi", widget=forms.CheckboxSelectMultiple)
    expires_on = DateField(label="Dùng được đến hết ngày")

    def __init__(
        self,
        *args: Any,
        duties: Sequence[tuple[str, str]],
        parts: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duties"].choices = duties  # type: ignore[attr-defined]
        self.fields["parts"].choices = parts  # type: ignore[attr-defined]
