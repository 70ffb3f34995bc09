# SPDX-License-Identifier: EUPL-1.2
"""A whole world of certificates, made anew for a run: what each holder owns and what each service answers."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from asn1crypto import algos, ocsp, tsp, x509
from certomancer.integrations.illusionist import Illusionist
from certomancer.registry import CertLabel, KeyLabel, PKIArchitecture, ServiceLabel
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from . import architecture
from .people import Authority, Leaf, Operator, Responder, Unit

Key = RSAPrivateKey | EllipticCurvePrivateKey
Label = Authority | Leaf | Unit | Responder | Operator

_USUAL = {Authority.QUALIFIED: Responder.QUALIFIED, Authority.BORDER: Responder.SIBLING}


@dataclass(frozen=True)
class World:
    """The certificates, keys and services of everybody named in people.py."""

    folder: Path
    architecture: PKIArchitecture

    def certificate(self, label: Label) -> x509.Certificate:
        """Return somebody's certificate."""
        return self.architecture.get_cert(CertLabel(str(label)))

    def key(self, label: Label) -> Key:
        """Return somebody's private key."""
        key = serialization.load_pem_private_key((self.folder / f"{label}.pem").read_bytes(), None)
        assert isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey)
        return key

    def issuer(self, label: Label) -> Authority:
        """Return the authority that issued somebody's certificate."""
        return Authority(str(self.architecture.get_cert_spec(CertLabel(str(label))).issuer))

    def chain(self, label: Label) -> list[x509.Certificate]:
        """Return somebody's certificate and those above it, the root last."""
        above = self.issuer(label)
        if str(above) == str(label):
            return [self.certificate(label)]
        return [self.certificate(label), *self.chain(above)]

    def ocsp(self, label: Label, at: datetime, by: Responder | None = None) -> bytes | None:
        """Return the signed answer about a certificate (an OCSPResponse); None where nobody answers."""
        issuer = self.issuer(label)
        responder = by or _USUAL.get(issuer)
        if responder is None:
            return None
        service = self.architecture.service_registry.summon_responder(ServiceLabel(str(responder)), at)
        response = service.build_ocsp_response(_question(self.certificate(label), self.certificate(issuer)))
        return bytes(response.dump())

    def crl(self, authority: Authority, at: datetime) -> bytes:
        """Return the list of revoked certificates that an authority had published by then."""
        published = self.architecture.service_registry.get_crl(ServiceLabel(str(authority)), at)
        return bytes(published.dump())

    def stamp(self, message: bytes, at: datetime, unit: Unit = Unit.TSU, digest: str = "sha256") -> bytes:
        """Return a timestamp token (a ContentInfo) over a message."""
        hashed = hashes.Hash(getattr(hashes, digest.upper())())
        hashed.update(message)
        imprint = {"hash_algorithm": {"algorithm": digest}, "hashed_message": hashed.finalize()}
        request = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
        return bytes(self.respond(request, at, unit)["time_stamp_token"].dump())

    def respond(self, request: tsp.TimeStampReq, at: datetime, unit: Unit = Unit.TSU) -> tsp.TimeStampResp:
        """Return a unit's whole answer to a request for a timestamp."""
        service = self.architecture.service_registry.summon_timestamper(ServiceLabel(str(unit)), at)
        return service.request_tsa_response(request)

    def services(self, at: datetime) -> Illusionist:
        """Return the services as web addresses, to register on a requests_mock.Mocker."""
        return Illusionist(self.architecture, at)

    def private_key_info(self, label: Label) -> object:
        """Return somebody's private key as asn1crypto holds it."""
        return self.architecture.key_set.get_private_key(KeyLabel(str(label)))


def _question(certificate: x509.Certificate, issuer: x509.Certificate) -> ocsp.OCSPRequest:
    named = ocsp.CertId(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}),
            "issuer_name_hash": certificate.issuer.sha1,
            "issuer_key_hash": issuer.public_key.sha1,
            "serial_number": certificate.serial_number,
        }
    )
    asked = ocsp.TBSRequest({"request_list": [ocsp.Request({"req_cert": named})]})
    return ocsp.OCSPRequest({"tbs_request": asked})


@cache
def world() -> World:
    """Return this process's world; its keys are made once and are gone when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="ugyfelkapu-pki-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    architecture.make_keys(folder)
    return World(folder, architecture.build(folder))
