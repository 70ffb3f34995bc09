# SPDX-License-Identifier: EUPL-1.2
"""Filling the embedded register is an act: allowed to few, noted, sealed, whole, and not slow."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests.personal import personal
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.errors import Forbidden
from ugyfelkapu.domain.ports import DocumentQuestion, DocumentStatus, RegisteredPerson, born_like
from ugyfelkapu.journal.actor import COMMAND_LINE, staff_member
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.registers.cells import Fault, Reason
from ugyfelkapu.registers.embedded import EmbeddedRegisters
from ugyfelkapu.registers.examining import Examined
from ugyfelkapu.registers.management.commands.registers import WORDS
from ugyfelkapu.registers.models import Document, Record
from ugyfelkapu.registers.rows import COLUMNS
from ugyfelkapu.registers.services import Imported, ImportRefused, check_people, fill, import_people

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
PERSON = {
    "register": "population",
    "reference": "SZL-7001",
    "family_name": personal("Próbafalvi"),
    "given_names": "Ágnes",
    "mother_family_name": "Teszt",
    "mother_given_names": "Éva",
    "birth_place": "Győr",
    "birth_date": "1984-03-27",
    "citizenship": "HUN",
    "address_card": personal("700001ZZ"),
    "document_1_kind": "id_card",
    "document_1_number": personal("710001ZZ"),
    "document_1_valid_until": "2031-04-12",
}
OTHER = PERSON | {
    "reference": "SZL-7002",
    "address_card": personal("700002ZZ"),
    "document_1_number": personal("710002ZZ"),
}
ALIEN = {
    "register": "aliens",
    "citizenship": "UKR",
    "address_card": "",
    "document_1_kind": "passport",
    "document_1_number": "X7000001",
}


def people_file(*people: Mapping[str, str], delimiter: str = ",", end: str = "\n") -> bytes:
    """Return a file with these people."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(people)
    return text.getvalue().encode()


def faults_of(source: bytes) -> list[Fault]:
    """Return what is wrong with a file."""
    return list(check_people(source, at=AT).faults)


def holder(number: str) -> RegisteredPerson | None:
    """Return who has an identity card."""
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", number)
    people = EmbeddedRegisters().who_has_document(question, at=AT).people
    return people[0] if people else None


@pytest.mark.django_db
def test_an_import_is_noted_in_the_journal() -> None:
    import_people(people_file(PERSON), by=COMMAND_LINE, at=AT)

    entry = latest_entries(limit=1)[0]
    assert (entry.event, entry.details) == ("RegisterImported", {"added": 1, "updated": 0})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written", ["1984-03-27", "1984.03.27", "1984.03.27.", "1984. 03. 27.", "1984.3.27."]
)
def test_days_are_taken_as_people_here_write_them(written: str) -> None:
    import_people(people_file(PERSON | {"birth_date": written}), by=COMMAND_LINE, at=AT)

    found = holder("710001ZZ")
    assert found is not None
    assert found.identity.birth_date.isoformat() == "1984-03-27"


@pytest.mark.django_db
def test_notes_and_empty_lines_are_left_aside() -> None:
    source = people_file(PERSON | {"note": "x" * 500}) + b"\n,,,\n\n"

    done = import_people(source, by=COMMAND_LINE, at=AT)

    assert done == Imported(added=1, updated=0)


@pytest.mark.django_db
def test_one_reference_in_two_registers_is_two_people() -> None:
    alien = OTHER | ALIEN | {"reference": PERSON["reference"]}

    done = import_people(people_file(PERSON, alien), by=COMMAND_LINE, at=AT)

    assert done.added == 2


@pytest.mark.django_db
def test_with_one_fault_nothing_is_imported() -> None:
    bad = OTHER | {"birth_date": "tomorrow"}

    with pytest.raises(ImportRefused) as caught:
        import_people(people_file(PERSON, bad), by=COMMAND_LINE, at=AT)

    assert caught.value.faults == (Fault(3, "birth_date", Reason.DATE),)
    assert not Record.objects.exists()
    assert not Document.objects.exists()
    entry = latest_entries(limit=1)[0]
    assert (entry.event, entry.details["code"]) == ("Refused", "import_refused")


@pytest.mark.django_db
def test_a_refused_file_leaves_what_was_there() -> None:
    import_people(people_file(PERSON), by=COMMAND_LINE, at=AT)
    worse = PERSON | {"family_name": "Más", "citizenship": "?"}

    with pytest.raises(ImportRefused):
        import_people(people_file(worse), by=COMMAND_LINE, at=AT)

    found = holder("710001ZZ")
    assert found is not None
    assert found.identity.current_name.family == "Próbafalvi"


@pytest.mark.django_db
def test_a_broken_line_hides_no_later_one() -> None:
    source = people_file(PERSON | {"birth_place": "Eger"}, OTHER | {"citizenship": "hu"})
    source = source.replace(b"Eger", b'"E"ger')

    assert faults_of(source) == [Fault(2, "", Reason.QUOTES), Fault(3, "citizenship", Reason.COUNTRY)]


@pytest.mark.django_db
def test_lines_are_counted_as_an_editor_counts_them() -> None:
    source = people_file(PERSON | {"note": "two\nlines"}, OTHER | {"citizenship": "hu"})

    assert faults_of(source) == [Fault(4, "citizenship", Reason.COUNTRY)]


@pytest.mark.django_db
def test_a_clerk_may_not_fill_the_register() -> None:
    clerk = staff_member(uuid4(), office="BP-01", role="clerk")

    with pytest.raises(Forbidden):
        import_people(people_file(PERSON), by=clerk, at=AT)

    assert not Record.objects.exists()


@pytest.mark.django_db
def test_an_operator_at_their_pages_may() -> None:
    operator = staff_member(uuid4(), office="BP-01", role="operator")

    assert import_people(people_file(PERSON), by=operator, at=AT).added == 1


@pytest.mark.django_db
def test_nothing_personal_rests_readable() -> None:
    import_people(people_file(PERSON), by=COMMAND_LINE, at=AT)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registers_record")
        rows = [*cursor.fetchall()]
        cursor.execute("SELECT * FROM registers_document")
        rows += cursor.fetchall()

    cells = [bytes(cell) if isinstance(cell, memoryview) else cell for row in rows for cell in row]
    whole = b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in cells)
    for value in ("Próbafalvi", "Ágnes", "1984", "2031", "SZL-7001", "710001ZZ", "700001ZZ", "Győr"):
        assert value.encode() not in whole


@pytest.mark.django_db
def test_an_address_card_has_a_last_day_too() -> None:
    old = PERSON | {"address_card_valid_until": "2026-11-22"}
    import_people(people_file(old), by=COMMAND_LINE, at=AT)
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", "710001ZZ", "700001ZZ")

    answer = EmbeddedRegisters().who_has_document(question, at=AT)

    assert [person.address_card for person in answer.people] == [DocumentStatus.EXPIRED]


@pytest.mark.django_db
def test_many_people_take_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    many = [
        PERSON
        | {
            "reference": f"SZL-{number}",
            "address_card": f"{number:06d}ZZ",
            "document_1_number": f"{number:06d}ZZ",
        }
        for number in range(600)
    ]
    source = people_file(*many)

    with django_assert_max_num_queries(36):
        first = import_people(source, by=COMMAND_LINE, at=AT)
    with django_assert_max_num_queries(36):
        second = import_people(source, by=COMMAND_LINE, at=AT)

    assert (first, second) == (Imported(600, 0), Imported(0, 600))
    assert Document.objects.count() == 1200


def test_every_reason_is_put_in_words() -> None:
    assert set(WORDS) == set(Reason)


@pytest.mark.django_db
def test_a_file_that_changes_while_it_is_read_is_refused() -> None:
    file = io.BytesIO(people_file(PERSON))

    with Examined(file, today=AT.date()) as examined:
        file.seek(0)
        file.write(people_file(OTHER))
        with pytest.raises(ImportRefused) as caught:
            fill(examined, by=COMMAND_LINE, at=AT)

    assert caught.value.faults == (Fault(0, "", Reason.CHANGED),)
    assert not Record.objects.exists()


@pytest.mark.django_db
def test_who_was_imported_before_is_found_by_birth_after_the_next_import() -> None:
    import_people(people_file(PERSON), by=COMMAND_LINE, at=AT)
    Record.objects.update(birth_key=None)

    import_people(people_file(OTHER), by=COMMAND_LINE, at=AT)

    found = holder("710001ZZ")
    assert found is not None
    question = born_like(found.identity)
    assert not Record.objects.filter(birth_key=None).exists()
    assert len(EmbeddedRegisters().who_was_born(question, at=AT).people) == 2


@pytest.mark.django_db
def test_an_import_that_changes_data_at_birth_changes_by_what_a_person_is_found() -> None:
    import_people(people_file(PERSON), by=COMMAND_LINE, at=AT)
    before = holder("710001ZZ")
    assert before is not None

    import_people(people_file(PERSON | {"birth_place": "Pécs"}), by=COMMAND_LINE, at=AT)

    after = holder("710001ZZ")
    assert after is not None
    assert EmbeddedRegisters().who_was_born(born_like(before.identity), at=AT).people == ()
    assert len(EmbeddedRegisters().who_was_born(born_like(after.identity), at=AT).people) == 1
