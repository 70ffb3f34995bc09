# SPDX-License-Identifier: EUPL-1.2
"""The request side of the certification plans, module by module, as far as no browser or table is needed.

Names are those of the OpenID Foundation's modules without their prefixes; docs/conformance.md lists where the
others are mirrored.
"""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any  # claims

import pytest

from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL
from ugyfelkapu.federation.oidc.protocol.authorization import (
    PUSHED_PREFIX,
    AuthorizationRequest,
    Source,
    prove_redirect,
    pushed_source_of,
    read_authorization_request,
    source_of,
)
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.dpop import require_announced_key
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, UnsafeToRedirectError
from ugyfelkapu.federation.oidc.protocol.metadata import discovery
from ugyfelkapu.federation.oidc.protocol.parameters import read_encoded, read_parameters
from ugyfelkapu.federation.oidc.protocol.pkce import verify
from ugyfelkapu.federation.oidc.protocol.profiles import Profile
from ugyfelkapu.federation.oidc.protocol.prompts import Prompt, must_prove_again
from ugyfelkapu.federation.oidc.protocol.request_objects import read_request_object
from ugyfelkapu.federation.oidc.protocol.responses import ResponseMode, granted, location, refused

from .asking import AT, BACK, ISSUER, VERIFIER, ask, client, outcome, parameters, request_object, signer

BASIC = client(Profile.OIDC_BASIC)
FAPI = client(Profile.FAPI2_SECURITY)
PLAIN = {"code_challenge": None, "code_challenge_method": None}
OTHER_KEY = "A" * 43


def _code(asking: Client, **changed: str | None) -> str:
    refusal = outcome(lambda: ask(asking, **changed))
    assert isinstance(refusal, OAuthError)
    return refusal.code


def _push(**changed: Any) -> AuthorizationRequest:
    """Push a signed object as a client of the high security profile, with parameters outside it."""
    outside = parameters(request=request_object(**changed), state="kinti", nonce="kinti")
    assert pushed_source_of(outside) is Source.OBJECT
    found = read_request_object(
        outside["request"], FAPI, lambda: signer()[1], issuer=ISSUER, pushed=True, at=AT
    )
    counted = found.over(outside, FAPI, pushed=True)
    return read_authorization_request(counted, FAPI, prove_redirect(counted, FAPI), issuer=ISSUER, hints=str)


# ------------------------------------------------------------------ oidcc-basic


def test_response_type_missing() -> None:
    assert _code(BASIC, response_type=None) == "invalid_request"


def test_ensure_request_without_nonce_succeeds_for_code_flow() -> None:
    assert ask(BASIC, nonce=None, **PLAIN).nonce is None


@pytest.mark.parametrize("scope", ["profile", "email", "address", "phone", "profile email address phone"])
def test_scopes(scope: str) -> None:
    assert set(ask(BASIC, scope=f"openid {scope}", **PLAIN).scopes) == {"openid", *scope.split()}


def test_alternate_happy_flow() -> None:
    usual = parameters(state="x", scope="email openid")
    turned = read_parameters(reversed(list(usual.items())))

    read = [
        read_authorization_request(said, BASIC, prove_redirect(said, BASIC), issuer=ISSUER, hints=str)
        for said in (usual, turned)
    ]

    assert read[0] == read[1] == ask(BASIC, state="x", scope="openid email")


@pytest.mark.parametrize("display", ["page", "popup"])
def test_display(display: str) -> None:
    assert ask(BASIC, display=display) == ask(BASIC)


def test_prompt_login() -> None:
    request = ask(BASIC, prompt="login")

    assert must_prove_again(request, auth_time=AT - timedelta(seconds=1), begun_at=AT)
    assert not must_prove_again(request, auth_time=AT + timedelta(seconds=5), begun_at=AT)


def test_prompt_none() -> None:
    request = ask(BASIC, prompt="none")

    assert request.prompts == {Prompt.NONE}
    assert not must_prove_again(request, auth_time=AT - timedelta(hours=3), begun_at=AT)


def test_max_age_1() -> None:
    assert must_prove_again(ask(BASIC, max_age="1"), auth_time=AT - timedelta(seconds=2), begun_at=AT)


def test_max_age_10000() -> None:
    assert not must_prove_again(ask(BASIC, max_age="10000"), auth_time=AT - timedelta(hours=1), begun_at=AT)


def test_ensure_request_with_unknown_parameter_succeeds() -> None:
    assert ask(BASIC, extra="foobar") == ask(BASIC)


def test_id_token_hint() -> None:
    request = ask(BASIC, lambda token: f"kod-{token}", prompt="none", id_token_hint="x")

    assert request.hinted_sub == "kod-x"


def test_login_hint() -> None:
    assert ask(BASIC, login_hint="buffy@example.com").login_hint == "buffy@example.com"


@pytest.mark.parametrize("locales", ["se", "hu en", "x" * 500])
def test_ui_locales_and_claims_locales(locales: str) -> None:
    assert ask(BASIC, ui_locales=locales)
    assert ask(BASIC, claims_locales=locales) == ask(BASIC)


def test_ensure_request_with_acr_values_succeeds() -> None:
    assert ask(BASIC, acr_values="1 2").levels.values == ()
    assert ask(BASIC, acr_values=f"{SUBSTANTIAL} {LOW}").levels.values == (SUBSTANTIAL, LOW)


def test_ensure_registered_redirect_uri() -> None:
    refusal = outcome(lambda: ask(BASIC, redirect_uri=BACK + "/unregistered"))

    assert isinstance(refusal, UnsafeToRedirectError)


def test_request_uri_unsigned() -> None:
    with pytest.raises(OAuthError, match="request_uri_not_supported"):
        source_of(parameters(request_uri="https://suite.example/request.jwt"), BASIC)


def test_unsigned_request_object_is_rejected_as_unsupported() -> None:
    token = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none"}, dict(parameters()))
    )

    with pytest.raises(OAuthError, match="request_not_supported"):
        read_request_object(token + ".", BASIC, lambda: signer()[1], issuer=ISSUER, pushed=False, at=AT)


def test_claims_essential() -> None:
    asked = ask(BASIC, claims='{"userinfo": {"name": {"essential": true}}}').claims

    assert asked.userinfo["name"].essential


def test_ensure_request_object_with_redirect_uri() -> None:
    outside = parameters(request=request_object(), redirect_uri=BACK + "/other")
    found = read_request_object(
        outside["request"], BASIC, lambda: signer()[1], issuer=ISSUER, pushed=False, at=AT
    )

    assert prove_redirect(found.over(outside, BASIC, pushed=False), BASIC).redirect_uri == BACK


def test_ensure_request_with_valid_pkce_succeeds() -> None:
    verify(VERIFIER, ask(BASIC).challenge)


# ------------------------------------------------------------------ oidcc-config


def test_discovery_endpoint_verification() -> None:
    document = discovery(issuer=ISSUER)

    assert all(
        value.startswith("https://")
        for name, value in document.items()
        if name.endswith(("_endpoint", "jwks_uri"))
    )
    assert "code" in document["response_types_supported"]
    assert "RS256" in document["id_token_signing_alg_values_supported"]
    assert {"authorization_code"} <= set(document["grant_types_supported"])
    assert "openid" in document["scopes_supported"]
    assert document["backchannel_logout_supported"]
    assert document["backchannel_logout_session_supported"]
    assert document["end_session_endpoint"]


# ------------------------------------------------------------------ fapi2-security-profile-final


def test_discovery_end_point_verification() -> None:
    document = discovery(issuer=ISSUER)

    assert document["pushed_authorization_request_endpoint"].startswith("https://")
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["authorization_response_iss_parameter_supported"] is True
    assert "private_key_jwt" in document["token_endpoint_auth_methods_supported"]
    assert {"PS256", "ES256"} <= set(document["token_endpoint_auth_signing_alg_values_supported"])
    assert {"PS256", "ES256"} <= set(document["dpop_signing_alg_values_supported"])


def test_user_rejects_authentication() -> None:
    answer = refused(ask(FAPI, state="x").address, OAuthError("access_denied"), issuer=ISSUER)

    assert answer.parameters == {"error": "access_denied", "state": "x", "iss": ISSUER}


def test_ensure_authorization_request_without_state_and_nonce_success() -> None:
    request = ask(FAPI)

    assert request.nonce is None
    assert set(granted(request.address, "x", issuer=ISSUER).parameters) == {"code", "iss"}


@pytest.mark.parametrize("name", ["state", "nonce"])
@pytest.mark.parametrize("length", [64, 384, 512])
def test_long_state_and_nonce_stay_exact(name: str, length: int) -> None:
    value = "ab-_.~!$" * (length // 8)

    request = ask(FAPI, **{name: value})

    assert getattr(request, name) == value
    if name == "state":
        assert location(granted(request.address, "x", issuer=ISSUER)).count("state=") == 1


@pytest.mark.parametrize("name", ["state", "nonce"])
def test_longer_ones_are_refused_and_never_cut(name: str) -> None:
    assert _code(FAPI, **{name: "a" * 1000}) == "invalid_request"


def test_ensure_other_scope_order_succeeds() -> None:
    assert ask(FAPI, scope="email openid") == ask(FAPI, scope="openid email")


def test_claims_parameter_identity_claims() -> None:
    asked = ask(FAPI, claims=json.dumps({"id_token": {"name": None, "nobody_knows_this": None}})).claims

    assert set(asked.id_token) == {"name", "nobody_knows_this"}


def test_ensure_mismatched_dpop_jkt_fails() -> None:
    request = ask(FAPI, dpop_jkt=OTHER_KEY)

    assert require_announced_key(request.dpop_jkt, None) == OTHER_KEY
    assert _code(FAPI, dpop_jkt="short") == "invalid_request"


def test_ensure_dpopproof_at_par_endpoint_binding_success() -> None:
    assert ask(FAPI).bound_to(OTHER_KEY).dpop_jkt == OTHER_KEY


def test_ensure_different_nonce_and_state_inside_and_outside_request_object() -> None:
    request = _push(state="benti", nonce="benti")

    assert (request.state, request.nonce) == ("benti", "benti")


def test_state_only_outside_request_object_not_used() -> None:
    request = _push()

    assert (request.state, request.nonce) == (None, None)


def test_ensure_request_object_without_redirect_uri_fails() -> None:
    assert _push().redirect_uri_given

    with pytest.raises(OAuthError, match="invalid_request"):
        _push(redirect_uri=None)


def test_ensure_redirect_uri_in_authorization_request() -> None:
    assert _code(FAPI, redirect_uri=None) == "invalid_request"


def test_plain_fapi_tolerate_unregistered_redirect_uri() -> None:
    assert _code(FAPI, redirect_uri=BACK + "/new") == "invalid_request"


@pytest.mark.parametrize("said", [{}, {"request": "x"}])
def test_ensure_unsigned_authorization_request_without_using_par_fails(said: dict[str, str]) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        source_of(parameters(**said), FAPI)


@pytest.mark.parametrize("response_type", ["code id_token", "token"])
def test_ensure_response_type_code_idtoken_and_token_fail(response_type: str) -> None:
    assert _code(FAPI, response_type=response_type) == "unsupported_response_type"


def test_authorization_request_containing_request_uri_form_param() -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        pushed_source_of(parameters(request_uri=PUSHED_PREFIX + "x"))


def test_without_duplicate_parameters() -> None:
    visit = read_encoded(f"client_id=szolgaltatas&request_uri={PUSHED_PREFIX}x".encode())

    assert source_of(visit, FAPI) is Source.PUSHED


def test_par_ensure_pkce_required() -> None:
    assert _code(FAPI, **PLAIN) == "invalid_request"


def test_par_plain_pkce_rejected() -> None:
    assert _code(FAPI, code_challenge=VERIFIER, code_challenge_method="plain") == "invalid_request"


@pytest.mark.parametrize("verifier", ["", VERIFIER[::-1]])
def test_ensure_pkce_code_verifier_required_and_incorrect_rejected(verifier: str) -> None:
    challenge = ask(FAPI).challenge

    verify(VERIFIER, challenge)

    with pytest.raises(OAuthError, match="invalid_grant"):
        verify(verifier, challenge)


def test_form_post() -> None:
    assert ask(BASIC, response_mode="form_post").address.mode is ResponseMode.FORM_POST


# ---------------------------------------------------------- request objects of fapi2-message-signing-final


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": None},
        {"exp": 1},
        {"nbf": 1},
        {"aud": "https://other.example"},
        {"algorithm": "RS256"},
        {"number": 2},
        {"iss": "other"},
    ],
)
def test_request_objects_that_fail(changed: dict[str, Any]) -> None:
    assert _push(state="x").state == "x"

    with pytest.raises(OAuthError, match="invalid_request_object"):
        _push(**changed)
