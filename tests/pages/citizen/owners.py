# SPDX-License-Identifier: EUPL-1.2
"""Owners of gates in their browsers: signed in with one step or two."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any  # Django's test client answers with what has no type

from django.test import Client

from tests.builders import AT, BuiltGate
from tests.rooms.access.factors import add_authenticator, code_at, signed_in

SIGN_IN = "/belepes/"
SECOND_STEP = "/belepes/masodik-lepes/"
SECURITY = "/fiok/biztonsag/"
STEP_UP = "/fiok/megerosites/"
STEP = timedelta(seconds=30)


def give_password(browser: Client, gate: BuiltGate, **more: str) -> Any:
    """Take the first step."""
    return browser.post(SIGN_IN, {"username": gate.username, "password": gate.password, **more})


def authenticator_of(gate: BuiltGate, *, at: datetime = AT) -> str:
    """Give a gate an authenticator, an hour before; return its secret."""
    before = at - timedelta(hours=1)
    return add_authenticator(signed_in(gate, at=before), at=before)


def give_code(browser: Client, secret: str, at: datetime, **more: str) -> Any:
    """Take the second step with what the app shows."""
    return browser.post(SECOND_STEP, {"code": code_at(secret, at), **more})
