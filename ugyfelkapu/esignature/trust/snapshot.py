# SPDX-License-Identifier: EUPL-1.2
"""All trusted lists at one moment: who may issue, date and answer, found by name and key at once.

A snapshot is made from files, whether they come from the network, from our own store or from a folder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from asn1crypto import x509

from .material import Material, directory
from .policy import GRACE
from .values import Authority, Pointer, Problem, Service, normalised
from .verification import (
    Reason,
    Seen,
    Untrusted,
    Verified,
    fingerprint,
    national_pointers,
    require_no_rollback,
    verify_list,
    verify_list_of_lists,
    verify_national,
)

OWN = "OWN"
"""The territory that the list of our own goes by."""


class Freshness(StrEnum):
    """Whether a list may still be believed."""

    FRESH = "fresh"
    LATE = "late"
    """Its next issue is overdue, but within our patience."""
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True)
class ListState:
    """How one list stands in a snapshot: taken, or why not."""

    territory: str
    refused: Reason | None
    sequence: int = 0
    sha256: str = ""
    issued_at: datetime | None = None
    next_update_at: datetime | None = None
    services: int = 0
    problems: tuple[Problem, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class _Index:
    by_subject: Mapping[object, tuple[Authority, ...]]
    services: Mapping[tuple[bytes, bytes], tuple[Service, ...]]
    """By subject and key."""


@dataclass(frozen=True)
class TrustSnapshot:
    """An immutable picture of all lists; its id is named in every report that was made with it."""

    id: str
    read_at: datetime
    list_of_lists: ListState | None
    lists: Mapping[str, ListState]
    services: tuple[Service, ...] = field(repr=False)
    grace: timedelta
    _index: _Index = field(repr=False, compare=False)

    @classmethod
    def from_directory(
        cls, path: Path, at: datetime, *, grace: timedelta = GRACE, territories: frozenset[str] | None = None
    ) -> TrustSnapshot:
        """Read and verify the lists in a folder; raise Untrusted where nothing in it can be believed."""
        return snapshot(directory(path), at, grace=grace, territories=territories)

    def freshness(self, territory: str, at: datetime) -> Freshness:
        """Tell whether a territory's list may be believed at a moment, and with it the list of the lists."""
        state = self.lists.get(territory)
        if state is None or state.refused:
            return Freshness.MISSING
        ages = [_age(state, at, self.grace)]
        if territory != OWN and self.list_of_lists is not None:
            ages.append(_age(self.list_of_lists, at, self.grace))
        return max(ages, key=list(Freshness).index)

    def services_of(self, certificate: x509.Certificate) -> tuple[Service, ...]:
        """Return the services run under a certificate's name with its key, whatever they do."""
        key = sha256(certificate.public_key.dump()).digest()
        return self._index.services.get((certificate.subject.dump(), key), ())

    def potential_issuers(self, certificate: x509.Certificate) -> tuple[Authority, ...]:
        """Return the listed authorities that may have issued a certificate, by name and key id; one a key."""
        named = self._index.by_subject.get(normalised(certificate.issuer), ())
        key_id = certificate.authority_key_identifier
        if key_id is None:
            return named
        return tuple(each for each in named if key_id in each.names)


def _age(state: ListState, at: datetime, grace: timedelta) -> Freshness:
    if state.next_update_at is None or at <= state.next_update_at:
        return Freshness.FRESH
    return Freshness.LATE if at <= state.next_update_at + grace else Freshness.STALE


def snapshot(
    material: Material,
    at: datetime,
    *,
    grace: timedelta = GRACE,
    territories: frozenset[str] | None = None,
    before: Mapping[str, Seen] | None = None,
) -> TrustSnapshot:
    """Verify all lists and index them; a national list that fails is left out, and its state says why."""
    read = _Reading(at, before or {})
    top = None
    if material.list_of_lists is not None:
        genuine = verify_list_of_lists(material.list_of_lists, material.pivots, material.signers, at)
        territory = genuine.content.head.territory
        require_no_rollback(genuine, read.before.get(territory))
        top = _state(territory, genuine)
        for territory, pointers in national_pointers(genuine.content).items():
            if territories is None or territory in territories:
                read.national(territory, material.nationals.get(territory), pointers)
    elif material.own_list is None:
        raise Untrusted(Reason.MISSING, "no list of the lists")
    if material.own_list is not None:
        read.own(material.own_list, material.own_signers)
    return TrustSnapshot(
        id=_identity(top, read.states),
        read_at=at,
        list_of_lists=top,
        lists=MappingProxyType(read.states),
        services=tuple(read.services),
        grace=grace,
        _index=indexed(read.services),
    )


class _Reading:
    """The lists read so far."""

    def __init__(self, at: datetime, before: Mapping[str, Seen]) -> None:
        self.at = at
        self.before = before
        self.services: list[Service] = []
        self.states: dict[str, ListState] = {}

    def national(self, territory: str, octets: bytes | None, pointers: Sequence[Pointer]) -> None:
        """Take a territory's list, or note why not."""
        if octets is None:
            self.states[territory] = ListState(territory, Reason.MISSING)
            return
        try:
            genuine = verify_national(octets, pointers, self.at, self.before.get(territory))
        except Untrusted as refused:
            digest = fingerprint(octets)
            self.states[territory] = ListState(
                territory, refused.reason, sha256=digest, detail=refused.detail
            )
            return
        self.services += genuine.content.services
        self.states[territory] = _state(territory, genuine)

    def own(self, octets: bytes, signers: Sequence[x509.Certificate]) -> None:
        """Take the list of our own; what it says is of no territory."""
        genuine = verify_list(octets, signers, self.at)
        require_no_rollback(genuine, self.before.get(OWN))
        self.services += [replace(service, territory=OWN) for service in genuine.content.services]
        self.states[OWN] = _state(OWN, genuine)


def _state(territory: str, genuine: Verified) -> ListState:
    content = genuine.content
    return ListState(
        territory=territory,
        refused=None,
        sequence=content.head.sequence,
        sha256=genuine.sha256,
        issued_at=content.head.issued_at,
        next_update_at=content.head.next_update_at,
        services=len(content.services),
        problems=content.problems,
    )


def _identity(top: ListState | None, states: Mapping[str, ListState]) -> str:
    taken = [state for state in states.values() if not state.refused]
    lines = [f"{state.territory} {state.sha256}" for state in ([top] if top else []) + taken]
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def indexed(services: Iterable[Service]) -> _Index:
    """Index services by their authorities: what a question costs does not grow with the lists."""
    by_key: dict[tuple[bytes, bytes], list[Service]] = defaultdict(list)
    lasting: dict[tuple[bytes, bytes], Authority] = {}
    for service in services:
        for each in service.authorities:
            name = (each.subject, each.key)
            if service not in by_key[name]:
                by_key[name].append(service)
            lasting[name] = max(lasting.get(name, each), each, key=attrgetter("ends_at"))
    by_subject: dict[object, list[Authority]] = defaultdict(list)
    for each in lasting.values():
        by_subject[each.name].append(each)
    return _Index(
        {name: tuple(found) for name, found in by_subject.items()},
        {name: tuple(found) for name, found in by_key.items()},
    )
