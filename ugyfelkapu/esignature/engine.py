# SPDX-License-Identifier: EUPL-1.2
"""The verdict on one signature, in the order of EN 319 102-1: form, signer, numbers, time, path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from asn1crypto import x509

from . import certificates, chains, dating, guards
from .findings import Code, Finding, Flaw, SubIndication, notice
from .paths import Path, paths
from .revocation import Evidence, Outcome, RevocationSource, Stood
from .signed_item import SignedItem, Signer, StampKind
from .trust.qualification import Qualified, qualify, recognised_services
from .trust.snapshot import OWN, Freshness, TrustSnapshot
from .trust.values import ISSUING, Purpose, Service, recognised


@dataclass(frozen=True)
class Judgement:
    """What was found out about one signature, as far as the way led."""

    item: SignedItem
    flaw: SubIndication | None
    findings: tuple[Finding, ...]
    best_signature_time: datetime | None = None
    dated: tuple[dating.Dated, ...] = ()
    leaf: x509.Certificate | None = None
    path: Path | None = None
    qualified: Qualified | None = None
    checked: tuple[chains.Checked, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether nothing stands against the signature."""
        return self.flaw is None


def judge(item: SignedItem, trust: TrustSnapshot, at: datetime, source: RevocationSource) -> Judgement:
    """Return the verdict on a signature at a moment, by the lists of that snapshot."""
    judged = Judgement(item, None, item.findings)
    court = _Court(item, trust, at, source)
    try:
        for step in (_form, _signer, _dates, _chain):
            judged = step(judged, court)
    except _Stopped as stopped:
        flaw = stopped.flaw
        return replace(
            stopped.judged,
            flaw=flaw.sub_indication,
            findings=(flaw.finding, *stopped.judged.findings),
        )
    return judged


class _Stopped(Exception):  # noqa: N818
    """The way ends here, with what was found out so far."""

    def __init__(self, flaw: Flaw, judged: Judgement) -> None:
        super().__init__(str(flaw))
        self.flaw = flaw
        self.judged = judged


@dataclass(frozen=True)
class _Court:
    """What a verdict is found with."""

    item: SignedItem
    trust: TrustSnapshot
    at: datetime
    source: RevocationSource

    @cached_property
    def stamps(self) -> tuple[dating.Opened, ...]:
        """Return the timestamps, read."""
        return dating.opened(self.item.stamps)

    @cached_property
    def bench(self) -> dating.Bench:
        """Return all certificates and revocation data that came along, those of the timestamps too."""
        material = self.item.material
        for each in self.stamps:
            if each.token:
                material += each.token.material
        pool = certificates.read(material.certificates)
        evidence = Evidence(material, self.trust, self.at, self.source)
        return dating.Bench(pool, evidence, self.trust, self.at)


def _form(judged: Judgement, court: _Court) -> Judgement:
    """5.2.2: a signature that does not keep to its format is not looked at further."""
    if court.item.flaws:
        more = tuple(flaw.finding for flaw in court.item.flaws[1:])
        raise _Stopped(court.item.flaws[0], replace(judged, findings=(*more, *judged.findings)))
    return judged


def _signer(judged: Judgement, court: _Court) -> Judgement:
    """5.2.3, 5.2.4 and 5.2.7: who signed, under which policy, and whether the numbers fit."""
    signer = _required(court.item)
    try:
        pool = certificates.read(court.item.material.certificates)
        leaf = guards.signing_certificate(pool, signer)
        guards.check_arithmetic(signer, leaf)
        guards.check_properties(court.item, signer)
    except Flaw as flaw:
        raise _Stopped(flaw, judged) from flaw
    return replace(judged, leaf=leaf)


def _required(item: SignedItem) -> Signer:
    if item.signer is None:
        raise TypeError("a front end that finds no flaw finds a signer")
    return item.signer


def _found(judged: Judgement) -> x509.Certificate:
    if judged.leaf is None:
        raise TypeError("the signer is found before their path")
    return judged.leaf


def _dates(judged: Judgement, court: _Court) -> Judgement:
    """5.4 and 5.5: since when the signature is proved to exist."""
    dated, best = dating.date(court.stamps, court.bench)
    untrusted = tuple(
        notice(each.flaw.finding.code, f"{each.name} {each.flaw.sub_indication}")
        for each in dated
        if each.flaw
    )
    judged = replace(judged, dated=dated, best_signature_time=best, findings=(*judged.findings, *untrusted))
    try:
        dating.check(dated, court.item.form)
    except Flaw as flaw:
        raise _Stopped(flaw, judged) from flaw
    return judged


def _chain(judged: Judgement, court: _Court) -> Judgement:
    """5.2.5, 5.2.6, 5.2.8 and the rest of 5.5: may the signer's certificate be relied on at that time?

    Several paths may lead up; one that passes is enough, else the first tells why.
    """
    stopped: _Stopped | None = None
    for path in paths(_found(judged), court.bench.pool, court.trust, ISSUING):
        try:
            return _relied_on(replace(judged, path=path), path, court.bench)
        except _Stopped as reason:
            stopped = stopped or reason
    if stopped is not None:
        raise stopped
    missing = Flaw(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, Code.CHAIN_NOT_FOUND)
    raise _Stopped(missing, judged)


def _relied_on(judged: Judgement, path: Path, bench: dating.Bench) -> Judgement:
    moment = judged.best_signature_time or bench.at
    try:
        judged = replace(judged, qualified=qualify(path.certificates, moment, bench.trust, bench.at))
        if not certificates.may_sign_documents(path.leaf):
            raise Flaw(SubIndication.CHAIN_CONSTRAINTS_FAILURE, Code.KEY_USAGE)
        _check_services(path, moment, bench)
        stood = _leaf_stood(path, bench.evidence, moment)
        judged = replace(judged, checked=(chains.Checked(path.leaf, stood),))
        _check_validity(judged, path, stood, moment)
        judged = replace(
            judged, checked=judged.checked + chains.check_authorities(path, bench.evidence, moment)
        )
        chains.require_known(stood, "signer")
        chains.check_structure(path, moment)
        guards.check_algorithms(_required(judged.item), path.leaf, moment)
        dating.require_one_believed(judged.dated)
    except Flaw as flaw:
        raise _Stopped(flaw, judged) from flaw
    return judged


def _check_services(path: Path, moment: datetime, bench: dating.Bench) -> None:
    """The authority must have been recognised when it issued the certificate and when that was used.

    One that is listed for qualified certificates must have been granted that: what it may do besides does
    not save it. An authority of our own list must have stood there when the certificate was used.
    """
    issued_at = certificates.window(path.leaf).first
    own = [each for each in path.services if each.territory == OWN and _stood_then(each, moment)]
    listed = set(recognised_services(path.certificates, issued_at, bench.trust, ISSUING))
    listed &= set(recognised_services(path.certificates, moment, bench.trust, ISSUING))
    qualified = {each for each in path.services if each.purpose is Purpose.QUALIFIED_CERTIFICATES}
    if not own and not (listed & qualified if qualified else listed):
        raise Flaw(SubIndication.CHAIN_CONSTRAINTS_FAILURE, Code.SERVICE_NOT_GRANTED)
    ages = {bench.trust.freshness(each.territory, bench.at) for each in (*own, *listed)}
    if ages <= {Freshness.STALE, Freshness.MISSING}:
        raise Flaw(SubIndication.TRY_LATER, Code.TL_STALE)


def _stood_then(service: Service, moment: datetime) -> bool:
    period = service.period_at(moment)
    return period is not None and recognised(period.status, moment)


def _leaf_stood(path: Path, evidence: Evidence, moment: datetime) -> Stood:
    for certificate, issuer in path.below_anchor[:1]:
        return evidence.of_signer(certificate, issuer, moment)
    return Stood(Outcome.MISSING)


def _check_validity(judged: Judgement, path: Path, stood: Stood, moment: datetime) -> None:
    """Trap 1: the certificate must have been valid when the signature is proved to have existed.

    Only a stamp on the content proves that somebody signed too late; without one it stays open.
    """
    valid = certificates.window(path.leaf)
    signed_after = dating.proved_by(judged.dated, StampKind.CONTENT)
    if moment < valid.first:
        raise Flaw(SubIndication.NOT_YET_VALID, Code.CERTIFICATE_NOT_YET_VALID)
    if stood.outcome is Outcome.REVOKED:
        since = stood.statement.since if stood.statement else None
        late = signed_after is not None and since is not None and since <= signed_after
        why = SubIndication.REVOKED if late else SubIndication.REVOKED_NO_POE
        raise Flaw(why, Code.CERTIFICATE_REVOKED)
    if moment > valid.last:
        if signed_after is not None and signed_after > valid.last:
            raise Flaw(SubIndication.EXPIRED, Code.CERTIFICATE_EXPIRED)
        known = stood.outcome is Outcome.GOOD
        open_still = SubIndication.OUT_OF_BOUNDS_NOT_REVOKED if known else SubIndication.OUT_OF_BOUNDS_NO_POE
        raise Flaw(open_still, Code.CERTIFICATE_EXPIRED)
