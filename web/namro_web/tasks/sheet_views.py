"""Pages of the workbook that is filled in offline: take it, send it back, see what it would change."""

from __future__ import annotations

from dataclasses import asdict
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
from namro_web.organisations.rules import may
from namro_web.tasks import actions
from namro_web.tasks.forms import address_of, filter_from
from namro_web.tasks.progress_sheets import CellError, Filled, read_sheet, write_sheet
from namro_web.ui.doors import requires
from namro_web.ui.fields import Form
from namro_web.ui.pages import page, see_other

_SALT = "tasks.progress-sheet"
_GOOD_FOR = 3600
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(Form):
    """The filled-in workbook."""

    file = forms.FileField(
        label="Biểu Excel đã điền",
        help_text="Tệp .xlsx tải từ “Tải biểu cập nhật”, tối đa 5 MB. Chưa ghi gì cho đến khi bạn "
        "xem các thay đổi và đồng ý.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "Hãy chọn tệp Excel đã điền.", "empty": "Tệp này trống."},
    )


@require_GET
@requires(may(Duty.UPDATE_TASKS))
def download(request: SignedInRequest) -> HttpResponse:
    """The tasks of a list on which the post reports, as a workbook to fill in."""
    at = clock.now()
    post = acting(request.user)
    rows = actions.take_sheet(filter_from(request.GET.dict()), by=request.user, at=at)
    response = HttpResponse(write_sheet(rows, unit=post.full_name, at=at), content_type=_XLSX)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="bieu-tien-do-{at:%Y%m%d-%H%M}.xlsx"'
    )
    return response


@requires(may(Duty.UPDATE_TASKS))
def upload(request: SignedInRequest) -> HttpResponse:
    """Read a filled-in workbook, show every change and every error, take in all or nothing."""
    if request.method == "POST" and "rows" in request.POST:
        return _apply(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "kept": address_of(filter_from(request.GET.dict()))}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                filled = read_sheet(form.cleaned_data["file"].read())
            except Invalid as refused:
                form.add_refusal(refused)
            else:
                review = actions.review_sheet(filled, by=request.user, at=clock.now())
                status = 422 if review.wrong else 200
                name = form.cleaned_data["file"].name or ""
                context |= {"review": review, "name": name}
                if review.ready and not review.wrong:
                    ready = [row.filled for row in review.ready]
                    context["sealed"] = _sealed(request, ready, name)
    return page(request, "tasks/sheet.html", context, nav="mine", status=status)


def _apply(request: SignedInRequest) -> HttpResponse:
    filled, name = _unsealed(request)
    number = actions.apply_sheet(filled, by=request.user, at=clock.now(), name=name)
    return see_other(
        request,
        reverse("tasks:mine"),
        message=f"Đã ghi tiến độ của {number} nhiệm vụ từ biểu Excel.",
    )


def _sealed(request: SignedInRequest, rows: list[Filled], name: str) -> str:
    """Seal what was looked at, for this person and post: what is sent back is what was shown."""
    content = {
        "user": request.user.pk,
        "post": acting(request.user).id,
        "name": name[:120],
        "rows": [asdict(row) for row in rows],
    }
    return signing.dumps(content, salt=_SALT, compress=True)


def _unsealed(request: SignedInRequest) -> tuple[list[Filled], str]:
    stale = Conflict(
        "tasks.sheet-preview-stale",
        "Bản xem trước đã cũ hoặc của vị trí khác; hãy tải tệp lên lại.",
    )
    try:
        content = signing.loads(request.POST["rows"], salt=_SALT, max_age=_GOOD_FOR)
    except signing.BadSignature as broken:
        raise stale from broken
    if (content["user"], content["post"]) != (request.user.pk, acting(request.user).id):
        raise stale
    rows = [
        Filled(**{**row, "errors": tuple(CellError(**error) for error in row["errors"])})
        for row in content["rows"]
    ]
    return rows, str(content["name"])
