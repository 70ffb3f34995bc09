# SPDX-License-Identifier: EUPL-1.2
"""OCSP answers: read, matched to a certificate, and believed only from those who may answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # values of asn1crypto have no types of their own

from asn1crypto import ocsp, x509

from . import certificates
from .arithmetic import READING_FAULTS, Mechanism, UnknownAlgorithm, digest, digest_name, fits, mechanism_of
from .crls import RevocationList, on_lists
from .ocsp_authorisation import Right, right_to_answer
from .statements import Source, Standing, Statement
from .trust.policy import digest_weakness
from .trust.snapshot import TrustSnapshot

MOST_ANSWERS: Final = 100
_MOST_RESPONDERS: Final = 20
_ON_HOLD: Final = "certificate_hold"


@dataclass(frozen=True, slots=True)
class Answer:
    """One signed answer."""

    data: ocsp.ResponseData
    signed: bytes
    value: bytes
    mechanism: Mechanism
    produced_at: datetime
    responders: tuple[x509.Certificate, ...]


def read(responses: Iterable[bytes]) -> tuple[Answer, ...]:
    """Return the answers that can be read; the others are as good as absent."""
    found = []
    for response in list(responses)[:MOST_ANSWERS]:
        answer = _read(response)
        if answer is not None:
            found.append(answer)
    return tuple(found)


def _read(response: bytes) -> Answer | None:
    try:
        whole = ocsp.OCSPResponse.load(response, strict=True)
        if whole["response_status"].native != "successful":
            return None
        basic = whole["response_bytes"]["response"].parsed
        data = basic["tbs_response_data"]
        produced_at = data["produced_at"].native
        came_along = [each.dump() for each in basic["certs"] or ()][:_MOST_RESPONDERS]
        mechanism = mechanism_of(basic["signature_algorithm"])
        value = bytes(basic["signature"].native)
        if _critical(data["response_extensions"]) or not isinstance(produced_at, datetime):
            return None
        return Answer(data, data.dump(), value, mechanism, produced_at, certificates.read(came_along))
    except (UnknownAlgorithm, *READING_FAULTS):
        return None


def _critical(extensions: Any) -> bool:
    return any(extension["critical"].native for extension in extensions or ())


def statements(
    answers: tuple[Answer, ...],
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    trust: TrustSnapshot,
    lists: tuple[RevocationList, ...],
) -> Iterator[Statement]:
    """Yield what was said of a certificate by those who may."""
    for answer in answers:
        try:
            spoken = [each for each in answer.data["responses"] if _is_about(each, certificate, issuer)]
            if not spoken:
                continue
            right = _right(answer, issuer, trust, lists)
            if right is not None:
                for each in spoken:
                    yield from _statement(answer, each, right)
        except (UnknownAlgorithm, *READING_FAULTS):
            continue


def _is_about(response: Any, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    named = response["cert_id"]
    if named["serial_number"].native != certificate.serial_number:
        return False
    algorithm = digest_name(named["hash_algorithm"])
    key = bytes(issuer.public_key["public_key"])
    return bool(
        named["issuer_name_hash"].native == digest(algorithm, certificate.issuer.dump())
        and named["issuer_key_hash"].native == digest(algorithm, key)
    )


def _right(
    answer: Answer, issuer: x509.Certificate, trust: TrustSnapshot, lists: tuple[RevocationList, ...]
) -> Right | None:
    """Return by what right the answer was signed; None where the signature or the right is missing."""
    if digest_weakness(answer.mechanism.digest, answer.produced_at):
        return None
    for responder in (issuer, *answer.responders):
        right = right_to_answer(responder, issuer, answer.produced_at, trust)
        if right is None or not fits(answer.mechanism, responder.public_key, answer.value, answer.signed):
            continue
        if right is Right.DELEGATE and _is_revoked(responder, issuer, lists):
            return None
        return right
    return None


def _is_revoked(
    responder: x509.Certificate, issuer: x509.Certificate, lists: tuple[RevocationList, ...]
) -> bool:
    """Return whether a list at hand says so; RFC 6960 lets most responders go unchecked."""
    return any(said.standing is not Standing.GOOD for said in on_lists(lists, responder, issuer))


def _statement(answer: Answer, response: Any, right: Right) -> Iterator[Statement]:
    if _critical(response["single_extensions"]):
        return
    this_update, next_update = response["this_update"].native, response["next_update"].native
    if this_update > answer.produced_at or (next_update is not None and next_update < this_update):
        return
    standing, since, reason = _status(response["cert_status"])
    cutoff = response.archive_cutoff_value
    yield Statement(
        source=Source.OCSP,
        standing=standing,
        issued_at=answer.produced_at,
        this_update=this_update,
        next_update=next_update,
        since=since,
        reason=reason,
        keeps_expired_since=None if cutoff is None else cutoff.native,
        by_right=right,
    )


def _status(status: Any) -> tuple[Standing, datetime | None, str]:
    if status.name == "good":
        return Standing.GOOD, None, ""
    if status.name != "revoked":
        return Standing.UNKNOWN, None, ""
    reason = str(status.chosen["revocation_reason"].native or "unspecified")
    standing = Standing.ON_HOLD if reason == _ON_HOLD else Standing.REVOKED
    return standing, status.chosen["revocation_time"].native, reason
