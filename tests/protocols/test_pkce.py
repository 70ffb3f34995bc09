# SPDX-License-Identifier: EUPL-1.2
"""A code is of use only to whom began: S256, on both sides or on none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.pkce import challenge_of, read_challenge, verify

from .asking import outcome

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # both of RFC 7636, appendix B


def test_the_example_of_the_standard() -> None:
    assert challenge_of(VERIFIER) == CHALLENGE


def test_a_challenge_is_read_with_its_method() -> None:
    said = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}

    assert read_challenge(said, required=True) == CHALLENGE
    assert read_challenge(said, required=False) == CHALLENGE


def test_none_is_needed_where_none_is_required() -> None:
    assert read_challenge({}, required=False) == ""

    with pytest.raises(OAuthError, match="invalid_request"):
        read_challenge({}, required=True)


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize(
    "said",
    [
        {"code_challenge": CHALLENGE},
        {"code_challenge": VERIFIER, "code_challenge_method": "plain"},
        {"code_challenge": CHALLENGE, "code_challenge_method": "s256"},
        {"code_challenge": CHALLENGE, "code_challenge_method": "S512"},
        {"code_challenge_method": "S256"},
        {"code_challenge_method": "plain"},
        {"code_challenge": CHALLENGE[:-1], "code_challenge_method": "S256"},
        {"code_challenge": CHALLENGE + "=", "code_challenge_method": "S256"},
        {"code_challenge": CHALLENGE + "\n", "code_challenge_method": "S256"},
        {"code_challenge": CHALLENGE[:-1] + "+", "code_challenge_method": "S256"},
        {"code_challenge": CHALLENGE[:-1] + "ű", "code_challenge_method": "S256"},
    ],
)
def test_anything_but_an_s256_challenge_is_refused_where_one_is_required_or_not(
    said: dict[str, str], required: bool
) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        read_challenge(said, required=required)


def test_the_verifier_that_began_is_taken() -> None:
    verify(VERIFIER, CHALLENGE)
    verify("", "")


@pytest.mark.parametrize("length", [43, 128])
def test_verifiers_are_as_long_as_the_standard_lets_them(length: int) -> None:
    verifier = "~" * length

    verify(verifier, challenge_of(verifier))


@pytest.mark.parametrize(
    "verifier",
    [
        "",
        VERIFIER[:-1] + "K",
        VERIFIER + "k",
        VERIFIER[:-1],
        VERIFIER + "\n",
        " " + VERIFIER,
        CHALLENGE,
        "ű" * 43,
        "a" * 42,
        "a" * 129,
    ],
)
def test_another_verifier_is_refused(verifier: str) -> None:
    with pytest.raises(OAuthError, match="invalid_grant"):
        verify(verifier, CHALLENGE)


@pytest.mark.parametrize("verifier", ["a" * 42, "a" * 129, "a" * 42 + "+", "á" * 43])
def test_a_verifier_beyond_the_grammar_is_refused_though_it_fits(verifier: str) -> None:
    with pytest.raises(OAuthError, match="invalid_grant"):
        verify(verifier, challenge_of(verifier))


def test_a_verifier_whose_challenge_somebody_took_out_is_refused() -> None:
    with pytest.raises(OAuthError, match="invalid_grant"):
        verify(VERIFIER, "")


@given(some.text(), some.text())
def test_any_two_texts_are_judged_or_refused(verifier: str, challenge: str) -> None:
    refusal = outcome(lambda: verify(verifier, challenge))

    if refusal is not None:
        assert refusal.code == "invalid_grant"
    else:
        assert verifier == challenge == "" or challenge_of(verifier) == challenge


@given(some.dictionaries(some.sampled_from(["code_challenge", "code_challenge_method"]), some.text()))
def test_any_challenge_is_read_or_refused(said: dict[str, str]) -> None:
    read = outcome(lambda: read_challenge(said, required=True))

    assert read == said.get("code_challenge") if isinstance(read, str) else read.code == "invalid_request"
