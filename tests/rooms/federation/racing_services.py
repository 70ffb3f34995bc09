# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race about connected services do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tests.rooms.accounts.racing import prepare_nobody, wake

QUESTIONS = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """What one client of a race needs: the link of a trial, or the client that it acts for."""

    url: str
    token: str = ""
    client: UUID | None = None
    nonce: str = ""


def trial_for_two(url: str) -> list[Turn]:
    """Let two browsers be sent the link of one trial."""
    client, token = _begun(url)
    return [Turn(url, token=token, client=client, nonce=nonce) for nonce in ("first", "second")]


def _begun(url: str) -> tuple[UUID, str]:
    prepare_nobody(url)
    from tests import builders
    from tests.rooms.federation import clients
    from ugyfelkapu.federation import trial
    from ugyfelkapu.federation.oidc.models import Client
    from ugyfelkapu.journal.actor import COMMAND_LINE

    told = clients.on_trial()
    token = trial.begin_trial(told.service_id, by=COMMAND_LINE, at=builders.AT)
    return Client.objects.get(service_id=told.service_id).id, token


def take(turn: Turn) -> bool:
    """Take the pass; say whether it was given."""
    wake(turn.url)
    from tests import builders
    from ugyfelkapu.domain.catalogue_errors import TrialPassLapsed
    from ugyfelkapu.federation import trial
    from ugyfelkapu.journal.actor import STRANGER

    try:
        trial.enter_trial(turn.token, by=STRANGER, at=builders.AT)
    except TrialPassLapsed:
        return False
    return True


def request(turn: Turn) -> None:
    """Let a sign-in with a nonce of its own be seen."""
    wake(turn.url)
    from tests import builders
    from ugyfelkapu.federation import trial

    assert turn.client is not None
    trial.saw_request(turn.client, nonce=turn.nonce, challenge="x", at=builders.AT)


def nonces_seen(url: str) -> int:
    """Return how many nonces the newest trial saw."""
    wake(url)
    from ugyfelkapu.federation.oidc.models import Trial

    return sum(key.startswith("nonce ") for key in Trial.objects.get().checks)


def ask_often(turn: Turn) -> int:
    """Ask about one person several times; return how many answers there were."""
    wake(turn.url)
    from datetime import date

    from tests import builders
    from ugyfelkapu.domain.person import Name
    from ugyfelkapu.domain.verification import HeldData
    from ugyfelkapu.federation.oidc.clients import client_of
    from ugyfelkapu.federation.oidc.identity_questions import Question
    from ugyfelkapu.federation.oidc.identity_verification import answer
    from ugyfelkapu.federation.oidc.models import Client
    from ugyfelkapu.federation.oidc.protocol.errors import OAuthError

    assert turn.client is not None
    client = client_of(Client.objects.select_related("service").get(id=turn.client))
    held = HeldData(birth_name=Name("Senki", "Sehol"), birth_date=date(1984, 3, 27))
    answered = 0
    for number in range(QUESTIONS):
        try:
            answer(Question(str(number), "kod", held), client, at=builders.AT)
        except OAuthError:
            continue
        answered += 1
    return answered
