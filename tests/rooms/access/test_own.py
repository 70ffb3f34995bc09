# SPDX-License-Identifier: EUPL-1.2
"""What owners do about their sessions, known browsers and password."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import AT, OTHER_PASSWORD
from tests.rooms.access.factors import HOME, Owner, add_authenticator, code_at, owner_of, signed_in
from ugyfelkapu.access import services as access
from ugyfelkapu.access import sessions
from ugyfelkapu.access.own_sessions import own_devices, own_sessions
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services import own
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.errors import NotSteppedUp, PasswordRefused, SignInLapsed, Throttled, Unknown
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about

pytestmark = pytest.mark.django_db
PHONE = Origin("198.51.100.0/24", "phone", "Firefox, Android")


@pytest.fixture
def owner() -> Owner:
    """Return a freshly activated gate's owner."""
    return signed_in(builders.activated_gate())


def at_the_phone(owner: Owner) -> str:
    """Sign the same owner in somewhere else; return the token."""
    opened = access.sign_in(
        owner.gate.username,
        password=owner.gate.password,
        origin=PHONE,
        replaces=None,
        by=STRANGER,
        at=AT + timedelta(minutes=1),
    )
    assert isinstance(opened, access.Opened)
    return opened.token


def lives(token: str) -> bool:
    """Say whether a session lives at the next request."""
    return sessions.citizens_session(token, at=AT + timedelta(minutes=2)) is not None


def test_the_owner_sees_this_session_first_and_where_the_others_are(owner: Owner) -> None:
    at_the_phone(owner)

    found = own_sessions(owner.citizen, at=AT + timedelta(minutes=2))

    assert [(one.is_this, one.browser) for one in found] == [(True, ""), (False, "Firefox, Android")]


def test_a_session_that_is_over_is_not_shown(owner: Owner) -> None:
    at_the_phone(owner)

    assert own_sessions(owner.citizen, at=AT + timedelta(minutes=31)) == []


def test_one_session_ends_and_the_others_go_on(owner: Owner) -> None:
    phone = at_the_phone(owner)
    session = owner_of(owner.gate, phone, at=AT).citizen.session_id

    own.end_session(owner.citizen, session, by=owner.by, at=AT)

    assert (lives(phone), lives(owner.token)) == (False, True)
    assert entries_about(owner.gate.id)[0].details == {"session": str(session)}


def test_somebody_elses_session_is_not_there(owner: Owner) -> None:
    other = signed_in(builders.activated_gate())

    with pytest.raises(Unknown):
        own.end_session(owner.citizen, other.citizen.session_id, by=owner.by, at=AT)

    assert lives(other.token)


def test_all_other_sessions_end_at_once(owner: Owner) -> None:
    phone, other = at_the_phone(owner), signed_in(builders.activated_gate())

    ended = own.end_other_sessions(owner.citizen, by=owner.by, at=AT)

    assert ended == 1
    assert (lives(phone), lives(owner.token), lives(other.token)) == (False, True, True)


def test_a_forgotten_browser_is_unknown_again_and_signed_out(owner: Owner) -> None:
    phone = at_the_phone(owner)
    known = next(device for device in own_devices(owner.citizen, device="phone") if device.is_this)

    own.forget_device(owner.citizen, known.id, by=owner.by, at=AT)

    assert (lives(phone), lives(owner.token)) == (False, True)
    assert not any(device.is_this for device in own_devices(owner.citizen, device="phone"))


def test_forgetting_this_very_browser_keeps_this_session(owner: Owner) -> None:
    (known,) = own_devices(owner.citizen, device="")

    own.forget_device(owner.citizen, known.id, by=owner.by, at=AT)

    assert lives(owner.token)


def test_somebody_elses_browser_is_not_there(owner: Owner) -> None:
    other = signed_in(builders.activated_gate())
    (theirs,) = own_devices(other.citizen, device="")

    with pytest.raises(Unknown):
        own.forget_device(owner.citizen, theirs.id, by=owner.by, at=AT)


# ------------------------------------------------------------------ the password


def change(owner: Owner, text: str = OTHER_PASSWORD) -> None:
    """Choose a new password."""
    own.change_password(owner.citizen, password=access.new_password(text), by=owner.by, at=AT)


def test_a_new_password_opens_the_gate_and_the_old_one_does_not(owner: Owner) -> None:
    change(owner)

    answers = [
        access.sign_in(owner.gate.username, password=text, origin=HOME, replaces=None, by=STRANGER, at=AT)
        for text in (owner.gate.password, OTHER_PASSWORD)
    ]

    assert answers[0] is None
    assert answers[1] is not None


def test_with_a_new_password_this_session_goes_on_and_every_other_ends(owner: Owner) -> None:
    phone = at_the_phone(owner)

    change(owner)

    assert (lives(phone), lives(owner.token)) == (False, True)
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "password_changed"
    assert entries_about(owner.gate.id)[0].event == "PasswordChanged"


def test_a_code_that_was_mailed_before_sets_no_password_any_more(owner: Owner) -> None:
    accounts.ask_for_code(owner.gate.username, email=owner.gate.email, by=STRANGER, at=AT)
    mailed = builders.code_for(owner.gate.id)
    change(owner)

    third = access.new_password("harmadik hosszú mondat")
    verdict = accounts.reset_password(owner.gate.username, code=mailed, password=third, by=STRANGER, at=AT)

    assert verdict is accounts.CodeVerdict.REPLACED


def test_a_password_of_ones_own_data_is_refused_and_nothing_changes(owner: Owner) -> None:
    with pytest.raises(PasswordRefused):
        change(owner, owner.gate.username * 2)

    assert signed_in(owner.gate)


def test_without_proving_to_be_there_the_password_stays(owner: Owner) -> None:
    idle = replace(owner, citizen=replace(owner.citizen, stepped_up_at=AT - timedelta(minutes=5)))

    with pytest.raises(NotSteppedUp):
        change(idle)

    assert signed_in(owner.gate)


def test_guesses_at_the_old_password_lock_nobody_out_of_the_new_one(owner: Owner) -> None:
    for _ in range(5):
        access.sign_in(owner.gate.username, password="nem ez", origin=HOME, replaces=None, by=STRANGER, at=AT)
    with pytest.raises(Throttled):
        signed_in(owner.gate)

    change(owner)

    assert signed_in(replace(owner.gate, password=OTHER_PASSWORD))


def test_half_a_sign_in_dies_with_the_password(owner: Owner) -> None:
    secret = add_authenticator(owner)
    half = access.sign_in(
        owner.gate.username, password=owner.gate.password, origin=HOME, replaces=None, by=STRANGER, at=AT
    )
    assert isinstance(half, access.Half)
    change(owner)

    with pytest.raises(SignInLapsed):
        access.finish_sign_in(
            half.token,
            code=code_at(secret, AT + timedelta(seconds=30)),
            origin=HOME,
            replaces=None,
            by=STRANGER,
            at=AT + timedelta(seconds=30),
        )
