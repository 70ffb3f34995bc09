# SPDX-License-Identifier: EUPL-1.2
"""The receipt says in two languages what to do by when, is accessible, and takes values as data only."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.rooms.papers.reading import MARGIN, WIDTH, catalogue, opened, tags, text_of, unspaced, widest
from ugyfelkapu.papers import receipt as receipt_module
from ugyfelkapu.papers.receipt import Receipt, render

ANNA = Receipt(
    name="Kiss-Szőllősy Ödön Ákos",
    username="kissszollosy.odon",
    office_name="Budapest V. kerületi okmányiroda",
    office_address="1051 Budapest, Minta tér 1.",
    clerk_name="Próba Űrsula",
    registered_on=date(2026, 11, 23),
    code_last_day=date(2026, 11, 28),
    erased_after=date(2027, 1, 22),
    activation_url="https://ugyfelkapu.example.com/aktivalas/",
    reference="K7M4-P2XD",
)

HOSTILE = (
    '#panic("x")',
    '#read("receipt.typ")',
    "$x^2$",
    "*bold* _slanted_ `raw`",
    "= Heading",
    '"quoted" \'single\' \\ {"json": 1}',
    "@label <label> // comment /*",
    "https://example.com/ <script>",
)


@cache
def printed_text(receipt: Receipt) -> str:
    """Return all words of the printed receipt on one line."""
    return text_of(render(receipt))


def test_the_receipt_names_the_person_the_username_the_office_and_the_clerk() -> None:
    text = printed_text(ANNA)

    for value in (
        ANNA.name,
        ANNA.username,
        ANNA.office_name,
        ANNA.office_address,
        ANNA.clerk_name,
        ANNA.reference,
        ANNA.activation_url,
    ):
        assert value in text


def test_every_day_stands_in_both_languages_with_its_weekday() -> None:
    text = printed_text(ANNA)

    for day in (
        "2026. november 23., hétfő",
        "Monday 23 November 2026",
        "2026. november 28., szombat",
        "Saturday 28 November 2026",
        "2027. január 22., péntek",
        "Friday 22 January 2027",
    ):
        assert day in text


@pytest.mark.parametrize(
    "words",
    [
        "Regisztrációs igazolás",
        "Registration receipt",
        "Illetékmentes",
        "Free of charge",
        "Nézze meg a leveleit",
        "Watch your e-mail",
        "Aktiválja a kapuját",
        "Activate your gate",
        "Lépjen be",
        "Sign in",
        "Ha a kód lejár",
        "If the code lapses",
        "Ügyfél Client",
        "Ügyintéző Clerk",
        "Bélyegző helye Stamp",
    ],
)
def test_the_receipt_says_its_lasting_words(words: str) -> None:
    text = printed_text(ANNA)

    assert words in text


def test_the_receipt_has_no_place_for_a_code_or_an_address_of_mail() -> None:
    names = {field.name for field in fields(Receipt)}

    assert names == {
        "name",
        "username",
        "office_name",
        "office_address",
        "clerk_name",
        "registered_on",
        "code_last_day",
        "erased_after",
        "activation_url",
        "reference",
    }


def test_a_receipt_cannot_be_changed_once_made() -> None:
    with pytest.raises(FrozenInstanceError):
        ANNA.name = "Másik Név"  # type: ignore[misc]


def test_a_receipt_without_reference_has_no_row_for_it() -> None:
    text = printed_text(replace(ANNA, reference=""))

    assert "Hivatkozási szám" not in text


def test_an_ordinary_receipt_is_one_a4_page() -> None:
    pages = opened(render(ANNA)).pages

    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


def test_a_receipt_with_long_names_of_everybody_is_still_one_page() -> None:
    long = ("Árvíztűrő-Tükörfúrógépné " * 6).strip()

    pages = opened(
        render(replace(ANNA, name=long, clerk_name=long, username="wWőű0O1lI_" * 6 + "abcd"))
    ).pages

    assert len(pages) == 1


def test_the_receipt_is_tagged_and_has_a_language_and_a_title() -> None:
    reader = opened(render(ANNA))
    root = catalogue(render(ANNA))

    assert root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]) == "hu-HU"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "Ügyfélkapu: Regisztrációs igazolás / Registration receipt"


def test_the_tags_hold_one_first_heading_numbered_steps_and_the_english_words_as_english() -> None:
    elements = tags(render(ANNA))

    kinds = [str(element.get("/S")) for element in elements]
    languages = {str(element["/Lang"]) for element in elements if "/Lang" in element}
    pictures = [str(element["/Alt"]) for element in elements if element.get("/S") == "/Figure"]
    assert kinds.count("/H1") == 1
    assert kinds.count("/LI") == 6
    assert any(language.startswith("en") for language in languages)
    assert pictures == ["Ügyfélkapu"]


def test_the_receipt_declares_the_accessible_and_the_archival_standard() -> None:
    metadata = catalogue(render(ANNA))["/Metadata"].get_object().get_data().decode()

    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_every_letter_is_drawn_with_the_bundled_font() -> None:
    fonts = catalogue(render(ANNA))["/Pages"]["/Kids"][0]["/Resources"]["/Font"]

    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}
    assert names == {"SourceSans3-Regular-Identity-H", "SourceSans3-Semibold-Identity-H"}


def test_equal_receipts_are_equal_bytes() -> None:
    first, second = render(ANNA), render(replace(ANNA))

    assert first == second


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_printed_as_it_was_written(text: str) -> None:
    printed = printed_text(
        replace(ANNA, name=text, username=text, office_name=text, clerk_name=text, reference=text)
    )

    assert printed.count(text) == 6


def test_a_text_that_turns_the_writing_direction_turns_nothing() -> None:
    printed = printed_text(replace(ANNA, name="Minta \u202eairáM\u202c\u2066 שלום 😀\x00 Anna"))

    assert "Minta airáM □□□□ □ Anna" in printed
    assert ANNA.username in printed


@pytest.mark.parametrize(
    "name", ["Łukasiewicz Đorđe", "Þórðardóttir Ñandú", "Ştefănescu Ţîrlea", "Παπαδόπουλος", "Пушкин"]
)
def test_names_of_other_alphabets_are_printed(name: str) -> None:
    printed = printed_text(replace(ANNA, name=name))

    assert name in printed


def test_a_decomposed_name_is_printed_composed() -> None:
    printed = printed_text(replace(ANNA, name=unicodedata.normalize("NFD", ANNA.name)))

    assert ANNA.name in printed


@pytest.mark.parametrize("name", ["Árvíztűrő-Tükörfúrógépné " * 6, "Ő" * 150, "#" * 150])
def test_a_name_of_150_characters_loses_nothing_and_stays_inside_the_margins(name: str) -> None:
    receipt = replace(ANNA, name=name.strip(), username="wWőű0O1lI_" * 6 + "abcd")

    pdf = render(receipt)

    printed = unspaced(text_of(pdf))
    assert unspaced(receipt.name) in printed
    assert receipt.username in printed
    assert widest(pdf) < WIDTH - MARGIN


def test_receipts_printed_at_the_same_time_do_not_mix() -> None:
    receipts = [replace(ANNA, name=f"Minta Mária {number}") for number in range(12)]

    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(render, receipts))

    assert printed == [render(receipt) for receipt in receipts]


def test_the_room_brings_its_letters_and_their_licence() -> None:
    fonts = Path(receipt_module.__file__).parent / "fonts"

    assert {path.name for path in fonts.iterdir()} == {
        "OFL.txt",
        "SourceSans3-Regular.otf",
        "SourceSans3-Semibold.otf",
    }
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text(encoding="utf-8")
