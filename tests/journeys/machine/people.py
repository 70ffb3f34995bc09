# SPDX-License-Identifier: EUPL-1.2
"""The few people, names and addresses of a walk: few, so that they meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from tests import builders
from tests.personal import personal
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.services import ElectronicForm, NewPassword
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import DocumentStatus, RegisteredPerson
from ugyfelkapu.journal.actor import Actor

from .law import CLERK, OWN

USERNAMES: Final = tuple(personal(name) for name in ("elso.ember", "masik.ember", "harmadik", "negyedik.nev"))
EMAILS: Final = tuple(personal(f"{name}@example.com") for name in ("elso.cim", "masik.cim", "harmadik.cim"))
VARIANTS: Final = ("same", "same", "accents", "one_letter", "two_letters", "born_elsewhen", "child")
STARTS: Final = tuple(
    datetime(*parts, tzinfo=UTC)  # type: ignore[misc]  # parts of a date
    for parts in (
        (2027, 3, 23, 9),  # five days before summer time begins, on 28 March
        (2027, 2, 25, 22, 59, 59, 999_999),  # thirty days before, at the last instant of a day
        (2026, 10, 20, 21, 59, 59),  # five days before it ends, on 25 October
        (2026, 9, 25, 22),  # thirty days before, at the first instant of a day
        (2027, 10, 31, 0, 30),  # within the hour that comes twice
        (2027, 3, 28, 0, 59, 59),  # before the hour that never comes
        (2028, 2, 25, 12),  # over 29 February
        (2027, 12, 30, 23, 30),  # over the end of a year
        (2026, 11, 23, 9, 42),
    )
)
A_YEAR: Final = timedelta(days=366)


def _person(number: int) -> RegisteredPerson:
    identity = builders.identity(birth_date=date(1984 + number, 3, 27))
    return builders.person_in_register(identity=identity, reference=f"SZL-M-{number:06}")


@dataclass(frozen=True, slots=True)
class Cast:
    """Three people, the clerk who is a fourth, and the passwords they use, hashed once."""

    people: list[RegisteredPerson]
    clerk: Actor
    own_key: bytes
    passwords: dict[str, NewPassword]


def cast() -> Cast:
    """Return the cast, its clerk at the desk long before any walk begins."""
    people = [_person(number) for number in range(CLERK + 1)]
    clerk = builders.clerk(person=people[CLERK], at=min(STARTS) - A_YEAR)
    texts = {"one": builders.PASSWORD, "two": builders.OTHER_PASSWORD, OWN: "Erzsébet Ilona 1"}
    passwords = {name: new_password(text) for name, text in texts.items()}
    return Cast(people, clerk, keys.person_key(people[CLERK]), passwords)


def standing_there(person: RegisteredPerson, standing: str) -> RegisteredPerson:
    """Return what the register says of a person at the desk (see ``law.STANDINGS``)."""
    match standing:
        case "deceased":
            return replace(person, deceased=True)
        case "guardianship":
            return replace(person, under_guardianship=True)
        case "expired":
            return replace(person, document=DocumentStatus.EXPIRED)
        case "card_lost":
            return replace(person, address_card=DocumentStatus.LOST)
        case _:
            return person


def claimed(person: RegisteredPerson, variant: str) -> Identity:
    """Return how a form describes a person (see ``law.CORRECTABLE``)."""
    whole = person.identity
    match variant:
        case "accents":
            return replace(whole, current_name=Name("Minta", "Maria"))
        case "one_letter":
            return replace(whole, current_name=Name("Minta", "Máriva"))
        case "two_letters":
            return replace(whole, current_name=Name("Minto", "Mária"), birth_place="Hódmezővásárhey")
        case "born_elsewhen":
            return replace(whole, birth_date=whole.birth_date + timedelta(days=1))
        case "child":
            return replace(whole, birth_date=date(2020, 2, 29))
        case _:
            return whole


def form(person: RegisteredPerson, variant: str, username: str, email: str) -> ElectronicForm:
    """Return a filled in form."""
    return ElectronicForm(claimed(person, variant), username, email, "hu", "1")
