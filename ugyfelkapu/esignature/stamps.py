# SPDX-License-Identifier: EUPL-1.2
"""Timestamps as they lie in documents: what a token says, and what the ones inside a CMS must date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final  # values of asn1crypto have no types of their own

from asn1crypto import algos, core, tsp

from . import cms
from .arithmetic import READING_FAULTS, UnknownAlgorithm, digest, digest_name
from .findings import Code, Flaw, malformed
from .signed_item import Material, Signer, Stamp, StampKind

_HASH_INDEX: Final = "0.4.0.1733.2.5"
_HASH_INDEX_V3: Final = "0.4.0.19122.1.5"
_DATES: Final = "tst_info"
_INDEX_WITH_ALGORITHM: Final = 4


@dataclass(frozen=True, slots=True)
class Token:
    """What a timestamp token says: when, the digest of what, by whom."""

    time: datetime
    algorithm: str
    imprint: bytes
    signer: Signer
    material: Material


class _Digests(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.OctetString


class _Pieces(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.Any


@dataclass(frozen=True, slots=True)
class _HashIndex:
    """ATSHashIndex and its third version (EN 319 122-1, 5.5.2): the digests of what a stamp dates."""

    algorithm: str
    certificates: frozenset[bytes]
    crls: frozenset[bytes]
    attributes: frozenset[bytes]


def _hash_index(encoded: bytes) -> _HashIndex:
    """Read an index; the digest goes without saying where it is SHA-256."""
    pieces = [each.dump() for each in _Pieces.load(encoded)]
    algorithm = "sha256"
    if len(pieces) == _INDEX_WITH_ALGORITHM:
        algorithm = digest_name(algos.DigestAlgorithm.load(pieces.pop(0)))
    held = [frozenset(bytes(entry.native) for entry in _Digests.load(piece)) for piece in pieces]
    return _HashIndex(algorithm, *held)


def open_token(data: bytes, *, padded: bool = False) -> Token:
    """Read a timestamp token. Raises :class:`Flaw`."""
    try:
        return _token(cms.open_envelope(data, padded=padded))
    except (UnknownAlgorithm, *READING_FAULTS) as error:
        raise malformed(Code.TIMESTAMP_BROKEN, type(error).__name__) from error


def _token(envelope: cms.Envelope) -> Token:
    content = envelope.content
    if envelope.content_type != _DATES or content is None:
        raise malformed(Code.TIMESTAMP_BROKEN, "no timestamp")
    info = tsp.TSTInfo.load(content, strict=True)
    time = info["gen_time"].native
    critical = any(extension["critical"].native for extension in info["extensions"] or ())
    if not isinstance(time, datetime) or time.tzinfo is None or critical:
        raise malformed(Code.TIMESTAMP_BROKEN, "content")
    return Token(
        time,
        digest_name(info["message_imprint"]["hash_algorithm"]),
        bytes(info["message_imprint"]["hashed_message"].native),
        cms.read_signer(envelope, lambda name: digest(name, content), "timestamp"),
        cms.material_of(envelope),
    )


def imprint_algorithm(data: bytes, *, padded: bool = False) -> str | None:
    """Return by which digest a token dates; None where it cannot be read."""
    try:
        content = cms.open_envelope(data, padded=padded).content
        if content is None:
            return None
        imprint = tsp.TSTInfo.load(content)["message_imprint"]
        return digest_name(imprint["hash_algorithm"])
    except (Flaw, UnknownAlgorithm, *READING_FAULTS):
        return None


def over(kind: StampKind, name: str, token: bytes, covered: bytes | None) -> Stamp:
    """Return a stamp that must date these bytes."""
    algorithm = imprint_algorithm(token)
    actual = digest(algorithm, covered) if algorithm and covered is not None else None
    return Stamp(kind, name, token, actual)


def stamps_of(envelope: cms.Envelope, content_digest: Callable[[str], bytes | None]) -> tuple[Stamp, ...]:
    """Return the timestamps of a CAdES signature; ``content_digest`` digests what it signs."""
    return tuple(_stamps(envelope, content_digest))


def _stamps(envelope: cms.Envelope, content_digest: Callable[[str], bytes | None]) -> Iterator[Stamp]:
    for value in envelope.signed.get(cms.CONTENT_STAMP, ()):
        token = value.dump()
        algorithm = imprint_algorithm(token)
        actual = content_digest(algorithm) if algorithm else None
        yield Stamp(StampKind.CONTENT, "content-timestamp", token, actual)
    for value in envelope.unsigned_values(cms.SIGNATURE_STAMP):
        yield over(StampKind.SIGNATURE, "signature-timestamp", value.dump(), envelope.value)
    for value in envelope.unsigned_values(cms.ARCHIVE_STAMP):
        token = value.dump()
        yield _archive_stamp(envelope, token, content_digest)


def _archive_stamp(
    envelope: cms.Envelope, token: bytes, content_digest: Callable[[str], bytes | None]
) -> Stamp:
    bare = Stamp(StampKind.ARCHIVE, "archive-timestamp", token, None)
    algorithm = imprint_algorithm(token)
    if algorithm is None:
        return bare
    try:
        return _archived(bare, envelope, algorithm, content_digest)
    except (Flaw, UnknownAlgorithm, *READING_FAULTS):
        return bare


def _archived(
    bare: Stamp, envelope: cms.Envelope, algorithm: str, content_digest: Callable[[str], bytes | None]
) -> Stamp:
    """Return the stamp with the digest that it must hold (EN 319 122-1, 5.5.3); without where it has gaps."""
    stamp = cms.open_envelope(bare.token)
    for oid, detailed in ((_HASH_INDEX_V3, True), (_HASH_INDEX, False)):
        for value in stamp.unsigned_values(oid):
            encoded = value.dump()
            index, hashed = _hash_index(encoded), content_digest(algorithm)
            if hashed is None or not _index_holds(envelope, index, detailed=detailed):
                return bare
            kind = envelope.data["encap_content_info"]["content_type"].dump()
            dated = kind + hashed + cms.signed_info_bytes(envelope.info) + encoded
            return replace(bare, actual=digest(algorithm, dated), through=frozenset({index.algorithm}))
    return bare


def _index_holds(envelope: cms.Envelope, index: _HashIndex, *, detailed: bool) -> bool:
    """Return whether every entry of the index is found, and the signature's own timestamps are among them."""
    certificates, crls, attributes = cms.hash_index_parts(envelope)
    known = set(_attribute_digests(index.algorithm, attributes, detailed=detailed))
    if not (
        index.certificates <= {digest(index.algorithm, item) for item in certificates}
        and index.crls <= {digest(index.algorithm, item) for item in crls}
        and index.attributes <= known
    ):
        return False
    own = [attribute for oid, attribute in envelope.unsigned if oid == cms.SIGNATURE_STAMP]
    wanted = _attribute_digests(index.algorithm, [_parts(attribute) for attribute in own], detailed=detailed)
    return set(wanted) <= index.attributes


def _parts(attribute: Any) -> tuple[bytes, bytes, list[bytes]]:
    return attribute.dump(), attribute["type"].dump(), [value.dump() for value in attribute["values"]]


def _attribute_digests(
    algorithm: str, attributes: list[tuple[bytes, bytes, list[bytes]]], *, detailed: bool
) -> Iterator[bytes]:
    for whole, kind, values in attributes:
        if detailed:
            yield from (digest(algorithm, kind + value) for value in values)
        else:
            yield digest(algorithm, whole)
