# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/munkamenetek/`` and ``/fiok/jelszo/``: where one is signed in, and ending that."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import give_password
from tests.pages.html import Page
from ugyfelkapu.access.models import Device

pytestmark = pytest.mark.django_db
SESSIONS = "/fiok/munkamenetek/"
PASSWORD = "/fiok/jelszo/"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    give_password(client, gate)
    return client


@pytest.fixture
def phone(gate: builders.BuiltGate, owner: Client, clock: Clock) -> Client:
    """Return the same owner's telephone, signed in a minute later."""
    browser = Client(headers={"User-Agent": PHONE})
    clock.forward(minutes=1)
    give_password(browser, gate)
    return browser


def signed_in(browser: Client) -> bool:
    """Say whether a browser is still signed in."""
    return browser.get("/fiok/").status_code == 200


def test_every_sign_in_is_listed_with_browser_and_time(owner: Client, phone: Client) -> None:
    page = owner.get(SESSIONS).text

    assert "Firefox, Android" in page
    assert "ma, 10:43" in page
    assert page.count("ez az") == 2


def test_one_sign_in_is_ended_at_once(owner: Client, phone: Client) -> None:
    button = next(
        b for b in Page(owner.get(SESSIONS).content).all("button") if b.attributes.get("name") == "end"
    )

    answer = owner.post(SESSIONS, {"end": button["value"]})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SESSIONS}?ended")
    assert (signed_in(phone), signed_in(owner)) == (False, True)


def test_every_other_sign_in_is_ended_at_once(owner: Client, phone: Client) -> None:
    answer = owner.post(SESSIONS, {"end_others": "1"})

    assert answer.headers["Location"] == f"{SESSIONS}?others"
    assert (signed_in(phone), signed_in(owner)) == (False, True)


def test_a_browser_is_forgotten_and_signed_out(owner: Client, phone: Client) -> None:
    device = Device.objects.get(label="Firefox, Android")

    answer = owner.post(SESSIONS, {"forget": str(device.id)})

    assert answer.headers["Location"] == f"{SESSIONS}?forgotten"
    assert (signed_in(phone), signed_in(owner)) == (False, True)
    assert "Firefox, Android" not in owner.get(SESSIONS).text


@pytest.mark.parametrize(
    "sent", [{"end": str(UUID(int=1))}, {"end": "x"}, {"forget": "0"}, {"forget": "²"}, {"forget": "9" * 40}]
)
def test_what_is_not_there_cannot_be_ended(owner: Client, phone: Client, sent: dict[str, str]) -> None:
    assert owner.post(SESSIONS, sent).status_code == 404
    assert signed_in(phone)


def test_somebody_elses_browser_cannot_be_forgotten(owner: Client) -> None:
    other = Client(headers={"User-Agent": PHONE})
    give_password(other, builders.activated_gate())
    device = Device.objects.get(label="Firefox, Android")

    answer = owner.post(SESSIONS, {"forget": str(device.id)})

    assert answer.status_code == 404
    assert signed_in(other)


def test_a_form_without_a_button_changes_nothing(owner: Client, phone: Client) -> None:
    assert owner.post(SESSIONS, {}).status_code == 422
    assert signed_in(phone)


# ------------------------------------------------------------------ the password


def test_a_new_password_counts_and_only_this_browser_stays(
    owner: Client, phone: Client, gate: builders.BuiltGate
) -> None:
    typed = {"password": builders.OTHER_PASSWORD, "password_again": builders.OTHER_PASSWORD}

    answer = owner.post(PASSWORD, typed)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PASSWORD}?done")
    assert (signed_in(phone), signed_in(owner)) == (False, True)
    assert give_password(Client(), gate).status_code == 422


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("rövid", "rövid", "túl rövid"),
        (builders.OTHER_PASSWORD, "egészen más mondat", "A két jelszó eltér."),
        ("", "", "Válasszon jelszót"),
        ("Minta Mária 1984", "Minta Mária 1984", "saját adataiból"),
    ],
)
def test_a_password_that_cannot_be_is_refused_and_not_repeated(
    owner: Client, gate: builders.BuiltGate, first: str, second: str, said: str
) -> None:
    answer = owner.post(PASSWORD, {"password": first, "password_again": second})

    assert answer.status_code == 422
    assert said in answer.text
    assert not first or f'value="{first}"' not in answer.text
    assert give_password(Client(), gate).status_code == 303


def test_the_pages_of_the_gate_lead_to_each_other(owner: Client) -> None:
    pages = [
        "/fiok/",
        "/fiok/szolgaltatasok/",
        "/fiok/biztonsag/",
        SESSIONS,
        PASSWORD,
        "/fiok/email/",
        "/fiok/naplo/",
        "/fiok/adataim/",
    ]
    for page in pages:
        items = Page(owner.get(page).content).all("a", "govuk-service-navigation__link")
        current = [item["href"] for item in items if "aria-current" in item]

        assert [item["href"] for item in items] == pages
        assert current == [page]
