# SPDX-License-Identifier: EUPL-1.2
"""Forms and codes that anybody may send: each counted for the network it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ugyfelkapu.access import attempts, safety_links
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.keys import username_key
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.journal.clock import same_time
from ugyfelkapu.outbox.letters import PasswordChangedLetter

from .factors import tell

RESET_ANSWER_SECONDS = 0.25


def open_temporary_gate(
    form: accounts.ElectronicForm, *, origin: Origin, by: Actor, at: datetime
) -> accounts.TemporaryOpened:
    """Open a temporary gate; a network opens twenty an hour (D18).

    Raises :class:`Throttled` and what :func:`accounts.open_temporary_gate` raises.
    """
    attempts.count(attempts.Scope("temporary", origin.network, limits.TEMPORARY_GATES), at=at)
    return accounts.open_temporary_gate(form, by=by, at=at)


def activate(
    username: str, *, code: str, password: accounts.NewPassword, origin: Origin, by: Actor, at: datetime
) -> accounts.CodeVerdict:
    """Redeem an activation code; wrong guesses count for the network too. Raises :class:`Throttled`."""
    return _redeem(
        lambda: accounts.activate(username, code=code, password=password, by=by, at=at), origin, at=at
    )


def reset_password(
    username: str, *, code: str, password: accounts.NewPassword, origin: Origin, by: Actor, at: datetime
) -> accounts.CodeVerdict:
    """Redeem a reset code; wrong guesses count for the network too. Raises :class:`Throttled`.

    Guesses at the password of before lock nobody out of the new one.
    """
    verdict = _redeem(
        lambda: accounts.reset_password(
            username, code=code, password=password, tell=_tell_of_reset, by=by, at=at
        ),
        origin,
        at=at,
    )
    if verdict is accounts.CodeVerdict.RIGHT:
        attempts.forget(attempts.Scope("account", username_key(username).hex(), limits.ACCOUNT))
    return verdict


def _tell_of_reset(account: Account, at: datetime) -> None:
    """Write to the owner, with a link that locks the gate if it was somebody else."""
    token = safety_links.make(account.id, at=at)
    tell(account, PasswordChangedLetter(changed_at=at, was_reset=True, token=token))


def _redeem(
    redeem: Callable[[], accounts.CodeVerdict], origin: Origin, *, at: datetime
) -> accounts.CodeVerdict:
    guess = attempts.begin([attempts.Scope("codes", origin.network, limits.NETWORK)], at=at)
    try:
        verdict = redeem()
    except Refusal:  # only a right pair is refused for another reason
        guess.forgive()
        raise
    if verdict is accounts.CodeVerdict.WRONG:
        guess.fail()
    else:
        guess.forgive()
    return verdict


def ask_for_code(username: str, *, email: str, origin: Origin, by: Actor, at: datetime) -> None:
    """Ask for a code by mail; every request counts for the network. Raises :class:`Throttled`.

    Posting a letter takes longer than posting none, so every answer waits for the slowest.
    """
    attempts.count(attempts.Scope("resets", origin.network, limits.NETWORK), at=at)
    with same_time(RESET_ANSWER_SECONDS):
        accounts.ask_for_code(username, email=email, by=by, at=at)


def count_username_check(origin: Origin, *, at: datetime) -> None:
    """Count an answer about a username: thirty an hour for a network. Raises :class:`Throttled`."""
    attempts.count(attempts.Scope("usernames", origin.network, limits.USERNAME_CHECKS), at=at)
