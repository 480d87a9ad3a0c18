"""From where a request comes, as sign-in counts it too."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Give the address of whoever asks; of IPv6 the network, for one machine changes its address daily."""
    try:
        written = get_adapter(request).get_client_ip(request)
        address = ipaddress.ip_address(written)
    except (PermissionDenied, ValueError):
        return "không rõ"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
