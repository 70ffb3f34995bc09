# SPDX-License-Identifier: EUPL-1.2
"""Comparing what a service holds of somebody with their gate: match, no match, or not proofed.

A code that the service does not know somebody by costs what a known one does, and is no match.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Any, Final  # sealed columns come as bytes of several kinds
from uuid import UUID

from django.db import connection

from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import identities
from ugyfelkapu.domain.catalogue_events import IdentityCompared
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.verification import (
    QUESTIONS_ABOUT_SOMEBODY,
    QUESTIONS_OF_A_SERVICE,
    HeldData,
    Result,
    agrees,
)
from ugyfelkapu.federation.models import QuestionCount
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor, ActorKind
from ugyfelkapu.vault import sql
from ugyfelkapu.vault.cipher import seal, unseal
from ugyfelkapu.vault.fields import EncryptedTextField
from ugyfelkapu.vault.index import blind, keyed_hash

from .identity_questions import Question
from .protocol.clients import Client
from .protocol.errors import OAuthError

WINDOW: Final = timedelta(hours=1)
DECOY: Final = "identity verification: nobody"
IDENTITY: Final = Account._meta.get_field("identity")


def answer(question: Question, client: Client, *, at: datetime) -> Result:
    """Count a question and answer it. Raises :class:`OAuthError` (429) beyond what an hour allows."""
    _count(question, client, at=at)
    by = Actor(ActorKind.SERVICE, str(client.service_id))
    return compare(question, client=client, by=by, at=at)


@act
def compare(question: Question, *, client: Client, by: Actor, at: datetime) -> Result:
    """Answer a question; the owner is told that it was asked, nobody keeps what was asked."""
    row = sql.one(
        "SELECT a.id, a.state, a.identity FROM oidc_subject s JOIN accounts_account a ON a.id = s.account_id"
        " WHERE s.sub = %s AND s.sector = %s AND a.state IN ('active', 'temporary')"
        " AND (a.ends_at IS NULL OR a.ends_at > %s)",
        [question.sub, client.sector, sql.moment(at)],
    )
    account_id, result = _judged(question.held, row)
    number = keyed_hash("identity question", f"{client.service_id} {question.request_id}").hex()
    record(
        IdentityCompared(subject=account_id, service=client.service_id, request=number, result=result.value)
    )
    return result


def _judged(held: HeldData, row: sql.Row | None) -> tuple[UUID | None, Result]:
    """Return whom a question is about and the answer; data are opened and compared in every case."""
    if row is None:
        agrees(held, identities.from_text(unseal(_decoy(), context=DECOY).decode()))
        return None, Result.NO_MATCH
    account_id = sql.read_number(row[0])
    same = agrees(held, identities.from_text(_opened(row[2], account_id)))
    if row[1] == State.TEMPORARY:
        return account_id, Result.NOT_PROOFED
    return account_id, Result.MATCH if same else Result.NO_MATCH


def _opened(sealed: Any, key: UUID) -> str:
    assert isinstance(IDENTITY, EncryptedTextField)  # noqa: S101  said by the model
    return unseal(bytes(sealed), context=IDENTITY.context(key)).decode()


@cache
def _decoy() -> bytes:
    nobody = Name("Nobody", "Nowhere")
    whole = Identity(nobody, nobody, "Nowhere", date.min, nobody, "XXX")
    return seal(identities.to_text(whole).encode(), context=DECOY)


# ------------------------------------------------------------------ counting


def _count(question: Question, client: Client, *, at: datetime) -> None:
    """Count a question for the service and for the person, in one statement, before it is answered."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    of_service = blind("identity questions", str(client.service_id))
    of_person = blind("identity questions", f"{client.service_id} {question.sub}")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO federation_questioncount (key, hour, asked) VALUES (%s, %s, 1), (%s, %s, 1)"
            " ON CONFLICT (key) DO UPDATE SET hour = excluded.hour, asked = CASE"
            " WHEN federation_questioncount.hour = excluded.hour THEN federation_questioncount.asked + 1"
            " ELSE 1 END RETURNING key, asked",
            [of_service, sql.moment(hour), of_person, sql.moment(hour)],
        )
        asked = {bytes(key): number for key, number in cursor.fetchall()}
    if asked[of_service] > QUESTIONS_OF_A_SERVICE or asked[of_person] > QUESTIONS_ABOUT_SOMEBODY:
        raise OAuthError(
            "rate_limited",
            "the questions of this hour are spent",
            status=HTTPStatus.TOO_MANY_REQUESTS,
            headers={"Retry-After": str(max(1, int((hour + WINDOW - at).total_seconds())))},
        )


def forget_counts(*, at: datetime) -> int:
    """Delete the counts of earlier hours; return how many."""
    return QuestionCount.objects.filter(hour__lt=at - 2 * WINDOW).delete()[0]
