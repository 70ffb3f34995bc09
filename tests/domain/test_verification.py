# SPDX-License-Identifier: EUPL-1.2
"""What a service holds is compared whole: spellings may differ as keyboards do, letters and dates may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.verification import HeldData, agrees

KNOWN = Identity(
    current_name=Name("Kiss-Szőllősy", "Ödön", "dr."),
    birth_name=Name("Őry", "Ödön"),
    birth_place="Hódmezővásárhely",
    birth_date=date(1984, 3, 27),
    mother_birth_name=Name("Üveges", "Zsófia"),
    citizenship="HUN",
)
WHOLE = HeldData(
    current_name=Name("Kiss-Szőllősy", "Ödön"),
    birth_name=Name("Őry", "Ödön"),
    birth_place="Hódmezővásárhely",
    birth_date=date(1984, 3, 27),
    mother_birth_name=Name("Üveges", "Zsófia"),
    citizenship="HUN",
)


def _changed(**changes: Any) -> HeldData:
    return replace(WHOLE, **changes)


def test_all_that_is_held_agrees() -> None:
    assert agrees(WHOLE, KNOWN)


@pytest.mark.parametrize(
    "changes",
    [
        {"current_name": Name("KISS SZŐLLŐSY", "ÖDÖN")},
        {"current_name": Name("Kiss-Szollosy", "Odon")},
        {"birth_place": "HODMEZOVASARHELY"},
        {"mother_birth_name": Name("  üveges ", "zsófia")},
    ],
    ids=str,
)
def test_case_accents_and_spacing_do_not_count(changes: dict[str, Any]) -> None:
    assert agrees(_changed(**changes), KNOWN)


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_date": date(1984, 3, 28)},
        {"citizenship": "SVK"},
        {"birth_name": Name("Őri", "Ödön")},
        {"birth_name": Name("Őry", "")},
        {"current_name": Name("Őry", "Ödön")},
        {"birth_place": "Hódmezővásárhel"},
        {"mother_birth_name": Name("Üveges", "Zsófi")},
        {"mother_birth_name": Name("Zsófia", "Üveges")},
    ],
    ids=str,
)
def test_anything_else_is_no_match(changes: dict[str, Any]) -> None:
    assert not agrees(_changed(**changes), KNOWN)


@pytest.mark.parametrize("missing", ["current_name", "birth_place", "mother_birth_name", "citizenship"])
def test_what_is_not_held_is_not_compared(missing: str) -> None:
    other = replace(KNOWN, current_name=Name("Más"), birth_place="Más", citizenship="AUT")
    other = replace(other, mother_birth_name=Name("Más"))
    fewer = HeldData(birth_date=WHOLE.birth_date, birth_name=WHOLE.birth_name)

    assert agrees(_changed(**{missing: None}), KNOWN)
    assert agrees(fewer, other)


def test_who_has_no_other_birth_name_was_born_with_the_current_one() -> None:
    plain = replace(KNOWN, birth_name=Name(""))

    assert agrees(_changed(birth_name=Name("Kiss-Szőllősy", "Ödön")), plain)
    assert not agrees(WHOLE, plain)


@pytest.mark.parametrize("missing", ["birth_date", "birth_name"])
def test_without_date_of_birth_and_birth_name_nothing_is_compared(missing: str) -> None:
    assert WHOLE.enough
    assert HeldData(birth_date=WHOLE.birth_date, birth_name=WHOLE.birth_name).enough
    assert not _changed(**{missing: None}).enough
