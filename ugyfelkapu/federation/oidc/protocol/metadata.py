# SPDX-License-Identifier: EUPL-1.2
"""What the gate tells services of itself (OpenID Connect Discovery 1.0, RFC 8414).

Everything is read from what enforces it, so that it cannot promise what is refused or hide what is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final  # the document is open JSON

from ugyfelkapu.federation.oidc.jose import CONTENT_ENCRYPTIONS, KEY_ENCRYPTIONS

from . import dpop, levels, pkce
from .authorization import LANGUAGES, RESPONSE_TYPES, SCOPES
from .claims import DATA_OF_CLAIM
from .profiles import POLICIES, Authentication
from .prompts import Prompt
from .responses import ResponseMode
from .verified_claims import (
    CHECK_METHODS,
    DOCUMENT_TYPES,
    EVIDENCE_TYPES,
    RECORD_TYPE,
    TRUST_FRAMEWORK,
    VERIFIABLE,
)

WELL_KNOWN: Final = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
"""Where the document is; the issuer has no path, so both standards mean the root."""

ENDPOINTS: Final = MappingProxyType(
    {
        "authorization_endpoint": "/oidc/authorize",
        "token_endpoint": "/oidc/token",
        "userinfo_endpoint": "/oidc/userinfo",
        "jwks_uri": "/oidc/jwks",
        "pushed_authorization_request_endpoint": "/oidc/par",
        "introspection_endpoint": "/oidc/introspect",
        "revocation_endpoint": "/oidc/revoke",
        "end_session_endpoint": "/oidc/logout",
    }
)
"""Where the endpoints are, below the issuer."""

OF_THE_SIGN_IN: Final = ("acr", "amr", "auth_time", "sid")
"""Claims that tell of the sign-in and not of the person."""


def discovery(*, issuer: str) -> dict[str, Any]:
    """Return the document of an issuer."""
    return {
        "issuer": issuer,
        **{name: f"{issuer}{path}" for name, path in ENDPOINTS.items()},
        **_requests(issuer),
        **_clients(),
        **_answers(),
        **_verified_claims(),
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }


def _requests(issuer: str) -> dict[str, Any]:
    return {
        "scopes_supported": list(SCOPES),
        "response_types_supported": list(RESPONSE_TYPES),
        "response_modes_supported": list(ResponseMode),
        "authorization_response_iss_parameter_supported": True,
        "code_challenge_methods_supported": list(pkce.METHODS),
        "prompt_values_supported": list(Prompt),
        "acr_values_supported": list(levels.supported(issuer)),
        "ui_locales_supported": list(LANGUAGES),
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "request_uri_parameter_supported": False,
        "request_object_signing_alg_values_supported": _client_signing(),
        "require_pushed_authorization_requests": False,
    }


def _clients() -> dict[str, Any]:
    methods = _each(policy.authentication for policy in POLICIES.values())
    confidential = [method for method in methods if method != Authentication.NONE]
    return {
        "grant_types_supported": _each(policy.grants for policy in POLICIES.values()),
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": _client_signing(),
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": _client_signing(),
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": _client_signing(),
        "dpop_signing_alg_values_supported": list(dpop.ALGORITHMS),
    }


def _answers() -> dict[str, Any]:
    signing = _each(policy.signing for policy in POLICIES.values())
    return {
        "subject_types_supported": ["pairwise"],
        "claim_types_supported": ["normal"],
        "claims_supported": [*DATA_OF_CLAIM, *OF_THE_SIGN_IN],
        **{
            f"{token}_{name}": list(values)
            for token in ("id_token", "userinfo")
            for name, values in (
                ("signing_alg_values_supported", signing),
                ("encryption_alg_values_supported", KEY_ENCRYPTIONS),
                ("encryption_enc_values_supported", CONTENT_ENCRYPTIONS),
            )
        },
    }


def _verified_claims() -> dict[str, Any]:
    """Return the members of OpenID Connect for Identity Assurance 1.0."""
    return {
        "verified_claims_supported": True,
        "trust_frameworks_supported": [TRUST_FRAMEWORK],
        "claims_in_verified_claims_supported": [claim for claim in DATA_OF_CLAIM if claim in VERIFIABLE],
        "evidence_supported": list(EVIDENCE_TYPES),
        "documents_supported": sorted(set(DOCUMENT_TYPES.values())),
        "documents_check_methods_supported": list(CHECK_METHODS),
        "electronic_records_supported": [RECORD_TYPE],
    }


def _client_signing() -> list[str]:
    return _each(policy.client_signing for policy in POLICIES.values())


def _each(lists: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(value for values in lists for value in values))
