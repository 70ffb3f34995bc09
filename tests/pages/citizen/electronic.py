# SPDX-License-Identifier: EUPL-1.2
"""The way to a temporary gate as a browser walks it: fill in the form, check it, send it."""

from __future__ import annotations

from itertools import count
from typing import Any  # Django's test client answers with what has no type
from uuid import UUID

from django.test import Client

from tests.personal import personal
from ugyfelkapu.accounts.models import Account

FORM = "/regisztracio/ideiglenes/"
CHECK = "/regisztracio/ideiglenes/ellenorzes/"
DONE = "/regisztracio/ideiglenes/kesz/"
SLIP = "/regisztracio/ideiglenes/igazolas.pdf"
DRAFT_COOKIE = "kapu-draft"
OPENED_COOKIE = "kapu-opened"

_numbers = count(1)


def answers(**changes: str) -> dict[str, str]:
    """Return what somebody types; username and address are new each time."""
    number = next(_numbers)
    whole = {
        "family_name": personal("Minta"),
        "given_names": personal("Mária"),
        "birth_family_name": personal("Próba"),
        "birth_given_names": "",
        "birth_place": personal("Hódmezővásárhely"),
        "birth_date_0": "27",
        "birth_date_1": "3",
        "birth_date_2": "1984",
        "citizenship": "HUN",
        "mother_family_name": "Teszt",
        "mother_given_names": personal("Erzsébet Ilona"),
        "username": personal(f"urlap.maria{number}"),
        "email": personal(f"urlap.maria{number}@example.com"),
    }
    return {**whole, **changes}


def fill(client: Client, **changes: str) -> Any:
    """Fill in the form; return the answer."""
    return client.post(FORM, answers(**changes))


def send(client: Client) -> Any:
    """Send what the check page shows; return the answer."""
    return client.post(CHECK)


def opened(client: Client, **changes: str) -> Account:
    """Open a temporary gate with a browser and return it."""
    typed = answers(**changes)
    filled = client.post(FORM, typed)
    assert filled.status_code == 303, filled.text
    sent = send(client)
    assert (sent.status_code, sent.headers["Location"]) == (303, DONE), sent.text
    return next(account for account in Account.objects.all() if account.username == typed["username"])


def gates() -> set[UUID]:
    """Return the ids of all gates."""
    return set(Account.objects.values_list("id", flat=True))
