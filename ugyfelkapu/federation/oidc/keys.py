# SPDX-License-Identifier: EUPL-1.2
"""The keys that sign for the gate, as every request needs them.

A process notices within half a minute what changed elsewhere. That is why a key is published before it signs
and stays published after it: a process that is behind still signs with what everybody knows.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ugyfelkapu.domain.errors import SignerSilent
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.vault.places import place
from ugyfelkapu.vault.signing import ALGORITHMS, Signer

from .jose import JoseError, PublicKeys, Signed, UnknownKeyError, read_signed, sign
from .kept_keys import Keys, kept
from .models import SigningKey
from .services.keys import make_active

SOONEST_SECONDS: Final = 1.0
"""How long a look at the table counts even where a token names a key that nobody knows."""


def signer(algorithm: str, *, at: datetime) -> Signer:
    """Return the key that signs; it is made at first need, so ask outside acts.

    Raises :class:`SignerSilent`, as does signing with it.
    """
    found = kept.current().signers.get(algorithm)
    if found is None:
        make_active(algorithm, by=WORKER, at=at)
        found = kept.current().signers.get(algorithm)
    if found is None:  # a process with other settings made it
        raise SignerSilent
    return found


def jwks_bytes(*, at: datetime) -> bytes:
    """Return our published keys as JSON: one of every algorithm that we offer, the signing ones first.

    Raises :class:`SignerSilent` where there is none at all and none can be made.
    """
    known = kept.current()
    asked = any(known is one for one in _looked_through)
    if not asked and len(known.signers) < len(ALGORITHMS):
        with suppress(SignerSilent):
            for algorithm in place().algorithms():
                signer(algorithm, at=at)
        known = kept.current()
        _looked_through[:] = [known]
    if not known.public.keys:
        raise SignerSilent
    return known.jwks


_looked_through: Final[list[Keys]] = []
"""The keys among which some are missing that cannot be made at the moment: asking each time would be rude."""


def own_keys(*, at: datetime) -> PublicKeys:
    """Return the keys that prove tokens of ours, those that signed before included."""
    return kept.current().public


def own_keys_for(token: str, *, at: datetime) -> PublicKeys:
    """Return the keys that prove a token of ours, looked for anew where it names one that nobody knows."""
    with suppress(JoseError):
        read_own(token, at=at)
    return own_keys(at=at)


def read_own(token: object, *, at: datetime) -> Signed:
    """Return what a token says that we signed ourselves, expired or not. Raises :class:`~.jose.JoseError`.

    A key that this process does not know yet may have been made by another one a moment ago.
    """
    try:
        return read_signed(token, kept.current().public, algorithms=ALGORITHMS)
    except UnknownKeyError:
        newer = kept.current(younger_than=SOONEST_SECONDS).public
        return read_signed(token, newer, algorithms=ALGORITHMS)


def try_keys() -> tuple[str, ...]:
    """Sign with every key that is to sign and prove it; return their algorithms. Raises SignerSilent."""
    place().check()
    known = kept.current(younger_than=0.0)
    for algorithm, found in known.signers.items():
        try:
            read_signed(sign({"try": algorithm}, found), known.public, algorithms=(algorithm,))
        except JoseError as error:
            raise SignerSilent(reason=f"what {algorithm} signs is wrong") from error
    return tuple(algorithm for algorithm in ALGORITHMS if algorithm in known.signers)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key as an operator may see it."""

    kid: str
    algorithm: str
    state: str
    place: str
    made_at: datetime
    active_at: datetime | None
    retired_at: datetime | None
    gone_at: datetime | None


def every_key() -> list[KeyLine]:
    """Return every signing key that there ever was, newest first."""
    rows = SigningKey.objects.order_by("-made_at", "algorithm", "kid").values_list(
        "kid", "algorithm", "state", "backend", "made_at", "active_at", "retired_at", "gone_at"
    )
    return [KeyLine(*row) for row in rows]
