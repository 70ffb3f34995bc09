# SPDX-License-Identifier: EUPL-1.2
"""What a signature of level LT carries: the certificates above it and what was said of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asn1crypto import x509

from .how import How
from .people import Authority
from .world import Label, world


@dataclass(frozen=True)
class Proofs:
    """Certificates, answers (OCSPResponse) and lists of revoked certificates."""

    certificates: tuple[x509.Certificate, ...]
    ocsps: tuple[bytes, ...]
    crls: tuple[bytes, ...]


def _holders(label: Label) -> Iterator[Label]:
    """Yield a holder and all authorities above it but the topmost."""
    issuer = world().issuer(label)
    while str(label) != str(issuer):
        yield label
        label, issuer = issuer, world().issuer(issuer)


def proofs(leaf: Label, how: How) -> Proofs:
    """Return what stands for the signer's certificate and for the timestamp's."""
    certificates, ocsps, crls = [], [], []
    for label in (*_holders(leaf), *_holders(how.unit)):
        certificates += world().chain(label)
        if label == leaf and how.without_revocation:
            continue
        answer = world().ocsp(label, how.checked_at, how.responder if label == leaf else None)
        if answer:
            ocsps.append(answer)
        else:
            crls.append(world().crl(Authority(world().issuer(label)), how.checked_at))
    return Proofs(_distinct(certificates), tuple(ocsps), tuple(dict.fromkeys(crls)))


def _distinct(certificates: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    return tuple({certificate.sha256: certificate for certificate in certificates}.values())
