# SPDX-License-Identifier: EUPL-1.2
"""What resource servers are told of tokens, and tokens that tell it themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any  # for dataclasses.replace

import pytest

from tests.protocols.asking import AT, ISSUER, client
from tests.protocols.tokens import NOW
from ugyfelkapu.domain.assurance import LOW
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.introspection import (
    TokenFacts,
    TokenKind,
    introspected,
    may_introspect,
    signed_access_token_claims,
)
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile

OWNER = client()
RESOURCE = client(Profile.SERVICE, client_id="nyilvantartas")
STRANGER = client(Profile.SERVICE, client_id="masik")
DEAD = {"active": False}


def facts(**changed: Any) -> TokenFacts:
    """Return a living access token of a sign-in."""
    usual = TokenFacts(
        kind=TokenKind.ACCESS,
        client_id="szolgaltatas",
        scopes=("openid", "email"),
        sub="kod",
        issued_at=AT - timedelta(minutes=1),
        ends_at=AT + timedelta(minutes=9),
        acr=LOW,
        auth_time=AT - timedelta(minutes=5),
    )
    return replace(usual, **changed)


def told(token: TokenFacts | None, asking: Client = OWNER) -> dict[str, Any]:
    """Return the answer to a client."""
    return introspected(token, asking, issuer=ISSUER, at=AT)


def test_a_client_is_told_of_its_own_token() -> None:
    assert told(facts()) == {
        "active": True,
        "iss": ISSUER,
        "client_id": "szolgaltatas",
        "sub": "kod",
        "scope": "openid email",
        "iat": NOW - 60,
        "exp": NOW + 540,
        "token_type": "Bearer",
        "acr": LOW,
        "auth_time": NOW - 300,
    }


def test_a_bound_token_tells_its_key() -> None:
    bound = told(facts(jkt="kulcs"))

    assert (bound["token_type"], bound["cnf"]) == ("DPoP", {"jkt": "kulcs"})


def test_a_token_of_a_client_itself_tells_of_no_sign_in() -> None:
    own = told(facts(sub="szolgaltatas", scopes=(), acr="", auth_time=None))

    assert {"acr", "auth_time", "scope", "cnf", "aud"}.isdisjoint(own)
    assert own["sub"] == "szolgaltatas"


def test_a_refresh_token_is_of_no_type() -> None:
    refresh = told(facts(kind=TokenKind.REFRESH, jkt="kulcs"))

    assert refresh["active"]
    assert "token_type" not in refresh
    assert refresh["cnf"] == {"jkt": "kulcs"}


def test_whom_a_token_is_meant_for_is_told_of_it() -> None:
    meant = facts(audience="nyilvantartas", sub="kod-a-nyilvantartasban")

    answer = told(meant, RESOURCE)

    assert (answer["active"], answer["aud"], answer["sub"]) == (
        True,
        "nyilvantartas",
        "kod-a-nyilvantartasban",
    )


def test_where_the_asking_party_knows_nobody_no_code_is_told() -> None:
    assert "sub" not in told(facts(audience="nyilvantartas", sub=""), RESOURCE)


@pytest.mark.parametrize("token", [facts(), facts(audience="nyilvantartas")])
def test_others_are_told_nothing(token: TokenFacts) -> None:
    assert told(token, STRANGER) == DEAD


def test_a_refresh_token_is_nobody_elses() -> None:
    assert told(facts(kind=TokenKind.REFRESH, audience="nyilvantartas"), RESOURCE) == DEAD


def test_a_public_client_is_told_nothing_even_of_its_own() -> None:
    native = client(Profile.PUBLIC_NATIVE)

    assert native.authentication is Authentication.NONE
    assert not may_introspect(native, facts())
    assert may_introspect(OWNER, facts())
    assert told(facts(), native) == DEAD


def test_of_unknown_and_dead_tokens_nothing_is_told() -> None:
    assert told(None) == DEAD
    assert told(facts(ends_at=AT)) == DEAD
    assert told(facts(ends_at=AT + timedelta(seconds=1)))["active"]


def test_one_answer_is_not_the_next_ones() -> None:
    first = told(None)
    first["active"] = True

    assert told(None) == DEAD


# ------------------------------------------------------------------ signed access tokens


def signed(**changed: Any) -> dict[str, Any]:
    """Return the contents of a signed access token."""
    token = facts(audience="nyilvantartas", **changed)
    return signed_access_token_claims(token, issuer=ISSUER, jti="egy", at=AT)


def test_a_signed_token_tells_what_would_be_looked_up() -> None:
    assert signed(jkt="kulcs") == {
        "iss": ISSUER,
        "aud": "nyilvantartas",
        "sub": "kod",
        "client_id": "szolgaltatas",
        "scope": "openid email",
        "iat": NOW,
        "exp": NOW + 300,
        "jti": "egy",
        "acr": LOW,
        "auth_time": NOW - 300,
        "cnf": {"jkt": "kulcs"},
    }


def test_a_signed_token_lives_five_minutes_at_most() -> None:
    assert signed(ends_at=AT + timedelta(hours=1))["exp"] == NOW + 300
    assert signed(ends_at=AT + timedelta(minutes=2))["exp"] == NOW + 120


def test_a_signed_token_of_a_client_itself_is_about_the_client() -> None:
    own = signed(sub="", acr="", auth_time=None, scopes=())

    assert own["sub"] == "szolgaltatas"
    assert {"acr", "auth_time", "scope", "cnf"}.isdisjoint(own)
