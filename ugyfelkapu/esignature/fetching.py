# SPDX-License-Identifier: EUPL-1.2
"""Fetching trusted lists from the network: only from the hosts allowed; what hindered it has a code."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from ugyfelkapu.egress.fetching import Fetcher, fetcher
from ugyfelkapu.egress.rules import published
from ugyfelkapu.egress.troubles import FetchFailed, Trouble

LISTS: Final = published(
    total=60.0,
    largest=32 * 1024 * 1024,
    accept="application/vnd.etsi.tsl+xml, text/xml, application/xml",
)


class Hindrance(StrEnum):
    """Why something could not be fetched."""

    ADDRESS = "address_not_allowed"
    HOST = "host_not_allowed"
    INSIDE = "host_is_inside"
    UNREACHABLE = "unreachable"
    ANSWER = "answered_no"
    SIZE = "too_large"
    REDIRECTS = "too_many_redirects"


_HINDRANCES: Final = {
    Trouble.ADDRESS: Hindrance.ADDRESS,
    Trouble.HOST: Hindrance.HOST,
    Trouble.PLACE: Hindrance.INSIDE,
    Trouble.NAME: Hindrance.UNREACHABLE,
    Trouble.CONNECTION: Hindrance.UNREACHABLE,
    Trouble.LATE: Hindrance.UNREACHABLE,
    Trouble.LARGE: Hindrance.SIZE,
    Trouble.REDIRECT: Hindrance.REDIRECTS,
}


class NotFetched(Exception):  # noqa: N818  reads as the thing it is
    """Nothing was fetched, for a reason."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


def fetch(url: str, hosts: frozenset[str], by: Fetcher | None = None) -> bytes:
    """Return the list at an address on one of the hosts. Raises :class:`NotFetched`."""
    try:
        return (by or fetcher(LISTS)).fetch(url, hosts=hosts)
    except FetchFailed as failed:
        raise NotFetched(_HINDRANCES.get(failed.trouble, Hindrance.ANSWER)) from failed
