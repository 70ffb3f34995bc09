# SPDX-License-Identifier: EUPL-1.2
"""The process beside ours: the same reports from any thread, questions for the world, life after death."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asn1crypto import x509

from tests.pki import CHECKED_AT, VALIDATED_AT, Format, Leaf, Level, sign, trust, world
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.report_reading import Unreadable
from ugyfelkapu.esignature.sandbox import examine_apart
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.esignature.trust.material import directory
from ugyfelkapu.esignature.wire import START, Examined, Question, cut, framed, lengths, packed, unpacked
from ugyfelkapu.esignature.workshop import Workshop

from .judging import FromTheWorld, judged, outcome, sample, snapshot

pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    """Return a workshop with the lists of the test world."""
    opened = Workshop(directory(trust()), snapshot())
    yield opened
    opened.close()


@pytest.mark.parametrize("shape", [Format.PADES, Format.ASICE_XADES, Format.CADES_ATTACHED])
def test_the_workshop_finds_the_same(workshop: Workshop, shape: Format) -> None:
    assert workshop.examine(sample(shape), at=VALIDATED_AT).report == judged(sample(shape))


def test_many_threads_may_ask_at_once(workshop: Workshop) -> None:
    documents = [sample(Format.PADES), sample(Format.PADES, Level.LT, Leaf.REVOKED), b"junk"] * 3

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda each: workshop.examine(each, at=VALIDATED_AT).report, documents))

    assert found == [judged(each) for each in documents]


def test_a_verdict_that_waits_says_whom_to_ask_about(workshop: Workshop) -> None:
    lean = sign(Format.CADES_ATTACHED, Level.T, Leaf.CITIZEN)

    first = workshop.examine(lean, at=VALIDATED_AT)
    evidence = Material()
    for question in first.questions:
        certificate, issuer = (
            x509.Certificate.load(each) for each in (question.certificate, question.issuer)
        )
        evidence += FromTheWorld(CHECKED_AT).evidence_for(certificate, issuer)
    second = workshop.examine(lean, at=VALIDATED_AT, evidence=evidence)

    assert outcome(first.report) == (SubIndication.TRY_LATER, Code.REVOCATION_MISSING)
    assert first.questions[0].certificate == world().certificate(Leaf.CITIZEN).dump()
    assert second.report.accepted


def test_a_forged_signature_asks_the_world_nothing() -> None:
    document = sample(Format.PADES).replace(b"(Teszt) Tj", b"(Tesxt) Tj")

    examined = examine_apart(document, snapshot(), at=VALIDATED_AT)

    assert not examined.report.accepted
    assert examined.questions == ()


def test_the_moment_is_the_askers(workshop: Workshop) -> None:
    early = workshop.examine(sample(Format.PADES), at=VALIDATED_AT - timedelta(days=2)).report

    assert not early.accepted
    assert early.context.validation_time == VALIDATED_AT - timedelta(days=2)


def test_a_dead_workshop_refuses_once_and_rises_again() -> None:
    opened = Workshop(directory(trust()), snapshot())
    try:
        assert opened.examine(sample(Format.PADES), at=VALIDATED_AT).report.accepted
        assert opened._process is not None
        opened._process.kill()
        opened._process.wait()

        lost = opened.examine(sample(Format.PADES), at=VALIDATED_AT).report
        again = opened.examine(sample(Format.PADES), at=VALIDATED_AT).report
    finally:
        opened.close()

    assert outcome(lost) == (SubIndication.GENERIC, Code.UNEXPECTED)
    assert again.accepted


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


def test_a_message_beyond_measure_is_not_waited_for() -> None:
    with pytest.raises(Unreadable):
        lengths(b"\xff" * START)
    with pytest.raises(Unreadable):
        lengths(b"")


def test_a_worker_that_lies_about_questions_is_not_heard() -> None:
    pieces = packed(Examined(judged(sample(Format.PADES))))
    head = json.loads(bytes(pieces[1]))
    head["questions"] = [0]

    assert unpacked(b"".join(framed(head, pieces[2:]))) is None
