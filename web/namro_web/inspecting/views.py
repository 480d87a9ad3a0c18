"""Doors to conclusions and recommendations of inspection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.inspecting.actions import answer, ask_again, close, conclude
from namro_web.inspecting.forms import AgainForm, AnswerForm, CloseForm, ConclusionForm
from namro_web.inspecting.queries import (
    conclusion,
    conclusions,
    drawn_for,
    kind_choices,
    state_choices,
)
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires
from namro_web.ui.fields import Form
from namro_web.ui.pages import page, see_other


@requires(may(Duty.READ))
def conclusion_list(request: SignedInRequest) -> HttpResponse:
    """List what the asker may read."""
    asked = request.GET
    state = asked.get("trang-thai", "")
    shown = conclusions(
        by=request.user,
        today=clock.today(),
        state=state,
        plan_id=_number(asked.get("ke-hoach", "")),
        page=_number(asked.get("trang", "")) or 1,
    )
    context = {
        "shown": shown,
        "state": state,
        "states": state_choices(),
        "plan": asked.get("ke-hoach", ""),
        "inspects": acting(request.user).may(Duty.INSPECT),
    }
    return page(
        request,
        "inspecting/list.html",
        context,
        nav="",
        fragment="inspecting/_list.html",
    )


@requires(may(Duty.INSPECT))
def new_conclusion(request: SignedInRequest) -> HttpResponse:
    """Write a conclusion or recommendation."""
    today = clock.today()
    plan_id = _number(request.GET.get("ke-hoach", ""))
    drawn = drawn_for(by=request.user, today=today, plan_id=plan_id)
    form = ConclusionForm(
        request.POST or None,
        kinds=kind_choices(),
        units=drawn.units,
        plans=drawn.plans,
        tasks=drawn.tasks,
        initial={"plan_id": plan_id, "task_id": _number(request.GET.get("nhiem-vu", ""))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = conclude(by=request.user, at=clock.now(), **form.cleaned_data)
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
        else:
            url = reverse("inspecting:conclusion", args=[made.pk])
            return see_other(request, url, message="Đã ghi.")
    return page(request, "inspecting/form.html", {"form": form}, nav="")


@requires(may(Duty.READ))
def conclusion_page(request: SignedInRequest, conclusion_id: int) -> HttpResponse:
    """Show one, with the forms of what the asker may do."""
    return _page(request, conclusion_id)


@requires(may(Duty.ANSWER_CONCLUSIONS))
def answer_conclusion(request: SignedInRequest, conclusion_id: int) -> HttpResponse:
    """Answer for the unit."""
    return _act(request, conclusion_id, "answer_form", AnswerForm(request.POST), answer)


@requires(may(Duty.INSPECT))
def ask_conclusion_again(request: SignedInRequest, conclusion_id: int) -> HttpResponse:
    """Send an answer back."""
    return _act(request, conclusion_id, "again_form", AgainForm(request.POST), ask_again)


@requires(may(Duty.INSPECT))
def close_conclusion(request: SignedInRequest, conclusion_id: int) -> HttpResponse:
    """Close it."""
    return _act(request, conclusion_id, "close_form", CloseForm(request.POST), close)


def _act(
    request: SignedInRequest,
    conclusion_id: int,
    name: str,
    form: Form,
    do: Callable[..., object],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            do(conclusion_id, by=request.user, at=clock.now(), **form.cleaned_data)
        except Invalid as refused:
            form.add_refusal(refused)
        else:
            url = reverse("inspecting:conclusion", args=[conclusion_id])
            return see_other(request, url, message="Đã ghi.")
    return _page(request, conclusion_id, **({name: form} if request.method == "POST" else {}))


def _page(request: SignedInRequest, conclusion_id: int, **forms: Any) -> HttpResponse:
    shown = conclusion(conclusion_id, by=request.user, today=clock.today())
    initial = {"version": shown.version}
    context = {
        "one": shown,
        "answer_form": AnswerForm(initial={**initial, "text": shown.answer}),
        "again_form": AgainForm(initial=initial, auto_id="again_%s"),
        "close_form": CloseForm(initial=initial, auto_id="close_%s"),
        **forms,
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return page(request, "inspecting/conclusion.html", context, nav="", status=status)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None
