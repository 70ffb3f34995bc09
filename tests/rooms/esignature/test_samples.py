# SPDX-License-Identifier: EUPL-1.2
"""The samples of the test world are what they claim to be, by the word of other programs."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import requests
import requests_mock
from asn1crypto import crl, ocsp
from cryptography.x509 import load_der_x509_certificate
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from tests.pki import CHECKED_AT, Authority, Format, Leaf, Level, Responder, sign, world
from tests.pki.tsl import certificate_file

XML = [Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.ES3_DOCUMENT, Format.ES3_FRAME]
LEAVES = [Leaf.CITIZEN, Leaf.CITIZEN_RSA]


@pytest.mark.parametrize("shape", XML)
@pytest.mark.parametrize("leaf", LEAVES)
@pytest.mark.parametrize("level", Level)
def test_xml_samples_are_signed_by_their_leaf(shape: Format, leaf: Leaf, level: Level) -> None:
    root = etree.fromstring(sign(shape, level, leaf))

    verified = XMLVerifier().verify(
        root,
        x509_cert=load_der_x509_certificate(world().certificate(leaf).dump()),
        expect_config=SignatureConfiguration(
            location=".//", expect_references=True, verification_time=CHECKED_AT
        ),
    )

    assert isinstance(verified, list)
    assert len(verified) >= 2


@pytest.mark.parametrize("leaf", LEAVES)
@pytest.mark.parametrize("level", Level)
def test_pdf_samples_are_signed_by_their_leaf(leaf: Leaf, level: Level) -> None:
    reader = PdfFileReader(BytesIO(sign(Format.PADES, level, leaf)))

    (signature,) = reader.embedded_regular_signatures
    assert isinstance(signature, EmbeddedPdfSignature)
    signature.compute_integrity_info()
    assert signature.signer_cert.sha256 == world().certificate(leaf).sha256
    assert len(reader.embedded_timestamp_signatures) == (1 if level is Level.LTA else 0)
    assert ("/DSS" in reader.root) is (level in (Level.LT, Level.LTA))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl")
@pytest.mark.parametrize("leaf", LEAVES)
@pytest.mark.parametrize("level", Level)
def test_cms_samples_are_signed_by_their_leaf(tmp_path: Path, leaf: Leaf, level: Level) -> None:
    (tmp_path / "signature").write_bytes(sign(Format.CADES_DETACHED, level, leaf, b"content"))
    (tmp_path / "content").write_bytes(b"content")
    (tmp_path / "chain").write_bytes(certificate_file(Authority.QUALIFIED) + certificate_file(Authority.ROOT))
    command = "openssl cms -verify -inform DER -in signature -content content -CAfile chain -purpose any"

    done = subprocess.run(
        [*command.split(), "-attime", str(int(CHECKED_AT.timestamp()))],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("shape", "member"),
    [
        (Format.ASICE_XADES, "META-INF/signatures0.xml"),
        (Format.ASICE_CADES, "META-INF/signature001.p7s"),
        (Format.ASICS_XADES, "META-INF/signatures.xml"),
        (Format.ASICS_CADES, "META-INF/signature.p7s"),
    ],
)
def test_containers_name_their_type_first(shape: Format, member: str) -> None:
    with zipfile.ZipFile(BytesIO(sign(shape, Level.LTA, Leaf.CITIZEN))) as archive:
        first = archive.infolist()[0]
        names = archive.namelist()

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert member in names


def test_the_revoked_leaf_is_revoked_and_the_citizen_is_not() -> None:
    answers = {leaf: world().ocsp(leaf, CHECKED_AT) for leaf in (Leaf.CITIZEN, Leaf.REVOKED)}

    said = {
        leaf: ocsp.OCSPResponse.load(answer or b"").response_data["responses"][0]["cert_status"].name
        for leaf, answer in answers.items()
    }
    assert said == {Leaf.CITIZEN: "good", Leaf.REVOKED: "revoked"}


@pytest.mark.parametrize("responder", [Responder.EXPIRED, Responder.SELF_ISSUED, Responder.FALSE])
def test_any_responder_may_be_made_to_answer(responder: Responder) -> None:
    answer = world().ocsp(Leaf.CITIZEN, CHECKED_AT, responder)

    signer = ocsp.OCSPResponse.load(answer or b"").basic_ocsp_response["certs"][0]
    assert signer.dump() == world().certificate(responder).dump()


def test_the_services_answer_at_their_addresses() -> None:
    with requests_mock.Mocker() as web:
        world().services(CHECKED_AT).register(web)
        address = world().certificate(Leaf.CITIZEN).crl_distribution_points[0].url

        answer = requests.get(address, timeout=1)

    revoked = crl.CertificateList.load(answer.content)["tbs_cert_list"]["revoked_certificates"]
    assert len(revoked) == 1
