# SPDX-License-Identifier: EUPL-1.2
"""Which level a service asks for, which will do, and which it is told (D17)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL, self_asserted
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.levels import (
    MINIMA,
    UNMET,
    LevelsAsked,
    meets,
    required_level,
    suffices,
    supported,
    told,
    unmet,
)

from .asking import ISSUER, ask, client

SELF = self_asserted(ISSUER)
HIGH = "http://eidas.europa.eu/LoA/high"


def _acr(**members: object) -> str:
    return json.dumps({"id_token": {"acr": members or None}})


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, LevelsAsked()),
        ({"acr_values": SUBSTANTIAL}, LevelsAsked((SUBSTANTIAL,))),
        ({"acr_values": f"{LOW} {SUBSTANTIAL} {LOW}"}, LevelsAsked((LOW, SUBSTANTIAL))),
        ({"acr_values": f"{HIGH} {SUBSTANTIAL} 1"}, LevelsAsked((SUBSTANTIAL,))),
        ({"acr_values": HIGH}, LevelsAsked()),
        ({"acr_values": SELF}, LevelsAsked((SELF,))),
        ({"claims": _acr()}, LevelsAsked()),
        ({"claims": _acr(essential=True)}, LevelsAsked()),
        ({"claims": _acr(essential=True), "acr_values": LOW}, LevelsAsked((LOW,))),
        ({"claims": _acr(value=LOW)}, LevelsAsked((LOW,))),
        ({"claims": _acr(value=HIGH)}, LevelsAsked()),
        ({"claims": _acr(essential=True, value=SUBSTANTIAL)}, LevelsAsked((SUBSTANTIAL,), essential=True)),
        (
            {"claims": _acr(essential=True, values=[HIGH, SUBSTANTIAL, 5, None, [LOW]])},
            LevelsAsked((SUBSTANTIAL,), essential=True),
        ),
        (
            {"claims": _acr(essential=True, value=LOW), "acr_values": SUBSTANTIAL},
            LevelsAsked((LOW,), essential=True),
        ),
    ],
)
def test_levels_are_read_from_both_places_and_the_claim_counts_more(
    said: dict[str, str], asked: LevelsAsked
) -> None:
    assert ask(**said).levels == asked


@pytest.mark.parametrize(
    "members", [{"value": HIGH}, {"values": [HIGH, "urn:x"]}, {"value": 3}, {"value": [LOW]}, {"value": ""}]
)
def test_an_essential_level_that_the_gate_has_not_is_refused(members: dict[str, object]) -> None:
    with pytest.raises(OAuthError, match=UNMET):
        ask(claims=_acr(essential=True, **members))

    assert ask(claims=_acr(**members)).levels == LevelsAsked()


def test_the_refusal_has_the_code_of_the_standard() -> None:
    assert unmet().code == "unmet_authentication_requirements"


@pytest.mark.parametrize(
    ("asked", "minimum", "level", "floor"),
    [
        (LevelsAsked(), "", "", ""),
        (LevelsAsked(), "low", LOW, LOW),
        (LevelsAsked(), "substantial", SUBSTANTIAL, SUBSTANTIAL),
        (LevelsAsked((SUBSTANTIAL,)), "", SUBSTANTIAL, ""),
        (LevelsAsked((SUBSTANTIAL, LOW)), "", SUBSTANTIAL, ""),
        (LevelsAsked((LOW, SUBSTANTIAL)), "", LOW, ""),
        (LevelsAsked((SELF,)), "", SELF, ""),
        (LevelsAsked((SUBSTANTIAL,)), "low", SUBSTANTIAL, LOW),
        (LevelsAsked((LOW,)), "substantial", SUBSTANTIAL, SUBSTANTIAL),
        (LevelsAsked((SUBSTANTIAL,), essential=True), "", SUBSTANTIAL, SUBSTANTIAL),
        (LevelsAsked((SUBSTANTIAL, LOW), essential=True), "", SUBSTANTIAL, LOW),
        (LevelsAsked((LOW, SUBSTANTIAL), essential=True), "", LOW, LOW),
        (LevelsAsked((LOW,), essential=True), "substantial", SUBSTANTIAL, SUBSTANTIAL),
    ],
)
def test_what_is_wished_for_is_brought_about_and_what_is_essential_must_be(
    asked: LevelsAsked, minimum: str, level: str, floor: str
) -> None:
    required = required_level(asked, client(minimum_level=minimum))

    assert (required.level, required.floor) == (level, floor)


@pytest.mark.parametrize(
    ("reached", "met", "enough"),
    [(SELF, False, False), (LOW, False, True), (SUBSTANTIAL, True, True)],
)
def test_a_wish_may_stay_unmet_and_a_minimum_may_not(reached: str, met: bool, enough: bool) -> None:
    required = required_level(LevelsAsked((SUBSTANTIAL,)), client(minimum_level="low"))

    assert meets(reached, required) is met
    assert suffices(reached, required) is enough


@pytest.mark.parametrize("reached", [SELF, LOW, SUBSTANTIAL])
def test_without_a_wish_every_level_will_do(reached: str) -> None:
    required = required_level(LevelsAsked(), client())

    assert meets(reached, required)
    assert suffices(reached, required)


@pytest.mark.parametrize(
    ("reached", "asked", "level"),
    [
        (SUBSTANTIAL, LevelsAsked(), SUBSTANTIAL),
        (SUBSTANTIAL, LevelsAsked((LOW,)), SUBSTANTIAL),
        (SELF, LevelsAsked((SUBSTANTIAL,)), SELF),
        (SUBSTANTIAL, LevelsAsked((LOW,), essential=True), LOW),
        (SUBSTANTIAL, LevelsAsked((LOW, SUBSTANTIAL), essential=True), SUBSTANTIAL),
        (LOW, LevelsAsked((SELF,), essential=True), SELF),
        (LOW, LevelsAsked((SUBSTANTIAL, LOW), essential=True), LOW),
    ],
)
def test_a_service_that_insists_is_told_a_level_that_it_named(
    reached: str, asked: LevelsAsked, level: str
) -> None:
    assert told(reached, asked) == level


def test_the_levels_of_the_gate_rise() -> None:
    assert supported(ISSUER) == (SELF, LOW, SUBSTANTIAL)
    assert set(MINIMA.values()) <= {"", *supported(ISSUER)}


@given(
    some.lists(some.sampled_from(supported(ISSUER)), min_size=1, max_size=3, unique=True),
    some.sampled_from(sorted(MINIMA)),
    some.sampled_from(supported(ISSUER)),
)
def test_nobody_is_told_more_than_was_reached_or_what_was_not_asked(
    values: list[str], minimum: str, reached: str
) -> None:
    asked = LevelsAsked(tuple(values), essential=True)
    rising = supported(ISSUER)

    if not suffices(reached, required_level(asked, client(minimum_level=minimum))):
        return

    level = told(reached, asked)
    assert level in values
    assert rising.index(level) <= rising.index(reached)
