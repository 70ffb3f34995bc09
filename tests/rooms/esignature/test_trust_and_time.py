# SPDX-License-Identifier: EUPL-1.2
"""Whom to trust, and when: every way in which certificates, timestamps and lists can be wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.pki import (
    CHECKED_AT,
    STAMPED_AT,
    VALIDATED_AT,
    Authority,
    Format,
    How,
    Leaf,
    Level,
    Listed,
    Lists,
    Past,
    Responder,
    Unit,
    sign,
    world,
)
from tests.pki.lists import CA_PKC, GRANTED, LONG_AGO, RECOGNISED
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.statements import SKEW

from .judging import IN_ORDER, FromTheWorld, judged, only, refused, sample

SHAPES = [Format.PADES, Format.CADES_ATTACHED, Format.XADES_ENVELOPED]
Sub = SubIndication
REFUSED_LEAVES = {
    Leaf.ADVANCED: (Sub.NO_CERTIFICATE_CHAIN_FOUND, Code.CHAIN_NOT_FOUND),
    Leaf.TWIN: (Sub.NO_CERTIFICATE_CHAIN_FOUND, Code.CHAIN_NOT_FOUND),
    Leaf.REVOKED: (Sub.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED),
    Leaf.EXPIRED: (Sub.OUT_OF_BOUNDS_NO_POE, Code.CERTIFICATE_EXPIRED),
    Leaf.FUTURE: (Sub.NOT_YET_VALID, Code.CERTIFICATE_NOT_YET_VALID),
    Leaf.WRONG_USAGE: (Sub.CHAIN_CONSTRAINTS_FAILURE, Code.KEY_USAGE),
    Leaf.SMALL_RSA: (Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED),
    Leaf.SMALL_EC: (Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED),
    Leaf.WITHDRAWN: (Sub.CHAIN_CONSTRAINTS_FAILURE, Code.SERVICE_NOT_GRANTED),
    Leaf.TOO_EARLY: (Sub.CHAIN_CONSTRAINTS_FAILURE, Code.SERVICE_NOT_GRANTED),
    Leaf.FORMER: (Sub.CHAIN_CONSTRAINTS_FAILURE, Code.SERVICE_NOT_GRANTED),
}
ACCEPTED_LEAVES = {
    Leaf.CITIZEN: "QESig",
    Leaf.CITIZEN_RSA: "QESig",
    Leaf.EMPLOYEE: "QESig",
    Leaf.NAMELESS: "QESig",
    Leaf.OWN_OID: "QESig",
    Leaf.BORDER: "QESig",
    Leaf.TAKEN_OVER: "QESig",
    Leaf.NO_DEVICE: "AdESig-QC",
    Leaf.NO_STATEMENTS: "AdESig",
}
NOBODYS_OWN = {
    Leaf.SEAL: ("QESeal", Code.IDENTITY_SEAL),
    Leaf.PSEUDONYM: ("QESig", Code.IDENTITY_PSEUDONYM),
    Leaf.TWO_TYPES: ("Indeterminate-QESig", Code.QUALIFICATION_UNCLEAR),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("leaf", ACCEPTED_LEAVES)
def test_these_signers_are_accepted(shape: Format, leaf: Leaf) -> None:
    report = judged(sample(shape, Level.LT, leaf))

    assert report.accepted
    assert only(report).signature_level == ACCEPTED_LEAVES[leaf]
    assert only(report).subject is not None


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("leaf", REFUSED_LEAVES)
def test_these_signers_are_refused(shape: Format, leaf: Leaf) -> None:
    report = judged(sample(shape, Level.LT, leaf))

    assert refused(report, *REFUSED_LEAVES[leaf])
    assert only(report).subject is None


@pytest.mark.parametrize("leaf", NOBODYS_OWN)
def test_a_sound_signature_may_still_be_nobodys_own(leaf: Leaf) -> None:
    report = judged(sample(Format.PADES, Level.LT, leaf))

    level, code = NOBODYS_OWN[leaf]
    assert refused(report, None, code)
    assert only(report).signature_level == level


def test_every_leaf_of_the_test_world_is_judged() -> None:
    assert {*REFUSED_LEAVES, *ACCEPTED_LEAVES, *NOBODYS_OWN} == set(Leaf)


def test_an_authority_on_our_own_list_makes_an_advanced_signature() -> None:
    report = judged(sample(Format.PADES, Level.LT, Leaf.ADVANCED), lists=Lists(own=True))

    assert report.accepted
    assert only(report).signature_level == "AdESig"
    assert only(report).chain[-1].territory == "OWN"


def test_trap_1_a_timestamp_after_the_signers_expiry_saves_nobody() -> None:
    still = datetime(2026, 10, 30, 12, tzinfo=UTC)
    in_time = How(signed_at=still, stamped_at=still, checked_at=still + timedelta(hours=13))

    before = judged(sign(Format.CADES_ATTACHED, Level.LT, Leaf.EXPIRED, how=in_time))
    after = judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.EXPIRED))

    assert before.accepted
    assert refused(after, Sub.OUT_OF_BOUNDS_NO_POE, Code.CERTIFICATE_EXPIRED)


def test_trap_2_levels_t_and_lt_are_not_judged_as_archives() -> None:
    source = FromTheWorld(CHECKED_AT)

    stamped = judged(sample(Format.CADES_ATTACHED, Level.T, Leaf.CITIZEN), source=source)
    plain = judged(sample(Format.CADES_ATTACHED, Level.B, Leaf.CITIZEN), source=source)

    assert stamped.accepted
    assert plain.accepted


def test_trap_7_an_authority_granted_before_and_after_is_one_and_the_same() -> None:
    lists = IN_ORDER.changed(
        "qualified", since=datetime(2026, 3, 1, tzinfo=UTC), history=(Past(GRANTED, LONG_AGO),)
    )

    assert judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.CITIZEN), lists=lists).accepted


@pytest.mark.parametrize("shape", SHAPES)
def test_trap_8_a_unit_listed_by_its_authority_proves_a_time(shape: Format) -> None:
    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(unit=Unit.LISTED_BY_CA)))

    assert report.accepted
    assert only(report).best_signature_time == STAMPED_AT
    assert only(report).timestamps[0].qualified == "yes"


@pytest.mark.parametrize("leaf", [Leaf.TOO_EARLY, Leaf.WITHDRAWN])
def test_trap_9_an_authority_must_be_granted_at_issuance_and_at_signing(leaf: Leaf) -> None:
    link = only(judged(sample(Format.CADES_ATTACHED, Level.LT, leaf))).chain[-1]

    granted = {link.status_at_issuance, link.status_at_signing} - {"granted"}
    assert granted


def test_what_an_authority_may_do_besides_does_not_save_it() -> None:
    besides = Listed((Authority.WITHDRAWN,), CA_PKC, RECOGNISED, kinds=())
    lists = Lists((*IN_ORDER.services, ("besides", besides)))

    report = judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.WITHDRAWN), lists=lists)

    assert refused(report, Sub.CHAIN_CONSTRAINTS_FAILURE, Code.SERVICE_NOT_GRANTED)


def test_an_authority_listed_for_other_certificates_makes_advanced_signatures() -> None:
    other = Listed((Authority.UNLISTED,), CA_PKC, RECOGNISED, kinds=())
    lists = Lists((*IN_ORDER.services, ("other", other)))

    report = judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.ADVANCED), lists=lists)

    assert report.accepted
    assert only(report).signature_level == "AdESig"


def test_trap_11_a_service_taken_over_still_counts() -> None:
    assert judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.TAKEN_OVER)).accepted


@pytest.mark.parametrize("shape", SHAPES)
def test_trap_13_an_unknown_signature_policy_is_refused(shape: Format) -> None:
    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(policy="urn:oid:1.2.3.4.5")))

    assert refused(report, Sub.SIGNATURE_POLICY_NOT_AVAILABLE, Code.POLICY_UNKNOWN)
    assert only(report).policy_id == "1.2.3.4.5"


@pytest.mark.parametrize("responder", [Responder.EXPIRED, Responder.SELF_ISSUED, Responder.FALSE])
@pytest.mark.parametrize("shape", SHAPES)
def test_answers_of_those_who_may_not_answer_count_for_nothing(shape: Format, responder: Responder) -> None:
    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(responder=responder)))

    assert refused(report, Sub.TRY_LATER, Code.REVOCATION_MISSING)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_older_than_the_timestamp_says_nothing(shape: Format) -> None:
    old = How(checked_at=STAMPED_AT - timedelta(seconds=1))
    young = How(checked_at=STAMPED_AT)

    assert refused(judged(sign(shape, Level.LT, Leaf.CITIZEN, how=old)), Sub.TRY_LATER, Code.REVOCATION_OLD)
    assert judged(sign(shape, Level.LT, Leaf.CITIZEN, how=young)).accepted


def test_an_answer_asked_for_while_judging_is_heard() -> None:
    asked = FromTheWorld(VALIDATED_AT + timedelta(seconds=2))

    assert judged(sign(Format.CADES_ATTACHED, Level.B, Leaf.CITIZEN), source=asked).accepted


def test_an_answer_from_the_future_is_not_heard() -> None:
    early = CHECKED_AT - SKEW - timedelta(seconds=1)

    report = judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.CITIZEN), at=early)

    assert refused(report, Sub.TRY_LATER, Code.REVOCATION_MISSING)


@pytest.mark.parametrize("unit", [Unit.UNLISTED, Unit.WRONG_USAGE])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_timestamp_that_nobody_trusts_proves_nothing(shape: Format, unit: Unit) -> None:
    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(unit=unit)))

    assert not report.accepted
    assert report.sub_indication is Sub.NO_POE
    assert only(report).best_signature_time == VALIDATED_AT


@pytest.mark.parametrize("shape", SHAPES)
def test_a_timestamp_copied_from_elsewhere_is_a_forgery(shape: Format) -> None:
    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(stamped_message=b"another signature")))

    assert refused(report, Sub.SIG_CONSTRAINTS_FAILURE, Code.TIMESTAMP_MISMATCH)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_timestamp_of_tomorrow_is_refused(shape: Format) -> None:
    tomorrow = VALIDATED_AT + timedelta(days=1)

    report = judged(sign(shape, Level.T, Leaf.CITIZEN, how=How(stamped_at=tomorrow)))

    assert refused(report, Sub.TIMESTAMP_ORDER_FAILURE, Code.TIMESTAMP_FUTURE)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_archive_older_than_the_signature_is_out_of_order(shape: Format) -> None:
    report = judged(
        sign(shape, Level.LTA, Leaf.CITIZEN, how=How(archived_at=STAMPED_AT - timedelta(hours=1)))
    )

    assert not report.accepted
    assert report.sub_indication in (Sub.TIMESTAMP_ORDER_FAILURE, Sub.NO_POE)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_signing_certificate_is_the_one_that_the_signature_names(shape: Format) -> None:
    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(signing_certificate=Leaf.NO_DEVICE)))

    assert not report.accepted
    assert report.sub_indication in (Sub.SIG_CRYPTO_FAILURE, Sub.NO_SIGNING_CERTIFICATE_FOUND)


def test_the_order_of_the_certificates_that_come_along_says_nothing() -> None:
    crowd = How(key_info=(Leaf.TWIN, Leaf.SEAL, Leaf.CITIZEN))

    report = judged(sign(Format.XADES_ENVELOPED, Level.LT, Leaf.CITIZEN, how=crowd))

    assert report.accepted
    assert only(report).chain[0].sha256 == world().certificate(Leaf.CITIZEN).sha256.hex()


def test_a_certificate_of_the_same_name_in_the_place_of_the_signers_is_refused() -> None:
    report = judged(sign(Format.XADES_ENVELOPED, Level.T, Leaf.CITIZEN, how=How(key_info=(Leaf.TWIN,))))

    assert refused(report, Sub.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_NOT_FOUND)


def test_a_stale_list_leaves_it_open() -> None:
    late = replace(IN_ORDER, next_update_at=VALIDATED_AT - timedelta(days=1))
    stale = replace(IN_ORDER, next_update_at=VALIDATED_AT - timedelta(days=9))
    document = sample(Format.CADES_ATTACHED)

    assert judged(document, lists=late).accepted
    assert refused(judged(document, lists=stale), Sub.TRY_LATER, Code.TL_STALE)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_archived_signature_outlives_its_signer(shape: Format) -> None:
    after_all = datetime(2028, 1, 10, tzinfo=UTC)
    lists = replace(
        IN_ORDER,
        issued_at=after_all - timedelta(days=1),
        next_update_at=after_all + timedelta(days=90),
        top_issued_at=after_all - timedelta(days=1),
        top_next_update_at=after_all + timedelta(days=90),
    )

    report = judged(sample(shape, Level.LTA), lists=lists, at=after_all)

    assert report.accepted
    assert only(report).best_signature_time == STAMPED_AT
