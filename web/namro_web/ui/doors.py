"""Every address says who may enter: the rule is written on the view and a test walks them all.

    @requires(signed_in)
    def my_tasks(request): ...

A rule is a named function of the request that returns for whoever may pass and raises a
``Refusal`` (or :class:`SignInFirst`) for whoever may not. Domain apps bring their own rules, e.g.
``organisations.rules.may(Duty.ADOPT_PLANS)``.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.http import HttpRequest

Rule = Callable[[HttpRequest], None]
P = ParamSpec("P")
R = TypeVar("R")
# Views behind a stricter door may say that they get a stricter request.
Q = TypeVar("Q", bound=HttpRequest)


class SignInFirst(Exception):
    """The door is for people the system knows; the answer is the sign-in page, then back here."""


def anyone(request: HttpRequest) -> None:
    """Let everybody in, signed in or not."""


def signed_in(request: HttpRequest) -> None:
    """Let in whoever has signed in."""
    if not request.user.is_authenticated:
        raise SignInFirst


def requires(
    rule: Rule,
) -> Callable[[Callable[Concatenate[Q, P], R]], Callable[Concatenate[Q, P], R]]:
    """Put a rule on a view or an API operation; it is asked before anything else happens."""

    def guard(view: Callable[Concatenate[Q, P], R]) -> Callable[Concatenate[Q, P], R]:
        @functools.wraps(view)
        def guarded(request: Q, *args: P.args, **kwargs: P.kwargs) -> R:
            rule(request)
            return view(request, *args, **kwargs)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        # The API reads types off the function; they must be resolved where it was written.
        with contextlib.suppress(NameError):
            guarded.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Q, P], R]", guarded)

    return guard
