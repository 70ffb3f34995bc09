# SPDX-License-Identifier: EUPL-1.2
"""Sessions and known browsers in words for their owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from ugyfelkapu.access.own_sessions import OwnDevice, OwnSession

from .activity import when

METHODS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "password": pgettext_lazy("method", "with the password"),
        "password_totp": pgettext_lazy("method", "with the password and the authenticator app"),
        "password_passkey": pgettext_lazy("method", "with the password and a passkey"),
        "password_recovery": pgettext_lazy("method", "with the password and a recovery code"),
        "passkey": pgettext_lazy("method", "with a passkey"),
    }
)
"""How somebody signed in, by what the journal calls it."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in the list."""

    id: UUID
    browser: str
    method: str | Promise
    begun: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One known browser in the list."""

    id: int
    browser: str
    used: str
    is_this: bool


def session_line(session: OwnSession, *, at: datetime) -> SessionLine:
    """Return a session in words."""
    return SessionLine(
        id=session.id,
        browser=session.browser or gettext("Unknown browser"),
        method=METHODS.get(session.method, session.method),
        begun=when(session.begun_at, now=at),
        seen=when(session.seen_at, now=at),
        is_this=session.is_this,
    )


def device_line(device: OwnDevice, *, at: datetime) -> DeviceLine:
    """Return a known browser in words."""
    browser = device.browser or gettext("Unknown browser")
    return DeviceLine(device.id, browser, when(device.used_at, now=at), device.is_this)
