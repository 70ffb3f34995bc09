# SPDX-License-Identifier: EUPL-1.2
"""What a browser keeps of its declaration: its number and the secret that binds both to each other.

Signing may take until tomorrow, and evidence another day, so it lives for days; without the secret the
number opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ugyfelkapu.vault.cipher import Unreadable, seal, unseal

LIFE: Final = timedelta(days=3)
_PURPOSE: Final = "declaration to sign"
_PATH: Final = "/regisztracio/"
_NAME: Final = ("__Secure-" if settings.SECURE else "") + "kapu-declaration"
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class OwnDeclaration:
    """A declaration that this browser made, and what it keeps to show that."""

    id: UUID
    browser: str


def new_browser() -> str:
    """Return a secret for a browser."""
    return secrets.token_urlsafe(_BYTES)


def keep(response: HttpResponse, own: OwnDeclaration) -> None:
    """Let the browser keep its declaration."""
    sealed = seal(f"{own.id}\n{own.browser}".encode(), context=_PURPOSE)
    response.set_cookie(
        _NAME,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=int(LIFE.total_seconds()),
        path=_PATH,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def own_declaration(request: HttpRequest) -> OwnDeclaration | None:
    """Return the declaration that this browser keeps, unless it is missing or forged."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(_NAME, ""))
        number, _, browser = unseal(sealed, context=_PURPOSE).decode().partition("\n")
        return OwnDeclaration(UUID(number), browser)
    except (binascii.Error, ValueError, Unreadable):
        return None
