"""Doors to units and posts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import NotAllowed
from namro_web.organisations.access import Duty, acting, posts_held
from namro_web.organisations.forms import TreeFilter
from namro_web.organisations.middleware import SESSION_KEY
from namro_web.organisations.queries import names_remembered, tree
from namro_web.organisations.rules import has_a_post
from namro_web.organisations.trees import branch_ids
from namro_web.ui.doors import requires, signed_in
from namro_web.ui.pages import page


@requires(signed_in)
@require_POST
def act_as(request: SignedInRequest) -> HttpResponse:
    """Change the post the person acts for, then go back to where they were."""
    wanted = request.POST.get("post", "")
    held = {str(post.id): post for post in posts_held(request.user, at=clock.today())}
    if wanted not in held:
        raise NotAllowed("organisations.not-your-post", "Vị trí này không phải của bạn.")
    request.session[SESSION_KEY] = held[wanted].id
    next_page = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(next_page, allowed_hosts={request.get_host()})
    return redirect(next_page if safe else "/")


@requires(has_a_post)
def unit_tree(request: SignedInRequest) -> HttpResponse:
    """Show the tree of units as it stood on a day."""
    today = clock.today()
    asked = TreeFilter(request.GET)
    asked.is_valid()
    day, words = asked.day_or(today), asked.cleaned_data.get("q", "")
    post = acting(request.user)
    roots = tree(post.root_id, at=day, words=words, with_people=post.may(Duty.READ_PEOPLE))
    context = {
        "roots": roots,
        "root_name": post.root_name,
        "number": len(branch_ids(post.root_id, at=day)),
        "shown_day": day,
        "today": today,
        "words": words,
        "names": [] if request.htmx else names_remembered(post.root_id, at=day),
        "day_error": " ".join(str(error) for error in asked.errors.get("ngay", [])),
    }
    return page(
        request,
        "organisations/units.html",
        context,
        nav="organisations",
        fragment="organisations/_units.html",
    )
