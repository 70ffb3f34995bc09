# SPDX-License-Identifier: EUPL-1.2
"""What a service registers as a client (RFC 7591), validated: values, or one clear refusal.

Its profile decides nearly everything; what it may say besides is said in the standard's names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final  # registered metadata are open JSON
from urllib.parse import urlsplit

from ugyfelkapu.domain.catalogue_errors import MetadataRefused

from .addresses import Reach, require_return_address, require_web_address
from .oidc.jose import CONTENT_ENCRYPTIONS, KEY_ENCRYPTIONS, JoseError, PublicKeys, parse_keys
from .oidc.protocol.profiles import POLICIES, Authentication, GrantType, Policy, Profile
from .reasons import Reason

MOST_ADDRESSES: Final = 20
LONGEST_TEXT: Final = 255
LEVELS: Final = ("low", "substantial")
CLIENT_ID: Final = re.compile(r"[A-Za-z0-9._~-]{1,100}")
"""What needs no escaping anywhere, so that no two ends of a line read it differently."""

SECRETS: Final = frozenset({Authentication.BASIC, Authentication.POST})
"""The methods for which the gate makes a secret."""
_ANSWERS: Final = ("id_token", "userinfo")
_SIGNING: Final = tuple(f"{answer}_signed_response_alg" for answer in _ANSWERS)
_ENCRYPTING: Final = tuple(f"{answer}_encrypted_response_alg" for answer in _ANSWERS)
_CONTENT: Final = tuple(f"{answer}_encrypted_response_enc" for answer in _ANSWERS)
_ADDRESSES: Final = ("sector_identifier_uri", "backchannel_logout_uri")
KEPT: Final = (
    "token_endpoint_auth_signing_alg",
    "request_object_signing_alg",
    *_SIGNING,
    *_ENCRYPTING,
    *_CONTENT,
    *_ADDRESSES,
)
"""What is kept in the standard's names."""
OWN: Final = ("client_id", "profile", "minimum_level", "audience")
"""What is ours, or has a column of its own."""
LISTS: Final = ("redirect_uris", "post_logout_redirect_uris")
SIGN_IN_ONLY: Final = frozenset(
    {*LISTS, *KEPT, "minimum_level"} - {"token_endpoint_auth_signing_alg", "sector_identifier_uri"}
)
"""What means nothing for a service that signs nobody in."""
SAID_BY_THE_CATALOGUE: Final = frozenset(
    {"client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts", "application_type"}
    | {"software_id", "software_version", "scope", "backchannel_logout_session_required"}
)
"""What such files hold besides, and nobody here reads: the catalogue says it, or it is so anyway."""
FIXED: Final = frozenset(
    {"grant_types", "response_types", "subject_type", "dpop_bound_access_tokens"}
    | {"require_pushed_authorization_requests"}
)
"""What the profile decides: a file may repeat it, not change it."""
KNOWN: Final = frozenset(
    {*KEPT, *OWN, *LISTS, *FIXED, *SAID_BY_THE_CATALOGUE} | {"token_endpoint_auth_method", "jwks", "jwks_uri"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What a service registered; every value is one that its profile allows.

    An empty ``client_id`` is chosen by the gate. ``metadata`` holds the rest in the standard's names.
    """

    profile: Profile
    authentication: Authentication
    client_id: str = ""
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str = ""
    minimum_level: str = ""
    audience: str = ""
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def needs_secret(self) -> bool:
        """Say whether the gate makes a secret for it."""
        return self.authentication in SECRETS

    @property
    def sector_identifier_uri(self) -> str:
        """Return where its redirect URIs are listed, if they are."""
        return self.metadata.get("sector_identifier_uri", "")


def read(metadata: Mapping[str, Any], *, reach: Reach) -> Registration:
    """Return what a service registers; the first thing that is wrong raises :class:`MetadataRefused`."""
    for name in metadata:
        if name not in KNOWN:
            raise MetadataRefused(field=name, reason=Reason.UNKNOWN)
    said = {name: value for name, value in metadata.items() if value not in (None, "", [], {})}
    profile = Profile(_one_of("profile", said.get("profile", Profile.OIDC_STRICT.value), Profile))
    policy = POLICIES[profile]
    _require_fitting(said, policy)
    authentication = _authentication(said, policy)
    jwks, jwks_uri = _keys_of(said, reach)
    registration = Registration(
        profile=profile,
        authentication=authentication,
        client_id=_client_id(said),
        redirect_uris=_redirect_uris(said, profile, reach),
        post_logout_redirect_uris=_return_addresses("post_logout_redirect_uris", said, profile, reach),
        jwks=jwks,
        jwks_uri=jwks_uri,
        minimum_level=_one_of("minimum_level", said.get("minimum_level", ""), ("", *LEVELS)),
        audience=_audience(said),
        metadata=MappingProxyType(_rest(said, policy, reach)),
    )
    _require_keys(registration, policy)
    _require_sector(registration)
    return registration


def require_listed(registration: Registration, listed: Collection[str]) -> None:
    """Refuse redirect URIs that the file of the sector does not list (OpenID Connect Core, 8.1)."""
    for uri in registration.redirect_uris:
        if uri not in listed:
            raise MetadataRefused(field="sector_identifier_uri", reason=Reason.UNLISTED, value=uri)


# ------------------------------------------------------------------ what may be said at all


def _require_fitting(said: Mapping[str, Any], policy: Policy) -> None:
    for name, value in said.items():
        if name in SIGN_IN_ONLY and GrantType.CODE not in policy.grants:
            raise MetadataRefused(field=name, reason=Reason.NOT_FOR_PROFILE)
        if name in FIXED and not _so_anyway(name, value, policy):
            raise MetadataRefused(field=name, reason=Reason.PROFILE_DECIDES)


def _so_anyway(name: str, value: object, policy: Policy) -> bool:
    """Say whether a file repeats what the profile decides."""
    people = GrantType.CODE in policy.grants
    match name:
        case "grant_types":
            grants = {grant.value for grant in policy.grants}
            return isinstance(value, list) and all(isinstance(one, str) and one in grants for one in value)
        case "response_types":
            return people and value == ["code"]
        case "subject_type":
            return value == "pairwise"
        case "dpop_bound_access_tokens":
            return bool(value) is policy.bound
        case _:
            return bool(value) is policy.pushed


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise MetadataRefused(field=name, reason=Reason.SHAPE)
    text = value.strip()
    if not text.isprintable():
        raise MetadataRefused(field=name, reason=Reason.CHARACTERS)
    return text


def _one_of(name: str, value: object, offered: Iterable[str]) -> str:
    text = _text(name, value)
    known = [str(one) for one in offered]
    if text not in known:
        raise MetadataRefused(
            field=name, reason=Reason.NOT_OFFERED, value=text, offered=", ".join(filter(None, known))
        )
    return text


def _authentication(said: Mapping[str, Any], policy: Policy) -> Authentication:
    value = said.get("token_endpoint_auth_method", policy.authentication[0].value)
    method = Authentication(_one_of("token_endpoint_auth_method", value, policy.authentication))
    if "token_endpoint_auth_signing_alg" in said and method is not Authentication.PRIVATE_KEY:
        raise MetadataRefused(field="token_endpoint_auth_signing_alg", reason=Reason.NOT_FOR_METHOD)
    return method


def _client_id(said: Mapping[str, Any]) -> str:
    text = _text("client_id", said.get("client_id", ""))
    if text and not CLIENT_ID.fullmatch(text):
        raise MetadataRefused(field="client_id", reason=Reason.CHARACTERS, value=text)
    return text


def _audience(said: Mapping[str, Any]) -> str:
    text = _text("audience", said.get("audience", ""))
    if len(text) > LONGEST_TEXT or not text.isascii() or " " in text:
        raise MetadataRefused(field="audience", reason=Reason.CHARACTERS)
    return text


# ------------------------------------------------------------------ addresses


def _redirect_uris(said: Mapping[str, Any], profile: Profile, reach: Reach) -> tuple[str, ...]:
    found = _return_addresses("redirect_uris", said, profile, reach)
    if not found and GrantType.CODE in POLICIES[profile].grants:
        raise MetadataRefused(field="redirect_uris", reason=Reason.REQUIRED)
    return found


def _return_addresses(name: str, said: Mapping[str, Any], profile: Profile, reach: Reach) -> tuple[str, ...]:
    listed = said.get(name, [])
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise MetadataRefused(field=name, reason=Reason.SHAPE)
    if len(listed) > MOST_ADDRESSES:
        raise MetadataRefused(field=name, reason=Reason.TOO_MANY)
    texts = [_text(name, one) for one in listed]
    for number, text in enumerate(texts):
        require_return_address(name, text, native=POLICIES[profile].loopback, reach=reach)
        if text in texts[:number]:
            raise MetadataRefused(field=name, reason=Reason.TWICE, value=text)
    return tuple(texts)


def _require_sector(registration: Registration) -> None:
    hosts = {urlsplit(uri).hostname for uri in registration.redirect_uris if uri.startswith("https:")}
    if len(hosts) > 1 and not registration.sector_identifier_uri:
        raise MetadataRefused(field="sector_identifier_uri", reason=Reason.SEVERAL_HOSTS)


# ------------------------------------------------------------------ algorithms and keys


def _rest(said: Mapping[str, Any], policy: Policy, reach: Reach) -> dict[str, str]:
    offered: dict[str, Iterable[str]] = {
        "token_endpoint_auth_signing_alg": policy.client_signing,
        "request_object_signing_alg": policy.client_signing,
        **dict.fromkeys(_SIGNING, policy.signing),
        **dict.fromkeys(_ENCRYPTING, KEY_ENCRYPTIONS),
        **dict.fromkeys(_CONTENT, CONTENT_ENCRYPTIONS),
    }
    rest = {name: _one_of(name, said[name], values) for name, values in offered.items() if name in said}
    for algorithm, encryption in zip(_ENCRYPTING, _CONTENT, strict=True):
        if encryption in rest and algorithm not in rest:
            raise MetadataRefused(field=algorithm, reason=Reason.REQUIRED)
    for name in _ADDRESSES:
        if name in said:
            rest[name] = _web_address(name, said[name], reach)
    return rest


def _web_address(name: str, value: object, reach: Reach) -> str:
    uri = _text(name, value)
    if uri:
        require_web_address(name, uri, reach=reach)
    return uri


def _keys_of(said: Mapping[str, Any], reach: Reach) -> tuple[Mapping[str, Any] | None, str]:
    jwks, uri = said.get("jwks"), _web_address("jwks_uri", said.get("jwks_uri", ""), reach)
    if jwks is not None and uri:
        raise MetadataRefused(field="jwks_uri", reason=Reason.KEYS_TWICE)
    if jwks is None:
        return None, uri
    _parsed(jwks)
    return {"keys": [dict(key) for key in jwks["keys"]]}, ""


def _parsed(jwks: object) -> PublicKeys:
    try:
        return parse_keys(jwks)
    except JoseError as error:
        raise MetadataRefused(field="jwks", reason=Reason.KEYS_UNUSABLE, value=error.reason) from error


def _require_keys(registration: Registration, policy: Policy) -> None:
    """Require a key for whatever the service signs, and for whatever is encrypted for it."""
    wanted = [(name, registration.metadata[name]) for name in _ENCRYPTING if name in registration.metadata]
    needs: list[tuple[str, tuple[str, ...]]] = [(name, (algorithm,)) for name, algorithm in wanted]
    if registration.authentication is Authentication.PRIVATE_KEY:
        chosen = registration.metadata.get("token_endpoint_auth_signing_alg")
        needs.append(("token_endpoint_auth_method", (chosen,) if chosen else policy.client_signing))
    if signing := registration.metadata.get("request_object_signing_alg"):
        needs.append(("request_object_signing_alg", (signing,)))
    if needs and registration.jwks is None and not registration.jwks_uri:
        raise MetadataRefused(field="jwks", reason=Reason.KEYS_MISSING, value=needs[0][0])
    keys = _parsed(registration.jwks) if registration.jwks is not None else None
    for name, algorithms in needs:
        if keys is not None and not any(any(keys.fitting(each)) for each in algorithms):
            raise MetadataRefused(
                field="jwks", reason=Reason.KEYS_UNFIT, value=name, offered=", ".join(algorithms)
            )
