"""Text from the browser about units → typed arguments."""

from __future__ import annotations

from datetime import date

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
