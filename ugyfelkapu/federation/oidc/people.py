# SPDX-License-Identifier: EUPL-1.2
"""What is known of somebody whom a service may be told about; read when it is told, never kept."""

from __future__ import annotations

from uuid import UUID

from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.identities import from_text
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.vault import sql
from ugyfelkapu.vault.fields import opened

from .protocol.claims import Person
from .protocol.verified_claims import Proofed


def person(account_id: UUID, sub: str, *, with_proofing: bool) -> Person:
    """Return the facts about the owner of a gate. Raises :class:`Unknown` where it is erased."""
    row = sql.one(
        "SELECT identity, email, email_proved_at, state FROM accounts_account WHERE id = %s",
        [sql.number(account_id)],
    )
    if row is None:
        raise Unknown
    identity, email, proved_at, state = row
    return Person(
        sub=sub,
        temporary=state == State.TEMPORARY,
        identity=from_text(opened(Account, "identity", identity, account_id)),
        email=opened(Account, "email", email, account_id),
        email_verified=proved_at is not None,
        proofed=_proofed(account_id) if with_proofing else None,
    )


def _proofed(account_id: UUID) -> Proofed | None:
    latest = Proofing.objects.filter(account_id=account_id).order_by("-at").first()
    if latest is None:
        return None
    return Proofed(
        method=latest.method,
        document=latest.document,
        issuing_country=latest.issuing_country,
        register=latest.register,
        at=latest.at,
    )
