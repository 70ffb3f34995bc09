# SPDX-License-Identifier: EUPL-1.2
"""Personal identifiers with both rules of the check digit."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.identifiers import InvalidIdentifier, PersonalIdentifier, parse_personal_identifier


def reason(text: str) -> object:
    with pytest.raises(InvalidIdentifier) as refusal:
        parse_personal_identifier(text)
    return refusal.value.data["reason"]


@pytest.mark.parametrize(
    ("text", "born", "sex", "hungarian"),
    [
        ("1-710314-9947", date(1971, 3, 14), "M", True),
        ("2-880229-9914", date(1988, 2, 29), "F", True),
        ("2-630507-9908", date(1963, 5, 7), "F", True),
        ("5-820412-9929", date(1982, 4, 12), "M", False),
        ("2-980807-9911", date(1998, 8, 7), "F", True),
        ("4-050615-9910", date(2005, 6, 15), "F", True),
        ("3-120229-9904", date(2012, 2, 29), "M", True),
    ],
)
def test_an_identifier_says_who_was_born_when(text: str, born: date, sex: str, hungarian: bool) -> None:
    identifier = parse_personal_identifier(text)

    assert identifier == PersonalIdentifier(text.replace("-", ""), born, sex, hungarian)
    assert identifier.display() == text
    assert parse_personal_identifier(f" {text.replace('-', ' ')} ") == identifier


@pytest.mark.parametrize("serial", ["1-710314-991", "4-050615-990"])
@pytest.mark.parametrize("digit", range(10))
def test_a_serial_with_remainder_ten_was_never_issued(serial: str, digit: int) -> None:
    assert reason(f"{serial}{digit}") == "remainder"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" - ", "empty"),
        ("1-710314-994", "format"),
        ("1-710314-99471", "format"),
        ("0-710314-9947", "format"),
        ("9-710314-9947", "format"),
        ("1-710314-994X", "format"),
        ("１-710314-9947", "format"),
        ("1-710229-9947", "date"),
        ("1-711314-9947", "date"),
        ("1-710314-9948", "check_digit"),
    ],
)
def test_what_was_never_issued_is_refused_with_its_reason(text: str, why: str) -> None:
    assert reason(text) == why


@pytest.mark.parametrize(
    "text",
    ["1-710314-9947", "2-880229-9914", "5-820412-9929", "2-980807-9911", "4-050615-9910", "3-120229-9904"],
)
def test_every_single_wrong_digit_of_the_serial_is_found(text: str) -> None:
    digits = text.replace("-", "")

    for place in range(7, 11):
        for digit in set("0123456789") - {digits[place]}:
            assert reason(digits[:place] + digit + digits[place + 1 :]) in {"check_digit", "remainder"}


def test_the_rule_changes_with_the_year_1997() -> None:
    last_by_the_old = parse_personal_identifier("1-961231-9909")
    first_by_the_new = parse_personal_identifier("1-970101-9904")

    assert last_by_the_old.birth_date == date(1996, 12, 31)
    assert first_by_the_new.birth_date == date(1997, 1, 1)
    assert reason("1-961231-9902") == "check_digit"
    assert reason("1-970101-9907") == "check_digit"


@given(some.text() | some.text("0123456789- ", min_size=11, max_size=13))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        identifier = parse_personal_identifier(text)
    except InvalidIdentifier:
        return
    assert parse_personal_identifier(identifier.display()) == identifier
