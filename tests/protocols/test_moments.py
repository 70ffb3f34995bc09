# SPDX-License-Identifier: EUPL-1.2
"""Moments inside tokens, and what may be said only once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any  # claims are open JSON

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import AT
from tests.protocols.tokens import NOW
from ugyfelkapu.federation.oidc.protocol.moments import MomentError, instant, is_current, moment, seconds
from ugyfelkapu.federation.oidc.protocol.single_use import LONGEST_JTI, is_jti, single_use


def test_moments_are_whole_seconds() -> None:
    assert seconds(datetime(1970, 1, 1, 0, 0, 1, 999_999, tzinfo=UTC)) == 1
    assert instant(1.5) == datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)


def test_a_claim_holds_a_moment_or_is_missing() -> None:
    assert moment({"exp": 5}, "exp") == 5
    assert moment({"exp": 5.5}, "exp") == 5.5
    assert moment({}, "exp") is None


@pytest.mark.parametrize(
    "value", [None, True, False, "5", [], {}, -1, 1e300, float("inf"), float("nan"), 10**20]
)
def test_what_is_no_moment_is_refused(value: Any) -> None:
    with pytest.raises(MomentError):
        moment({"exp": value}, "exp")


def test_without_moments_a_token_is_current() -> None:
    assert is_current({}, at=AT)


@pytest.mark.parametrize("name", ["nbf", "iat"])
def test_a_token_begins_at_most_ten_seconds_from_now(name: str) -> None:
    assert is_current({name: NOW + 10}, at=AT)
    assert not is_current({name: NOW + 11}, at=AT)


def test_a_token_ended_less_than_ten_seconds_ago() -> None:
    assert is_current({"exp": NOW - 9}, at=AT)
    assert not is_current({"exp": NOW - 10}, at=AT)


def test_both_beginnings_count() -> None:
    assert not is_current({"nbf": NOW, "iat": NOW + 11}, at=AT)
    assert not is_current({"nbf": NOW + 11, "iat": NOW}, at=AT)


@given(st.dictionaries(st.sampled_from(["nbf", "iat", "exp"]), st.integers() | st.floats() | st.text()))
def test_whatever_a_token_says_it_is_current_or_not_or_no_moment(claims: dict[str, Any]) -> None:
    try:
        current = is_current(claims, at=AT)
    except MomentError:
        return
    assert isinstance(current, bool)


def test_a_jti_is_a_short_text() -> None:
    assert is_jti("x" * LONGEST_JTI)
    for value in ("", "x" * (LONGEST_JTI + 1), None, 5, ["x"]):
        assert not is_jti(value)


def test_sorts_parties_and_names_are_kept_apart() -> None:
    said = [
        single_use(kind, who, jti, ends_at=AT + timedelta(seconds=5))
        for kind, who, jti in (
            ("a", "b", "c"),
            ("a", "b", "d"),
            ("a", "d", "c"),
            ("d", "b", "c"),
            ("a", "b\0c", ""),
            ("a\0b", "c", ""),
        )
    ]

    assert len({each.digest for each in said}) == len(said)
    assert {len(each.digest) for each in said} == {32}
