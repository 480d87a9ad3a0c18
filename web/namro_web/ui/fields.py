"""Forms as the house draws them: one column, errors beside the field and summarised on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from namro_web.foundation.errors import Invalid, Refusal


class Form(forms.Form):
    """A form that can show a refusal of the action it called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def add_refusal(self, refusal: Refusal) -> None:
        """Put a refusal at its field, or on top when it names none of ours."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, refusal.message)


OLD_PAGE = "Trang đã cũ; hãy tải lại rồi làm tiếp."
"""What is said to a form that does not tell what its page showed."""


def old_page(field: str = "version") -> Invalid:
    """Refuse what does not say what its page showed: it could write over what it has not seen."""
    return Invalid("ui.old-page", OLD_PAGE, field=field)


def version_shown(posted: Mapping[str, str]) -> int:
    """Give the version of a thing that the page showed from which a form comes.

    Raises:
        Invalid: The form does not say, or says no number.
    """
    written = posted.get("version", "")
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise old_page()
    return int(written)


class VersionField(forms.IntegerField):
    """Which version of a thing a page showed; without it nobody can tell what would be overwritten."""

    widget = forms.HiddenInput
    default_error_messages = {"required": OLD_PAGE, "invalid": OLD_PAGE}


class DateInput(forms.DateInput):
    """A date typed dd/mm/yyyy, as on paper; the browser's own picker would turn it round."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%d/%m/%Y", **kwargs)
        self.attrs.update(
            {"placeholder": "dd/mm/yyyy", "inputmode": "numeric", "autocomplete": "off"}
        )


class DateField(forms.DateField):
    """A date written dd/mm/yyyy."""

    widget = DateInput
    default_error_messages = {"invalid": "Ghi ngày theo dạng dd/mm/yyyy, ví dụ 30/06/2026."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d"], **kwargs)
