# SPDX-License-Identifier: EUPL-1.2
"""Certificates of the test world that point to other addresses; whoever fetches asks nobody's signature."""

from __future__ import annotations

from collections.abc import Sequence

from asn1crypto import x509
from cryptography import x509 as making
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID as Access


def _place(url: str) -> making.UniformResourceIdentifier:
    return making.UniformResourceIdentifier(url)


def _point(urls: Sequence[str]) -> making.DistributionPoint:
    """Return a point with places; without any it names its issuer alone."""
    places = [_place(url) for url in urls]
    return making.DistributionPoint(
        places or None, None, None, None if places else [_place("http://ca.test/")]
    )


def pointing(
    certificate: x509.Certificate,
    *,
    ocsps: Sequence[str] = (),
    crls: Sequence[Sequence[str]] = (),
    issuers: Sequence[str] = (),
) -> bytes:
    """Return a certificate that names responders, places of lists (by point), and places of its issuer's."""
    like = making.load_der_x509_certificate(certificate.dump())
    builder = making.CertificateBuilder(
        like.issuer,
        like.subject,
        like.public_key(),
        like.serial_number,
        like.not_valid_before_utc,
        like.not_valid_after_utc,
    )
    access = [making.AccessDescription(Access.OCSP, _place(url)) for url in ocsps]
    access += [making.AccessDescription(Access.CA_ISSUERS, _place(url)) for url in issuers]
    if access:
        builder = builder.add_extension(making.AuthorityInformationAccess(access), critical=False)
    if crls:
        points = making.CRLDistributionPoints([_point(urls) for urls in crls])
        builder = builder.add_extension(points, critical=False)
    made = builder.sign(ec.generate_private_key(ec.SECP256R1()), SHA256())
    return made.public_bytes(Encoding.DER)
