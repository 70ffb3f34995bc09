# SPDX-License-Identifier: EUPL-1.2
"""What we hold sound: algorithms and their last days, the Official Journal's signers, old lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from asn1crypto import keys, pem, x509

VERSION = "2026-11"
"""Named in every report; raise it with every change here."""

_AGREED_UNTIL = datetime(2029, 1, 1, tzinfo=UTC)
_RSA_SMALLEST, _RSA_LASTING = 2048, 3000
LIST_RSA_SMALLEST = 1900
"""Bits; what ETSI TS 119 312 still takes: a state signs its list with 2040."""
_DIGESTS: dict[str, datetime | None] = {
    "sha256": None,
    "sha384": None,
    "sha512": None,
    "sha3_256": None,
    "sha3_384": None,
    "sha3_512": None,
}
"""Digests agreed upon (ETSI TS 119 312, table 2) and when each ends; SHA-1 ended before all of them."""
_CURVES: dict[str, datetime | None] = {
    "secp256r1": None,
    "secp384r1": None,
    "secp521r1": None,
    "brainpoolp256r1": None,
    "brainpoolp384r1": None,
    "brainpoolp512r1": None,
}
"""Curves agreed upon (ETSI TS 119 312, table 5), by asn1crypto's name."""


class Weakness(StrEnum):
    """Why an algorithm or a key is not sound."""

    DIGEST = "digest"
    KEY_KIND = "key_kind"
    KEY_SIZE = "key_size"
    CURVE = "curve"
    ENDED = "ended"


def _ended(end: datetime | None, at: datetime) -> Weakness | None:
    return Weakness.ENDED if end is not None and at >= end else None


def digest_weakness(name: str, at: datetime) -> Weakness | None:
    """Tell why a digest (by its asn1crypto name: sha256) is not sound at a moment; None where it is."""
    return _ended(_DIGESTS[name], at) if name in _DIGESTS else Weakness.DIGEST


def key_weakness(key: keys.PublicKeyInfo, at: datetime, smallest_rsa: int = _RSA_SMALLEST) -> Weakness | None:
    """Tell why a public key is not sound at a moment; None where it is. Raise ValueError on a broken key."""
    if key.algorithm in ("rsa", "rsassa_pss"):
        modulus = key["public_key"].parsed["modulus"].native
        if modulus.bit_length() < smallest_rsa or modulus < 0:
            return Weakness.KEY_SIZE
        return _ended(_AGREED_UNTIL if modulus.bit_length() < _RSA_LASTING else None, at)
    if key.algorithm == "ec":
        kind, curve = key.curve
        if kind != "named" or curve not in _CURVES:
            return Weakness.CURVE
        return _ended(_CURVES[curve], at)
    return Weakness.KEY_KIND


@dataclass(frozen=True)
class Publication:
    """Signers of the list of the lists, as one issue of the Official Journal names them."""

    addresses: frozenset[str]
    """By any of these the list of the lists says which issue holds."""
    file: str


PUBLICATIONS = (
    Publication(frozenset({"https://eur-lex.europa.eu/eli/C/2026/1944/oj"}), "2026-C-1944.pem"),
    Publication(
        frozenset(
            {
                "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=uriserv:OJ.C_.2019.276.01.0001.01.ENG",
                "https://eur-lex.europa.eu/legal-content/EN/TXT/HTML/?uri=OJ:JOC_2019_276_R_0001",
            }
        ),
        "2019-C-276.pem",
    ),
)
"""Newest first. A new issue is a human's change to this file, never a machine's."""

ANCHOR_ADDRESSES = frozenset(address for each in PUBLICATIONS for address in each.addresses)
LIST_OF_LISTS_ADDRESS = "https://ec.europa.eu/tools/lotl/eu-lotl.xml"
MEDIA_TYPE = "application/vnd.etsi.tsl+xml"
AHEAD = timedelta(hours=1)
"""How far clocks may differ before a list counts as issued in the future."""
GRACE = timedelta(days=3)
"""How long after its announced next issue a list still serves, unless the operator says otherwise."""


def certificates(octets: bytes) -> tuple[x509.Certificate, ...]:
    """Read certificates from PEM; raise ValueError where there are none."""
    found = [der for kind, _, der in pem.unarmor(octets, multiple=True) if kind == "CERTIFICATE"]
    if not found:
        raise ValueError("no certificate")
    return tuple(x509.Certificate.load(der, strict=True) for der in found)


@cache
def pinned_signers(information: tuple[str, ...]) -> tuple[x509.Certificate, ...]:
    """Return the signers of the newest issue that a list of the lists names; none where we know none."""
    for publication in PUBLICATIONS:
        if publication.addresses & set(information):
            file = Path(__file__).parent / "official_journal" / publication.file
            return certificates(file.read_bytes())
    return ()
