"""Where a request really comes from, when proxies stand between.

``X-Forwarded-For`` is written by whoever sends the request; only what our own proxies appended to it
can be believed. So it is read from its end, as long as the one who wrote the entry is a proxy of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def networks(written: str) -> list[Network]:
    """Read networks as an administrator lists them: ``10.1.0.0/16, 2001:db8::/32, 192.0.2.7``.

    Raises:
        ValueError: One of them is not a network.
    """
    return [ip_network(one.strip(), strict=False) for one in written.split(",") if one.strip()]


def is_within(address: str, known: Sequence[Network]) -> bool:
    """Say whether an address belongs to one of the networks; what is no address belongs to none."""
    try:
        found = ip_address(address.strip())
    except ValueError:
        return False
    # A socket that listens on both kinds shows IPv4 askers as ::ffff:192.0.2.7.
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in known)


def asker(peer: str, forwarded_for: str, *, proxies: Sequence[Network]) -> str:
    """Give the address of whoever asked.

    Args:
        peer: Who is at the other end of the connection.
        forwarded_for: The header as it arrived.
        proxies: Our own proxies.
    """
    believed = peer
    for entry in reversed([one.strip() for one in forwarded_for.split(",")]):
        if not is_within(believed, proxies):
            break
        try:
            believed = str(ip_address(entry))
        except ValueError:
            # Our proxy does not write such a thing; whoever it came from stays unknown.
            break
    return believed
