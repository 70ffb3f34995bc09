# SPDX-License-Identifier: EUPL-1.2
"""Answers to services: with the issuer, with the state exactly as it came, and nothing else."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, invalid_request
from ugyfelkapu.federation.oidc.protocol.responses import (
    ResponseMode,
    ReturnAddress,
    granted,
    location,
    refused,
)

from .asking import BACK, ISSUER


def test_a_code_travels_with_state_and_issuer() -> None:
    answer = granted(ReturnAddress(BACK, state="á b&c"), "kapu_ac_x", issuer=ISSUER)

    assert answer.parameters == {"code": "kapu_ac_x", "state": "á b&c", "iss": ISSUER}
    assert location(answer) == (
        f"{BACK}?code=kapu_ac_x&state=%C3%A1%20b%26c&iss=https%3A%2F%2Fkapu.example.hu"
    )


def test_a_refusal_travels_with_state_and_issuer() -> None:
    answer = refused(ReturnAddress(BACK, state="x"), invalid_request("max_age is wrong"), issuer=ISSUER)

    assert answer.parameters == {
        "error": "invalid_request",
        "error_description": "max_age is wrong",
        "state": "x",
        "iss": ISSUER,
    }


def test_what_was_not_said_is_not_given_back() -> None:
    answer = refused(ReturnAddress(BACK), OAuthError("access_denied"), issuer=ISSUER)

    assert answer.parameters == {"error": "access_denied", "iss": ISSUER}


def test_a_description_holds_nothing_that_the_standard_forbids() -> None:
    answer = refused(ReturnAddress(BACK), invalid_request('a "b" \\ ű\n!#[]~'), issuer=ISSUER)

    assert answer.parameters["error_description"] == "a b  !#[]~"


@pytest.mark.parametrize(
    ("uri", "begins"),
    [
        (BACK, BACK + "?code=x&"),
        (BACK + "?hely=kapu", BACK + "?hely=kapu&code=x&"),
        ("hu.example.app:/vissza", "hu.example.app:/vissza?code=x&"),
        ("http://127.0.0.1:50000/", "http://127.0.0.1:50000/?code=x&"),
    ],
)
def test_the_registered_query_stays(uri: str, begins: str) -> None:
    assert location(granted(ReturnAddress(uri), "x", issuer=ISSUER)).startswith(begins)


def test_an_answer_travels_as_the_service_asked() -> None:
    answer = granted(ReturnAddress(BACK, mode=ResponseMode.FORM_POST), "x", issuer=ISSUER)

    assert (answer.address, answer.mode) == (BACK, ResponseMode.FORM_POST)


@given(some.text(some.characters(codec="utf-8"), min_size=1))
def test_any_state_comes_back_exactly(state: str) -> None:
    sent = location(granted(ReturnAddress(BACK, state=state), "x", issuer=ISSUER))

    assert sent.isascii()
    assert dict(parse_qsl(urlsplit(sent).query))["state"] == state
