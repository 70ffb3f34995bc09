# SPDX-License-Identifier: EUPL-1.2
"""Names as they are stored, compared, found and sorted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.domain.person import (
    LONGEST_NAME,
    MARKS_ON_A_LETTER,
    InvalidName,
    Name,
    clean,
    folded,
    hungarian_order,
    name_order,
    name_parts,
    parse_name_part,
    parse_place,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (Name("Minta", "Mária"), "Minta Mária"),
        (Name("Őry", "Gergő Ákos", "dr."), "dr. Őry Gergő Ákos"),
        (Name("Sukarno"), "Sukarno"),
    ],
)
def test_a_name_is_shown_title_first_in_hungarian_order(name: Name, shown: str) -> None:
    assert name.display() == shown


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("  Minta\u00a0 \tMária ", "Minta Mária"),
        ("O\u030bry", "Őry"),
        ("Mi\u200bnta\ufeff", "Minta"),
        ("\u202eMinta", "Minta"),
        ("", ""),
    ],
)
def test_what_nobody_sees_is_taken_out(text: str, stored: str) -> None:
    assert clean(text) == stored


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "name",
    [
        "Ág",
        "Kiss-Szőllősy",
        "O'Brien",
        "dr. Őry",
        "Nguyễn",
        "Иванова",
        "محمد",
        "王",
        "N’Diaye",
        "Szabóné Üveges",
    ],
)
def test_a_name_in_any_script_is_taken(name: str) -> None:
    assert parse_name_part(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u200b ", "empty"),
        ("a" * (LONGEST_NAME + 1), "too_long"),
        ("Minta1", "characters"),
        ("<b>Minta</b>", "characters"),
        ("Minta; DROP", "characters"),
        ("-", "characters"),
        ("\u0301Minta", "characters"),
        ("Mx" + "\u0323" * (MARKS_ON_A_LETTER + 1), "characters"),
        ("Minta 🙂", "characters"),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidName) as caught:
        parse_name_part(text)

    assert caught.value.data["reason"] == reason


def test_the_longest_name_is_taken() -> None:
    assert parse_name_part("a" * LONGEST_NAME) == "a" * LONGEST_NAME


@pytest.mark.parametrize("place", ["Budapest 07", "Kolozsvár (Románia)", "Őr", "Ág", "'s-Hertogenbosch"])
def test_a_place_may_have_a_number_and_brackets(place: str) -> None:
    assert parse_place(place) == place


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ("07", "empty"), ("Ág" + "0" * LONGEST_NAME, "too_long"), ("Őr<", "characters")],
)
def test_what_is_no_place_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidName) as caught:
        parse_place(text)

    assert caught.value.data["reason"] == reason


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("Kiss-Szőllősy  Ödön", "kiss szollosy odon"),
        ("dr. Őry", "dr ory"),
        ("O'Brien", "obrien"),
        ("O’BRIEN", "obrien"),
        ("Groß", "gross"),
        ("GROẞ", "gross"),
        ("Đorđević", "dordevic"),
        ("Łukasz", "lukasz"),
        ("Ængström", "aengstrom"),
        ("Nguyễn Thị Mai", "nguyen thi mai"),
        ("İbrahim", "ibrahim"),
        ("Işık", "isik"),
        ("ﬁala", "fiala"),
        ("Йовков", "иовков"),
        ("Ἀθηνᾶ", "αθηνα"),
        ("Þór", "thor"),
        ("ŉ", "n"),
        ("", ""),
    ],
)
def test_comparison_knows_no_case_accents_or_marks(text: str, compared: str) -> None:
    assert folded(text) == compared


@given(st.text())
def test_comparing_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_the_form_of_typing_does_not_change_a_comparison(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_capitals_do_not_change_a_comparison(text: str) -> None:
    assert folded(text.upper()) == folded(text)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (Name("Kovács", "Jánosné"), {"kovacs", "janosne", "janos"}),
        (Name("Szabóné Üveges", "Zsófia"), {"szabone", "szabo", "uveges", "zsofia"}),
        (Name("Kiss-Szőllősy", "Ödön"), {"kiss", "szollosy", "odon"}),
        (Name("Őry", "Gergő Ákos", "dr."), {"ory", "gergo", "akos"}),
        (Name("dr. Őry", "Gergő"), {"ory", "gergo"}),
        (Name("O'Brien", "Seán"), {"o", "brien", "obrien", "sean"}),
        (Name("Sukarno"), {"sukarno"}),
        (Name("Dr"), {"dr"}),
    ],
)
def test_a_name_is_found_by_each_of_its_parts(name: Name, parts: set[str]) -> None:
    assert name_parts(name) == parts


def test_anne_is_no_wife_of_an() -> None:
    assert name_parts(Name("Minta", "Anne")) == {"minta", "anne"}


@pytest.mark.parametrize(
    "ordered",
    [
        ["Cudar", "Csaba"],
        ["Czabán", "Csaba"],
        ["Dudás", "Dzurinda", "Dzsida"],
        ["Guba", "Gyapay"],
        ["Luc", "Lyka"],
        ["Nunn", "Nyári"],
        ["Suba", "Szabó"],
        ["Tuba", "Tyukász"],
        ["Zuba", "Zsiga"],
        ["Orsós", "Ország", "Öllős", "Őry", "Pap"],
        ["Ubul", "Űrhajós", "Üveges", "Üvegesné"],
        ["Kastély", "Kasza", "Kaszinó", "Kassza"],
        ["Ara", "Ára"],
        ["Abel", "Ábel", "Abelard"],
        ["Sukarno", "Sukarno Anna"],
        ["Kiss-Szabó", "Kissné"],
        ["Muller", "Müllner"],
        ["Zsiga", "Иванов", "王"],
    ],
)
def test_names_stand_in_hungarian_order(ordered: list[str]) -> None:
    backwards = list(reversed(ordered))

    assert sorted(backwards, key=hungarian_order) == ordered


def test_titles_do_not_move_a_name() -> None:
    assert name_order(Name("Őry", "Gergő", "dr.")) == name_order(Name("Őry", "Gergő"))


def test_people_of_one_name_stand_before_those_with_two() -> None:
    assert name_order(Name("Minta")) < name_order(Name("Minta", "Anna"))


@given(st.text())
def test_everything_has_a_place_in_the_order(text: str) -> None:
    ranks, letters = hungarian_order(text)

    assert letters == unicodedata.normalize("NFC", clean(text).casefold())
    assert all(rank >= 0 for rank in ranks)
