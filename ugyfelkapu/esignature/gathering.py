# SPDX-License-Identifier: EUPL-1.2
"""Gathering lists, from the network or from a folder, and holding them against those that we have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from asn1crypto import x509

from .fetching import NotFetched
from .trust.lists import Unreadable, parse_xml, read_head
from .trust.material import Material, directory
from .trust.policy import LIST_OF_LISTS_ADDRESS
from .trust.snapshot import OWN, TrustSnapshot, snapshot
from .trust.values import Pointer, TrustedList
from .trust.verification import (
    Reason,
    Seen,
    Untrusted,
    named_pivots,
    national_pointers,
    require_no_rollback,
    verify_list,
    verify_list_of_lists,
    verify_national,
)

Get = Callable[[str, frozenset[str]], bytes]
"""Fetches an address that lies on one of the hosts. Raises :class:`NotFetched`."""


@dataclass(frozen=True)
class Gathered:
    """What a source had, and for which territories it had nothing."""

    material: Material
    troubles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What we believed so far, under which name."""

    name: str
    material: Material
    seen: Mapping[str, Seen]
    """By territory."""


NOTHING: Final = Known("", Material(None), {})


@dataclass(frozen=True)
class Brought:
    """What is to be believed from now on, and which lists could not be brought up to date."""

    material: Material
    snapshot: TrustSnapshot
    troubles: Mapping[str, str]


def from_folder(path: Path) -> Gathered:
    """Gather the lists of a folder. Raises :class:`Untrusted`."""
    return Gathered(directory(path))


def from_network(
    get: Get,
    known: Known,
    at: datetime,
    top: str = LIST_OF_LISTS_ADDRESS,
    signers: tuple[x509.Certificate, ...] = (),
) -> Gathered:
    """Gather the lists that the list of the lists names; hosts are asked only after it proved genuine.

    ``signers`` sign the list of the lists in place of the Official Journal's.
    Raises :class:`NotFetched`, :class:`Untrusted`: without the list of the lists there is nothing.
    """
    host = frozenset({urlsplit(top).hostname or ""})
    octets = get(top, host)
    pivots = _pivots(octets, known, lambda address: get(address, host))
    listed = verify_list_of_lists(octets, pivots, signers, at).content
    nationals: dict[str, bytes] = {}
    troubles: dict[str, str] = {}
    hosts = _hosts(listed)
    for territory, pointers in national_pointers(listed).items():
        try:
            nationals[territory] = _national(pointers, hosts, get)
        except NotFetched as error:
            troubles[territory] = error.hindrance
    return Gathered(Material(octets, pivots, nationals, signers), troubles)


def _pivots(octets: bytes, known: Known, get: Callable[[str], bytes]) -> tuple[bytes, ...]:
    """Return the pivots that the list names; those that we have are not fetched again."""
    try:
        named = named_pivots(read_head(parse_xml(octets)))
        held = {read_head(parse_xml(pivot)).sequence: pivot for pivot in known.material.pivots}
    except Unreadable as error:
        raise Untrusted(Reason.UNREADABLE) from error
    return tuple(held.get(sequence) or get(address) for sequence, address in named.items())


def _hosts(listed: TrustedList) -> frozenset[str]:
    every = (pointer for pointers in national_pointers(listed).values() for pointer in pointers)
    return frozenset(urlsplit(pointer.location).hostname or "" for pointer in every) - {""}


def _national(pointers: tuple[Pointer, ...], hosts: frozenset[str], get: Get) -> bytes:
    """Return the list at the first of its addresses that answers."""
    failure: NotFetched | None = None
    for pointer in pointers:
        try:
            return get(pointer.location, hosts)
        except NotFetched as error:
            failure = error
    assert failure is not None  # noqa: S101  a territory has a pointer
    raise failure


def bring(gathered: Gathered, known: Known, at: datetime, grace: timedelta) -> Brought:
    """Take what is genuine and no older than what we know; keep what we know for the rest.

    Raises :class:`Untrusted` where the list of the lists itself is not to be taken, nor a list of our own
    in whose place we have none.
    """
    material, troubles = gathered.material, dict(gathered.troubles)
    if material.list_of_lists is not None:
        top = verify_list_of_lists(material.list_of_lists, material.pivots, material.signers, at)
        require_no_rollback(top, known.seen.get(top.content.head.territory))
        nationals = {}
        for territory, pointers in national_pointers(top.content).items():
            octets = material.nationals.get(territory)
            trouble = _trouble(octets, pointers, at, known.seen.get(territory))
            if trouble:
                troubles.setdefault(territory, trouble)
                octets = known.material.nationals.get(territory, octets)
            if octets is not None:
                nationals[territory] = octets
        material = replace(material, nationals=nationals)
    trouble = _own_trouble(material, known, at)
    if trouble:
        troubles[OWN] = trouble
        kept = known.material
        material = replace(material, own_list=kept.own_list, own_signers=kept.own_signers)
    return Brought(material, snapshot(material, at, grace=grace), troubles)


def _trouble(octets: bytes | None, pointers: tuple[Pointer, ...], at: datetime, before: Seen | None) -> str:
    """Return why a national list is not to be taken; an empty text where it is."""
    if octets is None:
        return Reason.MISSING
    try:
        verify_national(octets, pointers, at, before)
    except Untrusted as refused:
        return refused.reason
    return ""


def _own_trouble(material: Material, known: Known, at: datetime) -> str:
    """Return why a list of our own is not to be taken in place of the one that we have."""
    if material.own_list is None or known.material.own_list is None:
        return ""
    try:
        genuine = verify_list(material.own_list, material.own_signers, at)
        require_no_rollback(genuine, known.seen.get(OWN))
    except Untrusted as refused:
        return refused.reason
    return ""
