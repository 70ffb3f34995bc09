# SPDX-License-Identifier: EUPL-1.2
"""Who shows which document, and how its number is written."""

from __future__ import annotations

import pytest

from ugyfelkapu.domain.documents import (
    EEA,
    Category,
    DocumentKind,
    InvalidNumber,
    accepted,
    category_of,
    last_two,
    parse_address_card,
    parse_number,
)

ID, PASSPORT, LICENCE = DocumentKind.ID_CARD, DocumentKind.PASSPORT, DocumentKind.DRIVING_LICENCE


@pytest.mark.parametrize(
    ("category", "documents"),
    [
        (Category.HUN, {ID, PASSPORT, LICENCE}),
        (Category.EEA, {ID, PASSPORT}),
        (Category.OTHER, {PASSPORT}),
    ],
)
def test_each_category_shows_exactly_what_the_order_lists(
    category: Category, documents: set[DocumentKind]
) -> None:
    assert set(accepted(category)) == documents


@pytest.mark.parametrize(
    ("citizenship", "category"),
    [
        ("HUN", Category.HUN),
        ("AUT", Category.EEA),
        ("NOR", Category.EEA),
        ("ISL", Category.EEA),
        ("LIE", Category.EEA),
        ("CHE", Category.OTHER),
        ("GBR", Category.OTHER),
        ("XXA", Category.OTHER),
    ],
)
def test_citizenship_decides_the_category(citizenship: str, category: Category) -> None:
    assert category_of(citizenship) is category


def test_the_eea_has_twenty_nine_other_states() -> None:
    assert len(EEA) == 29


@pytest.mark.parametrize(
    ("kind", "category", "text", "number"),
    [
        (ID, Category.HUN, "000001ZZ", "000001ZZ"),
        (ID, Category.HUN, " 000 001-zz ", "000001ZZ"),
        (PASSPORT, Category.HUN, "zz0000004", "ZZ0000004"),
        (PASSPORT, Category.HUN, "ZZ000004", "ZZ000004"),
        (LICENCE, Category.HUN, "ZZ000005", "ZZ000005"),
        (ID, Category.EEA, "TEST000007", "TEST000007"),
        (PASSPORT, Category.OTHER, "X0000008", "X0000008"),
    ],
)
def test_a_number_is_read_as_registers_write_it(
    kind: DocumentKind, category: Category, text: str, number: str
) -> None:
    assert parse_number(kind, category, text) == number


@pytest.mark.parametrize(
    ("kind", "category", "text", "reason"),
    [
        (ID, Category.HUN, "", "empty"),
        (ID, Category.HUN, "00001ZZ", "format"),
        (ID, Category.HUN, "ZZ000001", "booklet"),
        (ID, Category.HUN, "ZZ-I 000003", "booklet"),
        (LICENCE, Category.HUN, "Z000005", "paper_licence"),
        (LICENCE, Category.EEA, "ZZ000005", "kind"),
        (LICENCE, Category.OTHER, "ZZ000005", "kind"),
        (ID, Category.OTHER, "TEST000007", "kind"),
        (PASSPORT, Category.OTHER, "X1", "format"),
        (PASSPORT, Category.OTHER, "X" * 21, "format"),
        (PASSPORT, Category.EEA, "ÁÉÍ0001", "format"),
        (ID, Category.HUN, "００００１２ZZ", "format"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused_with_its_reason(
    kind: DocumentKind, category: Category, text: str, reason: str
) -> None:
    with pytest.raises(InvalidNumber) as caught:
        parse_number(kind, category, text)

    assert caught.value.data["reason"] == reason


def test_an_address_card_has_six_digits_and_two_letters() -> None:
    assert parse_address_card("000006 zz") == "000006ZZ"


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), ("ZZ000006", "format")])
def test_any_other_address_card_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidNumber) as caught:
        parse_address_card(text)

    assert caught.value.data["reason"] == reason


def test_the_journal_keeps_two_characters() -> None:
    assert last_two("000001ZZ") == "ZZ"
