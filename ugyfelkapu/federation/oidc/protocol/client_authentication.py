# SPDX-License-Identifier: EUPL-1.2
"""Which client asks, and how it proves it (RFC 6749, 2.3; RFC 7523; FAPI 2.0 Security Profile, 5.3.2)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final  # claims are open JSON
from urllib.parse import unquote_plus

from ugyfelkapu.federation.oidc.jose import JoseError, PublicKeys, Signed, parse_keys, read_signed

from .clients import Client
from .errors import OAuthError, invalid_client, invalid_request
from .moments import LEEWAY, moment, seconds
from .profiles import Authentication
from .single_use import SingleUse, is_jti, single_use

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION_LIFE: Final = 600
LONGEST_ASSERTION: Final = 20_000
CHALLENGE: Final = 'Basic realm="ugyfelkapu", charset="UTF-8"'
_TYPES: Final = frozenset({"", "jwt", "client-authentication+jwt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """How a request says which client asks, and what it offers as proof: nothing is proven yet."""

    method: Authentication
    client_id: str
    secret: str = field(default="", repr=False)
    assertion: str = field(default="", repr=False)


def read_credentials(parameters: Mapping[str, str], authorization: str | None) -> Credentials:
    """Return the one way in which a request names its client. Raises :class:`OAuthError`.

    More than one way is refused (RFC 6749, 2.3), and so is a ``client_id`` that says something else.
    """
    ways = [
        read(parameters, authorization or "") for read in (_basic, _post, _assertion)
    ]
    offered = [way for way in ways if way is not None]
    if len(offered) > 1:
        raise invalid_request("more than one way of client authentication")
    named = parameters.get("client_id", "")
    if not offered:
        return Credentials(method=Authentication.NONE, client_id=_required(named))
    if named and not hmac.compare_digest(named.encode(), offered[0].client_id.encode()):
        raise invalid_client("client_id differs from the authenticated client", challenge=CHALLENGE)
    return offered[0]


def prove(
    credentials: Credentials,
    client: Client | None,
    *,
    keys: Callable[[], PublicKeys],
    issuer: str,
    endpoints: Collection[str],
    at: datetime,
) -> SingleUse | None:
    """Require that the client is who it says; return what its assertion may be used for once, if it sent one.

    ``client`` is the one that the credentials name, or ``None``; an unknown client costs what a known one
    does. ``keys`` is asked for the client's keys only if they are needed. ``endpoints`` are the addresses
    that older clients name as audience. Raises :class:`OAuthError`.
    """
    single: SingleUse | None = None
    if credentials.method is Authentication.PRIVATE_KEY:
        known = client is not None and client.authentication is Authentication.PRIVATE_KEY
        signed = _verified(credentials, client if known else None, keys() if known else _decoy())
        audiences = {issuer} if client and client.policy.issuer_audience else {issuer, *endpoints}
        only = client is None or client.policy.issuer_audience
        single = _judged(signed, credentials.client_id, audiences=audiences, text_only=only, at=at)
    elif credentials.method is not Authentication.NONE:
        _require_secret(credentials, client)
    if client is None or client.authentication is not credentials.method:
        raise invalid_client("unknown client, or another way than registered", challenge=CHALLENGE)
    return single
