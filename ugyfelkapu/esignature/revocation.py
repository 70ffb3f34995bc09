# SPDX-License-Identifier: EUPL-1.2
"""How a certificate stood at a moment: revoked, on hold, good, or not known; silence is never good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final, Protocol

from asn1crypto import x509

from . import crls, ocsps
from .certificates import window
from .signed_item import Material
from .statements import SKEW, Standing, Statement
from .trust.snapshot import TrustSnapshot

FRESH: Final = timedelta(days=1)
"""How old a statement may be where no timestamp proves that the signature is older than the statement."""


class RevocationSource(Protocol):
    """Where answers come from that the document does not hold: fetched beforehand, never from in here."""

    def evidence_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Material:
        """Return OCSP answers and CRLs that may speak of the certificate."""
        ...  # pragma: no cover


class NoRevocation:
    """Nothing but what the document holds."""

    def evidence_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Material:
        """Return nothing."""
        return Material()


@dataclass(frozen=True, slots=True)
class Given:
    """Answers and lists that were asked for beforehand, whomever they are about."""

    material: Material

    def evidence_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Material:
        """Return them all: each says itself whom it is about."""
        return self.material


class Noting:
    """A source that remembers what it was asked, so that somebody with a network can ask further."""

    def __init__(self, inner: RevocationSource) -> None:
        self._inner = inner
        self._asked: dict[tuple[bytes, bytes], None] = {}

    @property
    def asked(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return each certificate and its issuer's, in the order in which they were asked about."""
        return tuple(self._asked)

    def evidence_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Material:
        """Return what the other source has."""
        self._asked[certificate.dump(), issuer.dump()] = None
        return self._inner.evidence_for(certificate, issuer)


class Outcome(StrEnum):
    """How a certificate stood."""

    GOOD = "good"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
    OLD = "old"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Stood:
    """The outcome, and the statement that decided."""

    outcome: Outcome
    statement: Statement | None = None


@dataclass(frozen=True)
class Evidence:
    """All answers and lists at hand for one signature, read once."""

    material: Material
    trust: TrustSnapshot
    at: datetime
    source: RevocationSource

    @cached_property
    def _answers(self) -> tuple[ocsps.Answer, ...]:
        return ocsps.read(self.material.ocsps)

    @cached_property
    def _lists(self) -> tuple[crls.RevocationList, ...]:
        return crls.read(self.material.crls)

    def statements(self, certificate: x509.Certificate, issuer: x509.Certificate) -> tuple[Statement, ...]:
        """Return what was said of a certificate, until the moment of judging, by those who may."""
        more = self.source.evidence_for(certificate, issuer)
        lists = (*self._lists, *crls.read(more.crls))
        answers = (*self._answers, *ocsps.read(more.ocsps))
        said = [
            *ocsps.statements(answers, certificate, issuer, self.trust, lists),
            *crls.on_lists(lists, certificate, issuer),
        ]
        return tuple(statement for statement in said if statement.issued_at <= self.at + SKEW)

    def of_signer(self, certificate: x509.Certificate, issuer: x509.Certificate, moment: datetime) -> Stood:
        """Return how a signer's certificate stood when the signature is proved to have existed.

        Where a timestamp proves it, a statement from before says nothing about that moment. Where nothing
        does, the moment is the one of judging: then the statement must be current, and young (FRESH).
        """

        def says_enough(statement: Statement) -> bool:
            if moment < self.at or statement.reaches(moment):
                return statement.reaches(moment)
            current = statement.next_update is None or statement.next_update >= moment
            return current and statement.issued_at >= moment - FRESH

        return _stood(self.statements(certificate, issuer), certificate, moment, says_enough)

    def of_service(self, certificate: x509.Certificate, issuer: x509.Certificate, moment: datetime) -> Stood:
        """Return how the certificate of an authority or of a time-stamping unit stood at a moment.

        Their lists are published at long intervals: one whose span holds the moment is enough
        (EN 319 102-1, 5.2.5.4).
        """

        def says_enough(statement: Statement) -> bool:
            return statement.reaches(moment) or statement.spans(moment)

        return _stood(self.statements(certificate, issuer), certificate, moment, says_enough)


class _Enough(Protocol):
    def __call__(self, statement: Statement) -> bool: ...  # pragma: no cover


def _stood(
    said: tuple[Statement, ...], certificate: x509.Certificate, moment: datetime, enough: _Enough
) -> Stood:
    revoked = [each for each in said if each.standing is Standing.REVOKED and each.since is not None]
    if revoked:
        first = min(revoked, key=lambda each: each.since or moment)
        before = first.since is not None and first.since <= moment
        return Stood(Outcome.REVOKED if before else Outcome.GOOD, first)
    expiry = window(certificate).last
    good = [each for each in said if each.standing is Standing.GOOD]
    telling = [each for each in good if enough(each) and each.knows_after(expiry)]
    held = [each for each in said if each.standing is Standing.ON_HOLD]
    if held and not _released(held, telling):
        return Stood(Outcome.ON_HOLD, held[0])
    if telling:
        return Stood(Outcome.GOOD, max(telling, key=lambda each: each.issued_at))
    return Stood(Outcome.OLD, max(good, key=lambda each: each.issued_at)) if good else Stood(Outcome.MISSING)


def _released(held: list[Statement], telling: list[Statement]) -> bool:
    """Return whether a good word came after the last one about a hold: then it is as if it had never been."""
    latest = max(each.issued_at for each in held)
    return any(each.issued_at > latest for each in telling)
