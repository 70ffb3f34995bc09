# SPDX-License-Identifier: EUPL-1.2
"""Whether a path to somebody listed may be relied on at a moment (EN 319 102-1, 5.2.6)."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.validate import async_validate_path

from . import certificates
from .arithmetic import READING_FAULTS
from .findings import Code, Flaw, SubIndication
from .guards import require_digest, require_key
from .paths import Path, strange
from .revocation import Evidence, Outcome, Stood

_NO_REVOCATION = CertRevTrustPolicy(
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.NO_CHECK,
        intermediate_ca_cert_rule=RevocationCheckingRule.NO_CHECK,
    )
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was learnt of one certificate's revocation on the way up."""

    certificate: x509.Certificate
    stood: Stood


def check_structure(path: Path, moment: datetime) -> None:
    """The path must hold together: nothing critical that we ignore, sound algorithms, RFC 5280 on top.

    Raises :class:`Flaw`.
    """
    for name in strange(path):
        raise Flaw(SubIndication.CHAIN_CONSTRAINTS_FAILURE, Code.CHAIN_BROKEN, name)
    for certificate in path.certificates[:-1]:
        require_digest(certificates.signature_digest(certificate), moment)
    for certificate in path.certificates[1:-1]:
        require_key(certificate, moment)
    if len(path.certificates) > 2:
        _check_constraints(path, moment)


def _check_constraints(path: Path, moment: datetime) -> None:
    """Name, policy and length constraints of authorities between anchor and leaf, by the library."""
    way = ValidationPath(
        trust_anchor=CertTrustAnchor(path.anchor),
        interm=list(reversed(path.certificates[1:-1])),
        leaf=path.leaf,
    )
    context = ValidationContext(
        trust_roots=[path.anchor],
        moment=moment,
        best_signature_time=moment,
        allow_fetching=False,
        revinfo_policy=_NO_REVOCATION,
        other_certs=list(path.certificates[1:]),
    )
    try:
        _finished(async_validate_path(context, way))
    except (PathError, ValidationError, *READING_FAULTS) as error:
        raise Flaw(
            SubIndication.CHAIN_CONSTRAINTS_FAILURE, Code.CHAIN_BROKEN, type(error).__name__
        ) from error


def _finished(work: Coroutine[object, object, object]) -> None:
    """Run what the library wrote for an event loop: without a network it has nothing to wait for."""
    try:
        work.send(None)
    except StopIteration:
        return
    finally:
        work.close()
    raise ValueError("the library waits for something")


def check_authorities(path: Path, evidence: Evidence, moment: datetime) -> tuple[Checked, ...]:
    """The authorities between leaf and anchor must have been valid and not revoked. Raises :class:`Flaw`."""
    found = []
    for certificate, issuer in path.below_anchor[1:]:
        if not certificates.window(certificate).holds(moment):
            raise Flaw(SubIndication.OUT_OF_BOUNDS_NO_POE, Code.CERTIFICATE_EXPIRED, "authority")
        stood = evidence.of_service(certificate, issuer, moment)
        if stood.outcome is Outcome.REVOKED:
            raise Flaw(SubIndication.REVOKED_CA_NO_POE, Code.CERTIFICATE_REVOKED, "authority")
        require_known(stood, "authority")
        found.append(Checked(certificate, stood))
    return tuple(found)


def require_known(stood: Stood, whose: str) -> None:
    """Raise :class:`Flaw` where it is not known whether a certificate stood: later, it may be."""
    codes = {
        Outcome.ON_HOLD: Code.CERTIFICATE_ON_HOLD,
        Outcome.OLD: Code.REVOCATION_OLD,
        Outcome.MISSING: Code.REVOCATION_MISSING,
    }
    if stood.outcome in codes:
        raise Flaw(SubIndication.TRY_LATER, codes[stood.outcome], whose)
