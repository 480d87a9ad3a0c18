"""The pages of the intake."""

from __future__ import annotations

from typing import cast

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
from namro_web.intake import actions, clarifying, groups, parents, queries, slips
from namro_web.intake import unclear as unclear_of
from namro_web.intake.destinations import destination_of
from namro_web.intake.forms import (
    GroupForm,
    ParticularsForm,
    UploadForm,
    chosen_names,
    clarities_in,
    corrections,
    kind_in,
    marked_span,
    wanted_in,
    whole,
)
from namro_web.intake.items import Decision, Facts
from namro_web.intake.uploads import Quota, announced_too_large, limit, too_large
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.plans.actions import take_original
from namro_web.plans.clarities import asked_by, mark_of
from namro_web.ui.doors import requires
from namro_web.ui.fields import old_page, version_shown
from namro_web.ui.pages import fragment, page, see_other
from namro_web.ui.secrecy_gate import reads_files_itself

NAV = "documents"


@requires(may(Duty.READ))
@require_GET
def documents(request: SignedInRequest) -> HttpResponse:
    """List uploads, drafts in work, adopted plans and plain documents."""
    shown = queries.documents_shown(by=request.user)
    context = {"documents": shown, "may_upload": queries.may_upload(request.user)}
    return page(request, "intake/documents.html", context, nav=NAV)


@reads_files_itself
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
    if state.settled:
        return redirect("intake:source", state.document_id)
    if not state.ready:
        return page(request, "intake/reading.html", {"state": state}, nav=NAV)
    found = queries.opened_draft(draft_id, by=request.user)
    key = request.GET.get("muc", "") or queries.last_place(draft_id, by=request.user)
    shown = queries.review_shown(found, key=key, by=request.user, wanted=wanted_in(request.GET))
    context = {
        "review": shown,
        "may_decide": queries.may_upload(request.user),
    }
    if not request.htmx:
        context["sheets"] = queries.paper_of(found)
    return page(request, "intake/review.html", context, nav=NAV, fragment="intake/_panes.html")


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def presence(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Note which item is open, and say who else is here and what they have decided meanwhile."""
    key = request.POST.get("muc", "")
    now = clock.now()
    actions.sit_down(draft_id=draft_id, key=key, by=request.user, at=now)
    found = queries.opened_draft(draft_id, by=request.user)
    seen = whole(request.POST.get("version", ""))
    context: dict[str, object] = {
        "colleagues": queries.colleagues(found, key=key, by=request.user, at=now),
        "draft_id": draft_id,
        "moved_on": found.draft.version != seen and found.draft.stage == "ready",
        "item_moved_on": found.draft.touched.get(f"items:{key}", [0])[0] > seen,
    }
    if context["moved_on"]:
        wanted = wanted_in(request.POST)
        context["review"] = queries.review_shown(found, key=key, by=request.user, wanted=wanted)
        context["may_decide"] = True
    return fragment(request, "intake/_presence.html", context)


@requires(may(Duty.READ))
@require_GET
def search(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Find items of the draft by a few words."""
    found = queries.opened_draft(draft_id, by=request.user)
    words = request.GET.get("tim", "")[:200]
    context = {
        "entries": queries.find_items(found, words=words),
        "words": words.strip(),
        "draft_id": draft_id,
    }
    return page(
        request, "intake/search.html", context, nav=NAV, fragment="intake/_search_results.html"
    )


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def add(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Make the words marked in the source an item, and open it."""
    found = queries.opened_draft(draft_id, by=request.user)
    start, end = marked_span(request.POST, found.source)
    _, key = actions.add_item(
        draft_id=draft_id,
        kind=kind_in(request.POST),
        start=start,
        end=end,
        by=request.user,
        at=clock.now(),
    )
    return _panes(request, draft_id, key=key, paper=True)


@requires(may(Duty.READ))
@require_GET
def against_parent(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Show how a draft answers the document above it, before it is issued."""
    found = queries.opened_draft(draft_id, by=request.user)
    context = {
        "shown": parents.against_parent(found),
        "document_id": found.draft.document_id,
    }
    return page(request, "intake/against_parent.html", context, nav=NAV)


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
    try:
        actions.decide(
            draft_id=draft_id,
            key=key,
            decision=decision,
            fields=fields if decision is Decision.CORRECTED else None,
            version=version_shown(request.POST),
            by=request.user,
            at=clock.now(),
        )
    except Conflict as conflict:
        if conflict.code != "intake.item-moved-on":
            raise
        return _both_values(request, draft_id, key, conflict)
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
        reason=request.POST.get("reason", ""),
        version=version_shown(request.POST),
        by=request.user,
        at=clock.now(),
    )
    return _panes(request, draft_id, key=request.POST.get("muc", ""))


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def accept_rest(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Accept every item not decided yet, and go on to the agencies."""
    actions.accept_remaining(
        draft_id=draft_id, version=version_shown(request.POST), by=request.user, at=clock.now()
    )
    return see_other(request, reverse("intake:names", args=[draft_id]))


@requires(may(Duty.ADOPT_PLANS))
@require_POST
def take_back(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Take the last step back."""
    draft = actions.undo(
        draft_id=draft_id, version=version_shown(request.POST), by=request.user, at=clock.now()
    )
    # An item taken back that was added goes from the paper too.
    paper = "added" in draft.touched
    return _panes(request, draft_id, key=request.POST.get("muc", ""), paper=paper)


@requires(may(Duty.ADOPT_PLANS))
@require_http_methods(["GET", "POST"])
def discard(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """Say what throwing the draft away does; on a second word, do it."""
    if request.method == "POST":
        document = actions.discard_draft(
            draft_id=draft_id, version=version_shown(request.POST), by=request.user, at=clock.now()
        )
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
            version=version_shown(request.POST),
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
    elsewhere = destination_of(draft_id)
    if elsewhere is not None:
        return see_other(request, elsewhere)
    shown = queries.adoption_shown(draft_id, by=request.user, at=clock.today())
    form = ParticularsForm(request.POST or None, initial=shown.particulars)
    if request.method == "POST" and form.is_valid():
        try:
            plan_id = actions.adopt_draft(
                draft_id=draft_id,
                particulars=form.particulars(),
                version=version_shown(request.POST),
                accept_rest=form.cleaned_data["accept_rest"],
                by=request.user,
                at=clock.now(),
            )
        except Invalid as refusal:
            form.add_refusal(refusal)
        except Conflict as conflict:
            if conflict.code != "intake.unclear":
                raise
            # The page names the tasks and leads to where they are put right or waived.
            form.add_error(None, conflict.message)
        else:
            url = queries.plan_address(plan_id)
            return see_other(request, url, message="Đã ban hành kế hoạch vào hệ thống.")
    status = 422 if form.is_bound and form.errors else 200
    unclear_there = unclear_of.unclear_in_draft(draft_id, by=request.user, at=clock.today())
    context = {"shown": shown, "form": form, "unclear": unclear_there}
    return page(request, "intake/adopt.html", context, nav=NAV, status=status)


@requires(may(Duty.READ))
@require_http_methods(["GET", "POST"])
def unclear(request: SignedInRequest, draft_id: int) -> HttpResponse:
    """List what is unclear in a draft; let chosen tasks out for a reason."""
    if request.method == "POST":
        clarifying.waive_unclear(
            draft_id=draft_id,
            keys=request.POST.getlist("keys"),
            reason=request.POST.get("reason", ""),
            version=version_shown(request.POST),
            by=request.user,
            at=clock.now(),
        )
        url = reverse("intake:unclear", args=[draft_id])
        return see_other(request, url, message="Đã ghi lý do cho qua.")
    shown = unclear_of.unclear_in_draft(draft_id, by=request.user, at=clock.today())
    context = {"shown": shown, "may_decide": queries.may_upload(request.user)}
    return page(request, "intake/unclear.html", context, nav=NAV)


@requires(may(Duty.READ))
@require_GET
def slip(request: SignedInRequest, draft_id: int, kind: str) -> HttpResponse:
    """Hand out what is unclear in a draft, for those who write it."""
    shown = unclear_of.unclear_in_draft(draft_id, by=request.user, at=clock.today())
    return _slip(request, shown, kind, f"phieu-de-nghi-lam-ro-{draft_id}", draft_id=draft_id)


@requires(may(Duty.READ))
@require_GET
def plan_unclear(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """List what is unclear in an adopted plan, with the score of each unit."""
    shown = unclear_of.unclear_in_plan(plan_id, by=request.user, at=clock.today())
    context = {"shown": shown, "may_decide": False}
    return page(request, "intake/unclear.html", context, nav="plans")


@requires(may(Duty.READ))
@require_GET
def plan_slip(request: SignedInRequest, plan_id: int, kind: str) -> HttpResponse:
    """Hand out what is unclear in an adopted plan."""
    shown = unclear_of.unclear_in_plan(plan_id, by=request.user, at=clock.today())
    return _slip(request, shown, kind, f"phieu-de-nghi-lam-ro-ke-hoach-{plan_id}", plan_id=plan_id)


def _slip(
    request: SignedInRequest, shown: unclear_of.Unclear, kind: str, name: str, **about: int
) -> HttpResponse:
    at = clock.now()
    response = slips.answer(shown, kind, name, at=at)
    clarifying.note_slip_taken(kind=kind, by=request.user, at=at, **about)
    return response


@requires(may(Duty.ADOPT_PLANS))
@require_http_methods(["GET", "POST"])
def clarities(request: SignedInRequest) -> HttpResponse:
    """Set which clarities the office asks for, and which of them block issuing."""
    office = clarifying.office_of(request.user)
    refusal = None
    asked = asked_by(office)
    if request.method == "POST":
        asked = clarities_in(request.POST)
        if not request.POST.get("seen"):
            raise old_page("seen")
        try:
            clarifying.set_clarities(
                asked=asked, seen=request.POST.get("seen", ""), by=request.user, at=clock.now()
            )
        except Invalid as error:
            refusal = error
        else:
            return see_other(request, reverse("intake:clarities"), message="Đã lưu các rõ.")
    context = {
        "asked": asked,
        "seen": request.POST.get("seen") or mark_of(asked),
        "refusal": refusal,
        "places": range(1, len(asked) + 1),
    }
    return page(request, "intake/clarities.html", context, nav=NAV, status=422 if refusal else 200)


@requires(may(Duty.ADOPT_PLANS))
@require_GET
def unit_groups(request: SignedInRequest) -> HttpResponse:
    """List the groups of units of the commune."""
    office = clarifying.office_of(request.user)
    context = {"groups": groups.groups_of(office, at=clock.today())}
    return page(request, "intake/groups.html", context, nav=NAV)


@requires(may(Duty.ADOPT_PLANS))
@require_http_methods(["GET", "POST"])
def group(request: SignedInRequest, group_id: int = 0) -> HttpResponse:
    """Show, make, change or end one group."""
    office = clarifying.office_of(request.user)
    if request.method == "POST" and "end" in request.POST:
        groups.end_group(
            group_id=group_id, version=version_shown(request.POST), by=request.user, at=clock.now()
        )
        return see_other(request, reverse("intake:groups"), message="Đã thôi dùng nhóm.")
    form = GroupForm(request.POST or None, initial={"valid_from": clock.today()})
    shown: groups.Group | None = None
    past: tuple[groups.Span, ...] = ()
    uses: tuple[groups.Use, ...] = ()
    if group_id:
        shown, past = groups.group_shown(group_id, by=request.user, at=clock.today())
        uses = groups.uses_of(shown, scope_id=office)
        form = GroupForm(
            request.POST or None,
            initial={
                "name": shown.name,
                "every": shown.every,
                "units": sorted(shown.chosen),
                "valid_from": clock.today(),
            },
        )
    form.offer(groups.unit_options(office, at=clock.today()), groups.kind_options())
    if request.method == "POST" and form.is_valid():
        try:
            saved = groups.save_group(
                group_id=group_id or None,
                name=form.cleaned_data["name"],
                every=form.cleaned_data["every"],
                units=form.cleaned_data["units"],
                valid_from=form.cleaned_data["valid_from"],
                version=version_shown(request.POST) if group_id else 0,
                by=request.user,
                at=clock.now(),
            )
        except (Invalid, Conflict) as refusal:
            if isinstance(refusal, Conflict) and refusal.code != "intake.group-name-taken":
                raise
            form.add_refusal(refusal)
        else:
            url = reverse("intake:group", args=[saved])
            return see_other(request, url, message="Đã lưu nhóm.")
    context = {"shown": shown, "past": past, "uses": uses, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "intake/group.html", context, nav=NAV, status=status)


def _panes(
    request: SignedInRequest, draft_id: int, *, key: str, onward: bool = False, paper: bool = False
) -> HttpResponse:
    """Answer a step of the review: the changed panes, or the page for a browser without script."""
    found = queries.opened_draft(draft_id, by=request.user)
    wanted = wanted_in(request.POST)
    shown = queries.review_shown(found, key=key, by=request.user, wanted=wanted)
    if onward:
        key = queries.next_key(shown, key)
        shown = queries.review_shown(found, key=key, by=request.user, wanted=wanted)
    address = f"{reverse('intake:review', args=[draft_id])}?muc={key}"
    if not request.htmx:
        return redirect(address)
    context = {"review": shown, "may_decide": True}
    if paper:
        context["sheets"] = queries.paper_of(found)
    response = fragment(request, "intake/_panes.html", context)
    response["HX-Replace-Url"] = address
    return response


def _both_values(
    request: SignedInRequest, draft_id: int, key: str, conflict: Conflict
) -> HttpResponse:
    """Show an item that somebody else decided on meanwhile beside what this person wanted."""
    found = queries.opened_draft(draft_id, by=request.user)
    shown = queries.review_shown(found, key=key, by=request.user, wanted=wanted_in(request.POST))
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("version", "csrfmiddlewaretoken", "act")
    ]
    context = {
        "review": shown,
        "may_decide": True,
        "who": conflict.data["who"],
        "differences": queries.differences(found, key, cast("Facts", conflict.data["fields"])),
        "act": request.POST.get("act", Decision.ACCEPTED.value),
        "wanted_word": DECIDED.get(str(conflict.data["decision"]), ""),
        "kept": kept,
    }
    name = "intake/_both_panes.html" if request.htmx else "intake/both_values.html"
    return page(request, name, context, nav=NAV, fragment=name, status=409)


DECIDED = {
    "accepted": "duyệt",
    "corrected": "sửa và duyệt",
    "rejected": "bỏ qua",
    "pending": "mở lại",
}
