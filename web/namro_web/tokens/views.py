"""One's own tokens, a new one, and those of everybody for whoever administers."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import has_a_post, may
from namro_web.tokens.actions import create_token, revoke_token
from namro_web.tokens.forms import READ_ONLY, TokenForm
from namro_web.tokens.queries import (
    duties_offered,
    my_tokens,
    parts_offered,
    reading_duties,
    tokens_of_tree,
)
from namro_web.ui.doors import requires, signed_in
from namro_web.ui.pages import page, see_other


@requires(signed_in)
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """A person's own tokens."""
    tokens = my_tokens(request.user, at=timezone.now(), today=clock.today())
    may_see_all = request.user.acting is not None and request.user.acting.may(Duty.ADMINISTER)
    return page(request, "tokens/mine.html", {"tokens": tokens, "may_see_all": may_see_all})


@requires(has_a_post)
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
def new(request: SignedInRequest) -> HttpResponse:
    """Make a token for the post acted for; its secret is on this one answer only."""
    now, parts = timezone.now(), parts_offered()
    form = TokenForm(
        request.POST or None,
        duties=duties_offered(request.user),
        parts=parts,
        initial={
            "parts": [part for part, _ in parts],
            "expires_on": timezone.localdate(now) + timedelta(days=settings.TOKEN_DAYS),
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        only_reads = said["kind"] == READ_ONLY
        try:
            made = create_token(
                name=said["name"],
                duties=reading_duties(request.user) if only_reads else said["duties"],
                parts=said["parts"],
                expires_on=said["expires_on"],
                by=request.user,
                at=now,
            )
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
        else:
            return page(request, "tokens/made.html", {"made": made})
    context = {"form": form, "submit": "Tạo mã", "cancel": reverse("tokens:mine")}
    return page(request, "tokens/new.html", context)


@requires(signed_in)
@require_POST
def revoke(request: SignedInRequest, token_id: int) -> HttpResponse:
    """Make a token good for nothing."""
    token = revoke_token(token_id, by=request.user, at=timezone.now())
    back = reverse("tokens:mine" if token.user_id == request.user.pk else "tokens:all")
    return see_other(request, back, message=f"Đã thu hồi mã “{token.name}”.")


@requires(may(Duty.ADMINISTER))
@require_GET
def everybodys(request: SignedInRequest) -> HttpResponse:
    """Every token that acts for the commune."""
    tokens = tokens_of_tree(request.user, at=timezone.now(), today=clock.today())
    return page(request, "tokens/all.html", {"tokens": tokens}, nav="organisations")
