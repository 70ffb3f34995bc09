# SPDX-License-Identifier: EUPL-1.2
"""Levels of a sign-in (D17)."""

from __future__ import annotations

import pytest

from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL, Factor, level, self_asserted
from ugyfelkapu.domain.errors import Forbidden
from ugyfelkapu.domain.lifecycle import State

ISSUER = "https://kapu.example.com"


def test_a_password_alone_is_low() -> None:
    assert level(State.ACTIVE, {Factor.PASSWORD}, issuer=ISSUER) == LOW


@pytest.mark.parametrize(
    "factors", [{Factor.PASSWORD, Factor.TOTP}, {Factor.PASSWORD, Factor.PASSKEY}, {Factor.PASSKEY}]
)
def test_a_second_factor_is_substantial(factors: set[Factor]) -> None:
    assert level(State.ACTIVE, factors, issuer=ISSUER) == SUBSTANTIAL


@pytest.mark.parametrize("factors", [{Factor.PASSWORD}, {Factor.PASSKEY}, set(Factor)])
def test_no_factor_raises_a_capped_gate(factors: set[Factor]) -> None:
    assert level(State.ACTIVE, factors, issuer=ISSUER, capped=True) == LOW


@pytest.mark.parametrize("factors", [{Factor.PASSWORD}, set(Factor)])
def test_a_temporary_gate_is_self_asserted_with_any_factors(factors: set[Factor]) -> None:
    assert level(State.TEMPORARY, factors, issuer=ISSUER) == f"{ISSUER}/loa/self-asserted"


@pytest.mark.parametrize("state", set(State) - {State.ACTIVE, State.TEMPORARY})
def test_a_gate_that_is_not_open_has_no_level(state: State) -> None:
    with pytest.raises(Forbidden):
        level(state, {Factor.PASSWORD}, issuer=ISSUER)


def test_nothing_proved_is_no_level() -> None:
    with pytest.raises(Forbidden):
        level(State.ACTIVE, set(), issuer=ISSUER)


def test_an_issuer_with_a_slash_names_the_same_level() -> None:
    assert self_asserted(f"{ISSUER}/") == self_asserted(ISSUER)
