# SPDX-License-Identifier: EUPL-1.2
"""A walker outside the product: people who come at moments that the clock file says, over HTTP alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from tests.personal import personal
from tests.servers import Product
from tests.visitor import PLAIN, Visitor

BUDAPEST = ZoneInfo("Europe/Budapest")
PASSWORD = "kerek asztal zöld tenger"
REFERENCE = re.compile(r'kapu-reference">([0-9A-Z]{4}-[0-9A-Z]{4})<')
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")
NOON, LAST_SECOND = "12:00:00", "23:59:59"
MONTHS = (
    *("január", "február", "március", "április", "május", "június"),
    *("július", "augusztus", "szeptember", "október", "november", "december"),
)
WEEKDAYS = ("hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap")


def written(day: date) -> str:
    """Write a day as letters must."""
    return f"{day.year}. {MONTHS[day.month - 1]} {day.day}., {WEEKDAYS[day.weekday()]}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the register whose cards bear this number, and what they choose."""

    number: int

    @property
    def username(self) -> str:
        """Return the username that :meth:`Visitor.register` chooses."""
        return personal(f"visitor.{self.number}")

    @property
    def email(self) -> str:
        """Return the address that :meth:`Visitor.register` gives."""
        return personal(f"visitor{self.number}@example.com")

    @property
    def papers(self) -> dict[str, str]:
        """Return what lies on the desk."""
        card = f"{self.number:06}ZZ"
        return {
            "category": "hun",
            "document": "id_card",
            "document_number": card,
            "address_card": "yes",
            "address_card_number": card,
        }

    @property
    def form(self) -> dict[str, str]:
        """Return the electronic form as the register would have it."""
        return {
            "family_name": "Minta",
            "given_names": "Mária",
            "birth_place": "Győr",
            "birth_date_0": "27",
            "birth_date_1": "3",
            "birth_date_2": "1984",
            "citizenship": "HUN",
            "mother_family_name": "Teszt",
            "mother_given_names": "Erzsébet",
            "username": self.username,
            "email": self.email,
        }


@dataclass(slots=True)
class Walk:
    """The product, its clock, and a clerk's sign-in."""

    product: Product
    clock: Path
    clerk: tuple[str, str]
    letters: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def set(self, day: date, time: str) -> None:
        """Let it be this time of this day in Budapest."""
        moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BUDAPEST)
        self.clock.write_text(moment.isoformat(), encoding="utf-8")

    def somebody(self) -> Visitor:
        """Return a browser that nobody has used."""
        return Visitor(self.product.urls[0])

    # -------------------------------------------------------------- at the desk

    def register(self, *people: Person) -> list[int]:
        """Register people, one after the other; return the answers' codes."""
        with self.somebody() as desk:
            desk.sign_in_at_the_desk(*self.clerk)
            return [desk.register(person.number).status_code for person in people]

    def finalise(self, person: Person, reference: str) -> int:
        """Finalise somebody's temporary gate; the look-up goes before."""
        said = {"reference": reference, "username": person.username, "email": person.email, **person.papers}
        page = "/ugyintezo/veglegesites/"
        with self.somebody() as desk:
            desk.sign_in_at_the_desk(*self.clerk)
            desk.fill(page, {**said, "step": "look-up"})
            agreed = {"same_person": "1", "consent": "1", "step": "finalise"}
            return desk.fill(page, {**said, **agreed}).status_code

    # -------------------------------------------------------------- at home

    def open_temporary(self, person: Person) -> str:
        """Fill the electronic form in, check it and send it; return the reference, empty if refused."""
        with self.somebody() as home:
            if home.fill("/regisztracio/ideiglenes/", person.form).status_code != httpx.codes.SEE_OTHER:
                return ""
            sent = home.fill("/regisztracio/ideiglenes/ellenorzes/", {})
            assert sent.status_code == httpx.codes.SEE_OTHER, sent.text
            found = REFERENCE.search(home.client.get("/regisztracio/ideiglenes/kesz/").text)
        assert found is not None
        return found[1]

    def activate(self, person: Person, code: str) -> int:
        """Redeem a code; return the answer's code."""
        chosen = {"password": PASSWORD, "password_again": PASSWORD}
        with self.somebody() as home:
            filled = {"username": person.username, "code": code, **chosen}
            return home.fill("/aktivalas/", filled).status_code

    def ask_for_code(self, person: Person) -> int:
        """Ask for a new code; the answer is the same for everybody."""
        with self.somebody() as home:
            said = {"username": person.username, "email": person.email}
            return home.fill("/elfelejtett-jelszo/", said).status_code

    def sign_in(self, visitor: Visitor, person: Person) -> int:
        """Sign somebody in; return the answer's code."""
        return visitor.fill("/belepes/", {"username": person.username, "password": PASSWORD}).status_code

    # -------------------------------------------------------------- letters

    def sweep(self) -> Counter[str]:
        """Let a worker do what is due now and end; return the new letters' subjects, address before."""
        before = Counter(self._lines())
        done = self.product.command("worker", "--once")
        assert done.returncode == 0, done.stderr
        mailbox = f"{self.product.urls[0]}/fejlesztes/postalada/?format=json"
        arrived = httpx.get(mailbox, trust_env=False, verify=PLAIN)
        self.letters.clear()
        for letter in arrived.json():
            self.letters.setdefault(letter["to"], []).append((letter["subject"], letter["text"]))
        return Counter(self._lines()) - before

    def _lines(self) -> list[str]:
        return [f"{to}: {subject}" for to, letters in self.letters.items() for subject, _ in letters]

    def code_of(self, person: Person) -> str:
        """Return the code in the newest letter that somebody got."""
        texts = (text for _, text in self.letters[person.email])
        return next(found[0] for found in map(CODE.search, texts) if found)


def clerk_of(product: Product) -> tuple[str, str]:
    """Return the first demo clerk's sign-in."""
    first = json.loads(product.command("demo", "--json", "--skip-checks").stdout)[0]
    return str(first["username"]), str(first["password"])
