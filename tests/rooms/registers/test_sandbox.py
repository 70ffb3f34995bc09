# SPDX-License-Identifier: EUPL-1.2
"""The sandbox's people, and what its page says of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ugyfelkapu.domain.documents import Category, category_of

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
with (ROOT / "ugyfelkapu" / "registers" / "sandbox.csv").open(encoding="utf-8", newline="") as file:
    PEOPLE = list(csv.DictReader(file))
with (ROOT / "ugyfelkapu" / "registers" / "sandbox-new-names.csv").open(encoding="utf-8", newline="") as file:
    RENAMED = list(csv.DictReader(file))
TODAY = date(2026, 11, 23)
FOURTEEN_YEARS_AGO = date(2012, 11, 23)
REFUSALS = (
    "expired",
    "lost",
    "withdrawn",
    "without address card",
    "address card lost",
    "under fourteen",
    "deceased",
    "under guardianship",
)
Line = tuple[str, str, str, str, str]


def _lines(section: str) -> list[Line]:
    """Return the table of a section of the page."""
    text = PAGE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if "|" in line
    ]
    return [(name, kind, number, card, shows) for name, kind, number, card, shows in cells[2:]]


ADMITTED, REFUSED = _lines("Who can have a gate"), _lines("Who is refused")


def _documents(person: dict[str, str]) -> Iterator[dict[str, str]]:
    for place in "123":
        document = {
            part: person[f"document_{place}_{part}"] for part in ("kind", "number", "valid_until", "mark")
        }
        if document["number"]:
            yield document


def _holder(kind: str, number: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return who has a document, and the document."""
    (found,) = [
        (person, document)
        for person in PEOPLE
        for document in _documents(person)
        if (document["kind"], document["number"]) == (kind, number)
    ]
    return found


def _refusals(person: dict[str, str], document: dict[str, str]) -> set[str]:
    """Return all that speaks against a person with a document."""
    found = {document["mark"]} - {""}
    if not found and document["valid_until"] and date.fromisoformat(document["valid_until"]) < TODAY:
        found.add("expired")
    if person["register"] == "population":
        if not person["address_card"]:
            found.add("without address card")
        if person["address_card_mark"]:
            found.add(f"address card {person['address_card_mark']}")
    if date.fromisoformat(person["birth_date"]) > FOURTEEN_YEARS_AGO:
        found.add("under fourteen")
    flags = {"deceased": "deceased", "under_guardianship": "under guardianship"}
    return found | {words for column, words in flags.items() if person[column]}


@pytest.mark.parametrize("line", [*ADMITTED, *REFUSED], ids=lambda line: f"{line[1]}-{line[2]}")
def test_the_page_names_the_holder_of_each_document(line: Line) -> None:
    name, kind, number, card, _ = line

    person, _document = _holder(kind, number)

    written = (person["current_title"], person["family_name"], person["given_names"])
    assert " ".join(part for part in written if part) == name
    assert (person["address_card"] or "–") == card


@pytest.mark.parametrize("line", ADMITTED, ids=lambda line: f"{line[1]}-{line[2]}")
def test_nothing_speaks_against_who_can_have_a_gate(line: Line) -> None:
    assert not _refusals(*_holder(line[1], line[2]))


@pytest.mark.parametrize("line", REFUSED, ids=lambda line: f"{line[1]}-{line[2]}")
def test_the_page_gives_the_one_reason_of_a_refusal(line: Line) -> None:
    assert _refusals(*_holder(line[1], line[2])) == {line[4].partition(";")[0]}


def test_every_reason_to_refuse_has_somebody() -> None:
    assert {shows.partition(";")[0] for *_, shows in REFUSED} == set(REFUSALS)


@pytest.mark.parametrize(("name", "number"), re.findall(r"(\S+ \S+) \((9[0-9]{5}ZZ)\)", PAGE))
def test_the_staff_stand_in_the_register(name: str, number: str) -> None:
    person, _document = _holder("id_card", number)

    assert f"{person['family_name']} {person['given_names']}" == name.removeprefix("and ")


def test_at_least_fifty_people_of_every_category_are_there() -> None:
    categories = {category_of(person["citizenship"]) for person in PEOPLE}

    assert len(PEOPLE) >= 50
    assert categories == set(Category)
    assert {person["register"] for person in PEOPLE} == {"population", "aliens"}


def test_those_whose_name_changes_are_the_same_people_with_the_same_documents() -> None:
    known = {person["reference"]: person for person in PEOPLE}
    assert len(RENAMED) == 2

    for person in RENAMED:
        before = known[person["reference"]]
        changed = {column for column in before if before[column] != person[column]}
        assert changed in ({"family_name"}, {"current_title"})
        if changed == {"family_name"}:
            assert person["birth_family_name"]
        parts = ("current_title", "family_name", "given_names")
        assert " ".join(person[part] for part in parts if person[part]) in PAGE
