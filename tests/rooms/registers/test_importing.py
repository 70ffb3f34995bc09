# SPDX-License-Identifier: EUPL-1.2
"""Filling the embedded register from a file: all of it, or nothing and every fault."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.personal import personal
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.ports import DocumentQuestion, DocumentStatus, RegisteredPerson
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.embedded import EmbeddedRegisters
from ugyfelkapu.registers.models import Document, Record
from ugyfelkapu.registers.rows import COLUMNS, REQUIRED
from ugyfelkapu.registers.services import Imported, ImportRefused, import_people

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]
SANDBOX = ROOT / "ugyfelkapu" / "registers" / "sandbox.csv"
PERSON = {
    "register": "population",
    "reference": "SZL-1",
    "family_name": personal("Kiss-Szőllősy"),
    "given_names": "Ödön",
    "mother_family_name": "Szőllősy",
    "mother_given_names": "Aranka",
    "birth_place": "Sátoraljaújhely",
    "birth_date": "1958-09-30",
    "citizenship": "HUN",
    "deceased": "",
    "under_guardianship": "",
    "address_card": "000006ZZ",
    "address_card_mark": "",
    "document_1_kind": "id_card",
    "document_1_country": "HUN",
    "document_1_number": personal("000001ZZ"),
    "document_1_valid_until": "2031-04-12",
    "document_1_mark": "",
}
OTHER = PERSON | {
    "reference": "SZL-2",
    "family_name": "Minta",
    "address_card": "000007ZZ",
    "document_1_number": "000002ZZ",
}


def table(*people: dict[str, str], delimiter: str = ",", end: str = "\n") -> bytes:
    """Return people as a file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(people[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode()


def take(content: bytes) -> Imported:
    """Import a file."""
    return import_people(content, by=COMMAND_LINE, at=AT)


def faults(content: bytes) -> list[tuple[int, str, str]]:
    """Return what is wrong with a file, and see that nothing of it was taken."""
    before = set(Record.objects.values_list("id")), set(Document.objects.values_list("id"))
    with pytest.raises(ImportRefused) as caught:
        take(content)
    assert (set(Record.objects.values_list("id")), set(Document.objects.values_list("id"))) == before
    return [(fault.line, fault.column, str(fault.reason)) for fault in caught.value.faults]


def holders(number: str, country: str = "HUN", card: str = "") -> tuple[RegisteredPerson, ...]:
    """Return who has an identity card."""
    question = DocumentQuestion(DocumentKind.ID_CARD, country, number, card)
    return EmbeddedRegisters().who_has_document(question, at=AT).people


@pytest.mark.django_db
def test_an_imported_person_is_found_as_they_stand_in_the_file() -> None:
    assert take(table(PERSON)) == Imported(1, 0)

    (found,) = holders("000001ZZ", card="000006ZZ")

    assert found.identity.current_name.display() == "Kiss-Szőllősy Ödön"
    assert found.identity.birth_name == found.identity.current_name
    assert (found.document, found.document_valid_until) == (DocumentStatus.VALID, date(2031, 4, 12))
    assert found.address_card is DocumentStatus.VALID
    assert not found.deceased
    assert not found.under_guardianship


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + table(PERSON),
        table(PERSON, delimiter=";"),
        table(PERSON, end="\r\n"),
        b"\xef\xbb\xbf" + table(PERSON, delimiter=";", end="\r\n"),
        table(PERSON) + b"\n\n",
        table(dict(reversed(PERSON.items()))),
    ],
    ids=["mark", "semicolons", "windows", "spreadsheet", "blank lines", "other order"],
)
def test_files_of_spreadsheets_are_taken(content: bytes) -> None:
    assert take(content) == Imported(1, 0)
    assert len(holders("000001ZZ")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("register", "", "empty"),
        ("register", "voters", "choice"),
        ("reference", "", "empty"),
        ("reference", "SZL 1", "reference"),
        ("family_name", "", "empty"),
        ("family_name", "Kiss1", "characters"),
        ("given_names", "x" * 151, "too_long"),
        ("mother_family_name", "", "empty"),
        ("birth_place", "", "empty"),
        ("birth_date", "", "empty"),
        ("birth_date", "1958-02-30", "date"),
        ("birth_date", "58-09-30", "date"),
        ("birth_date", "1958-W40-2", "date"),
        ("birth_date", "2026-11-24", "future"),
        ("citizenship", "", "empty"),
        ("citizenship", "HU", "country"),
        ("deceased", "maybe", "yes_or_no"),
        ("under_guardianship", "1", "yes_or_no"),
        ("address_card", "ZZ000006", "format"),
        ("address_card_mark", "burnt", "choice"),
        ("document_1_kind", "library_card", "choice"),
        ("document_1_kind", "", "empty"),
        ("document_1_country", "Hungary", "country"),
        ("document_1_number", "", "empty"),
        ("document_1_number", "00001ZZ", "format"),
        ("document_1_number", "ZZ000001", "booklet"),
        ("document_1_valid_until", "soon", "date"),
        ("document_1_mark", "burnt", "choice"),
    ],
)
def test_a_wrong_cell_is_named_by_line_column_and_reason(column: str, value: str, reason: str) -> None:
    assert faults(table(OTHER, PERSON | {column: value})) == [(3, column, reason)]


@pytest.mark.django_db
def test_every_fault_of_a_file_is_told_at_once() -> None:
    content = table(PERSON | {"birth_date": "x", "deceased": "x"}, OTHER | {"citizenship": "x"})

    assert faults(content) == [
        (2, "birth_date", "date"),
        (2, "deceased", "yes_or_no"),
        (3, "citizenship", "country"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", (1, "", "empty_file")),
        (table(PERSON | {"shoe_size": "42"}), (1, "shoe_size", "unknown_column")),
        (
            table({name: cell for name, cell in PERSON.items() if name != "birth_date"}),
            (1, "birth_date", "missing_column"),
        ),
        (table(PERSON).replace(b"deceased", b"given_names"), (1, "given_names", "repeated_column")),
        (table(PERSON).rstrip() + b",too much\n", (2, "", "too_many_cells")),
        (table(PERSON).replace("Ödön".encode(), b"\xd6d\xf6n"), (2, "given_names", "encoding")),
        (table(PERSON) + b'"population,', (3, "", "quotes")),
    ],
    ids=["empty", "unknown", "missing", "repeated", "too much", "encoding", "quotes"],
)
def test_what_is_no_such_table_is_refused(content: bytes, expected: tuple[int, str, str]) -> None:
    assert expected in faults(content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [("reference", "SZL-1"), ("document_1_number", "000001zz"), ("address_card", "000006 ZZ")],
)
def test_what_belongs_to_one_person_stands_once_in_a_file(column: str, value: str) -> None:
    assert faults(table(PERSON, OTHER | {column: value})) == [(3, column, "repeated")]


@pytest.mark.django_db
def test_a_known_reference_is_brought_up_to_date() -> None:
    take(table(PERSON, OTHER))
    before = Record.objects.count()

    done = take(table(PERSON | {"family_name": "Minta", "document_1_number": "000009ZZ", "deceased": "igen"}))

    (found,) = holders("000009ZZ")
    assert done == Imported(0, 1)
    assert Record.objects.count() == before
    assert (found.identity.current_name.family, found.deceased) == ("Minta", True)
    assert not holders("000001ZZ")
    assert holders("000002ZZ")


@pytest.mark.django_db
def test_importing_twice_changes_nothing() -> None:
    take(table(PERSON))
    first = holders("000001ZZ")

    assert take(table(PERSON)) == Imported(0, 1)
    assert holders("000001ZZ") == first


@pytest.mark.django_db
def test_a_document_of_somebody_else_is_refused() -> None:
    take(table(PERSON))

    assert faults(table(OTHER | {"document_1_number": "000001ZZ"})) == [(2, "document_1_number", "taken")]


@pytest.mark.django_db
def test_a_document_may_pass_from_one_person_of_a_file_to_another() -> None:
    take(table(PERSON, OTHER))
    swapped = {"document_1_number": "000002ZZ"}, {"document_1_number": "000001ZZ"}

    assert take(table(PERSON | swapped[0], OTHER | swapped[1])) == Imported(0, 2)

    assert [person.reference for person in holders("000002ZZ")] == ["SZL-1"]


@pytest.mark.django_db
def test_one_number_of_two_countries_is_two_documents() -> None:
    foreign = {"document_1_number": "TEST000007", "document_1_country": "DEU"}
    take(table(PERSON | foreign, OTHER | foreign | {"document_1_country": "AUT"}))

    assert [person.reference for person in holders("TEST000007", "DEU")] == ["SZL-1"]
    assert {person.reference for person in holders("TEST000007", "")} == {"SZL-1", "SZL-2"}
    assert not holders("TEST000007", "POL")


@pytest.mark.django_db
def test_somebody_elses_address_card_is_as_good_as_none() -> None:
    take(table(PERSON, OTHER))

    (found,) = holders("000001ZZ", card="000007ZZ")

    assert found.address_card is DocumentStatus.NOT_LISTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("valid_until", "mark", "status"),
    [
        ("2026-11-23", "", DocumentStatus.VALID),
        ("2026-11-22", "", DocumentStatus.EXPIRED),
        ("", "", DocumentStatus.VALID),
        ("2031-01-01", "lost", DocumentStatus.LOST),
        ("2020-01-01", "withdrawn", DocumentStatus.WITHDRAWN),
    ],
)
def test_a_mark_weighs_more_than_a_date(valid_until: str, mark: str, status: DocumentStatus) -> None:
    take(table(PERSON | {"document_1_valid_until": valid_until, "document_1_mark": mark}))

    assert [person.document for person in holders("000001ZZ")] == [status]


@pytest.mark.django_db
def test_the_sandbox_is_without_fault(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("registers", "import", str(SANDBOX))

    assert capsys.readouterr().out == "63 people added, 0 brought up to date\n"


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(table(PERSON))

    call_command("registers", "import", str(file), "--dry-run", "--json")

    assert json.loads(capsys.readouterr().out) == {"people": 1}
    assert not Record.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_faults_are_told_and_the_command_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], dry: list[str]
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(table(PERSON | {"birth_date": "x"}))

    with pytest.raises(SystemExit) as caught:
        call_command("registers", "import", str(file), *dry)

    said = capsys.readouterr()
    assert caught.value.code == 1
    assert said.out == "line 2, birth_date: must be a date such as 1984-03-27\n"
    assert said.err == "nothing was imported: one fault\n"


@pytest.mark.django_db
def test_faults_are_told_to_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(table(PERSON | {"birth_date": "x"}))

    with pytest.raises(SystemExit):
        call_command("registers", "import", str(file), "--json")

    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["line"], fault["column"], fault["reason"]) == (2, "birth_date", "date")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("registers", "import", str(tmp_path / "none.csv"))

    assert caught.value.returncode == 1


def test_wrong_usage_exits_with_two() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "registers", "export"], cwd=ROOT, capture_output=True, check=False
    )

    assert done.returncode == 2
    assert b"invalid choice" in done.stderr


def test_the_page_lists_exactly_the_columns() -> None:
    page = (ROOT / "docs" / "registers.md").read_text(encoding="utf-8")

    told = re.findall(r"^\| `(\w+)` \| (yes|) *\|", page, re.MULTILINE)

    columns = {column for column in COLUMNS if not column.startswith(("document_2_", "document_3_"))}
    assert {column for column, _ in told} == columns
    assert {column for column, must in told if must} == set(REQUIRED)
