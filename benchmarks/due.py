# SPDX-License-Identifier: EUPL-1.2
"""Gates of which something is due: real ones, sealed and keyed as the services make them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import uuid4

from django.db import models, transaction

from tests import builders
from tests.builders import AT
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, ClaimLetter, Code, NamePart, Proofing
from ugyfelkapu.domain import identities
from ugyfelkapu.domain.deadlines import day_of, end_of
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.outbox.models import Letter
from ugyfelkapu.vault.bulk import insert_many

BATCH: Final = 2000
NAME_PARTS: Final = 4
ENDED: Final = end_of(day_of(AT) - timedelta(days=1))
IN_A_WEEK: Final = end_of(day_of(AT) + timedelta(days=7))
TOMORROW: Final = end_of(day_of(AT) + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Kind:
    """Gates alike: what is due of them, and what is known of their address."""

    state: State
    ends_at: datetime
    remind_at: datetime | None = None
    proved: bool = False
    written_to: bool = True
    code_reminder: bool = False

    @property
    def registered_at(self) -> datetime:
        """Return a moment before everything that happened to the gate."""
        return AT - timedelta(days=40)


ERASED: Final = (
    Kind(State.PENDING_ACTIVATION, ENDED),
    Kind(State.TEMPORARY, ENDED),
    Kind(State.TEMPORARY, ENDED, written_to=False),
    Kind(State.TEMPORARY, ENDED, proved=True),
    Kind(State.CLOSED, ENDED, proved=True),
)
REMINDED: Final = (
    Kind(State.PENDING_ACTIVATION, IN_A_WEEK, remind_at=AT),
    Kind(State.TEMPORARY, IN_A_WEEK, remind_at=AT),
    Kind(State.TEMPORARY, IN_A_WEEK, remind_at=AT, proved=True),
)
CODES: Final = (
    Kind(State.PENDING_ACTIVATION, IN_A_WEEK, code_reminder=True),
    Kind(State.TEMPORARY, IN_A_WEEK, code_reminder=True),
)


def make_due(kinds: tuple[Kind, ...], count: int) -> None:
    """Make so many gates, of each kind the same number, with all that belongs to them."""
    gates = (_gate(kinds[number % len(kinds)]) for number in range(count))
    while batch := list(islice(gates, BATCH)):
        with transaction.atomic():
            for rows in _with_belongings(batch):
                _load(rows)


def _load(rows: list[models.Model]) -> None:
    fields = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    values = (tuple(row.__dict__[field.attname] for field in fields) for row in rows)
    insert_many(type(rows[0]), [field.name for field in fields], values, same={})


def _gate(kind: Kind) -> tuple[Kind, Account]:
    temporary = kind.state is State.TEMPORARY
    name = f"due.{secrets.token_hex(6)}"
    reference = secrets.token_hex(8) if temporary else None
    return kind, Account(
        id=uuid4(),
        state=kind.state,
        person_key=None if temporary else secrets.token_bytes(32),
        person_source="claimed" if temporary else "population",
        identity=IDENTITY,
        username=name,
        username_key=keys.username_key(name),
        email=f"{name}@example.com",
        email_key=keys.email_key(f"{name}@example.com"),
        email_proved_at=kind.registered_at if kind.proved else None,
        language="hu",
        office="" if temporary else builders.OFFICE,
        registered_at=kind.registered_at,
        reference=reference,  # type: ignore[misc]  # null once finalised
        reference_key=keys.reference_key(reference) if reference else None,
        ends_at=kind.ends_at,
        remind_at=kind.remind_at,
    )


IDENTITY: Final = identities.to_text(builders.identity())


def _with_belongings(gates: list[tuple[Kind, Account]]) -> Iterator[list[models.Model]]:
    """Yield the rows table by table, those that others point to first."""
    makers: tuple[Callable[[Kind, Account], list[models.Model]], ...] = (
        lambda kind, gate: [gate],
        _codes,
        _name_parts,
        _proofings,
        _claim_letters,
        _sent_letters,
    )
    for make in makers:
        rows = [row for kind, gate in gates for row in make(kind, gate)]
        if rows:
            yield rows


def _codes(kind: Kind, gate: Account) -> list[models.Model]:
    if kind.proved:
        return []
    ends_at = TOMORROW if kind.code_reminder else gate.registered_at + timedelta(days=5)
    return [
        Code(
            account=gate,
            purpose="activation",
            digest=secrets.token_bytes(32),
            issued_at=gate.registered_at,
            ends_at=ends_at,
            remind_at=AT if kind.code_reminder else None,
        )
    ]


def _name_parts(kind: Kind, gate: Account) -> list[models.Model]:
    if kind.state is State.TEMPORARY:
        return []
    return [NamePart(account=gate, token=secrets.token_bytes(16)) for _ in range(NAME_PARTS)]


def _proofings(kind: Kind, gate: Account) -> list[models.Model]:
    if kind.state is State.TEMPORARY:
        return []
    return [
        Proofing(
            account=gate,
            method="desk",
            document="id_card",
            issuing_country="HUN",
            address_card="shown",
            register="population",
            consent_version="1",
            at=gate.registered_at,
            office=builders.OFFICE,
            staff_id=uuid4(),
        )
    ]


def _claim_letters(kind: Kind, gate: Account) -> list[models.Model]:
    if kind.state is not State.TEMPORARY or not kind.written_to:
        return []
    on = day_of(gate.registered_at)
    return [ClaimLetter(account=gate, email_key=gate.email_key, on=on, number=1)]


def _sent_letters(kind: Kind, gate: Account) -> list[models.Model]:
    if not kind.written_to:
        return []
    at = gate.registered_at
    return [
        Letter(
            kind="activation",
            language="hu",
            account_id=gate.id,
            status="sent",
            created_at=at,
            sent_at=at,
            next_at=at,
            gives_up_at=at,
        )
    ]
