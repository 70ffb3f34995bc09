# SPDX-License-Identifier: EUPL-1.2
"""Trying a service out before everybody may sign in to it: the pass of one browser, and what was seen.

The endpoints tell what they see of a service that is not live yet; each time is one statement, so
parallel sign-ins lose nothing. What was seen last of a check counts.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final  # what was seen is JSON
from uuid import UUID

from django.db import connection

from ugyfelkapu.domain.catalogue_errors import NotConnected, TrialPassLapsed
from ugyfelkapu.domain.catalogue_events import TrialBegun, TrialEntered
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.vault import sql

from .models import Service
from .oidc.models import Client, Trial
from .oidc.protocol.errors import OAuthError
from .oidc.protocol.profiles import POLICIES, GrantType, Profile
from .operators import require_operator

TRIAL_LIFE: Final = timedelta(hours=1)
"""How long the pass of a trial admits its browser."""


class Check(StrEnum):
    """What a service must show before it may go live, in the order in which it shows it."""

    REDIRECT = "redirect"
    CHALLENGE = "challenge"
    NONCE = "nonce"
    REDEEMED = "redeemed"
    SIGN_OUT = "sign_out"


class Finding(StrEnum):
    """What was seen of a check: nothing, that it is well, or what is wrong."""

    UNSEEN = "unseen"
    PASSED = "passed"
    ONCE = "once"  # a nonce was seen; another sign-in shows whether it is fresh
    MISSING = "missing"  # no challenge, or no nonce
    REPEATED = "repeated"  # the nonce of an earlier sign-in
    UNREGISTERED = "unregistered"  # a redirect URI that is not registered, letter by letter
    LATE = "late"  # the code came back too late, or a second time
    METHOD = "method"  # the service did not prove who it is in the way that it registered
    MISMATCH = "mismatch"  # verifier or redirect URI are not those of the request
    REFUSED = "refused"  # the service did not take the message that somebody signed out


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist."""

    check: Check
    finding: Finding
    at: datetime | None = None

    @property
    def passed(self) -> bool:
        """Say whether it is well."""
        return self.finding is Finding.PASSED


@dataclass(frozen=True, slots=True)
class Checklist:
    """The newest trial of a service; ``begun_at`` is empty where there was none."""

    lines: tuple[Line, ...]
    begun_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def passed(self) -> bool:
        """Say whether the service may go live."""
        return all(line.passed for line in self.lines)


def needed(profile: Profile) -> tuple[Check, ...]:
    """Return what a service of a profile must show; one that signs nobody in only proves who it is."""
    return tuple(Check) if GrantType.CODE in POLICIES[profile].grants else (Check.REDEEMED,)


def checklist(service_id: UUID) -> Checklist:
    """Return what was seen of a service in its newest trial. Raises :class:`NotConnected`."""
    client = Client.objects.filter(service_id=service_id).only("profile").first()
    if client is None:
        raise NotConnected(subject=service_id)
    trial = Trial.objects.filter(client=client).order_by("-begun_at").first()
    seen: Mapping[str, Any] = trial.checks if trial else {}
    lines = tuple(_line(check, seen) for check in needed(Profile(client.profile)))
    return Checklist(lines, trial.begun_at, trial.ends_at) if trial else Checklist(lines)


def _line(check: Check, seen: Mapping[str, Any]) -> Line:
    found = seen.get(check)
    if found is None:
        return Line(check, Finding.UNSEEN)
    return Line(check, Finding(found["finding"]), datetime.fromisoformat(found["at"]))


# ------------------------------------------------------------------ the pass


@act
def begin_trial(service_id: UUID, *, by: Actor, at: datetime) -> str:
    """Begin a trial; return the token of the link that gives one browser its pass.

    Raises :class:`Unknown`, :class:`NotConnected`, :class:`Forbidden`.
    """
    require_operator(by)
    if not Service.objects.filter(id=service_id).exists():
        raise Unknown(service=service_id)
    client = Client.objects.filter(service_id=service_id).only("id").first()
    if client is None:
        raise NotConnected(subject=service_id)
    token = _token()
    Trial.objects.create(client=client, digest=_of_link(token), begun_at=at, ends_at=at + TRIAL_LIFE)
    record(TrialBegun(subject=service_id))
    return token


@dataclass(frozen=True, slots=True)
class Offer:
    """The service that the link or the pass of a trial opens, and until when."""

    service_id: UUID
    ends_at: datetime


def offer(token: str, *, at: datetime) -> Offer:
    """Return what a link that no browser took yet opens. Raises :class:`TrialPassLapsed`."""
    return _offered(_of_link(token), at)


def held(kept: str, *, at: datetime) -> Offer:
    """Return what the pass of a browser opens. Raises :class:`TrialPassLapsed`."""
    return _offered(_of_pass(kept), at)


def _offered(digest: bytes, at: datetime) -> Offer:
    found = Trial.objects.filter(digest=digest, ends_at__gt=at).select_related("client").first()
    if found is None:
        raise TrialPassLapsed
    return Offer(found.client.service_id, found.ends_at)


@act
def enter_trial(token: str, *, by: Actor, at: datetime) -> str:
    """Let a browser take the pass: one conditional update, so one browser alone; return what it keeps.

    Raises :class:`TrialPassLapsed`.
    """
    kept = _token()
    untaken = Trial.objects.filter(digest=_of_link(token), ends_at__gt=at)
    if not untaken.update(digest=_of_pass(kept)):
        raise TrialPassLapsed
    service_id = Trial.objects.values_list("client__service_id", flat=True).get(digest=_of_pass(kept))
    record(TrialEntered(subject=service_id))
    return kept


def admits(kept: str, client_id: UUID, *, at: datetime) -> bool:
    """Say whether a browser that keeps this pass may sign in to a client that is not live."""
    return Trial.objects.filter(digest=_of_pass(kept), client_id=client_id, ends_at__gt=at).exists()


def _token() -> str:
    return secrets.token_urlsafe(32)


def _of_link(token: str) -> bytes:
    return hashlib.sha256(f"trial link {token}".encode()).digest()


def _of_pass(kept: str) -> bytes:
    return hashlib.sha256(f"trial pass {kept}".encode()).digest()


# ------------------------------------------------------------------ what is seen


def saw(client_id: UUID, check: Check, finding: Finding, *, at: datetime) -> None:
    """Note what was seen of a client in its newest trial, if one is under way."""
    _set(client_id, check, {"finding": finding.value, "at": at.isoformat()}, at=at)


def saw_request(client_id: UUID, *, nonce: str, challenge: str, at: datetime) -> None:
    """Note an authorization request that was answered: where it led to, its challenge and its nonce."""
    saw(client_id, Check.REDIRECT, Finding.PASSED, at=at)
    saw(client_id, Check.CHALLENGE, Finding.PASSED if challenge else Finding.MISSING, at=at)
    saw(client_id, Check.NONCE, _freshness(client_id, nonce, at=at), at=at)


_SAID: Final = (
    ("the request had no code_challenge", Check.REDEEMED, Finding.MISMATCH),
    ("code_verifier", Check.REDEEMED, Finding.MISMATCH),
    ("another redirect_uri", Check.REDEEMED, Finding.MISMATCH),
    ("the code was used before", Check.REDEEMED, Finding.LATE),
    ("the code has expired", Check.REDEEMED, Finding.LATE),
    ("redirect_uri is", Check.REDIRECT, Finding.UNREGISTERED),
    ("code_challenge", Check.CHALLENGE, Finding.MISSING),
)
"""What the description of a refusal shows of a check."""


def saw_refusal(client_id: UUID, refusal: OAuthError, *, at: datetime) -> None:
    """Note what a refusal shows of a client; one that shows nothing of the checks is not noted."""
    if refusal.code == "invalid_client":
        saw(client_id, Check.REDEEMED, Finding.METHOD, at=at)
        return
    for words, check, finding in _SAID:
        if refusal.description.startswith(words):
            saw(client_id, check, finding, at=at)
            return


def _freshness(client_id: UUID, nonce: str, *, at: datetime) -> Finding:
    """Judge a nonce by those of the trial's earlier requests; two different ones show that they are fresh."""
    if not nonce:
        return Finding.MISSING
    mark = hashlib.sha256(nonce.encode()).hexdigest()[:32]
    if not _set_once(client_id, f"nonce {mark}", at.isoformat(), at=at):
        return Finding.REPEATED
    seen = _newest(client_id, at=at)
    others = sum(1 for key in seen if key.startswith("nonce "))
    return Finding.PASSED if others > 1 else Finding.ONCE


def _newest(client_id: UUID, *, at: datetime) -> Mapping[str, Any]:
    living = Trial.objects.filter(client_id=client_id, ends_at__gt=at).order_by("-begun_at")
    return living.values_list("checks", flat=True).first() or {}


_NEWEST: Final = (
    "SELECT id FROM oidc_trial WHERE client_id = %s AND ends_at > %s ORDER BY begun_at DESC LIMIT 1"
)
_SET: Final = {
    "postgresql": "checks = checks || jsonb_build_object(%s::text, %s::jsonb)",
    "sqlite": """checks = json_set(checks, '$."' || %s || '"', json(%s))""",
}
_LACKS: Final = {
    "postgresql": "NOT jsonb_exists(checks, %s)",
    "sqlite": """json_type(checks, '$."' || %s || '"') IS NULL""",
}


def _set(client_id: UUID, key: str, value: object, *, at: datetime) -> None:
    """Set one key of what the newest living trial saw, in one statement."""
    sql.change(_setting(), [key, sql.document(value), sql.number(client_id), sql.moment(at)])


def _set_once(client_id: UUID, key: str, value: object, *, at: datetime) -> bool:
    """Set a key that is not there yet; say whether it was not."""
    statement = f"{_setting()} AND {_LACKS[connection.vendor]}"
    return sql.change(statement, [key, sql.document(value), sql.number(client_id), sql.moment(at), key]) > 0


def _setting() -> str:
    return f"UPDATE oidc_trial SET {_SET[connection.vendor]} WHERE id = ({_NEWEST})"  # noqa: S608  our own words
