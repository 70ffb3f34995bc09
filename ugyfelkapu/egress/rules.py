# SPDX-License-Identifier: EUPL-1.2
"""By which rules the outside is asked: what an address may look like, how long, and how much."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import httpx

from .troubles import FetchFailed, Trouble

LONGEST_URL: Final = 2000
_PORTS: Final = {"https": 443, "http": 80}
_WRITTEN: Final = re.compile(r"https?://[A-Za-z0-9\[][!-~]*")
_UNSAFE: Final = re.compile(r"[\\\"<>^`{|}]")


class Tls(Enum):
    """Where nobody is asked without TLS."""

    EVERYWHERE = auto()
    BUT_HERE = auto()
    """This machine may be asked, and without TLS on any port: development."""
    UNNEEDED = auto()
    """What is fetched proves itself by its signature."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How some kind of thing is asked for: ``total`` seconds in all, ``largest`` octets of an answer."""

    tls: Tls = Tls.EVERYWHERE
    ports: tuple[range, ...] = (range(443, 444), range(1024, 65_536))
    redirects: int = 0
    total: float = 5.0
    largest: int = 100_000
    accept: str = "application/json, */*"


SERVICES: Final = Rules()
"""Addresses that services registered."""


def published(*, total: float, largest: int, accept: str) -> Rules:
    """Return the rules for what is published for everybody under a signature of its own."""
    ports = (range(80, 81), range(443, 444))
    return Rules(Tls.UNNEEDED, ports, redirects=3, total=total, largest=largest, accept=accept)


def checked(url: str, rules: Rules, hosts: frozenset[str] | None = None) -> httpx.URL:
    """Return an address, if it has the form that we ask and lies on one of the hosts, where these are named.

    Nobody's name is looked up for that. Raises :class:`FetchFailed`.
    """
    if len(url) > LONGEST_URL or not _WRITTEN.fullmatch(url) or _UNSAFE.search(url):
        raise FetchFailed(Trouble.ADDRESS)
    try:
        address = httpx.URL(url)
        named = address.host  # reading it fails where "xn--" begins no name
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchFailed(Trouble.ADDRESS) from error
    if not named or address.userinfo or address.fragment:
        raise FetchFailed(Trouble.ADDRESS)
    if hosts is not None and address.raw_host.decode("ascii") not in hosts:
        raise FetchFailed(Trouble.HOST)
    if not _may_be_asked(address, rules):
        raise FetchFailed(Trouble.ADDRESS)
    return address


def _may_be_asked(address: httpx.URL, rules: Rules) -> bool:
    """Say whether scheme and port are allowed."""
    if address.scheme == "http" and rules.tls is not Tls.UNNEEDED:
        return rules.tls is Tls.BUT_HERE
    port = _PORTS[address.scheme] if address.port is None else address.port
    return any(port in allowed for allowed in rules.ports)
