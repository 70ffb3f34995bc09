# SPDX-License-Identifier: EUPL-1.2
"""Every page of the house, opened in both languages, wide and narrow, and held against axe."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.landing import Landing, landing
from tests.e2e.people import (
    PASSWORD,
    activate,
    add_authenticator,
    ask_for_new_start,
    clerk,
    code_in,
    import_person,
    newest_letter,
    newest_letter_to,
    passwords,
    register,
    several,
    step_up,
)
from tests.house.public_routes import FOR_SERVICES
from tests.house.test_routes import ROUTES
from tests.pages.clerk.desk import passport_zone
from tests.servers import Product
from tests.visitor import Visitor
from ugyfelkapu.domain.assurance import SUBSTANTIAL

pytestmark = pytest.mark.e2e
PENDING, ACTIVE, SUSPENDED, ASKED, APPROVED, CAPPED, VISITING = several(7)
WIDTHS = (1280, 360)
CONNECTED = "/fiok/szolgaltatasok/"
NO_PAGES = frozenset(
    {
        *FOR_SERVICES,
        "healthz",
        "readyz",
        "metrics",
        "kilepes/",
        "fiok/biztonsag/helyreallito-kodok/szoveg/",
        "fiok/ujrakezdes/leallitas/",
        *(
            f"{place}azonositokulcs/{turn}/"
            for place in (
                "belepes/",
                "belepes/masodik-lepes/",
                "feloldas/",
                "fiok/megerosites/",
                "fiok/biztonsag/",
            )
            for turn in ("kerdes", "valasz")
        ),
        "ugyintezo/kilepes/",
        "regisztracio/felhasznalonev/",
        "regisztracio/ideiglenes/igazolas.pdf",
        *(f"regisztracio/alairassal/nyilatkozat.{kind}" for kind in ("pdf", "xml")),
        *(  # tests/e2e/test_signed.py walks through them
            f"regisztracio/alairassal/{page}/"
            for page in ("nyilatkozat", "ellenorzes", "ideiglenes", "jelszo", "kesz")
        ),
        "fiok/igazolas.pdf",
        "fiok/naplo/letoltes/",
        *("fiok/adataim/letoltes/adataim.json", "fiok/adataim/letoltes/adataim.pdf"),
        "ugyintezo/felhasznalonev/",
        "ugyintezo/igazolas/<uuid:account_id>/pdf/",
        "uzemeltetes/levelek/<uuid:letter_id>/ujra/",
        "uzemeltetes/szolgaltatasok/<uuid:service_id>/engedelyezes/",
        "uzemeltetes/bizalmi-lista/frissites/",
        "uzemeltetes/szolgaltatasok/<uuid:service_id>/elesites/",
        "azonositas/",
        "fejlesztes/postalada/<uuid:letter_id>/html/",
        "fejlesztes/levelek/<slug:language>/<slug:kind>/html/",
    }
)
"""Answers to programs and to buttons, and what frames and viewers show."""
FOR_EVERYBODY = (
    *("/", "/regisztracio/", "/segitseg/", "/okmanyirodak/", "/akadalymentesseg/", "/adatkezeles/"),
    *("/aktivalas/", "/aktivalas/kesz/", "/belepes/", "/belepes/?unlocked", "/kilepes/kesz/"),
    *("/feloldas/", "/megszuntetve/"),
    *("/regisztracio/ideiglenes/", "/regisztracio/ideiglenes/?lapsed"),
    *("/regisztracio/alairassal/", "/regisztracio/alairassal/?lapsed", "/fejlesztes/kartya/"),
    *("/elfelejtett-jelszo/", "/elfelejtett-jelszo/elkuldve/"),
    *("/elfelejtett-jelszo/uj/", "/elfelejtett-jelszo/kesz/"),
    *("/biztonsag/zarolva/", "/biztonsag/visszavonva/", "/biztonsag/leallitva/", "/biztonsag/ujrakezdve/"),
    *("/ugyintezo/belepes/", "/nincs-ilyen-oldal/"),
    *("/fejlesztes/", "/fejlesztes/postalada/", "/fejlesztes/levelek/", "/fejlesztes/ora/"),
    *("/fejlesztes/levelek/hu/activation/", "/fejlesztes/levelek/en/reset/"),
)
FACTOR = r"/fiok/biztonsag/[-0-9a-f]{36}/"
ADMISSION = {
    "mrz": passport_zone("X9999991", surname="BONDARENKO", given="TARAS", born="900101", country="UKR"),
    "address_card": "na",
    "address_card_reason": "in_no_register",
    "email": "taras@example.com",
    "email_again": "taras@example.com",
    "username": "taras.b",
    "family_name": "Bondarenko",
    "given_names": "Taras",
    "birth_place": "Lviv",
    "mother_family_name": "Koval",
    "same_person": "on",
    "consent": "on",
    "step": "ask-admission",
}


FORM = {
    "family_name": "Minta",
    "given_names": "Mária",
    "birth_place": "Hódmezővásárhely",
    "birth_date_0": "27",
    "birth_date_1": "3",
    "birth_date_2": "1984",
    "citizenship": "HUN",
    "mother_family_name": "Teszt",
    "mother_given_names": "Erzsébet",
    "username": "minden.oldal",
    "email": "minden.oldal@example.com",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who opens pages, by their cookies; ``secret`` where they prove to be there first."""

    cookies: Mapping[str, str]
    paths: tuple[str, ...]
    secret: str = ""


def _cap(gate: Product, account: str) -> None:
    """Let a gate be one that a certificate which is not qualified opened; the demo card's all are."""
    file = gate.environment["UGYFELKAPU_DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE accounts_account SET capped = 1 WHERE id = ?", (UUID(account).hex,))
        database.commit()


def _staff(gate: Product, folder: Path, opened: ExitStack) -> Iterator[Reader]:
    secret = passwords(gate)
    first, second, operator, auditor = (
        opened.enter_context(clerk(gate, secret[name], name))
        for name in ("ugyintezo1", "ugyintezo2", "uzemelteto1", "ellenor1")
    )
    everybody = (PENDING, ACTIVE, SUSPENDED, ASKED, APPROVED, CAPPED, VISITING)
    import_person(gate, folder, *everybody)
    pending, active, suspended, asked, approved, capped, _visiting = (
        register(first, number) for number in everybody
    )
    activate(gate, VISITING)
    activate(gate, ACTIVE)
    activate(gate, SUSPENDED)
    activate(gate, ASKED)
    activate(gate, APPROVED)
    activate(gate, CAPPED)
    _cap(gate, capped)
    first.fill(f"/ugyintezo/kapu/{suspended}/felfuggesztes/", {"reason": "wrong_address"})
    new_start = ask_for_new_start(first, asked, ASKED)
    decided = ask_for_new_start(first, approved, APPROVED)
    second.fill(decided, {"step": "approve", "same_person": "on"})
    waiting = urlsplit(first.fill("/ugyintezo/uj/", ADMISSION).headers["Location"]).path
    yield Reader(
        dict(first.client.cookies),
        (
            *("/ugyintezo/", "/ugyintezo/uj/", "/ugyintezo/uj/?refused", "/ugyintezo/kereses/", waiting),
            "/ugyintezo/veglegesites/",
            f"/ugyintezo/igazolas/{pending}/?corrected",
            *(f"/ugyintezo/kapu/{one}/" for one in (pending, active, suspended)),
            f"/ugyintezo/kapu/{pending}/cim/",
            f"/ugyintezo/kapu/{active}/felfuggesztes/",
            f"/ugyintezo/kapu/{suspended}/visszaallitas/",
            f"/ugyintezo/kapu/{active}/ujrakezdes/",
            f"/ugyintezo/kapu/{capped}/ellenorzes/",
            *(f"/ugyintezo/kapu/{active}/{page}/" for page in ("adatok", "megszuntetes")),
            *(new_start, decided, f"/ugyintezo/kapu/{asked}/", f"/ugyintezo/kapu/{approved}/?approved"),
            "/uzemeltetes/",
        ),
    )
    yield Reader(
        dict(second.client.cookies),
        ("/ugyintezo/jovahagyas/", waiting.replace("varakozik", "jovahagyas"), new_start),
    )
    members = operator.client.get("/uzemeltetes/munkatarsak/").text
    disable = re.search(r"/uzemeltetes/munkatarsak/[-0-9a-f]{36}/letiltas/", members)
    assert disable is not None
    services = operator.client.get("/uzemeltetes/szolgaltatasok/").text
    service = re.search(r'(/uzemeltetes/szolgaltatasok/[-0-9a-f]{36}/)">Mintaszolgáltatás', services)
    assert service is not None
    yield from _trials(gate, opened, operator, f"{service[1]}proba/")
    yield Reader(
        dict(operator.client.cookies),
        (
            *("/uzemeltetes/", "/uzemeltetes/levelek/", "/uzemeltetes/munkatarsak/", disable[0]),
            *("/uzemeltetes/munkatarsak/uj/", "/uzemeltetes/irodak/", "/uzemeltetes/irodak/uj/"),
            *(
                "/uzemeltetes/irodak/BP-01/",
                "/uzemeltetes/szolgaltatasok/",
                "/uzemeltetes/szolgaltatasok/uj/",
            ),
            service[1],
            *(f"{service[1]}{page}/" for page in ("adatok", "bejegyzes", "titok", "proba", "letiltas")),
            "/uzemeltetes/bizalmi-lista/",
        ),
    )
    yield Reader(dict(auditor.client.cookies), ("/uzemeltetes/naplo/", "/uzemeltetes/naplo/ellenorzes/"))


def _trials(gate: Product, opened: ExitStack, operator: Visitor, console: str) -> Iterator[Reader]:
    """Return somebody who was sent the link of a trial, and somebody who took the pass of another."""
    links = [
        re.findall(r"/proba/[-\w]{43}/", operator.fill(console, {}).text)[0] for _ in ("offered", "taken")
    ]
    taker = opened.enter_context(Visitor(gate.urls[0]))
    taker.fill(links[1], {})
    yield Reader({}, (links[0],))
    yield Reader(dict(taker.client.cookies), ("/proba/kesz/",))


def _citizens(gate: Product, opened: ExitStack) -> Iterator[Reader]:
    visitor = opened.enter_context(Visitor(gate.urls[0]))
    letters = visitor.client.get("/fejlesztes/postalada/").text
    letter = re.search(r"/fejlesztes/postalada/[-0-9a-f]{36}/", letters)
    assert letter is not None
    yield Reader({}, (*FOR_EVERYBODY, letter[0]))
    yield from _owners(gate, opened)
    yield from _temporary(gate, opened)
    yield from _visitors(gate, opened)


def _owners(gate: Product, opened: ExitStack) -> Iterator[Reader]:
    """Return an owner between two steps, with the password alone, and one who proved to be there."""
    typed = {"username": f"visitor.{ACTIVE}", "password": PASSWORD}
    first, careful, between = (opened.enter_context(Visitor(gate.urls[0])) for _ in range(3))
    for visitor in (first, careful):
        visitor.fill("/belepes/", typed)
    secret = add_authenticator(gate, careful, ACTIVE)
    between.fill("/belepes/", typed)
    yield Reader(dict(between.client.cookies), ("/belepes/masodik-lepes/", "/belepes/masodik-lepes/?sheet"))
    link = re.search(r"/biztonsag/[\w-]{43}/", newest_letter(gate, ACTIVE))
    factor = re.search(FACTOR, careful.client.get("/fiok/biztonsag/").text)
    assert link is not None
    assert factor is not None
    yield Reader({}, (link[0], "/biztonsag/nincs-ilyen/"))
    yield from _owner_of_a_new_start(gate, opened)
    pages = ("/fiok/", "/fiok/megerosites/", "/fiok/biztonsag/", "/fiok/munkamenetek/", "/fiok/zarolas/")
    happened = ("/fiok/naplo/", "/fiok/naplo/?since=tegnap", "/fiok/naplo/betekintesek/", "/fiok/adataim/")
    yield Reader(dict(first.client.cookies), (*pages, *happened, f"{factor[0]}atnevezes/"))
    matters = ("uj-hitelesito/", "azonositokulcs/", "helyreallito-kodok/")
    yield Reader(
        dict(careful.client.cookies),
        (
            *("/fiok/jelszo/", "/fiok/email/", "/fiok/megszuntetes/", "/fiok/adataim/egyeztetes/"),
            *(f"/fiok/biztonsag/{page}" for page in matters),
            f"{factor[0]}eltavolitas/",
        ),
        secret,
    )


def _owner_of_a_new_start(gate: Product, opened: ExitStack) -> Iterator[Reader]:
    """Return whoever opens the letter's link, and the owner whose gate waits for its new start."""
    link = re.search(r"/biztonsag/[\w-]{43}/", newest_letter(gate, APPROVED))
    assert link is not None
    yield Reader({}, (link[0],))
    owner = opened.enter_context(Visitor(gate.urls[0]))
    owner.fill("/belepes/", {"username": f"visitor.{APPROVED}", "password": PASSWORD})
    yield Reader(dict(owner.client.cookies), ("/fiok/", "/fiok/biztonsag/"))


def _temporary(gate: Product, opened: ExitStack) -> Iterator[Reader]:
    form, check = "/regisztracio/ideiglenes/", "/regisztracio/ideiglenes/ellenorzes/"
    visitor = opened.enter_context(Visitor(gate.urls[0]))
    visitor.fill(form, FORM)
    yield Reader(dict(visitor.client.cookies), (form, check))
    visitor.fill(check, {})
    yield Reader(dict(visitor.client.cookies), ("/regisztracio/ideiglenes/kesz/",))
    fields = {"username": FORM["username"], "password": PASSWORD, "password_again": PASSWORD}
    visitor.fill("/aktivalas/", {**fields, "code": code_in(newest_letter_to(gate, FORM["email"]))})
    visitor.fill("/belepes/", fields)
    yield Reader(dict(visitor.client.cookies), ("/fiok/", "/regisztracio/ideiglenes/kesz/"))


def _visitors(gate: Product, opened: ExitStack) -> Iterator[Reader]:
    """Return whoever comes from a service: signing in, asked for more, asked for consent, leaving."""
    service = opened.enter_context(landing("minden-oldal"))
    service.register(gate, "Minden oldal")
    stranger, owner, newcomer = (opened.enter_context(Visitor(gate.urls[0])) for _ in range(3))
    place = _come(stranger, service)
    yield Reader(dict(stranger.client.cookies), (f"/belepes/?next={place}",))
    owner.fill("/belepes/", {"username": f"visitor.{VISITING}", "password": PASSWORD})
    owner.fill(_come(owner, service), {"step": "agree"})
    withdrawal = re.search(r"/fiok/szolgaltatasok/[-0-9a-f]{36}/", owner.client.get(CONNECTED).text)
    ticket = owner.client.get(f"/oidc/logout?client_id={service.client_id}").headers["Location"]
    assert withdrawal is not None
    higher = json.dumps({"id_token": {"acr": {"essential": True, "value": SUBSTANTIAL}}})
    asked, unreached = _come(owner, service, prompt="consent"), _come(owner, service, claims=higher)
    again = f"/fiok/megerosites/?next={_come(owner, service, prompt='login')}"
    yield Reader(
        dict(owner.client.cookies),
        (asked, unreached, again, CONNECTED, f"{withdrawal[0]}visszavonas/", ticket),
    )
    newcomer.fill("/belepes/", {"username": FORM["username"], "password": PASSWORD})
    refused = _come(newcomer, service)
    yield Reader(dict(newcomer.client.cookies), (refused, CONNECTED))


def _come(visitor: Visitor, service: Landing, **asked: str) -> str:
    """Come from a service; return the page of ours that goes on."""
    answer = visitor.client.get(service.asking(**asked))
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return urlsplit(answer.headers["Location"]).path


@pytest.fixture(scope="module")
def readers(gate: Product, tmp_path_factory: pytest.TempPathFactory) -> list[Reader]:
    """Return everybody who opens pages, with something to be seen on each."""
    with ExitStack() as opened:
        return [*_staff(gate, tmp_path_factory.mktemp("people"), opened), *_citizens(gate, opened)]


def _look(page: Page, path: str, language: str) -> None:
    address, _, query = path.partition("?")
    page.goto(f"{address}?{query}&lang={language}" if query else f"{address}?lang={language}")
    assert urlsplit(page.url).path == address, f"{address} led to {page.url}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page, language=language)
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize("language", ["hu", "en"])
def test_every_page_is_accessible(
    browser: Browser, gate: Product, readers: list[Reader], language: str
) -> None:
    for reader in readers:
        context = browser.new_context(base_url=gate.urls[0], locale="hu-HU")
        context.add_cookies(
            [{"name": name, "value": value, "url": gate.urls[0]} for name, value in reader.cookies.items()]
        )
        page = context.new_page()
        if reader.secret:
            step_up(page, reader.secret)
        for path in reader.paths:
            _look(page, path, language)
        context.close()


def test_no_page_is_forgotten(readers: list[Reader]) -> None:
    opened = [path.partition("?")[0].lstrip("/") for reader in readers for path in reader.paths]

    forgotten = [
        route
        for route in ROUTES
        if route not in NO_PAGES
        and not any(re.fullmatch(re.sub(r"<[^>]+>", "[^/]+", route), path) for path in opened)
    ]

    assert not forgotten
