# SPDX-License-Identifier: EUPL-1.2
"""The claims parameter: read where two readers would read the same, refused elsewhere."""

from __future__ import annotations

import json
from typing import Any  # open JSON

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.protocol.claims_request import (
    LARGEST,
    MOST,
    ClaimsAsked,
    ClaimWish,
    claims_asked,
    read_claims,
)
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError

from .asking import outcome


def _read(request: object) -> ClaimsAsked:
    return read_claims({"claims": json.dumps(request)})


def test_without_the_parameter_nothing_is_asked() -> None:
    assert read_claims({}) == ClaimsAsked()


def test_the_example_of_the_standard() -> None:
    asked = _read(
        {
            "userinfo": {
                "given_name": {"essential": True},
                "nickname": None,
                "email": {"essential": True},
                "http://example.info/claims/groups": None,
            },
            "id_token": {
                "auth_time": {"essential": True},
                "acr": {"values": ["urn:mace:incommon:iap:silver"]},
            },
        }
    )

    assert asked == ClaimsAsked(
        userinfo={
            "given_name": ClaimWish(essential=True),
            "nickname": ClaimWish(),
            "email": ClaimWish(essential=True),
            "http://example.info/claims/groups": ClaimWish(),
        },
        id_token={
            "auth_time": ClaimWish(essential=True),
            "acr": ClaimWish(values=("urn:mace:incommon:iap:silver",)),
        },
    )


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"userinfo": None, "id_token": None},
        {"userinfo": {}},
        {"unknown": 5},
        {"userinfo": {"email": {}}},
        {"userinfo": {"email": {"purpose": "kapcsolat", "unknown": [1]}}},
        {"userinfo": {"email": {"essential": False, "value": 0, "values": []}}},
    ],
)
def test_what_the_standard_lets_a_service_say(request_: dict[str, Any]) -> None:
    assert isinstance(_read(request_), ClaimsAsked)


@pytest.mark.parametrize(
    "request_",
    [
        [],
        "email",
        5,
        None,
        True,
        {"userinfo": ["email"]},
        {"userinfo": "email"},
        {"id_token": 5},
        {"userinfo": {"email": True}},
        {"userinfo": {"email": "essential"}},
        {"userinfo": {"email": ["a"]}},
        {"userinfo": {"email": {"essential": "true"}}},
        {"userinfo": {"email": {"essential": None}}},
        {"userinfo": {"email": {"essential": 1}}},
        {"userinfo": {"email": {"values": "a"}}},
        {"userinfo": {"email": {"values": {"a": 1}}}},
        {"userinfo": {"verified_claims": "a"}},
        {"userinfo": {"verified_claims": [5]}},
        {"id_token": {"verified_claims": [None]}},
    ],
)
def test_what_it_does_not_is_refused(request_: object) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        _read(request_)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "{} {}",
        "{'userinfo': {}}",
        '{"userinfo": {}, "userinfo": {}}',
        '{"userinfo": {"email": null, "email": {"essential": true}}}',
        '{"userinfo": {"a": {"value": NaN}}}',
        '{"userinfo": {"a": {"value": -Infinity}}}',
        '{"userinfo": {"a": {"value": 1e999}}}',
        '{"userinfo": {"a": {"value": "\\ud800"}}}',
        '{"userinfo": {"\\udc00": null}}',
        '{"userinfo": {"a\\u0000": null}}',
        '{"userinfo": {"a": {"value": ' + "[" * 4000 + "]" * 4000 + "}}}",
        '{"userinfo": {"a": {"value": ' + "[" * 30 + "]" * 30 + "}}}",
        "[" * 8000,
        '{"userinfo": {"a": {"value": ' + "9" * 8000 + "}}}",
        "\ufeff{}",
    ],
)
def test_json_that_two_readers_may_read_differently_is_refused(text: str) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        read_claims({"claims": text})


def test_a_request_is_as_large_as_it_may_be_and_no_larger() -> None:
    fitting = json.dumps({"x": "a" * (LARGEST - 9)})

    assert len(fitting) == LARGEST
    assert read_claims({"claims": fitting}) == ClaimsAsked()

    with pytest.raises(OAuthError, match="invalid_request"):
        read_claims({"claims": fitting + " "})


def test_a_place_names_as_many_claims_as_it_may_and_no_more() -> None:
    names = {str(number): None for number in range(MOST)}

    assert len(_read({"userinfo": names, "id_token": names}).userinfo) == MOST

    with pytest.raises(OAuthError, match="invalid_request"):
        _read({"id_token": {**names, "one more": None}})


def test_requests_for_verified_claims_stay_as_they_came() -> None:
    wish = {"verification": {"trust_framework": {"value": "hu_ugyfelkapu"}}, "claims": {"name": None}}

    asked = _read(
        {"userinfo": {"verified_claims": wish}, "id_token": {"verified_claims": [wish, {}], "acr": None}}
    )

    assert asked.verified_userinfo == (wish,)
    assert asked.verified_id_token == (wish, {})
    assert set(asked.userinfo) == set()
    assert set(asked.id_token) == {"acr"}


def test_verified_claims_that_are_null_are_not_asked() -> None:
    assert _read({"userinfo": {"verified_claims": None}}).verified_userinfo == ()


@pytest.mark.parametrize(
    ("wish", "value", "fits"),
    [
        (ClaimWish(), "bármi", True),
        (ClaimWish(essential=True), None, True),
        (ClaimWish(value="a"), "a", True),
        (ClaimWish(value="a"), "b", False),
        (ClaimWish(values=("a", "b")), "b", True),
        (ClaimWish(values=("a", "b")), "c", False),
        (ClaimWish(value="a", values=("b",)), "a", False),
        (ClaimWish(values=([1], {"a": 1})), [1], True),
    ],
)
def test_a_wish_fits_the_values_that_it_names(wish: ClaimWish, value: object, fits: bool) -> None:
    assert wish.fits(value) is fits


def test_a_request_rests_in_the_form_of_the_standard() -> None:
    rested = {
        "userinfo": {
            "email": {"essential": True},
            "name": {"essential": False, "value": "a"},
            "acr": {"essential": False, "values": ["a", "b"]},
            "verified_claims": [{"claims": {"name": None}}],
        },
        "id_token": {"verified_claims": [{}, {}]},
    }

    assert _read(rested).to_json() == rested
    assert ClaimsAsked().to_json() == {"userinfo": {}, "id_token": {}}


_ANY_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(some.characters(codec=None)),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(
            some.sampled_from(
                ["userinfo", "id_token", "email", "acr", "verified_claims", "essential", "value", "values"]
            )
            | some.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(some.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    read = outcome(lambda: read_claims({"claims": text}))

    assert not isinstance(read, OAuthError) or read.code == "invalid_request"


@given(_ANY_JSON)
def test_any_json_is_read_or_refused_and_rests_unchanged(request_: object) -> None:
    read = outcome(lambda: _read(request_))

    if isinstance(read, OAuthError):
        assert read.code == "invalid_request"
    else:
        assert claims_asked(json.loads(json.dumps(read.to_json()))) == read
