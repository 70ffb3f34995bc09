# SPDX-License-Identifier: EUPL-1.2
"""The report: the words of the standard, our codes below them, the same values after a journey as text."""

from __future__ import annotations

import json

import pytest

from tests.pki import VALIDATED_AT, Format, Leaf, Level
from ugyfelkapu.esignature.findings import Finding, Indication, SubIndication, indication_of, printable
from ugyfelkapu.esignature.report import as_json
from ugyfelkapu.esignature.report_reading import Unreadable, from_json
from ugyfelkapu.esignature.trust.policy import VERSION

from .judging import judged, sample, snapshot

DOCUMENTS = {
    "accepted": sample(Format.PADES, Level.LTA),
    "refused": sample(Format.PADES, Level.LT, Leaf.REVOKED),
    "waiting": sample(Format.XADES_ENVELOPED, Level.B),
    "broken": b"%PDF-1.7 nothing",
}
FINAL = {"FORMAT_FAILURE", "HASH_FAILURE", "SIG_CRYPTO_FAILURE", "REVOKED", "EXPIRED", "NOT_YET_VALID"}


def test_the_report_holds_what_was_agreed() -> None:
    report = json.loads(as_json(judged(DOCUMENTS["accepted"])))

    assert set(report) == {
        "accepted",
        "indication",
        "sub_indication",
        "document",
        "signatures",
        "findings",
        "context",
    }
    assert set(report["document"]) == {"sha256", "format", "signatures_found"}
    (signature,) = report["signatures"]
    assert set(signature) == {
        "name",
        "indication",
        "sub_indication",
        "format_level",
        "signature_level",
        "best_signature_time",
        "claimed_time",
        "timestamps",
        "coverage",
        "algorithms",
        "policy_id",
        "chain",
        "revocation",
        "subject",
        "findings",
        "accepted",
    }
    assert signature["indication"] == "TOTAL-PASSED"
    assert signature["best_signature_time"] == "2026-11-23T09:41:00Z"
    assert [set(stamp) for stamp in signature["timestamps"]] == [
        {"kind", "time", "qualified", "indication", "sub_indication"}
    ] * 2
    assert signature["algorithms"] == ["ecdsa-sha256", "sha256"]


def test_the_chain_says_who_vouched() -> None:
    (signature,) = judged(DOCUMENTS["accepted"]).signatures

    leaf, anchor = signature.chain
    assert (leaf.role, leaf.anchor) == ("signer", False)
    assert (anchor.role, anchor.anchor, anchor.territory) == ("authority", True, "HU")
    assert (anchor.status_at_issuance, anchor.status_at_signing) == ("granted", "granted")
    assert anchor.service


def test_the_context_says_by_what_the_verdict_was_found() -> None:
    context = judged(DOCUMENTS["accepted"]).context

    assert context.validation_time == VALIDATED_AT
    assert context.policy_version == VERSION
    assert context.trust_snapshot == snapshot().id
    assert {each.territory for each in context.trusted_lists} == {"EU", "HU"}
    assert dict(context.software)["pyhanko"]


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_report_survives_its_journey_as_text(kind: str) -> None:
    report = judged(DOCUMENTS[kind])

    assert from_json(as_json(report), report.payload) == report


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{}", '{"accepted": true}', "{", '"a"', "1", '{"accepted": 1, "x": 2}']
)
def test_what_is_no_report_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable):
        from_json(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"accepted": true', '"accepted": "yes"'),
        ('"TOTAL-PASSED"', '"PASSED"'),
        ('"signatures_found": 1', '"signatures_found": "1"'),
        ('"2026-11-23T09:41:00Z"', '"yesterday"'),
        ('"findings": []', '"findings": {}'),
        ('"signatures": [', '"more": 1, "signatures": ['),
    ],
)
def test_a_report_changed_on_its_way_is_not_read(old: str, new: str) -> None:
    text = as_json(judged(DOCUMENTS["accepted"]))

    assert old in text
    with pytest.raises(Unreadable):
        from_json(text.replace(old, new))


@pytest.mark.parametrize("sub_indication", SubIndication)
def test_every_sub_indication_belongs_to_one_indication(sub_indication: SubIndication) -> None:
    indication = indication_of(sub_indication)

    assert (indication is Indication.TOTAL_FAILED) is (sub_indication in FINAL)
    assert indication is not Indication.TOTAL_PASSED


def test_no_sub_indication_means_a_pass() -> None:
    assert indication_of(None) is Indication.TOTAL_PASSED


def test_the_words_of_strangers_are_tamed() -> None:
    assert printable("a\nb\x1b[31m\u202e") == "a?b?[31m?"
    assert len(printable("x" * 500)) == 200


def test_findings_name_their_clause() -> None:
    (signature,) = judged(DOCUMENTS["refused"]).signatures

    first: Finding = signature.findings[0]
    assert first.clause.startswith("EN 319 102-1")
