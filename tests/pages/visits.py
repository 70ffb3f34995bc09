# SPDX-License-Identifier: EUPL-1.2
"""Visits to the pages that people open most: what each needs beforehand, and the one request itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import responses
from itertools import count
from typing import Any  # Django's test client answers with what has no type

from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.pages.citizen import electronic
from tests.pages.clerk.desk import NEW, gate_of, look_up, record, register, sign_in
from tests.visitor import people_csv
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.services import import_people

USERNAMES = "/regisztracio/felhasznalonev/?username=szabad.nev"
FRAMES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
"""What begins and ends a transaction: every database needs other words for it, so they do not count."""

_networks = count()

Request = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Town:
    """Those who visit: an owner and a clerk in browsers of their own, and people yet to come."""

    gate: builders.BuiltGate
    owner: Client
    desk: Client
    people: Iterator[int]

    def stranger(self) -> Client:
        """Return a new browser, before the same server: its middleware is loaded already."""
        browser = Client()
        browser.handler = self.desk.handler
        return browser

    def newcomer(self) -> Client:
        """Return a new browser in a network of its own, which has asked for nothing yet."""
        number = next(_networks)
        browser = self.stranger()
        browser.defaults["REMOTE_ADDR"] = f"10.{number // 256 % 256}.{number % 256}.7"
        return browser

    def form(self) -> dict[str, str]:
        """Return what a clerk types for the next person who comes."""
        number = next(self.people)
        card = f"{number:06}ZZ"
        return {
            "category": "hun",
            "document": "id_card",
            "document_number": card,
            "address_card": "yes",
            "address_card_number": card,
            "email": f"visitor{number}@example.com",
            "email_again": f"visitor{number}@example.com",
            "username": f"visitor.{number}",
            "same_person": "on",
            "consent": "on",
        }


def town(people: int) -> Town:
    """Return a town in which so many people may still come to the desk."""
    import_people(people_csv(range(1, people + 1)).encode(), by=COMMAND_LINE, at=builders.AT)
    gate = builders.activated_gate()
    builders.clerk()
    owner = Client()
    answer = owner.post("/belepes/", {"username": gate.username, "password": gate.password})
    assert answer.status_code == 303, responses[answer.status_code]
    return Town(gate, owner, sign_in(Client(), "ugyintezo1"), count(1))


@dataclass(frozen=True, slots=True)
class Visit:
    """A page: ``prepared`` does what goes before and returns the request."""

    name: str
    prepared: Callable[[Town], Request]
    status: int = 200
    hashes: bool = False


def _sign_in(here: Town) -> Request:
    browser = here.stranger()
    browser.cookies["kapu-device"] = here.owner.cookies["kapu-device"].value
    return _signing_in(here, browser)


def _sign_in_elsewhere(here: Town) -> Request:
    return _signing_in(here, here.stranger())


def _signing_in(here: Town, browser: Client) -> Request:
    typed = {"username": here.gate.username, "password": here.gate.password}
    return lambda: browser.post("/belepes/", typed)


def _activate(here: Town) -> Request:
    gate, browser = builders.registered_gate(), here.stranger()
    typed = {
        "username": gate.username,
        "code": gate.code,
        "password": gate.password,
        "password_again": gate.password,
    }
    return lambda: browser.post("/aktivalas/", typed)


def _look_up(here: Town) -> Request:
    form = here.form()
    return lambda: look_up(here.desk, **form)


def _register(here: Town) -> Request:
    form = here.form()
    look_up(here.desk, **form)
    return lambda: register(here.desk, **form)


def _registered(here: Town) -> Request:
    place = record(gate_of(_register(here)()))
    return lambda: here.desk.get(place.replace("/kapu/", "/igazolas/"))


def _receipt(here: Town) -> Request:
    place = record(builders.registered_gate().id)
    return lambda: here.desk.get(place.replace("/kapu/", "/igazolas/") + "pdf/")


def _filled(here: Town) -> Client:
    browser = here.newcomer()
    answer = browser.post(electronic.FORM, electronic.answers())
    assert answer.status_code == 303, responses[answer.status_code]
    return browser


def _sent(here: Town) -> Client:
    browser = _filled(here)
    answer = electronic.send(browser)
    assert answer.status_code == 303, responses[answer.status_code]
    return browser


def _fill(here: Town) -> Request:
    browser, typed = here.newcomer(), electronic.answers()
    return lambda: browser.post(electronic.FORM, typed)


def _send(here: Town) -> Request:
    browser = _filled(here)
    return lambda: electronic.send(browser)


def _page_of(browser: Client, address: str) -> Request:
    return lambda: browser.get(address)


def _temporary_account(here: Town, address: str) -> Request:
    gate, browser = builders.activated_temporary_gate(), here.stranger()
    browser.post("/belepes/", {"username": gate.username, "password": gate.password})
    return lambda: browser.get(address)


VISITS = (
    Visit("start page", lambda here: lambda: here.stranger().get("/")),
    Visit("sign-in page", lambda here: lambda: here.stranger().get("/belepes/")),
    Visit("sign-in", _sign_in, status=303, hashes=True),
    Visit("sign-in from a new browser", _sign_in_elsewhere, status=303, hashes=True),
    Visit("unlock page", lambda here: lambda: here.stranger().get("/feloldas/")),
    Visit("lock page", lambda here: lambda: here.owner.get("/fiok/zarolas/")),
    Visit("e-mail page", lambda here: lambda: here.owner.get("/fiok/email/")),
    Visit("closing page", lambda here: lambda: here.owner.get("/fiok/megszuntetes/")),
    Visit("account page", lambda here: lambda: here.owner.get("/fiok/")),
    Visit(
        "activation page", lambda here: lambda: here.stranger().get("/aktivalas/?code=7KQM-4T2X-9HCD-E3VB")
    ),
    Visit("activation", _activate, status=303, hashes=True),
    Visit("temporary form", lambda here: _page_of(here.stranger(), electronic.FORM)),
    Visit("temporary form filled in", lambda here: _page_of(_filled(here), electronic.FORM)),
    Visit("fill in", _fill, status=303),
    Visit("check page", lambda here: _page_of(_filled(here), electronic.CHECK)),
    Visit("send", _send, status=303),
    Visit("done page", lambda here: _page_of(_sent(here), electronic.DONE)),
    Visit("slip", lambda here: _page_of(_sent(here), electronic.SLIP)),
    Visit("username check", lambda here: _page_of(here.newcomer(), USERNAMES)),
    Visit("temporary account page", lambda here: _temporary_account(here, "/fiok/")),
    Visit("own slip", lambda here: _temporary_account(here, "/fiok/igazolas.pdf")),
    Visit("new registration", lambda here: lambda: here.desk.get(NEW)),
    Visit("look-up", _look_up),
    Visit("register", _register, status=303),
    Visit("registered", _registered),
    Visit("receipt page", _receipt),
    Visit("gate record", lambda here: lambda: here.desk.get(record(here.gate.id))),
    Visit("closing at the desk", lambda here: lambda: here.desk.get(f"{record(here.gate.id)}megszuntetes/")),
)


def queries_of(captured: CaptureQueriesContext) -> list[str]:
    """Return the statements that were sent, without what begins and ends transactions."""
    return [query["sql"] for query in captured if not query["sql"].startswith(FRAMES)]
