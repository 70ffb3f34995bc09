# SPDX-License-Identifier: EUPL-1.2
"""The authority behind the demo card: its key and certificate, and the cards that it issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Final

from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier

BEGINS: Final = datetime(2020, 1, 1, tzinfo=UTC)
ENDS: Final = datetime(2060, 1, 1, tzinfo=UTC)
_YEAR: Final = timedelta(days=365)
_KEY, _CERTIFICATE = "authority-key.pem", "authority.pem"
_COMPLIANCE, _DEVICE = "0.4.0.1862.1.1", "0.4.0.1862.1.4"
_TYPES, _SIGNATURES = "0.4.0.1862.1.6", "0.4.0.1862.1.6.1"
_STATEMENTS: Final = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_DIRECTORY: Final = ObjectIdentifier("2.5.29.9")
_BIRTH_DATE, _BIRTH_PLACE = "1.3.6.1.5.5.7.9.1", "1.3.6.1.5.5.7.9.2"
_NOT_A_CA: Final = {"digital_signature", "key_encipherment", "data_encipherment", "key_agreement"}


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose card it is; without date and place of birth its certificate holds a name alone."""

    family_name: str
    given_names: str
    birth_date: date | None = None
    birth_place: str = ""
    country: str = "HU"


@dataclass(frozen=True)
class Card:
    """A key, its certificate, and what the authority says of it."""

    key: ec.EllipticCurvePrivateKey
    certificate: asn1.Certificate
    issuer: asn1.Certificate
    standing: bytes
    """An OCSP response."""


@dataclass(frozen=True)
class Authority:
    """Whoever issues demo cards."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def as_asn1(self) -> asn1.Certificate:
        """Return the certificate as the validator holds it."""
        return _asn1(self.certificate)

    def issue(self, bearer: Bearer, *, at: datetime) -> Card:
        """Return a card of somebody, with what the authority says of it at this moment."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_subject(bearer), self.certificate.subject, key)
        builder = builder.not_valid_before(at - timedelta(days=1)).not_valid_after(at + _YEAR)
        builder = builder.add_extension(_usage("content_commitment"), critical=True)
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        )
        builder = builder.add_extension(x509.UnrecognizedExtension(_STATEMENTS, _qualified()), critical=False)
        if bearer.birth_date is not None:
            born = x509.UnrecognizedExtension(_DIRECTORY, _born(bearer.birth_date, bearer.birth_place))
            builder = builder.add_extension(born, critical=False)
        certificate = _asn1(builder.sign(self.key, hashes.SHA256()))
        return Card(key, certificate, self.as_asn1, self._standing(certificate, at))

    def _standing(self, certificate: asn1.Certificate, at: datetime) -> bytes:
        """Say in OCSP that a certificate is good; the authority answers itself."""
        issuer = self.as_asn1
        moment = at.replace(microsecond=0) - timedelta(seconds=1)
        named = ocsp.CertId(
            {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}),
                "issuer_name_hash": issuer.subject.sha1,
                "issuer_key_hash": issuer.public_key.sha1,
                "serial_number": certificate.serial_number,
            }
        )
        said = ocsp.SingleResponse(
            {
                "cert_id": named,
                "cert_status": ocsp.CertStatus("good"),
                "this_update": moment,
                "next_update": moment + timedelta(days=7),
            }
        )
        key_hash = sha1(bytes(issuer.public_key["public_key"]), usedforsecurity=False).digest()
        data = ocsp.ResponseData(
            {
                "responder_id": ocsp.ResponderId("by_key", key_hash),
                "produced_at": moment,
                "responses": [said],
            }
        )
        basic = ocsp.BasicOCSPResponse(
            {
                "tbs_response_data": data,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signature": self.key.sign(data.dump(), ec.ECDSA(hashes.SHA256())),
                "certs": [issuer],
            }
        )
        whole = {"response_type": "basic_ocsp_response", "response": basic}
        return bytes(ocsp.OCSPResponse({"response_status": "successful", "response_bytes": whole}).dump())


def authority(folder: Path) -> Authority:
    """Return the authority of a folder; made there the first time, with a key that nobody else reads."""
    if not (folder / _CERTIFICATE).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _make(folder)
    key = serialization.load_pem_private_key((folder / _KEY).read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  as it was written
    return Authority(key, x509.load_pem_x509_certificate((folder / _CERTIFICATE).read_bytes()))


def _make(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "HU"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Demo Hitelesítő (csak fejlesztéshez)"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Demo CA"),
        ]
    )
    builder = _builder(name, name, key).not_valid_before(BEGINS).not_valid_after(ENDS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage("key_cert_sign", "crl_sign", "digital_signature"), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / _KEY).touch(mode=0o600)
    (folder / _KEY).write_bytes(written)
    (folder / _CERTIFICATE).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    public = key.public_key()
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _usage(*bits: str) -> x509.KeyUsage:
    names = (*sorted(_NOT_A_CA), "content_commitment", "key_cert_sign", "crl_sign")
    known = {name: name in bits for name in (*names, "encipher_only", "decipher_only")}
    return x509.KeyUsage(**known)


def _subject(bearer: Bearer) -> x509.Name:
    whole = f"{bearer.family_name} {bearer.given_names}".strip()
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, bearer.country),
        x509.NameAttribute(NameOID.SURNAME, bearer.family_name[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, whole[:64]),
    ]
    if bearer.given_names:
        attributes.append(x509.NameAttribute(NameOID.GIVEN_NAME, bearer.given_names[:64]))
    return x509.Name(attributes)


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _Statements(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


class _Oids(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.ObjectIdentifier


class _Attribute(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Attribute


def _qualified() -> bytes:
    """Say that the certificate is a qualified one for signatures, with its key in a device."""
    types = _Statement({"id": _TYPES, "info": core.Any(_Oids([_SIGNATURES]))})
    return bytes(_Statements([_Statement({"id": _COMPLIANCE}), types, _Statement({"id": _DEVICE})]).dump())


def _born(on: date, place: str) -> bytes:
    moment = core.GeneralizedTime(datetime(on.year, on.month, on.day, 12, tzinfo=UTC))
    attributes = [_Attribute({"type": _BIRTH_DATE, "values": [core.Any(moment)]})]
    if place:
        written = asn1.DirectoryString("utf8_string", core.UTF8String(place))
        attributes.append(_Attribute({"type": _BIRTH_PLACE, "values": [core.Any(written)]}))
    return bytes(_Attributes(attributes).dump())


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
