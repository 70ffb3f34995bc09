# SPDX-License-Identifier: EUPL-1.2
"""Chaining entries after they were written, and checking the whole.

Chaining inside the act would make every writer wait for every other; the worker chains each second
instead, and the check reports how many entries are not chained yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from .models import Entry, Link
from .seals import seal_of_entry, seal_of_link

BATCH = 1000
START = b"\x00" * 32


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the journal found; ``broken`` lists entry ids (or positions) that do not hold."""

    entries: int
    chained: int
    unchained: int
    broken: tuple[str, ...]
    head: str

    @property
    def sound(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.broken


def chain_new_entries() -> int:
    """Chain what is not chained yet; return how many. Another worker at it is no harm."""
    total = 0
    while True:
        try:
            done = _chain_batch()
        except IntegrityError:  # another worker took the same places: theirs stand
            return total
        total += done
        if done < BATCH:
            return total


def _chain_batch() -> int:
    with transaction.atomic(durable=True):
        last = Link.objects.order_by("-position").first()
        position, before = (last.position, bytes(last.mac)) if last else (0, START)
        links = []
        for entry in Entry.objects.filter(link=None).order_by("id")[:BATCH]:
            position += 1
            before = seal_of_link(before, position, entry.pk, bytes(entry.mac))
            links.append(Link(entry=entry, position=position, mac=before))
        Link.objects.bulk_create(links)
    return len(links)


def verify() -> Verification:
    """Recompute every seal and the whole chain."""
    broken: list[str] = []
    entries = 0
    for entry in Entry.objects.order_by("id").iterator(BATCH):
        entries += 1
        if bytes(entry.mac) != seal_of_entry(entry):
            broken.append(f"entry {entry.pk}")
    chained, head = 0, START
    for problem, chained, head in _walk():  # noqa: B007  the last values are the result
        if problem:
            broken.append(problem)
    return Verification(entries, chained, entries - chained, tuple(broken), head.hex())


def _walk() -> Iterator[tuple[str, int, bytes]]:
    """Yield for each place: what is wrong with it (or nothing), its number, its seal."""
    before, expected = START, 0
    for link in Link.objects.select_related("entry").order_by("position").iterator(BATCH):
        expected += 1
        seal = seal_of_link(before, link.position, link.entry_id, bytes(link.entry.mac))
        sound = link.position == expected and bytes(link.mac) == seal
        yield ("" if sound else f"place {expected}"), expected, bytes(link.mac)
        before, expected = bytes(link.mac), link.position


@dataclass(frozen=True, slots=True)
class Head:
    """How long the journal is, and how much of it is not chained yet."""

    entries: int
    unchained: int


def head() -> Head:
    """Count the entries and the unchained tail, without checking any seal."""
    entries = Entry.objects.count()
    return Head(entries, entries - Link.objects.count())
