# SPDX-License-Identifier: EUPL-1.2
"""What signing in needs of a gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ugyfelkapu.domain.deadlines import day_of, quiet_until
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.vault import sql
from ugyfelkapu.vault.fields import opened

from . import keys
from .models import Account
from .services.desk import OWNERS_REASONS

SIGNS_IN = (State.ACTIVE, State.TEMPORARY)
OPEN = (
    "a.state IN ('active', 'temporary') AND (a.ends_at IS NULL OR a.ends_at > %s)"
    " AND (a.starts_over_at IS NULL OR a.starts_over_at > %s)"
)
"""What holds of a gate that its owner may sign in to, in SQL; takes the moment twice."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A gate that somebody may sign in to, and the hash of its password (maybe none yet)."""

    account_id: UUID
    password: str
    email: str
    language: str


def not_started_over(at: datetime, *, gate: str = "") -> Q:
    """Return what holds of a gate whose password, factors and sessions still count.

    From the instant at which its owner starts over they are void, whether or not a worker ran. ``gate`` is
    the way to the account, such as ``account__``.
    """
    return Q(**{f"{gate}starts_over_at": None}) | Q(**{f"{gate}starts_over_at__gt": at})


def credentials_of(username: str, *, at: datetime) -> Credentials | None:
    """Return the credentials that a username names, if a gate open for signing in has it."""
    row = sql.one(
        f"SELECT a.id, a.password, a.email, a.language FROM accounts_account a WHERE {OPEN}"  # noqa: S608
        " AND a.username_key = %s",
        [*[sql.moment(at)] * 2, keys.username_key(username)],
    )
    if row is None:
        return None
    key, password, email, language = row
    account_id = sql.read_number(key)
    return Credentials(account_id, password, opened(Account, "email", email, account_id), language)


def locked_credentials_of(username: str, *, at: datetime) -> Credentials | None:
    """Return the credentials that a username names, if its owner has locked the gate."""
    locked = Account.objects.filter(
        not_started_over(at),
        username_key=keys.username_key(username),
        state=State.SUSPENDED,
        suspended_for__in=OWNERS_REASONS,
    ).first()
    if locked is None:
        return None
    return Credentials(locked.id, locked.password, locked.email, locked.language)


def confirm_password(found: Credentials, *, renewed: str, at: datetime) -> int | None:
    """Confirm, inside an act, that the password is still the one that was checked.

    Store it re-hashed if ``renewed`` differs; return the generation for the session, or ``None``.
    """
    row = sql.one(
        "UPDATE accounts_account AS a SET password = %s WHERE a.id = %s AND a.password = %s"  # noqa: S608
        f" AND {OPEN} RETURNING generation",
        [renewed, sql.number(found.account_id), found.password, *[sql.moment(at)] * 2],
    )
    return int(row[0]) if row is not None else None


def take_lock_letter(account_id: UUID, *, at: datetime) -> bool:
    """Take today's one lock letter of a gate; say whether it was still to be had (D16).

    An address that nobody has proved gets none (D10).
    """
    today = day_of(at)
    told = Account.objects.filter(id=account_id, email_proved_at__isnull=False)
    gates = told.filter(Q(lock_letter_on=None) | Q(lock_letter_on__lt=today))
    return bool(gates.update(lock_letter_on=today))


def gate_password(account_id: UUID) -> str:
    """Return the hash of a gate's password, for whoever is signed in to it."""
    return Account.objects.values_list("password", flat=True).get(id=account_id)


def quiet_until_of(account_id: UUID) -> datetime | None:
    """Return until when a reset keeps a gate from being changed without a second factor (D17)."""
    reset_at = Account.objects.values_list("password_reset_at", flat=True).get(id=account_id)
    return quiet_until(reset_at)


def state_of(account_id: UUID) -> State:
    """Return the state of a gate that somebody is signed in to."""
    return State(Account.objects.values_list("state", flat=True).get(id=account_id))
