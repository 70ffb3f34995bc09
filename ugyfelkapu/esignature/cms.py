# SPDX-License-Identifier: EUPL-1.2
"""CMS signatures (CAdES, those inside PDF, and timestamps): from bytes to the arithmetic of one signer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # values of asn1crypto have no types of their own

from asn1crypto import cms, core, ocsp, parser, tsp

from .arithmetic import READING_FAULTS, UnknownAlgorithm, digest_name, mechanism_of
from .findings import Code, Flaw, SubIndication, malformed
from .signed_item import CertificateReference, Material, Reference, Signer

_DIGEST_OF_V1: Final = "sha1"
_MOST_SIGNERS: Final = 1
CONTENT_STAMP: Final = "1.2.840.113549.1.9.16.2.20"
SIGNATURE_STAMP: Final = "1.2.840.113549.1.9.16.2.14"
ARCHIVE_STAMP: Final = "0.4.0.1733.2.4"
COUNTER_SIGNATURE: Final = "1.2.840.113549.1.9.6"
CERTIFICATE_VALUES: Final = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES: Final = "1.2.840.113549.1.9.16.2.24"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
_SIGNING_CERTIFICATE: Final = "1.2.840.113549.1.9.16.2.12"
_SIGNING_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
_POLICY: Final = "1.2.840.113549.1.9.16.2.15"
_ALGORITHM_PROTECTION: Final = "1.2.840.113549.1.9.52"
_ADOBE_REVOCATION: Final = "1.2.840.113583.1.1.8"
IMPLIED: Final = "implied"


class _PolicyId(core.Sequence):  # type: ignore[misc]
    """The head of an EPES policy: its OID; what follows is not judged."""

    _fields = [
        ("id", core.ObjectIdentifier),
        ("hash", core.Sequence, {"optional": True}),
        ("qualifiers", core.SequenceOf, {"optional": True, "spec": core.Any}),
    ]


class _RevocationValues(core.Sequence):  # type: ignore[misc]
    """Revocation data as CAdES and Adobe keep them: CRLs, OCSP answers, and others."""

    _fields = [
        ("crls", core.SequenceOf, {"explicit": 0, "optional": True, "spec": core.Any}),
        ("ocsps", core.SequenceOf, {"explicit": 1, "optional": True, "spec": core.Any}),
        ("others", core.Any, {"explicit": 2, "optional": True}),
    ]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A SignedData with its one SignerInfo."""

    data: cms.SignedData
    info: cms.SignerInfo
    signed: dict[str, Any]
    unsigned: tuple[tuple[str, Any], ...]

    @property
    def content_type(self) -> str:
        """Return the type of what was signed."""
        return str(self.data["encap_content_info"]["content_type"].native)

    @property
    def is_timestamp(self) -> bool:
        """Return whether this dates something instead of signing it."""
        try:
            return self.content_type == "tst_info"
        except READING_FAULTS:
            return False

    @property
    def content(self) -> bytes | None:
        """Return the content that lies inside, if it does."""
        content = self.data["encap_content_info"]["content"]
        if isinstance(content, core.Void):
            return None
        return _octets(content)

    @property
    def value(self) -> bytes:
        """Return the signature value."""
        return bytes(self.info["signature"].native)

    def unsigned_values(self, oid: str) -> Iterator[Any]:
        """Yield every value of an unsigned attribute."""
        for found, attribute in self.unsigned:
            if found == oid:
                yield from attribute["values"]


def _octets(content: Any) -> bytes:
    if isinstance(content, core.ParsableOctetString | core.OctetString):
        return bytes(content)
    return bytes(content.parsed) if isinstance(content, core.Any) else bytes(content.native)


def open_envelope(data: bytes, *, padded: bool = False) -> Envelope:
    """Read a ContentInfo of one signer; ``padded`` with zeros is how PDF keeps it. Raises :class:`Flaw`."""
    try:
        parsed, rest = _loaded(data)
        if rest.strip(b"\x00") or (rest and not padded):
            raise malformed(Code.CMS_STRUCTURE, "bytes after the signature")
        signed_data = parsed["content"]
        infos = signed_data["signer_infos"]
        if len(infos) != _MOST_SIGNERS:
            raise malformed(Code.CMS_SIGNERS, f"{len(infos)} signers")
        info = infos[0]
        return Envelope(signed_data, info, _signed_attributes(info), tuple(_unsigned_attributes(info)))
    except READING_FAULTS as error:
        raise malformed(Code.CMS_STRUCTURE, type(error).__name__) from error


def _loaded(data: bytes) -> tuple[cms.ContentInfo, bytes]:
    parsed = cms.ContentInfo.load(data)
    if parsed["content_type"].native != "signed_data":
        raise malformed(Code.CMS_STRUCTURE, "no signed data")
    *_, head, body, tail = parser.parse(data)
    return parsed, data[len(head) + len(body) + len(tail) :]


def _signed_attributes(info: cms.SignerInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(info["signed_attrs"], core.Void):
        return found
    for attribute in info["signed_attrs"]:
        oid = attribute["type"].dotted
        if oid in found:
            raise malformed(Code.CMS_ATTRIBUTES, f"{oid} twice")
        found[oid] = attribute["values"]
    return found


def _unsigned_attributes(info: cms.SignerInfo) -> Iterator[tuple[str, Any]]:
    if isinstance(info["unsigned_attrs"], core.Void):
        return
    for attribute in info["unsigned_attrs"]:
        yield attribute["type"].dotted, attribute


def read_signer(
    envelope: Envelope, digest_of: Callable[[str], bytes | None], name: str = "content"
) -> Signer:
    """Return the arithmetic of the signature over a content that ``digest_of`` digests.

    Raises :class:`Flaw`.
    """
    try:
        return _signer(envelope, digest_of, name)
    except UnknownAlgorithm as error:
        raise Flaw(
            SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED, str(error.args[0])
        ) from error
    except READING_FAULTS as error:
        raise malformed(Code.CMS_STRUCTURE, type(error).__name__) from error


def _signer(envelope: Envelope, digest_of: Callable[[str], bytes | None], name: str) -> Signer:
    info = envelope.info
    named = digest_name(info["digest_algorithm"])
    mechanism = mechanism_of(info["signature_algorithm"], named)
    _check_protection(envelope, named)
    if _single(envelope, _CONTENT_TYPE).native != envelope.content_type:
        raise malformed(Code.CMS_ATTRIBUTES, "content type")
    expected = bytes(_single(envelope, _MESSAGE_DIGEST).native)
    return Signer(
        mechanism=mechanism,
        signed_bytes=_as_set(info["signed_attrs"]),
        value=envelope.value,
        references=(Reference(name, named, expected, digest_of(named)),),
        certificates=_certificate_references(envelope),
        named=_issuer_and_serial(info["sid"]),
    )


def _as_set(attributes: Any) -> bytes:
    """Return the signed attributes as RFC 5652 wants them signed: the very bytes, tagged as a set."""
    encoded: bytes = attributes.dump()
    return b"\x31" + encoded[1:]


def _single(envelope: Envelope, oid: str) -> Any:
    values = envelope.signed.get(oid)
    if values is None or len(values) != 1:
        raise malformed(Code.CMS_ATTRIBUTES, f"{oid} must stand once")
    return values[0]


def _check_protection(envelope: Envelope, named: str) -> None:
    """RFC 6211: the algorithms of the signature are those that its signer protected."""
    if _ALGORITHM_PROTECTION not in envelope.signed:
        return
    protected = _single(envelope, _ALGORITHM_PROTECTION)
    if digest_name(protected["digest_algorithm"]) != named:
        raise malformed(Code.CMS_ATTRIBUTES, "protected digest")
    used = envelope.info["signature_algorithm"]["algorithm"].native
    if protected["signature_algorithm"]["algorithm"].native != used:
        raise malformed(Code.CMS_ATTRIBUTES, "protected signature algorithm")


def _issuer_and_serial(sid: cms.SignerIdentifier) -> tuple[bytes, int] | None:
    if sid.name != "issuer_and_serial_number":
        return None
    chosen = sid.chosen
    return chosen["issuer"].dump(), int(chosen["serial_number"].native)


def _certificate_references(envelope: Envelope) -> tuple[CertificateReference, ...]:
    """Return the digests of the signer's certificate: the first of each list names it (RFC 5035)."""
    found = []
    if _SIGNING_CERTIFICATE_V2 in envelope.signed:
        first = tsp.SigningCertificateV2.load(_single(envelope, _SIGNING_CERTIFICATE_V2).dump())["certs"][0]
        found.append(
            CertificateReference(digest_name(first["hash_algorithm"]), bytes(first["cert_hash"].native))
        )
    if _SIGNING_CERTIFICATE in envelope.signed:
        first = tsp.SigningCertificate.load(_single(envelope, _SIGNING_CERTIFICATE).dump())["certs"][0]
        found.append(CertificateReference(_DIGEST_OF_V1, bytes(first["cert_hash"].native)))
    return tuple(found)


def claimed_time(envelope: Envelope) -> datetime | None:
    """Return when the signer says that they signed; a claim, never a proof."""
    if _SIGNING_TIME not in envelope.signed:
        return None
    value = _single(envelope, _SIGNING_TIME).native
    return value if isinstance(value, datetime) else None


def policy_id(envelope: Envelope) -> str:
    """Return the signature policy that is named, ``implied``, or nothing."""
    if _POLICY not in envelope.signed:
        return ""
    value = _single(envelope, _POLICY).dump()
    if value[:1] == b"\x05":
        return IMPLIED
    return str(_PolicyId.load(value)["id"].dotted)


def material_of(envelope: Envelope) -> Material:
    """Return the certificates and revocation data that came along, wherever CAdES lets them lie."""
    certificates = [item.chosen.dump() for item in _choices(envelope.data["certificates"], "certificate")]
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    for item in envelope.data["crls"] or ():
        if item.name == "crl":
            crls.append(item.chosen.dump())
        elif item.name == "other":
            ocsps.extend(_other_format(item.chosen))
    found = Material(tuple(certificates), tuple(ocsps), tuple(crls))
    for value in envelope.unsigned_values(CERTIFICATE_VALUES):
        found += Material(tuple(item.dump() for item in cms.CertificateSet.load(_plain(value))))
    for value in envelope.unsigned_values(REVOCATION_VALUES):
        found += _revocation(_RevocationValues.load(value.dump()), _basic)
    if _ADOBE_REVOCATION in envelope.signed:
        found += _revocation(_RevocationValues.load(_single(envelope, _ADOBE_REVOCATION).dump()), _whole)
    return found


def _plain(value: Any) -> bytes:
    """Return a sequence of certificates as the set that asn1crypto reads."""
    encoded: bytes = value.dump()
    return b"\x31" + encoded[1:]


def _choices(items: Any, name: str) -> Iterator[Any]:
    for item in items or ():
        if item.name == name:
            yield item


def _other_format(chosen: Any) -> Iterator[bytes]:
    if chosen["other_rev_info_format"].native == "ocsp_response":
        yield chosen["other_rev_info"].dump()


def _revocation(values: Any, ocsp_of: Callable[[bytes], bytes]) -> Material:
    crls = tuple(item.dump() for item in values["crls"] or ())
    ocsps = tuple(ocsp_of(item.dump()) for item in values["ocsps"] or ())
    return Material((), ocsps, crls)


def _whole(response: bytes) -> bytes:
    return response


def _basic(response: bytes) -> bytes:
    """Return a basic OCSP answer in the envelope that everybody else sends it in."""
    inner = ocsp.ResponseBytes(
        {"response_type": "basic_ocsp_response", "response": ocsp.BasicOCSPResponse.load(response)}
    )
    return bytes(ocsp.OCSPResponse({"response_status": "successful", "response_bytes": inner}).dump())


def hash_index_parts(
    envelope: Envelope,
) -> tuple[list[bytes], list[bytes], list[tuple[bytes, bytes, list[bytes]]]]:
    """Return what an archive index digests: certificates, revocation data, unsigned attributes."""
    certificates = [item.dump() for item in envelope.data["certificates"] or ()]
    crls = [item.dump() for item in envelope.data["crls"] or ()]
    attributes = [
        (attribute.dump(), attribute["type"].dump(), [value.dump() for value in attribute["values"]])
        for _, attribute in envelope.unsigned
    ]
    return certificates, crls, attributes


def signed_info_bytes(info: cms.SignerInfo) -> bytes:
    """Return the fields of a SignerInfo up to the signature value, as an archive timestamp covers them."""
    fields = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    return b"".join(info[name].dump() for name in fields)
