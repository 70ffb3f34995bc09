# SPDX-License-Identifier: EUPL-1.2
"""Citizenships are called by their names in the reader's language, and chosen from one list."""

from __future__ import annotations

import pytest
from django.utils import translation

from ugyfelkapu.domain.countries import COUNTRIES, KOSOVO, WITHOUT_CITIZENSHIP
from ugyfelkapu.pages.countries import citizenship, citizenship_choices


@pytest.mark.parametrize(
    ("code", "hungarian", "english"),
    [
        ("HUN", "magyar", "Hungarian"),
        ("AUT", "Ausztria", "Austria"),
        ("VNM", "Vietnám", "Vietnam"),
        ("RKS", "Koszovó", "Kosovo"),
        ("XXA", "hontalan", "stateless"),
        ("QQQ", "QQQ", "QQQ"),
    ],
)
def test_a_citizenship_has_a_name_in_both_languages(code: str, hungarian: str, english: str) -> None:
    with translation.override("hu"):
        assert citizenship(code) == hungarian
    with translation.override("en"):
        assert citizenship(code) == english


def listed() -> list[tuple[str, str]]:
    """Return the citizenships as the list has them, without its headings."""
    return [
        each
        for place, name in citizenship_choices()
        for each in ([(place, name)] if isinstance(name, str) else name)
    ]


@pytest.mark.parametrize("language", ["hu", "en"])
def test_the_list_has_every_citizenship_once_and_hungarian_first(language: str) -> None:
    with translation.override(language):
        codes = [code for code, _name in listed()]

    assert codes[0] == "HUN"
    assert len(codes) == len(set(codes))
    assert set(codes) == COUNTRIES | {KOSOVO} | WITHOUT_CITIZENSHIP


def test_the_list_stands_in_the_order_of_the_alphabet() -> None:
    with translation.override("hu"):
        names = [name for _code, name in listed()]

    assert names.index("Ciprus") < names.index("Dánia") < names.index("Svédország") < names.index("Szlovákia")
    assert names.index("Kuba") < names.index("Kuvait") < names.index("Zambia")
