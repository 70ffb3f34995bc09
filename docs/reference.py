# SPDX-License-Identifier: EUPL-1.2
"""The page for integrators that says what the gate takes and tells, from the code that enforces it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.oidc import flows, issuing, requests
from ugyfelkapu.federation.oidc.jose import LARGEST_KEYS, MOST_KEYS
from ugyfelkapu.federation.oidc.protocol import (
    dpop,
    id_tokens,
    introspection,
    key_life,
    logout,
    moments,
    parameters,
    request_objects,
)
from ugyfelkapu.federation.oidc.protocol.authorization import SCOPES
from ugyfelkapu.federation.oidc.protocol.claims import CLAIMS_OF_SCOPE, DATA_OF_CLAIM
from ugyfelkapu.federation.oidc.protocol.client_authentication import LONGEST_ASSERTION_LIFE
from ugyfelkapu.federation.oidc.protocol.metadata import ENDPOINTS, OF_THE_SIGN_IN
from ugyfelkapu.federation.oidc.protocol.profiles import POLICIES, GrantType, Policy, Profile
from ugyfelkapu.federation.oidc.protocol.verified_claims import VERIFIABLE
from ugyfelkapu.federation.oidc.services import granting
from ugyfelkapu.federation.registration import MOST_ADDRESSES
from ugyfelkapu.federation.trial import TRIAL_LIFE

FOR_WHOM: Final = {
    Profile.OIDC_BASIC: "ready-made software that cannot do PKCE; nothing new",
    Profile.OIDC_STRICT: "web applications with a server: the usual choice",
    Profile.FAPI2_SECURITY: "where much is at stake: health, money, authorities",
    Profile.PUBLIC_NATIVE: "apps on telephones and desktops, which can keep no secret",
    Profile.SERVICE: "programs that act for themselves; they sign nobody in",
}
IN_WORDS: Final = {
    Datum.CONNECTION_CODE: "connection code",
    Datum.EMAIL: "e-mail address",
    Datum.NAME: "name",
    Datum.BIRTH_NAME: "birth name",
    Datum.PLACE_AND_DATE_OF_BIRTH: "place and date of birth",
    Datum.MOTHER_NAME: "mother's name",
    Datum.CITIZENSHIP: "citizenship",
}
SHAPES: Final = {
    "sub": "text; another one for each sector, the same for as long as the person is known",
    "email": "text",
    "email_verified": "boolean: whether a code that was mailed there came back",
    "name": "text, family name first, as it stands in documents",
    "family_name": "text",
    "given_name": "text; empty ones are left out",
    "birth_family_name": "text",
    "birth_given_name": "text",
    "birthdate": "`YYYY-MM-DD`",
    "place_of_birth": '`{"locality": …}`',
    "mother_birth_family_name": "text",
    "mother_birth_given_name": "text",
    "nationalities": "list of one ISO 3166-1 alpha-3 code",
}
ABOUT_ENDPOINTS: Final = {
    "authorization_endpoint": "GET or POST, in the browser",
    "token_endpoint": "POST",
    "userinfo_endpoint": "GET or POST; the access token in the `Authorization` header or in the posted form",
    "jwks_uri": "GET; the keys that sign change: ask again when a token names one you do not know",
    "pushed_authorization_request_endpoint": "POST (RFC 9126)",
    "introspection_endpoint": "POST (RFC 7662); only tokens of your own, or for you as their audience",
    "revocation_endpoint": "POST (RFC 7009)",
    "end_session_endpoint": "GET or POST, in the browser",
}


def reference() -> str:
    """Return the page."""
    return "\n".join(
        [
            "# What the gate takes and tells\n",
            "How to use it stands in the [README](README.md); here is what the code enforces.\n",
            *_endpoints(),
            *_profiles(),
            *_scopes(),
            *_claims(),
            *_levels(),
            *_numbers(),
            "",
        ]
    )


def _table(*heads: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def _endpoints() -> Iterator[str]:
    yield "## Endpoints"
    yield "Find them by discovery, never by these paths.\n"
    rows = ((f"`{name}`", f"`{path}`", ABOUT_ENDPOINTS[name]) for name, path in ENDPOINTS.items())
    yield from _table("in the discovery document", "path today", "how", rows=rows)


def _profiles() -> Iterator[str]:
    yield "## Profiles"
    yield "A profile decides everything; nothing is switched for one service. Lists begin with the default.\n"
    rows = ((f"`{profile}`", FOR_WHOM[profile], *_decided(POLICIES[profile])) for profile in Profile)
    heads = ("profile", "for", "proves who it is by", "grants", "PKCE", "pushed requests", "tokens")
    yield from _table(*heads, "refresh tokens", "ID tokens signed by", "signs by", rows=rows)
    yield (
        "With `fapi2_security` the `aud` of a client assertion is the issuer and nothing else, as one text; "
        "with the others the address of the endpoint is taken too.\n"
    )


def _decided(policy: Policy) -> Iterator[str]:
    yield _codes(policy.authentication)
    yield _codes(policy.grants)
    people = GrantType.CODE in policy.grants
    yield ("required, S256" if policy.challenge else "S256 where sent") if people else "–"
    yield ("required" if policy.pushed else "taken") if people else "–"
    yield "bound by DPoP" if policy.bound else "bearer, or bound by DPoP"
    yield ("rotate" if policy.rotates else "stay") if people else "–"
    yield _codes(policy.signing if people else ())
    yield _codes(policy.client_signing)


def _scopes() -> Iterator[str]:
    yield "## Scopes"
    yield "Claims of scopes are told at userinfo. Scopes nobody knows are ignored.\n"
    known = {scope: CLAIMS_OF_SCOPE[scope] for scope in SCOPES}
    rows = ((f"`{scope}`", _codes(claims)) for scope, claims in known.items())
    yield from _table("scope", "claims", rows=rows)
    yield "The gate knows no postal addresses and no telephone numbers; asking for them is no mistake.\n"


def _claims() -> Iterator[str]:
    yield "## Claims"
    yield (
        "A service is told what it asked for, was registered for (`receives`) and the person agreed to, "
        "datum by datum. What is empty is left out.\n"
    )
    rows = (
        (
            f"`{claim}`",
            IN_WORDS[datum],
            f"`{datum}`",
            SHAPES[claim],
            "yes" if claim in VERIFIABLE else "–",
            "yes" if datum in {Datum.CONNECTION_CODE, Datum.EMAIL} else "–",
        )
        for claim, datum in DATA_OF_CLAIM.items()
    )
    heads = ("claim", "what people agree to", "`receives`", "shape", "in `verified_claims`")
    yield from _table(*heads, "of temporary gates too", rows=rows)
    yield f"ID tokens tell of the sign-in besides: {_codes(OF_THE_SIGN_IN)}.\n"


def _levels() -> Iterator[str]:
    yield "## Levels"
    rows = (
        (
            "`{issuer}/loa/self-asserted`",
            "a temporary gate, with any number of second steps: nobody compared its data",
        ),
        (f"`{LOW}`", "a full gate, with its password alone"),
        (
            f"`{SUBSTANTIAL}`",
            "a full gate, with a second step: an authenticator's code, a passkey, a recovery code",
        ),
    )
    yield from _table("`acr`", "means", rows=rows)


def _numbers() -> Iterator[str]:
    yield "## Lives and limits"
    rows = (
        ("an authorization code", _span(granting.CODE_LIFE)),
        ("a pushed request", _span(requests.PUSHED_LIFE)),
        ("a sign-in at the gate, from the request to the answer", _span(flows.LIFE)),
        ("an access token", _span(issuing.ACCESS_LIFE)),
        (
            "an access token that is a JWT (registered with an `audience`)",
            _span(introspection.LONGEST_SIGNED_LIFE),
        ),
        ("an ID token", _span(id_tokens.LIFE)),
        (
            "a refresh token",
            "as long as the session at the gate: 12 hours at most, less where it ends sooner",
        ),
        ("a logout token", _span(logout.LIFE)),
        ("the JWK set, in caches", _span(key_life.JWKS_LIFETIME)),
        (
            "a client assertion",
            f"needs `jti`, once, and `exp` within {_span(timedelta(seconds=LONGEST_ASSERTION_LIFE))}",
        ),
        ("a request object", f"`exp` within {_span(request_objects.LONGEST_LIFE)}"),
        ("a DPoP proof", f"`iat` within {dpop.WINDOW} seconds of now, `jti` once; a nonce may be asked for"),
        ("clocks that differ", f"{moments.LEEWAY} seconds are borne"),
        ("parameters of a request", f"{parameters.LARGEST // 1024} kB, each name once"),
        ("addresses of a kind that a service registers", f"{MOST_ADDRESSES}"),
        ("a service's JWK set", f"{MOST_KEYS} keys, {LARGEST_KEYS // 1000} kB"),
        ("the pass of a trial", _span(TRIAL_LIFE)),
    )
    yield from _table("what", "how long, how much", rows=rows)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds % size == 0:
            return f"{seconds // size} {unit}{'' if seconds == size else 's'}"
    return f"{seconds} seconds"
