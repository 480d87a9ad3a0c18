"""Addresses of people as they stand in files that are taken out: enough to recognise, not to use."""

from __future__ import annotations

import re

from django.conf import settings

_MAIL = re.compile(r"\b([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
# A citizen's number has 12 digits, a phone number ten; both may be written in groups.
_CITIZEN = re.compile(r"(?<![\w.])(0\d{2})\d{6}(\d{3})(?![\w])")
_PHONE = re.compile(r"(?<![\w.])(\+84|0)((?:[ .]?\d){9})(?![\w])")


def masked(text: str) -> str:
    """Mask what the office has set to be masked (``NAMRO_MASK``) wherever it stands in a text.

    >>> masked("Gọi 0912 345 678, thư an.nguyen@xa.gov.vn, CCCD 001099012345")
    'Gọi 091***78, thư a***@xa.gov.vn, CCCD 001******345'
    """
    if "citizen-id" in settings.MASK_IN_EXPORTS:
        text = _CITIZEN.sub(r"\1******\2", text)
    if "phone" in settings.MASK_IN_EXPORTS:
        text = _PHONE.sub(_short, text)
    if "email" in settings.MASK_IN_EXPORTS:
        text = _MAIL.sub(r"\1***@\2", text)
    return text


def _short(found: re.Match[str]) -> str:
    digits = "".join(sign for sign in found[2] if sign.isdigit())
    return f"{found[1]}{digits[:2]}***{digits[-2:]}"
