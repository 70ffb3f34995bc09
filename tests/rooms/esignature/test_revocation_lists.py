# SPDX-License-Identifier: EUPL-1.2
"""Lists of revoked certificates: which count, what a hold means, and whose revocation reaches whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ReasonFlags
from lxml import etree

from tests.pki import (
    CHECKED_AT,
    STAMPED_AT,
    VALIDATED_AT,
    Authority,
    Format,
    How,
    Leaf,
    Level,
    Unit,
    sign,
    world,
)
from tests.pki.xml import add, ds, encoded, serialised
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.revocation import Evidence, Given, NoRevocation, Outcome
from ugyfelkapu.esignature.signed_item import Material

from .crl_making import Revoked, listed
from .judging import UNDER_ROOT, FromTheWorld, judged, only, refused, sample, snapshot

HOUR = timedelta(hours=1)
BEFORE = STAMPED_AT - HOUR
BARE = sign(Format.CADES_ATTACHED, Level.T, Leaf.CITIZEN)
POINT = [x509.UniformResourceIdentifier("http://pki.example.test/world/crls/qualified-ca/latest.crl")]
"""Where the citizen's certificate says that the list lies."""
ELSEWHERE = [x509.UniformResourceIdentifier("http://pki.example.test/world/crls/qualified-ca/2.crl")]
DIRECTORY = [x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "lists")]))]
RELATIVE = x509.RelativeDistinguishedName([x509.NameAttribute(x509.NameOID.COMMON_NAME, "2")])


def point(**values: object) -> x509.IssuingDistributionPoint:
    """Return which certificates a list is about."""
    known = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**{**known, **values})  # type: ignore[arg-type]


def outcome(*crls: bytes, moment: datetime = STAMPED_AT) -> Outcome:
    """Return how the citizen stood at a moment by these lists."""
    found = Evidence(Material((), (), crls), snapshot(), VALIDATED_AT, NoRevocation())
    leaf, issuer = world().certificate(Leaf.CITIZEN), world().certificate(Authority.QUALIFIED)
    return found.of_signer(leaf, issuer, moment).outcome


def test_a_whole_list_counts() -> None:
    assert outcome(listed(Authority.QUALIFIED, CHECKED_AT)) is Outcome.GOOD
    whole = [(point(full_name=ELSEWHERE + POINT), True)]
    assert outcome(listed(Authority.QUALIFIED, CHECKED_AT, extensions=whole)) is Outcome.GOOD
    users = [(point(only_contains_user_certs=True), True)]
    assert outcome(listed(Authority.QUALIFIED, CHECKED_AT, extensions=users)) is Outcome.GOOD


@pytest.mark.parametrize(
    ("extension", "critical"),
    [
        (point(only_contains_ca_certs=True), True),
        (point(only_contains_attribute_certs=True), True),
        (point(indirect_crl=True), True),
        (point(only_some_reasons=frozenset({ReasonFlags.superseded})), True),
        (x509.DeltaCRLIndicator(1), True),
        (x509.DeltaCRLIndicator(1), False),
        (point(full_name=ELSEWHERE), True),
        (point(full_name=DIRECTORY), True),
        (point(relative_name=RELATIVE), True),
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),
    ],
    ids=[
        "authorities",
        "attributes",
        "indirect",
        "reasons",
        "delta",
        "delta in passing",
        "part",
        "directory",
        "relative",
        "unknown",
    ],
)
def test_a_list_that_is_not_whole_says_nothing(extension: x509.ExtensionType, critical: bool) -> None:
    assert (
        outcome(listed(Authority.QUALIFIED, CHECKED_AT, extensions=[(extension, critical)]))
        is Outcome.MISSING
    )


def test_a_list_of_a_version_that_is_none_says_nothing() -> None:
    known = listed(Authority.QUALIFIED, CHECKED_AT)
    odd = known.replace(b"\x02\x01\x01", b"\x02\x01\x11", 1)

    assert odd != known
    assert outcome(odd) is Outcome.MISSING


def test_a_list_with_a_weak_digest_says_nothing() -> None:
    weak = listed(Authority.QUALIFIED, CHECKED_AT, digest=hashes.SHA224())

    assert outcome(weak) is Outcome.MISSING


def test_a_certificate_on_hold_waits() -> None:
    held = listed(
        Authority.QUALIFIED, CHECKED_AT, [Revoked(Leaf.CITIZEN, BEFORE, ReasonFlags.certificate_hold)]
    )

    report = judged(BARE, source=Given(Material((), (), (held,))))

    assert outcome(held) is Outcome.ON_HOLD
    assert refused(report, SubIndication.TRY_LATER, Code.CERTIFICATE_ON_HOLD)


def test_a_certificate_released_from_hold_is_good_again() -> None:
    held = listed(
        Authority.QUALIFIED, CHECKED_AT, [Revoked(Leaf.CITIZEN, BEFORE, ReasonFlags.certificate_hold)]
    )
    released = listed(Authority.QUALIFIED, CHECKED_AT + HOUR)

    assert outcome(held, released) is Outcome.GOOD
    assert outcome(listed(Authority.QUALIFIED, CHECKED_AT - 2 * HOUR), held) is Outcome.ON_HOLD


def test_a_revocation_without_a_reason_revokes() -> None:
    revoked = listed(Authority.QUALIFIED, CHECKED_AT, [Revoked(Leaf.CITIZEN, BEFORE)])

    report = judged(BARE, source=Given(Material((), (), (revoked,))))

    assert refused(report, SubIndication.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED)


def test_revoked_after_the_timestamp_is_revoked_too_late_to_matter() -> None:
    revoked = listed(Authority.QUALIFIED, CHECKED_AT, [Revoked(Leaf.CITIZEN, STAMPED_AT + HOUR)])

    assert judged(BARE, source=Given(Material((), (), (revoked,)))).accepted
    unstamped = sign(Format.CADES_ATTACHED, Level.B, Leaf.CITIZEN)
    report = judged(unstamped, source=Given(Material((), (), (revoked,))))
    assert refused(report, SubIndication.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED)


def test_silence_after_expiry_needs_a_promise() -> None:
    long_after = datetime(2028, 1, 20, tzinfo=UTC)
    promise = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.60"), b"\x18\x0f20200101000000Z")
    leaf, issuer = world().certificate(Leaf.CITIZEN), world().certificate(Authority.QUALIFIED)

    def then(crl: bytes) -> Outcome:
        found = Evidence(Material((), (), (crl,)), snapshot(), long_after, NoRevocation())
        return found.of_signer(leaf, issuer, STAMPED_AT).outcome

    assert then(listed(Authority.QUALIFIED, long_after)) is Outcome.OLD
    kept = listed(Authority.QUALIFIED, long_after, extensions=[(promise, False)])
    assert then(kept) is Outcome.GOOD


def test_an_authority_between_is_followed_to_the_listed_one() -> None:
    report = judged(sample(Format.CADES_ATTACHED, Level.LT, Leaf.ADVANCED), lists=UNDER_ROOT)

    assert report.accepted
    assert only(report).signature_level == "AdESig"
    assert [link.role for link in only(report).chain] == ["signer", "authority", "authority"]
    assert len(only(report).revocation) == 2


def test_an_authority_between_of_which_nothing_is_known_waits() -> None:
    bare = judged(sign(Format.CADES_ATTACHED, Level.T, Leaf.ADVANCED), lists=UNDER_ROOT)
    proofs = Material((), (), (world().crl(Authority.UNLISTED, CHECKED_AT),))
    known = sign(Format.XADES_ENVELOPED, Level.T, Leaf.ADVANCED, how=How(key_info=(Leaf.ADVANCED,)))

    report = judged(with_certificate(known, Authority.UNLISTED), lists=UNDER_ROOT, source=Given(proofs))

    assert refused(bare, SubIndication.NO_CERTIFICATE_CHAIN_FOUND, Code.CHAIN_NOT_FOUND)
    assert refused(report, SubIndication.TRY_LATER, Code.REVOCATION_MISSING)


def with_certificate(document: bytes, authority: Authority) -> bytes:
    """Return a signed XML document that brings an authority's certificate along."""
    root = etree.fromstring(document)
    data = next(root.iter(ds("X509Data")))
    add(data, ds("X509Certificate"), encoded(world().certificate(authority).dump()))
    return serialised(root)


def test_a_revoked_authority_between_takes_its_signers_along() -> None:
    revoked = listed(
        Authority.ROOT, CHECKED_AT, [Revoked(Authority.UNLISTED, BEFORE, ReasonFlags.ca_compromise)]
    )

    report = judged(
        sample(Format.CADES_ATTACHED, Level.LT, Leaf.ADVANCED),
        lists=UNDER_ROOT,
        source=Given(Material((), (), (revoked,))),
    )

    assert refused(report, SubIndication.REVOKED_CA_NO_POE, Code.CERTIFICATE_REVOKED)


BY_CA = sign(Format.CADES_ATTACHED, Level.LT, Leaf.CITIZEN, how=How(unit=Unit.LISTED_BY_CA))


@pytest.mark.parametrize(
    ("reason", "since", "believed"),
    [
        (ReasonFlags.key_compromise, BEFORE, False),
        (ReasonFlags.key_compromise, STAMPED_AT + HOUR, False),
        (ReasonFlags.superseded, BEFORE, False),
        (ReasonFlags.superseded, STAMPED_AT + HOUR, True),
        (ReasonFlags.cessation_of_operation, STAMPED_AT + HOUR, True),
        (None, STAMPED_AT + HOUR, False),
    ],
)
def test_a_revoked_unit_proves_only_what_it_stamped_innocently(
    reason: ReasonFlags | None, since: datetime, believed: bool
) -> None:
    revoked = listed(Authority.LISTED_TSA, CHECKED_AT, [Revoked(Unit.LISTED_BY_CA, since, reason)])

    report = judged(BY_CA, source=Given(Material((), (), (revoked,))))

    assert (only(report).timestamps[0].indication == "PASSED") is believed
    assert report.accepted is believed


def test_a_unit_that_lost_its_key_is_saved_by_an_older_archive() -> None:
    archived = sign(Format.CADES_ATTACHED, Level.LTA, Leaf.CITIZEN, how=How(unit=Unit.LISTED_BY_CA))
    lost = Revoked(Unit.LISTED_BY_CA, VALIDATED_AT - HOUR, ReasonFlags.key_compromise)
    revoked = Given(Material((), (), (listed(Authority.LISTED_TSA, VALIDATED_AT, [lost]),)))

    assert judged(archived, source=revoked).accepted
    assert not judged(BY_CA, source=revoked).accepted


def test_the_world_may_answer_with_lists_as_well() -> None:
    border = sign(Format.CADES_ATTACHED, Level.T, Leaf.TAKEN_OVER)

    assert judged(border, source=FromTheWorld(CHECKED_AT)).accepted
