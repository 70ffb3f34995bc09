# SPDX-License-Identifier: EUPL-1.2
"""Which tokens the demo service believes, and which it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # claims are open JSON

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.builders import AT
from ugyfelkapu.relying.tokens import (
    LEEWAY_SECONDS,
    LOGOUT_EVENT,
    Sender,
    Untrusted,
    id_token_claims,
    key_named,
    logout_claims,
    require_hash,
)

KEY = ECKey.generate_key("P-256", {"kid": "gate"})
OTHER_KEY = ECKey.generate_key("P-256", {"kid": "gate"})
SENDER = Sender("https://gate.example", "demo", KeySet([KEY]))
SECONDS = int(AT.timestamp())
ID_TOKEN = {
    "iss": "https://gate.example",
    "aud": "demo",
    "sub": "somebody",
    "iat": SECONDS,
    "exp": SECONDS + 300,
    "nonce": "n",
}
LOGOUT_TOKEN = {
    "iss": "https://gate.example",
    "aud": "demo",
    "sub": "somebody",
    "sid": "a sign-in",
    "iat": SECONDS,
    "exp": SECONDS + 120,
    "jti": "j",
    "events": {LOGOUT_EVENT: {}},
}


def signed(claims: dict[str, Any], *, key: ECKey = KEY, typ: str = "JWT") -> str:
    """Return a token."""
    return jwt.encode({"alg": "ES256", "kid": "gate", "typ": typ}, claims, key)


def without(claims: dict[str, Any], name: str) -> dict[str, Any]:
    """Return claims without one of them."""
    return {key: value for key, value in claims.items() if key != name}


def test_an_id_token_of_the_gate_is_believed() -> None:
    claims = id_token_claims(signed(ID_TOKEN), SENDER, nonce="n", at=AT)

    assert claims["sub"] == "somebody"


@pytest.mark.parametrize(
    "claims",
    [
        ID_TOKEN | {"iss": "https://other.example"},
        ID_TOKEN | {"aud": "another"},
        ID_TOKEN | {"aud": ["demo", "another"]},
        ID_TOKEN | {"nonce": "another"},
        without(ID_TOKEN, "nonce"),
        without(ID_TOKEN, "sub"),
        without(ID_TOKEN, "exp"),
        without(ID_TOKEN, "iat"),
        without(ID_TOKEN, "iss"),
        without(ID_TOKEN, "aud"),
        ID_TOKEN | {"exp": SECONDS - LEEWAY_SECONDS},
        ID_TOKEN | {"iat": SECONDS + LEEWAY_SECONDS + 1},
    ],
)
def test_an_id_token_for_others_or_of_another_time_is_not_believed(claims: dict[str, Any]) -> None:
    with pytest.raises(Untrusted):
        id_token_claims(signed(claims), SENDER, nonce="n", at=AT)


def unsigned(claims: dict[str, Any]) -> str:
    """Return a token that anybody can make."""
    _, body, _ = signed(claims).split(".")
    return f"eyJhbGciOiJub25lIn0.{body}."


def tampered(claims: dict[str, Any]) -> str:
    """Return a token whose contents are not what was signed."""
    return ".".join([signed(claims).split(".")[0], *signed(claims | {"sub": "x"}).split(".")[1:2], "AAAA"])


@pytest.mark.parametrize(
    "forge",
    [unsigned, tampered, lambda claims: signed(claims, key=OTHER_KEY), lambda claims: "no token"],
)
def test_a_forged_id_token_is_not_believed(forge: Callable[[dict[str, Any]], str]) -> None:
    with pytest.raises(Untrusted):
        id_token_claims(forge(ID_TOKEN), SENDER, nonce="n", at=AT)


def test_after_a_refresh_no_nonce_is_expected() -> None:
    claims = id_token_claims(signed(without(ID_TOKEN, "nonce")), SENDER, nonce=None, at=AT)

    assert claims["aud"] == "demo"


def test_an_access_token_that_came_with_another_id_token_is_refused() -> None:
    with pytest.raises(Untrusted):
        require_hash({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}, "another")


def test_the_access_token_that_came_with_it_is_taken() -> None:
    require_hash({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"}, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")


def test_a_logout_token_of_the_gate_is_believed() -> None:
    claims = logout_claims(signed(LOGOUT_TOKEN, typ="logout+jwt"), SENDER, at=AT)

    assert claims["sid"] == "a sign-in"


@pytest.mark.parametrize(
    "claims",
    [
        LOGOUT_TOKEN | {"aud": "another"},
        LOGOUT_TOKEN | {"events": {}},
        LOGOUT_TOKEN | {"events": "none"},
        LOGOUT_TOKEN | {"nonce": "n"},
        without(LOGOUT_TOKEN, "jti"),
        without(without(LOGOUT_TOKEN, "sid"), "sub"),
        LOGOUT_TOKEN | {"exp": SECONDS - LEEWAY_SECONDS},
    ],
)
def test_a_logout_token_that_says_something_else_is_not_believed(claims: dict[str, Any]) -> None:
    with pytest.raises(Untrusted):
        logout_claims(signed(claims, typ="logout+jwt"), SENDER, at=AT)


def test_an_id_token_signs_nobody_out() -> None:
    with pytest.raises(Untrusted):
        logout_claims(signed(LOGOUT_TOKEN), SENDER, at=AT + timedelta(seconds=1))


def test_the_key_that_a_token_names_is_read_before_it_is_believed() -> None:
    assert key_named(signed(ID_TOKEN)) == "gate"
