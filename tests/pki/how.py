# SPDX-License-Identifier: EUPL-1.2
"""How a sample is signed: its format, its level, its moments, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from .people import Leaf, Responder, Unit

SIGNED_AT = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
STAMPED_AT = datetime(2026, 11, 23, 9, 41, tzinfo=UTC)
CHECKED_AT = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
"""When the status of certificates is asked: after a new day's lists of revoked certificates are out."""
ARCHIVED_AT = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
VALIDATED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Format(StrEnum):
    """The shapes that a signed document comes in."""

    PADES = "pades"
    ASICE_XADES = "asice-xades"
    ASICE_CADES = "asice-cades"
    ASICS_XADES = "asics-xades"
    ASICS_CADES = "asics-cades"
    XADES_ENVELOPED = "xades-enveloped"
    XADES_ENVELOPING = "xades-enveloping"
    CADES_ATTACHED = "cades-attached"
    CADES_DETACHED = "cades-detached"
    ES3_DOCUMENT = "es3-document"
    ES3_FRAME = "es3-frame"


class Level(StrEnum):
    """What a signature carries to be verified later."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"


@dataclass(frozen=True)
class How:
    """The circumstances of a signature; as they stand, everything is in order."""

    signed_at: datetime = SIGNED_AT
    stamped_at: datetime = STAMPED_AT
    checked_at: datetime = CHECKED_AT
    archived_at: datetime = ARCHIVED_AT
    digest: str = "sha256"
    unit: Unit = Unit.TSU
    archive_unit: Unit = Unit.TSU
    responder: Responder | None = None
    """Who answers about the leaf; None: whom the certificate names."""
    without_revocation: bool = False
    """Leave the answers about the leaf out."""
    key_info: tuple[Leaf, ...] | None = None
    """The certificates that come along; None: the signer's alone."""
    signing_certificate: Leaf | None = None
    """Whose certificate the signed properties name; None: the signer's."""
    policy: str | None = None
    """The signature policy named, an OID as a URN."""
    stamped_message: bytes | None = None
    """What the signature timestamp dates instead of the signature."""
    properties_typed: bool = True
    """XAdES: whether the reference to the signed properties says so."""
    properties_transforms: tuple[str, ...] | None = None
    """XAdES: the transforms of that reference."""
    target: str | None = None
    """XAdES: which signature the properties say they qualify."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """ASiC: further files, all signed."""
    unsigned_files: Mapping[str, bytes] = field(default_factory=dict)
    """ASiC: files that nobody signed."""


IN_ORDER = How()
