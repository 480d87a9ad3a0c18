"""Doors to units and posts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from namro_web.accounts.actions import NewAccount, note_personal_data_viewed
from namro_web.accounts.queries import sign_in_state
from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.organisations.access import (
    Duty,
    acting,
    inherited_roots,
    posts_held,
    scope_of,
    unit_ever_seen,
    unit_seen_on,
)
from namro_web.organisations.actions import (
    Done,
    NewPerson,
    PersonRow,
    add_person,
    close_account,
    create_unit,
    dissolve_unit,
    end_persons_sessions,
    give_post,
    hand_over_password,
    merge_units,
    move_unit,
    reclassify_unit,
    rename_unit,
    reopen_account,
    reset_persons_factor,
    split_unit,
    take_in_all,
    undo_act,
    unlock_person,
)
from namro_web.organisations.actions.rehearsing import rehearse, rehearse_people
from namro_web.organisations.fates import fates_of
from namro_web.organisations.forms import (
    NOW,
    Dissolve,
    Merge,
    Move,
    NewUnit,
    PeopleFile,
    PeopleSearch,
    PersonForm,
    PostForm,
    ReadPeople,
    Reclassify,
    Rename,
    Split,
    TreeFilter,
    Undo,
    fate_key,
)
from namro_web.organisations.middleware import SESSION_KEY
from namro_web.organisations.people_sheets import ReadRow, read_people, template
from namro_web.organisations.persons import people_of, person_of
from namro_web.organisations.queries import (
    choices,
    kind_choices,
    names_remembered,
    role_choices,
    tree,
)
from namro_web.organisations.rules import has_a_post, may
from namro_web.organisations.scopes import accounts, everything
from namro_web.organisations.standing import standing_in_today
from namro_web.organisations.unit_panels import parts_of, stylesheets
from namro_web.organisations.unit_stories import (
    UnitStory,
    children_of,
    counts_of,
    effects_of,
    every_kind,
    level_choices,
    peers_of,
    place_for_new,
    story_of,
)
from namro_web.ui.doors import requires, signed_in
from namro_web.ui.fields import Form, old_page
from namro_web.ui.kept import kept
from namro_web.ui.pages import changed_since, page, see_other

_SALT = "namro.people-read"


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
@kept(everything)
def unit_tree(request: SignedInRequest) -> HttpResponse:
    """Show the tree of units as it stood on a day."""
    today = clock.today()
    asked = TreeFilter(request.GET)
    asked.is_valid()
    day, words = asked.day_or(today), asked.cleaned_data.get("q", "")
    on_todays = asked.cleaned_data.get("dia_gioi") == NOW
    post = acting(request.user)
    roots = tree(
        post.root_id,
        at=today if on_todays else day,
        words=words,
        with_people=post.may(Duty.READ_PEOPLE),
        more_roots=[] if day >= today else inherited_roots(post),
        counted=post.may(Duty.READ),
        counts_at=day,
    )
    context = {
        "roots": roots,
        "root_name": post.root_name,
        "number": len(scope_of(post, at=today if on_todays else day)),
        "shown_day": day,
        "today": today,
        "on_todays": on_todays,
        "as_of": "" if day == today else f"?ngay={day:%d/%m/%Y}",
        "words": words,
        "names": [] if request.htmx else names_remembered(post.root_id, at=day),
        "administers": post.may(Duty.ADMINISTER),
        "day_error": " ".join(str(error) for error in asked.errors.get("ngay", [])),
    }
    return page(
        request,
        "organisations/units.html",
        context,
        nav="organisations",
        fragment="organisations/_units.html",
    )


@requires(has_a_post)
def unit_page(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Show one unit through time: its names, its place, its people, what hangs on it."""
    post, today = acting(request.user), clock.today()
    asked = TreeFilter(request.GET)
    asked.is_valid()
    day = asked.day_or(today)
    unit = unit_seen_on(unit_id, by=request.user, at=day)
    shows_people = post.may(Duty.READ_PEOPLE)
    story = story_of(unit, at=day, with_people=shows_people, as_of=None if day == today else day)
    context = {
        "unit": story,
        "administers": post.may(Duty.ADMINISTER) and day == today,
        "shows_people": shows_people,
        "today": today,
        "shown_day": day,
        "as_of": "" if day == today else f"?ngay={day:%d/%m/%Y}",
        "counts": counts_of(unit, at=day) if post.may(Duty.READ) else [],
        "day_error": " ".join(str(error) for error in asked.errors.get("ngay", [])),
        "parts": parts_of(unit_id, by=request.user, at=clock.now())
        if post.may(Duty.READ) and day == today
        else [],
        "stylesheets": stylesheets(),
    }
    return page(request, "organisations/unit.html", context, nav="organisations")


@requires(may(Duty.ADMINISTER))
def add_unit(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Bring a unit into being beneath this one."""
    parent = unit_ever_seen(unit_id, by=request.user)
    form = NewUnit(
        request.POST or None, kinds=kind_choices(), initial={"day": clock.today(), "kind": "office"}
    )

    def do(given: dict[str, Any]) -> object:
        level, position = place_for_new(parent, kind=given["kind"], at=given["day"])
        return create_unit(
            name=given["name"],
            short_name=given["short_name"],
            kind=given["kind"],
            level=level,
            position=position,
            code=given["code"],
            parent_id=parent.pk,
            valid_from=given["day"],
            document_number=given["document_number"],
            by=request.user,
        )

    return _act(request, unit_id, form, do, title="Thêm đơn vị trực thuộc", done="Đã thêm đơn vị.")


@requires(may(Duty.ADMINISTER))
def rename(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Call a unit otherwise from a day on."""
    story = _story(request, unit_id)
    initial = {
        "name": story.name,
        "short_name": story.short_name,
        "code": story.code,
        "day": clock.today(),
        "seen": story.placement_id,
    }
    form = Rename(request.POST or None, initial=initial)

    def do(given: dict[str, Any]) -> object:
        return rename_unit(unit_id, by=request.user, **given)

    return _act(request, unit_id, form, do, title="Đổi tên", done="Đã đổi tên đơn vị.", story=story)


@requires(may(Duty.ADMINISTER))
def move(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Put a unit under another from a day on."""
    story = _story(request, unit_id)
    initial = {"day": clock.today(), "seen": story.placement_id, "parent_id": story.parent_id}
    form = Move(request.POST or None, units=_units(request), initial=initial)

    def do(given: dict[str, Any]) -> object:
        return move_unit(unit_id, by=request.user, **given)

    return _act(request, unit_id, form, do, title="Chuyển", done="Đã chuyển đơn vị.", story=story)


@requires(may(Duty.ADMINISTER))
def reclassify(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Make a unit another kind of body, on another tier or with another code, from a day on."""
    story = _story(request, unit_id)
    initial = {
        "kind": story.kind_key,
        "level": story.level_key,
        "code": story.code,
        "day": clock.today(),
        "seen": story.placement_id,
    }
    form = Reclassify(
        request.POST or None, kinds=every_kind(), levels=level_choices(), initial=initial
    )

    def do(given: dict[str, Any]) -> object:
        return reclassify_unit(unit_id, by=request.user, **given)

    return _act(
        request, unit_id, form, do, title="Đổi loại, cấp, mã", done="Đã ghi thay đổi.", story=story
    )


@requires(may(Duty.ADMINISTER))
def dissolve(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """End a unit on a day."""
    story = _story(request, unit_id)
    units = [one for one in _units(request) if one[0] != str(unit_id)]
    form = Dissolve(
        request.POST or None,
        units=units,
        initial={"day": clock.today(), "seen": story.placement_id},
    )

    def do(given: dict[str, Any]) -> object:
        return dissolve_unit(unit_id, by=request.user, **given)

    return _act(request, unit_id, form, do, title="Giải thể", done="Đã ghi giải thể.", story=story)


@requires(may(Duty.ADMINISTER))
def merge(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Merge a unit, with others if wanted, into one that exists or a new one."""
    unit = unit_ever_seen(unit_id, by=request.user)
    story = _story(request, unit_id)
    today = clock.today()
    peers = peers_of(unit, root_id=acting(request.user).root_id, at=today)
    listed = [(str(pk), name) for pk, name in peers]
    sources, into = _chosen(request, peers, unit_id)
    fates = [fate for one in sources if into is not None for fate in fates_of(one, into, at=today)]
    form = Merge(
        request.POST or None,
        peers=listed,
        fates=fates,
        initial={"sources": [str(unit_id)], "day": today, "seen": story.placement_id},
    )

    def do(given: dict[str, Any]) -> object:
        first = sorted(given["sources"], key=lambda one: one != unit_id)
        return merge_units(
            first,
            into=form.target(),
            day=given["day"],
            document_number=given["document_number"],
            beneath=form.beneath(),
            seen=given["seen"] if unit_id in first else None,
            by=request.user,
        )

    extra = {
        "effects": effects_of(sources, at=today),
        "fates": [(fate, form[fate_key(fate.unit_id)]) for fate in fates],
    }
    return _act(
        request,
        unit_id,
        form,
        do,
        title="Nhập đơn vị",
        done="Đã ghi việc nhập đơn vị.",
        story=story,
        template="organisations/merge.html",
        extra=extra,
    )


@requires(may(Duty.ADMINISTER))
def split(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Split a unit into several."""
    unit = unit_ever_seen(unit_id, by=request.user)
    story = _story(request, unit_id)
    today = clock.today()
    effects = effects_of([unit_id], at=today)
    form = Split(
        request.POST or None,
        posts=[(post.id, f"{post.person}, {post.title}") for post in effects.people],
        children=children_of(unit, at=today),
        initial={"day": today, "seen": story.placement_id, "takes_over": "1"},
    )

    def do(given: dict[str, Any]) -> object:
        return split_unit(
            unit_id,
            parts=form.parts(),
            own_share=form.own_share(),
            day=given["day"],
            document_number=given["document_number"],
            seen=given["seen"],
            by=request.user,
        )

    return _act(
        request,
        unit_id,
        form,
        do,
        title="Chia tách",
        done="Đã ghi việc chia tách.",
        story=story,
        template="organisations/split.html",
        extra={"effects": effects},
    )


@requires(may(Duty.ADMINISTER))
@require_POST
def undo(request: SignedInRequest, unit_id: UUID) -> HttpResponse:
    """Take back the last act on a unit."""
    form = Undo(request.POST)
    if not form.is_valid():
        # Whoever has no business with the unit is not told what its form lacks.
        unit_ever_seen(unit_id, by=request.user)
        raise old_page("seen")
    undo_act(unit_id, by=request.user, at=clock.now(), seen=form.cleaned_data["seen"])
    return see_other(request, reverse("organisations:units"), message="Đã rút lại thay đổi.")


@requires(may(Duty.ADMINISTER))
@kept(accounts)
def people(request: SignedInRequest) -> HttpResponse:
    """List the people of the tree."""
    today = clock.today()
    units = _units(request)
    asked = PeopleSearch(request.GET, units=units, roles=role_choices())
    asked.is_valid()
    given = asked.cleaned_data
    words = given.get("q", "")
    shown = people_of(
        by=request.user,
        words=words,
        page=asked.page(),
        today=today,
        now=timezone.now(),
        unit_id=given.get("don_vi"),
        role=given.get("vai_tro", ""),
    )
    return page(
        request,
        "organisations/people.html",
        {
            "shown": shown,
            "words": words,
            "form": asked,
            "is_narrow": bool(words or given.get("don_vi") or given.get("vai_tro")),
            "standing_in": standing_in_today(by=request.user, today=today),
        },
        nav="people",
        fragment="organisations/_people.html",
    )


@requires(may(Duty.ADMINISTER))
def new_person(request: SignedInRequest) -> HttpResponse:
    """Add a person with a first post; their one-time password is shown once."""
    form = PersonForm(
        request.POST or None,
        units=_units(request),
        roles=role_choices(),
        initial={"valid_from": clock.today(), "unit_id": request.GET.get("don-vi", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            account = add_person(NewPerson(**form.cleaned_data), by=request.user)
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
        else:
            return _handed_over(request, [account])
    context = {"form": form, "title": "Thêm người", "submit": "Thêm và tạo mật khẩu dùng một lần"}
    return _form_page(request, context, cancel=reverse("organisations:people"))


@requires(may(Duty.ADMINISTER))
def person(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Show one person: posts, state of the account, what can be done."""
    shown = person_of(user_id, by=request.user, today=clock.today(), now=timezone.now())
    note_personal_data_viewed(user_id, by=request.user, at=clock.now())
    context = {
        "person": shown,
        "is_oneself": user_id == request.user.pk,
        "sign_in": sign_in_state(shown.id, shown.username),
    }
    return page(request, "organisations/person.html", context, nav="people")


@requires(may(Duty.ADMINISTER))
def new_post(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Give a person a further post."""
    shown = person_of(user_id, by=request.user, today=clock.today(), now=timezone.now())
    form = PostForm(
        request.POST or None,
        units=_units(request),
        roles=role_choices(),
        initial={"valid_from": clock.today()},
    )
    back = reverse("organisations:person", args=[user_id])
    if request.method == "POST" and form.is_valid():
        try:
            give_post(user_id=user_id, by=request.user, **form.cleaned_data)
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
        else:
            return see_other(request, back, message="Đã giao vị trí.")
    context = {"form": form, "title": f"Giao vị trí cho {shown.full_name}", "submit": "Giao vị trí"}
    return _form_page(request, context, cancel=back)


@requires(may(Duty.ADMINISTER))
@require_POST
def new_password(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Replace a forgotten password by one for one use, shown once."""
    account = hand_over_password(user_id, by=request.user, at=timezone.now())
    return _handed_over(request, [account])


@requires(may(Duty.ADMINISTER))
@require_POST
def reset_factor(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Take away a lost second factor; a code for one use is shown once."""
    account = reset_persons_factor(user_id, by=request.user, at=timezone.now())
    return _handed_over(request, [account])


@requires(may(Duty.ADMINISTER))
@require_POST
def unlock(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Let a person try to sign in again at once."""
    unlock_person(user_id, by=request.user)
    back = reverse("organisations:person", args=[user_id])
    return see_other(request, back, message="Đã mở khóa tạm; người này đăng nhập lại được ngay.")


@requires(may(Duty.ADMINISTER))
@require_POST
def sign_out(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Sign a person out everywhere."""
    ended = end_persons_sessions(user_id, by=request.user)
    back = reverse("organisations:person", args=[user_id])
    return see_other(request, back, message=f"Đã kết thúc {ended} phiên.")


@requires(may(Duty.ADMINISTER))
@require_POST
def close(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Let a person in no more."""
    close_account(user_id, by=request.user)
    back = reverse("organisations:person", args=[user_id])
    return see_other(request, back, message="Đã khóa tài khoản.")


@requires(may(Duty.ADMINISTER))
@require_POST
def reopen(request: SignedInRequest, user_id: int) -> HttpResponse:
    """Let a person in again."""
    reopen_account(user_id, by=request.user, at=timezone.now())
    back = reverse("organisations:person", args=[user_id])
    return see_other(request, back, message="Đã mở tài khoản.")


@requires(may(Duty.ADMINISTER))
def people_template(request: SignedInRequest) -> HttpResponse:
    """Give the empty sheet to fill in."""
    units = choices(acting(request.user).root_id, at=clock.today())
    answer = HttpResponse(
        template(units),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="mau-nguoi-dung.xlsx"'
    return answer


@requires(may(Duty.ADMINISTER))
def import_people(request: SignedInRequest) -> HttpResponse:
    """Read a filled-in sheet, show every row with what is wrong, take in all or nobody."""
    form, rows = PeopleFile(request.POST or None, request.FILES or None), []
    if request.method == "POST" and "rows" in request.POST:
        sealed = ReadPeople(request.POST)
        sealed.is_valid()
        taken = take_in_all(_unsealed(sealed.cleaned_data.get("rows", "")), by=request.user)
        accounts = [account for _, account in taken if account is not None]
        if accounts:
            return _handed_over(request, accounts)
        done = sum(1 for what, _ in taken if what is not Done.UNCHANGED)
        back = reverse("organisations:people")
        return see_other(request, back, message=f"Đã ghi {done} thay đổi.")
    if request.method == "POST" and form.is_valid():
        units = choices(acting(request.user).root_id, at=clock.today())
        try:
            rows = read_people(form.cleaned_data["file"].read(), units=units, today=clock.today())
        except Invalid as refused:
            form.add_refusal(refused)
    rows = _tried(rows, request)
    wrong = sum(1 for row in rows if row.error)
    context = {
        "form": form,
        "rows": rows,
        "wrong": wrong,
        "sealed": "" if wrong or not rows else _sealed(rows),
    }
    return page(request, "organisations/import_people.html", context, nav="people")


def _story(request: SignedInRequest, unit_id: UUID) -> UnitStory:
    unit = unit_ever_seen(unit_id, by=request.user)
    with_people = acting(request.user).may(Duty.READ_PEOPLE)
    return story_of(unit, at=clock.today(), with_people=with_people)


def _units(request: SignedInRequest) -> list[tuple[str, str]]:
    listed = choices(acting(request.user).root_id, at=clock.today())
    return [(str(unit.id), unit.label.replace("    ", "— ")) for unit in listed]


def _act(
    request: SignedInRequest,
    unit_id: UUID,
    form: Form,
    do: Callable[[dict[str, Any]], object],
    *,
    title: str,
    done: str,
    story: UnitStory | None = None,
    template: str = "organisations/act.html",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show an act's form, then what it would touch, then do it; what is refused stands in the form."""
    shown = story or _story(request, unit_id)
    was_tried = False
    refusal: Invalid | Conflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "lam" in request.POST:
                do(form.cleaned_data)
                back = reverse("organisations:unit", args=[unit_id])
                return see_other(request, back, message=done)
            rehearse(lambda: do(form.cleaned_data))
            was_tried = True
        except (Invalid, Conflict) as refused:
            form.add_refusal(refused)
            refusal = refused
    context = {
        "form": form,
        "unit": shown,
        "title": title,
        "was_tried": was_tried,
        "changed": changed_since(refusal),
        **(extra or {}),
    }
    status = 409 if isinstance(refusal, Conflict) else 422 if form.errors else 200
    return page(request, template, context, nav="organisations", status=status)


def _chosen(
    request: SignedInRequest, peers: Sequence[tuple[UUID, str]], unit_id: UUID
) -> tuple[list[UUID], UUID | None]:
    """Give the units chosen so far on the page of a merger, as far as they are among the peers."""
    known = {str(pk): pk for pk, _ in peers}
    if request.method != "POST":
        return [unit_id], None
    into = known.get(request.POST.get("into", ""))
    sources = [known[one] for one in request.POST.getlist("sources") if one in known]
    return [one for one in sources if one != into], into


def _form_page(request: SignedInRequest, context: dict[str, Any], *, cancel: str) -> HttpResponse:
    return page(request, "organisations/form.html", {**context, "cancel": cancel}, nav="people")


def _handed_over(request: SignedInRequest, accounts: Sequence[NewAccount]) -> HttpResponse:
    """Show passwords once; they are kept nowhere in the clear."""
    return page(request, "organisations/handed_over.html", {"accounts": accounts}, nav="people")


def _tried(rows: Sequence[ReadRow], request: SignedInRequest) -> list[ReadRow]:
    """Put beside each readable row what it comes to, or what it would be refused for."""
    people = [row.person for row in rows if row.person is not None]
    answers = iter(rehearse_people(people, by=request.user))
    tried = []
    for row in rows:
        if row.person is None:
            tried.append(row)
            continue
        answer = next(answers)
        if isinstance(answer, Done):
            tried.append(replace(row, outcome=answer.value))
        else:
            tried.append(replace(row, error=answer.message))
    return tried


def _sealed(rows: Sequence[ReadRow]) -> str:
    people = [asdict(row.person) for row in rows if row.person is not None]
    return signing.dumps(json.loads(json.dumps(people, default=str)), salt=_SALT, compress=True)


def _unsealed(written: str) -> list[PersonRow]:
    try:
        rows = signing.loads(written, salt=_SALT, max_age=3600)
    except signing.BadSignature as stale:
        raise Conflict(
            "organisations.stale-preview", "Bản xem trước đã cũ; tải tệp lên lại."
        ) from stale
    return [
        PersonRow(
            person=NewPerson(
                **{
                    **one["person"],
                    "unit_id": UUID(one["person"]["unit_id"]),
                    "valid_from": date.fromisoformat(one["person"]["valid_from"]),
                }
            ),
            ends=date.fromisoformat(one["ends"]) if one["ends"] else None,
            taker=one["taker"],
        )
        for one in rows
    ]
