# SPDX-License-Identifier: EUPL-1.2
"""What is still to be done before a service has its answer: one verdict from plain facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.domain import assurance
from ugyfelkapu.domain.disclosure import OF_A_CLAIM, Datum
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.federation.queries import ConnectedService

from .protocol import levels
from .protocol.authorization import AuthorizationRequest
from .protocol.claims import DATA_OF_CLAIM, data_asked
from .protocol.claims_request import ClaimsAsked
from .protocol.clients import Client
from .protocol.prompts import Prompt, must_prove_again
from .statements import Relation


class Step(StrEnum):
    """What is next."""

    SIGN_IN = "sign_in"
    PROVE_AGAIN = "prove_again"
    SECOND_STEP = "second_step"
    ADD_FACTOR = "add_factor"
    NOT_FOR_TEMPORARY = "not_for_temporary"
    UNMET = "unmet"
    CONSENT = "consent"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Ask:
    """One datum that the person may let the service have, and why the service wants it."""

    datum: Datum
    purpose_hu: str
    purpose_en: str
    essential: bool
    agreed_before: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sign-in for a service stands."""

    interaction_id: UUID
    step: Step
    service: ConnectedService
    asks: tuple[Ask, ...]
    return_origin: str
    trial: bool
    language: str
    login_hint: str


@dataclass(frozen=True, slots=True)
class Begun:
    """When a sign-in began, and who was signed in then, proved how often."""

    at: datetime
    session_id: UUID | None
    proofs: int

    def proved_since(self, citizen: Citizen) -> bool:
        """Say whether this person proved to be there after it began.

        In the session of then the proofs are counted, whatever the clock says. Another may have been
        there before, unseen: browsers send no cookie with another site's form.
        """
        if citizen.session_id == self.session_id:
            return citizen.proofs > self.proofs
        return citizen.stepped_up_at is not None and citizen.stepped_up_at >= self.at


def begun(citizen: Citizen | None, *, at: datetime) -> Begun:
    """Return how a sign-in begins now."""
    return Begun(at, citizen.session_id if citizen else None, citizen.proofs if citizen else 0)


def level_of(citizen: Citizen, *, issuer: str) -> str:
    """Return the level of a person's session (D17)."""
    return assurance.level(citizen.state, citizen.factors, issuer=issuer, capped=citizen.capped)


def next_step(
    request: AuthorizationRequest,
    client: Client,
    citizen: Citizen,
    relation: Relation,
    *,
    since: Begun,
    issuer: str,
    has_factor: Callable[[], bool],
) -> Step:
    """Return what is next for somebody who is signed in; ``has_factor`` says whether a second step counts.

    Whom the service does not mean is asked nothing: its answer is that somebody else must sign in.
    """
    if means_another(request, relation):
        return Step.ANSWER
    temporary = citizen.state is State.TEMPORARY
    if temporary and not client.temporary:
        return Step.NOT_FOR_TEMPORARY
    required = levels.required_level(request.levels, client)
    level = level_of(citizen, issuer=issuer)
    if not levels.meets(level, required) and not temporary and has_factor():
        return Step.SECOND_STEP
    if not levels.suffices(level, required):
        return Step.UNMET if temporary else Step.ADD_FACTOR
    if not since.proved_since(citizen) and _must_prove_again(request, citizen, since=since):
        return Step.PROVE_AGAIN
    return Step.CONSENT if agreed(request, client, citizen, relation) is None else Step.ANSWER


def means_another(request: AuthorizationRequest, relation: Relation) -> bool:
    """Say whether the service names a person who is not the one that signed in."""
    return bool(request.hinted_sub) and relation.sub != request.hinted_sub


def _must_prove_again(request: AuthorizationRequest, citizen: Citizen, *, since: Begun) -> bool:
    if Prompt.LOGIN in request.prompts or citizen.stepped_up_at is None:
        return True
    return must_prove_again(request, auth_time=citizen.stepped_up_at, begun_at=since.at)


def wanted(request: AuthorizationRequest, client: Client, *, temporary: bool) -> frozenset[Datum]:
    """Return what a request asks for, as far as the service may have it of such a gate (D17)."""
    asked = frozenset(data_asked(request.claims, request.scopes, client.claims))
    return asked & OF_A_CLAIM if temporary else asked


def essential_data(asked: ClaimsAsked) -> frozenset[Datum]:
    """Return what a service says that it cannot do without."""
    wishes = (*asked.userinfo.items(), *asked.id_token.items())
    return frozenset(DATA_OF_CLAIM[name] for name, wish in wishes if wish.essential and name in DATA_OF_CLAIM)


def agreed(
    request: AuthorizationRequest, client: Client, citizen: Citizen, relation: Relation
) -> frozenset[Datum] | None:
    """Return what the person lets the service have of what it asks for; ``None``: they must be asked.

    A service that wants them asked anew (``prompt=consent``) has its answer by their agreeing alone.
    """
    asked = wanted(request, client, temporary=citizen.state is State.TEMPORARY)
    if client.statutory:
        return asked
    if relation.consent_asked is None or relation.consent_version != purposes_version(client):
        return None
    if request.prompts & {Prompt.CONSENT, Prompt.SELECT_ACCOUNT}:
        return None
    given = read_data(relation.consent_data)
    essential = essential_data(request.claims) & asked
    if not asked <= read_data(relation.consent_asked) or not essential <= given:
        return None
    return asked & given


def asks(
    request: AuthorizationRequest, client: Client, citizen: Citizen, relation: Relation
) -> tuple[Ask, ...]:
    """Return what the person is asked about, in the order in which people read it."""
    asked = wanted(request, client, temporary=citizen.state is State.TEMPORARY)
    essential = essential_data(request.claims) | {Datum.CONNECTION_CODE}
    before = read_data(relation.consent_data)
    return tuple(
        Ask(datum, *_purpose(client, datum), datum in essential, datum in before)
        for datum in Datum
        if datum in asked
    )


def _purpose(client: Client, datum: Datum) -> tuple[str, str]:
    hungarian, english = client.purposes.get(datum, ("", ""))
    return hungarian, english or hungarian


def purposes_version(client: Client) -> str:
    """Return a digest of the purposes that people read: others than they agreed to are asked anew."""
    text = json.dumps(dict(client.purposes), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def read_data(text: str) -> frozenset[Datum]:
    """Return the data that a column of codes names."""
    return frozenset(Datum(code) for code in text.split())


def write_data(data: frozenset[Datum]) -> str:
    """Return data as a column holds them, in their order."""
    return " ".join(datum for datum in Datum if datum in data)
