"""Text from the browser about units → typed arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from namro_web.ui.fields import DateField, Form


class TreeFilter(Form):
    """Which units, as of which day."""

    q = forms.CharField(required=False, max_length=200)
    ngay = DateField(required=False)

    def day_or(self, today: date) -> date:
        """Give the day asked for, else today; a day that cannot be read counts as today."""
        asked: date | None = self.cleaned_data.get("ngay")
        return asked or today


class _Act(Form):
    """An act on a unit: its day, its document, and the state it was entered upon."""

    day = DateField(label="Áp dụng từ ngày")
    document_number = forms.CharField(
        label="Số, ký hiệu văn bản làm căn cứ",
        max_length=120,
        help_text="Ví dụ: 15/NQ-HĐND ngày 20/10/2026.",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewUnit(_Act):
    """A unit beneath another."""

    field_order = ("name", "short_name", "kind", "code", "day", "document_number")

    name = forms.CharField(label="Tên đơn vị", max_length=200)
    short_name = forms.CharField(label="Tên gọn", max_length=80, required=False)
    kind = forms.ChoiceField(label="Loại")
    code = forms.CharField(label="Mã", max_length=20, required=False)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class Rename(_Act):
    """Another name from a day on."""

    field_order = ("name", "short_name", "code", "day", "document_number")

    name = forms.CharField(label="Tên mới", max_length=200)
    short_name = forms.CharField(label="Tên gọn", max_length=80, required=False)
    code = forms.CharField(label="Mã", max_length=20, required=False)


class Move(_Act):
    """Another unit above from a day on."""

    field_order = ("parent_id", "day", "document_number")

    parent_id = forms.TypedChoiceField(label="Chuyển về trực thuộc", coerce=UUID)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = units  # type: ignore[attr-defined]


class Dissolve(_Act):
    """No more from a day on."""


class Undo(Form):
    """The last act, taken back."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PostForm(Form):
    """A post of a person in a unit."""

    unit_id = forms.TypedChoiceField(label="Đơn vị", coerce=UUID)
    role = forms.ChoiceField(label="Vai trò trên hệ thống")
    title = forms.CharField(label="Chức danh", max_length=200)
    valid_from = DateField(label="Từ ngày")

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, str]],
        roles: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = units  # type: ignore[attr-defined]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class PersonForm(PostForm):
    """A newcomer with a first post."""

    field_order = ("full_name", "username", "email", "unit_id", "role", "title", "valid_from")

    full_name = forms.CharField(label="Họ và tên", max_length=150)
    username = forms.CharField(
        label="Tên đăng nhập", max_length=150, help_text="Chữ, số và các dấu @ . + - _"
    )
    email = forms.EmailField(label="Thư điện tử", required=False)


class EndPost(Form):
    """The first day on which a post is held no more."""

    day = DateField(label="Không giữ từ ngày")


class PeopleSearch(Form):
    """Which people."""

    q = forms.CharField(required=False, max_length=200)
    trang = forms.IntegerField(required=False, min_value=1)

    def page(self) -> int:
        """Give the page asked for, else the first."""
        return self.cleaned_data.get("trang") or 1


class PeopleFile(Form):
    """The filled-in sheet."""

    file = forms.FileField(label="Tệp Excel đã điền (.xlsx)")


class ReadPeople(Form):
    """People read from a sheet, sealed so that what is taken in is what was shown."""

    rows = forms.CharField(widget=forms.HiddenInput)
