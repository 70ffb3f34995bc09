# SPDX-License-Identifier: EUPL-1.2
"""Many gates in a short time: one comes through the real services, the rest are copies of its rows."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from copy import copy
from uuid import UUID, uuid4

from django.db import models, transaction

from ugyfelkapu.accounts.models import Account, Code, NamePart, Proofing
from ugyfelkapu.journal.models import Entry

KEY_BYTES = 32
BATCH = 500


def grow(gate: UUID, *, to: int) -> None:
    """Copy a gate with all that belongs to it, until there are so many."""
    ids = [uuid4() for _ in range(to - Account.objects.count())]
    original = Account.objects.get(id=gate)
    with transaction.atomic():
        Account.objects.bulk_create((_another(original, new) for new in ids), BATCH)
        for code in Code.objects.filter(account=gate):
            Code.objects.bulk_create((_code(code, new) for new in ids), BATCH)
        for rows in (Proofing.objects.filter(account=gate), NamePart.objects.filter(account=gate)):
            _copy(rows, "account_id", ids)
        _copy(Entry.objects.filter(subject=gate), "subject", ids)


def _another(original: Account, new: UUID) -> Account:
    account = copy(original)
    account.id = new
    for name in ("person_key", "username_key", "email_key"):
        setattr(account, name, secrets.token_bytes(KEY_BYTES))
    return account


def _code(original: Code, new: UUID) -> Code:
    code = copy(original)
    code.id, code.account_id, code.digest = uuid4(), new, secrets.token_bytes(KEY_BYTES)
    return code


def _copy(rows: Iterable[models.Model], owner: str, ids: list[UUID]) -> None:
    for row in rows:
        copies = []
        for new in ids:
            made = copy(row)
            made.pk = None
            setattr(made, owner, new)
            copies.append(made)
        type(row)._default_manager.bulk_create(copies, BATCH)
