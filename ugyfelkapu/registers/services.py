# SPDX-License-Identifier: EUPL-1.2
"""Filling the embedded register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid4

from ugyfelkapu.domain import identities
from ugyfelkapu.domain.errors import Kind, Refusal
from ugyfelkapu.domain.events import RegisterImported
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.vault.index import keyed_hash

from .choice import register
from .embedded import number_key
from .models import Document, Record
from .rows import Fault, Row, read

__all__ = ["ImportRefused", "Imported", "check_people", "import_people", "reference_key", "register"]

BATCH = 500


class ImportRefused(Refusal):
    """A file of people has faults; nothing of it was imported. ``faults`` lists them all."""

    code = "import_refused"
    kind = Kind.INVALID


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people came new, and how many were brought up to date."""

    added: int
    updated: int


def check_people(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Read a file and hold it against the table; return its people and every fault."""
    rows, faults = read(content)
    return rows, sorted([*faults, *_taken(rows)], key=lambda fault: fault.line)


@act
def import_people(content: bytes, *, by: Actor, at: datetime) -> Imported:
    """Import a file of people, all or nothing. Raises :class:`ImportRefused`."""
    rows, faults = check_people(content)
    if faults:
        raise ImportRefused(faults=tuple(faults))
    known = _known(rows)
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        _save(batch, known)
    updated = len(known)
    record(RegisterImported(added=len(rows) - updated, updated=updated))
    return Imported(len(rows) - updated, updated)


def reference_key(row: Row) -> bytes:
    """Return the key of a record's reference."""
    return keyed_hash("register reference", f"{row.register}:{row.reference}")


def _known(rows: list[Row]) -> dict[bytes, UUID]:
    wanted = {reference_key(row) for row in rows}
    pairs = Record.objects.values_list("reference_key", "id").iterator()
    return {bytes(key): identifier for key, identifier in pairs if bytes(key) in wanted}


def _taken(rows: list[Row]) -> list[Fault]:
    """Return the numbers that belong to somebody else in the table already."""
    owners = {
        bytes(key): bytes(reference)
        for key, reference in Document.objects.values_list("number_key", "record__reference_key").iterator()
    }
    if not owners:
        return []
    return [
        Fault(row.line, f"{paper.kind} number", "belongs to somebody else in the register")
        for row in rows
        for paper in row.papers
        if owners.get(number_key(paper.kind, paper.issuing_country, paper.number), reference_key(row))
        != reference_key(row)
    ]


def _save(batch: list[Row], known: dict[bytes, UUID]) -> None:
    Document.objects.filter(
        record_id__in=[known[key] for row in batch if (key := reference_key(row)) in known]
    ).delete()
    records = [_record(row, known.get(reference_key(row))) for row in batch]
    new = [entry for entry in records if bytes(entry.reference_key) not in known]
    Record.objects.bulk_create(new)
    for entry in records:
        if bytes(entry.reference_key) in known:
            entry.save(force_update=True)
    Document.objects.bulk_create(
        Document(
            record=entry,
            kind=paper.kind,
            issuing_country=paper.issuing_country,
            number_key=number_key(paper.kind, paper.issuing_country, paper.number),
            valid_until=paper.valid_until,
            mark=paper.mark,
        )
        for entry, row in zip(records, batch, strict=True)
        for paper in row.papers
    )


def _record(row: Row, identifier: UUID | None) -> Record:
    return Record(
        id=identifier or uuid4(),
        register=row.register,
        reference_key=reference_key(row),
        reference=row.reference,
        identity=identities.to_text(row.identity),
        deceased=row.deceased,
        under_guardianship=row.under_guardianship,
    )
