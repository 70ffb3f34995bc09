# SPDX-License-Identifier: EUPL-1.2
"""Lists are read with all that matters, and one bad service loses nothing but itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.pki import Authority, Listed, Lists, Past, Rule, tsl, world
from tests.pki.lists import CA_PKC, GRANTED, ISSUED_AT, LONG_AGO, NEXT_UPDATE_AT, SERVICES, SUPERVISED
from ugyfelkapu.esignature.trust.lists import LARGEST, Unreadable, parse_xml, read_head, read_list
from ugyfelkapu.esignature.trust.values import (
    Kind,
    Needs,
    Purpose,
    Qualifier,
    Service,
    Status,
    TrustedList,
)


def read(lists: Lists) -> TrustedList:
    """Return a national list as it is read."""
    return read_list(parse_xml(tsl.national(lists)))


def service(listed: Listed) -> Service:
    """Return a service as it is read."""
    (only,) = read(Lists().alone(listed)).services
    return only


@pytest.mark.parametrize("version", [5, 6])
def test_the_head_says_which_list_it_is_and_how_old(version: int) -> None:
    head = read(Lists(version=version, sequence=12)).head

    assert (head.territory, head.version, head.sequence) == ("HU", version, 12)
    assert (head.issued_at, head.next_update_at) == (ISSUED_AT, NEXT_UPDATE_AT)
    assert not head.list_of_lists


def test_a_closed_list_announces_no_next_issue() -> None:
    head = read(Lists(next_update_at=None)).head

    assert head.next_update_at is None


@pytest.mark.parametrize("version", [4, 7])
def test_a_list_of_an_unknown_version_is_not_read(version: int) -> None:
    with pytest.raises(Unreadable):
        read(Lists(version=version))


def test_every_service_is_read_with_its_certificate() -> None:
    content = read(Lists())

    found = {each.name: each.authorities[0].certificate.sha256 for each in content.services}
    expected = {name: world().certificate(listed.holders[0]).sha256 for name, listed in SERVICES.items()}
    assert found == expected
    assert content.problems == ()


def test_what_no_purpose_of_ours_needs_is_passed_over() -> None:
    content = read(
        Lists().alone(Listed((Authority.QUALIFIED,), "http://uri.etsi.org/TrstSvc/Svctype/Archiv"))
    )

    assert content.services == ()
    assert content.problems == ()


def test_a_service_says_what_its_certificates_are_for() -> None:
    read_back = service(Listed((Authority.QUALIFIED,), kinds=("ForeSeals",)))

    assert read_back.purpose is Purpose.QUALIFIED_CERTIFICATES
    assert read_back.periods[0].kinds == {Kind.SEAL}


def test_rules_are_read_with_their_criteria() -> None:
    rule = Rule(("QCWithQSCD",), "atLeastOne", ("1.2.3",), (("nonRepudiation", True),), ("2.5.4.5",))
    read_back = service(Listed((Authority.QUALIFIED,), rules=(rule,)))

    (found,) = read_back.periods[0].rules
    assert found.qualifiers == {Qualifier.WITH_QSCD}
    assert found.criteria.needs is Needs.AT_LEAST_ONE
    assert found.criteria.policies == (frozenset({"1.2.3"}),)
    assert found.criteria.key_usage == (("nonRepudiation", True),)
    assert found.criteria.subject_attributes == (frozenset({"2.5.4.5"}),)
    assert not found.criteria.unread


def test_a_criterion_that_nobody_knows_is_marked() -> None:
    read_back = service(Listed((Authority.QUALIFIED,), rules=(Rule(("QCStatement",), unknown=True),)))

    assert read_back.periods[0].rules[0].criteria.unread


def test_periods_follow_each_other_newest_first() -> None:
    change = datetime(2024, 5, 1, tzinfo=UTC)
    read_back = service(
        Listed(
            (Authority.QUALIFIED,),
            since=change,
            history=(Past(SUPERVISED, LONG_AGO - timedelta(days=9)), Past(GRANTED, LONG_AGO)),
        )
    )

    assert [each.status for each in read_back.periods] == [
        Status.GRANTED,
        Status.GRANTED,
        Status.UNDER_SUPERVISION,
    ]
    assert [each.until for each in read_back.periods] == [None, change, LONG_AGO]


def test_a_history_that_names_the_key_alone_holds_for_the_present_certificate() -> None:
    read_back = service(SERVICES["former"])

    before = read_back.period_at(datetime(2026, 5, 1, tzinfo=UTC))
    assert before is not None
    assert before.status is Status.GRANTED
    assert read_back.authorities[0].certificate.sha256 == world().certificate(Authority.FORMER).sha256


def test_a_history_that_names_the_subject_alone_holds_for_the_present_certificate() -> None:
    read_back = service(replace(SERVICES["former"], history=(Past(GRANTED, LONG_AGO, by_subject=True),)))

    assert len(read_back.periods) == 2


def test_a_history_of_another_key_is_left_out_and_noted() -> None:
    past = Past(GRANTED, LONG_AGO, key_of=Authority.SIBLING)
    content = read(Lists().alone(replace(SERVICES["former"], history=(past,))))

    assert len(content.services[0].periods) == 1
    assert [problem.what for problem in content.problems] == ["history_of_another_key"]


def test_a_service_taken_over_stays_on_the_list() -> None:
    read_back = service(SERVICES["taken-over"])

    assert read_back.periods[0].taken_over
    assert not read_back.periods[0].unread


def test_a_critical_extension_that_nobody_knows_loses_no_other_service() -> None:
    content = read(Lists().changed("qualified", unknown_critical=True))

    assert len(content.services) == len(SERVICES)
    assert [each.name for each in content.services if each.periods[0].unread] == ["qualified"]
    assert [problem.what for problem in content.problems] == ["critical_extension_unread"]


def test_a_broken_certificate_loses_no_other_service() -> None:
    content = read(Lists().changed("qualified", malformed=True))

    usable = {each.name for each in content.services if each.authorities}
    assert usable == SERVICES.keys() - {"qualified"}
    assert {problem.what for problem in content.problems} == {
        "certificate_unread",
        "service_without_certificate",
    }


def test_a_malformed_name_in_a_certificate_loses_no_other_service() -> None:
    content = read(Lists().changed("qualified", malformed_name=True))

    assert {each.name for each in content.services if each.authorities} >= SERVICES.keys() - {"qualified"}


def test_a_service_without_a_moment_loses_no_other_service() -> None:
    octets = tsl.national(Lists()).replace(b"2026-06-01T00:00:00Z", b"some day")

    content = read_list(parse_xml(octets))

    assert {each.name for each in content.services} == SERVICES.keys() - {"withdrawn"}
    assert "service_unread" in {problem.what for problem in content.problems}


def test_services_that_are_not_qualified_are_known_too() -> None:
    assert service(Listed((Authority.UNLISTED,), CA_PKC)).purpose is Purpose.CERTIFICATES


def test_the_list_of_the_lists_points_to_the_national_ones_and_their_signers() -> None:
    content = read_list(parse_xml(tsl.list_of_lists(Lists())))

    assert [(each.territory, each.list_of_lists) for each in content.pointers] == [
        ("EU", True),
        ("HU", False),
    ]
    assert all(each.signers for each in content.pointers)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"no list",
        b"<list/>",
        b"\x00" * 100,
        b'<!DOCTYPE x><TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"/>',
        b'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"/>',
        b"<a>" * 5000,
    ],
)
def test_what_is_no_list_is_refused(octets: bytes) -> None:
    with pytest.raises(Unreadable):
        read_head(parse_xml(octets))


def test_a_list_with_a_document_type_is_refused() -> None:
    octets = tsl.national(Lists())
    typed = octets.replace(b"<tsl:Trust", b"<!DOCTYPE x [<!ENTITY y 'z'>]><tsl:Trust", 1)

    with pytest.raises(Unreadable):
        parse_xml(typed)


def test_a_list_beyond_measure_is_refused() -> None:
    with pytest.raises(Unreadable):
        parse_xml(b" " * (LARGEST + 1))
