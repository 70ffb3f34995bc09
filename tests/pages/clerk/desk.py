# SPDX-License-Identifier: EUPL-1.2
"""What a clerk types and sees: forms to post, zones that readers type, answers to read."""

from __future__ import annotations

from http.client import responses
from typing import Any  # Django's test client answers with what has no type
from uuid import UUID

from django.test import Client
from django.urls import reverse

from tests import builders
from tests.personal import personal
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.mrz import check_digit
from ugyfelkapu.journal.queries import all_entries

NEW = "/ugyintezo/uj/"
MARIA = {"category": "hun", "document": "id_card", "document_number": "000001ZZ"}
CARD = {"address_card": "yes", "address_card_number": "000006ZZ"}
CONTACT = {
    "email": personal("maria@example.com"),
    "email_again": personal("maria@example.com"),
    "username": personal("minta.maria.84"),
}
CONFIRMED = {"same_person": "on", "consent": "on"}
WHOLE = {**MARIA, **CARD, **CONTACT, **CONFIRMED}


def sign_in(client: Client, username: str, **more: str) -> Client:
    """Sign a staff member in; the browser keeps the cookie."""
    typed = {"username": username, "password": builders.STAFF_PASSWORD, **more}
    answer = client.post("/ugyintezo/belepes/", typed)
    assert answer.status_code == 303, responses[answer.status_code]
    return client


def look_up(client: Client, **typed: str) -> Any:
    """Press the look-up button."""
    return client.post(NEW, {**typed, "step": "look-up"})


def register(client: Client, **typed: str) -> Any:
    """Press the button that registers."""
    return client.post(NEW, {**typed, "step": "register"})


def registered(client: Client, **changes: str) -> Any:
    """Look a person up and register them."""
    typed = {**WHOLE, **changes}
    look_up(client, **typed)
    return register(client, **typed)


def gate_of(answer: Any) -> UUID:
    """Return the gate that a registration led to."""
    return UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def gates() -> int:
    """Return how many gates there are."""
    return Account.objects.count()


def record(account_id: UUID) -> str:
    """Return the address of a gate's record."""
    return reverse("clerk:gate", args=[account_id])


def card_zone(
    number: str, *, surname: str, given: str, born: str, until: str = "310412", country: str = "HUN"
) -> str:
    """Return the zone of an identity card, check digits and all, as a reader types it."""
    first = f"I<{country}{number.ljust(9, '<')}{check_digit(number.ljust(9, '<'))}{'<' * 15}"
    dates = f"{born}{check_digit(born)}F{until}{check_digit(until)}"
    second = f"{dates}{country}{'<' * 11}"
    whole = first[5:] + second[:7] + second[8:15] + second[18:29]
    return first + second + check_digit(whole) + f"{surname}<<{given}".ljust(30, "<")


def passport_zone(
    number: str, *, surname: str, given: str, born: str, until: str = "310412", country: str
) -> str:
    """Return the zone of a passport, check digits and all, as a reader types it."""
    first = f"P<{country}{surname}<<{given}".ljust(44, "<")
    number = number.ljust(9, "<")
    dates = f"{born}{check_digit(born)}F{until}{check_digit(until)}"
    second = f"{number}{check_digit(number)}{country}{dates}{'<' * 15}"
    return first + second + check_digit(second[:10] + second[13:20] + second[21:43])


def last_event() -> tuple[str, dict[str, object]]:
    """Return what the journal noted last."""
    entry = list(all_entries())[-1]
    return entry.event, entry.details
