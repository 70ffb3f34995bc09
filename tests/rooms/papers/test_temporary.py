# SPDX-License-Identifier: EUPL-1.2
"""The slip of a temporary gate says what to do by when, is scanned at the office, and tells no secret."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from datetime import date, timedelta
from functools import cache

import pytest
import segno
from pypdf.generic import ContentStream

from tests.rooms.papers.reading import (
    HEIGHT,
    MARGIN,
    WIDTH,
    catalogue,
    opened,
    tags,
    text_of,
    unspaced,
    widest,
)
from ugyfelkapu.papers.temporary import Pair, ServiceLine, TemporarySlip, render

LIBRARY = ServiceLine(
    "Könyvtári tagság", "Library membership", "Minta Városi Könyvtár", "Sample City Library"
)
BOOKING = ServiceLine("Időpontfoglalás", "Booking", "Okmányirodák", "Document offices")
MARIA = TemporarySlip(
    reference="K7M4-P2XD",
    username="minta.maria",
    opened_on=date(2026, 11, 23),
    code_last_day=date(2026, 11, 28),
    gate_last_day=date(2026, 12, 23),
    bring=(Pair("az útlevelét", "your passport"), Pair("a lakcímkártyáját", "your address card")),
    services=(LIBRARY, BOOKING),
    activation_url="https://ugyfelkapu.example.com/aktivalas/",
    offices_url="https://ugyfelkapu.example.com/okmanyirodak/",
)
MANY = tuple(
    ServiceLine(f"Szolgáltatás {number}", f"Service {number}", f"Gazda {number}", f"Owner {number}")
    for number in range(30)
)
LONG = ("Árvíztűrő-Tükörfúrógépné " * 8).strip()
HOSTILE = ('#panic("x")', '#read("temporary.typ")', "$x^2$", "*b* _s_ `raw`", "= H", '"q" \\ {"json": 1}')


@cache
def slip_text(slip: TemporarySlip) -> str:
    """Return all words of the printed slip on one line."""
    return text_of(render(slip))


def drawn_code(pdf: bytes) -> list[tuple[int, int]]:
    """Read the dark modules, as row and column, from the boxes of the picture that is the code."""
    page = opened(pdf).pages[0]
    inside, scaled = False, False
    corners: list[tuple[int, int]] = []
    dark: list[tuple[int, int]] = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"BDC":
            inside = "QR-kód" in str(operands)
        elif operator == b"cm":
            scaled = inside
        elif inside and scaled and operator in {b"m", b"l"}:
            corners.append((round(float(operands[1])), round(float(operands[0]))))
        elif operator == b"h" and corners:
            (down, first), (_, last) = min(corners), max(corners)
            dark += [(down, across) for across in range(first, last)]
            corners = []
    return dark


def test_the_slip_names_the_reference_the_username_and_both_addresses() -> None:
    text = slip_text(MARIA)

    assert MARIA.reference in text
    assert f"Felhasználónév Username {MARIA.username}" in text
    assert "Jegyezze meg, a levelekben nem írjuk le." in text
    assert MARIA.activation_url in unspaced(text)
    assert MARIA.offices_url in unspaced(text)


def test_every_day_stands_in_both_languages_with_its_weekday() -> None:
    text = slip_text(MARIA)

    for day in (
        "2026. november 23., hétfő",
        "Monday 23 November 2026",
        "A kód utolsó napja Last day of the code 2026. november 28., szombat Saturday 28 November 2026",
        "Az ideiglenes kapu utolsó napja Last day of the gate 2026. december 23., szerda "
        "Wednesday 23 December 2026",
    ):
        assert day in text


@pytest.mark.parametrize(
    "words",
    [
        "Ideiglenes ügyfélkapu",
        "Temporary client gate",
        "Illetékmentes",
        "Free of charge",
        "Nézze meg a leveleit",
        "Watch your e-mail",
        "Aktiválja a kapuját",
        "Activate your gate",
        "Véglegesítse bármelyik okmányirodában",
        "Finalise it at any document office",
        "a kódot és a jelszavát soha",
        "never for the code or your password",
        "A véglegesítés illetékmentes.",
        "Finalising is free of charge.",
        "az ideiglenes kapuját és az adatait töröljük. Bármikor nyithat újat, ingyen.",
        "we erase the gate and your data. Open a new one any time, free of charge.",
    ],
)
def test_the_slip_says_its_lasting_words(words: str) -> None:
    text = slip_text(MARIA)

    assert words in text


def test_what_to_bring_stands_before_the_reference_in_both_languages() -> None:
    text = slip_text(MARIA)

    assert "az útlevelét • a lakcímkártyáját • ezt a hivatkozási számot" in text
    assert "your passport • your address card • this reference" in text


def test_the_services_stand_with_their_owners_in_both_languages() -> None:
    text = slip_text(MARIA)

    for words in (
        "Ezt már az ideiglenes kapuval is elérheti",
        "Already open to your temporary gate",
        "Könyvtári tagság Minta Városi Könyvtár",
        "Library membership Sample City Library",
        "Időpontfoglalás Okmányirodák",
        "Booking Document offices",
    ):
        assert words in text


def test_without_services_the_slip_says_so_and_what_to_do() -> None:
    text = slip_text(replace(MARIA, services=()))

    assert "Ideiglenes kapuval most egyetlen szolgáltatás sem érhető el." in text
    assert "Finalise your gate to reach the services." in text


def test_the_slip_has_no_place_for_a_code_an_address_of_mail_a_name_or_a_birth() -> None:
    names = {field.name for field in fields(TemporarySlip)}

    assert names == {
        "reference",
        "username",
        "opened_on",
        "code_last_day",
        "gate_last_day",
        "bring",
        "services",
        "activation_url",
        "offices_url",
    }


def test_a_slip_cannot_be_changed_once_made() -> None:
    for value, field in ((MARIA, "username"), (LIBRARY, "name_hu"), (MARIA.bring[0], "hu")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field, "más")


@pytest.mark.parametrize("reference", ["K7M4-P2XD", "ABCD-EFGH", "2345-6789"])
def test_the_drawn_code_is_the_reference_as_it_is_said(reference: str) -> None:
    drawn = drawn_code(render(replace(MARIA, reference=reference)))

    matrix = segno.make_qr(reference, error="m").matrix
    assert drawn == [
        (down, across) for down, row in enumerate(matrix) for across, dark in enumerate(row) if dark
    ]


def test_the_code_is_a_picture_with_the_reference_in_words() -> None:
    pictures = [str(tag["/Alt"]) for tag in tags(render(MARIA)) if tag.get("/S") == "/Figure"]

    assert pictures == ["Ügyfélkapu", "QR-kód a hivatkozási számmal: K7M4-P2XD"]


@pytest.mark.parametrize("services", [(), (LIBRARY, BOOKING)])
def test_an_ordinary_slip_is_one_a4_page(services: tuple[ServiceLine, ...]) -> None:
    pages = opened(render(replace(MARIA, services=services))).pages

    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [WIDTH, HEIGHT]


def test_a_long_list_of_services_goes_on_under_its_titles_on_a_marked_page() -> None:
    pdf = render(replace(MARIA, services=MANY))

    first, second = (" ".join(page.extract_text().split()) for page in opened(pdf).pages)
    for page in (first, second):
        assert "Ezt már az ideiglenes kapuval is elérheti" in page
        assert "Already open to your temporary gate" in page
    assert "K7M4-P2XD 2 / 2" in second
    assert all(line.name_hu in first + second and line.owner_en in first + second for line in MANY)


def test_hostile_long_names_lose_nothing_and_stay_inside_the_margins() -> None:
    wide = ServiceLine("Ő" * 150, "#" * 150, LONG, LONG)
    slip = replace(
        MARIA, username="wWőű0O1lI_" * 6 + "abcd", services=(wide, *MANY), bring=(Pair(LONG, LONG),) * 5
    )

    pdf = render(slip)

    printed = unspaced(text_of(pdf))
    assert slip.username in printed
    assert "Ő" * 150 in printed
    assert "#" * 150 in printed
    assert printed.count("Árvíztűrő-Tükörfúrógépné") == 8 * (2 + 2 * 5)
    assert widest(pdf) < WIDTH - MARGIN


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_printed_as_it_was_written(text: str) -> None:
    slip = replace(
        MARIA,
        reference=text,
        username=text,
        bring=(Pair(text, text),),
        services=(ServiceLine(text, text, text, text),),
    )

    printed = unspaced(slip_text(slip))

    assert printed.count(unspaced(text)) >= 9


def test_a_text_that_turns_the_writing_direction_turns_nothing() -> None:
    text = slip_text(replace(MARIA, username="minta\u202eairam\u202c\u2066 😀\x00 x"))

    assert "mintaairam □ x" in text


def test_a_gate_whose_last_day_is_today_has_no_days_left_to_draw() -> None:
    slip = replace(MARIA, code_last_day=MARIA.opened_on, gate_last_day=MARIA.opened_on)

    assert slip_text(slip).count("2026. november 23., hétfő") == 3


def test_a_last_day_moved_past_a_holiday_still_fits() -> None:
    slip = replace(MARIA, gate_last_day=MARIA.gate_last_day + timedelta(days=5))

    assert len(opened(render(slip)).pages) == 1


def test_the_slip_is_tagged_titled_and_declares_both_standards() -> None:
    pdf = render(MARIA)
    root = catalogue(pdf)
    metadata = root["/Metadata"].get_object().get_data().decode()

    kinds = [str(tag.get("/S")) for tag in tags(pdf)]
    languages = {str(tag["/Lang"]) for tag in tags(pdf) if "/Lang" in tag}
    information = opened(pdf).metadata
    assert information is not None
    assert information.title == "Ügyfélkapu: Ideiglenes ügyfélkapu / Temporary client gate"
    assert str(root["/Lang"]) == "hu-HU"
    assert kinds.count("/H1") == 1
    assert kinds.count("/TH") == 2
    assert any(language.startswith("en") for language in languages)
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_equal_slips_are_equal_bytes() -> None:
    first, second = render(MARIA), render(replace(MARIA))

    assert first == second
