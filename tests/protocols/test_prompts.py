# SPDX-License-Identifier: EUPL-1.2
"""Whom a service wants asked again, and how old a proof may be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.prompts import (
    Prompt,
    must_prove_again,
    read_max_age,
    read_prompts,
)

from .asking import AT, ask, outcome


@pytest.mark.parametrize(
    ("text", "prompts"),
    [
        ("", set()),
        ("none", {Prompt.NONE}),
        ("login", {Prompt.LOGIN}),
        ("consent", {Prompt.CONSENT}),
        ("select_account", {Prompt.SELECT_ACCOUNT}),
        ("login consent", {Prompt.LOGIN, Prompt.CONSENT}),
        ("consent login select_account", {Prompt.LOGIN, Prompt.CONSENT, Prompt.SELECT_ACCOUNT}),
        ("login login", {Prompt.LOGIN}),
    ],
)
def test_prompts_are_read_in_any_order(text: str, prompts: set[Prompt]) -> None:
    assert read_prompts({"prompt": text}) == prompts


@pytest.mark.parametrize(
    "text",
    ["none login", "consent none", "Login", "create", "login,consent", "login\tconsent", "ű", "login\n"],
)
def test_none_beside_another_and_unknown_words_are_refused(text: str) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        read_prompts({"prompt": text})


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("1", 1), ("10000", 10_000), ("999999999", 999_999_999)]
)
def test_an_age_is_a_number_of_seconds(text: str, seconds: int) -> None:
    assert read_max_age({"max_age": text}) == seconds


def test_without_an_age_any_will_do() -> None:
    assert read_max_age({}) is None


@pytest.mark.parametrize(
    "text", ["-1", "+1", "1.0", "1e3", " 1", "1\n", "١", "1000000000", "x", "0x1", "1_0"]
)
def test_anything_else_is_no_age(text: str) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        read_max_age({"max_age": text})


@pytest.mark.parametrize(
    ("said", "age", "again"),
    [
        ({}, timedelta(hours=9), False),
        ({"prompt": "consent"}, timedelta(hours=9), False),
        ({"prompt": "login"}, timedelta(seconds=1), True),
        ({"prompt": "login"}, timedelta(microseconds=1), True),
        ({"prompt": "login"}, timedelta(0), False),
        ({"prompt": "login"}, timedelta(seconds=-5), False),
        ({"max_age": "60"}, timedelta(seconds=60), False),
        ({"max_age": "60"}, timedelta(seconds=60, microseconds=1), True),
        ({"max_age": "10000"}, timedelta(seconds=9999), False),
        ({"max_age": "0"}, timedelta(microseconds=1), True),
        ({"max_age": "0"}, timedelta(seconds=-5), False),
        ({"max_age": "10000", "prompt": "login"}, timedelta(seconds=1), True),
        ({"max_age": "1", "prompt": "none"}, timedelta(seconds=2), True),
    ],
)
def test_who_must_prove_again(said: dict[str, str], age: timedelta, again: bool) -> None:
    request = ask(**said)

    assert must_prove_again(request, auth_time=AT - age, begun_at=AT) is again


@given(some.text(), some.text())
def test_any_text_is_read_or_refused(prompt: str, age: str) -> None:
    for read in (
        outcome(lambda: read_prompts({"prompt": prompt})),
        outcome(lambda: read_max_age({"max_age": age})),
    ):
        assert not isinstance(read, OAuthError) or read.code == "invalid_request"
