"""Text from a browser turned into typed arguments: wishes and rules."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from namro_web.notices.models import ByMail
from namro_web.notices.reminders import Calendar
from namro_web.ui.fields import Form, VersionField


class WishesForm(Form):
    """How to be told by mail."""

    by_mail = forms.ChoiceField(
        label="Nhận thư điện tử",
        choices=ByMail.choices,
        help_text="Thông báo luôn có trong hệ thống; thư chỉ là thêm.",
    )


class DaysField(forms.CharField):
    """Numbers of days, written as people write them: “7, 3, 1”."""

    default_error_messages = {"days": "Ghi các số ngày cách nhau dấu phẩy, ví dụ 7, 3, 1."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=60, **kwargs)

    def clean(self, value: Any) -> tuple[int, ...]:
        """Give the numbers."""
        written = super().clean(value)
        parts = [part for part in re.split(r"[\s,;]+", written) if part]
        if any(not re.fullmatch(r"\d{1,3}", part) for part in parts):
            raise forms.ValidationError(self.error_messages["days"], code="days")
        return tuple(dict.fromkeys(int(part) for part in parts))


def _hour(label: str) -> forms.TypedChoiceField:
    hours = [(number, f"{number:02d}:00") for number in range(24)]
    return forms.TypedChoiceField(label=label, choices=hours, coerce=int)


def _days(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=120,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class RulesForm(Form):
    """When a commune reminds and when it keeps quiet."""

    is_on = forms.BooleanField(label="Nhắc việc theo thời hạn", required=False)
    before = DaysField(label="Nhắc trước hạn (ngày)", help_text="Ví dụ: 7, 3, 1.")
    on_day = forms.BooleanField(label="Nhắc vào ngày đến hạn", required=False)
    after = DaysField(label="Nhắc sau khi quá hạn (ngày)", help_text="Ví dụ: 1, 3, 7.")
    then_every = forms.IntegerField(label="Sau đó nhắc lại mỗi (ngày)", min_value=1, max_value=120)
    head_after = _days("Báo thủ trưởng đơn vị chủ trì khi quá hạn (ngày)", "Để trống: không báo.")
    body_after = _days("Báo cơ quan thường trực khi quá hạn (ngày)", "Để trống: không báo.")
    digest_hour = _hour("Giờ gửi thư tổng hợp")
    quiet_from = _hour("Không gửi thư từ")
    quiet_to = _hour("đến")
    mail_on_weekends = forms.BooleanField(label="Gửi thư cả thứ Bảy, Chủ nhật", required=False)
    version = VersionField()

    def calendar(self) -> Calendar:
        """Give the rules that were typed."""
        data = {key: value for key, value in self.cleaned_data.items() if key != "version"}
        return Calendar(**data)
