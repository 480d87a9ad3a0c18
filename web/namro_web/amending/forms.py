"""Text from a browser, understood once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from namro_web.amending.actions import Basis
from namro_web.amending.facts import Facts
from namro_web.foundation.errors import Invalid
from namro_web.intake.wording import deadline_form, figure_words
from namro_web.ui.fields import DateField, Form


class StartForm(Form):
    """How to amend a plan."""

    file = forms.FileField(label="Tệp văn bản điều chỉnh", required=False, allow_empty_file=True)
    whole = forms.ChoiceField(
        label="Văn bản này",
        choices=[
            ("", "chỉ nêu phần điều chỉnh, bổ sung; nội dung không nhắc tới thì giữ nguyên"),
            ("1", "nêu lại toàn bộ kế hoạch; nội dung không còn trong văn bản thì bãi bỏ"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


class BasisForm(Form):
    """The legal document of an amendment."""

    kind = forms.CharField(label="Loại văn bản", required=False, max_length=120)
    number = forms.CharField(
        label="Số, ký hiệu",
        max_length=60,
        help_text="Ví dụ 145/QĐ-UBND.",
        error_messages={"required": "Hãy ghi số, ký hiệu văn bản điều chỉnh."},
    )
    issued_on = DateField(
        label="Ngày ban hành",
        error_messages={"required": "Hãy ghi ngày ban hành văn bản điều chỉnh."},
    )
    approved_by = forms.CharField(
        label="Người phê duyệt",
        max_length=255,
        help_text="Chức vụ, họ tên người ký.",
        error_messages={"required": "Hãy ghi người phê duyệt."},
    )
    in_force_on = DateField(
        label="Có hiệu lực từ",
        required=False,
        help_text="Để trống nếu có hiệu lực từ ngày ban hành.",
    )
    note = forms.CharField(
        label="Lý do, ghi chú",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def basis(self) -> Basis:
        """Give what was typed."""
        data = self.cleaned_data
        return Basis(
            number=data["number"],
            issued_on=data["issued_on"],
            approved_by=data["approved_by"],
            in_force_on=data["in_force_on"],
            kind=data["kind"],
            note=data["note"],
        )


def shown_form(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give a thing as the fields of a form."""
    shown: dict[str, Any] = {
        name: "\n".join(value) if isinstance(value, list) and name != "targets" else value
        for name, value in facts.items()
        if name not in ("due_dates", "deadline")
    }
    if kind == "task":
        shown["deadline"] = deadline_form(facts.get("deadline"), "")
    if kind == "indicator":
        rows = [*(facts.get("targets") or ()), None, None]
        shown["targets"] = [_target_row(one) for one in rows]
    if kind == "goal":
        shown["horizon"] = _shown_day(str(facts.get("horizon") or ""))
    return shown


def values_from(kind: str, posted: QueryDict, before: Mapping[str, Any]) -> Facts:
    """Read a thing as typed.

    Raises:
        Invalid: A date or figure cannot be read.
    """

    def text(name: str) -> str:
        return " ".join(posted.get(name, "").split())

    def names(name: str) -> list[str]:
        return [" ".join(one.split()) for one in posted.get(name, "").splitlines() if one.strip()]

    if kind == "task":
        return {
            "text": text("text"),
            "lead": names("lead"),
            "coordinating": names("coordinating"),
            "deadline": _deadline(posted),
            "deliverable": text("deliverable"),
        }
    if kind == "indicator":
        return {
            "name": text("name"),
            "unit": text("unit"),
            "targets": _targets(posted, before.get("targets") or (), unit=text("unit")),
            "lead": names("lead"),
            "coordinating": names("coordinating"),
        }
    if kind == "goal":
        return {"text": text("text"), "horizon": _day(text("horizon"), field="horizon")}
    return {
        "duty": text("duty"),
        "actor": text("actor"),
        "report_to": text("report_to"),
        "report_via": text("report_via"),
    }


def _deadline(posted: QueryDict) -> Facts | None:
    kind = posted.get("deadline_kind", "")
    if kind == "by-date":
        day = _day(posted.get("deadline_day", ""), field="deadline_day")
        if not day:
            raise Invalid(
                "amending.no-deadline-day",
                "Hãy ghi ngày phải xong, dạng dd/mm/yyyy.",
                field="deadline_day",
            )
        return {"kind": kind, "day": day, "start": posted.get("deadline_start", "")}
    if kind == "recurring":
        every = posted.get("deadline_every", "")
        if every not in ("monthly", "quarterly", "half-yearly", "yearly", "periodic"):
            raise Invalid("amending.no-period", "Hãy chọn kỳ lặp lại.", field="deadline_every")
        return {"kind": kind, "every": every, "month_days": _month_days(posted), "until": ""}
    if kind == "continuous":
        return {"kind": kind, "until": ""}
    if kind == "on-event":
        condition = " ".join(posted.get("deadline_condition", "").split())
        if not condition:
            raise Invalid(
                "amending.no-event",
                "Hãy ghi sự kiện mà việc này chờ, ví dụ “Khi tỉnh triển khai”.",
                field="deadline_condition",
            )
        return {"kind": kind, "condition": condition}
    return None


def _month_days(posted: QueryDict) -> list[list[int]]:
    pairs = []
    for pair in posted.get("deadline_month_days", "").replace(",", " ").split():
        day, _, month = pair.partition("/")
        try:
            # A leap year, for the end of February is a day like any other.
            date(2024, int(month), int(day))
        except ValueError:
            raise Invalid(
                "amending.unreadable-day",
                "Ghi ngày trong năm dạng 10/6, cách nhau bằng dấu cách.",
                field="deadline_month_days",
            ) from None
        pairs.append([int(month), int(day)])
    return pairs


def _targets(posted: QueryDict, before: Any, *, unit: str) -> list[Facts]:
    rows = zip(
        posted.getlist("target_operator"),
        posted.getlist("target_value"),
        posted.getlist("target_horizon"),
        strict=False,
    )
    found: list[Facts] = []
    for place, (operator, written, horizon) in enumerate(rows):
        old = before[place] if place < len(before) else {}
        plain = " ".join(written.split())
        if not plain:
            continue
        figure = _figure(plain)
        if figure and operator not in (">=", ">", "=", "<=", "<"):
            raise Invalid("amending.no-operator", "Hãy chọn dấu so sánh.", field="target_operator")
        found.append(
            {
                "operator": operator if figure else "",
                "value": figure,
                "word": "" if figure else plain[:255],
                "unit": unit or old.get("unit", ""),
                "horizon": _day(horizon, field="target_horizon"),
                "printed": old.get("printed", ""),
            }
        )
    return found


def _figure(written: str) -> str:
    """Give the exact figure of a Vietnamese number, empty for a word such as "Đạt".

    >>> _figure("1.250,5"), _figure("80%"), _figure("Đạt")
    ('1250.5', '80', '')
    """
    bare = written.rstrip("%").strip().replace(".", "").replace(",", ".")
    units, _, part = bare.partition(".")
    fits = all(one.isascii() and one.isdigit() for one in (units, part or "0"))
    if not fits or len(units) > 18 or len(part) > 10:
        return ""
    return f"{units}.{part}" if part else units


def _day(text: str, *, field: str) -> str:
    plain = text.strip()
    if not plain:
        return ""
    try:
        day, month, year = (int(part) for part in plain.replace("-", "/").split("/"))
        return date(year, month, day).isoformat()
    except ValueError:
        raise Invalid(
            "amending.unreadable-day",
            "Ghi ngày theo dạng dd/mm/yyyy, ví dụ 30/06/2026.",
            field=field,
        ) from None


def _shown_day(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}" if iso else ""


def _target_row(target: Mapping[str, Any] | None) -> dict[str, str]:
    if target is None:
        return {"operator": ">=", "shown": "", "day": ""}
    value = target["value"]
    return {
        "operator": target["operator"] or ">=",
        "shown": figure_words(value) if value else target["word"] or target["printed"],
        "day": _shown_day(target["horizon"]),
    }
