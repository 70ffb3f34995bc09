# SPDX-License-Identifier: EUPL-1.2
"""Verified claims: what is told of how somebody was proofed, and to whose conditions (Identity Assurance)."""

from __future__ import annotations

from typing import Any  # claims and wishes are open JSON

import pytest

from tests.protocols.asking import AT
from tests.protocols.people import DAY_TOLD, PROOFED_AT, proofed
from tests.protocols.verified import DOCUMENT, KNOWN, NAME, RECORD, answers, claims, verification
from ugyfelkapu.federation.oidc.protocol.verified_claims import (
    MOST_WISHES,
    VERIFIABLE,
    account,
    names_asked,
    reduced,
    verified_claims,
)

# ------------------------------------------------------------------ the account


def test_a_desk_with_a_register_is_substantial() -> None:
    assert account(proofed()) == {
        "trust_framework": "hu_ugyfelkapu",
        "assurance_level": "substantial",
        "time": DAY_TOLD,
        "evidence": [DOCUMENT, RECORD],
    }


def test_a_document_alone_is_low() -> None:
    for register in ("", "document_only"):
        told = account(
            proofed(method="document_only", document="passport", issuing_country="UKR", register=register)
        )

        assert told["assurance_level"] == "low"
        assert told["evidence"] == [
            {
                "type": "document",
                "check_details": [{"check_method": "vpip"}, {"check_method": "pvp"}],
                "document_details": {"type": "passport", "issuer": {"country_code": "UKR"}},
            }
        ]


def test_a_signature_is_substantial() -> None:
    told = account(proofed(method="signature", document="", issuing_country="", register=""))

    assert told["assurance_level"] == "substantial"
    assert told["evidence"] == [
        {"type": "electronic_signature", "check_details": [{"check_method": "vcrypt"}]}
    ]


def test_which_register_answered_is_nobodys_business() -> None:
    assert account(proofed(register="aliens")) == account(proofed(register="population"))


def test_a_driving_licence_is_one() -> None:
    told = account(proofed(document="driving_licence"))

    assert told["evidence"][0]["document_details"]["type"] == "driving_permit"


def test_without_evidence_none_is_told() -> None:
    assert "evidence" not in account(proofed(document="", register=""))


def test_two_people_of_one_day_have_the_same_account() -> None:
    later = proofed(at=PROOFED_AT.replace(hour=0, minute=59, second=1))

    assert account(later) == account(proofed())


# ------------------------------------------------------------------ what is asked for is what is told


@pytest.mark.parametrize(
    "wish", [None, {}, 5, True, [], {"trust_framework": None}, {"trust_framework": {}}, {"essential": True}]
)
def test_the_trust_framework_is_always_told(wish: Any) -> None:
    assert verification(wish) == {"trust_framework": "hu_ugyfelkapu"}
    assert verification({"assurance_level": None}) == {
        "trust_framework": "hu_ugyfelkapu",
        "assurance_level": "substantial",
    }


@pytest.mark.parametrize("all_of_it", [None, {}, {"essential": False}, {"essential": True, "purpose": "x"}])
def test_null_and_empty_objects_stand_for_all_of_an_element(all_of_it: Any) -> None:
    wish = dict.fromkeys(["trust_framework", "assurance_level", "time", "evidence"], all_of_it)

    assert verification(wish) == account(proofed())


def test_single_elements_are_told_singly() -> None:
    wish = {
        "trust_framework": None,
        "evidence": [
            {"type": {"value": "document"}, "document_details": {"issuer": {"country_code": None}}},
            {"type": {"value": "electronic_record"}},
        ],
    }

    assert verification(wish) == {
        "trust_framework": "hu_ugyfelkapu",
        "evidence": [
            {
                "type": "document",
                "document_details": {"type": "idcard", "issuer": {"country_code": "HUN"}},
            },
            {"type": "electronic_record"},
        ],
    }


def test_numbers_are_not_to_be_had() -> None:
    wish = {
        "trust_framework": None,
        "verification_process": None,
        "evidence": [
            {
                "type": {"value": "document"},
                "document_details": {
                    "type": None,
                    "document_number": None,
                    "personal_number": {"essential": True},
                    "serial_number": None,
                    "date_of_expiry": None,
                },
                "attachments": None,
            }
        ],
    }

    assert verification(wish) == {
        "trust_framework": "hu_ugyfelkapu",
        "evidence": [{"type": "document", "document_details": {"type": "idcard"}}],
    }


def test_wishes_for_one_kind_of_evidence_are_joined() -> None:
    wish = {
        "trust_framework": None,
        "evidence": [
            {"type": {"value": "document"}, "document_details": {"type": None}},
            {"type": {"value": "document"}, "check_details": [{"check_method": {"value": "pvp"}}]},
            {"type": {"value": "document"}, "document_details": {"issuer": None}},
        ],
    }

    assert verification(wish)["evidence"] == [
        {
            "type": "document",
            "check_details": [{"check_method": "pvp"}],
            "document_details": {"type": "idcard", "issuer": {"country_code": "HUN"}},
        }
    ]


def test_all_of_an_element_wins_over_a_part() -> None:
    whole: dict[str, Any] = {}
    for pair in ((whole, {"type": None}), ({"type": None}, whole)):
        wish = {
            "trust_framework": None,
            "evidence": [{"type": {"value": "document"}, "document_details": each} for each in pair],
        }

        assert verification(wish)["evidence"][0]["document_details"] == DOCUMENT["document_details"]


def test_evidence_may_be_asked_for_without_a_list() -> None:
    assert verification({"evidence": {"type": {"value": "document"}}})["evidence"] == [{"type": "document"}]


# ------------------------------------------------------------------ claims


def test_claims_are_told_by_name() -> None:
    assert claims(dict.fromkeys(VERIFIABLE)) == {name: KNOWN[name] for name in VERIFIABLE}
    assert claims({"birthdate": {}, "name": {"essential": False}}) == {
        "birthdate": "1980-02-29",
        "name": "dr. Mintáné Példa Anna Mária",
    }


def test_unknown_claims_are_left_out_essential_or_not() -> None:
    wish = {**NAME, "unknown": None, "claim%1/a&,.b": {"essential": True}, "email": None, "sub": None}

    assert claims(wish) == {"family_name": "Mintáné Példa"}


@pytest.mark.parametrize("wish", [{}, {"unknown": None}, {"email": None}, None, [], "family_name", 5])
def test_no_claims_are_no_answer(wish: Any) -> None:
    assert claims(wish) is None
    assert not answers({"verification": {"trust_framework": None}})


def test_a_claim_that_may_not_be_told_is_left_out() -> None:
    told = {name: value for name, value in KNOWN.items() if name != "birthdate"}

    assert claims({**NAME, "birthdate": None}, told) == {"family_name": "Mintáné Példa"}
    assert claims({"birthdate": None}, told) is None


def test_a_claim_whose_condition_does_not_hold_is_left_out_alone() -> None:
    fits = {"family_name": {"value": "Mintáné Példa"}, "nationalities": {"values": [["HUN"], ["AUT"]]}}
    random = {"birthdate": {"value": "9f3c"}, "given_name": {"values": ["Éva"]}, "name": "Más"}

    assert claims({**fits, **random}) == {"family_name": "Mintáné Példa", "nationalities": ["HUN"]}
    assert claims(random) is None


def test_a_date_may_be_asked_for_by_age() -> None:
    years = 365 * 24 * 60 * 60

    assert claims({"birthdate": {"max_age": 50 * years}}) == {"birthdate": "1980-02-29"}
    assert claims({"birthdate": {"max_age": 18 * years}}) is None
    assert claims({"nationalities": {"max_age": 18 * years}}) is None


def test_a_claim_that_is_gone_by_now_is_not_told() -> None:
    granted = reduced([{"verification": None, "claims": {"given_name": None}}], KNOWN, proofed(), at=AT)

    assert verified_claims(granted, {"family_name": "Sukarno"}, proofed()) == {}


# ------------------------------------------------------------------ several wishes


def test_several_wishes_are_answered_one_by_one() -> None:
    wishes: list[dict[str, Any]] = [
        {"verification": {"trust_framework": None}, "claims": {"birthdate": None}},
        {"verification": {"trust_framework": {"value": "eidas"}}, "claims": {"name": None}},
        {"verification": {"trust_framework": None, "time": None}, "claims": NAME},
    ]

    assert [each["claims"] for each in answers(*wishes)] == [
        {"birthdate": "1980-02-29"},
        {"family_name": "Mintáné Példa"},
    ]


def test_one_answer_is_an_object_several_are_a_list() -> None:
    wish = {"verification": None, "claims": NAME}
    one, two = (reduced([wish] * count, KNOWN, proofed(), at=AT) for count in (1, 2))

    assert isinstance(verified_claims(one, KNOWN, proofed())["verified_claims"], dict)
    assert isinstance(verified_claims(two, KNOWN, proofed())["verified_claims"], list)
    assert verified_claims((), KNOWN, proofed()) == {}


def test_of_very_many_wishes_the_first_count() -> None:
    assert len(answers(*[{"verification": None, "claims": NAME}] * (MOST_WISHES + 1))) == MOST_WISHES


def test_nobody_whose_data_are_only_claimed_is_verified() -> None:
    assert reduced([{"verification": None, "claims": NAME}], KNOWN, None, at=AT) == ()


def test_names_are_read_from_all_wishes() -> None:
    wishes: list[dict[str, Any]] = [
        {"claims": {"birthdate": None, "email": None}},
        {"claims": NAME},
        {"claims": 5},
        {},
    ]

    assert names_asked(wishes) == {"birthdate", "family_name"}
