"""Pages around the table of tasks: its filters, columns, saved views, and acts on several tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid, Missing
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.rules import may
from namro_web.organisations.scopes import offices_shown
from namro_web.plans.addresses import whole_number
from namro_web.plans.heads import draw_head
from namro_web.tasks import actions, exports, forms, queries
from namro_web.tasks.columns import COLUMNS, USUAL, WIDTHS, Wanted, columns_from, written_columns
from namro_web.tasks.forms import Look, address_of, address_pairs, filter_from, look_from
from namro_web.ui.doors import requires
from namro_web.ui.fields import OLD_PAGE
from namro_web.ui.kept import kept
from namro_web.ui.pages import fragment, page, see_other
from namro_web.ui.papers import file_name

reads_tasks = may(Duty.READ)

DISPLAYS = (
    ("table", "Danh sách", "layout-list", "tasks:list"),
    ("board", "Bảng việc", "columns", "tasks:board"),
    ("gantt", "Tiến trình", "chart-bar", "tasks:gantt"),
    ("calendar", "Lịch", "calendar", "tasks:calendar"),
)


@dataclass(frozen=True, slots=True)
class BulkAct:
    """Something that can be done to several tasks at once."""

    key: str
    label: str
    submit: str
    icon: str
    form: type[forms.BulkForm]
    duty: Duty


BULK_ACTS = {
    one.key: one
    for one in (
        BulkAct(
            "phan-cong", "Giao người phụ trách", "Giao người phụ trách", "user-check",
            forms.BulkResponsibleForm, Duty.UPDATE_TASKS,
        ),
        BulkAct(
            "chi-dao", "Giao lãnh đạo chỉ đạo", "Giao lãnh đạo chỉ đạo", "user",
            forms.BulkLeaderForm, Duty.CONFIRM_TASKS,
        ),
        BulkAct(
            "don-doc", "Đôn đốc", "Đôn đốc", "bell-ringing", forms.BulkUrgeForm,
            Duty.CONFIRM_TASKS,
        ),
        BulkAct(
            "gia-han", "Gia hạn", "Gia hạn", "calendar-plus", forms.BulkExtendForm,
            Duty.CONFIRM_TASKS,
        ),
        BulkAct(
            "chuyen-chu-tri", "Chuyển đơn vị chủ trì", "Chuyển chủ trì", "exchange",
            forms.BulkReassignForm, Duty.CONFIRM_TASKS,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """What every form of display stands in: the filter, how it is drawn, and what is kept."""

    wanted: queries.Filter
    look: Look
    shelf: queries.Shelf
    columns: tuple[Wanted, ...]
    is_dense: bool
    kept: str

    @property
    def beside(self) -> tuple[str, ...]:
        """The columns that are shown, by key."""
        return tuple(one.column.key for one in self.columns)


def desk_of(request: SignedInRequest) -> Desk:
    """Read the address, and what its reader keeps."""
    query = {
        **request.GET.dict(),
        "sap-xep": ",".join(filter(None, request.GET.getlist("sap-xep"))),
    }
    wanted, look = filter_from(query), look_from(query)
    shelf = queries.shelf_of(request.user)
    return Desk(
        wanted=wanted,
        look=look,
        shelf=shelf,
        columns=look.columns or columns_from(shelf.columns) or USUAL,
        is_dense=shelf.is_dense if look.is_dense is None else look.is_dense,
        kept=address_of(wanted, look),
    )


def frame_of(request: SignedInRequest, desk: Desk, display: str) -> dict[str, Any]:
    """Give what stands around the tasks, whatever form they are shown in."""
    by, at = request.user, clock.now()
    wanted = desk.wanted
    view = next((one for one in desk.shelf.views if one.id == desk.look.view_id), None)
    suffix = f"?{desk.kept}" if desk.kept else ""
    here = reverse(next(name for key, _, _, name in DISPLAYS if key == display))
    context: dict[str, Any] = {
        "desk": desk,
        "wanted": wanted,
        "kept": desk.kept,
        "display": display,
        "displays": [
            (key, label, icon, f"{reverse(name)}{suffix}") for key, label, icon, name in DISPLAYS
        ],
        "here": here,
        "list_url": f"{here}{suffix}",
        "view": view,
        "conditions": [
            (one.words, f"{here}?{address_of(_without(wanted, one.fields), desk.look)}")
            for one in queries.conditions_of(wanted, by=by, at=at)
        ],
        "bare_url": f"{here}?{_bare(wanted)}",
        "hidden": _hidden(desk),
        "boxes": _boxes(desk, display),
        "today": clock.today(),
        "reports": acting(by).may(Duty.UPDATE_TASKS),
    }
    if not request.htmx and wanted.plan_id is not None:
        context["head"] = draw_head(request, wanted.plan_id, current="tasks", by=by)
    return context


@requires(reads_tasks)
@kept(offices_shown)
def task_list(request: SignedInRequest) -> HttpResponse:
    """The table of tasks; its filters, columns and order live in the address."""
    desk = desk_of(request)
    if not request.GET and not request.htmx and desk.shelf.first:
        return redirect(desk.shelf.first.url)
    by, at = request.user, clock.now()
    shown = queries.task_list(
        desk.wanted, by=by, at=at, grouping=desk.look.grouping, beside=desk.beside
    )
    acts = [one for one in BULK_ACTS.values() if acting(by).may(one.duty)]
    context = {
        **frame_of(request, desk, "table"),
        "shown": shown,
        "headings": _headings(desk),
        "columns": desk.columns,
        "keys": desk.beside,
        "within_plan": desk.wanted.plan_id is not None,
        "bulk_acts": acts,
        "level": 0,
        "suffix": _columns_query(desk),
    }
    return page(request, "tasks/list.html", context, nav="plans", fragment="tasks/_list.html")


@requires(reads_tasks)
def below(request: SignedInRequest, task_id: int) -> HttpResponse:
    """The shares and subtasks of one task, as rows to stand beneath it."""
    desk = desk_of(request)
    rows = queries.rows_below(task_id, by=request.user, at=clock.now(), beside=desk.beside)
    context = {
        "rows": rows,
        "keys": desk.beside,
        "within_plan": True,
        "level": min(whole_number(request.GET, "tang", 1), 3),
        "suffix": _columns_query(desk),
    }
    return fragment(request, "tasks/_below.html", context)


@requires(reads_tasks)
def task_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """What the table shows, as a file: the same filters, order and columns."""
    desk = desk_of(request)
    at = clock.now()
    chosen = desk.look.columns or columns_from(desk.shelf.columns)
    keys = exports.file_columns(chosen)
    rows = actions.export_tasks(desk.wanted, kind=kind, by=request.user, at=at, beside=keys)
    if kind == "csv":
        response = HttpResponse(
            exports.as_csv(rows, chosen), content_type="text/csv; charset=utf-8"
        )
    else:
        response = HttpResponse(
            exports.as_workbook(rows, title="Danh sách nhiệm vụ", at=at, columns=chosen),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{file_name(f"nhiem-vu-{at:%Y%m%d-%H%M}.{kind}")}"'
    )
    return response


@requires(reads_tasks)
def filters(request: SignedInRequest) -> HttpResponse:
    """Everything a list can be narrowed by; what it offers is asked for only here."""
    desk = desk_of(request)
    wanted = desk.wanted
    display = request.GET.get("xem", "table")
    names = {key: name for key, _, _, name in DISPLAYS}
    context = {
        "wanted": wanted,
        "choices": queries.filter_choices(by=request.user, at=clock.now(), plan_id=wanted.plan_id),
        "statuses": queries.STATUS_CHOICES,
        "timings": queries.TIMINGS,
        "kinds": queries.DEADLINE_KINDS,
        "clarities": queries.clarity_choices(by=request.user),
        "levels": queries.LEVELS,
        "tool": "Lọc và sắp xếp",
        "body": "tasks/_filters_form.html",
        "sorts": _sort_choices(wanted.sort),
        "sort_names": SORT_NAMES,
        "action": reverse(names.get(display, "tasks:list")),
        "back": f"{reverse(names.get(display, 'tasks:list'))}?{desk.kept}",
        "hidden": _pairs(desk, "gom", "cot", "dong", "cach-xem", "ten", "vai", "viec"),
    }
    return page(request, "tasks/tool.html", context, nav="plans", fragment="tasks/_tool.html")


@requires(reads_tasks)
def columns(request: SignedInRequest) -> HttpResponse:
    """Which columns one's table has, in which order, how wide; kept for the person."""
    desk = desk_of(request)
    if request.method == "POST":
        chosen = _chosen_columns(request.POST)
        actions.choose_columns(
            "" if "mac-dinh" in request.POST else chosen,
            is_dense=request.POST.get("dong") == "day",
            by=request.user,
        )
        # What the address said of columns gives way to what has just been chosen.
        kept = address_of(desk.wanted, replace(desk.look, columns=(), is_dense=None))
        return see_other(
            request, f"{reverse('tasks:list')}?{kept}", message="Đã lưu các cột của bạn."
        )
    shown = {one.column.key: one for one in desk.columns}
    rest = [Wanted(one) for key, one in COLUMNS.items() if key not in shown]
    context = {
        "tool": "Các cột của bảng",
        "body": "tasks/_columns_form.html",
        "chosen": [*desk.columns, *rest],
        "keys": set(shown),
        "widths": WIDTHS.items(),
        "is_dense": desk.is_dense,
        "action": f"{reverse('tasks:columns')}?{desk.kept}",
        "back": f"{reverse('tasks:list')}?{desk.kept}",
    }
    return page(request, "tasks/tool.html", context, nav="plans", fragment="tasks/_tool.html")


@requires(reads_tasks)
def save_view(request: SignedInRequest) -> HttpResponse:
    """Keep what the list shows now under a name."""
    desk = desk_of(request)
    display = request.GET.get("xem", "table")
    if display not in {key for key, _, _, _ in DISPLAYS}:
        display = "table"
    view = next(
        (one for one in desk.shelf.views if one.id == desk.look.view_id and one.is_own), None
    )
    status = 200
    if request.method == "POST":
        form = forms.SaveViewForm(request.POST)
        status = 422
        if form.is_valid():
            replaces = view.id if view and request.POST.get("luu") == "sua" else None
            look = replace(desk.look, columns=desk.columns, is_dense=desk.is_dense, view_id=None)
            try:
                saved = actions.save_view(
                    form=display,
                    address=address_of(desk.wanted, look),
                    by=request.user,
                    at=clock.now(),
                    view_id=replaces,
                    **form.cleaned_data,
                )
            except (Invalid, Conflict) as refusal:
                form.add_refusal(refusal)
                status = 409 if isinstance(refusal, Conflict) else 422
            else:
                kept = queries.saved_view(saved.pk, by=request.user)
                return see_other(request, kept.url, message=f"Đã lưu cách xem “{kept.name}”.")
    else:
        form = forms.SaveViewForm(
            initial={
                "name": view.name if view else "",
                "is_shared": bool(view and view.is_shared),
                "opens_with": bool(view and view.opens_first),
            }
        )
    names = {key: name for key, _, _, name in DISPLAYS}
    context = {
        "tool": "Lưu cách xem",
        "body": "tasks/_save_view_form.html",
        "form": form,
        "view": view,
        "action": request.get_full_path(),
        "back": f"{reverse(names[display])}?{desk.kept}",
        "conditions": [
            one.words for one in queries.conditions_of(desk.wanted, by=request.user, at=clock.now())
        ],
    }
    return page(
        request,
        "tasks/tool.html",
        context,
        nav="plans",
        fragment="tasks/_tool.html",
        status=status,
    )


@requires(reads_tasks)
def open_view(request: SignedInRequest, view_id: int) -> HttpResponse:
    """The link to a saved view: whoever opens it sees what they themselves may see."""
    return redirect(queries.saved_view(view_id, by=request.user).url)


def _number(text: str) -> int:
    """Read the identity of a view; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@requires(reads_tasks)
def views(request: SignedInRequest) -> HttpResponse:
    """One's saved views: their order, which opens first, which to throw away."""
    if request.method == "POST":
        given = request.POST
        if removed := _number(given.get("xoa", "")):
            actions.remove_view(removed, by=request.user, at=clock.now())
            message = "Đã xóa cách xem; nhiệm vụ vẫn như cũ."
        elif "mo-dau" in given:
            actions.open_with(_number(given["mo-dau"]) or None, by=request.user)
            message = "Đã lưu cách xem mở đầu tiên."
        else:
            order = [number for one in given.getlist("thu-tu") if (number := _number(one))]
            moved = _number(given.get("len", ""))
            if moved in order[1:]:
                place = order.index(moved)
                order[place - 1], order[place] = order[place], order[place - 1]
            actions.order_views(order, by=request.user)
            message = "Đã lưu thứ tự."
        return see_other(request, reverse("tasks:views"), message=message)
    shelf = queries.shelf_of(request.user)
    context = {
        "shelf": shelf,
        "own": [one for one in shelf.views if one.is_own],
        "shared": [one for one in shelf.views if not one.is_own],
    }
    return page(request, "tasks/views.html", context, nav="plans")


@requires(reads_tasks)
def bulk(request: SignedInRequest) -> HttpResponse:
    """One act on the tasks that were marked: its form, what it would do to each, and doing it."""
    given = request.POST if request.method == "POST" else request.GET
    ids = [
        int(one)
        for one in given.getlist("viec")
        if one.isascii() and one.isdigit() and len(one) < 16
    ]
    key = given.get("lam", "")
    if key in ("xlsx", "csv", "in"):
        chosen = queries.Filter(chosen=tuple(ids[: queries.CHOSEN_LIMIT]))
        if key == "in":
            return redirect(f"{reverse('tasks:list')}?{address_of(chosen)}&in=ngay")
        return redirect(f"{reverse('tasks:export', args=[key])}?{address_of(chosen)}")
    act = BULK_ACTS.get(key)
    if act is None:
        raise Missing("tasks.no-such-act", "Không có việc này.")
    by, at = request.user, clock.now()
    lines = [actions.BulkLine(row) for row in actions.rows_chosen(ids, by=by, at=at)]
    versions = _versions_shown(given.getlist("phien-ban"))
    if request.method != "POST":
        versions = {line.row.id: line.row.version for line in lines}
    form = act.form(request.POST or None)
    form.offer(queries.bulk_choices(by=by, at=at))
    step, status = "", 200
    refused = 0
    if request.method == "POST":
        status = 422
        if not {line.row.id for line in lines} <= set(versions):
            form.add_error(None, OLD_PAGE)
        if form.is_valid():
            lines = actions.preview_bulk(
                key, ids, form.cleaned_data, versions=versions, by=by, at=at
            )
            refused = sum(1 for line in lines if line.refusal)
            step, status = "xem", 200
            if request.POST.get("buoc") == "lam":
                try:
                    number = actions.do_bulk(
                        key, ids, form.cleaned_data, versions=versions, by=by, at=at
                    )
                except Conflict as refusal:
                    form.add_refusal(refusal)
                    status = 409
                else:
                    return see_other(
                        request, _back(given), message=f"{act.label}: đã làm với {number} việc."
                    )
    context = {
        "act": act,
        "form": form,
        "lines": lines,
        "versions": [f"{pk}.{version}" for pk, version in versions.items()],
        "step": step,
        "refused": refused,
        "able": len(lines) - refused,
        "back": _back(given),
        "origin": given.get("ve", ""),
    }
    return page(request, "tasks/bulk.html", context, nav="plans", status=status)


def _versions_shown(written: list[str]) -> dict[int, int]:
    """Read which version of each task the page showed: “12.3” for task 12 in version 3."""
    pairs = [one.split(".") for one in written]
    return {
        int(pair[0]): int(pair[1])
        for pair in pairs
        if len(pair) == 2
        and all(part.isascii() and part.isdigit() and len(part) < 16 for part in pair)
    }


SORT_NAMES = [
    ("plan", "Thứ tự trong kế hoạch"),
    ("due", "Hạn gần trước"),
    ("-due", "Hạn xa trước"),
    ("first", "Hạn đầu gần trước"),
    ("percent", "Tiến độ thấp trước"),
    ("-percent", "Tiến độ cao trước"),
    ("state", "Trạng thái"),
    ("lead", "Đơn vị chủ trì"),
    ("person", "Người phụ trách"),
    ("leader", "Lãnh đạo chỉ đạo"),
    ("kind", "Loại thời hạn"),
    ("text", "Tên nhiệm vụ"),
    ("report", "Lâu chưa báo cáo trước"),
    ("-report", "Mới báo cáo trước"),
]


def _sort_choices(sort: str) -> list[str]:
    chosen = [one for one in sort.split(",") if one != "plan" or sort == "plan"]
    return [*chosen, "", "", ""][:3]


def _headings(desk: Desk) -> list[dict[str, Any]]:
    """Give the headings of the table, with the address that sorts by each or turns it round."""
    first = desk.wanted.sort.split(",")[0]
    here = reverse("tasks:list")
    headings = []
    for one in desk.columns:
        column = one.column
        turned = column.turned if first == column.sort else column.sort
        url = ""
        if turned:
            url = f"{here}?{address_of(replace(desk.wanted, sort=turned), desk.look)}"
        way = {column.sort: "ascending", column.turned: "descending"}.get(first, "")
        headings.append(
            {
                "label": column.label,
                "key": column.key,
                "title": column.title,
                "is_figure": column.is_figure,
                "url": url,
                "sorted": way
                if column.sort and not (first == "plan" and column.key != "tt")
                else "",
                "width": one.width,
            }
        )
    return headings


def _without(wanted: queries.Filter, names: tuple[str, ...]) -> queries.Filter:
    bare = queries.Filter()
    return replace(wanted, page=1, **{name: getattr(bare, name) for name in names})


def _boxes(desk: Desk, display: str) -> list[dict[str, Any]]:
    """Give the boxes of the bar of filters: those whose choices are known without asking."""
    wanted = desk.wanted
    boxes: list[tuple[str, str, str, str, Any, str]] = [
        ("f-tt", "trang-thai", "Trạng thái", "Trạng thái: tất cả", queries.STATUS_CHOICES, wanted.status),
        ("f-sv", "so-voi-han", "So với hạn", "So với hạn: tất cả", queries.TIMINGS, wanted.timing),
        ("f-han", "han", "Loại thời hạn", "Thời hạn: mọi loại", queries.DEADLINE_KINDS, wanted.deadline_kind),
    ]  # fmt: skip
    if display == "table":
        boxes.append(
            ("f-gom", "gom", "Gom nhóm", "Không gom nhóm", _GROUPED_BY, desk.look.grouping)
        )
    names = ("id", "name", "label", "first", "pairs", "chosen")
    return [dict(zip(names, box, strict=True)) for box in boxes]


_GROUPED_BY = [(key, f"Gom theo {label.lower()}") for key, label in queries.GROUPINGS]


def _bare(wanted: queries.Filter) -> str:
    """Write the address of all tasks, of one plan or of every plan, with nothing filtered away."""
    return urlencode({"ke-hoach": wanted.plan_id} if wanted.plan_id else {"tat-ca": 1})


def _hidden(desk: Desk) -> list[tuple[str, Any]]:
    """Give what the address says besides what the bar of filters itself holds."""
    pairs = address_pairs(desk.wanted, desk.look)
    on_the_bar = {"q", "trang-thai", "so-voi-han", "han", "gom"}
    return [(name, value) for name, value in pairs.items() if name not in on_the_bar]


def _pairs(desk: Desk, *names: str) -> list[tuple[str, Any]]:
    pairs = address_pairs(desk.wanted, desk.look)
    return [(name, pairs[name]) for name in names if name in pairs]


def _columns_query(desk: Desk) -> str:
    written = written_columns(desk.look.columns)
    return f"&{urlencode({'cot': written})}" if written else ""


def _chosen_columns(given: Mapping[str, Any]) -> str:
    """Read the chooser: its rows in the order of their numbers."""
    places = []
    for number, key in enumerate(COLUMNS):
        if given.get(f"co-{key}") or key == "viec":
            place = given.get(f"thu-tu-{key}", "")
            width = given.get(f"rong-{key}", "0")
            at = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else 99
            places.append((at, number, f"{key}.{width}"))
    return ",".join(written for _, _, written in sorted(places))


def _back(given: Mapping[str, Any]) -> str:
    """Give the list the tasks were marked on; an address of ours or the list itself."""
    kept = given.get("ve", "")
    own = address_of(filter_from(_query(kept)), look_from(_query(kept)))
    return f"{reverse('tasks:list')}?{own}" if own else reverse("tasks:list")


def _query(written: str) -> dict[str, str]:
    return dict(parse_qsl(written))
