"""Drawing the runs of a paper: thousands on a page, so drawn in one go and not by a template each."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from namro_web.plans.paper import Mark, Run

register = template.Library()


@register.simple_tag
def runs(drawn: Iterable[Run]) -> SafeString:
    """Draw stretches of text, each marked one tinted and, where it begins, tagged with a link."""
    parts: list[str] = []
    for run in drawn:
        text = conditional_escape(run.text)
        if run.mark is None:
            parts.append(text)
            continue
        if run.opens:
            parts.append(_tag(run.mark))
        key = conditional_escape(run.mark.key)
        parts.append(f'<span class="span span-{run.mark.tint}" data-item="{key}">{text}</span>')
    # Every piece above is escaped or ours.
    return mark_safe("".join(parts))  # noqa: S308


def _tag(mark: Mark) -> str:
    key = conditional_escape(mark.key)
    anchor = "" if mark.again else f' id="muc-{key}"'
    again = " tag-again" if mark.again else ""
    said = " (nhắc lại)" if mark.again else ""
    return (
        f'<a class="tag tag-{mark.tint}{again}" href="?muc={key}" data-tag="{key}"{anchor}>'
        f'{conditional_escape(mark.tag)}<span class="visually-hidden">{said}</span></a>'
    )
