# SPDX-License-Identifier: EUPL-1.2
"""Adding passkeys, signing in with them, and proving with them to be there (D16, D17)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from ugyfelkapu.access import attempts, factors, passkeys, safety_links
from ugyfelkapu.access.models import Factor, HalfSignIn
from ugyfelkapu.access.passkeys import Named, Purpose, Verdict
from ugyfelkapu.access.requests import Citizen, Origin
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services.confirming import Wish, held, redeem_confirmation, would_confirm
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.assurance import Factor as Kind
from ugyfelkapu.domain.errors import SignInLapsed, Unknown
from ugyfelkapu.domain.events import SignedIn
from ugyfelkapu.domain.factor_events import FactorRefused, PasskeyDoubted, PasskeyRefused, SecondStepFailed
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import PasskeyDoubtedLetter

from .factors import Confirmed, add_factor, is_confirmed, new_factor, require_may_add, tell
from .second_step import half_sign_in, open_half
from .signing_in import Opened, open_session
from .stepping_up import noted

# ------------------------------------------------------------------ adding


def ask_for_new_passkey(citizen: Citizen, *, mailed_code: str, by: Actor, at: datetime) -> str | None:
    """Return what the browser is asked for a new passkey; ``None`` where the mailed code is wrong.

    The code, needed until a factor counts, is only looked at: nothing is used up before the passkey is
    there. Raises what :func:`require_may_add` raises.
    """
    require_may_add(citizen, at=at)
    if not factors.has_counting(citizen.account_id, at=at) and not would_confirm(
        citizen.account_id, Wish.FACTOR, code=mailed_code, at=at
    ):
        _count_wrong_code(citizen, mailed_code=mailed_code, by=by, at=at)
        return None
    account = Account.objects.get(id=citizen.account_id)
    known = list(_own_passkeys(citizen.account_id))
    handle = bytes(known[0].user_handle or b"") if known else passkeys.new_handle()
    challenge = passkeys.new_challenge(
        Purpose.ADD, binding=_binding(citizen), account_id=account.id, handle=handle, at=at
    )
    named = Named(handle, account.username, citizen.display_name or account.username)
    return passkeys.adding_options(challenge, named, known=known)


def _own_passkeys(account_id: UUID) -> QuerySet[Factor]:
    return factors.valid(account_id).filter(kind=Kind.PASSKEY).order_by("added_at", "id")


def _binding(citizen: Citizen) -> str:
    """Return what binds a challenge to the session that asked for it."""
    return citizen.session_id.hex


@act
def _count_wrong_code(citizen: Citizen, *, mailed_code: str, by: Actor, at: datetime) -> None:
    redeem_confirmation(citizen.account_id, Wish.FACTOR, code=mailed_code, at=at)


@act
def add_passkey(
    citizen: Citizen, *, answer: str, name: str, mailed_code: str, by: Actor, at: datetime
) -> Confirmed:
    """Add the passkey that a browser made.

    The first second factor needs the mailed code too, and waits a day unless its owner was proofed
    lately (D17). Raises what :func:`require_may_add` raises.
    """
    require_may_add(citizen, at=at)
    account = held(citizen.account_id)
    factor = new_factor(account, Kind.PASSKEY, name, at=at)
    if not _made(factor, answer, binding=_binding(citizen), at=at):
        record(FactorRefused(subject=account.id, kind=Kind.PASSKEY))
        return Confirmed.WRONG_PASSKEY
    if not is_confirmed(account, mailed_code, at=at):
        return Confirmed.WRONG_MAILED_CODE
    add_factor(account, factor, at=at)
    return Confirmed.DONE


def _made(factor: Factor, text: str, *, binding: str, at: datetime) -> bool:
    """Fill in the passkey that an answer made; say whether everything held and nobody has it yet."""
    answer = passkeys.read(text)
    if answer is None:
        return False
    challenge = passkeys.take_challenge(
        answer, Purpose.ADD, binding=binding, account_id=factor.account_id, at=at
    )
    made = passkeys.verify_new(answer) if challenge is not None else None
    if challenge is None or made is None or Factor.objects.filter(credential_id=made.credential_id).exists():
        return False
    factor.credential_id, factor.public_key = made.credential_id, made.public_key
    factor.sign_count, factor.transports = made.sign_count, list(made.transports)
    factor.user_handle = challenge.user_handle
    return True


# ------------------------------------------------------------------ signing in


def ask_to_sign_in(*, binding: str, at: datetime) -> str:
    """Return what the browser is asked before anybody is known: whichever passkey the person chooses."""
    challenge = passkeys.new_challenge(Purpose.SIGN_IN, binding=binding, account_id=None, at=at)
    return passkeys.asking_options(challenge)


def sign_in_with_passkey(
    *, answer: str, binding: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | None:
    """Sign a citizen in with a passkey alone; ``None`` when the answer does not hold.

    Works while wrong passwords lock the gate (D16): guesses count for the network. Raises
    :class:`Throttled`.
    """
    guess = guess_at(origin, at=at)
    opened = _sign_in(answer, binding=binding, origin=origin, replaces=replaces, by=by, at=at)
    judge(guess, right=opened is not None)
    return opened


@act
def _sign_in(
    text: str, *, binding: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | None:
    passkey = proved(text, Purpose.SIGN_IN, binding=binding, account_id=None, at=at)
    if passkey is None:
        record(PasskeyRefused())
        return None
    record(SignedIn(subject=passkey.account_id, method=Kind.PASSKEY))
    generation = passkey.account.generation
    return open_session(
        passkey.account_id, generation, (Kind.PASSKEY,), origin=origin, replaces=replaces, at=at
    )


def ask_for_second_step(token: str, *, at: datetime) -> str:
    """Return what the browser is asked at the second step.

    Raises :class:`SignInLapsed`, and :class:`Unknown` for a gate without passkeys.
    """
    half = half_sign_in(token, at=at)
    if half is None:
        raise SignInLapsed
    return _ask_owner(half.account_id, Purpose.SECOND_STEP, binding=token, at=at)


def finish_with_passkey(
    token: str, *, answer: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | None:
    """Finish a sign-in with a passkey; ``None`` when the answer does not hold.

    Raises :class:`SignInLapsed` and :class:`Throttled`.
    """
    half = half_sign_in(token, at=at)
    if half is None:
        raise SignInLapsed
    guess = guess_at(origin, at=at)
    opened = _finish(half, answer, binding=token, origin=origin, replaces=replaces, by=by, at=at)
    judge(guess, right=opened is not None)
    return opened


@act
def _finish(
    half: HalfSignIn,
    text: str,
    *,
    binding: str,
    origin: Origin,
    replaces: UUID | None,
    by: Actor,
    at: datetime,
) -> Opened | None:
    passkey = proved(text, Purpose.SECOND_STEP, binding=binding, account_id=half.account_id, at=at)
    if passkey is None:
        record(SecondStepFailed(subject=half.account_id))
        return None
    return open_half(half, (Kind.PASSWORD, Kind.PASSKEY), origin=origin, replaces=replaces, at=at)


# ------------------------------------------------------------------ stepping up


def ask_to_step_up(citizen: Citizen, *, at: datetime) -> str:
    """Return what the browser of a signed-in owner is asked. Raises :class:`Unknown` without passkeys."""
    return _ask_owner(citizen.account_id, Purpose.STEP_UP, binding=_binding(citizen), at=at)


def step_up_with_passkey(citizen: Citizen, *, answer: str, origin: Origin, by: Actor, at: datetime) -> bool:
    """Prove with a passkey to be there. Raises :class:`Throttled`."""
    guess = guess_at(origin, at=at)
    done = _step_up(citizen, answer, by=by, at=at)
    judge(guess, right=done)
    return done


@act
def _step_up(citizen: Citizen, text: str, *, by: Actor, at: datetime) -> bool:
    passkey = proved(text, Purpose.STEP_UP, binding=_binding(citizen), account_id=citizen.account_id, at=at)
    return noted(citizen, Kind.PASSKEY if passkey is not None else None, at=at)


# ------------------------------------------------------------------ what all have in common


def guess_at(origin: Origin, *, at: datetime) -> attempts.Guess:
    return attempts.begin([attempts.Scope("network", origin.network, limits.NETWORK)], at=at)


def judge(guess: attempts.Guess, *, right: bool) -> None:
    if right:
        guess.forgive()
    else:
        guess.fail()


def _ask_owner(account_id: UUID, purpose: Purpose, *, binding: str, at: datetime) -> str:
    own = list(passkeys.counting(at=at).filter(account_id=account_id))
    if not own:
        raise Unknown(subject=account_id)
    challenge = passkeys.new_challenge(purpose, binding=binding, account_id=account_id, at=at)
    return passkeys.asking_options(challenge, allowed=own)


def proved(
    text: str, purpose: Purpose, *, binding: str, account_id: UUID | None, at: datetime
) -> Factor | None:
    """Return the passkey that answered our challenge, of this gate if one is known; part of an act."""
    answer = passkeys.read(text)
    if answer is None:
        return None
    challenge = passkeys.take_challenge(answer, purpose, binding=binding, account_id=account_id, at=at)
    among = passkeys.of_locked_gates(at=at) if purpose is Purpose.UNLOCK else passkeys.counting(at=at)
    passkey = among.filter(credential_id=answer.credential_id).first()
    if challenge is None or passkey is None or account_id not in {None, passkey.account_id}:
        return None
    verdict = passkeys.accept(answer, challenge, passkey, at=at)
    if verdict is Verdict.COPIED:
        _alarm(passkey.account, at=at)
    return passkey if verdict is Verdict.ACCEPTED else None


def _alarm(account: Account, *, at: datetime) -> None:
    record(PasskeyDoubted(subject=account.id))
    tell(account, PasskeyDoubtedLetter(refused_at=at, token=safety_links.make(account.id, at=at)))
