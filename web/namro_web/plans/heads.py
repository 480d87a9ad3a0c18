"""The head that every page of a plan wears: who it is, and its tabs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from namro_web.accounts.models import User
from namro_web.plans import panels, queries


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A tab as one plan's page draws it."""

    key: str
    label: str
    url: str
    count: int | None
    is_current: bool


def plan_tabs(plan_id: int, current: str) -> list[ShownTab]:
    """Give the tabs of a plan's pages, with their counts."""
    return [
        ShownTab(
            key=tab.key,
            label=tab.label,
            url=tab.address(plan_id),
            count=None if tab.count is None else tab.count(plan_id),
            is_current=tab.key == current,
        )
        for tab in panels.tabs()
    ]


def draw_head(request: HttpRequest, plan_id: int, *, current: str, by: User) -> SafeString:
    """Draw a plan's head for any page about it.

    Raises:
        Missing: There is no such plan here.
    """
    context = {
        "plan": queries.plan_head(plan_id, by=by),
        "tabs": plan_tabs(plan_id, current),
        "superior": queries.superior_citation(plan_id, by=by),
    }
    return render_to_string("plans/_head.html", context, request=request)
