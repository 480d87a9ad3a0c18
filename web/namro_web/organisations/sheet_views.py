"""Pages on which villages and other units are taken in from Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.actions.listing import add_units, rehearse_units
from namro_web.organisations.queries import choices
from namro_web.organisations.rules import may
from namro_web.organisations.unit_sheets import NewUnit, ReadUnit, read_units, unit_template
from namro_web.ui.doors import requires
from namro_web.ui.fields import DateField, Form
from namro_web.ui.pages import page, see_other

_SALT = "organisations.units-sheet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UnitsFile(Form):
    """The filled-in sheet, and since when its units are there."""

    since = DateField(label="Thành lập từ ngày")
    document_number = forms.CharField(label="Số, ký hiệu văn bản", required=False, max_length=120)
    file = forms.FileField(
        label="Tệp Excel đã điền (.xlsx)",
        help_text="Mỗi dòng một đơn vị. Để trống “Loại” là thôn, xóm, tổ dân phố; để trống “Trực thuộc” là "
        "trực thuộc cơ quan của anh/chị.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


@require_GET
@requires(may(Duty.ADMINISTER))
def units_template(request: SignedInRequest) -> HttpResponse:
    """The empty sheet."""
    listed = choices(acting(request.user).root_id, at=clock.today())
    response = HttpResponse(unit_template(listed), content_type=_XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="mau-don-vi.xlsx"'
    return response


@requires(may(Duty.ADMINISTER))
def import_units(request: SignedInRequest) -> HttpResponse:
    """Read a filled-in sheet, show every row with what is wrong, take in all or none."""
    if request.method == "POST" and "rows" in request.POST:
        return _take_in(request)
    form = UnitsFile(request.POST or None, request.FILES or None, initial={"since": clock.today()})
    rows: list[ReadUnit] = []
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        root_id = acting(request.user).root_id
        since = form.cleaned_data["since"]
        try:
            rows = read_units(
                form.cleaned_data["file"].read(),
                units=choices(root_id, at=since),
                root_id=root_id,
            )
        except Invalid as refused:
            form.add_refusal(refused)
        rows = _tried(rows, since=since, request=request)
        if rows and not any(row.error for row in rows):
            context["sealed"] = _sealed(
                rows, since=since, document_number=form.cleaned_data["document_number"]
            )
    context |= {"rows": rows, "wrong": sum(1 for row in rows if row.error)}
    status = 422 if request.method == "POST" and "sealed" not in context else 200
    template = "organisations/import_units.html"
    return page(request, template, context, nav="organisations", status=status)


def _tried(rows: Sequence[ReadUnit], *, since: date, request: SignedInRequest) -> list[ReadUnit]:
    """Try the rows as a whole; while one cannot be read, the others are not tried: they may need it."""
    units = [row.unit for row in rows if row.unit is not None]
    if len(units) < len(rows):
        return list(rows)
    answers = rehearse_units(units, since=since, by=request.user)
    return [
        replace(row, error=answer.message) if answer is not None else row
        for row, answer in zip(rows, answers, strict=True)
    ]


def _take_in(request: SignedInRequest) -> HttpResponse:
    try:
        content = signing.loads(request.POST["rows"], salt=_SALT, max_age=3600)
    except signing.BadSignature as stale:
        raise Conflict(
            "organisations.stale-preview", "Bản xem trước đã cũ; tải tệp lên lại."
        ) from stale
    made = add_units(
        [NewUnit(**one) for one in content["units"]],
        since=date.fromisoformat(content["since"]),
        document_number=content["document_number"],
        by=request.user,
    )
    back = reverse("organisations:units")
    return see_other(request, back, message=f"Đã thêm {len(made)} đơn vị.")


def _sealed(rows: Sequence[ReadUnit], *, since: date, document_number: str) -> str:
    content = {
        "units": [asdict(row.unit) for row in rows if row.unit is not None],
        "since": since.isoformat(),
        "document_number": document_number,
    }
    return signing.dumps(content, salt=_SALT, compress=True)
