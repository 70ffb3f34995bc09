# SPDX-License-Identifier: EUPL-1.2
"""Signed request objects: signed by the client, for the gate, for now, once."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any  # claims

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.jose import PublicKeys
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.moments import LEEWAY, seconds
from ugyfelkapu.federation.oidc.protocol.profiles import Profile
from ugyfelkapu.federation.oidc.protocol.request_objects import (
    LONGEST_LIFE,
    RequestObject,
    read_request_object,
)

from .asking import (
    AT,
    BACK,
    ISSUER,
    NO_KEYS,
    client,
    outcome,
    parameters,
    request_object,
    signer,
)

NOW = seconds(AT)
HOUR = int(LONGEST_LIFE.total_seconds())


def _read(
    token: str,
    asking: Client | None = None,
    *,
    keys: PublicKeys | None = None,
    pushed: bool = False,
) -> RequestObject:
    known = signer()[1] if keys is None else keys
    return read_request_object(token, asking or client(), lambda: known, issuer=ISSUER, pushed=pushed, at=AT)


def _refused(token: str, asking: Client | None = None, **how: Any) -> str:
    refusal = outcome(lambda: _read(token, asking, **how))
    assert isinstance(refusal, OAuthError)
    return refusal.code


def _unsigned(**header: str) -> str:
    parts = ({"alg": "none", **header}, {**parameters(), "iss": "szolgaltatas", "aud": ISSUER})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, ""])


def test_an_object_is_read_with_what_it_carries() -> None:
    token = request_object(
        state="benti", max_age=60, claims={"userinfo": {"név": None}}, unknown=[1], nonce=""
    )

    read = _read(token)

    assert read.parameters == {
        **parameters(),
        "state": "benti",
        "max_age": "60",
        "claims": '{"userinfo": {"név": null}}',
    }


@pytest.mark.parametrize(
    ("profile", "algorithm"),
    [
        (Profile.OIDC_BASIC, "RS256"),
        (Profile.OIDC_STRICT, "RS256"),
        (Profile.OIDC_STRICT, "ES256"),
        (Profile.OIDC_STRICT, "EdDSA"),
        (Profile.FAPI2_SECURITY, "ES256"),
        (Profile.FAPI2_SECURITY, "PS256"),
        (Profile.FAPI2_SECURITY, "EdDSA"),
    ],
)
def test_an_object_is_signed_as_the_profile_says(profile: Profile, algorithm: str) -> None:
    assert _read(request_object(algorithm), client(profile), keys=signer(algorithm)[1])


def test_the_high_security_profile_takes_no_rs256() -> None:
    asking = client(Profile.FAPI2_SECURITY)

    assert _refused(request_object("RS256"), asking, keys=signer("RS256")[1]) == "invalid_request_object"


def test_a_registered_algorithm_is_the_only_one() -> None:
    asking = client(metadata={"request_object_signing_alg": "EdDSA"})

    assert _read(request_object("EdDSA"), asking, keys=signer("EdDSA")[1])
    assert _refused(request_object("ES256"), asking) == "invalid_request_object"


def test_an_object_signed_with_another_key_is_refused() -> None:
    assert _read(request_object(), keys=signer()[1])
    assert _refused(request_object(number=2)) == "invalid_request_object"
    assert _refused(request_object(), keys=NO_KEYS) == "invalid_request_object"


def test_a_changed_object_is_refused() -> None:
    head, body, signature = request_object().split(".")
    other = request_object(state="x").split(".")[1]

    assert _refused(f"{head}.{other}.{signature}") == "invalid_request_object"
    assert _refused(f"{head}.{body}.") == "invalid_request_object"
    assert _refused(f"{head}.{body}") == "invalid_request_object"
    assert _refused(f"{head}.{body}.{signature}.x.y") == "invalid_request_object"
    assert _refused(f"x{head}.{body}.{signature}") == "invalid_request_object"
    assert _refused("x") == "invalid_request_object"


@pytest.mark.parametrize("alg", ["none", "None", "NONE"])
def test_an_unsigned_object_is_never_used(alg: str) -> None:
    assert _refused(_unsigned(alg=alg)) in {"request_not_supported", "invalid_request_object"}
    assert _refused(_unsigned(alg=alg), pushed=True) == "invalid_request_object"
    assert _refused(_unsigned(alg=alg), client(Profile.FAPI2_SECURITY)) == "invalid_request_object"


def test_an_unsigned_object_is_told_to_be_no_such_thing_here() -> None:
    assert _refused(_unsigned()) == "request_not_supported"


def test_a_client_without_keys_sends_no_objects() -> None:
    assert _refused(request_object(), client(jwks_uri="")) == "request_not_supported"
    assert _refused(request_object(), client(Profile.PUBLIC_NATIVE, jwks_uri="")) == "request_not_supported"
    assert _read(request_object(), client(jwks_uri="", jwks={"keys": []}))


def test_keys_are_asked_for_only_where_they_are_needed() -> None:
    def unasked() -> PublicKeys:
        raise AssertionError

    refusal = outcome(
        lambda: read_request_object(_unsigned(), client(), unasked, issuer=ISSUER, pushed=False, at=AT)
    )

    assert isinstance(refusal, OAuthError)


@pytest.mark.parametrize(
    "typ", ["oauth-authz-req+jwt", "OAuth-Authz-Req+JWT", "application/oauth-authz-req+jwt", "JWT"]
)
def test_an_object_of_the_right_type_is_taken(typ: str) -> None:
    assert _read(request_object(typ=typ))


@pytest.mark.parametrize("typ", ["dpop+jwt", "logout+jwt", "at+jwt", "client-authentication+jwt", "x"])
def test_a_token_for_something_else_is_refused(typ: str) -> None:
    assert _refused(request_object(typ=typ)) == "invalid_request_object"


def test_a_client_assertion_is_no_request() -> None:
    assert _refused(request_object(sub="szolgaltatas", typ="JWT")) == "invalid_request_object"
    assert _read(request_object(sub="valaki", typ="JWT"))


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": ISSUER},
        {"aud": [ISSUER]},
        {"aud": ["https://masik.example", ISSUER]},
        {"client_id": None},
        {"jti": None},
        {"exp": None},
        {"nbf": None},
        {"iat": NOW},
        {"exp": NOW + HOUR + LEEWAY},
        {"nbf": NOW + LEEWAY},
        {"nbf": NOW - 3 * HOUR},
        {"exp": NOW + 0.5},
    ],
)
def test_what_an_object_may_say_of_itself(changed: dict[str, Any]) -> None:
    assert _read(request_object(**changed)).parameters["redirect_uri"] == BACK


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": None},
        {"iss": "masik"},
        {"iss": ["szolgaltatas"]},
        {"aud": None},
        {"aud": "https://masik.example"},
        {"aud": ISSUER + "/"},
        {"aud": [ISSUER + "/oidc/par"]},
        {"aud": []},
        {"aud": {ISSUER: 1}},
        {"client_id": "masik"},
        {"client_id": 5},
        {"request": "x"},
        {"request_uri": "urn:ietf:params:oauth:request_uri:kapu_x"},
        {"exp": NOW - LEEWAY},
        {"exp": NOW - 300},
        {"exp": NOW + HOUR + LEEWAY + 1},
        {"exp": str(NOW + 300)},
        {"exp": True},
        {"exp": -5},
        {"exp": 10**18},
        {"exp": [NOW]},
        {"nbf": NOW + LEEWAY + 1},
        {"nbf": "tegnap"},
        {"iat": NOW + LEEWAY + 1},
        {"jti": 5},
        {"jti": ""},
        {"jti": "x" * 257},
        {"state": 5},
        {"state": ["x"]},
        {"scope": ["openid"]},
        {"max_age": True},
        {"max_age": 1.5},
        {"max_age": ["1"]},
        {"nonce": {"a": 1}},
        {"claims": [1]},
        {"redirect_uri": [BACK]},
    ],
)
def test_what_an_object_may_not_say(changed: dict[str, Any]) -> None:
    assert _refused(request_object(**changed)) == "invalid_request_object"


@pytest.mark.parametrize(
    "changed",
    [{"exp": None}, {"nbf": NOW - HOUR - LEEWAY - 1}],
)
def test_what_is_pushed_lives_an_hour_at_most(changed: dict[str, Any]) -> None:
    token = request_object(**changed)

    assert _read(token)
    assert _refused(token, pushed=True) == "invalid_request_object"
    assert _refused(token, client(Profile.FAPI2_SECURITY)) == "invalid_request_object"


@pytest.mark.parametrize("changed", [{}, {"nbf": NOW - HOUR - LEEWAY}, {"nbf": None}, {"exp": NOW + HOUR}])
def test_what_is_pushed_within_the_hour_is_taken(changed: dict[str, Any]) -> None:
    assert _read(request_object(**changed), client(Profile.FAPI2_SECURITY), pushed=True)


def test_an_object_that_names_itself_is_said_once() -> None:
    first, again = _read(request_object()).single, _read(request_object(state="x")).single
    second = _read(request_object(jti="masodik")).single
    others = _read(request_object(iss="b", client_id="b"), client(client_id="b")).single

    assert first is not None
    assert second is not None
    assert others is not None
    assert first == again
    assert first.ends_at == AT + timedelta(seconds=300 + LEEWAY)
    assert len({first.digest, second.digest, others.digest}) == 3


def test_an_object_without_a_name_or_an_end_is_not_remembered() -> None:
    assert _read(request_object(jti=None)).single is None
    assert _read(request_object(exp=None)).single is None


def test_what_is_inside_wins_over_what_stands_beside() -> None:
    read = _read(request_object(state="benti", nonce=None))

    counted = read.over(
        parameters(request="x", state="kinti", nonce="kinti", client_id="szolgaltatas"),
        client(),
        pushed=False,
    )

    assert counted == {**parameters(), "state": "benti", "nonce": "kinti"}


@pytest.mark.parametrize(
    ("profile", "pushed"),
    [(Profile.FAPI2_SECURITY, True), (Profile.FAPI2_SECURITY, False), (Profile.OIDC_STRICT, True)],
)
def test_of_what_is_pushed_nothing_outside_counts(profile: Profile, pushed: bool) -> None:
    read = _read(request_object(redirect_uri=None, client_id=None))

    counted = read.over(parameters(request="x", state="kinti"), client(profile), pushed=pushed)

    assert set(counted) == set(parameters()) - {"redirect_uri"}
    assert counted["client_id"] == "szolgaltatas"


_ANY = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text()
)


@settings(max_examples=60)
@given(
    some.dictionaries(
        some.sampled_from(
            ["iss", "aud", "exp", "nbf", "iat", "jti", "sub", "client_id", "state", "claims", "max_age"]
        ),
        _ANY | some.lists(_ANY, max_size=2) | some.dictionaries(some.text(), _ANY, max_size=2),
    ),
    some.booleans(),
)
def test_any_object_is_read_or_refused(changed: dict[str, Any], pushed: bool) -> None:
    read = outcome(lambda: _read(request_object(**changed), pushed=pushed))

    assert not isinstance(read, OAuthError) or read.code == "invalid_request_object"


@given(some.text() | some.from_regex(r"[A-Za-z0-9_-]{0,20}(\.[A-Za-z0-9_-]{0,20}){0,4}", fullmatch=True))
def test_any_text_is_refused(token: str) -> None:
    assert _refused(token) in {"invalid_request_object", "request_not_supported"}
