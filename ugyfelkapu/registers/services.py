# SPDX-License-Identifier: EUPL-1.2
"""Filling the embedded register."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO
from uuid import uuid4

from django.db import IntegrityError

from ugyfelkapu.domain import identities
from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.errors import Kind, Refusal
from ugyfelkapu.domain.events import RegisterImported
from ugyfelkapu.domain.ports import born_like
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor, ActorKind
from ugyfelkapu.staff.rights import Right, require

from .cells import Fault, Reason
from .choice import register
from .examining import BATCH, Examined, record_key
from .handles import handles
from .keys import birth_key, number_key, signer_key
from .models import Document, Handle, Record
from .rows import Row

__all__ = ["Checked", "ImportRefused", "Imported", "check_people", "fill", "import_people", "register"]


class ImportRefused(Refusal):
    """A file of people has faults; nothing of it was imported. ``faults`` lists them all."""

    code = "import_refused"
    kind = Kind.INVALID

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults=len(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Checked:
    """How many people of a file are in order, and everything that is not."""

    people: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many people came new, and how many were brought up to date."""

    added: int
    updated: int


def check_people(source: bytes | BinaryIO, *, at: datetime) -> Checked:
    """Examine a file and hold it against the table; change nothing."""
    with Examined(_file(source), today=day_of(at)) as examined:
        return Checked(examined.people, _in_order([*examined.faults, *examined.taken()]))


def import_people(source: bytes | BinaryIO, *, by: Actor, at: datetime) -> Imported:
    """Import a file of people, all or nothing; known references are brought up to date.

    The file is examined before the transaction begins, so that writers wait no longer than they must.
    Raises :class:`ImportRefused`, :class:`Forbidden`.
    """
    with Examined(_file(source), today=day_of(at)) as examined:
        return fill(examined, by=by, at=at)


@act
def fill(examined: Examined, *, by: Actor, at: datetime) -> Imported:
    """Store the people of an examined file. Raises :class:`ImportRefused`, :class:`Forbidden`."""
    if by.kind is not ActorKind.OPERATOR:
        require(by, Right.RUN)
    faults = _in_order([*examined.faults, *examined.taken()])
    if faults:
        raise ImportRefused(faults)
    try:
        updated = _release_papers(examined)
        for batch in _batches(examined):
            _save(batch)
        _fill_birth_keys()
    except IntegrityError:  # another import stored some of it in this very moment
        raise ImportRefused((Fault(0, "", Reason.CHANGED),)) from None
    record(RegisterImported(added=examined.people - updated, updated=updated))
    return Imported(examined.people - updated, updated)


def _file(source: bytes | BinaryIO) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _release_papers(examined: Examined) -> int:
    """Take every document from the people of the file, so that one may pass to another.

    Return how many of them are known.
    """
    known = 0
    for keys in examined.records.batches():
        records = Record.objects.filter(reference_key__in=keys)
        known += records.count()
        Document.objects.filter(record__in=records).delete()
        Handle.objects.filter(record__in=records).delete()
    return known


def _batches(examined: Examined) -> Iterator[list[Row]]:
    """Yield the people once more, some at a time. Raises :class:`ImportRefused` if the file changed."""
    lines = examined.lines()
    while batch := list(islice(lines, BATCH)):
        rows = [line for line in batch if isinstance(line, Row) and record_key(line) in examined.records]
        if len(rows) != len(batch):
            raise ImportRefused((Fault(0, "", Reason.CHANGED),))
        yield rows


def _save(batch: list[Row]) -> None:
    wanted = [record_key(row) for row in batch]
    known = Record.objects.filter(reference_key__in=wanted).values_list("reference_key", "id")
    ids = {bytes(key): identifier for key, identifier in known}
    records = [
        Record(
            id=ids.get(key) or uuid4(),
            register=row.register,
            reference_key=key,
            reference=row.reference,
            birth_key=birth_key(born_like(row.identity)),
            identity=identities.to_text(row.identity),
            standing=row.standing.text(),
        )
        for key, row in zip(wanted, batch, strict=True)
    ]
    Record.objects.bulk_create(
        records,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["register", "reference_key", "reference", "birth_key", "identity", "standing"],
    )
    Document.objects.bulk_create(
        Document(
            record=entry,
            kind=paper.kind,
            issuing_country=paper.issuing_country,
            number_key=number_key(paper.kind, paper.number),
            standing=paper.standing.text(),
        )
        for entry, row in zip(records, batch, strict=True)
        for paper in row.papers
    )
    Handle.objects.bulk_create(
        Handle(record=entry, key=key)
        for entry, row in zip(records, batch, strict=True)
        for key in {signer_key(question) for question in handles(row)}
    )


def _fill_birth_keys() -> None:
    """Let people be found by their data at birth who were imported before any were asked for so."""
    while batch := list(Record.objects.filter(birth_key=None).order_by("id")[:BATCH]):
        for entry in batch:
            entry.birth_key = birth_key(born_like(identities.from_text(entry.identity)))
        Record.objects.bulk_update(batch, ["birth_key"])
