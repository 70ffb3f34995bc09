# SPDX-License-Identifier: EUPL-1.2
"""What an XML signature covers: each thing once, and in a signature around its document all that is there."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.pki import Format, How, Leaf, Level
from tests.pki.containers import ASIC, ASICE, packed
from tests.pki.xades import XADES, Formats, finish, plan, started
from tests.pki.xml import DS, ENVELOPED, EXCLUSIVE, Reference, add, digest, digest_uri, ds, serialised
from ugyfelkapu.esignature.findings import Code, SubIndication

from .judging import judged, refused, sample
from .xml_making import enveloped_with


@pytest.mark.parametrize("written", [b"<other/>", b"other words"])
@pytest.mark.parametrize("place", [b"<xades:QualifyingProperties", b"</xades:QualifyingProperties>"])
def test_nothing_stands_beside_the_properties(written: bytes, place: bytes) -> None:
    before = place if place.startswith(b"</") else b""
    put = before + written + place.removeprefix(before)

    report = judged(sample(Format.XADES_ENVELOPING).replace(place, put, 1))

    assert refused(report, SubIndication.FORMAT_FAILURE, Code.XML_UNSIGNED_CONTENT)


def test_white_space_beside_the_properties_is_nothing() -> None:
    place = b"</xades:QualifyingProperties>"

    assert judged(sample(Format.XADES_ENVELOPING).replace(place, place + b"\n  ", 1)).accepted


def test_a_list_of_what_is_signed_elsewhere_signs_nothing_here() -> None:
    holder = etree.Element(ds("Object"), {"Id": "list"}, {"ds": DS, "xades": XADES})
    file = add(add(holder, ds("Manifest")), ds("Reference"), URI="form.pdf")
    add(file, ds("DigestMethod"), Algorithm=digest_uri("sha256"))
    add(file, ds("DigestValue"), digest(b"form", "sha256"))
    made = plan("S0", (Reference("#list", (EXCLUSIVE,), f"{DS}Manifest"),), How(), {})
    signature = started(made, Leaf.CITIZEN, Formats(), How())
    signature.append(holder)
    finish(signature, made, Leaf.CITIZEN, Level.LT, How())

    report = judged(serialised(signature))

    assert refused(report, SubIndication.SIGNED_DATA_NOT_FOUND, Code.SIGNED_DATA_MISSING)


@pytest.mark.parametrize("again", ["", "#root"])
def test_nothing_is_covered_twice(again: str) -> None:
    twice = (Reference("", (ENVELOPED, EXCLUSIVE)), Reference(again, (ENVELOPED, EXCLUSIVE)))

    assert refused(judged(enveloped_with(twice)), SubIndication.FORMAT_FAILURE, Code.XML_REFERENCE_SCOPE)


@pytest.mark.parametrize("again", ["form.pdf", "./form.pdf", "%66orm.pdf"])
def test_no_file_is_covered_twice(again: str) -> None:
    references = (Reference("form.pdf", ()), Reference(again, ()))
    made = plan("S0", references, How(), {"form.pdf": b"form", again: b"form"})
    signature = started(made, Leaf.CITIZEN, Formats(), How())
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
    root.append(signature)
    finish(signature, made, Leaf.CITIZEN, Level.LT, How())
    data = packed(ASICE, {"form.pdf": b"form", "META-INF/signatures0.xml": serialised(root)})

    assert refused(judged(data), SubIndication.FORMAT_FAILURE, Code.XML_REFERENCE_SCOPE)
