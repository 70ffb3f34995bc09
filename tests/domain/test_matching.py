# SPDX-License-Identifier: EUPL-1.2
"""What the register may correct, and what is another person (D5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.matching import (
    Correctable,
    Degree,
    Difference,
    Different,
    Field,
    Same,
    by_line,
    changed_lines,
    compare,
    compare_zone,
    how_different,
    matches_document,
)
from ugyfelkapu.domain.mrz import MachineReadableZone
from ugyfelkapu.domain.person import Identity, Name

KNOWN = Identity(
    current_name=Name("Szabóné Üveges", "Zsófia"),
    birth_name=Name("Üveges", "Zsófia"),
    birth_place="Hódmezővásárhely",
    birth_date=date(1971, 3, 14),
    mother_birth_name=Name("Kiss-Szőllősy", "Ilona"),
    citizenship="HUN",
)
ZONE = MachineReadableZone(
    kind=DocumentKind.ID_CARD,
    issuing_country="HUN",
    number="000001ZZ",
    surname="SZABONE UEVEGES",
    given_names="ZSOFIA",
    nationality="HUN",
    birth_date=date(1971, 3, 14),
    sex="F",
    valid_until=date(2031, 3, 14),
)


def test_the_same_data_are_the_same_person() -> None:
    assert compare(KNOWN, KNOWN) == Same()


@pytest.mark.parametrize(
    ("mother", "degree"),
    [
        (Name("KISS-SZŐLLŐSY", "ilona"), Degree.CASE),
        (Name("Kiss Szőllősy", "Ilona"), Degree.SPACING),
        (Name("KissSzőllősy", "Ilona"), Degree.SPACING),
        (Name("Kiss-Szollosy", "Ilona"), Degree.ACCENTS),
        (Name("kiss szollosy", "ilona"), Degree.ACCENTS),
        (Name("Kiss-Szőlősy", "Ilona"), Degree.ONE_LETTER),
        (Name("Kiss-Szőllőssy", "Ilona"), Degree.ONE_LETTER),
        (Name("Kiss-Szőllősi", "Ilona"), Degree.ONE_LETTER),
    ],
)
def test_the_register_corrects_a_spelling(mother: Name, degree: Degree) -> None:
    claimed = replace(KNOWN, mother_birth_name=mother)

    assert compare(claimed, KNOWN) == Correctable((Difference(Field.MOTHER_BIRTH_NAME, degree),))
    assert compare(KNOWN, claimed) == Correctable((Difference(Field.MOTHER_BIRTH_NAME, degree),))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"birth_date": date(1971, 3, 15)}, Field.BIRTH_DATE),
        ({"citizenship": "SVK"}, Field.CITIZENSHIP),
        ({"birth_place": "Szeged"}, Field.BIRTH_PLACE),
        ({"mother_birth_name": Name("Tóth", "Ilona")}, Field.MOTHER_BIRTH_NAME),
        ({"current_name": Name("Zsófia", "Szabóné Üveges")}, Field.CURRENT_NAME),
        ({"birth_name": Name("Szabó", "Zsófia")}, Field.BIRTH_NAME),
    ],
)
def test_another_fact_is_another_person(change: dict[str, object], field: Field) -> None:
    claimed = replace(KNOWN, **change)  # type: ignore[arg-type]  # fields of the identity

    assert compare(claimed, KNOWN) == Different((Difference(field, Degree.DIFFERENT),))


def test_two_names_with_a_wrong_letter_refuse() -> None:
    claimed = replace(KNOWN, mother_birth_name=Name("Kiss-Szőllősi", "Ilona"), birth_place="Hódmezővásárhey")

    assert isinstance(compare(claimed, KNOWN), Different)


def test_a_keyboard_without_accents_is_corrected_everywhere() -> None:
    claimed = Identity(
        Name("SZABONE UVEGES", "ZSOFIA"),
        Name("UVEGES", "ZSOFIA"),
        "HODMEZOVASARHELY",
        KNOWN.birth_date,
        Name("KISS SZOLLOSY", "ILONA"),
        "HUN",
    )

    assert isinstance(compare(claimed, KNOWN), Correctable)


def test_one_mistake_in_a_name_that_stands_twice_is_one_mistake() -> None:
    known = replace(KNOWN, current_name=KNOWN.birth_name)
    wrong = Name("Üvege", "Zsófia")

    verdict = compare(replace(known, current_name=wrong, birth_name=wrong), known)

    assert verdict == Correctable((Difference(Field.CURRENT_NAME, Degree.ONE_LETTER),))


def test_an_empty_birth_name_means_the_current_one() -> None:
    known = replace(KNOWN, current_name=KNOWN.birth_name)

    assert compare(replace(known, birth_name=Name("")), known) == Same()
    assert isinstance(compare(replace(KNOWN, birth_name=Name("")), KNOWN), Different)


def test_titles_do_not_count() -> None:
    titled = replace(KNOWN, current_name=Name("Szabóné Üveges", "Zsófia", "dr."))

    assert compare(titled, KNOWN) == Same()


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ("Budapest 07", "Budapest 08", Degree.DIFFERENT),
        ("Budapest 07", "BUDAPEST 07", Degree.CASE),
        ("Li", "Le", Degree.DIFFERENT),
        ("Ő", "Ú", Degree.DIFFERENT),
        ("Őr", "Ör", Degree.ACCENTS),
        ("Nagy", "Nagyy", Degree.ONE_LETTER),
        ("Nagy", "agy", Degree.ONE_LETTER),
        ("Nagy", "Ngay", Degree.DIFFERENT),
        ("Nagy", "", Degree.DIFFERENT),
        ("Kovács Jánosné", "Kovács János", Degree.DIFFERENT),
        ("Nagy", "Nagy", None),
    ],
)
def test_two_spellings_differ_by_the_mildest_kind_that_explains_it(
    one: str, other: str, degree: Degree | None
) -> None:
    assert how_different(one, other) == degree
    assert how_different(other, one) == degree


@given(some.text(), some.text())
def test_it_does_not_matter_who_claims(one: str, other: str) -> None:
    assert how_different(one, other) == how_different(other, one)


@given(some.text("abcdőű", min_size=4, max_size=30), some.integers(0, 29), some.sampled_from("xyz"))
def test_any_single_letter_more_is_one_letter(text: str, place: int, letter: str) -> None:
    assert how_different(text, text[:place] + letter + text[place:]) is Degree.ONE_LETTER


def test_a_verdict_never_holds_a_value() -> None:
    verdict = compare(replace(KNOWN, birth_place="Szeged"), KNOWN)

    assert "Szeged" not in repr(verdict)
    assert "Hódmezővásárhely" not in repr(verdict)


def test_a_documents_zone_matches_the_registers_answer() -> None:
    assert matches_document(ZONE, KNOWN) == Same()


@pytest.mark.parametrize(
    "zone",
    [
        replace(ZONE, surname="UVEGES"),
        replace(ZONE, surname="SZABONE UVEGES"),
        replace(ZONE, surname="SZABONE UEVEG", given_names="", names_cut=True),
        replace(ZONE, given_names="ZSOF", names_cut=True),
    ],
)
def test_a_zone_may_hold_the_birth_name_another_spelling_or_a_cut_name(zone: MachineReadableZone) -> None:
    assert compare_zone(zone, KNOWN) == ()


def test_a_doctors_title_may_stand_in_the_zone() -> None:
    known = replace(KNOWN, current_name=Name("Őry", "Gergő Ákos", "dr."))

    assert compare_zone(replace(ZONE, surname="DR ORY", given_names="GERGO AKOS"), known) == ()


def test_two_digits_of_the_year_are_compared() -> None:
    known = replace(KNOWN, birth_date=date(1922, 5, 6))

    assert compare_zone(replace(ZONE, birth_date=date(2022, 5, 6)), known) == ()


@pytest.mark.parametrize(
    ("zone", "field"),
    [
        (replace(ZONE, surname="SZABO"), Field.CURRENT_NAME),
        (replace(ZONE, given_names="ZSOF"), Field.CURRENT_NAME),
        (replace(ZONE, given_names=""), Field.CURRENT_NAME),
        (replace(ZONE, birth_date=date(1971, 3, 15)), Field.BIRTH_DATE),
        (replace(ZONE, nationality="SVK"), Field.CITIZENSHIP),
    ],
)
def test_another_persons_zone_is_told_apart(zone: MachineReadableZone, field: Field) -> None:
    assert matches_document(zone, KNOWN) == Different((Difference(field, Degree.DIFFERENT),))


MARRIED = replace(KNOWN, current_name=Name("Kovácsné Üveges", "Zsófia"))
UNMARRIED = replace(KNOWN, current_name=KNOWN.birth_name)


def test_one_mistake_in_a_name_that_stands_in_two_lines_is_marked_in_both() -> None:
    typed = replace(UNMARRIED, current_name=Name("Uveges", "Zsófia"), birth_name=Name("Uveges", "Zsófia"))

    assert by_line(typed, UNMARRIED) == {
        Field.CURRENT_NAME: Degree.ACCENTS,
        Field.BIRTH_NAME: Degree.ACCENTS,
    }


def test_a_marriage_changes_one_line() -> None:
    assert changed_lines(UNMARRIED, KNOWN) == (Field.CURRENT_NAME,)
    assert changed_lines(KNOWN, MARRIED) == (Field.CURRENT_NAME,)


def test_equal_data_change_no_line() -> None:
    assert changed_lines(KNOWN, KNOWN) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"current_name": Name("Szabóné Üveges", "Zsófia", "dr.")}, Field.CURRENT_NAME),
        ({"current_name": Name("Szabóné Üveges", "Zsofia")}, Field.CURRENT_NAME),
        ({"birth_name": Name("Üveges", "Zsófia", "ifj.")}, Field.BIRTH_NAME),
        ({"birth_name": Name("Üveges", "Zsófia Anna")}, Field.BIRTH_NAME),
        ({"birth_place": "hódmezővásárhely"}, Field.BIRTH_PLACE),
        ({"birth_date": date(1971, 3, 15)}, Field.BIRTH_DATE),
        ({"mother_birth_name": Name("Kiss-Szőllősy", "Ilona", "dr.")}, Field.MOTHER_BIRTH_NAME),
        ({"citizenship": "DEU"}, Field.CITIZENSHIP),
    ],
)
def test_every_line_that_reads_differently_has_changed(changes: dict[str, Any], field: Field) -> None:
    assert changed_lines(KNOWN, replace(KNOWN, **changes)) == (field,)


def test_changed_lines_stand_in_the_order_of_reading() -> None:
    other = replace(KNOWN, citizenship="DEU", current_name=Name("Kovács"), birth_place="Pécs")

    assert changed_lines(KNOWN, other) == (Field.CURRENT_NAME, Field.BIRTH_PLACE, Field.CITIZENSHIP)
