"""Whose request it is: the peer's, or behind a trusted proxy that of whoever the proxy names."""

import ipaddress
from collections.abc import Sequence

from shared.config import Config

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Where a proxy on the same machine comes from.
HERE = ("127.0.0.0/8", "::1/128")


def trusted(config: Config) -> tuple[Network, ...]:
    """Return the networks of proxies that are believed; without a setting, this machine's where it speaks TLS for us.

    ValueError for what is no address and no network: the contour does not start with it.
    """
    told = config.proxies or (HERE if config.secure else ())
    return tuple(ipaddress.ip_network(one) for one in told)


def client_of(peer: str, forwarded: Sequence[str], proxies: Sequence[Network]) -> str:
    """Return the address that a request comes from; `forwarded` are its X-Forwarded-For headers in order.

    Each proxy appends whom it heard from, so the last address that no trusted proxy has is the client's: all before it
    is what the client itself wrote, and counts nothing.
    """
    client = peer
    for told in reversed([one for line in forwarded for one in line.split(",")]):
        if not _is_one_of(client, proxies):
            break
        address = _plain(told)
        if address is None:
            break
        client = address
    return client


def _is_one_of(address: str, proxies: Sequence[Network]) -> bool:
    found = _plain(address)
    return found is not None and any(ipaddress.ip_address(found) in one for one in proxies)


def _plain(told: str) -> str | None:
    """Return an address without brackets and port; None for what is none."""
    told = told.strip()
    if told.startswith("["):
        told = told[1:].partition("]")[0]
    elif told.count(":") == 1:
        told = told.partition(":")[0]
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if found.version == 6 else None
    return str(mapped or found)
