# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race at the endpoints do: each wakes the product up for itself and asks once."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # Django's test client takes headers of any type
from urllib.parse import urlencode

from tests.rooms.accounts.racing import prepare_nobody, wake

AUTHORIZE = "/oidc/authorize"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that one client of a race sends; ``cookies`` and ``headers`` as pairs."""

    url: str
    path: str
    form: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """What the races left: living families of tokens, tokens that were not exchanged, and what was noted."""

    living: int
    revoked: int
    unused: int


def prepared(url: str) -> dict[str, list[Asked]]:
    """Prepare everything that can be used once, twice over, by what it is."""
    prepare_nobody(url)
    _settle(url)
    from tests.protocols import once

    return once.everything(url)


def _settle(url: str) -> None:
    """Answer under the name by which Django's test client asks, while the clock stands."""
    from django.conf import settings

    from tests.builders import AT

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.CLOCK_FILE = Path(tempfile.gettempdir()) / f"clock-{hashlib.sha256(url.encode()).hexdigest()}"
    settings.CLOCK_FILE.write_text(AT.isoformat(), encoding="utf-8")


def ask(asked: Asked) -> int:
    """Send a request; return the status."""
    wake(asked.url)
    _settle(asked.url)
    from django.test import Client

    browser = Client()
    for name, value in asked.cookies:
        browser.cookies[name] = value
    headers: dict[str, Any] = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in asked.headers
    }
    if asked.path == AUTHORIZE:
        return _led_to(browser.get(f"{AUTHORIZE}?{urlencode(asked.form)}", **headers))
    form = urlencode(asked.form)
    kind = "application/x-www-form-urlencoded"
    return int(browser.post(asked.path, form, content_type=kind, **headers).status_code)


def _led_to(response: object) -> int:
    """Return 303 for an answer that carries a code, 302 for a page of ours, the status otherwise."""
    status = int(getattr(response, "status_code", 0))
    headers = getattr(response, "headers", {})
    return status if "code=" in headers.get("Location", "code=") else 302


def look(url: str) -> Left:
    """Return what is there now."""
    wake(url)
    from ugyfelkapu.federation.oidc.models import Grant, Token

    return Left(
        Grant.objects.filter(revoked_at=None).count(),
        Grant.objects.exclude(revoked_at=None).count(),
        Token.objects.filter(kind="refresh", used_at=None, grant__revoked_at=None).count(),
    )
