# SPDX-License-Identifier: EUPL-1.2
"""What is not confirmed yet: no table holds it, the browser keeps it sealed in a cookie for half an hour.

It opens in the session that it was made in, and for its purpose, alone.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from django.conf import settings
from django.http import HttpResponse

from ugyfelkapu.domain.deadlines import CONFIRMATION_LIFE
from ugyfelkapu.vault.cipher import Unreadable, seal, unseal

from .confirming import OwnersRequest
from .entering import keep

AUTHENTICATOR: Final = "new authenticator"
RECOVERY_CODES: Final = "new recovery codes"


def put(response: HttpResponse, request: OwnersRequest, purpose: str, text: str) -> None:
    """Let the browser keep a text that only this house can read."""
    sealed = seal(text.encode(), context=_context(request, purpose))
    keep(response, settings.UNCONFIRMED_COOKIE, urlsafe_b64encode(sealed).decode(), life=CONFIRMATION_LIFE)


def kept(request: OwnersRequest, purpose: str) -> str:
    """Return what was kept for a purpose; empty where nothing was, or in another session."""
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(settings.UNCONFIRMED_COOKIE, ""))
        return unseal(sealed, context=_context(request, purpose)).decode()
    except (Unreadable, binascii.Error, ValueError):
        return ""


def _context(request: OwnersRequest, purpose: str) -> str:
    return f"unconfirmed {purpose} {request.citizen.session_id}"
