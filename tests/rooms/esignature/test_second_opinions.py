# SPDX-License-Identifier: EUPL-1.2
"""Second opinions: what xmlsec1, openssl and qpdf say of the same documents as we do."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from tests.pki import CHECKED_AT, Authority, Format, Leaf, Level, sign
from tests.pki.tsl import certificate_file
from tests.pki.xml import DS, ENVELOPED, EXCLUSIVE, Reference
from ugyfelkapu.esignature.findings import SubIndication
from ugyfelkapu.esignature.xml_reading import canonical, parse

from .judging import judged, sample
from .spoiling import flipped
from .xml_making import DECLARATION, INCLUSIVE, enveloped_with

pytestmark = pytest.mark.e2e
ARITHMETIC = {SubIndication.HASH_FAILURE, SubIndication.SIG_CRYPTO_FAILURE, SubIndication.FORMAT_FAILURE}
XML = [Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.ES3_DOCUMENT, Format.ES3_FRAME]


@pytest.fixture
def program(request: pytest.FixtureRequest) -> str:
    """Return a program; CI has them all."""
    name = str(request.param)
    if shutil.which(name) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"no {name}")
    return name


xmlsec1 = pytest.mark.parametrize("program", ["xmlsec1"], indirect=True)
openssl = pytest.mark.parametrize("program", ["openssl"], indirect=True)
qpdf = pytest.mark.parametrize("program", ["qpdf"], indirect=True)


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a program."""
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False)


def fits_by_xmlsec1(data: bytes, folder: Path) -> bool:
    """Return whether xmlsec1 finds digests and signature value to fit the first certificate."""
    (folder / "document.xml").write_bytes(data)
    (folder / "leaf.pem").write_bytes(certificate_file(Leaf.CITIZEN))
    names = ["declaration", "Object", "SignedProperties", "DocumentProfile", "Documents", "DossierProfile"]
    identifiers = [part for name in names for part in ("--id-attr:Id", name)]
    done = run(
        "xmlsec1",
        "--verify",
        "--enabled-key-data",
        "x509,key-value",
        "--pubkey-cert-pem",
        "leaf.pem",
        *identifiers,
        "document.xml",
        cwd=folder,
    )
    return done.returncode == 0


def fits_by_us(data: bytes) -> bool:
    """Return whether we find nothing wrong with form and numbers."""
    return judged(data).sub_indication not in ARITHMETIC


@xmlsec1
@pytest.mark.parametrize("shape", XML)
def test_xmlsec1_agrees_about_sound_signatures(program: str, shape: Format, tmp_path: Path) -> None:
    assert fits_by_us(sample(shape))
    assert fits_by_xmlsec1(sample(shape), tmp_path)


@xmlsec1
@pytest.mark.parametrize("shape", XML)
def test_what_xmlsec1_finds_wrong_we_find_wrong(program: str, shape: Format, tmp_path: Path) -> None:
    data, chance = sample(shape), Random(f"xmlsec1 {shape}")
    end = data.index(b"<ds:KeyInfo")

    for _ in range(40):
        spoilt = flipped(data, chance.randrange(end), chance.randrange(8))
        assert fits_by_xmlsec1(spoilt, tmp_path) or not judged(spoilt).accepted


NAMESPACES = [
    b'<a xmlns="urn:a" xmlns:b="urn:b"><c Id="x" b:d="1"><b:e xmlns=""><f/></b:e></c></a>',
    b'<a xml:lang="hu" xml:space="preserve"><c Id="x"> <d xml:lang="en"/></c></a>',
    b'<a xmlns:u="urn:unused" xmlns:v="urn:v"><c Id="x"><v:d u="1" v:a="2"/></c></a>',
    "<a><c Id='x' b=\"é&#x9;&#xD;&lt;\">ő&#xD;ű<![CDATA[<&>]]><!-- gone --><?pi kept?></c></a>".encode(),
    b'<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><c Id="x"><p:d/></c></p:b></p:a>',
]


@xmlsec1
@pytest.mark.parametrize("document", NAMESPACES)
@pytest.mark.parametrize("algorithm", [EXCLUSIVE, INCLUSIVE])
def test_xmlsec1_writes_xml_as_we_do(program: str, document: bytes, algorithm: str, tmp_path: Path) -> None:
    root = parse(document)
    element = next(each for each in root.iter(etree.Element) if each.get("Id") == "x")

    ours = canonical(element, algorithm)

    assert digest_by_xmlsec1(document, algorithm, tmp_path) == ours


def digest_by_xmlsec1(document: bytes, algorithm: str, folder: Path) -> bytes:
    """Return what xmlsec1 digests of the element with the Id ``x``."""
    template = (
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
        f'<ds:SignatureMethod Algorithm="{DS}hmac-sha1"/>'
        f'<ds:Reference URI="#x"><ds:Transforms><ds:Transform Algorithm="{algorithm}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{DS}sha1"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
        "<ds:SignatureValue/></ds:Signature>"
    )
    head, mark, tail = document.rpartition(b"</")
    (folder / "template.xml").write_bytes(head + template.encode() + mark + tail)
    (folder / "key").write_bytes(b"secret")
    done = run(
        "xmlsec1", "--sign", "--store-references", "--hmackey", "key", "--id-attr:Id", "c", "template.xml",
        cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    start = said.index(b"== PreDigest data - start buffer:\n") + len(b"== PreDigest data - start buffer:\n")
    return said[start : said.index(b"\n== PreDigest data - end buffer", start)]


@xmlsec1
def test_xmlsec1_agrees_about_a_root_named_by_its_id(program: str, tmp_path: Path) -> None:
    data = enveloped_with((Reference("#root", (ENVELOPED, EXCLUSIVE)),), payload=DECLARATION)

    assert fits_by_us(data)
    assert fits_by_xmlsec1(data, tmp_path)


def fits_by_openssl(data: bytes, folder: Path) -> bool:
    """Return whether openssl finds digest and signature of an attached signature to fit."""
    (folder / "signature").write_bytes(data)
    (folder / "chain").write_bytes(certificate_file(Authority.QUALIFIED) + certificate_file(Authority.ROOT))
    command = [
        "openssl",
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-in",
        "signature",
        "-CAfile",
        "chain",
        "-purpose",
        "any",
        "-attime",
    ]
    return run(*command, str(int(CHECKED_AT.timestamp())), cwd=folder).returncode == 0


@openssl
@pytest.mark.parametrize("leaf", [Leaf.CITIZEN, Leaf.CITIZEN_RSA])
def test_openssl_agrees_about_sound_signatures(program: str, leaf: Leaf, tmp_path: Path) -> None:
    data = sign(Format.CADES_ATTACHED, Level.T, leaf)

    assert fits_by_us(data)
    assert fits_by_openssl(data, tmp_path)


@openssl
def test_what_openssl_finds_wrong_we_find_wrong(program: str, tmp_path: Path) -> None:
    data, chance = sign(Format.CADES_ATTACHED, Level.B, Leaf.CITIZEN), Random("openssl")

    for _ in range(60):
        spoilt = flipped(data, chance.randrange(len(data)), chance.randrange(8))
        assert fits_by_openssl(spoilt, tmp_path) or not judged(spoilt).accepted


@qpdf
@pytest.mark.parametrize("make", [lambda: sample(Format.PADES), lambda: sample(Format.PADES, Level.LTA)])
def test_qpdf_finds_the_same_objects(program: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "document.pdf").write_bytes(make())

    done = run("qpdf", "--check", "document.pdf", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert judged(make()).accepted
