"""The page on which an administrator links a person with the sign-in provider."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from namro_web.accounts.linking import link_of, provider
from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation.errors import Conflict, Invalid, Missing
from namro_web.organisations.access import Duty, person_to_administer
from namro_web.organisations.actions.linking import link_person, unlink_person
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires
from namro_web.ui.fields import Form
from namro_web.ui.pages import page, see_other


class ProviderName(Form):
    """What the provider calls a person."""

    name = forms.CharField(
        label="Tên ở hệ thống định danh",
        max_length=150,
        help_text="Đúng như hệ thống định danh gửi sang (tên đăng nhập, thư điện tử hoặc số định danh); "
        "không phân biệt chữ hoa, chữ thường.",
    )


@requires(may(Duty.ADMINISTER))
@transaction.atomic
def provider_link(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Show, make or end the link of one person."""
    if provider() is None:
        raise Missing("accounts.no-provider", "Chưa thiết lập hệ thống định danh.")
    person = person_to_administer(user_id, by=request.user, whole=True)
    back = reverse("organisations:person", args=[person.pk])
    if request.method == "POST" and "unlink" in request.POST:
        unlink_person(person.pk, by=request.user)
        return see_other(request, back, message="Đã gỡ liên kết.")
    form = ProviderName(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link_person(person.pk, name=form.cleaned_data["name"], by=request.user)
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
        else:
            return see_other(
                request, back, message="Đã liên kết; có hiệu lực từ lần đầu đăng nhập."
            )
    context = {"person": person, "link": link_of(person), "form": form, "cancel": back}
    return page(request, "organisations/provider.html", context, nav="people")
