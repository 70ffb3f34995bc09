# SPDX-License-Identifier: EUPL-1.2
"""Lists of revoked certificates written by hand, with the keys of the test world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki import Authority, world
from tests.pki.world import Label


@dataclass(frozen=True)
class Revoked:
    """One entry of a list."""

    holder: Label
    since: datetime
    reason: x509.ReasonFlags | None = None


def listed(
    authority: Authority,
    at: datetime,
    entries: Iterable[Revoked] = (),
    *,
    extensions: Iterable[tuple[x509.ExtensionType, bool]] = (),
    lasts: timedelta = timedelta(days=1),
    digest: hashes.SHA224 | hashes.SHA256 | None = None,
) -> bytes:
    """Return a list that an authority signs at a moment."""
    issuer = x509.load_der_x509_certificate(world().certificate(authority).dump())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(at)
        .next_update(at + lasts)
    )
    for entry in entries:
        serial = world().certificate(entry.holder).serial_number
        revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(entry.since)
        if entry.reason is not None:
            revoked = revoked.add_extension(x509.CRLReason(entry.reason), critical=False)
        builder = builder.add_revoked_certificate(revoked.build())
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    signed = builder.sign(world().key(authority), digest or hashes.SHA256())
    return signed.public_bytes(Encoding.DER)
