# SPDX-License-Identifier: EUPL-1.2
"""Chaining entries after they were written, and checking the whole.

Chaining inside the act would make every writer wait for every other; the worker chains each second
instead, and the check reports how many entries are not chained yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ugyfelkapu.vault.bulk import insert_many

from .models import Entry, Link
from .seals import seal_of_entry, seal_of_link

BATCH = 1000
LOOK_BACK = 10_000
"""Entries become visible a little out of order: so many before the last one chained are looked at again."""
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
    """Chain what was written lately; return how many. Another worker at it is no harm."""
    return _chain(LOOK_BACK)


def chain_all_entries() -> int:
    """Chain whatever is not chained, however old; reads the whole journal. Return how many."""
    return _chain(None)


def _chain(look_back: int | None) -> int:
    total = 0
    while True:
        try:
            done = _chain_batch(look_back)
        except IntegrityError:  # another worker took the same places: theirs stand
            return total
        total += done
        if done < BATCH:
            return total


def _chain_batch(look_back: int | None) -> int:
    with transaction.atomic(durable=True):
        last = _last()
        position, before = (last.position, bytes(last.mac)) if last else (0, START)
        waiting = Entry.objects.filter(link=None)
        if last and look_back is not None:
            waiting = waiting.filter(id__gt=last.entry_id - look_back)
        links = []
        for key, mac in waiting.order_by("id").values_list("id", "mac")[:BATCH]:
            position += 1
            before = seal_of_link(before, position, key, bytes(mac))
            links.append((key, position, before))
        insert_many(Link, ("entry", "position", "mac"), links, same={})
    return len(links)


def _last() -> Link | None:
    return Link.objects.order_by("-position").first()


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
    """How long the journal is, and how much of its end is not chained yet."""

    entries: int
    unchained: int


def head() -> Head:
    """Count the entries by the places of the chain and what was written after it; no seal is checked."""
    last = _last()
    chained, newest = (last.position, last.entry_id) if last else (0, 0)
    unchained = Entry.objects.filter(id__gt=newest).count()
    return Head(chained + unchained, unchained)
