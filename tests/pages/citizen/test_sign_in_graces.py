# SPDX-License-Identifier: EUPL-1.2
"""What goes astray while people sign in: tabs, lost cookies, old pages, changed passwords, other people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.builders import AT, BuiltGate
from tests.clock import Clock
from tests.pages.citizen.owners import (
    SECOND_STEP,
    SIGN_IN,
    STEP,
    authenticator_of,
    give_code,
    give_password,
)
from tests.rooms.access.factors import signed_in, signed_in_twice
from ugyfelkapu.access import safety_links
from ugyfelkapu.access.models import Device, Session
from ugyfelkapu.access.services import new_password
from ugyfelkapu.access.services.own import change_password
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db

LAPSED = "Nem tudtuk befejezni a belépését"


@pytest.fixture
def gate() -> BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def secret(gate: BuiltGate) -> str:
    """Return the secret of its authenticator."""
    return authenticator_of(gate)


def test_two_windows_that_both_began_end_in_one_session(client: Client, gate: BuiltGate, secret: str) -> None:
    before = Session.objects.count()
    give_password(client, gate)
    give_password(client, gate, next="/fiok/biztonsag/")

    first = give_code(client, secret, AT, next="/fiok/jelszo/")
    second = give_code(client, secret, AT + STEP, next="/fiok/biztonsag/")

    assert [first.headers["Location"], second.headers["Location"]] == ["/fiok/jelszo/", "/fiok/biztonsag/"]
    assert Session.objects.count() == before + 1


def test_a_password_given_again_replaces_what_waited(client: Client, gate: BuiltGate, secret: str) -> None:
    give_password(client, gate)
    earlier = client.cookies["kapu-half"].value
    give_password(client, gate)

    assert client.cookies["kapu-half"].value != earlier
    assert give_code(client, secret, AT).headers["Location"] == "/fiok/"


def test_a_finished_sign_in_is_not_finished_again_elsewhere(
    client: Client, gate: BuiltGate, secret: str
) -> None:
    give_password(client, gate)
    copied = client.cookies["kapu-half"].value
    give_code(client, secret, AT)
    thief = Client()
    thief.cookies["kapu-half"] = copied

    answer = give_code(thief, secret, AT + STEP)

    assert answer.headers["Location"] == f"{SIGN_IN}?lapsed="
    assert thief.get("/fiok/").status_code == 303


@pytest.mark.parametrize("cookie", ["", "x", "á", "\\000", "x" * 4000, '"; kapu-session=x'])
def test_a_cookie_that_we_never_gave_begins_anew(client: Client, cookie: str) -> None:
    client.cookies["kapu-half"] = cookie
    client.cookies["kapu-device"] = cookie

    answer = client.get(SECOND_STEP, follow=True)

    assert answer.status_code == 200
    assert LAPSED in answer.text


def test_a_lost_cookie_between_the_steps_says_how_to_go_on_and_where_to(
    client: Client, gate: BuiltGate, secret: str
) -> None:
    give_password(client, gate, next="/fiok/biztonsag/")
    del client.cookies["kapu-half"]

    page = give_code(client, secret, AT, next="/fiok/biztonsag/")
    again = client.get(page.headers["Location"])

    assert LAPSED in again.text
    assert "biztonság" in again.text
    assert 'name="next" value="/fiok/biztonsag/"' in again.text


def test_a_sign_in_page_of_yesterday_says_what_to_do(gate: BuiltGate) -> None:
    without_cookies = Client(enforce_csrf_checks=True)

    answer = give_password(without_cookies, gate)

    assert answer.status_code == 403
    assert "Ez az űrlap túl régi" in answer.text
    assert "engedélyezze a böngészőjében a sütiket" in answer.text


def test_a_password_changed_elsewhere_ends_what_was_half_done_and_says_so(
    client: Client, gate: BuiltGate, secret: str
) -> None:
    give_password(client, gate)
    owner = signed_in_twice(gate, secret)
    change_password(owner.citizen, password=new_password(builders.OTHER_PASSWORD), by=owner.by, at=AT)

    answer = give_code(client, secret, AT + STEP)

    assert answer.headers["Location"] == f"{SIGN_IN}?lapsed="
    page = client.get(answer.headers["Location"]).text
    assert LAPSED in page
    assert "megváltozott a jelszava" in page
    assert client.cookies["kapu-half"].value == ""


def test_a_gate_locked_between_the_steps_takes_no_code(client: Client, gate: BuiltGate, secret: str) -> None:
    give_password(client, gate)
    lock_by_link(safety_links.make(gate.id, at=AT), by=STRANGER, at=AT)

    page = give_code(client, secret, AT).headers["Location"]

    assert page == f"{SIGN_IN}?lapsed="
    assert 'href="/feloldas/"' in client.get(page).text


def test_somebody_else_at_the_same_computer_ends_the_session_that_was_there(
    client: Client, gate: BuiltGate, secret: str
) -> None:
    other = builders.activated_gate()
    give_password(client, other)
    before = client.cookies["kapu-session"].value

    give_password(client, gate)
    still = client.get("/fiok/").text
    give_code(client, secret, AT)

    assert other.username in still
    assert gate.username in client.get("/fiok/").text
    earlier = Client()
    earlier.cookies["kapu-session"] = before
    assert earlier.get("/fiok/").status_code == 303


def test_a_browser_without_its_cookies_is_a_new_one_and_the_owner_hears_of_it(
    client: Client, gate: BuiltGate
) -> None:
    give_password(client, gate)
    client.cookies.clear()

    give_password(client, gate)

    assert Device.objects.filter(account_id=gate.id).count() == 2
    assert builders.kinds_of_letters(gate.id)[-1] == "new_device"


def test_a_browser_that_keeps_its_cookies_stays_known_after_signing_out(
    client: Client, gate: BuiltGate, clock: Clock
) -> None:
    give_password(client, gate)
    client.post("/kilepes/")
    clock.forward(days=90)

    give_password(client, gate)

    assert Device.objects.filter(account_id=gate.id).count() == 1
    assert "new_device" not in builders.kinds_of_letters(gate.id)


def test_a_session_that_ended_in_another_window_is_told_with_the_place(
    client: Client, gate: BuiltGate, clock: Clock
) -> None:
    give_password(client, gate)
    clock.forward(hours=13)

    answer = client.get("/fiok/email/", follow=True)

    assert "A belépése lejárt" in answer.text
    assert "az e-mail-cím megváltoztatása" in answer.text
    assert signed_in(gate, at=AT + timedelta(hours=13))
