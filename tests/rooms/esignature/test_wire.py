# SPDX-License-Identifier: EUPL-1.2
"""A worker's answer: what arrives whole is read, and nothing else; and what it would ask the world."""

from __future__ import annotations

import json

import pytest
from asn1crypto import x509

from tests.pki import CHECKED_AT, VALIDATED_AT, Format, Leaf, Level, sign, world
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.report_reading import Unreadable
from ugyfelkapu.esignature.revocation import Given
from ugyfelkapu.esignature.sandbox import examine_apart
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.esignature.wire import Examined, Question, cut, framed, packed, unpacked

from .judging import FromTheWorld, judged, outcome, sample, snapshot

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def test_a_verdict_that_waits_says_whom_to_ask_about() -> None:
    lean = sign(Format.CADES_ATTACHED, Level.T, Leaf.CITIZEN)

    first = examine_apart(lean, snapshot(), at=VALIDATED_AT)
    evidence = Material()
    for question in first.questions:
        certificate, issuer = (
            x509.Certificate.load(each) for each in (question.certificate, question.issuer)
        )
        evidence += FromTheWorld(CHECKED_AT).evidence_for(certificate, issuer)
    second = examine_apart(lean, snapshot(), at=VALIDATED_AT, source=Given(evidence))

    assert outcome(first.report) == (SubIndication.TRY_LATER, Code.REVOCATION_MISSING)
    assert first.questions[0].certificate == world().certificate(Leaf.CITIZEN).dump()
    assert second.report.accepted


def test_a_forged_signature_asks_the_world_nothing() -> None:
    document = sample(Format.PADES).replace(b"(Teszt) Tj", b"(Tesxt) Tj")

    examined = examine_apart(document, snapshot(), at=VALIDATED_AT)

    assert not examined.report.accepted
    assert examined.questions == ()


def test_an_answer_survives_its_journey() -> None:
    examined = Examined(
        judged(sample(Format.PADES)), (Question(b"certificate", b"issuer"), Question(b"", b"x"))
    )

    assert unpacked(b"".join(packed(examined))) == examined


@pytest.mark.parametrize("spoil", [b"", b"\x00" * 7, b"\xff" * 64, b"\x00" * 64])
def test_what_is_no_answer_is_none(spoil: bytes) -> None:
    assert unpacked(spoil) is None


def test_an_answer_cut_short_or_drawn_out_is_none() -> None:
    whole = b"".join(packed(Examined(judged(sample(Format.PADES)))))

    assert unpacked(whole[:-1]) is None
    assert unpacked(whole + b"x") is None


@pytest.mark.parametrize(
    "head",
    [None, [], {}, {"report": "", "parts": [], "questions": []}, {"report": 1, "parts": 2, "questions": 3}],
)
def test_an_answer_of_another_shape_is_none(head: object) -> None:
    assert unpacked(b"".join(framed(head, []))) is None


@pytest.mark.parametrize("sizes", [[1], [3, -1], [4], ["2"], [True, 1], [2, 1]])
def test_pieces_must_add_up(sizes: list[object]) -> None:
    with pytest.raises(Unreadable):
        cut(b"ab", sizes)


def test_a_worker_that_lies_about_questions_is_not_heard() -> None:
    pieces = packed(Examined(judged(sample(Format.PADES))))
    head = json.loads(bytes(pieces[1]))
    head["questions"] = [0]

    assert unpacked(b"".join(framed(head, pieces[2:]))) is None
