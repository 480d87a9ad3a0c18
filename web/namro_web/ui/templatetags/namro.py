"""The components as template tags; ``ui/README.md`` lists them for whoever writes a page."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Textarea
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from namro_web.foundation import clock
from namro_web.ui import hot as compiled
from namro_web.ui.kept import up_to
from namro_web.ui.statuses import BAR_ORDER, STATUSES, status_of

register = template.Library()


@register.simple_tag(name="static")
@lru_cache(maxsize=1024)
def address_of_file(path: str) -> str:
    """Give the address of a style, script or picture, which stays the same while we run."""
    return static(path)


# What is drawn from a few words only is drawn once for the life of the process: a page of fifty rows
# would otherwise look up the same address of the same picture two hundred times. ``typed`` keeps text
# that is safe as it stands apart from the same text that must be escaped.
@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def icon(name: str, size: int = 18) -> SafeString:
    """Draw a Tabler icon; the words beside it say what it means, so readers aloud skip it."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" aria-hidden="true" focusable="false">'
        '<use href="{1}#{2}"></use></svg>',
        size,
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def status(key: str, text: str = "") -> SafeString:
    """Draw a status as a chip; ``text`` replaces the usual word."""
    shown = status_of(key)
    return format_html(
        '<span class="chip tone-{}">{}<span>{}</span></span>',
        shown.tone,
        icon(shown.icon, 16),
        text or shown.word,
    )


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def status_word(key: str, text: str = "") -> SafeString:
    """Draw a status as icon and word, without the tint."""
    shown = status_of(key)
    return format_html(
        '<span class="status-word tone-{}">{}<span>{}</span></span>',
        shown.tone,
        icon(shown.icon, 16),
        text or shown.word,
    )


@register.simple_tag
@lru_cache(maxsize=1024, typed=True)
def status_icon(key: str, size: int = 18) -> SafeString:
    """Draw only a status's icon in its colour; the word must stand beside it."""
    shown = status_of(key)
    return format_html('<span class="tone-{}">{}</span>', shown.tone, icon(shown.icon, size))


@register.simple_tag
def hot(template: str, **context: Any) -> SafeString:
    """Draw what repeats on a page from a compiled template; see ``ui/hot.py``."""
    return compiled.draw(template, **context)


@register.simple_tag
def hot_each(template: str, items: Iterable[Hashable], **context: Hashable) -> SafeString:
    """Draw rows from a compiled template, each once for its values; see ``ui/hot.py``."""
    return compiled.draw_each(template, items, **context)


@register.simple_tag(takes_context=True)
def frame_part(context: Context, part: str) -> SafeString:
    """Draw a part of the frame that stands around every page: ``top_bar``, ``nav``, ``bottom_bar``."""
    request = context.get("request")
    return compiled.draw(
        f"ui/_{part}.jinja",
        user=context.get("user") or AnonymousUser(),
        path=request.get_full_path() if request else "/",
        csrf_token=str(context.get("csrf_token") or ""),
        words=context.get("search_words") or "",
        nav=context.get("nav") or "",
        frame=context["frame"],
        now=context["frame"].now,
        up_to=up_to(context["frame"].now),
    )


@register.simple_tag
def stacked(
    counts: Mapping[str, int], total: int = 0, unit: int = 0, labels: bool = False
) -> SafeString:
    """Draw counts by status as one bar.

    Args:
        counts: Status key → number of things.
        total: What the full width stands for (the rest stays empty); by default their sum.
        unit: Pixels for one thing, for bars that are compared with each other.
        labels: Write each count in its segment.
    """
    parts = [(key, counts[key]) for key in BAR_ORDER if counts.get(key)]
    whole = max(total, sum(number for _, number in parts), 1)
    height = 20 if labels else 8
    width = whole * unit if unit else 0
    drawn: list[SafeString] = []
    before = 0
    for key, number in parts:
        left, share = 100 * before / whole, 100 * number / whole
        tone = STATUSES[key].tone
        drawn.append(
            format_html(
                '<svg x="{}%" width="{}%" height="{}" class="bar-part bar-{}"><rect width="100%" height="100%"/>{}{}</svg>',
                f"{left:.3f}",
                f"{share:.3f}",
                height,
                tone,
                mark_safe('<rect width="100%" height="100%" fill="url(#hatch)" class="bar-hatch"/>')
                if tone == "late"
                else "",
                format_html(
                    '<text x="50%" y="50%" dy=".35em" text-anchor="middle">{}</text>', number
                )
                if labels
                else "",
            )
        )
        if before:
            drawn.append(
                format_html(
                    '<rect x="{}%" width="1" height="{}" class="bar-gap"/>', f"{left:.3f}", height
                )
            )
        before += number
    said = ", ".join(f"{STATUSES[key].word} {number}" for key, number in parts) or "chưa có gì"
    return format_html(
        '<svg class="bar{}" role="img" aria-label="{}" height="{}"{}>{}{}</svg>',
        " bar-tall" if labels else "",
        said,
        height,
        format_html(' width="{}"', width) if width else mark_safe(' width="100%"'),
        format_html('<rect width="100%" height="{}" class="bar-ground"/>', height),
        format_html_join("", "{}", ((part,) for part in drawn)),
    )


@register.simple_tag
def legend(counts: Mapping[str, int]) -> SafeString:
    """Say in words what the colours of a stacked bar are, with their numbers."""
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg class="legend-mark bar-{}" width="12" height="12" aria-hidden="true">'
            '<rect width="12" height="12" rx="2"/></svg>{} <strong>{}</strong></li>',
            (
                (STATUSES[key].tone, STATUSES[key].word, counts[key])
                for key in BAR_ORDER
                if counts.get(key)
            ),
        ),
    )


@register.simple_tag
def progress(done: int, total: int, words: str = "", tone: str = "accent") -> SafeString:
    """Draw how far something is, with the words that say it."""
    share = 100 * min(done, total) / total if total else 0
    return format_html(
        '<div class="progress-line"><svg class="bar bar-{}" width="100%" height="8" role="img" aria-label="{}">'
        '<rect width="100%" height="8" rx="4" class="bar-ground"/><rect width="{}%" height="8" rx="4" class="bar-fill"/></svg>{}</div>',
        tone,
        words or f"{done} trên {total}",
        f"{share:.2f}",
        format_html('<p class="progress-words">{}</p>', words) if words else "",
    )


# From how many letters on a step of the way may be cut on a narrow screen.
_LONG_STEP = 40


@register.simple_tag
def breadcrumb(*steps: str) -> SafeString:
    """Draw the way to this page from pairs of name and address; the last has no address."""
    pairs = list(zip(steps[::2], [*steps[1::2], ""], strict=False))
    return format_html(
        '<nav class="breadcrumb" aria-label="Đường dẫn"><ol>{}</ol></nav>',
        format_html_join(
            "",
            "<li>{}</li>",
            (
                (
                    format_html('<a href="{}" title="{}">{}</a>', url, name, name)
                    if url and len(name) > _LONG_STEP
                    else format_html('<a href="{}">{}</a>', url, name)
                    if url
                    else format_html('<span aria-current="page">{}</span>', name),
                )
                for name, url in pairs
            ),
        ),
    )


@register.inclusion_tag("ui/_pagination.html", takes_context=True)
def pagination(context: Context, shown: Page[Any], target: str = "") -> dict[str, Any]:
    """Draw the pages of a list, keeping the filters of the address."""
    query: QueryDict = (
        context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
    )
    query.pop("trang", None)
    kept = query.urlencode()
    return {
        "shown": shown,
        "numbers": shown.paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1),
        "prefix": f"?{kept}&trang=" if kept else "?trang=",
        "ellipsis": shown.paginator.ELLIPSIS,
        "target": target,
    }


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Draw one field: label, control, help, error."""
    widget = bound.field.widget
    return {
        "field": bound,
        "is_checkbox": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, CheckboxSelectMultiple),
    }


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """Draw a field's control with the house's classes and its help tied to it."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    css = {
        "checkbox": "form-check-input",
        "radio": "form-check-input",
        "select": "form-select",
    }.get(kind, "form-control")
    if isinstance(widget, CheckboxSelectMultiple):
        css = "check-list"
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} {css}".strip()}
    if isinstance(widget, Textarea) and str(widget.attrs.get("rows")) == "10":
        attrs["rows"] = 3  # Django's own default is a quarter of a screen.
    described = [
        name
        for name, there in (
            (f"{bound.auto_id}-help", bound.help_text),
            (f"{bound.auto_id}-error", bound.errors),
        )
        if there
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return bound.as_widget(attrs=attrs)


@register.simple_tag
def chart_scripts() -> SafeString:
    """Load the charting library, on pages that draw one."""
    return format_html(
        '<script src="{}" data-library="{}" defer></script>',
        static("ui/charts.js"),
        static("vendor/echarts.min.js"),
    )


@register.filter
def vn_number(value: Any, decimals: int | None = None) -> str:
    """Write a number the Vietnamese way: 1.234,5.

    >>> vn_number(Decimal("1234.50"))
    '1.234,5'
    """
    if value is None or value == "":
        return "–"
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        written = f"{number:,.{decimals}f}"
    else:
        written = f"{number:,f}"
        if "." in written:
            written = written.rstrip("0").rstrip(".")
    return written.replace(",", "\0").replace(".", ",").replace("\0", ".")


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """Write a date dd/mm/yyyy; a dash when there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = value.astimezone(clock.VIETNAM)
    return f"{value:%d/%m/%Y}"


@register.filter
def vn_moment(value: datetime | None) -> str:
    """Write a moment as dd/mm/yyyy, HH:MM of a clock in Việt Nam."""
    if value is None or value == "":
        return "–"
    local = value.astimezone(clock.VIETNAM) if timezone.is_aware(value) else value
    return f"{local:%d/%m/%Y, %H:%M}"


@register.filter
def vn_time(value: datetime) -> str:
    """Write the time of day on a clock in Việt Nam."""
    return f"{value.astimezone(clock.VIETNAM):%H:%M}"


WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")


@register.filter
def vn_weekday(value: date) -> str:
    """Name the day of the week: thứ Năm, Chủ nhật."""
    return "Chủ nhật" if value.weekday() == 6 else f"thứ {WEEKDAYS[value.weekday()]}"


@register.filter
def days_left(deadline: date | datetime | None, today: date | None = None) -> str:
    """Say how far a deadline is, in whole days."""
    if deadline is None:
        return ""
    last = deadline.date() if isinstance(deadline, datetime) else deadline
    left = (last - (today or clock.today())).days
    if left < 0:
        return f"quá hạn {-left} ngày"
    return "hôm nay" if left == 0 else f"còn {left} ngày"


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Give what a mapping holds under a key known only at run time."""
    return mapping.get(key)


@register.filter
def tone(key: str) -> str:
    """Give the colour family of a status key."""
    return STATUSES[key].tone if key in STATUSES else (key or "idle")


compiled.offer(
    functions={
        "icon": icon,
        "status": status,
        "status_word": status_word,
        "status_icon": status_icon,
    },
    filters={"vn_date": vn_date, "vn_number": vn_number, "vn_moment": vn_moment, "tone": tone},
)
compiled.offer(functions={}, filters={"vn_time": vn_time, "vn_weekday": vn_weekday})
