# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race for a locked gate do: each opens it with a code or a passkey."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rooms.accounts.racing import prepare_nobody, wake


@dataclass(frozen=True, slots=True)
class Key:
    """What one client of a race opens the gate with: a code, or the answer of a passkey."""

    url: str
    username: str
    password: str
    code: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What a race left."""

    state: str
    unlocked: int
    letters: tuple[str, ...]


def one_recovery_code(url: str) -> list[Key]:
    """Let the same recovery code open a gate twice."""
    locked = _locked(url)
    return [_key(url, locked, code=locked.codes[0]) for _ in range(2)]


def one_time_step(url: str) -> list[Key]:
    """Let the same code of an authenticator open a gate twice."""
    locked = _locked(url)
    return [_key(url, locked, code=locked.shown) for _ in range(2)]


def two_codes(url: str) -> list[Key]:
    """Let two recovery codes open a gate at once."""
    locked = _locked(url)
    return [_key(url, locked, code=code) for code in locked.codes[:2]]


def code_and_passkey(url: str) -> list[Key]:
    """Let a code and a passkey open a gate at once."""
    locked = _locked(url)
    return [_key(url, locked, code=locked.codes[0]), _key(url, locked, answer=locked.answer)]


@dataclass(frozen=True, slots=True)
class _Locked:
    """A gate that its owner locked, and all that opens it."""

    username: str
    password: str
    codes: tuple[str, ...]
    shown: str
    answer: str


def _key(url: str, locked: _Locked, *, code: str = "", answer: str = "") -> Key:
    return Key(url, locked.username, locked.password, code, answer)


def _locked(url: str) -> _Locked:
    prepare_nobody(url)
    from tests import builders
    from tests.builders import AT
    from tests.rooms.access.factors import add_authenticator, code_at, signed_in
    from tests.rooms.access.passkeys import BROWSER, add_passkey
    from tests.rooms.access.unlocking import LATER, kept_codes, lock
    from ugyfelkapu.access.services.unlocking import ask_to_unlock

    owner = signed_in(builders.activated_gate())
    secret, passkey, codes = add_authenticator(owner), add_passkey(owner, at=AT), kept_codes(owner)
    lock(owner)
    answer = passkey.answer(ask_to_unlock(binding=BROWSER, at=LATER))
    return _Locked(owner.gate.username, owner.gate.password, codes, code_at(secret, LATER), answer)


def open_with(key: Key) -> bool:
    """Open the gate; say whether that was it."""
    wake(key.url)
    from tests.rooms.access.factors import HOME
    from tests.rooms.access.passkeys import BROWSER
    from tests.rooms.access.unlocking import LATER
    from ugyfelkapu.access.services import unlocking
    from ugyfelkapu.journal.actor import STRANGER

    if key.answer:
        return unlocking.unlock_with_passkey(
            answer=key.answer, binding=BROWSER, origin=HOME, by=STRANGER, at=LATER
        )
    return unlocking.unlock_with_code(
        key.username, password=key.password, code=key.code, origin=HOME, by=STRANGER, at=LATER
    )


def look(url: str) -> Left:
    """Return what is there now."""
    wake(url)
    from tests import builders
    from ugyfelkapu.accounts.models import Account
    from ugyfelkapu.journal.queries import all_entries

    gate = Account.objects.get()
    unlocked = sum(entry.event == "AccountUnlocked" for entry in all_entries())
    letters = builders.kinds_of_letters(gate.id)
    return Left(gate.state, unlocked, tuple(letters[letters.index("suspended") :]))
