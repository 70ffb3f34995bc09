# SPDX-License-Identifier: EUPL-1.2
"""Telling services of sign-outs (OpenID Connect Back-Channel Logout 1.0): found, claimed, sent, tried again.

One slow service keeps no other waiting: each is asked in a thread of its own, which touches no table. A
worker that dies lets its claims lapse; the service may then be told twice, with the same ``jti``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q

from ugyfelkapu.domain.errors import SignerSilent
from ugyfelkapu.domain.federation_events import SignOutAbandoned
from ugyfelkapu.egress.fetching import post_form
from ugyfelkapu.egress.troubles import FetchFailed
from ugyfelkapu.federation import trial
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import WORKER, Actor
from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.vault.signing import Signer

from . import keys
from .clients import client_of
from .jose import sign
from .models import SignOut
from .protocol.clients import Client
from .protocol.logout import LOGOUT_TYPE, logout_token_claims

AT_ONCE: Final = 8
AT_ONCE_ONE: Final = 2
"""How many sign-outs one service is told at once, so that a slow one leaves room for the others."""
PACE_SECONDS: Final = 0.1
"""How long to wait for an answer before looking for more to tell."""
LEASE: Final = timedelta(seconds=30)
BACK_OFF: Final = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(hours=1),
)
"""How long a sign-out waits after each failure; the last one repeats until it is given up."""
TOLD: Final = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT})


@dataclass(frozen=True, slots=True)
class Claim:
    """A sign-out that this worker tells, and the token that proves it."""

    id: UUID
    lease: UUID
    client: Client
    sub: str
    sid: UUID
    attempts: int
    gives_up_at: datetime


class Messenger:
    """Tells services, several at once; asked again and again what came of it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sign-outs")
        self._under_way: dict[Future[str], Claim] = {}

    def carry_on(self, *, at: datetime) -> bool:
        """Note what came of those under way, and send more; say whether any are under way."""
        wait(self._under_way, timeout=PACE_SECONDS, return_when=FIRST_COMPLETED)
        for done in [future for future in self._under_way if future.done()]:
            _note(self._under_way.pop(done), done.result(), at=at)
        while len(self._under_way) < AT_ONCE:
            claim = _claimed(passing_over=self._busy())
            if claim is None:
                break
            try:
                signer = keys.signer(claim.client.signing_algorithm, at=at)
            except SignerSilent as silent:
                _note(claim, silent.code, at=at)
                break
            self._under_way[self._threads.submit(_tell, claim, signer, at)] = claim
        return bool(self._under_way)

    def _busy(self) -> list[UUID]:
        """Return the clients that are being told as much as one of them may be at once."""
        told = Counter(claim.client.id for claim in self._under_way.values())
        return [client for client, times in told.items() if times >= AT_ONCE_ONE]


def _claimed(*, passing_over: Collection[UUID]) -> Claim | None:
    """Take one sign-out that is due, if any: whoever changes the row first has it."""
    real = real_now()
    free = Q(lease_until=None) | Q(lease_until__lte=real)
    due = SignOut.objects.filter(free, status="waiting", next_at__lte=real).exclude(client__in=passing_over)
    for row in due.select_related("client__service").order_by("next_at")[:AT_ONCE]:
        lease = uuid4()
        taken = due.filter(id=row.id)
        if not taken.update(lease=lease, lease_until=real + LEASE, attempts=F("attempts") + 1):
            continue
        client = client_of(row.client)
        return Claim(row.id, lease, client, row.sub, row.sid, row.attempts + 1, row.gives_up_at)
    return None


def _tell(claim: Claim, signer: Signer, at: datetime) -> str:
    """Tell a service; return what went wrong, empty for nothing. Touches no table."""
    told = logout_token_claims(
        claim.client,
        issuer=settings.PUBLIC_URL,
        sub=claim.sub,
        sid=str(claim.sid),
        jti=str(claim.id),
        at=at,
    )
    address = claim.client.registered("backchannel_logout_uri")
    try:
        answer = post_form(address, {"logout_token": sign(told, signer, typ=LOGOUT_TYPE)})
    except FetchFailed as failure:
        return str(failure.trouble)
    except SignerSilent as silent:
        return silent.code
    return "" if answer.status in TOLD else f"status {answer.status}"


def _note(claim: Claim, error: str, *, at: datetime) -> None:
    held = SignOut.objects.filter(id=claim.id, lease=claim.lease, status="waiting")
    if not claim.client.live:
        finding = trial.Finding.REFUSED if error else trial.Finding.PASSED
        trial.saw(claim.client.id, trial.Check.SIGN_OUT, finding, at=at)
    if not error:
        held.update(status="told", sub="", lease=None, lease_until=None, last_error="")
    elif real_now() >= claim.gives_up_at:
        if held.update(status="abandoned", sub="", lease=None, lease_until=None, last_error=error):
            _note_abandoned(claim.client.service_id, error=error, by=WORKER, at=at)
    else:
        wait = BACK_OFF[min(claim.attempts, len(BACK_OFF)) - 1]
        held.update(next_at=real_now() + wait, lease=None, lease_until=None, last_error=error)


@act
def _note_abandoned(service_id: UUID, *, error: str, by: Actor, at: datetime) -> None:
    record(SignOutAbandoned(subject=service_id, error=error))


def forget_told(*, real: datetime) -> int:
    """Delete what services were told, or could not be, a day after it fell due; return how many."""
    over = SignOut.objects.exclude(status="waiting").filter(queued_at__lte=real - timedelta(days=1))
    return over.delete()[0]
