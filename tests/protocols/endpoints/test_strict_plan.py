# SPDX-License-Identifier: EUPL-1.2
"""The modules of the certification plan FAPI 2.0 Security Profile, by their names in docs/conformance.md."""

from __future__ import annotations

import json
from typing import Any  # claims are open JSON

import pytest
from django.test import Client as Browser

from tests.builders import AT
from tests.clock import Clock
from tests.protocols import relying
from tests.protocols.endpoints import strict
from tests.protocols.endpoints.strict import PUSH, code_of, error_of, tokens_of
from tests.protocols.endpoints.walking import Person
from tests.protocols.relying import AUTHORIZE, TOKEN, claims_of
from tests.protocols.tokens import key
from ugyfelkapu.federation.oidc.protocol.moments import seconds

pytestmark = pytest.mark.django_db(transaction=True)


def test_happy_flow() -> None:
    for service in (strict.service(1), strict.service(2)):
        got = tokens_of(service)

        assert got["token_type"] == "DPoP"
        assert len(got["access_token"]) > 40
        assert claims_of(got["id_token"])["aud"] == service.client_id
        assert service.userinfo(got["access_token"]).status_code == 200


def test_user_rejects_authentication() -> None:
    service, browser = strict.service(), Browser()
    led = service.open(browser, service.pushed())

    declined = browser.post(led["Location"], {"step": "decline"})

    assert relying.answer_of(declined)["error"] == "access_denied"


def test_ensure_authorization_request_without_state_success() -> None:
    assert "state" not in code_of(strict.service(), state=None)


def test_ensure_authorization_request_without_nonce_success() -> None:
    service = strict.service()

    got = service.redeem(code_of(service, nonce=None)["code"]).json()

    assert "nonce" not in claims_of(got["id_token"])


@pytest.mark.parametrize("length", [64, 512])
def test_ensure_authorization_request_with_long_nonce(length: int) -> None:
    service = strict.service()

    got = service.redeem(code_of(service, nonce="n" * length)["code"]).json()

    assert claims_of(got["id_token"])["nonce"] == "n" * length


def test_ensure_authorization_request_with_long_state() -> None:
    assert code_of(strict.service(), state="s" * 512)["state"] == "s" * 512


@pytest.mark.parametrize("name", ["state", "nonce"])
def test_what_is_too_long_is_refused_and_never_cut(name: str) -> None:
    service = strict.service()

    assert error_of(service.push(service.request(**{name: "x" * 513}))) == "invalid_request"


def test_ensure_other_scope_order_succeeds() -> None:
    service = strict.service()

    assert service.redeem(code_of(service, scope="email openid")["code"]).status_code == 200


def test_claims_parameter_identity_claims() -> None:
    service = strict.service()
    names = ("name", "family_name", "given_name", "birthdate", "email", "nationalities", "unheard_of")
    wished = json.dumps({"userinfo": dict.fromkeys(names)})

    got = service.redeem(code_of(service, scope="openid", claims=wished)["code"]).json()

    told = service.userinfo(got["access_token"]).json()
    assert set(told) == {*names, "sub"} - {"unheard_of"}


@pytest.mark.parametrize("scheme", ["DPoP", "dpop", "DPOP"])
def test_access_token_type_header_case_sensitivity(scheme: str) -> None:
    service = strict.service()

    assert service.userinfo(tokens_of(service)["access_token"], scheme=scheme).status_code == 200


def test_a_bound_token_is_no_bearer_token() -> None:
    service = strict.service()

    assert service.userinfo(tokens_of(service)["access_token"], scheme="Bearer").status_code == 401


@pytest.mark.parametrize("iat", [-10, 10])
def test_ensure_dpopproof_with_iat_10seconds_succeeds(iat: int) -> None:
    service = strict.service()
    proof = service.proof(TOKEN, iat=seconds(AT) + iat)

    assert service.redeem(code_of(service)["code"], proof=proof).status_code == 200


@pytest.mark.parametrize("changed", [{"exp": -5}, {"nbf": 3600}], ids=["exp", "nbf"])
def test_check_dpop_proof_nbf_exp(changed: dict[str, int]) -> None:
    service = strict.service()
    moments: dict[str, Any] = {
        name: seconds(AT) + away - (60 if away < 0 else 0) for name, away in changed.items()
    }
    proof = service.proof(TOKEN, **moments)

    assert error_of(service.redeem(code_of(service)["code"], proof=proof)) == "invalid_dpop_proof"


def test_ensure_mismatched_dpop_jkt_fails() -> None:
    service = strict.service()
    form = service.request(dpop_jkt="A" * 43)

    assert error_of(service.push(form, HTTP_DPOP=service.proof(PUSH))) in {
        "invalid_request",
        "invalid_dpop_proof",
    }


def test_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt() -> None:
    service = strict.service()
    who = Person().sign_in()
    reference = service.pushed(service.request(), HTTP_DPOP=service.proof(PUSH))
    code = relying.answer_of(service.open(who.browser, reference))["code"]
    other = service.proof(TOKEN, using=key("ES256", 90))

    assert error_of(service.redeem(code, proof=other)) == "invalid_grant"


def test_ensure_dpop_auth_code_binding_success() -> None:
    service = strict.service()
    who = Person().sign_in()
    reference = service.pushed(service.request(), HTTP_DPOP=service.proof(PUSH))

    code = relying.answer_of(service.open(who.browser, reference))["code"]

    assert service.redeem(code).status_code == 200


def test_a_proof_counts_once() -> None:
    service = strict.service()
    proof = service.proof(TOKEN)
    assert service.redeem(code_of(service)["code"], proof=proof).status_code == 200

    assert error_of(service.redeem(code_of(service)["code"], proof=proof)) == "invalid_dpop_proof"


@pytest.mark.parametrize("name", ["nonce", "state"])
def test_ensure_different_values_inside_and_outside_request_object(name: str) -> None:
    service = strict.service()
    who = Person().sign_in()
    reference = service.pushed({"request": service.signed(**{name: "inside"})})

    told = relying.answer_of(service.open(who.browser, reference, **{name: "outside"}))

    got = service.redeem(told["code"]).json()
    assert (told["state"] if name == "state" else claims_of(got["id_token"])["nonce"]) == "inside"


def test_state_only_outside_request_object_not_used() -> None:
    service = strict.service()
    who = Person().sign_in()
    reference = service.pushed({"request": service.signed(leave_out="state")})

    told = relying.answer_of(service.open(who.browser, reference, state="outside"))

    assert "state" not in told


def test_ensure_request_object_without_redirect_uri_fails() -> None:
    service = strict.service()

    refused = service.push({"request": service.signed(leave_out="redirect_uri")})

    assert error_of(refused) in {"invalid_request", "invalid_request_object"}


def test_ensure_unsigned_authorization_request_without_using_par_fails() -> None:
    service = strict.service()
    browser = Person().sign_in().browser

    shown = browser.get(AUTHORIZE, service.request())

    assert "code" not in shown.get("Location", "")
    assert relying.answer_of(shown)["error"] == "invalid_request"


@pytest.mark.parametrize("kind", ["code id_token", "token", "code token"])
def test_ensure_response_type_fails(kind: str) -> None:
    service = strict.service()

    assert error_of(service.push(service.request(response_type=kind))) == "unsupported_response_type"


def test_ensure_client_id_in_token_endpoint() -> None:
    service, other = strict.service(1), strict.service(2)

    refused = service.redeem(code_of(service)["code"], client_id=other.client_id)

    assert error_of(refused, 401) == "invalid_client"


def test_ensure_holder_of_key_required() -> None:
    service = strict.service()

    assert error_of(service.redeem(code_of(service)["code"], proof=None)) in {
        "invalid_request",
        "invalid_dpop_proof",
    }


def test_ensure_authorization_code_is_bound_to_client() -> None:
    service, other = strict.service(1), strict.service(2)

    assert error_of(other.redeem(code_of(service)["code"])) == "invalid_grant"


def test_attempt_reuse_authorization_code_after_one_second(clock: Clock) -> None:
    service = strict.service()
    code = code_of(service)["code"]
    got = service.redeem(code).json()
    clock.forward(seconds=1)

    assert error_of(service.redeem(code)) == "invalid_grant"
    assert service.userinfo(got["access_token"]).status_code == 401


def test_ensure_token_endpoint_fails_with_expired_auth_code(clock: Clock) -> None:
    service = strict.service()
    code = code_of(service)["code"]
    late = clock.forward(seconds=60)

    proof = service.proof(TOKEN, iat=seconds(late))
    refused = service.redeem(code, proof=proof, client_assertion=service.assertion(exp=seconds(late) + 60))

    assert error_of(refused) == "invalid_grant"
