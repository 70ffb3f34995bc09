# SPDX-License-Identifier: EUPL-1.2
"""Keeping the trusted lists up to date: what was brought is stored whole, then believed, or nothing is."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from asn1crypto import pem, x509
from django.conf import settings
from django.db.models import F, Q

from ugyfelkapu.domain.errors import Kind, Refusal
from ugyfelkapu.domain.trust_events import TrustedListsRefused, TrustedListsTaken, TrustUpdateAsked
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor, ActorKind
from ugyfelkapu.staff.rights import Right, require

from .fetching import NotFetched, fetch
from .gathering import Brought, Gathered, Known, bring, from_folder, from_network
from .models import ListFile, Snapshot, SnapshotFile, SnapshotList, Trouble, Upkeep
from .queries import known
from .roles import Role
from .trust.material import Material
from .trust.snapshot import ListState
from .trust.verification import Untrusted

EVERY: Final = timedelta(hours=6)
"""How often newer lists are looked for."""
AFTER_FAILURE: Final = timedelta(minutes=30)
NETWORK: Final = "network"
ONLY: Final = 1


class TrustNotUpdated(Refusal):
    """The lists that were offered are not to be taken; ``reason`` says why."""

    code = "trust_not_updated"
    kind: ClassVar[Kind] = Kind.UNAVAILABLE


class TrustSourceMissing(Refusal):
    """Nobody said where trusted lists come from."""

    code = "trust_source_missing"
    kind: ClassVar[Kind] = Kind.UNAVAILABLE


def update(*, source: str = "", by: Actor, at: datetime) -> Brought:
    """Look for newer lists and take them. Raises :class:`TrustNotUpdated`, :class:`TrustSourceMissing`.

    The world is asked before the act begins; what comes in is held against what we believed by then.
    """
    if not (source or settings.TRUST_SOURCE):
        raise TrustSourceMissing
    before = known()
    Upkeep.objects.update_or_create(id=ONLY, defaults={"tried_at": at, "asked": False})
    try:
        brought = bring(
            _gather(source or settings.TRUST_SOURCE, before, at), before, at, settings.TRUST_GRACE
        )
    except (NotFetched, Untrusted) as error:
        note_failure(str(error), by=by, at=at)
        raise TrustNotUpdated(reason=str(error)) from error
    take(brought, instead_of=before.name, by=by, at=at)
    return brought


def _gather(source: str, before: Known, at: datetime) -> Gathered:
    if source != NETWORK:
        return from_folder(Path(source))
    return from_network(fetch, before, at)


def update_if_due(*, by: Actor, at: datetime) -> bool:
    """Look for newer lists if it is time and nobody else does; a failure is noted and tried again later."""
    if not settings.TRUST_SOURCE or not _claimed(at):
        return False
    try:
        update(by=by, at=at)
    except TrustNotUpdated:
        return False
    return False


def _claimed(at: datetime) -> bool:
    """Take the turn to look, by one conditional update, so that of several workers one does."""
    Upkeep.objects.get_or_create(id=ONLY)
    waited = Q(tried_at=None) | Q(asked=True) | Q(tried_at__lte=at - EVERY)
    unfinished = Q(done_at=None) | Q(done_at__lt=F("tried_at"))
    failed = unfinished & Q(tried_at__lte=at - AFTER_FAILURE)
    due = Upkeep.objects.filter(waited | failed, id=ONLY)
    return due.update(tried_at=at, asked=False) == 1


@act
def take(brought: Brought, *, instead_of: str, by: Actor, at: datetime) -> None:
    """Store what was brought and believe it from now on. Raises :class:`TrustNotUpdated`."""
    require_right(by)
    name = brought.snapshot.id
    changed = name != instead_of
    _store(brought, at)
    believed = Q(active=instead_of) if instead_of else Q(active=None)
    done = {"active_id": name, "done_at": at, "failure": ""}
    if not Upkeep.objects.filter(believed, id=ONLY).update(**done):
        raise TrustNotUpdated(reason="changed_meanwhile")
    _note_troubles(brought.troubles, at)
    top = brought.snapshot.list_of_lists
    record(
        TrustedListsTaken(
            snapshot=name,
            number=top.sequence if top else 0,
            lists=sum(not state.refused for state in brought.snapshot.lists.values()),
            troubles=len(brought.troubles),
            changed=changed,
        )
    )


def require_right(by: Actor) -> None:
    """Let operators at the command line, the house itself, and staff with the right. Raises Forbidden."""
    if by.kind not in (ActorKind.OPERATOR, ActorKind.SYSTEM):
        require(by, Right.RUN)


def _store(brought: Brought, at: datetime) -> None:
    """Keep what was brought, unless it is kept already; whoever does so at the same moment is waited for."""
    row, new = Snapshot.objects.get_or_create(id=brought.snapshot.id, defaults={"taken_at": at})
    if not new:
        return
    parts = list(_parts(brought.material))
    files = {sha256(octets).hexdigest(): octets for _, _, octets in parts}
    ListFile.objects.bulk_create(  # in one order for everybody, so that no two wait for each other
        [ListFile(sha256=name, octets=zlib.compress(files[name], 6)) for name in sorted(files)],
        ignore_conflicts=True,
    )
    SnapshotFile.objects.bulk_create(
        SnapshotFile(snapshot=row, role=role, territory=territory, file_id=sha256(octets).hexdigest())
        for role, territory, octets in parts
    )
    states = [*brought.snapshot.lists.values()]
    top = brought.snapshot.list_of_lists
    rows = [_list(row, state, top=False) for state in states]
    SnapshotList.objects.bulk_create([*rows, _list(row, top, top=True)] if top else rows)


def _parts(material: Material) -> Iterator[tuple[Role, str, bytes]]:
    if material.list_of_lists is not None:
        yield Role.TOP, "", material.list_of_lists
    for pivot in material.pivots:
        yield Role.PIVOT, "", pivot
    for territory, octets in material.nationals.items():
        yield Role.NATIONAL, territory, octets
    if material.signers:
        yield Role.SIGNERS, "", _file(material.signers)
    if material.own_list is not None:
        yield Role.OWN, "", material.own_list
        yield Role.OWN_SIGNERS, "", _file(material.own_signers)


def _file(certificates: tuple[x509.Certificate, ...]) -> bytes:
    return b"".join(pem.armor("CERTIFICATE", certificate.dump()) for certificate in certificates)


def _list(row: Snapshot, state: ListState, *, top: bool) -> SnapshotList:
    return SnapshotList(
        snapshot=row,
        territory=state.territory,
        refused=state.refused or "",
        sequence=state.sequence,
        sha256=state.sha256,
        issued_at=state.issued_at,
        next_update_at=state.next_update_at,
        services=state.services,
        problems=len(state.problems),
        top=top,
    )


def _note_troubles(troubles: Mapping[str, str], at: datetime) -> None:
    """Keep the troubles that last with their first moment; forget those that are over."""
    Trouble.objects.exclude(territory__in=list(troubles)).delete()
    for territory, reason in troubles.items():
        Trouble.objects.get_or_create(territory=territory, defaults={"reason": reason, "since": at})
        Trouble.objects.filter(~Q(reason=reason), territory=territory).update(reason=reason, since=at)


@act
def note_failure(reason: str, *, by: Actor, at: datetime) -> None:
    """Note that nothing new was taken, and why; what was believed is believed on until it grows old."""
    require_right(by)
    Upkeep.objects.filter(id=ONLY).update(failure=reason)
    record(TrustedListsRefused(reason=reason))


@act
def ask_for_update(*, by: Actor, at: datetime) -> None:
    """Let the worker look for newer lists as soon as it can. Raises :class:`TrustSourceMissing`."""
    require_right(by)
    if not settings.TRUST_SOURCE:
        raise TrustSourceMissing
    Upkeep.objects.update_or_create(id=ONLY, defaults={"asked": True})
    record(TrustUpdateAsked())
