"""Everything the site refuses to do, on one screen. Knows no HTTP; ``ui.answers`` translates.

    Refusal(code, message, field)
    ├── Missing        there is none, or it is not yours to know
    ├── Unauthenticated  what was shown to prove who asks does not
    ├── NotAllowed     you may see it, but not do this
    ├── Invalid        what was given cannot be used; ``field`` says where
    ├── Conflict       the state has moved on; look again
    ├── TooMany        asked more often than agreed; wait
    └── Unavailable    try again later

Anything else that is raised is a bug.
"""

from __future__ import annotations


class Refusal(Exception):
    """The one class to catch for a request that is understood and declined.

    Attributes:
        code: Stable name ``app.what-happened``, for programs and the reference page.
        message: A Vietnamese sentence that says what to do next.
        field: The argument at fault, when there is one.
        data: Further facts for the caller, JSON-ready.
    """

    def __init__(
        self, code: str, message: str, *, field: str | None = None, **data: object
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.data = data


class Missing(Refusal):
    """There is no such thing, or the asker has no business knowing."""


class Unauthenticated(Refusal):
    """What a program shows instead of signing in is not good, or no longer."""


class NotAllowed(Refusal):
    """The asker may see it, but this act is not theirs."""


class Invalid(Refusal):
    """An argument cannot be used as it is."""


class Conflict(Refusal):
    """The act made sense once; the state has moved on since."""


class TooMany(Refusal):
    """The asker has asked as often as agreed for now; ``retry_after`` seconds later it may again."""


class Unavailable(Refusal):
    """Nothing is wrong with the request; the system cannot serve it now."""
