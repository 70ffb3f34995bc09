# SPDX-License-Identifier: EUPL-1.2
"""Questions about the trusted lists that we keep: what is believed, how old it is, what goes wrong."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from django.conf import settings

from .demo_card.mark import is_demo
from .gathering import NOTHING, Known
from .models import Snapshot, SnapshotFile, SnapshotList, Trouble, Upkeep
from .roles import Role
from .trust.material import Material
from .trust.policy import certificates
from .trust.snapshot import Freshness, TrustSnapshot, snapshot
from .trust.verification import Seen

HOME: Final = "HU"
"""The territory whose list we cannot do without."""
OVERDUE: Final = timedelta(hours=24)
"""How long looking for newer lists may fail before it is an alarm."""


class Alarm(StrEnum):
    """What an operator should look at."""

    DEMO = "demo"
    """Production keeps the demo card's lists, which a database brought along."""
    NONE_KEPT = "none_kept"
    OVERDUE = "overdue"
    TOP_STALE = "top_stale"
    HOME_STALE = "home_stale"
    SOME_STALE = "some_stale"
    LATE = "late"
    TROUBLE = "trouble"


GRAVE: Final = frozenset({Alarm.DEMO, Alarm.NONE_KEPT, Alarm.OVERDUE, Alarm.TOP_STALE, Alarm.HOME_STALE})
"""Alarms with which people cannot register by signature, or soon cannot: as long as lists are only overdue,
those that are kept still serve."""
SAID: Final[Mapping[Alarm, str]] = MappingProxyType(
    {
        Alarm.DEMO: "the demo card's lists are kept, which production does not believe: take real ones with "
        "'ugyfelkapu trust update --from network', or from a folder",
        Alarm.NONE_KEPT: "no trusted lists are kept yet: nobody can register by signature",
        Alarm.OVERDUE: "newer lists could not be looked for in the last day",
        Alarm.TOP_STALE: "the list of the lists is stale: no signature counts as qualified",
        Alarm.HOME_STALE: "the Hungarian list is stale or missing: no Hungarian signature counts as "
        "qualified",
        Alarm.SOME_STALE: "lists of some states are stale or missing",
        Alarm.LATE: "the next issue of some lists is overdue",
        Alarm.TROUBLE: "some lists could not be brought up to date",
    }
)
"""The alarms in words, for the command line."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the keeping goes."""

    snapshot: str
    taken_at: datetime | None
    tried_at: datetime | None
    done_at: datetime | None
    asked: bool
    failure: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """How one list stands."""

    territory: str
    top: bool
    freshness: Freshness
    refused: str
    sequence: int
    issued_at: datetime | None
    next_update_at: datetime | None
    services: int
    problems: int
    trouble: str
    trouble_since: datetime | None


def standing() -> Standing:
    """Return how the keeping goes."""
    row = Upkeep.objects.select_related("active").filter(id=1).first()
    if row is None:
        return Standing("", None, None, None, asked=False, failure="")
    active = row.active
    return Standing(
        snapshot=active.id if active else "",
        taken_at=active.taken_at if active else None,
        tried_at=row.tried_at,
        done_at=row.done_at,
        asked=row.asked,
        failure=row.failure,
    )


def list_rows(*, at: datetime) -> list[ListRow]:
    """Return how each list of what is believed stands at a moment, the list of the lists first."""
    troubles = {trouble.territory: trouble for trouble in Trouble.objects.all()}
    rows = SnapshotList.objects.filter(snapshot__upkeep__id=1).order_by("-top", "territory")
    return [_row(row, troubles.get(row.territory), at) for row in rows]


def _row(row: SnapshotList, trouble: Trouble | None, at: datetime) -> ListRow:
    return ListRow(
        territory=row.territory,
        top=row.top,
        freshness=_freshness(row, at),
        refused=row.refused,
        sequence=row.sequence,
        issued_at=row.issued_at,
        next_update_at=row.next_update_at,
        services=row.services,
        problems=row.problems,
        trouble=trouble.reason if trouble else "",
        trouble_since=trouble.since if trouble else None,
    )


def _freshness(row: SnapshotList, at: datetime) -> Freshness:
    if row.refused:
        return Freshness.MISSING
    if row.next_update_at is None or at <= row.next_update_at:
        return Freshness.FRESH
    return Freshness.LATE if at <= row.next_update_at + settings.TRUST_GRACE else Freshness.STALE


def alarms(*, at: datetime) -> list[Alarm]:
    """Return what an operator should look at, the gravest first; nothing where no lists are to be kept."""
    now, rows = standing(), list_rows(at=at)
    if not settings.TRUST_SOURCE and not now.snapshot:
        return []
    if not now.snapshot:
        return [Alarm.NONE_KEPT]
    old = {row.territory for row in rows if row.freshness in (Freshness.STALE, Freshness.MISSING)}
    tops = {row.territory for row in rows if row.top}
    found = {
        Alarm.DEMO: not _may_be_believed(now.snapshot),
        Alarm.OVERDUE: bool(settings.TRUST_SOURCE) and (now.done_at is None or at > now.done_at + OVERDUE),
        Alarm.TOP_STALE: bool(old & tops),
        Alarm.HOME_STALE: HOME in old or HOME not in {row.territory for row in rows},
        Alarm.SOME_STALE: bool(old - tops - {HOME}),
        Alarm.LATE: any(row.freshness is Freshness.LATE for row in rows),
        Alarm.TROUBLE: any(row.trouble for row in rows) or bool(now.failure),
    }
    return [alarm for alarm in Alarm if found.get(alarm)]


def known() -> Known:
    """Return what is believed, to hold newer lists against."""
    name = standing().snapshot
    if not name:
        return NOTHING
    rows = SnapshotList.objects.filter(snapshot=name, refused="")
    return Known(name, material(name), {row.territory: Seen(row.sequence, row.sha256) for row in rows})


def material(name: str) -> Material:
    """Return the files that a snapshot is made of."""
    found: dict[str, list[bytes]] = {}
    nationals: dict[str, bytes] = {}
    for part in SnapshotFile.objects.filter(snapshot=name).select_related("file").order_by("id"):
        octets = zlib.decompress(bytes(part.file.octets))
        if part.role == Role.NATIONAL:
            nationals[part.territory] = octets
        else:
            found.setdefault(part.role, []).append(octets)
    signers, own_signers = (found.get(role, []) for role in (Role.SIGNERS, Role.OWN_SIGNERS))
    return Material(
        list_of_lists=next(iter(found.get(Role.TOP, [])), None),
        pivots=tuple(found.get(Role.PIVOT, [])),
        nationals=nationals,
        signers=tuple(certificate for file in signers for certificate in certificates(file)),
        own_list=next(iter(found.get(Role.OWN, [])), None),
        own_signers=tuple(certificate for file in own_signers for certificate in certificates(file)),
    )


def trust() -> TrustSnapshot | None:
    """Return what is believed now, ready to be asked; None where nothing is. Read once a process."""
    active = Snapshot.objects.filter(upkeep__id=1).first()
    if active is None or not _may_be_believed(active.id):
        return None
    return _read(active.id, active.taken_at, settings.TRUST_GRACE)


def _may_be_believed(name: str) -> bool:
    """Tell whether this house may believe a snapshot: the demo card's lists serve development alone."""
    return settings.DEVELOPMENT or not _is_demo(name)


@lru_cache(maxsize=2)
def _is_demo(name: str) -> bool:
    top = SnapshotFile.objects.filter(snapshot=name, role=Role.TOP).select_related("file").first()
    return top is not None and is_demo(zlib.decompress(bytes(top.file.octets)))


@lru_cache(maxsize=2)
def _read(name: str, taken_at: datetime, grace: timedelta) -> TrustSnapshot:
    return snapshot(material(name), taken_at, grace=grace)
