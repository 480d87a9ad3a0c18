"""Reads who must do or report what, to whom and when, from the part on organisation."""

from __future__ import annotations

from namro.model.plan import Obligation
from namro.model.source import SourceDocument
from namro.parsing.outline import Outline


def read_obligations(source: SourceDocument, outline: Outline) -> tuple[Obligation, ...]:
    """Read every duty of a document, in order of place."""
    return ()
