"""Pages of notices: what I was told, how I want to be told, when the commune reminds, my calendar."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.notices import actions, queries
from namro_web.notices.access import calendar_to_read, rules_kept
from namro_web.notices.dry_run import would_be_told
from namro_web.notices.forms import RulesForm, WishesForm
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.rules import has_a_post, may
from namro_web.plans.addresses import whole_number
from namro_web.ui.doors import anyone, requires
from namro_web.ui.pages import page, see_other


@requires(has_a_post)
@require_GET
def notice_list(request: SignedInRequest) -> HttpResponse:
    """What I was told, the newest first."""
    only_new = request.GET.get("moi") == "1"
    number = whole_number(request.GET.dict(), "trang")
    shown = queries.inbox(by=request.user, page=number, only_new=only_new)
    may_set = acting(request.user).may(Duty.EDIT_PLANS)
    context = {"shown": shown, "can_set_rules": may_set}
    return page(request, "notices/list.html", context, nav="notices")


@require_POST
@requires(has_a_post)
def open_notice(request: SignedInRequest, notice_id: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    notice = actions.read_notice(notice_id=notice_id, by=request.user, at=clock.now())
    safe = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and safe else reverse("notices:list"))


@require_POST
@requires(has_a_post)
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark all as read."""
    number = actions.read_all(by=request.user, at=clock.now())
    return see_other(
        request, reverse("notices:list"), message=f"Đã đánh dấu đã đọc {number} thông báo."
    )


@requires(has_a_post)
def wishes(request: SignedInRequest) -> HttpResponse:
    """How I want to be told, and my calendar."""
    shown = queries.my_wishes(request.user)
    form = WishesForm(request.POST or None, initial={"by_mail": shown.by_mail})
    if request.method == "POST" and form.is_valid():
        actions.set_wishes(by_mail=form.cleaned_data["by_mail"], by=request.user, at=clock.now())
        return see_other(request, reverse("notices:wishes"), message="Đã lưu cách nhận thông báo.")
    context = {"form": form, "shown": shown, "mail_is_on": settings.MAIL_IS_ON}
    return page(request, "notices/wishes.html", context, nav="notices")


@require_POST
@requires(has_a_post)
def open_calendar(request: SignedInRequest) -> HttpResponse:
    """Give a fresh address for my calendar; it is shown once."""
    secret = actions.open_calendar(by=request.user, at=clock.now())
    address = f"{settings.SITE_URL}{reverse('notices:calendar', args=[secret])}"
    shown = queries.my_wishes(request.user)
    context = {
        "form": WishesForm(initial={"by_mail": shown.by_mail}),
        "shown": shown,
        "address": address,
        "mail_is_on": settings.MAIL_IS_ON,
    }
    return page(request, "notices/wishes.html", context, nav="notices")


@require_POST
@requires(has_a_post)
def close_calendar(request: SignedInRequest) -> HttpResponse:
    """Let my calendar's address open nothing any more."""
    actions.close_calendar(by=request.user, at=clock.now())
    return see_other(request, reverse("notices:wishes"), message="Đã đóng địa chỉ lịch.")


@requires(may(Duty.EDIT_PLANS))
def rules(request: SignedInRequest) -> HttpResponse:
    """When the commune reminds, and whom it would tell now."""
    kept = rules_kept(by=request.user)
    initial = asdict(kept.calendar) | {
        "before": ", ".join(map(str, kept.calendar.before)),
        "after": ", ".join(map(str, kept.calendar.after)),
        "version": kept.version,
    }
    form = RulesForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.set_rules(
                    form.calendar(),
                    by=request.user,
                    at=clock.now(),
                    version=form.cleaned_data["version"],
                )
            except Invalid as refusal:
                form.add_refusal(refusal)
            except Conflict as refusal:
                form.add_refusal(refusal)
                # Having looked again, one may send the form as it is drawn now.
                form.data = {**request.POST.dict(), "version": kept.version}
                status = 409
            else:
                return see_other(
                    request, reverse("notices:rules"), message="Đã lưu quy tắc nhắc việc."
                )
    context = {
        "form": form,
        "told": would_be_told(by=request.user, at=clock.now()),
        "trouble": queries.mail_trouble(by=request.user),
        "mail_is_on": settings.MAIL_IS_ON,
    }
    return page(request, "notices/rules.html", context, nav="notices", status=status)


@requires(anyone)
@require_GET
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar a program subscribes to: its secret address is the key, and opens nothing else."""
    at = clock.now()
    user = calendar_to_read(secret, on=at.date())
    response = HttpResponse(
        queries.calendar_feed(by=user, at=at), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'inline; filename="han-nhiem-vu.ics"'
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
