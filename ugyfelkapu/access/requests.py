# SPDX-License-Identifier: EUPL-1.2
"""A request as our middleware stamps it, and what of it counts as its origin."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.attempts import network_of
from ugyfelkapu.domain.browsers import browser_of
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import Actor


@dataclass(frozen=True, slots=True)
class Citizen:
    """The signed-in owner of a gate."""

    account_id: UUID
    session_id: UUID
    display_name: str
    factors: frozenset[Factor]
    stepped_up_at: datetime | None
    starts_over_at: datetime | None = None  # from when this session, and all of before, is void
    state: State = State.ACTIVE
    proofs: int = 1  # how often they proved in this session to be there
    capped: bool = False  # no level above low until a desk check


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in staff member."""

    staff_id: UUID
    session_id: UUID
    display_name: str
    office: str
    office_label: str
    role: str


class GateRequest(HttpRequest):
    """What views receive: stamped with the moment, the actor and who is signed in."""

    at: datetime
    by: Actor
    citizen: Citizen | None
    staff: Staff | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: the network's prefix, the browser's own token and what it is."""

    network: str
    device: str
    browser: str = ""


def origin_of(request: HttpRequest) -> Origin:
    """Return where a request comes from."""
    return Origin(
        network_of(client_address(request)),
        request.COOKIES.get(settings.DEVICE_COOKIE, ""),
        browser_of(request.headers.get("User-Agent", "")),
    )


def client_address(request: HttpRequest) -> str:
    """Return the client's address; forwarding headers count only behind configured proxies."""
    direct = request.META.get("REMOTE_ADDR", "") or "127.0.0.1"
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    if isinstance(trusted, int):
        return _address(hops[-trusted], direct) if trusted and len(hops) >= trusted else direct
    networks = [ipaddress.ip_network(network) for network in trusted]
    address = direct
    while hops and any(ipaddress.ip_address(address) in network for network in networks):
        address = _address(hops.pop(), direct)
    return address


def _address(text: str, fallback: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return fallback
