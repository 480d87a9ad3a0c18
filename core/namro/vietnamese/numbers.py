"""Figures as officials write them: "1.250,5" is one thousand two hundred and fifty and a half."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from namro.errors import NotationError

_EXPECTED = "một con số như 1.250,5 hoặc 12500"

#: Dot or blank between groups of three, comma before the fraction: the official notation.
_OFFICIAL = re.compile(
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
)
#: The notation of spreadsheets: accepted where it can mean nothing else.
_SPREADSHEET = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d+\.\d+")
#: "1,250": one and a quarter to the rule, one thousand two hundred and fifty to a spreadsheet.
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2},\d{3}")


def parse_number(text: str) -> Decimal:
    """Read one number as a Vietnamese administrative document writes it.

    Plans are typed by hand, so both grouped and plain digits are accepted, but nothing is guessed:
    a figure that could mean two things is refused, because a target off by a factor of a thousand
    is worse than a target a person has to confirm.

    Args:
        text: The figure alone, without its unit of measurement.

    Returns:
        The exact value. Never a ``float``: targets are compared for equality.

    Raises:
        NotationError: The text is not a number, or could be two.

    Examples:
        >>> parse_number("1.250,5")
        Decimal('1250.5')
        >>> parse_number("12500")
        Decimal('12500')
        >>> parse_number("0,7")
        Decimal('0.7')
        >>> parse_number("1.5")
        Decimal('1.5')
    """
    body = text.strip()
    sign = ""
    if body[:1] in "+-−–":
        sign = "" if body[:1] in ("+", "") else "-"
        body = body[1:].lstrip()
    body = body.replace("\u00a0", " ").replace("\u202f", " ")
    if len(body) > 60 or not body.isascii():
        raise NotationError(text[:80], _EXPECTED)
    if _AMBIGUOUS.fullmatch(body):
        raise NotationError(text, f"{_EXPECTED}; “{body}” có thể hiểu hai cách")
    if _OFFICIAL.fullmatch(body):
        plain = re.sub(r"[.\s]", "", body).replace(",", ".")
    elif _SPREADSHEET.fullmatch(body):
        plain = body.replace(",", "")
    else:
        raise NotationError(text[:80], _EXPECTED)
    try:
        return Decimal(sign + plain)
    except InvalidOperation as error:
        raise NotationError(text[:80], _EXPECTED) from error


def format_number(value: Decimal) -> str:
    """Write a number as a Vietnamese administrative document prints it.

    The result always reads back as the same value: a fraction of exactly three places, which
    could be taken for a group of thousands, gets a closing zero.

    Raises:
        NotationError: The value is not a finite number.

    Examples:
        >>> format_number(Decimal("1250.5"))
        '1.250,5'
        >>> format_number(Decimal("1.234"))
        '1,2340'
    """
    if not value.is_finite():
        raise NotationError(str(value), _EXPECTED)
    plain = format(abs(value), "f")
    whole, _, fraction = plain.partition(".")
    whole = whole.lstrip("0") or "0"
    fraction = fraction.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", ".") if len(whole) < 4000 else whole
    if len(fraction) == 3 and len(whole) < 4 and whole != "0":
        fraction += "0"
    sign = "-" if value < 0 else ""
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"
