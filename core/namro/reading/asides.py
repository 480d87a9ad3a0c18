"""What an Office file carries beside its text: properties, comments, endnotes.

None of it is printed with the plan, and none of it is kept as text. It is looked at because the
file itself is kept, and a mark of secrecy may stand there alone.
"""

from __future__ import annotations

import re
import zipfile

from namro.errors import ReadError
from namro.reading.budgets import Budgets
from namro.reading.formats import read_part
from namro.reading.xml import parse_part
from namro.vietnamese.normalise import clean_text

_PARTS = re.compile(
    r"docProps/[^/]+\.xml|(?:word|xl|ppt)/(?:[^/]+/)?(?:threaded)?(?:comments?|endnotes)[^/]*\.xml",
    re.IGNORECASE,
)


def asides_of(container: zipfile.ZipFile, budgets: Budgets) -> list[str]:
    """Give the lines that stand beside the text; a part that cannot be read has none."""
    lines: list[str] = []
    for name in container.namelist():
        if not _PARTS.fullmatch(name):
            continue
        try:
            root = parse_part(read_part(container, name, budgets), budgets)
        except ReadError:
            continue
        lines.extend("".join(map(str, element.itertext())) for element in root.iter("{*}p"))
        lines.extend(element.text for element in root.iter() if element.text)
    return [line for line in map(clean_text, lines) if line]
