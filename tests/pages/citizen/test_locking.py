# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/zarolas/`` and ``/feloldas/``: an emergency needs one press, opening again a second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client

from tests import builders
from tests.authenticators import PRESENT, Passkey, Telling
from tests.builders import AT, BuiltGate
from tests.clock import Clock
from tests.pages.citizen.owners import authenticator_of, give_code, give_password
from tests.rooms.access.factors import code_at, signed_in
from tests.rooms.access.passkeys import add_passkey
from ugyfelkapu.access import safety_links
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.services import SuspensionReason
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.powers import NEEDS, Needs, Power
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import all_entries

pytestmark = pytest.mark.django_db

LOCK, UNLOCK, LOCKED = "/fiok/zarolas/", "/feloldas/", "/biztonsag/zarolva/"
PASSKEY = "/feloldas/azonositokulcs/"
REFUSED = "Ez nem nyit fel zárolt kaput"


@pytest.fixture
def gate() -> BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def secret(gate: BuiltGate) -> str:
    """Return the secret of its authenticator."""
    return authenticator_of(gate)


@pytest.fixture
def owner(client: Client, gate: BuiltGate, secret: str) -> Client:
    """Return the browser of its owner, signed in with both steps."""
    give_password(client, gate)
    give_code(client, secret, AT)
    return client


def lock(owner: Client) -> None:
    """Lock the gate."""
    assert owner.post(LOCK).status_code == 303


def unlock(browser: Client, gate: BuiltGate, shown: str, **other: str) -> Any:
    """Type what opens the gate."""
    return browser.post(
        UNLOCK, {"username": gate.username, "password": gate.password, "code": shown, **other}
    )


def state_of(gate: BuiltGate) -> State:
    """Return where the gate stands."""
    return queries.gate(gate.id, at=AT).state


# ------------------------------------------------------------------ locking


def test_the_page_says_what_happens_and_how_it_is_opened_again(owner: Client, gate: BuiltGate) -> None:
    page = owner.get(LOCK)

    assert page.status_code == 200
    assert "Minden belépés azonnal véget ér" in page.text
    assert "A jelszó egymaga nem elég" in page.text
    assert state_of(gate) is State.ACTIVE


def test_without_a_second_step_it_says_that_only_the_desk_opens_it(client: Client) -> None:
    give_password(client, builders.activated_gate())

    assert "Senki sem léphet be, amíg okmányiroda" in client.get(LOCK).text


def test_one_press_locks_and_forgets_the_sign_in(owner: Client, gate: BuiltGate) -> None:
    answer = owner.post(LOCK)

    assert (answer.status_code, answer.headers["Location"]) == (303, LOCKED)
    assert answer.cookies["kapu-session"].value == ""
    assert state_of(gate) is State.SUSPENDED
    assert owner.get("/fiok/").status_code == 303
    assert UNLOCK in owner.get(LOCKED).text


def test_it_asks_for_no_fresh_proof(owner: Client, gate: BuiltGate, clock: Clock) -> None:
    clock.forward(minutes=20)

    lock(owner)

    assert state_of(gate) is State.SUSPENDED


def test_every_other_browser_is_out_at_its_next_request(owner: Client, gate: BuiltGate, secret: str) -> None:
    phone = Client()
    give_password(phone, gate)
    give_code(phone, secret, AT + timedelta(seconds=30))
    before = phone.get("/fiok/").status_code

    lock(owner)

    assert (before, phone.get("/fiok/").status_code) == (200, 303)


def test_half_a_sign_in_ends_with_it(owner: Client, gate: BuiltGate, secret: str) -> None:
    half = Client()
    give_password(half, gate)

    lock(owner)

    answer = give_code(half, secret, AT + timedelta(seconds=30))
    assert answer.headers["Location"] == "/belepes/?lapsed="
    assert half.get("/fiok/").status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_signed_in_is_asked_to(client: Client, method: str) -> None:
    answer = getattr(client, method)(LOCK)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/belepes/?next={LOCK}")
    assert "a kapuja zárolása" in client.get(answer.headers["Location"]).text


def test_a_form_of_another_site_locks_nothing(gate: BuiltGate) -> None:
    strict = Client(enforce_csrf_checks=True)

    addresses = (LOCK, UNLOCK, f"{PASSKEY}kerdes/", f"{PASSKEY}valasz/")

    assert [strict.post(address).status_code for address in addresses] == [403] * 4
    assert state_of(gate) is State.ACTIVE


def test_a_second_press_finds_nobody_signed_in(owner: Client) -> None:
    lock(owner)

    answer = owner.post(LOCK, follow=True)

    assert answer.status_code == 200
    assert UNLOCK in answer.text


def test_a_temporary_gate_is_told_that_its_password_ends(client: Client) -> None:
    gate = builders.activated_temporary_gate()
    client.post("/belepes/", {"username": gate.username, "password": gate.password})

    page = client.get(LOCK).text
    lock(client)

    assert "újat állít be azzal a kóddal" in page
    assert "Senki sem léphet be" not in page
    answer = client.post("/belepes/", {"username": gate.username, "password": gate.password})
    assert answer.status_code == 422


@pytest.mark.parametrize("page", ["/fiok/", "/fiok/biztonsag/", "/fiok/munkamenetek/"])
def test_every_page_about_safety_leads_there(owner: Client, page: str) -> None:
    assert f'href="{LOCK}"' in owner.get(page).text


def test_locking_is_the_power_that_needs_nothing() -> None:
    assert NEEDS[Power.LOCK] == Needs()


# ------------------------------------------------------------------ opening again


def test_password_and_code_open_it_and_lead_to_the_sign_in(
    owner: Client, gate: BuiltGate, secret: str, clock: Clock
) -> None:
    lock(owner)
    clock.forward(minutes=1)

    answer = unlock(owner, gate, code_at(secret, AT + timedelta(minutes=1)))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/belepes/?unlocked")
    assert "A kapuja újra nyitva van" in owner.get("/belepes/?unlocked").text
    assert state_of(gate) is State.ACTIVE
    assert owner.get("/fiok/").status_code == 303


def test_whatever_is_wrong_looks_the_same(owner: Client, gate: BuiltGate, secret: str, clock: Clock) -> None:
    other = builders.activated_gate()
    suspended = builders.activated_gate()
    spare = authenticator_of(suspended)
    accounts.suspend(suspended.id, reason=SuspensionReason.COMPROMISE, by=builders.clerk(), at=AT)
    lock(owner)
    clock.forward(minutes=1)
    now = AT + timedelta(minutes=1)
    answers = [
        unlock(Client(), gate, "000000"),
        unlock(Client(), gate, code_at(secret, now), password="nem ez a jelszava"),
        unlock(Client(), gate, code_at(secret, now), username="nincs.ilyen"),
        unlock(Client(), other, "123456"),
        unlock(Client(), suspended, code_at(spare, now)),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert all(REFUSED in answer.text for answer in answers)
    assert state_of(gate) is State.SUSPENDED
    assert state_of(suspended) is State.SUSPENDED


def test_neither_password_nor_code_come_back_with_the_page(owner: Client, gate: BuiltGate) -> None:
    lock(owner)

    page = unlock(owner, gate, "000000").text

    assert gate.password not in page
    assert f'value="{gate.username}"' in page


@pytest.mark.parametrize("missing", ["username", "password", "code"])
def test_without_all_three_nothing_is_judged(
    owner: Client, gate: BuiltGate, secret: str, missing: str
) -> None:
    lock(owner)
    before = len(list(all_entries()))

    answer = unlock(owner, gate, code_at(secret, AT), **{missing: ""})

    assert answer.status_code == 422
    assert len(list(all_entries())) == before


def test_too_many_tries_are_answered_with_the_time(owner: Client, gate: BuiltGate, secret: str) -> None:
    lock(owner)
    for _ in range(5):
        unlock(owner, gate, "000000")

    answer = unlock(owner, gate, code_at(secret, AT))

    assert answer.status_code == 429
    assert "11:12" in answer.text
    assert state_of(gate) is State.SUSPENDED


def test_tries_at_a_username_that_nobody_has_are_counted_alike(client: Client, gate: BuiltGate) -> None:
    statuses = [unlock(client, gate, "000000", username="nincs.ilyen").status_code for _ in range(6)]

    assert statuses == [422] * 5 + [429]


def test_sign_in_and_the_letter_lead_there(client: Client, owner: Client, gate: BuiltGate) -> None:
    lock(owner)

    assert f'href="{UNLOCK}"' in Client().get("/belepes/").text


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(owner: Client, method: str) -> None:
    assert getattr(owner, method)(LOCK).status_code == 405
    assert getattr(owner, method)(UNLOCK).status_code == 405
    assert owner.get(f"{PASSKEY}kerdes/").status_code == 405
    assert owner.get(f"{PASSKEY}valasz/").status_code == 405


# ------------------------------------------------------------------ with a passkey


def use(browser: Client, passkey: Passkey, says: Telling | None = None) -> Any:
    """Let a device answer."""
    asked = browser.post(f"{PASSKEY}kerdes/").content.decode()
    return browser.post(f"{PASSKEY}valasz/", {"answer": passkey.answer(asked, says or Telling())})


def test_a_passkey_opens_it_and_signs_nobody_in(client: Client, gate: BuiltGate) -> None:
    passkey = add_passkey(signed_in(gate))
    client.get(UNLOCK)
    lock_by_letter(gate)

    answer = use(client, passkey)

    assert (answer.status_code, answer.json()) == (200, {})
    assert state_of(gate) is State.ACTIVE
    assert "kapu-session" not in client.cookies


def lock_by_letter(gate: BuiltGate) -> None:
    """Lock a gate by the link of a letter."""
    lock_by_link(safety_links.make(gate.id, at=AT), by=STRANGER, at=AT)


def test_a_passkey_that_did_not_look_at_its_user_is_refused_in_words(client: Client, gate: BuiltGate) -> None:
    passkey = add_passkey(signed_in(gate))
    client.get(UNLOCK)
    lock_by_letter(gate)

    answer = use(client, passkey, Telling(flags=PRESENT))

    assert answer.status_code == 422
    assert answer.json()["text"].endswith(".")
    assert state_of(gate) is State.SUSPENDED


def test_a_passkey_of_an_open_gate_opens_nothing(client: Client, gate: BuiltGate) -> None:
    passkey = add_passkey(signed_in(gate))
    client.get(UNLOCK)

    assert use(client, passkey).status_code == 422


def test_a_lock_by_letter_is_opened_alike(client: Client, gate: BuiltGate, secret: str, clock: Clock) -> None:
    lock_by_letter(gate)
    clock.forward(minutes=1)

    assert unlock(client, gate, code_at(secret, AT + timedelta(minutes=1))).status_code == 303
