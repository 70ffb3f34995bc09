# SPDX-License-Identifier: EUPL-1.2
"""Verified claims: what is told of how somebody was proofed, and to whose conditions (Identity Assurance)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any  # claims and wishes are open JSON

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import AT
from tests.protocols.people import DAY_TOLD, PROOFED_AT, person, proofed
from ugyfelkapu.federation.oidc.protocol.claims import DATA_OF_CLAIM, values
from ugyfelkapu.federation.oidc.protocol.verified_claims import (
    MOST_WISHES,
    VERIFIABLE,
    Proofed,
    VerifiedGranted,
    account,
    names_asked,
    reduced,
    verified_claims,
)

KNOWN = values(DATA_OF_CLAIM, person())
NAME = {"family_name": None}
SINCE = int((AT - PROOFED_AT).total_seconds())
DOCUMENT = {
    "type": "document",
    "check_details": [{"check_method": "vpip"}, {"check_method": "pvp"}],
    "document_details": {"type": "idcard", "issuer": {"country_code": "HUN"}},
}
RECORD = {
    "type": "electronic_record",
    "check_details": [{"check_method": "data"}],
    "record": {"type": "population_register"},
}


def answers(
    *wishes: Mapping[str, Any], known: Mapping[str, Any] = KNOWN, how: Proofed | None = None
) -> list[dict[str, Any]]:
    """Return what wishes are answered with, after a rest in the store."""
    how = how or proofed()
    granted = reduced(wishes, known, how, at=AT)
    rested = json.loads(json.dumps([each.to_json() for each in granted]))
    told = verified_claims([VerifiedGranted.from_json(each) for each in rested], known, how)
    found = told.get("verified_claims", [])
    return found if isinstance(found, list) else [found]


def verification(wish: Any, how: Proofed | None = None) -> Any:
    """Return the account that one wish is answered with; ``None`` without answer."""
    found = answers({"verification": wish, "claims": NAME}, how=how)
    return found[0]["verification"] if found else None


def claims(wish: Any, known: Mapping[str, Any] = KNOWN) -> Any:
    """Return the claims that one wish is answered with; ``None`` without answer."""
    found = answers({"verification": {"trust_framework": None}, "claims": wish}, known=known)
    return found[0]["claims"] if found else None


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


# ------------------------------------------------------------------ conditions

MET: dict[str, Any] = {
    "value": {"trust_framework": {"value": "hu_ugyfelkapu"}},
    "a bare text": {"trust_framework": "hu_ugyfelkapu"},
    "one of values": {"trust_framework": {"values": ["eidas", "hu_ugyfelkapu"]}},
    "no values": {"trust_framework": {"values": []}},
    "null value": {"trust_framework": {"value": None}},
    "level": {"assurance_level": {"values": ["substantial", "high"]}},
    "age": {"time": {"max_age": SINCE + 86_400}},
    "age beyond numbers": {"time": {"max_age": 1e300}},
    "null age": {"time": {"max_age": None}},
    "evidence": {"evidence": [{"type": {"value": "document"}}]},
    "one of two kinds of evidence": {
        "evidence": [{"type": {"value": "vouch"}}, {"type": {"value": "electronic_record"}}]
    },
    "kind of document": {
        "evidence": [
            {
                "type": {"value": "document"},
                "document_details": {"type": {"values": ["passport", "idcard"]}},
            }
        ]
    },
    "country": {"evidence": [{"document_details": {"issuer": {"country_code": {"value": "HUN"}}}}]},
    "how it was checked": {"evidence": [{"check_details": [{"check_method": {"value": "vpip"}}]}]},
    "a whole object": {"evidence": [{"record": {"value": {"type": "population_register"}}}]},
    "unknown element, unconditionally": {"assurance_process": {"policy": None, "procedure": {}}},
    "unknown element, essential": {"assurance_process": {"essential": True}},
}
UNMET: dict[str, Any] = {
    "value": {"trust_framework": {"value": "eidas"}},
    "a bare text": {"trust_framework": "eidas"},
    "value of another kind": {"trust_framework": {"value": 5}},
    "none of values": {"trust_framework": {"values": ["eidas", "de_aml"]}},
    "values that are no list": {"trust_framework": {"values": "hu_ugyfelkapu"}},
    "value and values that differ": {"trust_framework": {"value": "hu_ugyfelkapu", "values": ["eidas"]}},
    "level": {"assurance_level": {"value": "high"}},
    "level, not even essential": {"assurance_level": {"value": "high", "essential": False}},
    "age": {"time": {"max_age": SINCE}},
    "age of a text": {"time": {"max_age": "100000000000"}},
    "age true": {"time": {"max_age": True}},
    "age of something else": {"trust_framework": {"max_age": 1e12}},
    "age of an object": {"evidence": [{"document_details": {"max_age": 1e12}}]},
    "evidence": {"evidence": [{"type": {"value": "vouch"}}]},
    "bare kind of evidence": {"evidence": [{"type": "vouch"}]},
    "no kind of evidence": {"evidence": []},
    "kind of document": {
        "evidence": [{"type": {"value": "document"}, "document_details": {"type": {"value": "passport"}}}]
    },
    "country": {"evidence": [{"document_details": {"issuer": {"country_code": {"value": "AUT"}}}}]},
    "how it was checked": {"evidence": [{"check_details": [{"check_method": {"value": "bvp"}}]}]},
    "unknown element": {"assurance_process": {"value": "x"}},
    "unknown element, bare": {"assurance_process": "x"},
    "unknown element within": {"assurance_process": {"policy": {"value": "x"}}},
    "unknown element in a list": {"assurance_process": {"details": [{"type": {"values": ["x"]}}]}},
    "unknown element of evidence": {
        "evidence": [{"type": {"value": "document"}, "verifier": {"organization": {"value": "x"}}}]
    },
    "one of several": {"trust_framework": None, "assurance_level": {"value": "high"}, "time": None},
}


@pytest.mark.parametrize("wish", MET.values(), ids=MET)
def test_a_condition_that_holds_changes_nothing(wish: Any) -> None:
    assert verification(wish) is not None


@pytest.mark.parametrize("wish", UNMET.values(), ids=UNMET)
def test_a_condition_on_the_account_that_does_not_hold_takes_the_whole_wish_away(wish: Any) -> None:
    assert verification(wish) is None


def test_evidence_that_does_not_meet_its_condition_is_not_told() -> None:
    wish = {
        "evidence": [
            {"type": {"value": "document"}, "document_details": {"type": {"value": "passport"}}},
            {"type": {"value": "electronic_record"}},
        ]
    }

    assert verification(wish)["evidence"] == [{"type": "electronic_record"}]


def test_a_condition_on_evidence_that_a_person_has_none_of_is_not_met() -> None:
    nothing = proofed(document="", register="")

    assert verification({"evidence": [{"type": {"value": "document"}}]}, nothing) is None
    assert verification({"evidence": None}, nothing) == {"trust_framework": "hu_ugyfelkapu"}


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


# ------------------------------------------------------------------ whatever comes

WORDS = st.sampled_from(
    [
        *("trust_framework", "assurance_level", "time", "evidence", "type", "check_details", "check_method"),
        *("document_details", "issuer", "country_code", "record", "value", "values", "max_age", "essential"),
        *("document", "electronic_record", "hu_ugyfelkapu", "idcard", "HUN", "unknown"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


def within(told: Any, whole: Any) -> bool:
    """Say whether everything told is part of the whole."""
    if isinstance(told, dict):
        return isinstance(whole, dict) and all(
            name in whole and within(part, whole[name]) for name, part in told.items()
        )
    if isinstance(told, list):
        return isinstance(whole, list) and all(any(within(part, each) for each in whole) for part in told)
    return bool(told == whole)


@given(JSON)
def test_whatever_is_wished_a_part_of_the_account_is_told_or_nothing(wish: Any) -> None:
    told = verification(wish)

    assert told is None or (within(told, account(proofed())) and told["trust_framework"] == "hu_ugyfelkapu")


@given(JSON)
def test_whatever_claims_are_wished_known_ones_are_told_or_nothing(wish: Any) -> None:
    told = claims({"family_name": wish, "birthdate": wish, "nationalities": wish})

    assert told is None or within(told, KNOWN)


@given(st.dictionaries(st.sampled_from(["verification", "claims"]), JSON))
def test_whatever_is_wished_is_no_trouble(wish: dict[str, Any]) -> None:
    assert len(answers(wish)) <= 1
