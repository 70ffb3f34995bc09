# SPDX-License-Identifier: EUPL-1.2
"""How a certificate stood: who may say so, which word counts when, and that silence is never good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import ocsp as asn1_ocsp

from tests.pki import (
    CHECKED_AT,
    STAMPED_AT,
    VALIDATED_AT,
    Authority,
    Format,
    Leaf,
    Level,
    Responder,
    sign,
    world,
)
from tests.pki.people import Unit
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.ocsp_authorisation import Right, right_to_answer
from ugyfelkapu.esignature.revocation import FRESH, Evidence, NoRevocation, Outcome
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.esignature.statements import Source, Standing, Statement

from .judging import FromTheWorld, judged, only, refused, sample, snapshot

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RIGHTS = {
    (Responder.QUALIFIED, Authority.QUALIFIED): Right.DELEGATE,
    (Responder.SIBLING, Authority.SIBLING): Right.DELEGATE,
    (Responder.SIBLING, Authority.BORDER): Right.LISTED,
    (Authority.QUALIFIED, Authority.QUALIFIED): Right.ISSUER,
    (Responder.FALSE, Authority.QUALIFIED): None,
    (Responder.SELF_ISSUED, Authority.QUALIFIED): None,
    (Responder.EXPIRED, Authority.QUALIFIED): None,
    (Leaf.CITIZEN, Authority.QUALIFIED): None,
    (Unit.TSU, Authority.TSA): None,
    (Authority.ROOT, Authority.QUALIFIED): None,
}


@pytest.mark.parametrize(("responder", "issuer"), RIGHTS)
def test_trap_10_who_may_answer_for_whom(
    responder: Responder | Authority | Leaf | Unit, issuer: Authority
) -> None:
    right = right_to_answer(world().certificate(responder), world().certificate(issuer), AT, snapshot())

    assert right is RIGHTS[responder, issuer]


def test_a_responder_must_be_valid_when_it_answers() -> None:
    expired, issuer = world().certificate(Responder.EXPIRED), world().certificate(Authority.QUALIFIED)
    in_time = datetime(2026, 10, 31, tzinfo=UTC)

    assert right_to_answer(expired, issuer, in_time, snapshot()) is Right.DELEGATE
    assert right_to_answer(expired, issuer, AT, snapshot()) is None


def test_an_answer_by_a_listed_responder_is_accepted() -> None:
    report = judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.BORDER))

    assert report.accepted
    assert only(report).revocation[0].by_right == "listed"


def evidence(*ocsps: bytes, crls: tuple[bytes, ...] = (), at: datetime = VALIDATED_AT) -> Evidence:
    """Return evidence of these answers and lists."""
    return Evidence(Material((), ocsps, crls), snapshot(), at, NoRevocation())


def answer(leaf: Leaf, at: datetime) -> bytes:
    """Return what the qualified authority's responder answers about a leaf."""
    given = world().ocsp(leaf, at, Responder.QUALIFIED)
    assert given is not None
    return given


def stood(found: Evidence, leaf: Leaf, moment: datetime) -> Outcome:
    """Return how a leaf of the qualified authority stood at a moment."""
    issuer = world().certificate(Authority.QUALIFIED)
    return found.of_signer(world().certificate(leaf), issuer, moment).outcome


def test_without_a_word_nothing_is_known() -> None:
    assert stood(evidence(), Leaf.CITIZEN, STAMPED_AT) is Outcome.MISSING


def test_a_good_word_from_the_moment_or_later_counts() -> None:
    assert stood(evidence(answer(Leaf.CITIZEN, STAMPED_AT)), Leaf.CITIZEN, STAMPED_AT) is Outcome.GOOD
    assert stood(evidence(answer(Leaf.CITIZEN, CHECKED_AT)), Leaf.CITIZEN, STAMPED_AT) is Outcome.GOOD


def test_a_good_word_from_before_the_proved_moment_is_old() -> None:
    early = evidence(answer(Leaf.CITIZEN, STAMPED_AT - HOUR))

    assert stood(early, Leaf.CITIZEN, STAMPED_AT) is Outcome.OLD


def test_where_nothing_proves_the_moment_a_young_and_current_word_counts() -> None:
    young = evidence(answer(Leaf.CITIZEN, VALIDATED_AT - HOUR))
    old = evidence(answer(Leaf.CITIZEN, VALIDATED_AT - FRESH - HOUR))

    assert stood(young, Leaf.CITIZEN, VALIDATED_AT) is Outcome.GOOD
    assert stood(old, Leaf.CITIZEN, VALIDATED_AT) is Outcome.OLD


def test_a_word_about_somebody_else_says_nothing() -> None:
    assert stood(evidence(answer(Leaf.SEAL, CHECKED_AT)), Leaf.CITIZEN, STAMPED_AT) is Outcome.MISSING


def test_revoked_before_is_revoked_and_revoked_after_is_good() -> None:
    found = evidence(answer(Leaf.REVOKED, CHECKED_AT))

    assert stood(found, Leaf.REVOKED, datetime(2026, 11, 9, tzinfo=UTC)) is Outcome.GOOD
    assert stood(found, Leaf.REVOKED, datetime(2026, 11, 10, tzinfo=UTC)) is Outcome.REVOKED


def test_a_good_word_never_outweighs_a_revocation() -> None:
    before = answer(Leaf.REVOKED, datetime(2026, 11, 9, tzinfo=UTC))
    after = answer(Leaf.REVOKED, CHECKED_AT)

    assert stood(evidence(before, after), Leaf.REVOKED, STAMPED_AT) is Outcome.REVOKED


def test_a_list_says_it_as_well_as_an_answer() -> None:
    published = world().crl(Authority.QUALIFIED, CHECKED_AT)

    assert stood(evidence(crls=(published,)), Leaf.REVOKED, STAMPED_AT) is Outcome.REVOKED
    assert stood(evidence(crls=(published,)), Leaf.CITIZEN, STAMPED_AT) is Outcome.GOOD


def test_a_list_of_another_authority_says_nothing() -> None:
    published = world().crl(Authority.SIBLING, CHECKED_AT)

    assert stood(evidence(crls=(published,)), Leaf.CITIZEN, STAMPED_AT) is Outcome.MISSING


def test_a_list_of_the_authoritys_namesake_says_nothing() -> None:
    published = world().crl(Authority.FOREIGN, CHECKED_AT)

    assert stood(evidence(crls=(published,)), Leaf.CITIZEN, STAMPED_AT) is Outcome.MISSING


@pytest.mark.parametrize("place", [0.2, 0.4, 0.6, 0.8, 0.95])
def test_a_spoilt_answer_says_nothing(place: float) -> None:
    given = bytearray(answer(Leaf.CITIZEN, CHECKED_AT))
    given[int(len(given) * place)] ^= 1

    assert stood(evidence(bytes(given)), Leaf.CITIZEN, STAMPED_AT) is not Outcome.GOOD


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_spoilt_list_says_nothing(place: float) -> None:
    published = bytearray(world().crl(Authority.QUALIFIED, CHECKED_AT))
    published[int(len(published) * place)] ^= 1

    assert stood(evidence(crls=(bytes(published),)), Leaf.CITIZEN, STAMPED_AT) is not Outcome.GOOD


@pytest.mark.parametrize("status", ["try_later", "unauthorized", "internal_error"])
def test_an_answer_that_is_none_says_nothing(status: str) -> None:
    empty = asn1_ocsp.OCSPResponse({"response_status": status}).dump()

    assert stood(evidence(empty), Leaf.CITIZEN, STAMPED_AT) is Outcome.MISSING


def said(standing: Standing, issued_at: datetime, **more: datetime) -> Statement:
    """Return a statement signed at a moment about that moment."""
    return Statement(
        Source.OCSP, standing, issued_at, more.get("this_update", issued_at), more.get("next_update")
    )


def test_a_statement_reaches_what_it_was_signed_after() -> None:
    fresh = said(Standing.GOOD, AT, this_update=AT - HOUR, next_update=AT + HOUR)
    stale = said(Standing.GOOD, AT, this_update=AT - 2 * HOUR, next_update=AT - HOUR)

    assert fresh.reaches(AT)
    assert not fresh.reaches(AT + timedelta(seconds=1))
    assert not stale.reaches(AT)
    assert stale.reaches(AT - 2 * HOUR)


def test_a_statement_spans_what_lies_between_its_updates() -> None:
    listed = said(Standing.GOOD, AT, next_update=AT + HOUR)

    assert listed.spans(AT)
    assert listed.spans(AT + HOUR)
    assert not listed.spans(AT - HOUR)
    assert not said(Standing.GOOD, AT).spans(AT)


def test_silence_about_the_expired_means_nothing_unless_promised() -> None:
    expiry = AT - HOUR
    promise = Statement(Source.CRL, Standing.GOOD, AT, AT, None, keeps_expired_since=expiry - HOUR)

    assert not said(Standing.GOOD, AT).knows_after(expiry)
    assert said(Standing.GOOD, expiry - HOUR).knows_after(expiry)
    assert promise.knows_after(expiry)


def test_fetched_answers_serve_as_well_as_those_that_came_along() -> None:
    lean = sign(Format.CADES_ATTACHED, Level.T, Leaf.CITIZEN)

    assert judged(lean, source=FromTheWorld(CHECKED_AT)).accepted
    assert refused(
        judged(lean, source=FromTheWorld(STAMPED_AT - HOUR)), SubIndication.TRY_LATER, Code.REVOCATION_OLD
    )
    assert refused(judged(lean), SubIndication.TRY_LATER, Code.REVOCATION_MISSING)


def test_a_fetched_revocation_refuses() -> None:
    lean = sign(Format.CADES_ATTACHED, Level.T, Leaf.REVOKED)

    report = judged(lean, source=FromTheWorld(CHECKED_AT))

    assert refused(report, SubIndication.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED)
    assert only(report).revocation[0].revoked_at == datetime(2026, 11, 10, tzinfo=UTC)
