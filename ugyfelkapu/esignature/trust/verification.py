# SPDX-License-Identifier: EUPL-1.2
"""Whether a trusted list is genuine: signed by whom the list above names, for that territory, in order."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from asn1crypto import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import load_der_x509_certificate
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from .lists import TSL, UNREADABLE, Unreadable, parse_xml, read_head, read_list
from .policy import AHEAD, ANCHOR_ADDRESSES, LIST_RSA_SMALLEST, MEDIA_TYPE, key_weakness, pinned_signers
from .values import Head, Pointer, TrustedList

_PIVOT = re.compile(r"(\d{1,6})\.xml$")
_DS = "{http://www.w3.org/2000/09/xmldsig#}"


class Reason(StrEnum):
    """Why a list was not taken."""

    UNREADABLE = "unreadable"
    SIGNATURE = "signature"
    NO_ANCHOR = "no_anchor"
    TERRITORY = "territory"
    KIND = "kind"
    FUTURE = "future"
    ROLLBACK = "rollback"
    CHANGED = "changed"
    MISSING = "missing"
    STALE = "stale"


class Untrusted(Exception):  # noqa: N818  reads as the thing it is
    """A list is not to be taken, for a reason."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Seen:
    """The number and digest of a list that we took before."""

    sequence: int
    sha256: str


@dataclass(frozen=True)
class Verified:
    """A genuine list, and the digest of the file it came in."""

    content: TrustedList
    sha256: str


def fingerprint(octets: bytes) -> str:
    """Return the digest that a list's file is known by."""
    return sha256(octets).hexdigest()


def verify_list(octets: bytes, signers: Sequence[x509.Certificate], at: datetime) -> Verified:
    """Return what a list says if one of the signers signed it; only the signed part is read."""
    try:
        root = parse_xml(octets)
        issued_at = read_head(root).issued_at
        content = read_list(_signed_root(root, signers, issued_at))
    except Unreadable as error:
        raise Untrusted(Reason.UNREADABLE, str(error)) from error
    if content.head.issued_at > at + AHEAD:
        raise Untrusted(Reason.FUTURE)
    return Verified(content, fingerprint(octets))


def _signed_root(
    root: etree._Element, signers: Sequence[x509.Certificate], issued_at: datetime
) -> etree._Element:
    """Return the tree that the signature covers; raise where no signer's key fits."""
    if len(root.findall(f".//{_DS}Signature")) != 1 or root.find(f"{_DS}Signature") is None:
        raise Untrusted(Reason.SIGNATURE, "not one signature under the root")
    for signer in _likeliest_first(root, signers):
        signed = _verified_by(signer, root, issued_at)
        if signed is not None:
            return signed
    raise Untrusted(Reason.SIGNATURE, "no named signer signed it")


def _likeliest_first(root: etree._Element, signers: Sequence[x509.Certificate]) -> Iterable[x509.Certificate]:
    claimed = {"".join((each.text or "").split()) for each in root.iter(f"{_DS}X509Certificate")}
    return sorted(signers, key=lambda signer: b64encode(signer.dump()).decode() not in claimed)


def _verified_by(signer: x509.Certificate, root: etree._Element, moment: datetime) -> etree._Element | None:
    """Return the signed tree if this signer signed it while their certificate was valid.

    The signature is a child of the root. Only what it covers is returned, whatever stands around it.
    """
    profile = XAdESSignatureConfiguration(
        require_x509=True, expect_references=True, location="./", verification_time=moment
    )
    try:
        if key_weakness(signer.public_key, moment, LIST_RSA_SMALLEST):
            return None
        results = XAdESVerifier().verify(
            root,
            x509_cert=load_der_x509_certificate(signer.dump()),
            expect_config=profile,
        )
    except (SignXMLException, UnsupportedAlgorithm, *UNREADABLE):
        return None
    for result in results if isinstance(results, list) else [results]:
        tree = result.signed_xml
        if tree is not None and tree.tag == f"{TSL}TrustServiceStatusList":
            return tree
    return None


def verify_list_of_lists(
    octets: bytes, pivots: Sequence[bytes], own_signers: Sequence[x509.Certificate], at: datetime
) -> Verified:
    """Return the list of the lists, trusted from the Official Journal (or from signers of our own) on.

    Its signers change: each pivot names those of the next (Commission Implementing Decision 2015/1505,
    article 4; the way is described beside the list of the lists itself). We follow them oldest first.
    """
    try:
        head = read_head(parse_xml(octets))
        numbered = {read_head(parse_xml(pivot)).sequence: pivot for pivot in pivots}
    except Unreadable as error:
        raise Untrusted(Reason.UNREADABLE, str(error)) from error
    signers = tuple(own_signers) or pinned_signers(head.information)
    if not signers:
        raise Untrusted(Reason.NO_ANCHOR, "names no issue of the Official Journal that we know")
    for sequence in named_pivots(head):
        if sequence in numbered:
            signers = _next_signers(verify_list(numbered[sequence], signers, at))
    verified = verify_list(octets, signers, at)
    if not verified.content.head.list_of_lists:
        raise Untrusted(Reason.KIND)
    return verified


def named_pivots(head: Head) -> dict[int, str]:
    """Return the pivots since the issue of the Official Journal, oldest first, by number."""
    found = {}
    for address in head.information:
        if address in ANCHOR_ADDRESSES:
            break
        number = _PIVOT.search(address)
        if number and int(number[1]) < head.sequence:
            found[int(number[1])] = address
    return dict(sorted(found.items()))


def _next_signers(pivot: Verified) -> tuple[x509.Certificate, ...]:
    for pointer in pivot.content.pointers:
        if pivot.content.head.list_of_lists and pointer.list_of_lists and pointer.media_type == MEDIA_TYPE:
            return pointer.signers
    raise Untrusted(Reason.KIND, "pivot names no signers of the list of the lists")


def national_pointers(list_of_lists: TrustedList) -> dict[str, tuple[Pointer, ...]]:
    """Return where each territory's list lies and who signs it, as the list of the lists says."""
    found: dict[str, tuple[Pointer, ...]] = {}
    for pointer in list_of_lists.pointers:
        if not pointer.list_of_lists and pointer.media_type == MEDIA_TYPE and pointer.territory:
            found[pointer.territory] = (*found.get(pointer.territory, ()), pointer)
    return found


def verify_national(
    octets: bytes, pointers: Sequence[Pointer], at: datetime, before: Seen | None = None
) -> Verified:
    """Return a national list if it is the one that the pointers mean and no older than what we had."""
    verified = verify_list(octets, [signer for pointer in pointers for signer in pointer.signers], at)
    if verified.content.head.list_of_lists:
        raise Untrusted(Reason.KIND)
    if verified.content.head.territory not in {pointer.territory for pointer in pointers}:
        raise Untrusted(Reason.TERRITORY)
    require_no_rollback(verified, before)
    return verified


def require_no_rollback(verified: Verified, before: Seen | None) -> None:
    """Refuse a list with a lower number than before, or with the same number and another content."""
    if before is None or verified.content.head.sequence > before.sequence:
        return
    if verified.content.head.sequence < before.sequence:
        raise Untrusted(Reason.ROLLBACK)
    if verified.sha256 != before.sha256:
        raise Untrusted(Reason.CHANGED)
