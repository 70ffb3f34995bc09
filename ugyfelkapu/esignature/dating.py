# SPDX-License-Identifier: EUPL-1.2
"""Which timestamps may be believed, and so when a signature is proved to have existed (EN 319 102-1, 5.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from asn1crypto import x509

from . import certificates, chains, guards
from .findings import Code, Flaw, SubIndication, malformed
from .paths import Path, paths
from .revocation import Evidence, Outcome
from .signed_item import Form, Stamp, StampKind
from .stamps import Token, open_token
from .statements import SKEW
from .trust.qualification import Answer, qualify_stamp, recognised_services
from .trust.snapshot import Freshness, TrustSnapshot
from .trust.values import ISSUING, STAMPING

_HARMLESS: Final = frozenset({"affiliation_changed", "superseded", "cessation_of_operation"})
"""Reasons of revocation that say nothing against what was stamped before (RFC 3161, 4)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A stamp, and its token or the flaw that it could not be read for."""

    stamp: Stamp
    token: Token | None
    flaw: Flaw | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A timestamp judged: what it proves, or why it proves nothing."""

    kind: StampKind
    name: str
    time: datetime | None
    qualified: Answer
    flaw: Flaw | None = None

    @property
    def passed(self) -> bool:
        """Return whether it proves its time."""
        return self.flaw is None and self.time is not None


def opened(stamps: Iterable[Stamp]) -> tuple[Opened, ...]:
    """Read the tokens of all stamps."""
    return tuple(_opened(stamp) for stamp in stamps)


def _opened(stamp: Stamp) -> Opened:
    try:
        return Opened(stamp, open_token(stamp.token, padded=stamp.kind is StampKind.ARCHIVE))
    except Flaw as flaw:
        if flaw.sub_indication is not SubIndication.FORMAT_FAILURE:
            return Opened(stamp, None, flaw)
        return Opened(stamp, None, malformed(Code.TIMESTAMP_BROKEN, stamp.name))


@dataclass(frozen=True, slots=True)
class Bench:
    """All that a stamp is judged with."""

    pool: tuple[x509.Certificate, ...]
    evidence: Evidence
    trust: TrustSnapshot
    at: datetime


def date(found: tuple[Opened, ...], bench: Bench) -> tuple[tuple[Dated, ...], datetime]:
    """Judge all stamps, the latest first, and return since when the signature is proved to exist.

    Each archive stamp proves that all before it existed at its time, even if their keys have expired
    since; so each is judged at the earliest moment that later ones prove.
    """
    known_at = bench.at
    judged: dict[int, Dated] = {}
    order = sorted(range(len(found)), key=lambda place: _time(found[place]), reverse=True)
    for place in order:
        if found[place].stamp.kind in (StampKind.ARCHIVE, StampKind.REFERENCES):
            judged[place] = _judge(found[place], known_at, bench)
            known_at = _earlier(judged[place], known_at)
    best = known_at
    for place, each in enumerate(found):
        if place not in judged:
            judged[place] = _judge(each, known_at, bench)
            if each.stamp.kind is StampKind.SIGNATURE:
                best = _earlier(judged[place], best)
    return tuple(judged[place] for place in range(len(found))), best


def _time(each: Opened) -> datetime:
    return each.token.time if each.token else datetime.min.replace(tzinfo=UTC)


def _earlier(dated: Dated, moment: datetime) -> datetime:
    return min(dated.time, moment) if dated.passed and dated.time is not None else moment


def _judge(each: Opened, known_at: datetime, bench: Bench) -> Dated:
    stamp, token = each.stamp, each.token
    if token is None:
        return Dated(stamp.kind, stamp.name, None, Answer.NO, each.flaw)
    try:
        path = _believed(stamp, token, known_at, bench)
    except Flaw as flaw:
        return Dated(stamp.kind, stamp.name, token.time, Answer.NO, flaw)
    qualified = qualify_stamp(path.certificates, token.time, bench.trust, bench.at).qualified
    return Dated(stamp.kind, stamp.name, token.time, qualified)


def _believed(stamp: Stamp, token: Token, known_at: datetime, bench: Bench) -> Path:
    """Return the path of the unit that made the token. Raises :class:`Flaw` where it proves nothing."""
    unit = _unit(token, bench.pool)
    if stamp.actual is None or stamp.actual != token.imprint:
        raise Flaw(SubIndication.HASH_FAILURE, Code.TIMESTAMP_MISMATCH, stamp.name)
    if token.time > bench.at + SKEW:
        raise Flaw(SubIndication.TIMESTAMP_ORDER_FAILURE, Code.TIMESTAMP_FUTURE, stamp.name)
    if token.time > known_at + SKEW:
        raise Flaw(SubIndication.TIMESTAMP_ORDER_FAILURE, Code.TIMESTAMP_ORDER, stamp.name)
    for name in (token.algorithm, *sorted(stamp.through)):
        guards.require_digest(name, known_at)
    guards.check_numbers(token.signer, unit, known_at)
    if not certificates.may_stamp(unit):
        raise Flaw(SubIndication.CHAIN_CONSTRAINTS_FAILURE, Code.KEY_USAGE, stamp.name)
    valid = certificates.window(unit)
    if not valid.holds(token.time) or known_at > valid.last:
        raise Flaw(SubIndication.OUT_OF_BOUNDS_NO_POE, Code.CERTIFICATE_EXPIRED, stamp.name)
    return _path(unit, token, known_at, bench, stamp.name)


def _unit(token: Token, pool: tuple[x509.Certificate, ...]) -> x509.Certificate:
    """Return whose key made the token; its arithmetic must fit. Raises :class:`Flaw`."""
    own = certificates.read(token.material.certificates)
    unit = guards.signing_certificate((*own, *pool), token.signer)
    if not token.signer.certificates:
        raise Flaw(SubIndication.SIG_CONSTRAINTS_FAILURE, Code.MISSING_PROPERTY, "time-stamping unit")
    guards.check_arithmetic(token.signer, unit)
    return unit


def _path(unit: x509.Certificate, token: Token, known_at: datetime, bench: Bench, name: str) -> Path:
    first: Flaw | None = None
    for path in paths(unit, bench.pool, bench.trust, STAMPING | ISSUING):
        try:
            _check(path, token, known_at, bench, name)
        except Flaw as flaw:
            first = first or flaw
        else:
            return path
    raise first or Flaw(SubIndication.NO_CERTIFICATE_CHAIN_FOUND, Code.TIMESTAMP_UNTRUSTED, name)


def _check(path: Path, token: Token, known_at: datetime, bench: Bench, name: str) -> None:
    standing = recognised_services(path.certificates, token.time, bench.trust, STAMPING | ISSUING)
    if not standing:
        raise Flaw(SubIndication.CHAIN_CONSTRAINTS_FAILURE, Code.SERVICE_NOT_GRANTED, name)
    if all(bench.trust.freshness(each.territory, bench.at) is Freshness.STALE for each in standing):
        raise Flaw(SubIndication.TRY_LATER, Code.TL_STALE, name)
    chains.check_structure(path, token.time)
    chains.check_authorities(path, bench.evidence, token.time)
    for certificate, issuer in path.below_anchor[:1]:
        _check_unit(certificate, issuer, token, known_at, bench, name)


def _check_unit(
    unit: x509.Certificate,
    issuer: x509.Certificate,
    token: Token,
    known_at: datetime,
    bench: Bench,
    name: str,
) -> None:
    """A unit whose key was lost proves nothing any more, unless the token is older and proved so."""
    stood = bench.evidence.of_service(unit, issuer, token.time)
    said = stood.statement
    if said is not None and said.since is not None:
        proved_at = token.time if said.reason in _HARMLESS else known_at
        if said.since <= proved_at:
            raise Flaw(SubIndication.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED, name)
    if stood.outcome is Outcome.REVOKED:
        raise Flaw(SubIndication.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED, name)
    chains.require_known(stood, name)


def check(dated: tuple[Dated, ...], form: Form) -> None:
    """A stamp on a signature that dates something else is a forgery, not a missing proof.

    Raises :class:`Flaw`. Untrusted stamps prove nothing and take nothing away.
    """
    for each in dated:
        own = each.kind in (StampKind.SIGNATURE, StampKind.CONTENT) or form is Form.PADES
        code = each.flaw.finding.code if each.flaw else None
        if own and code in _FORGED:
            raise Flaw(SubIndication.SIG_CONSTRAINTS_FAILURE, code, each.name)
        if code is Code.TIMESTAMP_FUTURE:
            raise Flaw(SubIndication.TIMESTAMP_ORDER_FAILURE, code, each.name)
    _check_order(dated)


_FORGED: Final = frozenset(
    {
        Code.TIMESTAMP_MISMATCH,
        Code.TIMESTAMP_BROKEN,
        Code.DIGEST_MISMATCH,
        Code.SIGNATURE_MISMATCH,
        Code.SIGNER_MISMATCH,
    }
)


def _check_order(dated: tuple[Dated, ...]) -> None:
    """Content is stamped before the signature, the signature before the archive (EN 319 102-1, 5.5.4)."""
    times = {
        kind: [each.time for each in dated if each.kind is kind and each.passed and each.time]
        for kind in StampKind
    }
    ranked = [times[StampKind.CONTENT], times[StampKind.SIGNATURE], times[StampKind.ARCHIVE]]
    filled = [each for each in ranked if each]
    for earlier, later in pairwise(filled):
        if max(earlier) > max(later) + SKEW:
            raise Flaw(SubIndication.TIMESTAMP_ORDER_FAILURE, Code.TIMESTAMP_ORDER)


def require_one_believed(dated: tuple[Dated, ...]) -> None:
    """A signature that leans on timestamps needs one of them to hold; without it nothing proves its time.

    Raises :class:`Flaw`. The standard would let such a signature pass at the moment of judging; who brings
    a stamp of a unit that nobody trusts has no better proof.
    """
    own = [each for each in dated if each.kind is StampKind.SIGNATURE]
    if not own or any(each.passed for each in own):
        return
    first = own[0].flaw
    later = first is not None and first.sub_indication is SubIndication.TRY_LATER
    code = first.finding.code if first else Code.TIMESTAMP_UNTRUSTED
    raise Flaw(SubIndication.TRY_LATER if later else SubIndication.NO_POE, code, own[0].name)


def proved_by(dated: tuple[Dated, ...], kind: StampKind) -> datetime | None:
    """Return the earliest moment that a believed stamp of a kind proves."""
    times = [each.time for each in dated if each.kind is kind and each.passed and each.time is not None]
    return min(times, default=None)
