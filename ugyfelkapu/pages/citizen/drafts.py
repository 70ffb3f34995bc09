# SPDX-License-Identifier: EUPL-1.2
"""What somebody typed and has not sent yet: it rests sealed in their own browser, never with us.

Two cookies: the draft between the form and its check page, and, once it is sent, whose done page
this browser may open. Both live an hour, and neither can be read or made outside this house.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ugyfelkapu.vault.cipher import Unreadable, seal, unseal

LIFE: Final = timedelta(hours=1)
LONGEST: Final = 3800
"""Characters of a cookie that every browser keeps."""
DRAFT: Final = "draft of a temporary gate"
DONE: Final = "temporary gate opened"
_PATH: Final = "/regisztracio/"
_PREFIX: Final = "__Secure-" if settings.SECURE else ""
_NAMES: Final = {DRAFT: f"{_PREFIX}kapu-draft", DONE: f"{_PREFIX}kapu-opened"}


class DraftTooLong(Exception):  # noqa: N818
    """The data fill more than a browser keeps."""


def keep_draft(response: HttpResponse, answers: Mapping[str, str], *, at: datetime) -> None:
    """Let the browser keep the answers. Raises :class:`DraftTooLong`."""
    _keep(response, DRAFT, json.dumps(dict(answers), ensure_ascii=False), at=at)


def draft_of(request: HttpRequest, *, at: datetime) -> dict[str, str] | None:
    """Return the answers that this browser keeps, if they are no older than an hour."""
    text = _kept(request, DRAFT, at=at)
    return json.loads(text) if text is not None else None


def forget_draft(response: HttpResponse) -> None:
    """Let the browser forget the answers."""
    _forget(response, DRAFT)


def keep_opened(response: HttpResponse, account_id: UUID, *, at: datetime) -> None:
    """Let the browser open the done page of a gate for an hour."""
    _keep(response, DONE, str(account_id), at=at)


def opened_here(request: HttpRequest, *, at: datetime) -> UUID | None:
    """Return the gate that this browser opened within the hour."""
    text = _kept(request, DONE, at=at)
    return UUID(text) if text is not None else None


def _keep(response: HttpResponse, purpose: str, text: str, *, at: datetime) -> None:
    packed = zlib.compress(f"{at.isoformat()}\n{text}".encode(), 9)
    value = base64.urlsafe_b64encode(seal(packed, context=purpose)).decode()
    if len(value) > LONGEST:
        raise DraftTooLong
    response.set_cookie(
        _NAMES[purpose],
        value,
        path=_PATH,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _kept(request: HttpRequest, purpose: str, *, at: datetime) -> str | None:
    """Return what the browser kept, unless it is missing, forged, of another purpose or too old."""
    try:
        sealed = base64.urlsafe_b64decode(request.COOKIES.get(_NAMES[purpose], ""))
        moment, _, text = zlib.decompress(unseal(sealed, context=purpose)).decode().partition("\n")
    except (binascii.Error, ValueError, Unreadable, zlib.error):
        return None
    kept_at = datetime.fromisoformat(moment)
    return text if at < kept_at + LIFE else None


def _forget(response: HttpResponse, purpose: str) -> None:
    response.delete_cookie(_NAMES[purpose], path=_PATH, samesite="Lax")
    if settings.SECURE:
        response.cookies[_NAMES[purpose]]["secure"] = True
