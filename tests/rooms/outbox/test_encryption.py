# SPDX-License-Identifier: EUPL-1.2
"""STARTTLS is used with a certificate that holds, or no letter leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.outbox import models
from ugyfelkapu.outbox.samples import SAMPLES
from ugyfelkapu.project.env import Smtp

from .mail import AT, Carriers, Server, mail_server, told

pytestmark = pytest.mark.django_db


def _certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(real_now() - timedelta(hours=1))
        .not_valid_after(real_now() + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a mail server that offers STARTTLS with a certificate of its own making."""
    folder = tmp_path_factory.mktemp("encrypted")
    (folder / "both.pem").write_bytes(_certificate())
    with mail_server(folder, certificate=folder / "both.pem") as server:
        yield server


def _carry(address: Smtp, carrier_to: Carriers) -> models.Letter:
    told(SAMPLES[0])
    carrier_to(address).carry_next(at=AT)
    return models.Letter.objects.get()


def test_a_letter_leaves_over_an_encrypted_connection(
    encrypted: Server, carrier_to: Carriers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(Path(encrypted.folder) / "both.pem"))

    row = _carry(encrypted.address, carrier_to)

    assert row.status == "sent"


def test_a_certificate_that_nobody_vouches_for_gets_no_letter(
    encrypted: Server, carrier_to: Carriers
) -> None:
    before = len(encrypted.arrived())

    row = _carry(encrypted.address, carrier_to)

    assert (row.status, row.last_error) == ("waiting", "tls")
    assert len(encrypted.arrived()) == before


def test_a_server_without_encryption_gets_no_letter_when_encryption_is_asked_for(
    server: Server, carrier_to: Carriers
) -> None:
    plain = server.address

    row = _carry(Smtp(plain.host, plain.port, "", "", starttls=True), carrier_to)

    assert (row.status, row.last_error) == ("waiting", "tls")
    assert not server.arrived()


def test_credentials_that_the_server_cannot_check_stop_the_letter(
    server: Server, carrier_to: Carriers
) -> None:
    plain = server.address

    row = _carry(Smtp(plain.host, plain.port, "user", "password", starttls=False), carrier_to)

    assert (row.status, row.last_error) == ("waiting", "sign_in")
