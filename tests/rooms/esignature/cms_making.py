# SPDX-License-Identifier: EUPL-1.2
"""CMS signatures put together by hand, attribute by attribute."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from asn1crypto import algos, cms, core, ocsp, tsp
from asn1crypto import crl as asn1_crl
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from tests.pki import ARCHIVED_AT, CHECKED_AT, STAMPED_AT, Authority, Leaf, world

CONTENT = b"the form"
CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
ADOBE = "1.2.840.113583.1.1.8"
POLICY = "1.2.840.113549.1.9.16.2.15"
CONTENT_STAMP = "1.2.840.113549.1.9.16.2.20"


@dataclass(frozen=True)
class Made:
    """How a signature is made; as it stands, plainly and soundly."""

    leaf: Leaf = Leaf.CITIZEN
    pss: algos.RSASSAPSSParams | None = None
    signed: tuple[cms.CMSAttribute, ...] = ()
    unsigned: tuple[cms.CMSAttribute, ...] = ()
    named_by: str = "sha256"
    """The digest by which the signer's certificate is named; sha1 is the older attribute's."""
    stamped: bool = True


class _Attribute(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


def attribute(kind: str, value: core.Asn1Value) -> cms.CMSAttribute:
    """Return an attribute with one value of any kind, whatever belongs there."""
    return cms.CMSAttribute.load(_Attribute({"type": kind, "values": [core.Any(value)]}).dump())


def _named(leaf: Leaf, digest: str) -> cms.CMSAttribute:
    hashed = hashlib.new(digest, world().certificate(leaf).dump()).digest()
    if digest == "sha1":
        value = tsp.SigningCertificate({"certs": [{"cert_hash": hashed}]})
        return cms.CMSAttribute({"type": "signing_certificate", "values": [value]})
    algorithm = {"algorithm": digest}
    value = tsp.SigningCertificateV2({"certs": [{"hash_algorithm": algorithm, "cert_hash": hashed}]})
    return cms.CMSAttribute({"type": "signing_certificate_v2", "values": [value]})


def made(how: Made | None = None) -> bytes:
    """Return a signature over CONTENT, which it holds."""
    how = how or Made()
    certificate = world().certificate(how.leaf)
    digested = hashlib.sha256(CONTENT).digest()
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digested]}),
            _named(how.leaf, how.named_by),
            *how.signed,
        ]
    )
    octets = attributes.dump()
    value = _value(how, octets)
    unsigned = list(how.unsigned)
    if how.stamped:
        token = cms.ContentInfo.load(world().stamp(value, STAMPED_AT))
        unsigned.insert(0, cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]}))
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": {"algorithm": "sha256"},
            "signed_attrs": cms.CMSAttributes.load(octets),
            "signature_algorithm": _algorithm(how),
            "signature": value,
            **({"unsigned_attrs": cms.CMSAttributes(unsigned)} if unsigned else {}),
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data", "content": CONTENT},
            "certificates": [cms.CertificateChoices("certificate", certificate)],
            "signer_infos": [info],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _algorithm(how: Made) -> dict[str, object]:
    if how.pss is not None:
        return {"algorithm": "rsassa_pss", "parameters": how.pss}
    rsa = isinstance(world().key(how.leaf), RSAPrivateKey)
    return {"algorithm": "sha256_rsa" if rsa else "sha256_ecdsa"}


def _value(how: Made, octets: bytes) -> bytes:
    key = world().key(how.leaf)
    if not isinstance(key, RSAPrivateKey):
        return key.sign(octets, ec.ECDSA(hashes.SHA256()))
    if how.pss is None:
        return key.sign(octets, padding.PKCS1v15(), hashes.SHA256())
    salt = int(how.pss["salt_length"].native)
    mask = how.pss["mask_gen_algorithm"]["parameters"]["algorithm"].native
    pss = padding.PSS(padding.MGF1(getattr(hashes, mask.upper())()), salt)
    return key.sign(octets, pss, hashes.SHA256())


def pss(digest: str = "sha256", mask: str = "sha256", salt: int = 32) -> algos.RSASSAPSSParams:
    """Return parameters of RSA-PSS."""
    return algos.RSASSAPSSParams(
        {
            "hash_algorithm": {"algorithm": digest},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": mask}},
            "salt_length": salt,
        }
    )


class _Values(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("crls", core.SequenceOf, {"explicit": 0, "optional": True, "spec": core.Any}),
        ("ocsps", core.SequenceOf, {"explicit": 1, "optional": True, "spec": core.Any}),
    ]


def answer(leaf: Leaf = Leaf.CITIZEN) -> ocsp.OCSPResponse:
    """Return what is answered about a leaf."""
    given = world().ocsp(leaf, CHECKED_AT)
    assert given is not None
    return ocsp.OCSPResponse.load(given)


def published(authority: Authority = Authority.QUALIFIED) -> asn1_crl.CertificateList:
    """Return an authority's list of revoked certificates."""
    return asn1_crl.CertificateList.load(world().crl(authority, CHECKED_AT))


def values(crls: Sequence[core.Asn1Value] = (), ocsps: Sequence[core.Asn1Value] = ()) -> core.Asn1Value:
    """Return revocation data as CAdES and Adobe keep them."""
    held: dict[str, object] = {}
    if crls:
        held["crls"] = [core.Any(each) for each in crls]
    if ocsps:
        held["ocsps"] = [core.Any(each) for each in ocsps]
    return _Values(held)


def certificate_values(*authorities: Authority) -> cms.CMSAttribute:
    """Return an unsigned attribute with certificates."""
    held = core.SequenceOf([world().certificate(each) for each in authorities], spec=core.Any)
    return attribute(CERTIFICATE_VALUES, held)


def open_ended(data: bytes) -> bytes:
    """Return a signature whose lengths are left open, its content in pieces, as much software streams it."""
    whole = cms.ContentInfo.load(data)
    held = whole["content"]
    inside = held["encap_content_info"]
    content = bytes(inside["content"].native)
    pieces = [core.OctetString(content[place : place + 3]).dump() for place in range(0, len(content), 3)]
    kind = core.ObjectIdentifier(inside["content_type"].dotted).dump()
    parts = [
        held["version"].dump(),
        held["digest_algorithms"].dump(),
        _open(0x30, kind, _open(0xA0, _open(0x24, *pieces))),
        _open(0xA0, held["certificates"].contents),
        held["signer_infos"].dump(),
    ]
    kind = core.ObjectIdentifier(whole["content_type"].dotted).dump()
    return _open(0x30, kind, _open(0xA0, _open(0x30, *parts)))


def _open(tag: int, *parts: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(parts) + b"\x00\x00"


HASH_INDEX = "0.4.0.1733.2.5"
ARCHIVE_STAMP = "0.4.0.1733.2.4"


class _Piece(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.Any


class _Digests(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.OctetString


def archived(data: bytes, digest: str, *, named: bool = True) -> bytes:
    """Return a signature with an archive timestamp over an index by that digest, which may go unnamed."""
    whole = cms.ContentInfo.load(data)
    held = whole["content"]
    info = held["signer_infos"][0]

    def hashed(pieces: Sequence[core.Asn1Value]) -> core.Any:
        return core.Any(_Digests([hashlib.new(digest, piece.dump()).digest() for piece in pieces]))

    pieces = [core.Any(algos.DigestAlgorithm({"algorithm": digest}))] if named else []
    pieces += [hashed(held["certificates"]), hashed([]), hashed(info["unsigned_attrs"])]
    index = _Piece(pieces)
    inside = held["encap_content_info"]
    fields = ("version", "sid", "digest_algorithm", "signed_attrs", "signature_algorithm", "signature")
    message = (
        inside["content_type"].dump()
        + hashlib.sha256(inside["content"].native).digest()
        + b"".join(info[name].dump() for name in fields)
        + index.dump()
    )
    token = cms.ContentInfo.load(world().stamp(message, ARCHIVED_AT))
    stamper = token["content"]["signer_infos"][0]
    stamper["unsigned_attrs"] = cms.CMSAttributes([attribute(HASH_INDEX, index)])
    later = attribute(ARCHIVE_STAMP, cms.ContentInfo.load(token.dump(force=True)))
    info["unsigned_attrs"] = cms.CMSAttributes([*info["unsigned_attrs"], later])
    return bytes(whole.dump(force=True))
