# SPDX-License-Identifier: EUPL-1.2
"""The modules of the certification plan oidcc-basic, each by its name in docs/conformance.md."""

from __future__ import annotations

import json
from typing import Any  # answers are open JSON

import pytest
from django.test import Client as Browser

from tests.clock import Clock
from tests.protocols import relying
from tests.protocols.endpoints.walking import STEP_UP, Person, answer, tokens
from tests.protocols.relying import AUTHORIZE, USERINFO, Service, claims_of
from tests.protocols.tokens import key, token, unsigned
from ugyfelkapu.federation.oidc import keys
from ugyfelkapu.federation.oidc.jose import read_signed
from ugyfelkapu.federation.oidc.protocol.moments import seconds
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile

pytestmark = pytest.mark.django_db(transaction=True)
PROFILE = {"name", "family_name", "given_name", "birthdate"}
WHOLE = "openid profile email address phone"


def _service(**more: Any) -> Service:
    return relying.service(Profile.OIDC_BASIC, statutory=True, **more)


def test_server(clock: Clock) -> None:
    service, person = _service(), Person().sign_in()

    got = tokens(service, person)

    told = claims_of(got["id_token"])
    assert (told["iss"], told["aud"]) == (relying.issuer(), service.client_id)
    assert told["iat"] <= seconds(clock.at) < told["exp"]
    assert got["token_type"] == "Bearer"
    assert got["expires_in"] == 600


def test_response_type_missing() -> None:
    refused = answer(_service(), Person().sign_in(), response_type=None)

    assert refused["error"] == "invalid_request"
    assert refused["state"] == "af0ifjsldkj"


def test_idtoken_signature(clock: Clock) -> None:
    got = tokens(_service(), Person().sign_in())

    signed = read_signed(got["id_token"], keys.own_keys(at=clock.at), algorithms=["RS256"])

    assert signed.header["alg"] == "RS256"


@pytest.mark.parametrize("way", ["get", "post_header", "post_body"])
def test_userinfo(way: str) -> None:
    got = tokens(_service(), Person().sign_in())
    bearer: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {got['access_token']}"}
    machine = Browser()

    if way == "get":
        told = machine.get(USERINFO, **bearer)
    elif way == "post_header":
        told = relying.post(machine, USERINFO, {}, **bearer)
    else:
        told = relying.post(machine, USERINFO, {"access_token": got["access_token"]})

    assert told.status_code == 200
    assert told.json()["sub"] == claims_of(got["id_token"])["sub"]


def test_ensure_request_without_nonce_succeeds_for_code_flow() -> None:
    got = tokens(_service(), Person().sign_in(), nonce=None)

    assert "nonce" not in claims_of(got["id_token"])


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("openid profile", PROFILE),
        ("openid email", {"email", "email_verified"}),
        ("openid address", set()),
        ("openid phone", set()),
        (WHOLE, PROFILE | {"email", "email_verified"}),
    ],
)
def test_scope(scope: str, claims: set[str]) -> None:
    service, person = _service(), Person().sign_in()

    got = tokens(service, person, scope=scope)

    assert set(service.userinfo(got["access_token"]).json()) == claims | {"sub"}
    assert not claims & set(claims_of(got["id_token"]))


def test_alternate_happy_flow() -> None:
    service, person = _service(), Person().sign_in()
    request = dict(reversed(service.request(scope="email openid profile").items()))

    told = relying.answer_of(person.browser.get(AUTHORIZE, request))

    assert service.redeem(told["code"]).status_code == 200


@pytest.mark.parametrize("display", ["page", "popup"])
def test_display(display: str) -> None:
    assert "code" in answer(_service(), Person().sign_in(), display=display)


def test_prompt_login(clock: Clock) -> None:
    service, person = _service(), Person().sign_in()
    before = claims_of(tokens(service, person)["id_token"])
    clock.forward(minutes=1)

    response, way = person.walk(service.send(person.browser, prompt="login"))

    after = claims_of(service.redeem(relying.answer_of(response)["code"]).json()["id_token"])
    assert STEP_UP in way
    assert after["auth_time"] > before["auth_time"]
    assert after["sub"] == before["sub"]


def test_prompt_none_not_logged_in() -> None:
    refused = answer(_service(), Person(), prompt="none")

    assert refused["error"] == "login_required"


def test_prompt_none_logged_in() -> None:
    service, person = _service(), Person()
    before = claims_of(tokens(service, person)["id_token"])

    after = claims_of(service.redeem(_silent(service, person)["code"]).json()["id_token"])

    assert (after["sub"], after["auth_time"]) == (before["sub"], before["auth_time"])


def _silent(service: Service, person: Person, **more: str) -> dict[str, str]:
    """Return the answer to a request after which no page may be shown."""
    return relying.answer_of(service.send(person.browser, prompt="none", **more))


def test_max_age_1(clock: Clock) -> None:
    service, person = _service(), Person()
    before = claims_of(tokens(service, person)["id_token"])
    clock.forward(seconds=2)

    response, way = person.walk(service.send(person.browser, max_age="1"))

    after = claims_of(service.redeem(relying.answer_of(response)["code"]).json()["id_token"])
    assert STEP_UP in way
    assert after["auth_time"] > before["auth_time"]


def test_max_age_10000(clock: Clock) -> None:
    service, person = _service(), Person()
    before = claims_of(tokens(service, person)["id_token"])
    clock.forward(seconds=2)

    told = relying.answer_of(service.send(person.browser, max_age="10000"))

    after = claims_of(service.redeem(told["code"]).json()["id_token"])
    assert after["auth_time"] == before["auth_time"]


def test_ensure_request_with_unknown_parameter_succeeds() -> None:
    assert "code" in answer(_service(), Person(), extra="foobar")


def test_id_token_hint() -> None:
    service, person = _service(), Person()
    before = tokens(service, person)["id_token"]

    told = _silent(service, person, id_token_hint=before)

    assert claims_of(service.redeem(told["code"]).json()["id_token"])["sub"] == claims_of(before)["sub"]


def test_id_token_hint_of_somebody_else_is_no_silent_sign_in() -> None:
    service, person = _service(), Person()
    others = tokens(service, Person())["id_token"]
    tokens(service, person)

    assert _silent(service, person, id_token_hint=others)["error"] == "login_required"


@pytest.mark.parametrize(
    "more",
    [
        {"login_hint": "somebody"},
        {"ui_locales": "se en"},
        {"claims_locales": "se"},
        {"acr_values": "1 2"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_hints_and_wishes_are_no_mistakes(more: dict[str, str]) -> None:
    assert "code" in answer(_service(), Person(), **more)


def test_ensure_request_with_acr_values_succeeds() -> None:
    got = tokens(_service(), Person(), acr_values="http://eidas.europa.eu/LoA/low")

    assert claims_of(got["id_token"])["acr"] == "http://eidas.europa.eu/LoA/low"


@pytest.mark.parametrize("later", [0, 30])
def test_codereuse(clock: Clock, later: int) -> None:
    service, person = _service(), Person()
    told = answer(service, person)
    got = service.redeem(told["code"]).json()
    clock.forward(seconds=later)

    again = service.redeem(told["code"])

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert service.userinfo(got["access_token"]).status_code == 401


def test_ensure_registered_redirect_uri() -> None:
    service, person = _service(), Person().sign_in()

    shown = service.send(person.browser, redirect_uri="https://elsewhere.example/back")

    assert shown.status_code == 400
    assert "Location" not in shown


def test_ensure_post_request_succeeds() -> None:
    service, person = _service(), Person().sign_in()

    told = relying.answer_of(relying.post(person.browser, AUTHORIZE, service.request()))

    assert "code" in told


def test_server_client_secret_post() -> None:
    service, person = _service(authentication=Authentication.POST), Person()
    told = answer(service, person)
    form = {
        "grant_type": "authorization_code",
        "code": told["code"],
        "redirect_uri": service.redirect_uri,
        "code_verifier": relying.VERIFIER,
        "client_id": service.client_id,
        "client_secret": service.secret,
    }

    assert relying.post(Browser(), relying.TOKEN, form).status_code == 200


def test_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported() -> None:
    refused = answer(_service(), Person().sign_in(), request_uri="https://service.example/request")

    assert refused["error"] == "request_uri_not_supported"


def test_unsigned_request_object_supported_correctly_or_rejected_as_unsupported() -> None:
    service = _service()
    inside = unsigned({"typ": "JWT"}, service.request())

    refused = answer(service, Person().sign_in(), request=inside)

    assert refused["error"] == "request_not_supported"


def test_claims_essential() -> None:
    service, person = _service(), Person()
    wished = json.dumps({"userinfo": {"name": {"essential": True}}})

    got = tokens(service, person, scope="openid", claims=wished)

    assert service.userinfo(got["access_token"]).json()["name"]


def test_ensure_request_object_with_redirect_uri() -> None:
    mine = key("ES256", 3)
    service, person = _service(jwks={"keys": [dict(mine.jwk)]}), Person().sign_in()
    claims = {**service.request(), "iss": service.client_id, "aud": relying.issuer()}
    inside = token({"alg": "ES256", "kid": mine.jwk["kid"]}, claims, mine.signer)

    told = answer(service, person, request=inside, redirect_uri="https://elsewhere.example/back")

    assert "code" in told


def test_refresh_token() -> None:
    service, other, person = _service(), _service(), Person()
    got = tokens(service, person)
    foreign = other.refresh(got["refresh_token"])

    renewed = service.refresh(got["refresh_token"])

    assert (foreign.status_code, foreign.json()["error"]) == (400, "invalid_grant")
    assert renewed.status_code == 200
    before, after = claims_of(got["id_token"]), claims_of(renewed.json()["id_token"])
    assert {name: after[name] for name in ("iss", "sub", "aud", "auth_time")} == {
        name: before[name] for name in ("iss", "sub", "aud", "auth_time")
    }


def test_ensure_request_with_valid_pkce_succeeds() -> None:
    service, person = _service(), Person()

    wrong = service.redeem(answer(service, person)["code"], code_verifier="another-verifier-" * 3)
    right = service.redeem(answer(service, person)["code"])

    assert (wrong.status_code, right.status_code) == (400, 200)
