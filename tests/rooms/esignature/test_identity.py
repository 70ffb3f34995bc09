# SPDX-License-Identifier: EUPL-1.2
"""Who signed: read from the validated certificate alone, strictly, with an outcome for every oddity."""

from __future__ import annotations

import pytest
from asn1crypto import x509

from tests.pki import Format, Leaf, Level, world
from ugyfelkapu.esignature.identity import Holder, Identifier, SemanticsIdentifier, Subject, subject_of
from ugyfelkapu.esignature.trust.qualification import Level as Worth

from .judging import judged, only, sample

OUTCOMES = {
    Leaf.CITIZEN: (Holder.PERSON, Identifier.SEMANTIC),
    Leaf.CITIZEN_RSA: (Holder.PERSON, Identifier.SEMANTIC),
    Leaf.EMPLOYEE: (Holder.EMPLOYEE, Identifier.SEMANTIC),
    Leaf.NAMELESS: (Holder.PERSON, Identifier.ABSENT),
    Leaf.OWN_OID: (Holder.PERSON, Identifier.OWN),
    Leaf.PSEUDONYM: (Holder.PSEUDONYM, Identifier.SEMANTIC),
    Leaf.SEAL: (Holder.SEAL, Identifier.ABSENT),
}


@pytest.mark.parametrize("leaf", OUTCOMES)
def test_every_kind_of_holder_has_its_outcome(leaf: Leaf) -> None:
    subject = only(judged(sample(Format.CADES_ATTACHED, Level.LT, leaf))).subject

    assert subject is not None
    assert (subject.holder, subject.identifier) == OUTCOMES[leaf]


def test_names_and_identifier_are_read() -> None:
    subject = only(judged(sample(Format.PADES))).subject

    assert subject is not None
    assert (subject.surname, subject.given_name) == ("Minta", "Mária")
    assert subject.semantics == SemanticsIdentifier("PNO", "HU", "26305079908")
    assert subject.country == "HU"


def test_a_signature_that_did_not_pass_names_nobody() -> None:
    assert only(judged(sample(Format.PADES, Level.LT, Leaf.REVOKED))).subject is None


def named(*attributes: tuple[str, str], level: Worth = Worth.QES) -> Subject:
    """Return who a certificate with this subject says that its holder is."""
    relative = [
        x509.RelativeDistinguishedName(
            [x509.NameTypeAndValue({"type": kind, "value": x509.DirectoryString("utf8_string", text)})]
        )
        for kind, text in attributes
    ]
    certificate = world().certificate(Leaf.CITIZEN).copy()
    name = x509.Name("", x509.RDNSequence(relative))
    certificate["tbs_certificate"]["subject"] = name
    return subject_of(x509.Certificate.load(certificate.dump(force=True)), level)


PERSON = (("given_name", "Elek"), ("surname", "Teszt"))
IDENTIFIERS = {
    "PNOHU-26305079908": (Identifier.SEMANTIC, SemanticsIdentifier("PNO", "HU", "26305079908")),
    "IDCHU-000001ZZ": (Identifier.SEMANTIC, SemanticsIdentifier("IDC", "HU", "000001ZZ")),
    "PASSK-ZZ0000004": (Identifier.SEMANTIC, SemanticsIdentifier("PAS", "SK", "ZZ0000004")),
    "TINRO-1234567890": (Identifier.SEMANTIC, SemanticsIdentifier("TIN", "RO", "1234567890")),
    "TAXHU-8000000000": (Identifier.SEMANTIC, SemanticsIdentifier("TAX", "HU", "8000000000")),
    "EI:SE-200007292386": (Identifier.NATIONAL, SemanticsIdentifier("EI", "SE", "200007292386")),
    "1.3.6.1.4.1.21528.2.2.3.136": (Identifier.OWN, None),
    "PNOHU26305079908": (Identifier.OWN, None),
    "pnohu-26305079908": (Identifier.OWN, None),
    "PNOhu-26305079908": (Identifier.OWN, None),
    "PNOHUN-26305079908": (Identifier.OWN, None),
    "PNOHU-": (Identifier.OWN, None),
    "PNOHU-26305 079908": (Identifier.OWN, None),
    "XYZHU-1": (Identifier.OWN, None),
    "VATHU-12345678": (Identifier.OWN, None),
    "PNOHU–26305079908": (Identifier.OWN, None),
    "12345": (Identifier.OWN, None),
}


@pytest.mark.parametrize("number", IDENTIFIERS)
def test_identifiers_are_read_strictly(number: str) -> None:
    subject = named(*PERSON, ("serial_number", number))

    assert (subject.identifier, subject.semantics) == IDENTIFIERS[number]
    assert subject.holder is Holder.PERSON


@pytest.mark.parametrize(
    ("attributes", "holder"),
    [
        (PERSON, Holder.PERSON),
        ((("common_name", "Teszt Elek"),), Holder.PERSON),
        ((*PERSON, ("organization_name", "Minta Kft.")), Holder.EMPLOYEE),
        ((*PERSON, ("organization_identifier", "VATHU-12345678")), Holder.EMPLOYEE),
        ((*PERSON, ("pseudonym", "Sas")), Holder.PSEUDONYM),
        ((("pseudonym", "Sas"), ("common_name", "Sas")), Holder.PSEUDONYM),
        (
            (("common_name", "Minta Kft."), ("organization_identifier", "VATHU-12345678")),
            Holder.SEAL,
        ),
        ((("given_name", "Elek"),), Holder.UNCLEAR),
        ((("country_name", "HU"),), Holder.UNCLEAR),
        ((*PERSON, ("surname", "Minta")), Holder.UNCLEAR),
        ((*PERSON, ("serial_number", "PNOHU-1"), ("serial_number", "PNOHU-2")), Holder.UNCLEAR),
        ((("given_name", "El\u202eek"), ("surname", "Teszt")), Holder.UNCLEAR),
        ((("given_name", "E" * 301), ("surname", "Teszt")), Holder.UNCLEAR),
    ],
)
def test_a_holder_is_what_the_subject_says(attributes: tuple[tuple[str, str], ...], holder: Holder) -> None:
    assert named(*attributes).holder is holder


def test_a_seals_level_makes_a_seal_of_everybody() -> None:
    assert named(*PERSON, level=Worth.QESEAL).holder is Holder.SEAL


def test_names_are_read_in_one_spelling() -> None:
    subject = named(("given_name", "Ma\u0301ria  Anna"), ("surname", "Kova\u0301cs"))

    assert (subject.surname, subject.given_name) == ("Kovács", "Mária Anna")
