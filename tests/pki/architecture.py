# SPDX-License-Identifier: EUPL-1.2
"""The certificates of the test world, as certomancer wants them described."""

from __future__ import annotations

from pathlib import Path
from typing import Any  # certomancer's configuration is free-form

from certomancer.registry import ArchLabel, PKIArchitecture
from certomancer.registry.config import CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.personal import personal

from .people import Authority, Leaf, Operator, Responder, Unit

PREFIX = "http://pki.example.test"
ISSUED = "2026-01-15T00:00:00Z"
ENDS = "2028-01-15T00:00:00Z"
EVERYBODY: tuple[str, ...] = (*Authority, *Leaf, *Unit, *Responder, *Operator)
_SMALL_RSA = 1024
_RSA = 2048
_RSA_KEYS = {Leaf.CITIZEN_RSA: _RSA, Leaf.SMALL_RSA: _SMALL_RSA}
_CURVES: dict[str, ec.EllipticCurve] = {Leaf.SMALL_EC: ec.SECP224R1(), Authority.ROOT: ec.SECP384R1()}

_MARIA = {"given-name": personal("Mária"), "surname": "Minta", "common-name": personal("Minta Mária")}
_SUBJECTS: dict[str, dict[str, str]] = {
    Authority.ROOT: {"common-name": "Minta Gyökér"},
    Authority.FOREIGN_ROOT: {"common-name": "Minta Gyökér"},
    Authority.FOREIGN: {"common-name": "Minta qualified-ca"},
    Leaf.CITIZEN: {**_MARIA, "serial-number": personal("PNOHU-26305079908")},
    Leaf.CITIZEN_RSA: {**_MARIA, "serial-number": "PNOHU-26305079908"},
    Leaf.TWIN: {**_MARIA, "serial-number": "PNOHU-26305079908"},
    Leaf.REVOKED: {**_MARIA, "serial-number": personal("IDCHU-000001ZZ")},
    Leaf.EXPIRED: {**_MARIA, "serial-number": personal("PASHU-ZZ0000004")},
    Leaf.OWN_OID: {**_MARIA, "serial-number": "1.3.6.1.4.1.21528.2.3.2.900"},
    Leaf.ADVANCED: _MARIA,
    Leaf.PSEUDONYM: {"pseudonym": "Sas", "common-name": "Sas", "serial-number": "PNOHU-26305079908"},
    Leaf.SEAL: {
        "common-name": "Minta Bélyegző Kft.",
        "organization-name": "Minta Bélyegző Kft.",
        "organization-identifier": "VATHU-12345678",
    },
    Leaf.EMPLOYEE: {**_MARIA, "organization-name": "Minta Kft.", "serial-number": "PNOHU-26305079908"},
}
_ISSUERS: dict[str, Authority] = {
    Authority.ROOT: Authority.ROOT,
    Authority.FOREIGN_ROOT: Authority.FOREIGN_ROOT,
    Authority.FOREIGN: Authority.FOREIGN_ROOT,
    Leaf.ADVANCED: Authority.UNLISTED,
    Leaf.TWIN: Authority.FOREIGN,
    Leaf.BORDER: Authority.BORDER,
    Leaf.WITHDRAWN: Authority.WITHDRAWN,
    Leaf.TOO_EARLY: Authority.LATE,
    Leaf.FORMER: Authority.FORMER,
    Leaf.TAKEN_OVER: Authority.TAKEN_OVER,
    Unit.TSU: Authority.TSA,
    Unit.WRONG_USAGE: Authority.TSA,
    Unit.LISTED_BY_CA: Authority.LISTED_TSA,
    Unit.UNLISTED: Authority.UNLISTED,
    Responder.SIBLING: Authority.SIBLING,
    Responder.FALSE: Authority.SIBLING,
}
_VALIDITIES: dict[str, tuple[str, str]] = {
    Leaf.EXPIRED: (ISSUED, "2026-11-01T00:00:00Z"),
    Responder.EXPIRED: (ISSUED, "2026-11-01T00:00:00Z"),
    Leaf.FUTURE: ("2027-01-01T00:00:00Z", ENDS),
}
_SIGNS, _SEALS = ["qct_esign"], ["qct_eseal"]
_STATEMENTS: dict[str, tuple[list[str], bool] | None] = {
    Leaf.SEAL: (_SEALS, True),
    Leaf.NO_DEVICE: (_SIGNS, False),
    Leaf.TWO_TYPES: (_SIGNS + _SEALS, True),
    Leaf.ADVANCED: None,
    Leaf.NO_STATEMENTS: None,
}
_ANSWERS_FOR = {
    Responder.QUALIFIED: Authority.QUALIFIED,
    Responder.EXPIRED: Authority.QUALIFIED,
    Responder.SELF_ISSUED: Authority.QUALIFIED,
    Responder.FALSE: Authority.QUALIFIED,
    Responder.SIBLING: Authority.BORDER,
}


def make_keys(folder: Path) -> None:
    """Write a new private key for everybody into the folder."""
    for label in EVERYBODY:
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
        if label in _RSA_KEYS:
            key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_KEYS[Leaf(label)])
        else:
            key = ec.generate_private_key(_CURVES.get(label, ec.SECP256R1()))
        kind = serialization.PrivateFormat.PKCS8
        written = key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
        (folder / f"{label}.pem").write_bytes(written)


def _subject(label: str) -> dict[str, str]:
    if label in _SUBJECTS or not isinstance(label, Leaf):
        return _SUBJECTS.get(label, {"common-name": f"Minta {label}"})
    return _MARIA


def _statements(label: str) -> list[dict[str, Any]]:
    described = _STATEMENTS.get(label, (_SIGNS, True))
    if described is None:
        return []
    types, device = described
    value: list[dict[str, Any]] = [{"statement_id": "qc_compliance"}]
    value.append({"statement_id": "qc_type", "statement_info": types})
    if device:
        value.append({"statement_id": "qc_sscd"})
    return [{"id": "qc_statements", "value": value}]


def _leaf_extensions(label: str) -> list[dict[str, Any]]:
    if label in list(Unit):
        usage = {"id": "key_usage", "critical": True, "value": {"digital_signature"}}
        purpose = "code_signing" if label == Unit.WRONG_USAGE else "time_stamping"
        return [usage, {"id": "extended_key_usage", "critical": True, "value": [purpose]}]
    bits = {"key_encipherment"} if label == Leaf.WRONG_USAGE else {"non_repudiation"}
    return [{"id": "key_usage", "critical": True, "value": bits}, *_statements(label)]


def _profile(label: str) -> dict[str, Any]:
    if label in list(Authority):
        params: dict[str, Any] = {"crl-repo": label}
        answering = {Authority.QUALIFIED: Responder.QUALIFIED, Authority.BORDER: Responder.SIBLING}
        if label in answering:
            params["ocsp-service"] = str(answering[Authority(label)])
        return {"profiles": [{"id": "simple-ca", "params": params}]}
    if label in list(Responder):
        return {"profiles": ["ocsp-responder"]}
    if label in list(Operator):
        return {"extensions": [{"id": "key_usage", "critical": True, "value": {"digital_signature"}}]}
    return {"extensions": _leaf_extensions(label)}


def _issuer(label: str) -> str:
    if label == Responder.SELF_ISSUED or label in list(Operator):
        return label
    above = Authority.ROOT if label in list(Authority) else Authority.QUALIFIED
    return _ISSUERS.get(label, above)


def _certificate(label: str) -> dict[str, Any]:
    begins, ends = _VALIDITIES.get(label, (ISSUED, ENDS))
    if label in list(Authority) or label in list(Operator):
        begins, ends = "2019-01-01T00:00:00Z", "2039-01-01T00:00:00Z"
    described = {
        "issuer": str(_issuer(label)),
        "validity": {"valid-from": begins, "valid-to": ends},
        **_profile(label),
    }
    if label == Leaf.REVOKED:
        described["revocation"] = {"revoked-since": "2026-11-10T00:00:00Z", "reason": "key_compromise"}
    return described


def _services() -> dict[str, Any]:
    week = {"days": 7}
    return {
        "ocsp": {
            str(label): {
                "for-issuer": str(authority),
                "responder-cert": str(label),
                "validity-period": week,
            }
            for label, authority in _ANSWERS_FOR.items()
        },
        "crl-repo": {
            str(label): {"for-issuer": str(label), "simulated-update-schedule": "P1D"} for label in Authority
        },
        "time-stamping": {str(label): {"signing-cert": str(label)} for label in Unit},
    }


def build(folder: Path) -> PKIArchitecture:
    """Return the world's certificates and services, over the keys that lie in the folder."""
    labels = [str(label) for label in EVERYBODY]
    config = {
        "external-url-prefix": PREFIX,
        "plugin-modules": ["pyhanko.sign.ades.qualified_asn1"],
        "keysets": {"world": {"keys": {label: {"path": f"{label}.pem"} for label in labels}}},
        "pki-architectures": {
            "world": {
                "keyset": "world",
                "entity-defaults": {"country-name": "HU"},
                "entities": {label: _subject(label) for label in labels},
                "certs": {label: _certificate(label) for label in labels},
                "services": _services(),
            }
        },
    }
    made = CertomancerConfig(config, key_search_dir=str(folder))
    return made.get_pki_arch(ArchLabel("world"))
