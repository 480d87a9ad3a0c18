"""The tab of a plan's versions, two moments of a plan, and the making of an amendment."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.amending import actions, queries
from namro_web.amending.forms import BasisForm, StartForm, shown_form, values_from
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.intake import slips
from namro_web.intake.clarifying import note_slip_taken
from namro_web.intake.wording import OPERATORS
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.plans.addresses import search_text, whole_number
from namro_web.plans.heads import draw_head
from namro_web.plans.queries import plan_head
from namro_web.ui.doors import requires
from namro_web.ui.fields import version_shown
from namro_web.ui.pages import page, see_other

NAV = "plans"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(may(Duty.READ))
@require_GET
def versions(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Every version of a plan: what it changed, by which document, who approved."""
    context = {
        "shown": queries.versions_shown(plan_id, by=request.user, at=clock.now()),
        "plan": plan_head(plan_id, by=request.user),
        "head": draw_head(request, plan_id, current="versions", by=request.user),
    }
    return page(request, "amending/versions.html", context, nav=NAV)


@requires(may(Duty.READ))
@require_GET
def compared(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Two days, or two versions, of a plan side by side; the filters live in the address."""
    asked = queries.asked_from(request.GET.dict())
    context: dict[str, object] = {
        "shown": queries.baseline(plan_id, asked, by=request.user, at=clock.now()),
        "plan": plan_head(plan_id, by=request.user),
    }
    if not request.htmx:
        context["head"] = draw_head(request, plan_id, current="versions", by=request.user)
    return page(
        request, "amending/compared.html", context, nav=NAV, fragment="amending/_compared.html"
    )


@requires(may(Duty.READ))
@require_GET
def export(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """What is shown as a workbook."""
    at = clock.now()
    asked = queries.asked_from(request.GET.dict())
    data = actions.export_baseline(plan_id=plan_id, asked=asked, by=request.user, at=at)
    response = HttpResponse(data, content_type=_XLSX)
    name = f"so-sanh-ke-hoach-{plan_id}-{at:%Y%m%d-%H%M}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(may(Duty.EDIT_PLANS))
@require_http_methods(["GET", "POST"])
def undo(request: SignedInRequest, plan_id: int, number: int) -> HttpResponse:
    """Say what taking a version back does; on a second word, do it."""
    if request.method == "POST":
        actions.undo_version(plan_id=plan_id, number=number, by=request.user, at=clock.now())
        url = reverse("amending:versions", args=[plan_id])
        return see_other(request, url, message=f"Đã hoàn tác phiên bản {number}.")
    shown = queries.versions_shown(plan_id, by=request.user, at=clock.now())
    context = {"shown": shown, "row": queries.version_in(shown, number)}
    return page(request, "amending/undo.html", context, nav=NAV)


@requires(may(Duty.EDIT_PLANS))
@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Begin to amend: with the document, or item by item."""
    form = StartForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        by_hand = "bang-tay" in request.POST
        if file is None and not by_hand:
            form.add_error("file", "Hãy chọn tệp văn bản điều chỉnh, hoặc chọn “Tự ghi nội dung”.")
        else:
            try:
                amendment = actions.start_amendment(
                    plan_id=plan_id,
                    data=None if file is None or by_hand else file.read(),
                    name="" if file is None else file.name,
                    whole=bool(form.cleaned_data["whole"]),
                    by=request.user,
                    at=clock.now(),
                )
            except Invalid as refusal:
                form.add_refusal(refusal)
            else:
                url = reverse("amending:workspace", args=[plan_id])
                said = (
                    "Đã nhận văn bản; duyệt các mục rồi xem thay đổi tại đây."
                    if amendment.draft_id
                    else ""
                )
                return see_other(request, url, message=said)
    context = {
        "form": form,
        "plan": plan_head(plan_id, by=request.user),
        "shown": queries.versions_shown(plan_id, by=request.user, at=clock.now()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "amending/start.html", context, nav=NAV, status=status)


@requires(may(Duty.EDIT_PLANS))
@require_GET
def workspace(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """What the amendment would change, and what that does to work under way."""
    return _workspace(request, plan_id)


def _workspace(
    request: SignedInRequest, plan_id: int, form: BasisForm | None = None
) -> HttpResponse:
    shown = queries.workspace(
        plan_id,
        by=request.user,
        at=clock.now(),
        text=search_text(request.GET),
        kind=search_text(request.GET, "loai"),
    )
    if shown is None:
        return see_other(request, reverse("amending:start", args=[plan_id]))
    context = {"shown": shown, "form": form or BasisForm(initial=dict(shown.initial))}
    status = 422 if form is not None else 200
    return page(request, "amending/workspace.html", context, nav=NAV, status=status)


@requires(may(Duty.EDIT_PLANS))
@require_POST
def apply(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Make the plan's next version."""
    form = BasisForm(request.POST)
    if form.is_valid():
        try:
            made = actions.apply_amendment(
                plan_id=plan_id,
                basis=form.basis(),
                version=version_shown(request.POST),
                by=request.user,
                at=clock.now(),
            )
        except Invalid as refusal:
            form.add_refusal(refusal)
        else:
            url = reverse("amending:versions", args=[plan_id])
            return see_other(request, url, message=f"Đã lập phiên bản {made.number}.")
    return _workspace(request, plan_id, form)


@requires(may(Duty.EDIT_PLANS))
@require_http_methods(["GET", "POST"])
def unclear(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """List what is unclear in the tasks brought in or changed; let chosen ones in for a reason."""
    if request.method == "POST":
        actions.waive_unclear(
            plan_id=plan_id,
            keys=request.POST.getlist("keys"),
            reason=request.POST.get("reason", ""),
            version=version_shown(request.POST),
            by=request.user,
            at=clock.now(),
        )
        url = reverse("amending:unclear", args=[plan_id])
        return see_other(request, url, message="Đã ghi lý do cho qua.")
    shown = queries.unclear_in_amendment(plan_id, by=request.user, at=clock.now())
    return page(request, "intake/unclear.html", {"shown": shown, "may_decide": True}, nav=NAV)


@requires(may(Duty.EDIT_PLANS))
@require_GET
def slip(request: SignedInRequest, plan_id: int, kind: str) -> HttpResponse:
    """Hand out what is unclear in an amendment, for those who write it."""
    at = clock.now()
    shown = queries.unclear_in_amendment(plan_id, by=request.user, at=at)
    response = slips.answer(shown, kind, f"phieu-de-nghi-lam-ro-dieu-chinh-{plan_id}", at=at)
    note_slip_taken(kind=kind, by=request.user, at=at, plan_id=plan_id)
    return response


@requires(may(Duty.EDIT_PLANS))
@require_POST
def discard(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Give the amendment up; the plan stays as it is."""
    actions.discard_amendment(
        plan_id=plan_id, version=version_shown(request.POST), by=request.user, at=clock.now()
    )
    url = reverse("amending:versions", args=[plan_id])
    return see_other(request, url, message="Đã bỏ lần điều chỉnh; kế hoạch giữ nguyên.")


@requires(may(Duty.EDIT_PLANS))
@require_POST
def step(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Drop, keep, pair or forget one thing of the amendment."""
    given = request.POST
    act, _, key = given.get("viec", "").partition("|")
    common = {
        "plan_id": plan_id,
        "version": version_shown(request.POST),
        "by": request.user,
        "at": clock.now(),
    }
    if act == "bai-bo":
        kind, _, number = key.partition("-")
        actions.drop_thing(
            kind=kind,
            thing_id=whole_number({"so": number}, "so", 0),
            reason=given.get("ly-do", ""),
            **common,  # type: ignore[arg-type]
        )
    elif act == "noi":
        actions.pair_by_hand(
            read_key=key,
            key=given.get(f"noi-{key}", ""),
            **common,  # type: ignore[arg-type]
        )
    elif act == "moi":
        actions.pair_by_hand(read_key=key, key="", **common)  # type: ignore[arg-type]
    elif act in ("giu", "bo-giu"):
        actions.keep_thing(key=key, keep=act == "giu", **common)  # type: ignore[arg-type]
    elif act == "quen":
        actions.forget_edit(key=key, **common)  # type: ignore[arg-type]
    else:
        raise Invalid("amending.unknown-step", "Không hiểu thao tác này; tải lại trang.")
    return see_other(request, reverse("amending:workspace", args=[plan_id]))


@requires(may(Duty.EDIT_PLANS))
@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest, plan_id: int, kind: str) -> HttpResponse:
    """Write something that the document adds."""
    return _edit(request, plan_id, kind, None)


@requires(may(Duty.EDIT_PLANS))
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, plan_id: int, kind: str, thing_id: int) -> HttpResponse:
    """Write how a thing of the plan is to read from now on."""
    return _edit(request, plan_id, kind, thing_id)


def _edit(request: SignedInRequest, plan_id: int, kind: str, thing_id: int | None) -> HttpResponse:
    shown = queries.editing(plan_id, kind, thing_id, by=request.user)
    error: Invalid | Conflict | None = None
    if request.method == "POST":
        try:
            actions.edit_thing(
                plan_id=plan_id,
                kind=kind,
                thing_id=thing_id,
                values=values_from(kind, request.POST, shown.facts),
                section=search_text(request.POST, "section"),
                version=version_shown(request.POST),
                by=request.user,
                at=clock.now(),
            )
        except Invalid as refusal:
            error = refusal
        else:
            return see_other(
                request, reverse("amending:workspace", args=[plan_id]), message="Đã ghi."
            )
    fields = {**shown_form(kind, shown.facts)}
    if error is not None:
        fields |= {name: request.POST[name] for name in request.POST if name in fields}
        fields["deadline"] = {**fields.get("deadline", {}), **_typed_deadline(request)}
    context = {
        "shown": shown,
        "fields": fields,
        "error": error,
        "operators": list(OPERATORS.items()),
    }
    return page(
        request, "amending/edit.html", context, nav=NAV, status=200 if error is None else 422
    )


def _typed_deadline(request: SignedInRequest) -> dict[str, str]:
    return {
        name: request.POST.get(f"deadline_{name}", "")
        for name in ("kind", "day", "start", "every", "month_days", "condition")
        if f"deadline_{name}" in request.POST
    }
