"""Pages of tasks: one task, my work, the programme, and every act on a task."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.rules import has_a_post, may
from namro_web.organisations.scopes import offices_shown
from namro_web.plans.panels import beside
from namro_web.tasks import actions, forms, queries
from namro_web.tasks.access import must_hang_on
from namro_web.tasks.acts import ACTS, SHOWN
from namro_web.tasks.forms import (
    EventForm,
    ExtendForm,
    PartForm,
    ProgressForm,
    ReasonForm,
    RemarkForm,
    SubmitForm,
)
from namro_web.ui.doors import requires
from namro_web.ui.fields import Form
from namro_web.ui.kept import kept
from namro_web.ui.pages import changed_since, fragment, page, see_other, toast

reads_tasks = may(Duty.READ)
reports_tasks = may(Duty.UPDATE_TASKS)


FORMS: dict[str, type[forms.Versioned]] = {
    "report": ProgressForm,
    "submit": SubmitForm,
    "part": PartForm,
    "event": EventForm,
    "confirm": RemarkForm,
    "return": ReasonForm,
    "extend": ExtendForm,
    "pause": ReasonForm,
    "resume": RemarkForm,
    "cancel": ReasonForm,
}


@requires(has_a_post)
def home(request: SignedInRequest) -> HttpResponse:
    """Lead each to the page that answers their first question."""
    post = acting(request.user)
    if not post.may(Duty.READ):
        return redirect("/don-vi/")
    if post.may(Duty.UPDATE_TASKS):
        return redirect("tasks:mine")
    return redirect("/tong-quan/")


@requires(reads_tasks)
@kept(offices_shown)
def mine(request: SignedInRequest) -> HttpResponse:
    """What must I do, and by when."""
    work = queries.my_work(by=request.user, at=clock.now(), opened=request.GET.get("nhom", ""))
    context = {
        "waiting": queries.waiting_words(by=request.user, at=clock.now(), with_sent=True),
        "work": work,
        "today": clock.today(),
        "post": acting(request.user),
        "nothing": {},
    }
    return page(request, "tasks/mine.html", context, nav="mine")


@requires(reads_tasks)
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Where all plans stand, in one look."""
    shown = queries.dashboard(by=request.user, at=clock.now())
    return page(
        request, "tasks/dashboard.html", {"shown": shown, "today": clock.today()}, nav="dashboard"
    )


@requires(reads_tasks)
def task_detail(request: SignedInRequest, task_id: int) -> HttpResponse:
    """One task, as a page or in the panel beside the table."""
    return _draw(request, task_id)


@requires(reads_tasks)
def task_history(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Every line of history about one task."""
    context = {
        "task": queries.task_detail(task_id, by=request.user, at=clock.now()),
        "entries": queries.task_history(task_id, by=request.user),
    }
    return page(request, "tasks/history.html", context, nav="plans")


@requires(reads_tasks)
def evidence_file(request: SignedInRequest, evidence_id: int) -> HttpResponse:
    """A file of evidence, byte for byte, never run by the browser."""
    kept = actions.take_evidence(evidence_id, by=request.user, at=clock.now())
    response = HttpResponse(kept.data, content_type=kept.content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
@requires(reports_tasks)
def report(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Say how far a task has come."""

    def act(form: ProgressForm) -> None:
        actions.report_progress(
            task_id=task_id,
            by=request.user,
            at=clock.now(),
            percent=form.cleaned_data["percent"],
            closes_period=form.cleaned_data["closes_period"],
            **form.arguments(),
        )

    return _act(request, task_id, "report", act, "Đã cập nhật tiến độ.")


@require_POST
@requires(reports_tasks)
def submit(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Say that a task is done."""

    def act(form: SubmitForm) -> None:
        actions.submit_done(task_id=task_id, by=request.user, at=clock.now(), **form.arguments())

    return _act(request, task_id, "submit", act, "Đã báo hoàn thành, chờ xác nhận.")


@require_POST
@requires(reports_tasks)
def part(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Say how far a partner's part has come."""

    def act(form: PartForm) -> None:
        actions.report_part(
            task_id=task_id,
            by=request.user,
            at=clock.now(),
            state=form.cleaned_data["state"],
            **form.arguments(),
        )

    return _act(request, task_id, "part", act, "Đã cập nhật phần việc của đơn vị.")


@require_POST
@requires(reports_tasks)
def event(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Say that the awaited event has happened."""

    def act(form: EventForm) -> None:
        actions.record_event(task_id=task_id, by=request.user, at=clock.now(), **form.cleaned_data)

    return _act(request, task_id, "event", act, "Đã ghi nhận sự kiện; nhiệm vụ tính hạn từ nay.")


@require_POST
@requires(reports_tasks)
def take_back(request: SignedInRequest, task_id: int, update_id: int) -> HttpResponse:
    """Take one's own latest word back."""
    must_hang_on(task_id, by=request.user, update_id=update_id)
    task = actions.take_back(update_id=update_id, by=request.user, at=clock.now())
    return _done(request, task.pk, "Đã rút lại lần cập nhật.")


@require_POST
@requires(reads_tasks)
def confirm(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Confirm that a task is done."""

    def act(form: Form) -> None:
        actions.confirm_done(task_id=task_id, by=request.user, at=clock.now(), **form.cleaned_data)

    return _act(request, task_id, "confirm", act, "Đã xác nhận hoàn thành.")


@require_POST
@requires(reads_tasks)
def give_back(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Return a task to its lead unit with a reason."""

    def act(form: Form) -> None:
        actions.return_to_author(
            task_id=task_id, by=request.user, at=clock.now(), **_reasoned(form)
        )

    return _act(request, task_id, "return", act, "Đã trả lại, kèm lý do.")


@require_POST
@requires(reads_tasks)
def extend(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Give a task more time."""

    def act(form: Form) -> None:
        actions.extend_deadline(task_id=task_id, by=request.user, at=clock.now(), **_reasoned(form))

    return _act(request, task_id, "extend", act, "Đã gia hạn; hạn đầu vẫn được giữ.")


@require_POST
@requires(reads_tasks)
def pause(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Halt a task for a reason."""

    def act(form: Form) -> None:
        actions.pause_task(task_id=task_id, by=request.user, at=clock.now(), **_reasoned(form))

    return _act(request, task_id, "pause", act, "Đã tạm dừng nhiệm vụ.")


@require_POST
@requires(reads_tasks)
def resume(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Take a paused task up again."""

    def act(form: Form) -> None:
        actions.resume_task(task_id=task_id, by=request.user, at=clock.now(), **form.cleaned_data)

    return _act(request, task_id, "resume", act, "Nhiệm vụ được tiếp tục.")


@require_POST
@requires(reads_tasks)
def cancel(request: SignedInRequest, task_id: int) -> HttpResponse:
    """End a task for a reason."""

    def act(form: Form) -> None:
        actions.cancel_task(task_id=task_id, by=request.user, at=clock.now(), **_reasoned(form))

    return _act(request, task_id, "cancel", act, "Đã hủy nhiệm vụ.")


@requires(reads_tasks)
def people(request: SignedInRequest) -> HttpResponse:
    """People whom a comment can name, for the list under the @."""
    found = queries.people_named(request.GET.get("q", ""), by=request.user, on=clock.today())
    return JsonResponse(
        {"people": [{"name": one.name, "title": f"{one.title}, {one.unit}"} for one in found]}
    )


@requires(reads_tasks)
def act(request: SignedInRequest, task_id: int, name: str, item: int = 0) -> HttpResponse:
    """One act on a task that has a page of its own: its form, and doing it."""
    chosen = ACTS.get(name)
    if chosen is None:
        raise Missing("tasks.no-such-act", "Không có việc này.")
    by, at = request.user, clock.now()
    task = queries.task_detail(task_id, by=by, at=at)
    made: type[forms.ActForm] = getattr(forms, chosen.form)
    status = 200
    refusal: Refusal | None = None
    if request.method == "POST":
        form = made(request.POST, request.FILES, prefix=chosen.key)
        form.offer(queries.act_choices(task_id, chosen.key, by=by, at=at))
        form.must_say(SHOWN.get(chosen.key, ""))
        status = 422
        if form.is_valid():
            try:
                chosen.run(task_id, item, by, at, form.arguments())
            except Invalid as error:
                form.add_refusal(error)
            except Conflict as error:
                form.add_refusal(error)
                status, refusal = 409, error
            else:
                return _done(request, task_id, chosen.done)
        if _in_panel(request):
            return _draw(
                request,
                task_id,
                shown_forms={chosen.key: form},
                status=status,
                refusal=refusal if isinstance(refusal, Conflict) else None,
            )
    else:
        if chosen.key not in task.more.acts:
            raise NotAllowed(
                "tasks.not-offered",
                "Việc này không làm được với nhiệm vụ lúc này, hoặc không thuộc vị trí của bạn.",
            )
        form = made(prefix=chosen.key)
        form.offer(queries.act_choices(task_id, chosen.key, by=by, at=at))
        if chosen.key == "edit":
            form.initial["text"] = next(
                (
                    "".join(piece.text for piece in one.pieces)
                    for one in task.timeline
                    if one.comment_id == item
                ),
                "",
            )
    context = {
        "task": task,
        "row": task.row,
        "act": chosen,
        "form": form,
        "item": _item(task, chosen.key, item),
        "seen": _seen(task, chosen.key, item),
        "version": _version(task, chosen.key, item),
        "changed": changed_since(refusal),
        "action": request.path,
    }
    return page(request, "tasks/act.html", context, nav="plans", status=status)


def _item(task: queries.TaskDetail, key: str, item: int) -> str:
    """Give the words of the thing that an act is about."""
    more = task.more
    if key in ("answer", "close", "reopen", "withdraw"):
        return next((one.text for one in more.obstacles if one.id == item), "")
    if key == "waive" and more.children:
        return next((one.unit for one in more.children.rows if one.id == item), "")
    if key in ("grant", "refuse", "unask") and more.request:
        asked = more.request
        return (
            f"{asked.who}: {asked.due_from:%d/%m/%Y} → {asked.wanted_day:%d/%m/%Y}. {asked.reason}"
        )
    if key in ("period-ok", "period-back", "period-again"):
        return next((f"Kỳ {one.name}" for one in more.periods if one.id == item), "")
    if key == "take":
        return next(
            (one.text for one in more.directions if any(r.id == item for r in one.receipts)), ""
        )
    if key == "unorder":
        return next((one.text for one in more.earlier if one.id == item), "")
    return ""


def _seen(task: queries.TaskDetail, key: str, item: int) -> str:
    """Give the mark of the thing that an act is about, as the page shows it."""
    if key in ("answer", "close", "reopen", "withdraw"):
        return next((one.seen for one in task.more.obstacles if one.id == item), "")
    if key == "edit":
        return next((one.seen for one in task.timeline if one.comment_id == item), "")
    return ""


def _version(task: queries.TaskDetail, key: str, item: int) -> int:
    """Give the version of what an act changes: the task, or the part of it that a unit is freed of."""
    if key == "waive" and task.more.children:
        return next((one.version for one in task.more.children.rows if one.id == item), 0)
    return task.row.version


def _act(
    request: SignedInRequest, task_id: int, key: str, act: Callable[[Any], None], message: str
) -> HttpResponse:
    """Run one act; what cannot be done is said in its form, with everything typed still there."""
    form = FORMS[key](request.POST, request.FILES, prefix=key)
    form.must_say("version")
    status = 422
    conflict: Conflict | None = None
    if form.is_valid():
        try:
            act(form)
        except Invalid as refusal:
            form.add_refusal(refusal)
        except Conflict as refusal:
            form.add_refusal(refusal)
            status, conflict = 409, refusal
        else:
            return _done(request, task_id, message)
    if _on_desk(request):
        return _desk_row(request, task_id, form=form, status=status)
    return _draw(request, task_id, shown_forms={key: form}, status=status, refusal=conflict)


def _done(request: SignedInRequest, task_id: int, message: str) -> HttpResponse:
    if _on_desk(request):
        return toast(_desk_row(request, task_id), message)
    if _in_panel(request):
        response = _draw(request, task_id)
        response.headers["HX-Trigger"] = json.dumps(
            {"namro:toast": {"message": message, "tone": "done"}, "tasks:changed": True}
        )
        return response
    return see_other(request, reverse("tasks:detail", args=[task_id]), message=message)


def _draw(
    request: SignedInRequest,
    task_id: int,
    *,
    shown_forms: dict[str, Form] | None = None,
    status: int = 200,
    refusal: Conflict | None = None,
) -> HttpResponse:
    task = queries.task_detail(
        task_id, by=request.user, at=clock.now(), part=request.GET.get("dien-bien", "")
    )
    shown: dict[str, Form] = {key: form(prefix=key) for key, form in FORMS.items()}
    shown["report"].initial["percent"] = task.row.percent
    # Whoever reports on a recurring task almost always means the period now open.
    shown["report"].initial["closes_period"] = bool(task.period)
    shown["part"].initial["state"] = task.next.part_state or "in-progress"
    shown.update(shown_forms or {})
    if task.more.progress_by != "percent":
        # It follows from steps or from what stands beneath: there is nothing to type.
        shown["report"].fields.pop("percent", None)
    context = {
        "task": task,
        "row": task.row,
        "changed": changed_since(refusal),
        "parts": [(key, words) for key, (words, _) in queries.TIMELINE_PARTS.items()],
        "comment_form": shown.get("comment") or forms.TextForm(prefix="comment"),
        "forms": shown,
        "failed": next(iter(shown_forms or {}), ""),
        "in_panel": _in_panel(request),
        "today": clock.today(),
        "list_url": _list_address(request, task.plan_id),
        "beside": beside(task.plan_id, "task", task.row.id),
    }
    template = "tasks/_panel.html" if _in_panel(request) else "tasks/detail.html"
    return render(request, template, {"nav": "plans", **context}, status=status)


def _on_desk(request: SignedInRequest) -> bool:
    return bool(request.htmx) and str(request.htmx.target or "").startswith("viec-")


def _desk_row(
    request: SignedInRequest, task_id: int, *, form: Form | None = None, status: int = 200
) -> HttpResponse:
    """Give one row of “Việc của tôi” anew; what was refused stands in its form, with what was typed."""
    laid = queries.desk_row(task_id, by=request.user, at=clock.now())
    if laid is None:
        return HttpResponse("", status=status)
    key, row = laid
    context = {
        "rows": [row],
        "key": key,
        "said": [error for errors in form.errors.values() for error in errors] if form else [],
        "typed": {name: str(form[name].value() or "") for name in form.fields} if form else {},
    }
    return fragment(request, "tasks/_desk_row.html", context, status=status)


def _in_panel(request: SignedInRequest) -> bool:
    return bool(request.htmx) and request.htmx.target == "panel"


def _list_address(request: SignedInRequest, plan_id: int) -> str:
    """Give the table the panel was opened from; else the plan's own."""
    came_from = request.htmx.current_url_abs_path or "" if request.htmx else ""
    if came_from.startswith(("/tong-quan/", reverse("tasks:mine"))):
        return str(came_from)
    if came_from.startswith(reverse("tasks:list")) and "?" in came_from:
        return str(came_from)
    return f"{reverse('tasks:list')}?ke-hoach={plan_id}"


def _reasoned(form: Form) -> dict[str, Any]:
    data = dict(form.cleaned_data)
    data["reason"] = data.pop("note")
    return data
