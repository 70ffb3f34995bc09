# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race for signing keys do: servers that need one, workers, operators."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from tests.rooms.accounts.racing import prepare_nobody, wake

KEPT_SECONDS = 0.1
STEP_SECONDS = 0.5
"""How long processes keep what they know in a race, and how long each step of a rotation is given."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one client of a race does: need, advance, replace, sign, rotate or burn."""

    url: str
    verb: str
    hours: float = 0.0
    times: int = 1


@dataclass(frozen=True, slots=True)
class Done:
    """What a client of a race saw: the keys that it knows, and what did not hold."""

    kids: tuple[str, ...] = ()
    signers: int = 0
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """What a race left: states of the keys of every algorithm, and what stands in the journal."""

    states: frozenset[tuple[str, ...]]
    events: tuple[tuple[str, int], ...]


def nothing(url: str) -> str:
    """Prepare a database without any key."""
    prepare_nobody(url)
    return url


def published(url: str) -> str:
    """Prepare a database in which keys sign and the next ones are published."""
    prepare_nobody(url)
    from tests.builders import AT
    from ugyfelkapu.federation.oidc.services import keys
    from ugyfelkapu.journal.actor import WORKER

    keys.rotate(by=WORKER, at=AT)
    keys.rotate(by=WORKER, at=AT)
    return url


def take(turn: Turn) -> Done:
    """Do it."""
    wake(turn.url)
    from tests.builders import AT
    from ugyfelkapu.federation.oidc.services import keys
    from ugyfelkapu.journal.actor import WORKER

    at = AT + timedelta(hours=turn.hours)
    if turn.verb == "advance":
        keys.advance(by=WORKER, at=at)
    elif turn.verb == "replace":
        keys.replace_all(by=WORKER, at=at)
    elif turn.verb == "rotate":
        _rotate(turn.times)
    elif turn.verb == "burn":
        _burn(turn.times)
    elif turn.verb == "sign":
        return _sign(turn.times)
    return _known()


def _known() -> Done:
    import json

    from tests.builders import AT
    from ugyfelkapu.federation.oidc.keys import jwks_bytes

    return Done(tuple(sorted(key["kid"] for key in json.loads(jwks_bytes(at=AT))["keys"])))


def _rotate(times: int) -> None:
    """Publish, activate and withdraw keys again and again, each step a while after the one before."""
    from threading import Event

    from tests.builders import AT
    from ugyfelkapu.federation.oidc.protocol.key_life import KNOWN_BEFORE, STAYS_FOR
    from ugyfelkapu.federation.oidc.services import keys
    from ugyfelkapu.journal.actor import WORKER

    at = AT
    for _ in range(times):
        keys.rotate(by=WORKER, at=at)
        for passes in (KNOWN_BEFORE, STAYS_FOR):
            Event().wait(STEP_SECONDS)
            at += passes
            keys.advance(by=WORKER, at=at)
        Event().wait(STEP_SECONDS)


def _burn(times: int) -> None:
    """Replace every key at once, again and again: what a rotation must never look like."""
    from threading import Event

    from tests.builders import AT
    from ugyfelkapu.federation.oidc.services import keys
    from ugyfelkapu.journal.actor import WORKER

    for _ in range(times):
        Event().wait(STEP_SECONDS)
        keys.replace_all(by=WORKER, at=AT)


def _sign(times: int) -> Done:
    """Sign from several threads while the keys change; prove every token by what another process knows."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from ugyfelkapu.federation.oidc.jose import JoseError, read_signed, sign
    from ugyfelkapu.federation.oidc.kept_keys import KeptKeys
    from ugyfelkapu.journal.clock import steady

    signing, proving = KeptKeys(kept=KEPT_SECONDS), KeptKeys(kept=KEPT_SECONDS)
    ends = steady() + times * 3 * STEP_SECONDS

    def work(algorithm: str) -> tuple[list[str], set[str]]:
        wrong, kids = [], set()
        while steady() < ends:
            signer = signing.current().signers[algorithm]
            token = sign({"sub": "x"}, signer)
            kids.add(signer.kid)
            try:
                read_signed(token, proving.current().public, algorithms=[algorithm])
            except JoseError as error:
                wrong.append(f"{algorithm}: {error.reason}")
        connection.close()
        return wrong, kids

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, ["ES256", "EdDSA", "ES256", "RS256"]))
    return Done(wrong=tuple(why for wrong, _ in done for why in wrong), signers=min(len(k) for _, k in done))


def look(url: str) -> Left:
    """Return what a race left."""
    wake(url)
    from ugyfelkapu.federation.oidc.keys import every_key
    from ugyfelkapu.journal.queries import latest_entries

    by_algorithm: dict[str, list[str]] = {}
    for key in every_key():
        by_algorithm.setdefault(key.algorithm, []).append(key.state)
    events = Counter(entry.event for entry in latest_entries(limit=500) if "Key" in entry.event)
    return Left(
        frozenset(tuple(sorted(states)) for states in by_algorithm.values()), tuple(sorted(events.items()))
    )
