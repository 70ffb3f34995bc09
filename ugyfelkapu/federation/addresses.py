# SPDX-License-Identifier: EUPL-1.2
"""Addresses that a service registers: where people return to, and where the gate itself asks or tells."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.egress.addresses import Allowed

from .oidc.protocol.redirects import registration_fault
from .reasons import Reason

INNER_NAMES: Final = (".localhost", ".local", ".internal", ".home.arpa")
"""Names that only some network or machine knows (RFC 6761, RFC 6762, RFC 8375)."""

_NOTHING: Final = Allowed()


@dataclass(frozen=True, slots=True)
class Reach:
    """How far addresses may lead: ``inside`` is what an operator allows besides the public network.

    ``development``: the service may run on the same machine, without https.
    """

    inside: Allowed = _NOTHING
    development: bool = False


PUBLIC: Final = Reach()
DEVELOPMENT: Final = Reach(development=True)


def present_reach() -> Reach:
    """Return how far addresses may lead in this installation."""
    return Reach(Allowed.parse(settings.EGRESS_ALLOWED, loopback=False), settings.DEVELOPMENT)


def require_return_address(name: str, uri: str, *, native: bool, reach: Reach) -> None:
    """Refuse an address to which nobody may be sent back. Raises :class:`MetadataRefused`."""
    fault = registration_fault(uri, native=native, development=reach.development)
    if fault is not None:
        raise MetadataRefused(field=name, reason=fault, value=uri)


def require_web_address(name: str, uri: str, *, reach: Reach) -> None:
    """Refuse an address that the gate must not ask: without https, or on no public host.

    What its name leads to is looked at when it is asked. Raises :class:`MetadataRefused`.
    """
    require_return_address(name, uri, native=False, reach=reach)
    host = urlsplit(uri).hostname or ""
    if not (reach.development or _may_be_asked(host, reach.inside)):
        raise MetadataRefused(field=name, reason=Reason.PRIVATE, value=uri)


def _may_be_asked(host: str, inside: Allowed) -> bool:
    if host.rpartition(".")[2].isdigit():
        return inside.admits(host, IPv4Address(host))
    return host in inside.hosts or not host.endswith(INNER_NAMES)
