# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race for a passkey do: each wakes the product up for itself and sends an answer."""

from __future__ import annotations

from dataclasses import dataclass

from tests.authenticators import Passkey, Telling
from tests.rooms.accounts.racing import prepare_nobody, wake


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer that one client of a race sends."""

    url: str
    answer: str


@dataclass(frozen=True, slots=True)
class Left:
    """What a race left."""

    passkeys: int
    sessions: int
    doubts: int


def one_challenge(url: str) -> list[Sent]:
    """Let a passkey answer one challenge twice."""
    prepare_nobody(url)
    from tests.builders import AT
    from tests.rooms.access.passkeys import BROWSER
    from ugyfelkapu.access.services import passkeys

    passkey = _owned(Passkey(counts=False))
    options = passkeys.ask_to_sign_in(binding=BROWSER, at=AT)
    return [Sent(url, passkey.answer(options)) for _ in range(2)]


def one_count(url: str) -> list[Sent]:
    """Let a passkey and its copy, which count alike, answer a challenge each."""
    prepare_nobody(url)
    from tests.builders import AT
    from tests.rooms.access.passkeys import BROWSER
    from ugyfelkapu.access.services import passkeys

    passkey = _owned(Passkey())
    asked = [passkeys.ask_to_sign_in(binding=BROWSER, at=AT) for _ in range(2)]
    return [Sent(url, passkey.answer(options, Telling(count=7))) for options in asked]


def _owned(passkey: Passkey) -> Passkey:
    """Give a new gate the passkey."""
    from tests import builders
    from tests.rooms.access.factors import signed_in
    from tests.rooms.access.passkeys import add_passkey

    return add_passkey(signed_in(builders.activated_gate()), passkey)


def sign_in(sent: Sent) -> bool:
    """Sign in with an answer; say whether that opened a session."""
    wake(sent.url)
    from tests.rooms.access.passkeys import send

    return send(sent.answer) is not None


def look(url: str) -> Left:
    """Return what is there now."""
    wake(url)
    from ugyfelkapu.access.models import Factor, Session
    from ugyfelkapu.journal.queries import all_entries

    doubts = [entry for entry in all_entries() if entry.event == "PasskeyDoubted"]
    return Left(Factor.objects.count(), Session.objects.count(), len(doubts))
