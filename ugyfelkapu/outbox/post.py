# SPDX-License-Identifier: EUPL-1.2
"""``post``: put a letter in the outbox, inside the act that has something to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from ugyfelkapu.journal.act import current
from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.vault.bulk import insert_many

from . import models
from .letters import Letter, pack

PATIENCE: Final = timedelta(days=2)
"""How long a letter is tried before it is given up."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A letter, whom it goes to, in which language, and which gate it is bound to, if any.

    A letter bound to a gate is never sent once the gate is gone: name no gate when the letter must
    outlive it (:class:`~.letters.ErasedLetter`, :class:`~.letters.ClosedLetter`).
    """

    letter: Letter
    to: str
    language: str = "hu"
    account_id: UUID | None = None


def post(letter: Letter, *, to: str, language: str = "hu", account_id: UUID | None = None) -> None:
    """Write a letter to be carried later; it is undone with the act.

    Raises :class:`~ugyfelkapu.journal.act.NoAct` outside an act.
    """
    post_all([Posting(letter, to, language, account_id)])


def post_all(postings: Sequence[Posting]) -> None:
    """Write many letters at once. Raises :class:`~ugyfelkapu.journal.act.NoAct` outside an act."""
    underway = current()
    real = real_now()
    insert_many(
        models.Letter,
        ("id", "kind", "language", "to", "context", "account"),
        (
            (uuid4(), each.letter.kind, each.language, each.to, pack(each.letter), each.account_id)
            for each in postings
        ),
        same={
            "status": models.Status.WAITING.value,
            "attempts": 0,
            "last_error": "",
            "created_at": underway.at,
            "next_at": real,
            "gives_up_at": real + PATIENCE,
        },
    )
