"""Parts drawn dozens of times a page, from templates that are compiled to Python.

Django walks its templates node by node: fifty rows of a table cost more than all the questions to the
database together. Jinja compiles the same rows once, and draws them some ten times faster. Only rows
and cards that repeat belong here; everything around them stays in Django's templates.

    {% hot_each "tasks/_row.jinja" shown.page level=0 %}

Every value is escaped unless it is safe already, as in Django's templates; a name that is not given
is an error, not an empty string.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.utils import get_app_template_dirs
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, FileSystemLoader, StrictUndefined


def draw(template: str, **context: Any) -> SafeString:
    """Draw a compiled template."""
    return mark_safe(_environment().get_template(template).render(context))  # noqa: S308


def draw_each(template: str, items: Iterable[Hashable], **context: Hashable) -> SafeString:
    """Draw a list of rows one by one; a row whose values were drawn before is not drawn again.

    Only for templates that read nothing but what they are given, and for plain values: a row is known
    again by its values, so nothing shown is ever older than what was read for it.

    Args:
        template: A compiled template that is given one ``row``.
        items: The rows.
        context: What else the template is given, the same for all rows.
    """
    around = tuple(sorted(context.items()))
    return mark_safe("".join(_drawn(template, one, around) for one in items))  # noqa: S308


@lru_cache(maxsize=8192)
def _drawn(template: str, row: Hashable, around: tuple[tuple[str, Hashable], ...]) -> str:
    # Some 2 KB a row, so 16 MB at most in a process.
    return draw(template, row=row, **dict(around))


def link(url_name: str, number: int) -> str:
    """Give the address of one numbered thing; what stands around the number is looked up once.

    >>> link("tasks:detail", 7)
    '/nhiem-vu/7/'
    """
    before, after = _around(url_name)
    return f"{before}{int(number)}{after}"


@lru_cache(maxsize=256)
def _around(url_name: str) -> tuple[str, str]:
    # No address of ours holds a second run of nines.
    before, _, after = reverse(url_name, args=[999_999_999]).partition("999999999")
    return before, after


@lru_cache(maxsize=256)
def address(url_name: str) -> str:
    """Give the address of a page that has only one."""
    return reverse(url_name)


_functions: dict[str, Callable[..., Any]] = {"link": link, "address": address, "static": static}
_filters: dict[str, Callable[..., Any]] = {}


def offer(
    *, functions: Mapping[str, Callable[..., Any]], filters: Mapping[str, Callable[..., Any]]
) -> None:
    """Let compiled templates use components and filters under the names they have elsewhere."""
    _functions.update(functions)
    _filters.update(filters)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([str(folder) for folder in get_app_template_dirs("templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings.DEBUG,
    )
    environment.globals.update(_functions)
    environment.filters.update(_filters)
    return environment
