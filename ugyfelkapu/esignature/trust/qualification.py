# SPDX-License-Identifier: EUPL-1.2
"""Whether a certificate, a timestamp or a signature is qualified, by what the lists say (ETSI TS 119 615)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509

from .criteria import Traits, meets
from .lists import UNREADABLE
from .snapshot import OWN, Freshness, TrustSnapshot
from .statements import Statements, statements
from .values import (
    EIDAS,
    ISSUING,
    Kind,
    Period,
    Purpose,
    Qualifier,
    Rule,
    Service,
    granted,
    recognised,
)


class Answer(StrEnum):
    """A verdict that may stay open."""

    YES = "yes"
    NO = "no"
    OPEN = "indeterminate"


class Remark(StrEnum):
    """What is to be said about a verdict."""

    NOT_LISTED = "not_listed"
    NOT_GRANTED = "not_granted"
    STALE = "list_stale"
    LATE = "list_late"
    CONFLICT = "services_conflict"
    QUALIFIERS_CONFLICT = "qualifiers_conflict"
    UNREAD = "extension_unread"
    SEVERAL_KINDS = "several_kinds"
    OTHER_KIND = "service_for_another_kind"
    TAKEN_OVER = "taken_over"
    NO_STATEMENT = "no_qualified_statement"
    DIFFERS = "differs_between_issuance_and_use"


@dataclass(frozen=True)
class Standing:
    """How a certificate stood at one moment."""

    at: datetime
    qualified: Answer
    kind: Kind | None = None
    device: Answer = Answer.NO
    """Whether the private key lies in a qualified device."""
    service: Service | None = None
    status: str = ""
    remarks: frozenset[Remark] = frozenset()


class Level(StrEnum):
    """What a technically valid signature with a certificate is worth (TS 119 615, 4.6)."""

    QES = "QESig"
    QESEAL = "QESeal"
    ADES_QC = "AdESig-QC"
    ADESEAL_QC = "AdESeal-QC"
    ADES = "AdESig"
    ADESEAL = "AdESeal"
    OPEN_QES = "Indeterminate-QESig"
    OPEN_QESEAL = "Indeterminate-QESeal"
    OPEN_ADES_QC = "Indeterminate-AdESig-QC"
    OPEN_ADESEAL_QC = "Indeterminate-AdESeal-QC"
    OPEN_ADES = "Indeterminate-AdESig"
    NOT_ADES = "NotAdES"


@dataclass(frozen=True)
class Qualified:
    """How a signer's certificate stood when it was issued and when it was used."""

    at_issuance: Standing
    at_signing: Standing
    level: Level
    remarks: frozenset[Remark]


def qualify(
    path: Sequence[x509.Certificate], signed_at: datetime, snapshot: TrustSnapshot, at: datetime
) -> Qualified:
    """Judge a signer's certificate, first in a path that ends at a listed authority, at both moments.

    What holds at issuance must hold at signing: an authority that was granted its status later, or lost it
    in between, makes no qualified signature. How fresh the lists are is judged at the moment of validation.
    """
    leaf = path[0]
    first = standing(path, leaf.not_valid_before, snapshot, at)
    then = standing(path, signed_at, snapshot, at)
    remarks = first.remarks | then.remarks
    if first.qualified is not then.qualified or first.kind is not then.kind:
        remarks |= {Remark.DIFFERS}
    return Qualified(first, then, _level(first, then, statements(leaf)), remarks)


def standing(
    path: Sequence[x509.Certificate], moment: datetime, snapshot: TrustSnapshot, at: datetime
) -> Standing:
    """Judge a certificate at one moment by every service on its path that was granted then (4.4)."""
    services = list(_services(path[1:], ISSUING, snapshot))
    if not services:
        return Standing(moment, Answer.NO, remarks=frozenset({Remark.NOT_LISTED}))
    judged = [
        _by_service(path[0], service, period, moment)
        for service in services
        if service.purpose is Purpose.QUALIFIED_CERTIFICATES
        and (period := service.period_at(moment)) is not None
        and granted(period.status, moment)
    ]
    if not judged:
        return _not_granted(services, moment)
    return _aged(_agreed(judged), snapshot, at)


def _services(
    above: Iterable[x509.Certificate], purposes: frozenset[Purpose], snapshot: TrustSnapshot
) -> Iterable[Service]:
    """Yield the services on a path, but for those on the list of our own: they qualify nobody."""
    for certificate in above:
        for service in snapshot.services_of(certificate):
            if service.purpose in purposes and service.territory != OWN:
                yield service


def _not_granted(services: Sequence[Service], moment: datetime) -> Standing:
    service = services[0]
    period = service.period_at(moment)
    return Standing(
        moment,
        Answer.NO,
        service=service,
        status="" if period is None else period.status,
        remarks=frozenset({Remark.NOT_GRANTED}),
    )


def _by_service(leaf: x509.Certificate, service: Service, period: Period, moment: datetime) -> Standing:
    """Judge a certificate by one service that was granted (4.4.4 and 4.5.4)."""
    said, open_remarks = _qualifiers(leaf, period)
    claimed = statements(leaf)
    open_remarks |= {Remark.UNREAD} if claimed.broken else frozenset()
    remarks = set(open_remarks)
    if period.taken_over:
        remarks.add(Remark.TAKEN_OVER)
    qualified = _qualified(said, claimed, moment, remarks)
    kind = _kind(said, claimed, remarks)
    if qualified is not Answer.NO and period.kinds and kind is not None and kind not in period.kinds:
        qualified = Answer.NO
        remarks.add(Remark.OTHER_KIND)
    if qualified is Answer.YES and (kind is None or open_remarks):
        qualified = Answer.OPEN
    device = _device(said, claimed, moment, remarks) if qualified is not Answer.NO else Answer.NO
    return Standing(moment, qualified, kind, device, service, period.status, frozenset(remarks))


def _qualifiers(leaf: x509.Certificate, period: Period) -> tuple[frozenset[Qualifier], frozenset[Remark]]:
    """Return what the list's rules say of this certificate, and what could not be understood."""
    traits = Traits(leaf)
    said: frozenset[Qualifier] = frozenset()
    unread = period.unread
    for rule in period.rules:
        answer = _met(traits, rule)
        if answer:
            said |= rule.qualifiers
        unread = unread or answer is None
    return said, frozenset({Remark.UNREAD}) if unread else frozenset()


def _met(traits: Traits, rule: Rule) -> bool | None:
    try:
        return meets(traits, rule.criteria)
    except UNREADABLE:
        return None


def _qualified(
    said: frozenset[Qualifier], claimed: Statements, moment: datetime, remarks: set[Remark]
) -> Answer:
    if {Qualifier.NOT_QUALIFIED, Qualifier.STATEMENT} <= said:
        remarks.add(Remark.QUALIFIERS_CONFLICT)
        return Answer.OPEN
    if Qualifier.NOT_QUALIFIED in said:
        return Answer.NO
    if Qualifier.STATEMENT in said or claimed.qualified or (moment < EIDAS and claimed.old_policy):
        return Answer.YES
    if claimed.broken:
        return Answer.OPEN
    remarks.add(Remark.NO_STATEMENT)
    return Answer.NO


_FOR = {
    Qualifier.FOR_SIGNATURE: Kind.SIGNATURE,
    Qualifier.FOR_SEAL: Kind.SEAL,
    Qualifier.FOR_WEBSITE: Kind.WEBSITE,
}


def _kind(said: frozenset[Qualifier], claimed: Statements, remarks: set[Remark]) -> Kind | None:
    """Return what a certificate is for: the list's word, then its own; signatures where none speaks."""
    named = {_FOR[qualifier] for qualifier in said & _FOR.keys()}
    if Qualifier.LEGAL_PERSON in said:
        named = named or {Kind.SEAL}
        if Kind.SIGNATURE in named:
            remarks.add(Remark.QUALIFIERS_CONFLICT)
            return None
    named = named or set(claimed.kinds) or {Kind.SIGNATURE}
    if len(named) > 1:
        remarks.add(Remark.SEVERAL_KINDS)
        return None
    return named.pop()


_IN_DEVICE = frozenset({Qualifier.WITH_SSCD, Qualifier.WITH_QSCD, Qualifier.QSCD_ON_BEHALF})
_IN_NONE = frozenset({Qualifier.NO_SSCD, Qualifier.NO_QSCD})


def _device(
    said: frozenset[Qualifier], claimed: Statements, moment: datetime, remarks: set[Remark]
) -> Answer:
    """Tell whether the key lies in a qualified device: the list's word before the certificate's (4.5.4)."""
    if said & _IN_DEVICE and said & _IN_NONE:
        remarks.add(Remark.QUALIFIERS_CONFLICT)
        return Answer.OPEN
    if said & _IN_DEVICE:
        return Answer.YES
    if said & _IN_NONE:
        return Answer.NO
    return Answer.YES if claimed.device or (moment < EIDAS and claimed.old_device_policy) else Answer.NO


def _agreed(judged: Sequence[Standing]) -> Standing:
    """Return the verdict on which the services agree; services for another kind have no voice (4.4.4)."""
    concerned = [each for each in judged if Remark.OTHER_KIND not in each.remarks] or list(judged)
    first = concerned[0]
    if len({(each.qualified, each.kind, each.device) for each in concerned}) == 1:
        return first
    return Standing(
        first.at,
        Answer.OPEN,
        first.kind if len({each.kind for each in concerned}) == 1 else None,
        Answer.OPEN,
        first.service,
        first.status,
        frozenset({Remark.CONFLICT}).union(*(each.remarks for each in concerned)),
    )


def _aged(judged: Standing, snapshot: TrustSnapshot, at: datetime) -> Standing:
    """Leave open what an old list says: its answer may have changed since."""
    fresh = snapshot.freshness(judged.service.territory, at) if judged.service else Freshness.MISSING
    if fresh is Freshness.FRESH:
        return judged
    remark = Remark.LATE if fresh is Freshness.LATE else Remark.STALE
    open_now = fresh is not Freshness.LATE and judged.qualified is Answer.YES
    return replace(
        judged,
        qualified=Answer.OPEN if open_now else judged.qualified,
        remarks=judged.remarks | {remark},
    )


def _level(first: Standing, then: Standing, claimed: Statements) -> Level:
    """Return what a technically valid signature is worth (4.6)."""
    kind = then.kind if first.kind is then.kind else None
    seal = (kind or (claimed.kinds[0] if claimed.kinds == (Kind.SEAL,) else None)) is Kind.SEAL
    if Kind.WEBSITE in (first.kind, then.kind):
        return Level.NOT_ADES
    if Answer.NO in (first.qualified, then.qualified):
        return Level.ADESEAL if seal else Level.ADES
    sure = first.qualified is then.qualified is Answer.YES and kind is not None
    device = then.device is not Answer.NO
    if sure and then.device is not Answer.OPEN:
        table = {
            (False, True): Level.QES,
            (True, True): Level.QESEAL,
            (False, False): Level.ADES_QC,
            (True, False): Level.ADESEAL_QC,
        }
    else:
        table = {
            (False, True): Level.OPEN_QES,
            (True, True): Level.OPEN_QESEAL,
            (False, False): Level.OPEN_ADES_QC,
            (True, False): Level.OPEN_ADESEAL_QC,
        }
    return table[seal, device]


def qualify_stamp(
    path: Sequence[x509.Certificate], stamped_at: datetime, snapshot: TrustSnapshot, at: datetime
) -> Standing:
    """Judge a timestamp by its unit's path at the moment that it names (4.7).

    A state lists either the unit itself or the authority that certifies its units (trap 8); the latter
    counts only for certificates made for dating.
    """
    found = []
    for certificate in path:
        if certificate is not path[0] and not _for_dating(path[0]):
            continue
        found += list(_services([certificate], frozenset({Purpose.QUALIFIED_STAMPS}), snapshot))
    if not found:
        return Standing(stamped_at, Answer.NO, remarks=frozenset({Remark.NOT_LISTED}))
    for service in found:
        period = service.period_at(stamped_at)
        if period is not None and granted(period.status, stamped_at):
            remarks = {Remark.TAKEN_OVER} if period.taken_over else set()
            remarks |= {Remark.UNREAD} if period.unread else set()
            answer = Answer.OPEN if period.unread else Answer.YES
            judged = Standing(stamped_at, answer, None, Answer.NO, service, period.status, frozenset(remarks))
            return _aged(judged, snapshot, at)
    return _not_granted(found, stamped_at)


def _for_dating(certificate: x509.Certificate) -> bool:
    purposes = certificate.extended_key_usage_value
    return purposes is not None and [each.native for each in purposes] == ["time_stamping"]


def recognised_services(
    path: Sequence[x509.Certificate], moment: datetime, snapshot: TrustSnapshot, purposes: frozenset[Purpose]
) -> tuple[Service, ...]:
    """Return the services on a path, qualified or not, that a state recognised at a moment."""
    return tuple(
        service
        for service in _services(path, purposes, snapshot)
        if (period := service.period_at(moment)) is not None and recognised(period.status, moment)
    )
