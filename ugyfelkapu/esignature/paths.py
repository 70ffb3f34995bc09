# SPDX-License-Identifier: EUPL-1.2
"""Paths from a certificate to somebody listed: found by name, proved by signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from asn1crypto import x509

from .certificates import issued_by, may_issue, unknown_critical
from .trust.snapshot import TrustSnapshot
from .trust.values import Purpose, Service, normalised

LONGEST: Final = 5
_MOST_STEPS: Final = 60


@dataclass(frozen=True, slots=True)
class Path:
    """Certificates from the leaf up; the last is listed, and with it the services that it stands for.

    A leaf that is listed itself is a path of one.
    """

    certificates: tuple[x509.Certificate, ...]
    services: tuple[Service, ...]

    @property
    def leaf(self) -> x509.Certificate:
        """Return whose path it is."""
        return self.certificates[0]

    @property
    def anchor(self) -> x509.Certificate:
        """Return the listed certificate."""
        return self.certificates[-1]

    @property
    def below_anchor(self) -> tuple[tuple[x509.Certificate, x509.Certificate], ...]:
        """Return each certificate but the anchor with its issuer, the leaf first."""
        return tuple(pairwise(self.certificates))


class _Steps:
    """A bound on the search, so that no bundle of certificates keeps it busy."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS

    def spent(self) -> bool:
        self.left -= 1
        return self.left < 0


def paths(
    leaf: x509.Certificate,
    pool: tuple[x509.Certificate, ...],
    trust: TrustSnapshot,
    purposes: frozenset[Purpose],
) -> Iterator[Path]:
    """Yield the paths from a leaf to services of these purposes, the shortest way up first."""
    own = _services(leaf, trust, purposes)
    if own:
        yield Path((leaf,), own)
    yield from _upwards((leaf,), pool, trust, purposes, _Steps())


def _services(
    certificate: x509.Certificate, trust: TrustSnapshot, purposes: frozenset[Purpose]
) -> tuple[Service, ...]:
    return tuple(service for service in trust.services_of(certificate) if service.purpose in purposes)


def _upwards(
    way: tuple[x509.Certificate, ...],
    pool: tuple[x509.Certificate, ...],
    trust: TrustSnapshot,
    purposes: frozenset[Purpose],
    steps: _Steps,
) -> Iterator[Path]:
    last = way[-1]
    for authority in trust.potential_issuers(last):
        services = _services(authority.certificate, trust, purposes)
        if services and not steps.spent() and issued_by(last, authority.certificate):
            yield Path((*way, authority.certificate), services)
    if len(way) >= LONGEST:
        return
    for issuer in pool:
        if normalised(issuer.subject) != normalised(last.issuer) or issuer in way:
            continue
        if steps.spent():
            return
        if may_issue(issuer, len(way) - 1) and issued_by(last, issuer):
            yield from _upwards((*way, issuer), pool, trust, purposes, steps)


def strange(path: Path) -> tuple[str, ...]:
    """Return what in a path below its anchor we may not ignore and do not process."""
    return tuple(name for certificate in path.certificates[:-1] for name in unknown_critical(certificate))
