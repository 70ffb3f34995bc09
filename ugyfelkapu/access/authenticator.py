# SPDX-License-Identifier: EUPL-1.2
"""Six-digit codes of an authenticator (RFC 6238), each step accepted at most once."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

import pyotp

from ugyfelkapu.staff.models import StaffMember

DRIFT = 1
"""Steps of thirty seconds that a clock may be off, either way."""
ISSUER = "Ügyfélkapu"


def new_secret() -> str:
    """Return a secret of 160 random bits, as authenticators type it."""
    return pyotp.random_base32()


def address(secret: str, username: str) -> str:
    """Return the ``otpauth`` address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret, issuer=ISSUER, name=username).provisioning_uri()


def matching_step(secret: str | None, code: str, at: datetime) -> int | None:
    """Return the step at which a code is right now, if any; spaces in it do not count."""
    typed = "".join(code.split())
    if not secret or not (typed.isascii() and typed.isdigit()):
        return None
    totp = pyotp.TOTP(secret)
    now = totp.timecode(at)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step), typed):
            return step
    return None


def accept(staff_id: UUID, step: int) -> bool:
    """Use a step up: one conditional update, so that no code is accepted twice, nor an older one."""
    return bool(StaffMember.objects.filter(id=staff_id, totp_step__lt=step).update(totp_step=step))
