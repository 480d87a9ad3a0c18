"""The pages of the intake."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid, Refusal
from namro_web.intake import actions, queries
from namro_web.intake.forms import ParticularsForm, UploadForm, chosen_names, corrections, whole
from namro_web.intake.items import Decision
from namro_web.intake.uploads import Quota, announced_too_large, limit, too_large
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.plans.actions import take_original
from namro_web.ui.doors import requires
from namro_web.ui.pages import fragment, page, see_other

NAV = "documents"


@requires(may(Duty.READ))
@require_GET
def documents(request: SignedInRequest) -> HttpResponse:
    """List uploads, drafts in work, adopted plans and plain documents."""
    shown = queries.documents_shown(by=request.user)
    context = {"documents": shown, "may_upload": queries.may_upload(request.user)}
    return page(request, "intake/documents.html", context, nav=NAV)


@requires(may(Duty.ADOPT_PLANS))
@csrf_exempt
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Take a file in. What is announced as too large is refused with its bytes unread."""
    if request.method == "GET":
        return _upload_page(request, UploadForm())
    if announced_too_large(request):
        return _upload_page(request, UploadForm(), refusal=too_large())
    request.upload_handlers.insert(0, Quota(request))
    return _upload(request)


# Checked here and not by the middleware, which would read the body before the limit stands.
@csrf_protect
def _upload(request: SignedInRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if getattr(request, "upload_stopped", False):
        return _upload_page(request, UploadForm(), refusal=too_large())
    if not form.is_valid():
        return _upload_page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        received = actions.receive_document(
            data=file.read(),
            name=file.name,
            by=request.user,
            at=clock.now(),
            as_plain=form.cleaned_data["as_plain"],
        )
    except Conflict as conflict:
        document_id = conflict.data.get("document_id")
        if document_id is None:
            raise
        messages.info(request, conflict.message)
        return see_other(request, reverse("intake:document", args=[document_id]))
    except Invalid as refusal:
        return _upload_page(request, form, refusal=refusal)
    if received.draft_id is None:
        url = reverse("intake:source", args=[received.document_id])
        return see_other(request, url, message="Đã lưu như văn bản thường.")
    return see_other(request, reverse("intake:review", args=[received.draft_id]))


def _upload_page(
    request: SignedInRequest, form: UploadForm, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "not_a_plan": refusal is not None and refusal.code == "read.not-a-plan",
        "secret": refusal is not None and refusal.code == "read.secret",
        "limit": limit(),
        "limit_mb": limit() // (1024 * 1024),
    }
    return page(
        request,
        "intake/upload.html",
        context,
        nav=NAV,
        fragment="intake/_upload_result.html",
        status=422 if refusal else status,
    )


@requires(may(Duty.READ))
@require_GET
def document(request: SignedInRequest, document_id: int) -> HttpResponse:
    """Go to where a document's work stands: its draft under review, else its text."""
    draft = queries.draft_in_work(document_id, by=request.user)
    if draft is not None:
        return redirect("intake:review", draft.pk)
    return redirect("intake:source", document_id)


@requires(may(Duty.READ))
@require_GET
def source(request: SignedInRequest, document_id: int) -> HttpResponse:
    """Show a document's text with what was read from it, and open one place."""
    line = request.GET.get("dong", "")
    shown = queries.source_shown(
        document_id,
        by=request.user,
        key=request.GET.get("muc", ""),
        line=whole(line),
    )
    context = {"shown": shown, "may_upload": queries.may_upload(request.user)}
    return page(request, "intake/source.html", context, nav=NAV)


@requires(may(Duty.READ))
@require_GET
def download(request: SignedInRequest, document_id: int) -> HttpResponse:
    """Hand the original back, byte for byte, never to be opened by the browser in our name."""
    kept = take_original(document_id, by=request.user, at=clock.now())
    response = HttpResponse(kept.data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def start(request: SignedInRequest, document_id: int) -> HttpResponse:
    """Have a kept document read as a plan."""
    draft = actions.start_draft(document_id=document_id, by=request.user, at=clock.now())
    return see_other(request, reverse("intake:review", args=[draft.pk]))


@requires(may(Duty.READ))
@require_GET
def review(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Show a draft beside its source, or how far its reading has come."""
    state = queries.reading_of(draft_id, by=request.user)
    if state.adopted_plan_id is not None:
        return redirect("intake:source", state.document_id)
    if not state.ready:
        return page(request, "intake/reading.html", {"state": state}, nav=NAV)
    found = queries.opened_draft(draft_id, by=request.user)
    shown = queries.review_shown(found, key=request.GET.get("muc", ""))
    context = {
        "review": shown,
        "may_decide": queries.may_upload(request.user),
    }
    if not request.htmx:
        context["sheets"] = queries.paper_of(found)
    return page(request, "intake/review.html", context, nav=NAV, fragment="intake/_panes.html")


@requires(may(Duty.READ))
@require_GET
def reading(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Say how far the reading has come; go on to the review when it is done."""
    state = queries.reading_of(draft_id, by=request.user)
    if state.ready:
        return see_other(request, reverse("intake:review", args=[draft_id]))
    return fragment(request, "intake/_reading.html", {"state": state})


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def item(request: SignedInRequest, draft_id: int, key: str) -> HttpResponse:
    """Accept, correct, reject or put back one item, and open the next."""
    act = request.POST.get("act", Decision.ACCEPTED.value)
    try:
        decision = Decision(act)
    except ValueError:
        raise Invalid("intake.unknown-act", "Không hiểu thao tác này.", field="act") from None
    found = queries.opened_draft(draft_id, by=request.user)
    facts = queries.facts_shown(found, key)
    fields = corrections(found.item(key).kind, request.POST, facts)
    if fields and decision is Decision.ACCEPTED:
        decision = Decision.CORRECTED
    if decision is Decision.CORRECTED and not fields:
        decision = Decision.ACCEPTED
    actions.decide(
        draft_id=draft_id,
        key=key,
        decision=decision,
        fields=fields if decision is Decision.CORRECTED else None,
        version=_version(request),
        by=request.user,
        at=clock.now(),
    )
    stay = decision is Decision.PENDING or "stay" in request.POST
    return _panes(request, draft_id, key=key, onward=not stay)


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def finding(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Put misprints right, or set a finding aside."""
    number = request.POST.get("number", "")
    actions.settle_finding(
        draft_id=draft_id,
        number=whole(number, -1) if number else None,
        how=request.POST.get("how", "fixed"),
        version=_version(request),
        by=request.user,
        at=clock.now(),
    )
    return _panes(request, draft_id, key=request.POST.get("muc", ""))


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def accept_rest(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Accept every item not decided yet, and go on to the agencies."""
    actions.accept_remaining(
        draft_id=draft_id, version=_version(request), by=request.user, at=clock.now()
    )
    return see_other(request, reverse("intake:names", args=[draft_id]))


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def take_back(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Take the last step back."""
    actions.undo(draft_id=draft_id, version=_version(request), by=request.user, at=clock.now())
    return _panes(request, draft_id, key=request.POST.get("muc", ""))


@requires(may(Duty.ADOPT_PLANS))
@require_http_methods(["GET", "POST"])
def discard(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Say what throwing the draft away does; on a second word, do it."""
    if request.method == "POST":
        document = actions.discard_draft(draft_id=draft_id, by=request.user, at=clock.now())
        url = reverse("intake:source", args=[document.pk])
        return see_other(request, url, message="Đã bỏ bản nháp. Văn bản gốc vẫn được giữ.")
    state = queries.reading_of(draft_id, by=request.user)
    return page(request, "intake/discard.html", {"state": state}, nav=NAV)


@requires(may(Duty.ADOPT_PLANS))
@require_http_methods(["GET", "POST"])
def names(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Match the agencies as written with the commune's units."""
    if request.method == "POST":
        actions.choose_names(
            draft_id=draft_id,
            choices=chosen_names(request.POST),
            version=_version(request),
            by=request.user,
            at=clock.now(),
        )
        return see_other(request, reverse("intake:adopt", args=[draft_id]))
    shown = queries.names_shown(draft_id, by=request.user, at=clock.today())
    return page(request, "intake/names.html", {"shown": shown}, nav=NAV)


@requires(may(Duty.ADOPT_PLANS))
@require_http_methods(["GET", "POST"])
def adopt(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Check the particulars and make the draft a plan."""
    shown = queries.adoption_shown(draft_id, by=request.user, at=clock.today())
    form = ParticularsForm(request.POST or None, initial=shown.particulars)
    if request.method == "POST" and form.is_valid():
        try:
            plan_id = actions.adopt_draft(
                draft_id=draft_id,
                particulars=form.particulars(),
                version=_version(request),
                accept_rest=form.cleaned_data["accept_rest"],
                by=request.user,
                at=clock.now(),
            )
        except Invalid as refusal:
            form.add_refusal(refusal)
        else:
            url = queries.plan_address(plan_id)
            return see_other(request, url, message="Đã ban hành kế hoạch vào hệ thống.")
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request, "intake/adopt.html", {"shown": shown, "form": form}, nav=NAV, status=status
    )


def _panes(
    request: SignedInRequest, draft_id: int, *, key: str, onward: bool = False
) -> HttpResponse:
    """Answer a step of the review: the changed panes, or the page for a browser without script."""
    found = queries.opened_draft(draft_id, by=request.user)
    shown = queries.review_shown(found, key=key)
    if onward:
        key = queries.next_key(shown, key)
        shown = queries.review_shown(found, key=key)
    address = f"{reverse('intake:review', args=[draft_id])}?muc={key}"
    if not request.htmx:
        return redirect(address)
    response = fragment(request, "intake/_panes.html", {"review": shown, "may_decide": True})
    response["HX-Replace-Url"] = address
    return response


def _version(request: SignedInRequest) -> int:
    version = request.POST.get("version", "")
    if whole(version, -1) < 0:
        raise Invalid(
            "intake.no-version", "Trang đã cũ; hãy tải lại rồi làm tiếp.", field="version"
        )
    return whole(version)
