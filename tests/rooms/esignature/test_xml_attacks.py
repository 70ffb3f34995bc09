# SPDX-License-Identifier: EUPL-1.2
"""XML: what a signature may speak of, and every known way to make it speak of something else."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

from tests.pki import Format, How, Leaf, Level, sign
from tests.pki.xades import xades
from tests.pki.xml import BASE64, DS, ENVELOPED, EXCLUSIVE, Reference, add, ds, encoded, serialised
from ugyfelkapu.esignature.findings import Code, Severity, SubIndication

from . import xml_making as making
from .judging import codes, judged, only, outcome, refused, sample

Broken = SubIndication.FORMAT_FAILURE
XML_SHAPES = [Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.ES3_DOCUMENT, Format.ES3_FRAME]
WHOLE = Reference("", (ENVELOPED, EXCLUSIVE))


@pytest.mark.parametrize("shape", XML_SHAPES)
@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE x>",
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b'<!DOCTYPE x SYSTEM "http://attacker.example.com/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b"<!DOCTYPE x [<!ATTLIST declaration Id ID #IMPLIED>]>",
    ],
)
def test_no_document_has_a_document_type(shape: Format, doctype: bytes) -> None:
    head, mark, rest = sample(shape).partition(b"?>\n")

    report = judged(head + mark + doctype + rest)

    assert refused(report, Broken, Code.XML_DOCTYPE)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_hides_in_no_encoding(encoding: str) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    assert not judged(text.encode(encoding)).accepted


def test_a_document_in_another_encoding_is_read() -> None:
    assert judged(making.in_latin(sample(Format.XADES_ENVELOPING))).accepted


def test_the_root_may_be_named_by_its_id() -> None:
    report = judged(making.by_root_id())

    assert report.accepted
    assert only(report).coverage.scope[0] == "#root"
    assert judged(making.by_root_id().replace(b"?>", b"?><?beside the-root?>", 1)).accepted


@pytest.mark.parametrize("kind", making.WRAPPINGS)
def test_a_wrapped_document_is_refused(kind: str) -> None:
    report = judged(making.wrapped(kind))

    assert not report.accepted
    assert report.sub_indication in (Broken, SubIndication.HASH_FAILURE)
    assert not report.payload


@pytest.mark.parametrize(
    "uri",
    [
        "#xpointer(/)",
        "#xpointer(id('root'))",
        "#nothing",
        "#",
        "#root%20",
        "http://attacker.example.com/form.xml",
        "file:///etc/passwd",
        "//attacker.example.com/form.xml",
        "/etc/passwd",
    ],
)
def test_a_reference_leads_nowhere_else(uri: str) -> None:
    document = making.by_root_id().replace(b'URI="#root"', f'URI="{uri}"'.encode())

    report = judged(document)

    assert not report.accepted
    assert report.sub_indication in (Broken, SubIndication.SIGNED_DATA_NOT_FOUND)


def test_a_reference_without_an_address_is_refused() -> None:
    report = judged(making.by_root_id().replace(b' URI="#root"', b""))

    assert refused(report, Broken, Code.XML_REFERENCE_SCOPE)


def test_a_signature_over_a_part_of_the_document_is_refused() -> None:
    payload = b'<declaration Id="root"><part Id="part">a</part><rest>b</rest></declaration>'

    report = judged(making.enveloped_with((Reference("#part", (EXCLUSIVE,)),), payload=payload))

    assert refused(report, Broken, Code.XML_REFERENCE_SCOPE)


def test_a_signature_over_its_properties_alone_is_refused() -> None:
    report = judged(making.enveloped_with(()))

    assert refused(report, Broken, Code.XML_REFERENCE_SCOPE)


@pytest.mark.parametrize("attribute", ["Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id"])
@pytest.mark.parametrize("target", ["root", "properties-S0"])
def test_an_id_that_means_two_elements_is_refused(attribute: str, target: str) -> None:
    root = etree.fromstring(making.by_root_id())
    add(root, "{urn:example:declaration}other").set(attribute, target)

    report = judged(serialised(root))

    assert refused(report, Broken, Code.XML_DUPLICATE_ID)


def test_ids_that_no_reference_means_may_repeat() -> None:
    payload = b'<declaration Id="root"><a Id="x"/><b Id="x"/></declaration>'

    assert judged(making.whole(payload=payload)).accepted


def test_the_properties_must_be_covered_by_a_typed_reference() -> None:
    report = judged(making.whole(How(properties_typed=False)))

    assert refused(report, Broken, Code.XML_REFERENCE_SCOPE)


def test_the_properties_are_covered_once() -> None:
    twice = Reference("#properties-S0", (EXCLUSIVE,), "http://uri.etsi.org/01903#SignedProperties")

    report = judged(making.enveloped_with((WHOLE, twice)))

    assert refused(report, Broken, Code.XML_REFERENCE_SCOPE)


def test_only_the_properties_may_be_called_so() -> None:
    document = making.by_root_id().replace(
        b'URI="#root"', b'URI="#root" Type="http://uri.etsi.org/01903#SignedProperties"'
    )

    assert refused(judged(document), Broken, Code.XML_REFERENCE_SCOPE)


def test_properties_of_another_signature_are_refused() -> None:
    report = judged(making.whole(How(target="S1")))

    assert refused(report, Broken, Code.XML_TARGET)


def test_a_second_set_of_properties_is_refused() -> None:
    def change(root: making.Element) -> None:
        signature = making.signature_in(root)
        qualifying = next(signature.iter(xades("QualifyingProperties")))
        add(signature, ds("Object")).append(deepcopy(qualifying))

    report = judged(making.changed(Format.XADES_ENVELOPED, change))

    assert refused(report, Broken, Code.XML_STRUCTURE)


TRANSFORMS: dict[str, tuple[str, ...]] = {
    "xpath": (making.XPATH, EXCLUSIVE),
    "xslt": (making.XSLT,),
    "unknown": ("urn:example:transform",),
    "enveloped": (ENVELOPED, EXCLUSIVE),
    "base64": (BASE64,),
    "twice canonical": (EXCLUSIVE, EXCLUSIVE),
    "too many": (EXCLUSIVE,) * 4,
}


@pytest.mark.parametrize("transforms", TRANSFORMS.values(), ids=list(TRANSFORMS))
def test_strange_transforms_are_refused(transforms: tuple[str, ...]) -> None:
    document = making.whole()
    written = b"".join(f'<ds:Transform Algorithm="{each}"/>'.encode() for each in transforms)
    known = f'<ds:Transform Algorithm="{EXCLUSIVE}"/></ds:Transforms>'.encode()
    head, mark, rest = document.rpartition(known)

    report = judged(head + written + b"</ds:Transforms>" + rest)

    assert mark
    assert refused(report, Broken, Code.XML_TRANSFORM)


def test_other_ways_to_write_xml_are_known() -> None:
    inclusive = making.enveloped_with((WHOLE,), How(properties_transforms=(EXCLUSIVE,)))

    assert judged(inclusive).accepted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#hmac-sha256"),
        (b"xmldsig-more#ecdsa-sha256", b"xmldsig-more#unknown"),
    ],
)
def test_a_scheme_without_a_public_key_is_refused(old: bytes, new: bytes) -> None:
    report = judged(sample(Format.XADES_ENVELOPED).replace(old, new))

    assert refused(report, SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED)


def test_another_canonicalisation_than_the_signed_one_is_refused() -> None:
    exclusive = f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'.encode()
    inclusive = f'<ds:CanonicalizationMethod Algorithm="{making.INCLUSIVE}"/>'.encode()

    report = judged(sample(Format.XADES_ENVELOPED).replace(exclusive, inclusive, 1))

    assert refused(report, SubIndication.SIG_CRYPTO_FAILURE, Code.SIGNATURE_MISMATCH)


def test_other_key_information_than_the_signers_is_refused() -> None:
    report = judged(sign(Format.XADES_ENVELOPED, Level.B, Leaf.CITIZEN, how=How(key_info=(Leaf.TWIN,))))

    assert refused(report, SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_NOT_FOUND)


def test_a_counter_signature_changes_nothing_and_is_told() -> None:
    document = sample(Format.XADES_ENVELOPED, Level.LTA)

    report = judged(making.counter_signed(document, document))

    assert report.accepted
    (told,) = only(report).findings
    assert (told.code, told.severity) == (Code.XML_COUNTER_SIGNATURE, Severity.NOTICE)


def test_a_counter_signature_brings_no_proofs() -> None:
    lean = sign(Format.XADES_ENVELOPED, Level.LT, Leaf.CITIZEN, how=How(without_revocation=True))

    report = judged(making.counter_signed(lean, sample(Format.XADES_ENVELOPED)))

    assert refused(report, SubIndication.TRY_LATER, Code.REVOCATION_MISSING)


def test_everything_in_an_enveloping_signature_must_be_signed() -> None:
    assert judged(making.two_objects(both_signed=True)).accepted
    assert refused(judged(making.two_objects(both_signed=False)), Broken, Code.XML_UNSIGNED_CONTENT)


def test_an_object_counts_only_where_the_signature_is_the_document() -> None:
    root = etree.Element("envelope")
    root.append(etree.fromstring(sample(Format.XADES_ENVELOPING)))

    report = judged(serialised(root))

    assert refused(report, Broken, Code.XML_REFERENCE_SCOPE)


def test_a_document_without_a_canonical_form_is_refused() -> None:
    document = sample(Format.XADES_ENVELOPED).replace(b"<name>", b'<name xmlns:relative="a/b">', 1)

    assert refused(judged(document), Broken, Code.XML_STRUCTURE)


def test_comments_are_nobodys_words() -> None:
    document = making.whole().replace(b"Minta", b"Mi<!-- not -->nta")

    report = judged(document)

    assert report.accepted
    (part,) = report.payload
    assert b"<name>Minta</name>" in bytes(part.content)
    assert b"not" not in bytes(part.content)


@pytest.mark.parametrize("name", ["DigestValue", "SignatureValue", "X509Certificate"])
def test_a_comment_inside_a_number_is_refused(name: str) -> None:
    document = sample(Format.XADES_ENVELOPED)
    start = document.index(f"<ds:{name}".encode())
    place = document.index(b">", start) + 5

    report = judged(document[:place] + b"<!-- -->" + document[place:])

    assert refused(report, Broken, Code.XML_STRUCTURE)


def _second_info(signature: making.Element) -> None:
    signature.insert(0, deepcopy(signature[0]))


def _value_first(signature: making.Element) -> None:
    signature.insert(0, signature[1])


def _foreign_child(signature: making.Element) -> None:
    signature.append(etree.Element("{urn:example:foreign}Object"))


def _unnamed(signature: making.Element) -> None:
    del signature.attrib["Id"]


def _reference_before_methods(signature: making.Element) -> None:
    info = signature[0]
    info.insert(0, info[2])


def _foreign_reference(signature: making.Element) -> None:
    signature[0].append(etree.Element("{urn:example:foreign}Reference"))


def _crowd_of_references(signature: making.Element) -> None:
    for _ in range(101):
        signature[0].append(deepcopy(signature[0][2]))


@pytest.mark.parametrize(
    "disorder",
    [
        _second_info,
        _value_first,
        _foreign_child,
        _unnamed,
        _reference_before_methods,
        _foreign_reference,
        _crowd_of_references,
    ],
)
def test_a_signature_out_of_order_is_refused(disorder: Callable[[making.Element], None]) -> None:
    report = judged(making.changed(Format.XADES_ENVELOPED, lambda root: disorder(making.signature_in(root))))

    assert refused(report, Broken, Code.XML_STRUCTURE)


@pytest.mark.parametrize("name", ["SigningTime", "SigningCertificateV2"])
def test_a_mandatory_property_that_is_missing_refuses(name: str) -> None:
    def change(root: making.Element) -> None:
        element = next(root.iter(xades(name)))
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    report = judged(making.changed(Format.XADES_ENVELOPED, change))

    assert not report.accepted
    assert Code.MISSING_PROPERTY in codes(report)


def test_changed_properties_are_refused() -> None:
    document = sample(Format.XADES_ENVELOPED).replace(b"2026-11-23T09:40:00Z", b"2026-11-23T09:40:01Z")

    assert refused(judged(document), SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_changed_document_is_refused() -> None:
    document = sample(Format.XADES_ENVELOPED).replace(b"<name>Minta</name>", b"<name>Manta</name>")

    assert refused(judged(document), SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_changed_object_is_refused() -> None:
    def change(root: making.Element) -> None:
        holder = next(each for each in root.iter(ds("Object")) if each.get("Id") == "content")
        holder.text = encoded(b"another form")

    report = judged(making.changed(Format.XADES_ENVELOPING, change))

    assert refused(report, SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_detached_signature_alone_finds_nothing_that_it_signs() -> None:
    document = making.enveloped_with((WHOLE,)).replace(b'URI=""', b'URI="form.pdf"', 1)
    removed = document.replace(f'<ds:Transform Algorithm="{ENVELOPED}"/>'.encode(), b"", 1)

    assert outcome(judged(removed))[0] is SubIndication.SIGNED_DATA_NOT_FOUND


def test_signatures_beyond_measure_are_refused() -> None:
    root = etree.fromstring(sample(Format.XADES_ENVELOPED))
    for _ in range(20):
        root.append(deepcopy(making.signature_in(root)))

    assert refused(judged(serialised(root)), Broken, Code.TOO_MANY_SIGNATURES)


def test_properties_by_way_of_a_pointer_are_refused() -> None:
    def change(root: making.Element) -> None:
        qualifying = next(root.iter(xades("QualifyingProperties")))
        qualifying.tag = xades("QualifyingPropertiesReference")

    assert refused(judged(making.changed(Format.XADES_ENVELOPED, change)), Broken, Code.XML_STRUCTURE)


def test_signature_elements_of_another_namespace_are_no_signature() -> None:
    document = sample(Format.XADES_ENVELOPED).replace(DS.encode(), b"http://www.w3.org/2000/09/xmldsig2#")

    assert refused(judged(document), Broken, Code.NO_SIGNATURE)
