# SPDX-License-Identifier: EUPL-1.2
"""The address of a gate opened by signature hears of nothing until its owner has confirmed it (D10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest

from tests import builders, pki, signing
from tests.builders import BuiltGate
from tests.rooms.access.factors import HOME, signed_in
from ugyfelkapu.access import services as access
from ugyfelkapu.access.services import new_password
from ugyfelkapu.access.services.addresses import ask_address_code
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.access.services.own import change_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.enrolment.services import reset_password
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db

OPENING = ["signed_gate", "confirm_address"]
AT = signing.AT + timedelta(minutes=1)


@pytest.fixture
def gate() -> signing.SignedGate:
    """Return a gate that a signature opened a minute ago."""
    signing.lists_are_kept()
    return signing.signed_gate()


def signed_in_elsewhere(gate: signing.SignedGate) -> None:
    """Sign in with two browsers."""
    for _ in range(2):
        signed_in(cast(BuiltGate, gate), at=AT)


def guessed(gate: signing.SignedGate) -> None:
    """Guess wrong until signing in is locked."""
    for _ in range(5):
        access.sign_in(gate.username, password="rossz", origin=HOME, replaces=None, by=STRANGER, at=AT)


def suspended(gate: signing.SignedGate) -> None:
    """Suspend the gate at the desk."""
    reason = accounts.SuspensionReason.COMPROMISE
    accounts.suspend(gate.id, reason=reason, by=builders.clerk(), at=AT)


def signed_again(gate: signing.SignedGate) -> None:
    """Set a new password with another signed form."""
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, signing.signed(declaration, pki.Format.CADES_ATTACHED))
    signing.looked_at()
    password = new_password(builders.OTHER_PASSWORD)
    reset_password(declaration, password, browser=signing.BROWSER, by=STRANGER, at=AT)


def changed(gate: signing.SignedGate) -> None:
    """Change the password, signed in."""
    owner = signed_in(cast(BuiltGate, gate), at=AT)
    change_password(owner.citizen, password=new_password(builders.OTHER_PASSWORD), by=owner.by, at=AT)


def closed(gate: signing.SignedGate) -> None:
    """Close the gate, signed in."""
    owner = signed_in(cast(BuiltGate, gate), at=AT)
    close_own_gate(owner.citizen, by=owner.by, at=AT)


HAPPENINGS: list[tuple[Callable[[signing.SignedGate], None], str]] = [
    (signed_in_elsewhere, "new_device"),
    (guessed, "sign_in_locked"),
    (suspended, "suspended"),
    (signed_again, "password_changed"),
    (changed, "password_changed"),
    (closed, "closed"),
]


@pytest.mark.parametrize(("happens", "kind"), HAPPENINGS, ids=[each.__name__ for each, _ in HAPPENINGS])
def test_what_happens_is_told_to_a_confirmed_address(
    gate: signing.SignedGate, happens: Callable[[signing.SignedGate], None], kind: str
) -> None:
    signing.confirm_address(gate)

    happens(gate)

    assert builders.kinds_of_letters()[-1] == kind


@pytest.mark.parametrize(("happens", "kind"), HAPPENINGS, ids=[each.__name__ for each, _ in HAPPENINGS])
def test_and_to_no_other(
    gate: signing.SignedGate, happens: Callable[[signing.SignedGate], None], kind: str
) -> None:
    happens(gate)

    assert builders.kinds_of_letters() == OPENING


def test_another_address_gets_the_letter_of_a_change() -> None:
    signing.lists_are_kept()
    gate = signing.signed_gate()
    owner = signed_in(cast(BuiltGate, gate), at=AT)

    ask_address_code(owner.citizen, email="masik@example.com", by=owner.by, at=AT)

    assert builders.kinds_of_letters() == [*OPENING, "address_code"]
