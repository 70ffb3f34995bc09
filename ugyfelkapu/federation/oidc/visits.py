# SPDX-License-Identifier: EUPL-1.2
"""Visits that are over, found by their session and their gate, and turned into sign-outs that are owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final  # values of statements
from uuid import UUID, uuid4

from django.db import connection, transaction

from ugyfelkapu.accounts.credentials import OPEN
from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.vault import sql

from .models import Client, SignOut, Visit

TRIED_FOR: Final = timedelta(hours=24)
"""How long a service that does not answer is told again and again."""
BATCH: Final = 500
OVER: Final = (
    "v.ends_at > %s AND NOT EXISTS (SELECT 1 FROM access_session s JOIN accounts_account a"  # noqa: S608
    f" ON a.id = s.account_id WHERE s.id = v.session_id AND s.generation = a.generation AND {OPEN})"
)
"""What holds of a visit whose session ended before its time; takes the moment three times."""


def queue_of(where: str, values: Sequence[Any]) -> int:
    """Turn visits into sign-outs in one transaction; return how many. Each visit is one worker's alone."""
    chosen = f"SELECT v.id FROM oidc_visit v WHERE {where} LIMIT {BATCH}"  # noqa: S608  our own words
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM oidc_visit WHERE id IN ({chosen}) RETURNING id, client_id, sub",  # noqa: S608
            values,
        )
        rows = cursor.fetchall()
        if rows:
            _owe([(sql.read_number(row[0]), sql.read_number(row[1]), row[2]) for row in rows])
    return len(rows)


def _owe(visits: Sequence[tuple[UUID, UUID, str]]) -> None:
    """Write what services are owed that want to be told; part of a transaction."""
    told = {
        client.id
        for client in Client.objects.filter(id__in={client for _, client, _ in visits})
        if client.metadata.get("backchannel_logout_uri")
    }
    real = real_now()
    SignOut.objects.bulk_create(
        [
            SignOut(
                id=uuid4(),
                client_id=client,
                sid=sid,
                sub=sub,
                queued_at=real,
                next_at=real,
                gives_up_at=real + TRIED_FOR,
            )
            for sid, client, sub in visits
            if client in told
        ],
        ignore_conflicts=True,
    )


def queue_of_session(session_id: UUID) -> int:
    """Owe sign-outs for everything that a session was used at; part of an act that ended it."""
    return queue_of("v.session_id = %s", [sql.number(session_id)])


def queue_of_service(account_id: UUID, client_id: UUID) -> int:
    """Owe a service the sign-outs of a gate; part of an act that took its consent back."""
    return queue_of("v.account_id = %s AND v.client_id = %s", [sql.number(account_id), sql.number(client_id)])


def queue_all(*, at: datetime) -> bool:
    """Owe sign-outs for every visit that is over; say whether more may be. Reads all visits."""
    return queue_of(OVER, [sql.moment(at)] * 3) == BATCH


def queue_ended_gates(*, at: datetime) -> bool:
    """Owe sign-outs for the gates whose end has come, before their rows go; say whether more may be."""
    ended = "v.account_id IN (SELECT a.id FROM accounts_account a WHERE a.ends_at <= %s)"
    return queue_of(ended, [sql.moment(at)]) == BATCH


def queue_since(entry: int, *, at: datetime) -> int:
    """Owe sign-outs for the gates about which the journal says anything after an entry; return how many."""
    lately = f"v.account_id IN (SELECT e.subject FROM journal_entry e WHERE e.id > %s) AND {OVER}"  # noqa: S608
    return queue_of(lately, [entry, *[sql.moment(at)] * 3])


def newest_entry() -> int:
    """Return the number of the newest entry of the journal."""
    row = sql.one("SELECT MAX(id) FROM journal_entry", [])
    return int(row[0] or 0) if row else 0


def forget_lapsed(*, at: datetime) -> int:
    """Delete the visits whose session lapsed by itself: nobody signed out, so nobody is told."""
    return Visit.objects.filter(ends_at__lte=at).delete()[0]
