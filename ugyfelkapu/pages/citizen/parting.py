# SPDX-License-Identifier: EUPL-1.2
"""Which services somebody left when they signed out: sealed in the browser until the next page tells it."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from ugyfelkapu.federation.names import service_names
from ugyfelkapu.federation.oidc.farewells import Farewell
from ugyfelkapu.vault.cipher import Unreadable, seal, unseal

from .entering import forget, keep

LIFE: Final = timedelta(minutes=1)
COOKIE: Final = "__Host-kapu-parted" if settings.SECURE else "kapu-parted"
MOST: Final = 40
"""Services whose numbers a cookie holds for sure; whoever left more is told of these."""
_CONTEXT: Final = "services that were left"


def keep_parting(response: HttpResponse, farewell: Farewell, *, at: datetime) -> None:
    """Let the browser keep which services were left."""
    if not farewell.told and not farewell.untold:
        return
    kept = {
        "at": at.isoformat(),
        "told": [one.hex for one in farewell.told[:MOST]],
        "untold": [one.hex for one in farewell.untold[:MOST]],
    }
    sealed = seal(json.dumps(kept).encode(), context=_CONTEXT)
    keep(response, COOKIE, urlsafe_b64encode(sealed).decode(), life=LIFE)


def parting_of(request: HttpRequest, *, at: datetime) -> Farewell:
    """Return which services were left a moment ago; none where the browser keeps nothing readable."""
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        kept = json.loads(unseal(sealed, context=_CONTEXT))
    except (Unreadable, binascii.Error, ValueError):
        return Farewell()
    if not timedelta() <= at - datetime.fromisoformat(kept["at"]) < LIFE:
        return Farewell()
    told, untold = (tuple(UUID(hex=one) for one in kept[name]) for name in ("told", "untold"))
    return Farewell(told, untold)


def forget_parting(request: HttpRequest, response: HttpResponse) -> None:
    """Let nobody who uses the browser next read where somebody was signed in."""
    if COOKIE in request.COOKIES:
        forget(response, COOKIE)


def in_words(farewell: Farewell) -> dict[str, list[str]]:
    """Return the names of the services, as the pages tell them."""
    both = (*farewell.told, *farewell.untold)
    names = service_names(both, language=get_language() or "hu") if both else {}
    return {
        "told": [names[one] for one in farewell.told if one in names],
        "untold": [names[one] for one in farewell.untold if one in names],
    }
