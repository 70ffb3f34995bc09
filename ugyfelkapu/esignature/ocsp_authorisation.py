# SPDX-License-Identifier: EUPL-1.2
"""Who may answer for an authority's certificates (RFC 6960, 4.2.2.2), listed responders included."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from asn1crypto import x509

from .certificates import issued_by, purposes, same_key, unknown_critical, window
from .trust.policy import key_weakness
from .trust.snapshot import TrustSnapshot
from .trust.values import ANSWERING, Service, recognised

_ANSWERS: Final = "ocsp_signing"


class Right(StrEnum):
    """By what right somebody answered."""

    ISSUER = "issuer"
    DELEGATE = "delegate"
    LISTED = "listed"


def right_to_answer(
    responder: x509.Certificate, issuer: x509.Certificate, answered_at: datetime, trust: TrustSnapshot
) -> Right | None:
    """Return by what right a responder answered for an issuer's certificates then; None without one.

    The issuer itself; whom the issuer certified for answering; or whom the list names as a responder of
    the very provider whose certificates are in question, whoever certified its key.
    """
    if same_key(responder, issuer):
        return Right.ISSUER
    if not window(responder).holds(answered_at) or key_weakness(responder.public_key, answered_at):
        return None
    if any(True for _ in unknown_critical(responder)):
        return None
    if _ANSWERS in purposes(responder) and issued_by(responder, issuer):
        return Right.DELEGATE
    if _is_listed_for(responder, issuer, answered_at, trust):
        return Right.LISTED
    return None


def _is_listed_for(
    responder: x509.Certificate, issuer: x509.Certificate, answered_at: datetime, trust: TrustSnapshot
) -> bool:
    providers = {(service.territory, service.provider) for service in trust.services_of(issuer)}
    listed = [*trust.services_of(responder)]
    if _ANSWERS in purposes(responder):
        for authority in trust.potential_issuers(responder):
            if issued_by(responder, authority.certificate):
                listed += trust.services_of(authority.certificate)
    return any(
        (service.territory, service.provider) in providers and _answers(service, answered_at)
        for service in listed
    )


def _answers(service: Service, moment: datetime) -> bool:
    period = service.period_at(moment)
    return service.purpose in ANSWERING and period is not None and recognised(period.status, moment)
