# SPDX-License-Identifier: EUPL-1.2
"""Client profiles: each decides everything that a client must and may do; there are no other switches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Profile(StrEnum):
    """The sorts of clients."""

    OIDC_BASIC = "oidc_basic"
    OIDC_STRICT = "oidc_strict"
    FAPI2_SECURITY = "fapi2_security"
    PUBLIC_NATIVE = "public_native"
    SERVICE = "service"


class Authentication(StrEnum):
    """How a client proves who it is: ``token_endpoint_auth_method`` (RFC 7591, 2)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    PRIVATE_KEY = "private_key_jwt"
    NONE = "none"


class GrantType(StrEnum):
    """What a client may exchange at the token endpoint."""

    CODE = "authorization_code"
    REFRESH = "refresh_token"
    CLIENT = "client_credentials"


ES256: Final = "ES256"
RS256: Final = "RS256"
PS256: Final = "PS256"
EDDSA: Final = "EdDSA"
STRICT_ALGORITHMS: Final = (ES256, PS256, EDDSA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a profile decides; the first algorithm of a list is the default.

    ``issuer_audience``: an assertion's ``aud`` is the issuer and nothing else (FAPI 2.0, 5.3.2.1).
    ``any_request_address``: a request may leave the redirect URI out where one alone is registered.
    """

    authentication: tuple[Authentication, ...]
    grants: tuple[GrantType, ...]
    signing: tuple[str, ...] = (ES256, RS256, PS256, EDDSA)
    client_signing: tuple[str, ...] = (ES256, RS256, PS256, EDDSA)
    challenge: bool = True  # PKCE with S256 is required
    pushed: bool = False  # requests must be pushed (RFC 9126)
    bound: bool = False  # tokens must be bound to a key (RFC 9449)
    rotates: bool = True  # a refresh token is exchanged for a new one
    issuer_audience: bool = False
    any_request_address: bool = False
    loopback: bool = False  # redirect to any port of the loopback, or to a scheme of its own (RFC 8252)


_CONFIDENTIAL: Final = (Authentication.BASIC, Authentication.POST, Authentication.PRIVATE_KEY)
_PEOPLE: Final = (GrantType.CODE, GrantType.REFRESH)

POLICIES: Final = MappingProxyType(
    {
        Profile.OIDC_BASIC: Policy(
            authentication=_CONFIDENTIAL,
            grants=_PEOPLE,
            signing=(RS256, ES256, PS256, EDDSA),
            challenge=False,
            any_request_address=True,
        ),
        Profile.OIDC_STRICT: Policy(authentication=_CONFIDENTIAL, grants=_PEOPLE),
        Profile.FAPI2_SECURITY: Policy(
            authentication=(Authentication.PRIVATE_KEY,),
            grants=_PEOPLE,
            signing=STRICT_ALGORITHMS,
            client_signing=STRICT_ALGORITHMS,
            pushed=True,
            bound=True,
            rotates=False,
            issuer_audience=True,
        ),
        Profile.PUBLIC_NATIVE: Policy(authentication=(Authentication.NONE,), grants=_PEOPLE, loopback=True),
        Profile.SERVICE: Policy(authentication=_CONFIDENTIAL, grants=(GrantType.CLIENT,), challenge=False),
    }
)
