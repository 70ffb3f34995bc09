# SPDX-License-Identifier: EUPL-1.2
"""Conditions of wishes for verified claims, met or not, and whatever else may be wished."""

from __future__ import annotations

from typing import Any  # claims and wishes are open JSON

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.people import proofed
from tests.protocols.verified import KNOWN, SINCE, answers, claims, verification
from ugyfelkapu.federation.oidc.protocol.verified_claims import (
    account,
)

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
