# SPDX-License-Identifier: EUPL-1.2
"""Rules of ours that every signature must keep, whatever the libraries below would let pass."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from asn1crypto import x509

from . import certificates
from .arithmetic import READING_FAULTS, UnknownAlgorithm, fits
from .cms import IMPLIED
from .findings import Code, Flaw, SubIndication
from .signed_item import SignedItem, Signer
from .trust.policy import Weakness, digest_weakness, key_weakness

KNOWN_POLICIES: Final = frozenset({"", IMPLIED})
"""Signature policies that we can judge by: none at all, or the one implied by the content."""


def check_arithmetic(signer: Signer, leaf: x509.Certificate) -> None:
    """Every digest must fit its bytes, and the signature the digests (EN 319 102-1, 5.2.7).

    Raises :class:`Flaw`.
    """
    for reference in signer.references:
        if reference.actual is None:
            raise Flaw(SubIndication.SIGNED_DATA_NOT_FOUND, Code.SIGNED_DATA_MISSING, reference.name)
        if reference.actual != reference.expected:
            raise Flaw(SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH, reference.name)
    try:
        right = fits(signer.mechanism, leaf.public_key, signer.value, signer.signed_bytes)
    except UnknownAlgorithm as error:
        raise Flaw(SubIndication.SIG_CRYPTO_FAILURE, Code.SIGNATURE_MISMATCH, str(error)) from error
    if not right:
        raise Flaw(SubIndication.SIG_CRYPTO_FAILURE, Code.SIGNATURE_MISMATCH)


def signing_certificate(pool: tuple[x509.Certificate, ...], signer: Signer) -> x509.Certificate:
    """Return the certificate that the signature names (EN 319 102-1, 5.2.3). Raises :class:`Flaw`."""
    try:
        leaf = certificates.chosen(pool, signer)
        if leaf is None:
            raise Flaw(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_NOT_FOUND)
        if certificates.disagrees(leaf, signer):
            raise Flaw(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_MISMATCH)
    except (UnknownAlgorithm, *READING_FAULTS) as error:
        raise Flaw(SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_NOT_FOUND) from error
    return leaf


def check_properties(item: SignedItem, signer: Signer) -> None:
    """The signer's certificate is named under the signature, and by no policy that we do not know (trap 13).

    Raises :class:`Flaw`.
    """
    if not signer.certificates:
        raise Flaw(SubIndication.SIG_CONSTRAINTS_FAILURE, Code.MISSING_PROPERTY, "signing certificate")
    if item.policy_id not in KNOWN_POLICIES:
        raise Flaw(SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE, Code.POLICY_UNKNOWN, item.policy_id)


def check_algorithms(signer: Signer, leaf: x509.Certificate, moment: datetime) -> None:
    """Digests, scheme and key must have been sound when the signature is proved to have existed.

    Where the certificate is named twice, all names must fit it, so one sound digest is enough.
    Raises :class:`Flaw`.
    """
    names = [certificate.digest for certificate in signer.certificates]
    if all(digest_weakness(name, moment) for name in names):
        for name in names:
            require_digest(name, moment)
    check_numbers(signer, leaf, moment)


def check_numbers(signer: Signer, leaf: x509.Certificate, moment: datetime) -> None:
    """The same without the digest that names the certificate.

    Time-stamping units still name theirs by SHA-1 (RFC 3161), and to put another in its place would take
    a second certificate of the same digest and the same key. Raises :class:`Flaw`.
    """
    for reference in signer.references:
        require_digest(reference.digest, moment)
    require_digest(signer.mechanism.digest, moment)
    if signer.mechanism.mask_digest:
        require_digest(signer.mechanism.mask_digest, moment)
    require_key(leaf, moment)


def require_digest(name: str, moment: datetime) -> None:
    """Raise :class:`Flaw` where a digest is not sound at a moment."""
    if digest_weakness(name, moment):
        raise Flaw(SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED, name)


def require_key(certificate: x509.Certificate, moment: datetime) -> None:
    """Raise :class:`Flaw` where a public key is not sound at a moment."""
    try:
        weakness = key_weakness(certificate.public_key, moment)
    except READING_FAULTS as error:
        raise Flaw(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED, "key") from error
    if weakness:
        kind = str(certificate.public_key.algorithm)
        if weakness in (Weakness.KEY_SIZE, Weakness.CURVE):  # the library measures no other kinds
            kind += f" {certificate.public_key.bit_size}"
        raise Flaw(SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED, kind)
