# SPDX-License-Identifier: EUPL-1.2
"""Telling services of sign-outs (OpenID Connect Back-Channel Logout 1.0): found, claimed, sent, tried again.

One slow service keeps no other waiting: each is asked in a thread of its own, which touches no table. A
worker that dies lets its claims lapse; the service may then be told twice, with the same ``jti``.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q

from ugyfelkapu.domain.federation_events import SignOutAbandoned
from ugyfelkapu.egress.fetching import FetchFailed, post_form
from ugyfelkapu.federation import trial
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import WORKER, Actor
from ugyfelkapu.journal.clock import real_now

from . import keys
from .clients import client_of
from .jose import sign
from .models import SignOut
from .protocol.clients import Client
from .protocol.logout import LOGOUT_TYPE, logout_token_claims

AT_ONCE: Final = 8
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
            claim, token = _claimed(at=at)
            if claim is None:
                break
            address = claim.client.registered("backchannel_logout_uri")
            self._under_way[self._threads.submit(_tell, address, token)] = claim
        return bool(self._under_way)


def _claimed(*, at: datetime) -> tuple[Claim | None, str]:
    """Take one sign-out that is due, if any: whoever changes the row first has it."""
    real = real_now()
    free = Q(lease_until=None) | Q(lease_until__lte=real)
    due = SignOut.objects.filter(free, status="waiting", next_at__lte=real)
    for row in due.select_related("client__service").order_by("next_at")[:AT_ONCE]:
        lease = uuid4()
        taken = due.filter(id=row.id)
        if not taken.update(lease=lease, lease_until=real + LEASE, attempts=F("attempts") + 1):
            continue
        client = client_of(row.client)
        told = logout_token_claims(
            client, issuer=settings.PUBLIC_URL, sub=row.sub, sid=str(row.sid), jti=str(row.id), at=at
        )
        token = sign(told, keys.signer(client.signing_algorithm, at=at), typ=LOGOUT_TYPE)
        return Claim(row.id, lease, client, row.attempts + 1, row.gives_up_at), token
    return None, ""


def _tell(address: str, token: str) -> str:
    """Tell a service; return what went wrong, empty for nothing. Touches no table."""
    try:
        answer = post_form(address, {"logout_token": token})
    except FetchFailed as failure:
        return str(failure.trouble)
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
