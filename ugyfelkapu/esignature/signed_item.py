# SPDX-License-Identifier: EUPL-1.2
"""What every front end hands to the engine: one signature, and what exactly it signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .arithmetic import Mechanism
from .findings import Finding, Flaw


class Form(StrEnum):
    """The three ways of the AdES family to write a signature, and what is none of them."""

    PADES = "PAdES"
    CADES = "CAdES"
    XADES = "XAdES"


class StampKind(StrEnum):
    """What a timestamp dates."""

    CONTENT = "content"
    SIGNATURE = "signature"
    REFERENCES = "references"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Reference:
    """One digest that the signature vouches for; ``actual`` is None where the signed bytes are not there."""

    name: str
    digest: str
    expected: bytes
    actual: bytes | None


@dataclass(frozen=True, slots=True)
class CertificateReference:
    """The digest by which a signature names the certificate of its signer."""

    digest: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """The arithmetic of one signature: what was digested, what was signed, and by whose certificate."""

    mechanism: Mechanism
    signed_bytes: bytes
    value: bytes
    references: tuple[Reference, ...]
    certificates: tuple[CertificateReference, ...]
    named: tuple[bytes, int] | None = None
    """Issuer (DER) and serial number, where the signature names its certificate so."""


@dataclass(frozen=True, slots=True)
class Material:
    """Certificates and revocation data that lie in the document, as bytes; nothing of it is trusted yet."""

    certificates: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    def __add__(self, other: Material) -> Material:
        """Return both together, each thing once."""
        return Material(
            tuple(dict.fromkeys(self.certificates + other.certificates)),
            tuple(dict.fromkeys(self.ocsps + other.ocsps)),
            tuple(dict.fromkeys(self.crls + other.crls)),
        )


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp token, and the digest of the bytes that it must date by the token's own algorithm.

    The digest is None where these bytes could not be put together; ``name`` tells where the token stood.
    ``through`` names the digests of a list by which the token dates what stands on it.
    """

    kind: StampKind
    name: str
    token: bytes
    actual: bytes | None
    through: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A payload under the signature: exactly the bytes that were signed."""

    name: str
    content: bytes | memoryview = field(repr=False)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the signature covers, and what of the document it does not."""

    scope: tuple[str, ...] = ()
    unsigned_items: tuple[str, ...] = ()
    changes: str = "none"


@dataclass(frozen=True, slots=True)
class SignedItem:
    """One signature as a front end found it.

    ``flaws`` are the problems of its form in the order of their weight; ``findings`` only tell.
    """

    name: str
    form: Form
    signer: Signer | None
    material: Material = Material()
    stamps: tuple[Stamp, ...] = ()
    parts: tuple[Part, ...] = ()
    coverage: Coverage = Coverage()
    claimed_time: datetime | None = None
    policy_id: str = ""
    flaws: tuple[Flaw, ...] = ()
    findings: tuple[Finding, ...] = ()
