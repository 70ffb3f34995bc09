# SPDX-License-Identifier: EUPL-1.2
"""Millions of gates in minutes, made by the database itself: of true size, with nothing sealed in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final  # Any: the columns of a table

from django.db import connection, models

from benchmarks.dialects import dialect, unchecked, without_indexes
from benchmarks.due import IDENTITY
from tests.builders import AT
from ugyfelkapu.accounts.models import Account, Code, NamePart, Proofing
from ugyfelkapu.domain.deadlines import day_of, end_of
from ugyfelkapu.domain.lifecycle import State

TABLES: Final[tuple[type[models.Model], ...]] = (Account, Code, NamePart, Proofing)
PENDING, TEMPORARY = 0.02, 0.01
"""Shares of gates that end one day unless something happens; the others are active."""
NAMES: Final = 20_000
"""Different parts of names that people bear."""
DAYS: Final = 45
"""Over so many days the deadlines are spread that are still to come."""
FIRST_END: Final = end_of(day_of(AT) + timedelta(days=10))
LONG_AGO: Final = AT - timedelta(days=90)
PASSWORD: Final = f"$argon2id$v=19$m=19456,t=2,p=1${'s' * 22}${'h' * 43}"

Columns = Mapping[str, str]


def fabricate(count: int) -> None:
    """Make so many gates of which nothing is due, with their codes, proofings and name parts."""
    pending, temporary = round(count * PENDING), round(count * TEMPORARY)
    with unchecked(), without_indexes([model._meta.db_table for model in TABLES]):
        make_gates(count - pending - temporary, pending, temporary)
        _make_belongings()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def make_gates(active: int, pending: int = 0, temporary: int = 0) -> None:
    """Make so many gates, and nothing that belongs to them."""
    made = dialect()
    own = {
        "id": made.identifier,
        "person_key": made.key(32),
        "person_source": "'population'",
        "identity": made.sealed(len(IDENTITY)),
        "username": made.sealed(14),
        "username_key": made.key(16),
        "email": made.sealed(26),
        "email_key": made.key(16),
        "language": "'hu'",
        "registered_at": made.moment(LONG_AGO),
    }
    lasting = {
        "state": f"'{State.ACTIVE}'",
        "email_proved_at": made.moment(LONG_AGO),
        "password": f"'{PASSWORD}'",
        "office": "'BP-01'",
    }
    ending = {
        "ends_at": made.moment(FIRST_END, f"n % {DAYS}"),
        "remind_at": made.moment(FIRST_END - timedelta(days=8), f"n % {DAYS}"),
    }
    claimed = {"person_key": "NULL", "reference": made.sealed(8), "reference_key": made.key(16)}
    insert(Account, made.series(active), own | lasting)
    insert(Account, made.series(pending), own | ending | {"state": f"'{State.PENDING_ACTIVATION}'"})
    insert(Account, made.series(temporary), own | ending | claimed | {"state": f"'{State.TEMPORARY}'"})


def _make_belongings() -> None:
    made = dialect()
    table = Account._meta.db_table
    ending = "", f"{table} AS gate WHERE state <> '{State.ACTIVE}'"
    proofed = "", f"{table} AS gate WHERE state <> '{State.TEMPORARY}'"
    code = {
        "id": made.identifier,
        "account": "gate.id",
        "purpose": "'activation'",
        "digest": made.key(32),
        "issued_at": made.moment(AT),
        "ends_at": made.moment(end_of(day_of(AT) + timedelta(days=5))),
        "remind_at": made.moment(end_of(day_of(AT) + timedelta(days=3))),
    }
    proofing = {
        "account": "gate.id",
        "method": "'desk'",
        "document": "'id_card'",
        "issuing_country": "'HUN'",
        "address_card": "'shown'",
        "register": "'population'",
        "consent_version": "'1'",
        "at": made.moment(LONG_AGO),
        "office": "'BP-01'",
        "staff_id": made.identifier,
    }
    insert(Code, ending, code)
    insert(Proofing, proofed, proofing)
    insert(NamePart, proofed, {"account": "gate.id", "token": made.among("name", NAMES)})


def insert(model: type[models.Model], source: tuple[str, str], columns: Columns) -> None:
    """Insert a row for each row of the source; columns that nobody names hold their empty value."""
    before, rows = source
    quoted = connection.ops.quote_name
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    names = ", ".join(quoted(str(field.column)) for field in fields)
    values = ", ".join(columns.get(field.name) or _empty(field) for field in fields)
    place = f"{quoted(model._meta.db_table)} ({names})"
    with connection.cursor() as cursor:
        cursor.execute(f"{before} INSERT INTO {place} SELECT {values} FROM {rows}")  # noqa: S608


def _empty(field: Any) -> str:
    if field.null:
        return "NULL"
    return str(field.default) if field.has_default() else "''"
