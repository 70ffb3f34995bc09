# SPDX-License-Identifier: EUPL-1.2
"""What a clerk types and presses on the screen of finalising."""

from __future__ import annotations

from typing import Any  # Django's test client answers with what has no type
from uuid import UUID

from django.test import Client

from tests.builders import TemporaryGate
from tests.pages.clerk.desk import CARD, CONFIRMED, MARIA
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.references import for_saying

PAGE = "/ugyintezo/veglegesites/"


def said(gate: TemporaryGate, **changes: str) -> dict[str, str]:
    """Return what the client says and what lies on the desk."""
    typed = {"reference": for_saying(gate.reference).lower(), **gate.said}
    return {**typed, **MARIA, **CARD, **CONFIRMED, **changes}


def look_up(client: Client, typed: dict[str, str]) -> Any:
    """Press the look-up button."""
    return client.post(PAGE, {**typed, "step": "look-up"})


def finalise(client: Client, typed: dict[str, str]) -> Any:
    """Press the button that finalises."""
    return client.post(PAGE, {**typed, "step": "finalise"})


def both(client: Client, typed: dict[str, str]) -> Any:
    """Look up, then finalise."""
    look_up(client, typed)
    return finalise(client, typed)


def ask_a_colleague(client: Client, typed: dict[str, str]) -> Any:
    """Press the button that asks a colleague to confirm."""
    return client.post(PAGE, {**typed, "step": "ask-admission"})


def confirm(client: Client, request_id: UUID) -> Any:
    """Confirm a colleague's request as it stands."""
    path = f"/ugyintezo/jovahagyas/{request_id}/"
    fingerprint = client.get(path).text.partition('name="fingerprint" value="')[2].partition('"')[0]
    return client.post(path, {"fingerprint": fingerprint, "same_person": "on", "step": "approve"})


def state_of(gate: TemporaryGate) -> str:
    """Return where a gate stands."""
    return Account.objects.get(id=gate.id).state
