# SPDX-License-Identifier: EUPL-1.2
"""What is known of somebody whom a service may be told about; read when it is told, never kept."""

from __future__ import annotations

from typing import Any, Final  # sealed columns come as bytes of several kinds
from uuid import UUID

from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.identities import from_text
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.vault import sql
from ugyfelkapu.vault.cipher import unseal
from ugyfelkapu.vault.fields import EncryptedTextField

from .protocol.claims import Person
from .protocol.verified_claims import Proofed

IDENTITY: Final = Account._meta.get_field("identity")
EMAIL: Final = Account._meta.get_field("email")


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
        identity=from_text(_opened(IDENTITY, identity, account_id)),
        email=_opened(EMAIL, email, account_id),
        email_verified=proved_at is not None,
        proofed=_proofed(account_id) if with_proofing else None,
    )


def _opened(field: Any, sealed: Any, key: UUID) -> str:
    assert isinstance(field, EncryptedTextField)  # noqa: S101  said by the model
    return unseal(bytes(sealed), context=field.context(key)).decode()


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
