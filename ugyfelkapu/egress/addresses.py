# SPDX-License-Identifier: EUPL-1.2
"""Which addresses strangers may send us to: the public Internet, and what an operator allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Self

Address = IPv4Address | IPv6Address

_UNICAST: Final = IPv6Network("2000::/3")
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
_TUNNELS: Final = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))


def is_public(address: Address) -> bool:
    """Say whether an address is one host of the public Internet, by whatever way it is written.

    IPv4 inside IPv6 counts as what it leads to (RFC 4291, RFC 6052); the tunnels that can lead anywhere do
    not count.
    """
    if isinstance(address, IPv6Address):
        inner = _inside(address)
        if inner is not None:
            return is_public(inner)
        if address not in _UNICAST or any(address in tunnel for tunnel in _TUNNELS):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inside(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def is_loopback(address: Address) -> bool:
    """Say whether an address is this machine's own."""
    inner = _inside(address) if isinstance(address, IPv6Address) else None
    return (inner or address).is_loopback


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may be asked besides the public Internet: networks and hosts inside, and this machine."""

    networks: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()
    loopback: bool = False

    @classmethod
    def parse(cls, parts: Iterable[str], *, loopback: bool) -> Self:
        """Read what an operator allows: networks, or names of hosts."""
        named = tuple(parts)
        networks = tuple(part for part in named if _is_network(part))
        return cls(networks, frozenset(named) - frozenset(networks), loopback)

    def admits(self, host: str, address: Address) -> bool:
        """Say whether the address that a host's name led to may be asked."""
        return (
            is_public(address)
            or host.lower() in self.hosts
            or (self.loopback and is_loopback(address))
            or any(address in ip_network(network) for network in self.networks)
        )


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def parsed(text: str) -> Address:
    """Return an address as the resolver wrote it."""
    return ip_address(text.partition("%")[0])
