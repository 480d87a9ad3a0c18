"""Doors to delegations and handovers, with the forms that belong to them alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.actions import (
    LEFT_OPEN,
    Handing,
    delegate,
    end_delegation,
    end_post,
    hand_over,
    note_minutes_taken,
)
from namro_web.organisations.minutes import as_document
from namro_web.organisations.rules import has_a_post, may
from namro_web.organisations.standing import (
    LeavingPost,
    ThingShown,
    delegate_choices,
    delegations_shown,
    duty_choices,
    handovers_of,
    leaving,
    manner_choices,
    may_delegate,
    minutes_of,
    posts_to_hand_over,
)
from namro_web.ui.doors import requires
from namro_web.ui.fields import DateField, Form
from namro_web.ui.pages import page, see_other

LEFT_WORDS = "Để trống, cơ quan thường trực phân công"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DelegationForm(Form):
    """To whom, what, from when to when, by which paper."""

    to_post = forms.TypedChoiceField(label="Người được ủy quyền", coerce=int)
    duties = forms.MultipleChoiceField(
        label="Việc được ủy quyền",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một việc."},
    )
    manner = forms.ChoiceField(label="Hình thức ký")
    document_number = forms.CharField(
        label="Số, ký hiệu văn bản ủy quyền",
        max_length=120,
        help_text="Ví dụ: 12/GUQ-UBND ngày 10/11/2026.",
    )
    first_day = DateField(label="Từ ngày")
    last_day = DateField(label="Đến hết ngày")

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        duties: Sequence[tuple[str, str]],
        manners: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_post"].choices = [("", "Chọn người"), *people]  # type: ignore[attr-defined]
        self.fields["duties"].choices = duties  # type: ignore[attr-defined]
        self.fields["manner"].choices = manners  # type: ignore[attr-defined]


class HandingForm(Form):
    """Who takes everything, and who takes single things instead."""

    def __init__(self, *args: Any, post: LeavingPost, ends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = post.moving
        if ends:
            self.fields["day"] = DateField(label="Không giữ từ ngày")
        if not self.things:
            return
        offered = [(LEFT_OPEN, LEFT_WORDS), *post.takers]
        self.fields["everything"] = forms.ChoiceField(
            label="Người nhận bàn giao tất cả",
            required=False,
            choices=[("", "Chưa chọn"), *offered],
            help_text="Việc nào chọn người khác ở bảng dưới thì theo bảng dưới. Việc được giao ngay khi ghi.",
        )
        for thing in self.things:
            self.fields[thing.key] = forms.ChoiceField(
                label=f"Người nhận: {thing.text}",
                required=False,
                choices=[("", "Theo người nhận tất cả"), *offered],
            )

    def rows(self) -> list[tuple[ThingShown, Any]]:
        """Give each thing with its field."""
        return [(thing, self[thing.key]) for thing in self.things]

    def handing(self) -> Handing:
        """Give what was said."""
        given = self.cleaned_data
        return Handing(
            everything=given.get("everything", ""),
            singly={one.key: given[one.key] for one in self.things if given.get(one.key)},
        )


@requires(has_a_post)
def delegations(request: SignedInRequest) -> HttpResponse:
    """Show who stands in for the asker and for whom they stand in; the administrator sees all."""
    shown = delegations_shown(by=request.user, today=clock.today())
    context = {
        "given": [one for one in shown if one.is_given],
        "received": [one for one in shown if one.is_received],
        "others": [one for one in shown if not (one.is_given or one.is_received)],
        "may_delegate": may_delegate(request.user),
        "administers": acting(request.user).may(Duty.ADMINISTER),
    }
    return page(request, "organisations/delegations.html", context, nav="")


@requires(may(Duty.DELEGATE))
def new_delegation(request: SignedInRequest) -> HttpResponse:
    """Let somebody act in one's post for a while."""
    today = clock.today()
    form = DelegationForm(
        request.POST or None,
        people=delegate_choices(by=request.user, today=today),
        duties=duty_choices(request.user),
        manners=manner_choices(),
        initial={"first_day": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            delegate(by=request.user, today=today, **form.cleaned_data)
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
        else:
            return see_other(
                request, reverse("organisations:delegations"), message="Đã ghi ủy quyền."
            )
    return page(request, "organisations/delegation_form.html", {"form": form}, nav="")


@requires(has_a_post)
@require_POST
def finish_delegation(request: SignedInRequest, delegation_id: int) -> HttpResponse:
    """End a delegation now."""
    end_delegation(delegation_id, by=request.user, today=clock.today())
    return see_other(request, reverse("organisations:delegations"), message="Đã chấm dứt ủy quyền.")


@requires(has_a_post)
def handovers(request: SignedInRequest) -> HttpResponse:
    """Show whose work the asker may pass on, and the minutes they have to do with."""
    today = clock.today()
    posts = posts_to_hand_over(by=request.user, today=today)
    context = {
        "own": [one for one in posts if one.id == acting(request.user).id],
        "others": [one for one in posts if one.id != acting(request.user).id],
        "kept": handovers_of(by=request.user, today=today),
    }
    return page(request, "organisations/handovers.html", context, nav="")


@requires(has_a_post)
def pass_work_on(request: SignedInRequest, post_id: int) -> HttpResponse:
    """Pass on what is open on a post whose holder stays for now."""
    post = leaving(post_id, by=request.user, today=clock.today())
    form = HandingForm(request.POST or None, post=post, ends=False)
    if request.method == "POST" and form.is_valid():
        try:
            made = hand_over(post_id, handing=form.handing(), by=request.user, at=clock.now())
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
        else:
            return see_other(
                request,
                reverse("organisations:minutes", args=[made.pk]),
                message="Đã bàn giao công việc.",
            )
    context = {
        "form": form,
        "post": post,
        "title": "Bàn giao công việc",
        "submit": "Bàn giao và lập biên bản",
        "cancel": reverse("organisations:handovers"),
    }
    return page(request, "organisations/handing.html", context, nav="")


@requires(may(Duty.ADMINISTER))
def finish_post(request: SignedInRequest, post_id: int) -> HttpResponse:
    """End a post on a day; what is open on it passes on in the same act."""
    post = leaving(post_id, by=request.user, today=clock.today())
    form = HandingForm(request.POST or None, post=post, ends=True, initial={"day": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_post(
                post_id,
                day=form.cleaned_data["day"],
                handing=form.handing(),
                by=request.user,
                at=clock.now(),
            )
        except Invalid as refused:
            form.add_refusal(refused)
        else:
            back = reverse("organisations:person", args=[post.user_id])
            return see_other(request, back, message="Đã kết thúc vị trí.")
    context = {
        "form": form,
        "post": post,
        "title": "Kết thúc vị trí",
        "submit": "Kết thúc",
        "cancel": reverse("organisations:person", args=[post.user_id]),
    }
    return page(request, "organisations/handing.html", context, nav="people")


@requires(has_a_post)
def minutes(request: SignedInRequest, handover_id: int) -> HttpResponse:
    """Show the minutes of a handover, ready to be printed."""
    shown = minutes_of(handover_id, by=request.user)
    return page(request, "organisations/minutes.html", {"minutes": shown}, nav="")


@requires(has_a_post)
def minutes_file(request: SignedInRequest, handover_id: int) -> HttpResponse:
    """Give the minutes as a Word document."""
    document = as_document(minutes_of(handover_id, by=request.user))
    note_minutes_taken(handover_id, by=request.user, at=clock.now())
    answer = HttpResponse(document, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="bien-ban-ban-giao-{handover_id}.docx"'
    return answer
