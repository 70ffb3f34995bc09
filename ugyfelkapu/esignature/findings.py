# SPDX-License-Identifier: EUPL-1.2
"""What may be said of a signature: the indications of EN 319 102-1, and our own codes below them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_DETAIL: Final = 200


class Indication(StrEnum):
    """The three outcomes of EN 319 102-1 clause 5.1.3."""

    TOTAL_PASSED = "TOTAL-PASSED"
    TOTAL_FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"


class SubIndication(StrEnum):
    """Why a signature did not pass; no word beyond these ever leaves this room."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE = "CRYPTO_CONSTRAINTS_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    POLICY_PROCESSING_ERROR = "POLICY_PROCESSING_ERROR"
    SIGNATURE_POLICY_NOT_AVAILABLE = "SIGNATURE_POLICY_NOT_AVAILABLE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE = "NO_CERTIFICATE_CHAIN_FOUND_NO_POE"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    REVOKED_CA_NO_POE = "REVOKED_CA_NO_POE"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    OUT_OF_BOUNDS_NOT_REVOKED = "OUT_OF_BOUNDS_NOT_REVOKED"
    REVOCATION_OUT_OF_BOUNDS_NO_POE = "REVOCATION_OUT_OF_BOUNDS_NO_POE"
    NO_POE = "NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
    GENERIC = "GENERIC"


_FINAL: Final = frozenset(
    {
        SubIndication.FORMAT_FAILURE,
        SubIndication.HASH_FAILURE,
        SubIndication.SIG_CRYPTO_FAILURE,
        SubIndication.REVOKED,
        SubIndication.EXPIRED,
        SubIndication.NOT_YET_VALID,
    }
)
"""Those that no further evidence could ever mend: TOTAL-FAILED."""


def indication_of(sub_indication: SubIndication | None) -> Indication:
    """Return the outcome that a sub-indication belongs to; none of them is a pass."""
    if sub_indication is None:
        return Indication.TOTAL_PASSED
    return Indication.TOTAL_FAILED if sub_indication in _FINAL else Indication.INDETERMINATE


class Severity(StrEnum):
    """Whether a finding refuses the signature or only tells."""

    ERROR = "error"
    NOTICE = "notice"


class Code(StrEnum):
    """Our findings: what exactly was seen."""

    TOO_LARGE = "TOO_LARGE"
    UNKNOWN_FORMAT = "UNKNOWN_FORMAT"
    UNEXPECTED = "UNEXPECTED"
    OUT_OF_RESOURCES = "OUT_OF_RESOURCES"
    NO_SIGNATURE = "NO_SIGNATURE"
    TOO_MANY_SIGNATURES = "TOO_MANY_SIGNATURES"
    PDF_STRUCTURE = "PDF_STRUCTURE"
    PDF_ENCRYPTED = "PDF_ENCRYPTED"
    PDF_BYTE_RANGE = "PDF_BYTE_RANGE"
    PDF_CONTENTS = "PDF_CONTENTS"
    PDF_SUBFILTER = "PDF_SUBFILTER"
    PDF_SHARED_VALUE = "PDF_SHARED_VALUE"
    PDF_CHANGED_AFTER_SIGNING = "PDF_CHANGED_AFTER_SIGNING"
    PDF_ACTIVE_CONTENT = "PDF_ACTIVE_CONTENT"
    XML_DOCTYPE = "XML_DOCTYPE"
    XML_STRUCTURE = "XML_STRUCTURE"
    XML_DUPLICATE_ID = "XML_DUPLICATE_ID"
    XML_REFERENCE_SCOPE = "XML_REFERENCE_SCOPE"
    XML_TRANSFORM = "XML_TRANSFORM"
    XML_TARGET = "XML_TARGET"
    XML_COUNTER_SIGNATURE = "XML_COUNTER_SIGNATURE"
    XML_UNSIGNED_CONTENT = "XML_UNSIGNED_CONTENT"
    ASIC_STRUCTURE = "ASIC_STRUCTURE"
    ASIC_NAME = "ASIC_NAME"
    ASIC_MIMETYPE = "ASIC_MIMETYPE"
    ASIC_BOMB = "ASIC_BOMB"
    ASIC_MANIFEST = "ASIC_MANIFEST"
    ASIC_UNSIGNED_FILE = "ASIC_UNSIGNED_FILE"
    ES3_STRUCTURE = "ES3_STRUCTURE"
    ES3_UNSIGNED_DOCUMENT = "ES3_UNSIGNED_DOCUMENT"
    CMS_STRUCTURE = "CMS_STRUCTURE"
    CMS_SIGNERS = "CMS_SIGNERS"
    CMS_ATTRIBUTES = "CMS_ATTRIBUTES"
    MISSING_PROPERTY = "MISSING_PROPERTY"
    SIGNED_DATA_MISSING = "SIGNED_DATA_MISSING"
    DIGEST_MISMATCH = "DIGEST_MISMATCH"
    SIGNATURE_MISMATCH = "SIGNATURE_MISMATCH"
    SIGNER_NOT_FOUND = "SIGNER_NOT_FOUND"
    SIGNER_MISMATCH = "SIGNER_MISMATCH"
    POLICY_UNKNOWN = "POLICY_UNKNOWN"
    ALGORITHM_REFUSED = "ALGORITHM_REFUSED"
    CHAIN_NOT_FOUND = "CHAIN_NOT_FOUND"
    CHAIN_BROKEN = "CHAIN_BROKEN"
    KEY_USAGE = "KEY_USAGE"
    SERVICE_NOT_GRANTED = "SERVICE_NOT_GRANTED"
    TL_STALE = "TL_STALE"
    CERTIFICATE_EXPIRED = "CERTIFICATE_EXPIRED"
    CERTIFICATE_NOT_YET_VALID = "CERTIFICATE_NOT_YET_VALID"
    CERTIFICATE_REVOKED = "CERTIFICATE_REVOKED"
    CERTIFICATE_ON_HOLD = "CERTIFICATE_ON_HOLD"
    REVOCATION_MISSING = "REVOCATION_MISSING"
    REVOCATION_OLD = "REVOCATION_OLD"
    TIMESTAMP_BROKEN = "TIMESTAMP_BROKEN"
    TIMESTAMP_MISMATCH = "TIMESTAMP_MISMATCH"
    TIMESTAMP_UNTRUSTED = "TIMESTAMP_UNTRUSTED"
    TIMESTAMP_ORDER = "TIMESTAMP_ORDER"
    TIMESTAMP_FUTURE = "TIMESTAMP_FUTURE"
    QUALIFICATION_UNCLEAR = "QUALIFICATION_UNCLEAR"
    OTHER_DOCUMENT = "OTHER_DOCUMENT"
    IDENTITY_SEAL = "IDENTITY_SEAL"
    IDENTITY_PSEUDONYM = "IDENTITY_PSEUDONYM"
    IDENTITY_ORGANISATION = "IDENTITY_ORGANISATION"
    IDENTITY_MALFORMED = "IDENTITY_MALFORMED"


_CLAUSES: Final = {
    SubIndication.FORMAT_FAILURE: "EN 319 102-1 5.2.2",
    SubIndication.NO_SIGNING_CERTIFICATE_FOUND: "EN 319 102-1 5.2.3",
    SubIndication.SIGNATURE_POLICY_NOT_AVAILABLE: "EN 319 102-1 5.2.4",
    SubIndication.POLICY_PROCESSING_ERROR: "EN 319 102-1 5.2.4",
    SubIndication.TRY_LATER: "EN 319 102-1 5.2.5",
    SubIndication.NO_CERTIFICATE_CHAIN_FOUND: "EN 319 102-1 5.2.6",
    SubIndication.CHAIN_CONSTRAINTS_FAILURE: "EN 319 102-1 5.2.6",
    SubIndication.CERTIFICATE_CHAIN_GENERAL_FAILURE: "EN 319 102-1 5.2.6",
    SubIndication.REVOKED_NO_POE: "EN 319 102-1 5.2.6",
    SubIndication.REVOKED_CA_NO_POE: "EN 319 102-1 5.2.6",
    SubIndication.OUT_OF_BOUNDS_NO_POE: "EN 319 102-1 5.2.6",
    SubIndication.OUT_OF_BOUNDS_NOT_REVOKED: "EN 319 102-1 5.2.6",
    SubIndication.HASH_FAILURE: "EN 319 102-1 5.2.7",
    SubIndication.SIG_CRYPTO_FAILURE: "EN 319 102-1 5.2.7",
    SubIndication.SIGNED_DATA_NOT_FOUND: "EN 319 102-1 5.2.7",
    SubIndication.SIG_CONSTRAINTS_FAILURE: "EN 319 102-1 5.2.8",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE: "EN 319 102-1 5.2.8",
    SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: "EN 319 102-1 5.2.8",
    SubIndication.TIMESTAMP_ORDER_FAILURE: "EN 319 102-1 5.5.4",
    SubIndication.NOT_YET_VALID: "EN 319 102-1 5.5.4",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen; ``detail`` names a place or an algorithm, never a person."""

    code: Code
    severity: Severity = Severity.ERROR
    clause: str = ""
    detail: str = ""


class Flaw(Exception):  # noqa: N818  reads as the thing it is
    """Something that keeps a signature from passing, raised where it is seen."""

    def __init__(self, sub_indication: SubIndication, code: Code, detail: str = "") -> None:
        super().__init__(f"{sub_indication}: {code}")
        self.sub_indication = sub_indication
        self.finding = Finding(code, Severity.ERROR, _CLAUSES.get(sub_indication, ""), printable(detail))


def malformed(code: Code, detail: str = "") -> Flaw:
    """Return the flaw of a document that does not keep to its format."""
    return Flaw(SubIndication.FORMAT_FAILURE, code, detail)


def notice(code: Code, detail: str = "") -> Finding:
    """Return a finding that only tells."""
    return Finding(code, Severity.NOTICE, "", printable(detail))


def printable(text: str) -> str:
    """Return text of a foreign file as it may stand in a report: short, and without control characters."""
    kept = "".join(letter if letter.isprintable() else "?" for letter in text[: LONGEST_DETAIL + 1])
    return kept if len(kept) <= LONGEST_DETAIL else kept[: LONGEST_DETAIL - 1] + "…"
