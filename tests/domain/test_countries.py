# SPDX-License-Identifier: EUPL-1.2
"""Codes of countries, and those that only zones know."""

from __future__ import annotations

import pytest

from ugyfelkapu.domain.countries import COUNTRIES, from_zone, is_citizenship
from ugyfelkapu.domain.documents import EEA, HUNGARY


def test_there_are_249_countries() -> None:
    assert len(COUNTRIES) == 249
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in COUNTRIES)


def test_hungary_and_the_eea_are_among_them() -> None:
    assert {HUNGARY, *EEA} <= COUNTRIES


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("D", "DEU"),
        ("GBD", "GBR"),
        ("GBN", "GBR"),
        ("GBO", "GBR"),
        ("GBP", "GBR"),
        ("GBS", "GBR"),
        ("HUN", "HUN"),
    ],
)
def test_codes_of_zones_stand_for_countries(zone: str, country: str) -> None:
    assert from_zone(zone) == country
    assert is_citizenship(from_zone(zone))


@pytest.mark.parametrize("code", ["XXA", "XXB", "XXC", "XXX", "RKS"])
def test_people_without_a_state_of_the_list_have_a_code_too(code: str) -> None:
    assert from_zone(code) == code
    assert is_citizenship(code)


@pytest.mark.parametrize("code", ["UNO", "UNA", "EUE", "XOM", "UTO", "", "hun", "HU"])
def test_nobody_is_a_citizen_of_an_organisation_or_of_utopia(code: str) -> None:
    assert not is_citizenship(from_zone(code))
