# SPDX-License-Identifier: EUPL-1.2
"""What a certificate is worth, at its issuance and at its use, by what the lists say (ETSI TS 119 615)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.pki import (
    STAMPED_AT,
    VALIDATED_AT,
    Authority,
    Leaf,
    Listed,
    Lists,
    Operator,
    Rule,
    Unit,
    trust,
    world,
)
from tests.pki.lists import CA_PKC, NEXT_UPDATE_AT, QTST, RECOGNISED, SUPERVISED, WITHDRAWN
from ugyfelkapu.esignature.trust.qualification import (
    Answer,
    Level,
    Qualified,
    Remark,
    Standing,
    qualify,
    qualify_stamp,
    recognised_services,
    standing,
)
from ugyfelkapu.esignature.trust.snapshot import TrustSnapshot
from ugyfelkapu.esignature.trust.values import Kind, Purpose

NON_REPUDIATION = (("nonRepudiation", True),)


def judged(
    leaf: Leaf,
    lists: Lists | None = None,
    signed_at: datetime = STAMPED_AT,
    at: datetime = VALIDATED_AT,
) -> Qualified:
    """Judge a leaf's certificate by the lists."""
    snapshot = TrustSnapshot.from_directory(trust(lists or Lists()), VALIDATED_AT)
    return qualify(world().chain(leaf), signed_at, snapshot, at)


def with_rules(*rules: Rule) -> Lists:
    """Return lists with rules about the certificates of the qualified authority."""
    return Lists().changed("qualified", rules=rules)


def stamped(unit: Unit, lists: Lists | None = None, at: datetime = VALIDATED_AT) -> Standing:
    """Judge a unit's timestamp."""
    snapshot = TrustSnapshot.from_directory(trust(lists or Lists()), VALIDATED_AT)
    return qualify_stamp(world().chain(unit), STAMPED_AT, snapshot, at)


@pytest.mark.parametrize(
    ("leaf", "level"),
    [
        (Leaf.CITIZEN, Level.QES),
        (Leaf.CITIZEN_RSA, Level.QES),
        (Leaf.NO_DEVICE, Level.ADES_QC),
        (Leaf.ADVANCED, Level.ADES),
        (Leaf.TWIN, Level.ADES),
        (Leaf.SEAL, Level.QESEAL),
        (Leaf.NO_STATEMENTS, Level.ADES),
        (Leaf.TAKEN_OVER, Level.QES),
    ],
)
def test_a_signature_is_worth_what_its_certificate_is(leaf: Leaf, level: Level) -> None:
    assert judged(leaf).level is level


def test_a_seal_without_a_device_is_an_advanced_one_with_a_qualified_certificate() -> None:
    lists = with_rules(Rule(("QCNoQSCD",), key_usage=NON_REPUDIATION))

    assert judged(Leaf.SEAL, lists).level is Level.ADESEAL_QC


def test_a_service_withdrawn_before_signing_qualifies_nobody() -> None:
    verdict = judged(Leaf.WITHDRAWN)

    assert (verdict.at_issuance.qualified, verdict.at_signing.qualified) == (Answer.YES, Answer.NO)
    assert verdict.at_signing.status == WITHDRAWN
    assert verdict.level is Level.ADES
    assert {Remark.NOT_GRANTED, Remark.DIFFERS} <= verdict.remarks


def test_a_service_withdrawn_after_signing_had_qualified() -> None:
    assert judged(Leaf.FORMER, signed_at=datetime(2026, 10, 31, tzinfo=UTC)).level is Level.QES
    assert judged(Leaf.FORMER, signed_at=datetime(2026, 11, 1, tzinfo=UTC)).level is Level.ADES


def test_a_service_granted_only_after_issuance_qualifies_nobody() -> None:
    verdict = judged(Leaf.TOO_EARLY)

    assert (verdict.at_issuance.qualified, verdict.at_signing.qualified) == (Answer.NO, Answer.YES)
    assert verdict.level is Level.ADES


def test_a_service_taken_over_is_remarked_and_still_qualifies() -> None:
    verdict = judged(Leaf.TAKEN_OVER)

    assert verdict.level is Level.QES
    assert Remark.TAKEN_OVER in verdict.remarks


def test_a_service_with_an_extension_that_nobody_knows_leaves_the_verdict_open() -> None:
    verdict = judged(Leaf.CITIZEN, Lists().changed("qualified", unknown_critical=True))

    assert verdict.level is Level.OPEN_QES
    assert Remark.UNREAD in verdict.remarks


@pytest.mark.parametrize(
    ("kinds", "leaf", "level"),
    [
        (("ForeSignatures",), Leaf.CITIZEN, Level.QES),
        (("ForeSeals",), Leaf.CITIZEN, Level.ADES),
        (("ForeSignatures",), Leaf.SEAL, Level.ADESEAL),
        (("ForWebSiteAuthentication",), Leaf.CITIZEN, Level.ADES),
        ((), Leaf.CITIZEN, Level.QES),
    ],
)
def test_a_service_qualifies_only_for_what_it_is_listed_for(
    kinds: tuple[str, ...], leaf: Leaf, level: Level
) -> None:
    assert judged(leaf, Lists().changed("qualified", kinds=kinds)).level is level


@pytest.mark.parametrize(
    ("qualifiers", "leaf", "level"),
    [
        (("NotQualified",), Leaf.CITIZEN, Level.ADES),
        (("QCStatement",), Leaf.NO_STATEMENTS, Level.ADES_QC),
        (("QCStatement", "QCWithQSCD"), Leaf.NO_STATEMENTS, Level.QES),
        (("NotQualified", "QCStatement"), Leaf.CITIZEN, Level.OPEN_QES),
        (("QCWithQSCD",), Leaf.NO_DEVICE, Level.QES),
        (("QCWithSSCD",), Leaf.NO_DEVICE, Level.QES),
        (("QCQSCDManagedOnBehalf",), Leaf.NO_DEVICE, Level.QES),
        (("QCNoQSCD",), Leaf.CITIZEN, Level.ADES_QC),
        (("QCNoSSCD",), Leaf.CITIZEN, Level.ADES_QC),
        (("QCNoQSCD", "QCWithQSCD"), Leaf.CITIZEN, Level.OPEN_QES),
        (("QCQSCDStatusAsInCert",), Leaf.CITIZEN, Level.QES),
        (("QCQSCDStatusAsInCert",), Leaf.NO_DEVICE, Level.ADES_QC),
        (("QCForESeal",), Leaf.CITIZEN, Level.QESEAL),
        (("QCForESig",), Leaf.TWO_TYPES, Level.QES),
        (("QCForWSA",), Leaf.CITIZEN, Level.NOT_ADES),
        (("QCForLegalPerson",), Leaf.CITIZEN, Level.QESEAL),
        (("QCForLegalPerson", "QCForESig"), Leaf.CITIZEN, Level.OPEN_QES),
        (("QCForESig", "QCForESeal"), Leaf.CITIZEN, Level.OPEN_QES),
    ],
)
def test_the_lists_word_goes_before_the_certificates_own(
    qualifiers: tuple[str, ...], leaf: Leaf, level: Level
) -> None:
    assert judged(leaf, with_rules(Rule(qualifiers, key_usage=NON_REPUDIATION))).level is level


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        (Rule((), key_usage=NON_REPUDIATION), True),
        (Rule((), key_usage=(("digitalSignature", True),)), False),
        (Rule((), key_usage=(("digitalSignature", False),)), True),
        (Rule((), "all", ("1.2.3",), NON_REPUDIATION), False),
        (Rule((), "atLeastOne", ("1.2.3",), NON_REPUDIATION), True),
        (Rule((), "none", ("1.2.3",)), True),
        (Rule((), "none", ("1.2.3",), NON_REPUDIATION), False),
        (Rule((), subject_attributes=("2.5.4.5",)), True),
        (Rule((), subject_attributes=("urn:oid:2.5.4.5",)), True),
        (Rule((), subject_attributes=("2.5.4.97",)), False),
        (Rule(()), False),
    ],
)
def test_a_rule_holds_for_the_certificates_that_meet_its_criteria(rule: Rule, *, met: bool) -> None:
    verdict = judged(Leaf.CITIZEN, with_rules(replace(rule, qualifiers=("NotQualified",))))

    assert verdict.level is (Level.ADES if met else Level.QES)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(("NotQualified",), unknown=True),
        Rule(("NotQualified",), key_usage=(("unheardOf", True),)),
        Rule(("NotQualified",), "some"),
    ],
)
def test_criteria_that_nobody_understands_leave_the_verdict_open(rule: Rule) -> None:
    verdict = judged(Leaf.CITIZEN, with_rules(rule))

    assert verdict.level is Level.OPEN_QES
    assert Remark.UNREAD in verdict.remarks


def test_a_certificate_of_two_kinds_leaves_the_verdict_open() -> None:
    verdict = judged(Leaf.TWO_TYPES)

    assert verdict.level is Level.OPEN_QES
    assert Remark.SEVERAL_KINDS in verdict.remarks


def test_services_that_disagree_leave_the_verdict_open() -> None:
    rules = (Rule(("NotQualified",), key_usage=NON_REPUDIATION),)
    again = ("again", Listed((Authority.QUALIFIED,), rules=rules))
    verdict = judged(Leaf.CITIZEN, Lists(services=(*Lists().services, again)))

    assert verdict.level is Level.OPEN_QES
    assert Remark.CONFLICT in verdict.remarks


def test_a_service_for_another_kind_has_no_voice() -> None:
    again = ("again", Listed((Authority.QUALIFIED,), kinds=("ForWebSiteAuthentication",)))

    assert judged(Leaf.CITIZEN, Lists(services=(*Lists().services, again))).level is Level.QES


def test_services_that_are_not_qualified_qualify_nobody() -> None:
    lists = Lists().changed("qualified", purpose=CA_PKC, status=RECOGNISED)
    snapshot = TrustSnapshot.from_directory(trust(lists), VALIDATED_AT)
    path = world().chain(Leaf.CITIZEN)

    assert judged(Leaf.CITIZEN, lists).level is Level.ADES
    issuing = frozenset({Purpose.CERTIFICATES})
    assert [each.name for each in recognised_services(path, STAMPED_AT, snapshot, issuing)] == ["qualified"]
    assert recognised_services(path, datetime(2019, 1, 1, tzinfo=UTC), snapshot, issuing) == ()


def test_a_list_of_our_own_qualifies_nobody() -> None:
    verdict = judged(Leaf.ADVANCED, Lists(own=True))

    assert verdict.level is Level.ADES
    assert verdict.at_signing.remarks == {Remark.NOT_LISTED}


def test_supervision_of_old_counts_only_before_eidas() -> None:
    lists = Lists().changed("qualified", status=SUPERVISED, since=datetime(2012, 1, 1, tzinfo=UTC))
    snapshot = TrustSnapshot.from_directory(trust(lists), VALIDATED_AT)
    path = world().chain(Leaf.CITIZEN)

    before = standing(path, datetime(2016, 6, 30, 21, 59, tzinfo=UTC), snapshot, VALIDATED_AT)
    after = standing(path, datetime(2016, 6, 30, 22, 0, tzinfo=UTC), snapshot, VALIDATED_AT)

    assert (before.qualified, after.qualified) == (Answer.YES, Answer.NO)


def test_a_late_list_is_remarked_and_still_serves() -> None:
    verdict = judged(Leaf.CITIZEN, at=NEXT_UPDATE_AT + timedelta(days=2))

    assert verdict.level is Level.QES
    assert Remark.LATE in verdict.remarks


def test_a_stale_list_leaves_every_good_verdict_open() -> None:
    verdict = judged(Leaf.CITIZEN, at=NEXT_UPDATE_AT + timedelta(days=4))

    assert verdict.level is Level.OPEN_QES
    assert Remark.STALE in verdict.remarks


def test_what_a_stale_list_denied_stays_denied() -> None:
    verdict = judged(Leaf.WITHDRAWN, at=NEXT_UPDATE_AT + timedelta(days=4))

    assert verdict.level is Level.ADES


def test_a_unit_on_the_list_dates_with_qualification() -> None:
    verdict = stamped(Unit.TSU)

    assert verdict.qualified is Answer.YES
    assert verdict.service is not None
    assert verdict.service.purpose is Purpose.QUALIFIED_STAMPS


def test_a_unit_whose_authority_is_on_the_list_dates_with_qualification() -> None:
    assert stamped(Unit.LISTED_BY_CA).qualified is Answer.YES


def test_an_authority_on_the_list_makes_no_other_certificate_date() -> None:
    lists = Lists().alone(Listed((Authority.QUALIFIED, Authority.TSA), QTST, kinds=()))
    snapshot = TrustSnapshot.from_directory(trust(lists), VALIDATED_AT)

    signer = qualify_stamp(world().chain(Leaf.CITIZEN), STAMPED_AT, snapshot, VALIDATED_AT)

    assert signer.qualified is Answer.NO
    assert stamped(Unit.WRONG_USAGE, lists).qualified is Answer.NO
    assert stamped(Unit.TSU, lists).qualified is Answer.YES


def test_a_unit_on_no_list_dates_without_qualification() -> None:
    verdict = stamped(Unit.UNLISTED)

    assert verdict.qualified is Answer.NO
    assert verdict.remarks == {Remark.NOT_LISTED}


def test_a_unit_withdrawn_dates_without_qualification() -> None:
    verdict = stamped(Unit.TSU, Lists().changed("unit", status=WITHDRAWN))

    assert verdict.qualified is Answer.NO
    assert verdict.remarks == {Remark.NOT_GRANTED}


def test_a_unit_on_a_stale_list_leaves_the_verdict_open() -> None:
    verdict = stamped(Unit.TSU, at=NEXT_UPDATE_AT + timedelta(days=4))

    assert verdict.qualified is Answer.OPEN
    assert Remark.STALE in verdict.remarks


def test_a_unit_with_an_extension_that_nobody_knows_leaves_the_verdict_open() -> None:
    verdict = stamped(Unit.TSU, Lists().changed("unit", unknown_critical=True))

    assert verdict.qualified is Answer.OPEN


def test_nobody_is_qualified_by_a_list_that_a_stranger_signed() -> None:
    assert judged(Leaf.CITIZEN, Lists(signer=Operator.STRANGER)).level is Level.ADES


def test_the_kind_of_a_certificate_is_told() -> None:
    assert judged(Leaf.CITIZEN).at_signing.kind is Kind.SIGNATURE
    assert judged(Leaf.SEAL).at_signing.kind is Kind.SEAL
