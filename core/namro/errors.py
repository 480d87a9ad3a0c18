"""Everything that can go wrong in the library, on one screen.

A *finding* is about the document and belongs to its author; an *error* is about the operation and
belongs to the caller. Each error has a stable ``code`` and a Vietnamese sentence that says what to
do next; neither ever quotes the document's own text.

    NamroError(code)
    ├── ReadError
    │   ├── EmptyDocument        nothing to read
    │   ├── UnsupportedFormat    not a kind of file we read
    │   ├── DamagedDocument      says it is a kind of file, but cannot be read as one
    │   ├── LockedDocument       needs a password
    │   ├── SecretDocument       carries a state-secret mark: must not be stored here
    │   ├── DocumentTooLarge     over a budget (bytes, pages, cells, depth)
    │   ├── ScanWithoutText      pictures only, and no character recognition installed
    │   └── NotAPlan             readable, but states no objective, target, task or duty
    ├── NotationError            a text that is not the number, date or period it should be
    └── BoundaryError            units, places or shares that contradict each other
"""

from __future__ import annotations


class NamroError(Exception):
    """The one class to catch for anything the library refuses to do.

    Attributes:
        code: Stable dotted name, for programs and for the reference page.
        message: A Vietnamese sentence that says what to do next.
    """

    default_code = "namro.error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code or self.default_code
        self.message = message


class ReadError(NamroError):
    """A file that cannot become a source document."""

    default_code = "read.failed"


class EmptyDocument(ReadError):
    """The file holds nothing to read."""

    default_code = "read.empty"


class UnsupportedFormat(ReadError):
    """The content is not one of the kinds of file we read."""

    default_code = "read.unsupported"


class DamagedDocument(ReadError):
    """The file claims to be a kind of document but cannot be read as one."""

    default_code = "read.damaged"


class LockedDocument(ReadError):
    """The file needs a password."""

    default_code = "read.locked"


class SecretDocument(ReadError):
    """The file carries a state-secret mark and must not be held on this system.

    Attributes:
        mark: The level found (``"Mật"``, ``"Tối mật"``, ``"Tuyệt mật"``), never any other content.
    """

    default_code = "read.secret"

    def __init__(self, message: str, *, mark: str) -> None:
        super().__init__(message)
        self.mark = mark


class DocumentTooLarge(ReadError):
    """The file goes over one of the reading budgets."""

    default_code = "read.too-large"


class ScanWithoutText(ReadError):
    """The pages are pictures and no character recognition is installed."""

    default_code = "read.scan"


class NotAPlan(ReadError):
    """The document was read, but it states nothing a programme could be made of."""

    default_code = "read.not-a-plan"


class NotationError(NamroError):
    """A piece of text is not the notation it should be.

    Attributes:
        text: The text that was refused.
        expected: What would have been accepted, in Vietnamese.
    """

    default_code = "notation.invalid"

    def __init__(self, text: str, expected: str) -> None:
        super().__init__(f"Không hiểu “{text}”; cần {expected}.")
        self.text = text
        self.expected = expected


class BoundaryError(NamroError):
    """Units over time that cannot be: no place, two places on a day, shares that are not one whole."""

    default_code = "boundaries.impossible"
