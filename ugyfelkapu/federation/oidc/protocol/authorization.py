# SPDX-License-Identifier: EUPL-1.2
"""An authorization request, from its parameters to a value that everything after reads.

The order: :func:`source_of` says where the parameters are (here, in a signed object, pushed before);
:func:`prove_redirect` proves where the answer may go; :func:`read_authorization_request` reads the rest.
What fails until the address is proven is shown to the person, what fails afterwards is told to the service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self  # stored requests are JSON

from .claims_request import ClaimsAsked, claims_asked, read_claims
from .clients import Client
from .errors import OAuthError, UnsafeToRedirectError, invalid_request
from .levels import LevelsAsked, levels_asked
from .parameters import Parameters, echoed, words
from .pkce import read_challenge
from .profiles import GrantType
from .prompts import Prompt, read_max_age, read_prompts
from .redirects import is_registered
from .responses import ResponseMode, ReturnAddress

RESPONSE_TYPES: Final = ("code",)
SCOPES: Final = ("openid", "email", "profile", "identity", "address", "phone")
"""The scopes that mean something here; others are ignored (OpenID Connect Core, 3.1.2.1)."""
LANGUAGES: Final = ("hu", "en")
PUSHED_PREFIX: Final = "urn:ietf:params:oauth:request_uri:kapu_"
LONGEST_HINT: Final = 254

_SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}")

Hints = Callable[[str], str]
"""From an ``id_token_hint`` to its ``sub``; raises :class:`OAuthError` where the gate did not sign it."""


class Source(StrEnum):
    """Where the parameters of a request are."""

    PLAIN = "plain"
    OBJECT = "object"
    PUSHED = "pushed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """What a service asks, proven to be sound and the client's own; nothing later reads parameters.

    Texts are empty where nothing was said; ``ui_locales`` is a language of the gate.
    """

    client_id: str
    redirect_uri: str
    redirect_uri_given: bool = True
    response_mode: ResponseMode = ResponseMode.QUERY
    scopes: tuple[str, ...] = ("openid",)
    state: str | None = None
    nonce: str | None = None
    challenge: str = ""
    prompts: frozenset[Prompt] = frozenset()
    max_age: int | None = None
    levels: LevelsAsked = field(default_factory=LevelsAsked)
    claims: ClaimsAsked = field(default_factory=ClaimsAsked)
    login_hint: str = ""
    ui_locales: str = ""
    dpop_jkt: str = ""
    hinted_sub: str = ""

    @property
    def address(self) -> ReturnAddress:
        """Return where its answer goes."""
        return ReturnAddress(self.redirect_uri, self.redirect_uri_given, self.response_mode, self.state)

    def bound_to(self, jkt: str) -> AuthorizationRequest:
        """Return it bound to a key: its code is of use only with that one (RFC 9449, 10)."""
        return replace(self, dpop_jkt=jkt)

    def to_json(self) -> str:
        """Return it as it is stored."""
        stored = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "redirect_uri_given": self.redirect_uri_given,
            "response_mode": self.response_mode,
            "scopes": self.scopes,
            "state": self.state,
            "nonce": self.nonce,
            "challenge": self.challenge,
            "prompts": sorted(self.prompts),
            "max_age": self.max_age,
            "levels": self.levels.values,
            "essential_level": self.levels.essential,
            "claims": self.claims.to_json(),
            "login_hint": self.login_hint,
            "ui_locales": self.ui_locales,
            "dpop_jkt": self.dpop_jkt,
            "hinted_sub": self.hinted_sub,
        }
        return json.dumps(stored, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return a stored request."""
        stored: dict[str, Any] = json.loads(text)
        levels = LevelsAsked(tuple(stored.pop("levels")), stored.pop("essential_level"))
        return cls(
            response_mode=ResponseMode(stored.pop("response_mode")),
            scopes=tuple(stored.pop("scopes")),
            prompts=frozenset(Prompt(word) for word in stored.pop("prompts")),
            claims=claims_asked(stored.pop("claims")),
            levels=levels,
            **stored,
        )


def source_of(parameters: Parameters, client: Client) -> Source:
    """Return where the parameters of a request at the authorization endpoint are.

    Reference is made to nothing but what was pushed here: the gate fetches no requests of others.
    """
    if "request" in parameters and "request_uri" in parameters:
        raise invalid_request("request and request_uri exclude each other")
    if "request_uri" in parameters:
        if not parameters["request_uri"].startswith(PUSHED_PREFIX):
            raise OAuthError("request_uri_not_supported", "only pushed requests can be referred to")
        return Source.PUSHED
    if client.policy.pushed:
        raise invalid_request("the client must push its requests")
    return _here(parameters)


def pushed_source_of(parameters: Parameters) -> Source:
    """Return where the parameters of a request at the pushed authorization request endpoint are."""
    if "request_uri" in parameters:
        raise invalid_request("request_uri must not be pushed")
    return _here(parameters)


def _here(parameters: Parameters) -> Source:
    return Source.OBJECT if "request" in parameters else Source.PLAIN


def prove_redirect(parameters: Parameters, client: Client) -> ReturnAddress:
    """Return where the answer goes. Raises :class:`UnsafeToRedirectError` until that is proven."""
    if GrantType.CODE not in client.policy.grants:
        raise UnsafeToRedirectError("unauthorized_client", "the client signs nobody in")
    if parameters.get("client_id") != client.client_id:
        raise UnsafeToRedirectError("invalid_request", "client_id is missing or another")
    redirect_uri = parameters.get("redirect_uri") or _only_one(client)
    if not is_registered(redirect_uri, client.redirect_uris, loopback=client.policy.loopback):
        raise UnsafeToRedirectError("invalid_request", "redirect_uri is not registered")
    return ReturnAddress(redirect_uri, "redirect_uri" in parameters, _mode(parameters), _state(parameters))


def safe_address(parameters: Parameters, client: Client) -> ReturnAddress | None:
    """Return where a refusal may go that came before the request was read, None where nothing is proven."""
    try:
        return prove_redirect(parameters, client)
    except UnsafeToRedirectError:
        return None


def _only_one(client: Client) -> str:
    if client.policy.any_request_address and len(client.redirect_uris) == 1:
        return client.redirect_uris[0]
    raise UnsafeToRedirectError("invalid_request", "redirect_uri is missing")


def _mode(parameters: Parameters) -> ResponseMode:
    known = parameters.get("response_mode") == ResponseMode.FORM_POST
    return ResponseMode.FORM_POST if known else ResponseMode.QUERY


def _state(parameters: Parameters) -> str | None:
    try:
        return echoed(parameters, "state")
    except OAuthError as refusal:
        raise UnsafeToRedirectError(refusal.code, refusal.description) from None


def read_authorization_request(
    parameters: Parameters, client: Client, address: ReturnAddress, *, issuer: str, hints: Hints
) -> AuthorizationRequest:
    """Return the request that the parameters make. Raises :class:`OAuthError` for the service to be told."""
    _check_answer(parameters)
    claims = read_claims(parameters)
    return AuthorizationRequest(
        client_id=client.client_id,
        redirect_uri=address.redirect_uri,
        redirect_uri_given=address.given,
        response_mode=address.mode,
        scopes=_scopes(parameters),
        state=address.state,
        nonce=echoed(parameters, "nonce"),
        challenge=read_challenge(parameters, required=client.policy.challenge),
        prompts=read_prompts(parameters),
        max_age=read_max_age(parameters),
        levels=_levels(parameters, claims, issuer),
        claims=claims,
        login_hint=_login_hint(parameters),
        ui_locales=_language(parameters),
        dpop_jkt=_thumbprint(parameters),
        hinted_sub=_hinted_sub(parameters, claims, hints),
    )


def _check_answer(parameters: Parameters) -> None:
    if "response_type" not in parameters:
        raise invalid_request("response_type is missing")
    if parameters["response_type"] not in RESPONSE_TYPES:
        raise OAuthError("unsupported_response_type", "response_type must be code")
    if parameters.get("response_mode", ResponseMode.QUERY) not in set(ResponseMode):
        raise invalid_request("response_mode must be query or form_post")
    if "registration" in parameters:
        raise OAuthError("registration_not_supported", "clients are registered beforehand")


def _scopes(parameters: Parameters) -> tuple[str, ...]:
    asked = words(parameters.get("scope", ""))
    if not all(_SCOPE.fullmatch(scope) for scope in asked):
        raise OAuthError("invalid_scope", "scope is malformed")
    if "openid" not in asked:
        raise OAuthError("invalid_scope", "scope must hold openid")
    return tuple(scope for scope in SCOPES if scope in asked)


def _levels(parameters: Parameters, claims: ClaimsAsked, issuer: str) -> LevelsAsked:
    wish = claims.id_token.get("acr")
    named = () if wish is None else wish.values if wish.value is None else (wish.value,)
    if wish is not None and named:
        return levels_asked(named, essential=wish.essential, issuer=issuer)
    return levels_asked(words(parameters.get("acr_values", "")), essential=False, issuer=issuer)


def _login_hint(parameters: Parameters) -> str:
    hint = parameters.get("login_hint", "")
    return hint if len(hint) <= LONGEST_HINT and hint.isprintable() else ""


def _language(parameters: Parameters) -> str:
    wanted = (tag.partition("-")[0].lower() for tag in words(parameters.get("ui_locales", "")))
    return next((language for language in wanted if language in LANGUAGES), "")


def _thumbprint(parameters: Parameters) -> str:
    thumbprint = parameters.get("dpop_jkt", "")
    if thumbprint and not _THUMBPRINT.fullmatch(thumbprint):
        raise invalid_request("dpop_jkt is not a thumbprint")
    return thumbprint


def _hinted_sub(parameters: Parameters, claims: ClaimsAsked, hints: Hints) -> str:
    wish = claims.id_token.get("sub")
    claimed = "" if wish is None or wish.value is None else wish.value
    if not isinstance(claimed, str):
        raise invalid_request("claims names a sub that is no text")
    hint = parameters.get("id_token_hint")
    hinted = "" if hint is None else hints(hint)
    if claimed and hinted and claimed != hinted:
        raise invalid_request("claims and id_token_hint name two persons")
    return claimed or hinted
