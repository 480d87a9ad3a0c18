"""Text from a browser, understood once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from namro.model.deadline import Recurrence
from namro.model.source import SourceDocument
from namro_web.foundation.errors import Invalid
from namro_web.intake.actions import Choice, Particulars
from namro_web.intake.items import Facts, Kind
from namro_web.intake.queries import Wanted
from namro_web.intake.reviewing import GRAVITIES, SORTS
from namro_web.plans.clarities import USUAL, Asked
from namro_web.plans.paper import offset_at
from namro_web.ui.fields import DateField, Form


class UploadForm(Form):
    """A file to bring in."""

    file = forms.FileField(
        label="Tệp văn bản",
        error_messages={
            "required": "Hãy chọn một tệp.",
            "empty": "Tệp rỗng (0 byte). Hãy chọn lại tệp có nội dung.",
        },
        allow_empty_file=True,
        help_text="Nhận DOCX, PDF có lớp chữ, HTML, XLSX, TXT, Markdown. Không nhận tài liệu mật.",
    )
    as_plain = forms.BooleanField(required=False)


class ParticularsForm(Form):
    """The plan's own particulars, checked before it is adopted."""

    title = forms.CharField(
        label="Trích yếu",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Kế hoạch phải có trích yếu."},
    )
    kind = forms.CharField(label="Loại văn bản", required=False, max_length=120)
    number = forms.CharField(
        label="Số, ký hiệu",
        required=False,
        max_length=60,
        help_text="Ví dụ 39/KH-UBND. Để trống nếu văn bản chưa có số.",
    )
    issued_on = DateField(label="Ngày ban hành", required=False)
    issuer = forms.CharField(label="Cơ quan ban hành", required=False, max_length=255)
    line = forms.ChoiceField(
        label="Tuyến", choices=[("state", "Chính quyền"), ("party", "Đảng")], initial="state"
    )
    accept_rest = forms.BooleanField(required=False)

    def particulars(self) -> Particulars:
        """Give what was typed."""
        data = self.cleaned_data
        return Particulars(
            title=data["title"],
            kind=data["kind"],
            number=data["number"],
            issued_on=data["issued_on"],
            issuer=data["issuer"],
            line=data["line"],
        )


LISTS = {"lead", "coordinating", "periods"}


def corrections(kind: Kind, posted: QueryDict, facts: Facts) -> Facts:
    """Give the facts that a reviewer changed; what was left as shown is not a correction.

    Raises:
        Invalid: A date or figure cannot be read.
    """
    typed: Facts = {}
    for name in facts:
        if name in LISTS and name in posted:
            typed[name] = [
                part.strip() for part in _text(posted, name).splitlines() if part.strip()
            ]
        elif name == "deadline" and "deadline_kind" in posted:
            typed[name] = _deadline(posted)
        elif name == "targets" and "target_operator" in posted:
            typed[name] = _targets(posted, facts["targets"])
        elif name in posted and name != "due_dates":
            typed[name] = " ".join(_text(posted, name).split())
    return {name: value for name, value in typed.items() if value != facts[name]}


def whole(written: str, otherwise: int = 0) -> int:
    """Give a small whole number as typed; other digits than ours, and endless ones, are none.

    >>> whole("12"), whole("²"), whole("9" * 5000)
    (12, 0, 0)
    """
    plain = written.isascii() and written.isdigit() and len(written) < 10
    return int(written) if plain else otherwise


def _text(posted: QueryDict, name: str) -> str:
    value = posted[name]
    return value if isinstance(value, str) else ""


def _deadline(posted: Mapping[str, Any]) -> Facts | None:
    kind = posted["deadline_kind"]
    if kind == "by-date":
        day = _day(posted.get("deadline_day", ""), field="deadline_day")
        if not day:
            raise Invalid(
                "intake.no-day", "Hãy ghi ngày phải xong, dạng dd/mm/yyyy.", field="deadline_day"
            )
        return {"kind": kind, "day": day, "start": posted.get("deadline_start", "")}
    if kind == "recurring":
        every = posted.get("deadline_every", "")
        if every not in {entry.value for entry in Recurrence}:
            raise Invalid("intake.no-period", "Hãy chọn kỳ lặp lại.", field="deadline_every")
        return {"kind": kind, "every": every, "month_days": _month_days(posted), "until": ""}
    if kind == "continuous":
        return {"kind": kind, "until": ""}
    if kind == "on-event":
        condition = " ".join(posted.get("deadline_condition", "").split())
        if not condition:
            raise Invalid(
                "intake.no-event",
                "Hãy ghi sự kiện mà việc này chờ, ví dụ “Khi tỉnh triển khai”.",
                field="deadline_condition",
            )
        return {"kind": kind, "condition": condition}
    return None


def _month_days(posted: Mapping[str, Any]) -> list[list[int]]:
    pairs = []
    for pair in posted.get("deadline_month_days", "").replace(",", " ").split():
        day, _, month = pair.partition("/")
        if whole(month, -1) in range(1, 13) and whole(day, -1) in range(1, 32):
            pairs.append([whole(month), whole(day)])
        else:
            raise Invalid(
                "intake.unreadable-day",
                "Ghi ngày trong năm dạng 10/6, cách nhau bằng dấu cách.",
                field="deadline_month_days",
            )
    return pairs


def _day(text: str, *, field: str) -> str:
    text = text.strip()
    if not text:
        return ""
    parts = text.replace("-", "/").split("/")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except ValueError:
        raise Invalid(
            "intake.unreadable-day", "Ghi ngày theo dạng dd/mm/yyyy, ví dụ 30/06/2026.", field=field
        ) from None


def _targets(posted: QueryDict, before: list[Facts]) -> list[Facts]:
    """Read the rows of targets: one row for each that was shown, and one more to add."""
    rows = zip(
        posted.getlist("target_operator"),
        posted.getlist("target_value"),
        posted.getlist("target_horizon"),
        strict=False,
    )
    found = []
    for place, (operator, written, horizon) in enumerate(rows):
        old = before[place] if place < len(before) else {}
        written = written.strip()
        if not written:
            continue
        figure = _figure(written)
        found.append(
            {
                "operator": operator if figure else "",
                "value": figure,
                "word": "" if figure else written,
                "unit": posted.get("unit", old.get("unit", "")),
                "horizon": _day(horizon, field="target_horizon"),
                "printed": old.get("printed", ""),
            }
        )
    return found


def _figure(written: str) -> str:
    """Give the exact figure of a Vietnamese number, empty for a word such as "Đạt"."""
    bare = written.rstrip("%").strip().replace(".", "").replace(",", ".")
    units, _, part = bare.partition(".")
    if not all(digits.isascii() and digits.isdigit() for digits in (units, part or "0")):
        return ""
    return f"{units}.{part}" if part else units


def chosen_names(posted: QueryDict) -> dict[str, Choice]:
    """Read the table of names: ``ten-3`` is the name, ``don-vi-3`` what was chosen for it.

    A row may hold several spellings of one name, and several units for it.
    """
    choices: dict[str, Choice] = {}
    for field in posted:
        if not field.startswith("ten-"):
            continue
        place = field.removeprefix("ten-")
        values = [value for value in posted.getlist(f"don-vi-{place}") if value and value != "?"]
        if not values:
            continue
        named = next((value for value in values if value.startswith("group:")), "")
        if named:
            for name in posted.getlist(field):
                choices[name] = Choice(group=True, group_id=whole(named.removeprefix("group:")))
            continue
        # A unit added beside "as written" is what the person wants.
        units = [value for value in values if value not in ("text", "new")]
        if units:
            flat = tuple(dict.fromkeys(unit for value in units for unit in value.split(",")))
            choice = Choice(flat, group=len(flat) > 1)
        else:
            choice = Choice(new_unit="new" in values)
        for name in posted.getlist(field):
            if isinstance(name, str):
                choices[name] = choice
    return choices


def kind_in(posted: QueryDict) -> Kind:
    """Read what a person says that marked words are.

    Raises:
        Invalid: It is none of the kinds.
    """
    try:
        return Kind(_text(posted, "kind") if "kind" in posted else "")
    except ValueError:
        raise Invalid(
            "intake.unknown-kind",
            "Chọn nhiệm vụ, chỉ tiêu, chế độ báo cáo hoặc mục tiêu.",
            field="kind",
        ) from None


def marked_span(posted: QueryDict, source: SourceDocument) -> tuple[int, int]:
    """Give where marked words stand: by the places a page sent, or by the words themselves.

    Raises:
        Invalid: The places are none of the document, or the words are not in it.
    """
    quoted = " ".join(posted.get("quote", "").split())
    if quoted:
        pattern = r"\s+".join(re.escape(word) for word in quoted[:4000].split(" "))
        match = re.search(pattern, source.text)
        if match is None:
            raise Invalid(
                "intake.not-in-source",
                "Không thấy đúng những chữ này trong văn bản nguồn. Hãy chép nguyên văn một câu.",
                field="quote",
            )
        return match.span()
    start = offset_at(source, posted.get("from", ""))
    end = offset_at(source, posted.get("to", ""), last=True)
    if start is None or end is None or start >= end:
        raise Invalid(
            "intake.no-selection",
            "Hãy chọn (bôi đen) chữ trong văn bản nguồn trước, rồi bấm loại mục cần thêm.",
            field="selection",
        )
    return start, end


def wanted_in(address: QueryDict) -> Wanted:
    """Read which findings are wanted; what is none of the choices is left out."""
    gravity, sort = address.get("muc_do", ""), address.get("loai", "")
    return Wanted(gravity if gravity in GRAVITIES else "", sort if sort in SORTS else "")


class GroupForm(Form):
    """A named group of units."""

    name = forms.CharField(
        label="Tên nhóm",
        max_length=200,
        help_text="Như văn bản hay viết, ví dụ “Các ban, ngành, đoàn thể” hoặc “12 xóm”.",
    )
    every = forms.ChoiceField(label="Gồm mọi đơn vị cùng loại", required=False)
    units = forms.MultipleChoiceField(
        label="Gồm các đơn vị", required=False, widget=forms.CheckboxSelectMultiple
    )
    valid_from = DateField(
        label="Áp dụng từ ngày",
        help_text="Ai ra, ai vào nhóm được tính từ ngày này; trước đó giữ nguyên.",
    )

    def offer(self, units: list[tuple[str, str]], kinds: list[tuple[str, str]]) -> None:
        """Say which units and kinds may be chosen."""
        for name, choices in (("units", units), ("every", kinds)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


def clarities_in(posted: QueryDict) -> tuple[Asked, ...]:
    """Read the table of clarities in the order that was typed; ties stay as they were."""
    rows = [
        (
            whole(posted.get(f"order-{one.key}", ""), place),
            place,
            Asked(
                one.key,
                " ".join(posted.get(f"name-{one.key}", "").split()),
                f"on-{one.key}" in posted,
                f"blocks-{one.key}" in posted,
            ),
        )
        for place, one in enumerate(USUAL, start=1)
    ]
    return tuple(asked for _, _, asked in sorted(rows, key=lambda row: row[:2]))
