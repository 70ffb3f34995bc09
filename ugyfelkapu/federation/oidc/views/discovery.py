# SPDX-License-Identifier: EUPL-1.2
"""What anybody may know: the discovery document and our public keys, as bytes made beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from ugyfelkapu.federation.oidc import keys
from ugyfelkapu.federation.oidc.protocol import metadata
from ugyfelkapu.federation.oidc.protocol.key_life import JWKS_LIFETIME
from ugyfelkapu.federation.oidc.protocol.metadata import ENDPOINTS, WELL_KNOWN
from ugyfelkapu.journal.clock import now

JSON: Final = "application/json"
DISCOVERY_SECONDS: Final = 300


@cache
def document() -> bytes:
    """Return the discovery document, generated from the policies that enforce it."""
    return json.dumps(metadata.discovery(issuer=settings.PUBLIC_URL), separators=(",", ":")).encode()


def published_keys() -> bytes:
    """Return our public keys."""
    return keys.jwks_bytes(at=now())


PUBLIC: Final[Mapping[str, tuple[Callable[[], bytes], int]]] = MappingProxyType(
    {
        **dict.fromkeys(WELL_KNOWN, (document, DISCOVERY_SECONDS)),
        ENDPOINTS["jwks_uri"]: (published_keys, int(JWKS_LIFETIME.total_seconds())),
    }
)
"""What each public address holds, and for how many seconds it may be kept."""


@cache
def headers(path: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of a public answer: anybody's script may read it."""
    _, seconds = PUBLIC[path]
    return (
        ("Content-Type", JSON),
        ("Cache-Control", f"public, max-age={seconds}"),
        ("Access-Control-Allow-Origin", "*"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
        ("X-Content-Type-Options", "nosniff"),
        *((("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),) if settings.SECURE else ()),
    )


def public(request: HttpRequest) -> HttpResponse:
    """Answer with what the address holds."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    held, _ = PUBLIC[request.path]
    response = HttpResponse(held())
    for name, value in headers(request.path):
        response.headers[name] = value
    return response
