# SPDX-License-Identifier: EUPL-1.2
"""Gates with second factors, and what their owners type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyotp

from tests import builders
from tests.builders import AT, BuiltGate
from ugyfelkapu.access import services as access
from ugyfelkapu.access import sessions
from ugyfelkapu.access.requests import Citizen, Origin
from ugyfelkapu.access.services import factors
from ugyfelkapu.access.services.factors import Confirmed
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.codes import parse_code
from ugyfelkapu.journal.actor import STRANGER, Actor, citizen

HOME = Origin("198.51.100.0/24", "")


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody signed in to their gate."""

    gate: BuiltGate
    citizen: Citizen
    by: Actor
    token: str


def signed_in(gate: BuiltGate, *, at: datetime = AT) -> Owner:
    """Sign an owner in with the password alone."""
    opened = access.sign_in(
        gate.username, password=gate.password, origin=HOME, replaces=None, by=STRANGER, at=at
    )
    assert isinstance(opened, access.Opened)
    return owner_of(gate, opened.token, at=at)


def signed_in_twice(gate: BuiltGate, secret: str, *, at: datetime = AT) -> Owner:
    """Sign an owner in with password and authenticator."""
    half = access.sign_in(
        gate.username, password=gate.password, origin=HOME, replaces=None, by=STRANGER, at=at
    )
    assert isinstance(half, access.Half)
    code = code_at(secret, at)
    opened = access.finish_sign_in(half.token, code=code, origin=HOME, replaces=None, by=STRANGER, at=at)
    assert opened is not None
    return owner_of(gate, opened.token, at=at)


def owner_of(gate: BuiltGate, token: str, *, at: datetime = AT) -> Owner:
    """Return whom a session belongs to, as the middleware stamps them."""
    session = sessions.citizens_session(token, at=at)
    assert session is not None
    proved = frozenset(Factor(factor) for factor in session.factors)
    who = Citizen(gate.id, session.id, "", proved, session.stepped_up_at)
    return Owner(gate, who, citizen(gate.id), token)


def mailed_code(owner: Owner, *, at: datetime = AT) -> str:
    """Ask for the code that the first factor needs, and read it in the letter."""
    factors.ask_factor_code(owner.citizen, by=owner.by, at=at)
    return parse_code(str(getattr(builders.letters(owner.gate.id)[-1], "code", "")))


def code_at(secret: str, at: datetime) -> str:
    """Return what an authenticator shows."""
    return pyotp.TOTP(secret).at(at)


def confirm(owner: Owner, secret: str, *, mailed: str, name: str = "Telefon", at: datetime = AT) -> Confirmed:
    """Confirm a new authenticator by what it shows, and by a mailed code."""
    return factors.add_authenticator(
        owner.citizen,
        secret=secret,
        name=name,
        code=code_at(secret, at),
        mailed_code=mailed,
        by=owner.by,
        at=at,
    )


def add_authenticator(owner: Owner, *, name: str = "Telefon", at: datetime = AT) -> str:
    """Add the first authenticator of a gate; return its secret."""
    secret = pyotp.random_base32()
    done = confirm(owner, secret, mailed=mailed_code(owner, at=at), name=name, at=at)
    assert done is Confirmed.DONE
    return secret
