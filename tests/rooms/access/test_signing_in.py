# SPDX-License-Identifier: EUPL-1.2
"""Signing in through the services: guesses, locks, devices, and hashes made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from tests import builders
from tests.builders import AT, PASSWORD, STAFF_PASSWORD
from ugyfelkapu.access import attempts, sessions
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Attempt, Device, SafetyLink, Session
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.codes import make_code
from ugyfelkapu.domain.errors import PasswordRefused, Throttled
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER
from ugyfelkapu.journal.queries import entries_about, latest_entries
from ugyfelkapu.outbox.letters import PasswordChangedLetter
from ugyfelkapu.staff.models import StaffMember
from ugyfelkapu.staff.services import disable
from ugyfelkapu.vault import hashing

pytestmark = pytest.mark.django_db

HOME = Origin("198.51.100.0/24", "")
AWAY = Origin("192.0.2.0/24", "")


def sign_in(
    username: str, password: str = PASSWORD, *, origin: Origin = HOME, at: datetime = AT
) -> access.Opened | None:
    """Sign in as the page does, to a gate without a second factor."""
    opened = access.sign_in(username, password=password, origin=origin, replaces=None, by=STRANGER, at=at)
    assert not isinstance(opened, access.Half)
    return opened


def fail(username: str, times: int, *, origin: Origin = HOME, at: datetime = AT) -> None:
    """Guess wrong."""
    for _ in range(times):
        assert sign_in(username, "nem ez a jelszó", origin=origin, at=at) is None


def test_the_right_password_begins_a_session() -> None:
    gate = builders.activated_gate()

    opened = sign_in(gate.username)

    assert opened is not None
    session = sessions.citizens_session(opened.token, at=AT)
    assert session is not None
    assert session.account_id == gate.id
    assert entries_about(gate.id)[0].details == {"method": "password"}


def test_a_right_guess_is_taken_out_of_the_count() -> None:
    gate = builders.activated_gate()

    sign_in(gate.username)

    assert not Attempt.objects.exists()


def test_a_right_guess_does_not_forgive_the_wrong_ones() -> None:
    gate = builders.activated_gate()
    fail(gate.username, 4)
    opened = sign_in(gate.username)
    fail(gate.username, 1)

    with pytest.raises(Throttled):
        sign_in(gate.username)

    assert opened is not None


def test_a_password_reset_lifts_the_lock_that_guesses_at_the_old_one_brought() -> None:
    gate = builders.activated_gate()
    fail(gate.username, 5)
    access.ask_for_code(gate.username, email=gate.email, origin=HOME, by=STRANGER, at=AT)
    password = access.new_password(builders.OTHER_PASSWORD)

    for code in (make_code(), builders.code_for(gate.id)):
        with pytest.raises(Throttled):
            sign_in(gate.username, builders.OTHER_PASSWORD)
        access.reset_password(gate.username, code=code, password=password, origin=HOME, by=STRANGER, at=AT)

    assert sign_in(gate.username, builders.OTHER_PASSWORD) is not None


def test_a_password_reset_is_told_in_a_letter_whose_link_locks_the_gate() -> None:
    gate = builders.activated_gate()
    access.ask_for_code(gate.username, email=gate.email, origin=HOME, by=STRANGER, at=AT)
    password = access.new_password(builders.OTHER_PASSWORD)
    code = builders.code_for(gate.id)
    access.reset_password(gate.username, code=code, password=password, origin=HOME, by=STRANGER, at=AT)

    letter = builders.letters(gate.id)[-1]
    assert isinstance(letter, PasswordChangedLetter)
    assert letter.was_reset
    lock_by_link(letter.token, by=STRANGER, at=AT)
    assert sign_in(gate.username, builders.OTHER_PASSWORD) is None


def test_a_wrong_code_makes_no_link() -> None:
    gate = builders.activated_gate()
    password = access.new_password(builders.OTHER_PASSWORD)

    access.reset_password(gate.username, code=make_code(), password=password, origin=HOME, by=STRANGER, at=AT)

    assert not SafetyLink.objects.exists()


def test_twenty_temporary_gates_an_hour_for_a_network() -> None:
    for _ in range(20):
        access.open_temporary_gate(builders.electronic_form(), origin=HOME, by=STRANGER, at=AT)

    with pytest.raises(Throttled) as refusal:
        access.open_temporary_gate(builders.electronic_form(), origin=HOME, by=STRANGER, at=AT)
    access.open_temporary_gate(builders.electronic_form(), origin=AWAY, by=STRANGER, at=AT)
    access.open_temporary_gate(
        builders.electronic_form(), origin=HOME, by=STRANGER, at=AT + timedelta(hours=1)
    )

    assert refusal.value.data["until"] == AT + timedelta(hours=1)


def test_what_is_refused_unheard_does_not_prolong_the_lock() -> None:
    gate = builders.activated_gate()
    fail(gate.username, 5)
    for minute in range(1, 30):
        with pytest.raises(Throttled):
            sign_in(gate.username, "nem ez", at=AT + timedelta(minutes=minute))

    assert sign_in(gate.username, at=AT + timedelta(minutes=30)) is not None


def test_guesses_at_a_server_whose_clock_is_ahead_count_too() -> None:
    gate = builders.activated_gate()
    fail(gate.username, 5, at=AT + timedelta(seconds=20))

    with pytest.raises(Throttled):
        sign_in(gate.username)


def test_one_lock_letter_a_day_is_enough() -> None:
    gate = builders.activated_gate()
    fail(gate.username, 5)
    fail(gate.username, 5, at=AT + timedelta(minutes=31))
    same_day = builders.kinds_of_letters(gate.id).count("sign_in_locked")
    fail(gate.username, 5, at=AT + timedelta(days=2))

    assert same_day == 1
    assert builders.kinds_of_letters(gate.id).count("sign_in_locked") == 2


def test_a_lock_of_nobodys_username_is_noted_without_a_name() -> None:
    fail("senki.senki", 5)

    noted = latest_entries()[0]
    assert (noted.event, noted.subject) == ("SignInLocked", None)


def test_a_known_device_counts_by_itself() -> None:
    gate = builders.activated_gate()
    opened = sign_in(gate.username)
    assert opened is not None
    own = Origin(HOME.network, opened.device)
    fail(gate.username, 5, origin=AWAY)

    assert sign_in(gate.username, origin=own) is not None
    with pytest.raises(Throttled):
        sign_in(gate.username, origin=AWAY)


def test_a_device_is_known_to_its_own_gate_only() -> None:
    gate, other = builders.activated_gate(), builders.activated_gate()
    opened = sign_in(other.username)
    assert opened is not None
    fail(gate.username, 5, origin=AWAY)

    with pytest.raises(Throttled):
        sign_in(gate.username, origin=Origin(HOME.network, opened.device))


def test_an_invented_device_is_no_known_one() -> None:
    gate = builders.activated_gate()
    fail(gate.username, 5, origin=Origin(HOME.network, "invented"))

    with pytest.raises(Throttled):
        sign_in(gate.username, origin=Origin(HOME.network, "another"))


def test_the_device_table_holds_no_token() -> None:
    opened = sign_in(builders.activated_gate().username)

    assert opened is not None
    assert opened.device.encode() not in bytes(Device.objects.get().digest)


@pytest.fixture
def new_parameters(settings: Settings) -> Iterator[Callable[[], None]]:
    """Return what makes hashing dearer."""

    def change() -> None:
        settings.ARGON2_PASSES = 2
        hashing._hasher.cache_clear()

    yield change
    hashing._hasher.cache_clear()


def test_a_password_is_hashed_anew_when_the_parameters_change(new_parameters: Callable[[], None]) -> None:
    gate = builders.activated_gate()
    before = Account.objects.get(id=gate.id).password
    new_parameters()

    first, second = sign_in(gate.username), sign_in(gate.username)

    after = Account.objects.get(id=gate.id).password
    assert first is not None
    assert second is not None
    assert "t=1" in before
    assert "t=2" in after


def test_wrong_codes_count_for_the_network() -> None:
    password = access.new_password(PASSWORD)
    for _ in range(100):
        access.activate("senki.senki", code=make_code(), password=password, origin=HOME, by=STRANGER, at=AT)

    with pytest.raises(Throttled):
        access.activate("senki.senki", code=make_code(), password=password, origin=HOME, by=STRANGER, at=AT)


def test_a_right_code_with_a_bad_password_is_no_wrong_guess() -> None:
    gate = builders.registered_gate()

    with pytest.raises(PasswordRefused):
        access.activate(
            gate.username,
            code=gate.code,
            password=access.new_password("Hódmezővásárhely1"),
            origin=HOME,
            by=STRANGER,
            at=AT,
        )

    assert not Attempt.objects.exists()


def test_thirty_answers_about_usernames_an_hour() -> None:
    for _ in range(30):
        access.count_username_check(HOME, at=AT)

    with pytest.raises(Throttled):
        access.count_username_check(HOME, at=AT)

    access.count_username_check(AWAY, at=AT)
    access.count_username_check(HOME, at=AT + timedelta(hours=1))


def test_old_guesses_are_forgotten() -> None:
    fail("senki.senki", 1)

    assert attempts.forget_old(before=AT) == 0
    assert attempts.forget_old(before=AT + timedelta(seconds=1)) == 2


def test_lapsed_sessions_are_deleted(settings: Settings) -> None:
    sign_in(builders.activated_gate().username)

    early = sessions.end_lapsed(at=AT + settings.CITIZEN_ABSOLUTE - timedelta(seconds=1))
    due = sessions.end_lapsed(at=AT + settings.CITIZEN_ABSOLUTE)

    assert (early, due) == (0, 1)
    assert not Session.objects.exists()


# ------------------------------------------------------------------ staff


def sign_in_staff(username: str, password: str = STAFF_PASSWORD, *, at: datetime = AT) -> str | None:
    """Sign a staff member in as the desk's page does."""
    return access.sign_in_staff(
        username, password=password, code="", origin=HOME, replaces=None, by=STRANGER, at=at
    )


def test_staff_sign_in_at_their_office() -> None:
    by = builders.clerk("ugyintezo1")

    token = sign_in_staff("ugyintezo1")

    assert token is not None
    session = sessions.staffs_session(token, at=AT)
    assert session is not None
    assert session.staff_id == by.uuid
    assert sessions.citizens_session(token, at=AT) is None


def test_five_wrong_passwords_lock_staff_too() -> None:
    builders.clerk("ugyintezo1")
    for _ in range(5):
        assert sign_in_staff("ugyintezo1", "nem ez") is None

    with pytest.raises(Throttled):
        sign_in_staff("ugyintezo1")


def test_a_disabled_staff_members_session_is_dead_at_once() -> None:
    builders.clerk("ugyintezo1")
    token = sign_in_staff("ugyintezo1")
    assert token is not None

    disable("ugyintezo1", by=COMMAND_LINE, at=AT)

    assert sessions.staffs_session(token, at=AT) is None
    assert sign_in_staff("ugyintezo1") is None


def test_in_production_a_password_alone_opens_no_desk(settings: Settings) -> None:
    settings.STAFF_PASSWORD_ALONE = False
    builders.clerk("ugyintezo1")

    assert sign_in_staff("ugyintezo1") is None


def test_staff_sessions_end_sooner(settings: Settings) -> None:
    builders.clerk("ugyintezo1")
    token = sign_in_staff("ugyintezo1")
    assert token is not None

    assert sessions.staffs_session(token, at=AT + settings.STAFF_IDLE - timedelta(seconds=1)) is not None
    assert sessions.staffs_session(token, at=AT + settings.STAFF_IDLE * 2) is None
    assert StaffMember.objects.filter(username="ugyintezo1").exists()
