# SPDX-License-Identifier: EUPL-1.2
"""The modules of the certification plan FAPI 2.0 Security Profile, by their names in docs/conformance.md."""

from __future__ import annotations

import json
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client as Browser

from tests.builders import AT
from tests.clock import Clock
from tests.protocols import relying
from tests.protocols.endpoints import strict
from tests.protocols.endpoints.strict import PUSH, StrictService
from tests.protocols.endpoints.walking import Person
from tests.protocols.relying import AUTHORIZE, TOKEN, claims_of
from tests.protocols.tokens import key
from ugyfelkapu.federation.oidc.protocol.moments import seconds

pytestmark = pytest.mark.django_db(transaction=True)


def _code(service: StrictService, person: Person | None = None, **changed: str | None) -> dict[str, str]:
    """Return the answer to a pushed request."""
    who = person or Person().sign_in()
    response, _ = who.walk(service.open(who.browser, service.pushed(service.request(**changed))))
    return relying.answer_of(response)


def _tokens(service: StrictService) -> dict[str, Any]:
    redeemed = service.redeem(_code(service)["code"])
    assert redeemed.status_code == 200, redeemed.json()
    found: dict[str, Any] = redeemed.json()
    return found


def _error(response: Any, status: int = 400) -> str:
    assert response.status_code == status, response.status_code
    return str(response.json()["error"])


def test_happy_flow() -> None:
    for service in (strict.service(1), strict.service(2)):
        got = _tokens(service)

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
    assert "state" not in _code(strict.service(), state=None)


def test_ensure_authorization_request_without_nonce_success() -> None:
    service = strict.service()

    got = service.redeem(_code(service, nonce=None)["code"]).json()

    assert "nonce" not in claims_of(got["id_token"])


@pytest.mark.parametrize("length", [64, 512])
def test_ensure_authorization_request_with_long_nonce(length: int) -> None:
    service = strict.service()

    got = service.redeem(_code(service, nonce="n" * length)["code"]).json()

    assert claims_of(got["id_token"])["nonce"] == "n" * length


def test_ensure_authorization_request_with_long_state() -> None:
    assert _code(strict.service(), state="s" * 512)["state"] == "s" * 512


@pytest.mark.parametrize("name", ["state", "nonce"])
def test_what_is_too_long_is_refused_and_never_cut(name: str) -> None:
    service = strict.service()

    assert _error(service.push(service.request(**{name: "x" * 513}))) == "invalid_request"


def test_ensure_other_scope_order_succeeds() -> None:
    service = strict.service()

    assert service.redeem(_code(service, scope="email openid")["code"]).status_code == 200


def test_claims_parameter_identity_claims() -> None:
    service = strict.service()
    names = ("name", "family_name", "given_name", "birthdate", "email", "nationalities", "unheard_of")
    wished = json.dumps({"userinfo": dict.fromkeys(names)})

    got = service.redeem(_code(service, scope="openid", claims=wished)["code"]).json()

    told = service.userinfo(got["access_token"]).json()
    assert set(told) == {*names, "sub"} - {"unheard_of"}


@pytest.mark.parametrize("scheme", ["DPoP", "dpop", "DPOP"])
def test_access_token_type_header_case_sensitivity(scheme: str) -> None:
    service = strict.service()

    assert service.userinfo(_tokens(service)["access_token"], scheme=scheme).status_code == 200


def test_a_bound_token_is_no_bearer_token() -> None:
    service = strict.service()

    assert service.userinfo(_tokens(service)["access_token"], scheme="Bearer").status_code == 401


@pytest.mark.parametrize("iat", [-10, 10])
def test_ensure_dpopproof_with_iat_10seconds_succeeds(iat: int) -> None:
    service = strict.service()
    proof = service.proof(TOKEN, iat=seconds(AT) + iat)

    assert service.redeem(_code(service)["code"], proof=proof).status_code == 200


@pytest.mark.parametrize("changed", [{"exp": -5}, {"nbf": 3600}], ids=["exp", "nbf"])
def test_check_dpop_proof_nbf_exp(changed: dict[str, int]) -> None:
    service = strict.service()
    moments = {name: seconds(AT) + away - (60 if away < 0 else 0) for name, away in changed.items()}
    proof = service.proof(TOKEN, **moments)

    assert _error(service.redeem(_code(service)["code"], proof=proof)) == "invalid_dpop_proof"


def test_ensure_mismatched_dpop_jkt_fails() -> None:
    service = strict.service()
    form = service.request(dpop_jkt="A" * 43)

    assert _error(service.push(form, HTTP_DPOP=service.proof(PUSH))) in {
        "invalid_request",
        "invalid_dpop_proof",
    }


def test_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt() -> None:
    service = strict.service()
    who = Person().sign_in()
    reference = service.pushed(service.request(), HTTP_DPOP=service.proof(PUSH))
    code = relying.answer_of(service.open(who.browser, reference))["code"]
    other = service.proof(TOKEN, using=key("ES256", 90))

    assert _error(service.redeem(code, proof=other)) == "invalid_grant"


def test_ensure_dpop_auth_code_binding_success() -> None:
    service = strict.service()
    who = Person().sign_in()
    reference = service.pushed(service.request(), HTTP_DPOP=service.proof(PUSH))

    code = relying.answer_of(service.open(who.browser, reference))["code"]

    assert service.redeem(code).status_code == 200


def test_a_proof_counts_once() -> None:
    service = strict.service()
    proof = service.proof(TOKEN)
    assert service.redeem(_code(service)["code"], proof=proof).status_code == 200

    assert _error(service.redeem(_code(service)["code"], proof=proof)) == "invalid_dpop_proof"


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

    assert _error(refused) in {"invalid_request", "invalid_request_object"}


def test_ensure_unsigned_authorization_request_without_using_par_fails() -> None:
    service = strict.service()
    browser = Person().sign_in().browser

    shown = browser.get(AUTHORIZE, service.request())

    assert "code" not in shown.get("Location", "")
    assert relying.answer_of(shown)["error"] == "invalid_request"


@pytest.mark.parametrize("kind", ["code id_token", "token", "code token"])
def test_ensure_response_type_fails(kind: str) -> None:
    service = strict.service()

    assert _error(service.push(service.request(response_type=kind))) == "unsupported_response_type"


def test_ensure_client_id_in_token_endpoint() -> None:
    service, other = strict.service(1), strict.service(2)

    refused = service.redeem(_code(service)["code"], client_id=other.client_id)

    assert _error(refused, 401) == "invalid_client"


def test_ensure_holder_of_key_required() -> None:
    service = strict.service()

    assert _error(service.redeem(_code(service)["code"], proof=None)) in {
        "invalid_request",
        "invalid_dpop_proof",
    }


def test_ensure_authorization_code_is_bound_to_client() -> None:
    service, other = strict.service(1), strict.service(2)

    assert _error(other.redeem(_code(service)["code"])) == "invalid_grant"


def test_attempt_reuse_authorization_code_after_one_second(clock: Clock) -> None:
    service = strict.service()
    code = _code(service)["code"]
    got = service.redeem(code).json()
    clock.forward(seconds=1)

    assert _error(service.redeem(code)) == "invalid_grant"
    assert service.userinfo(got["access_token"]).status_code == 401


def test_ensure_token_endpoint_fails_with_expired_auth_code(clock: Clock) -> None:
    service = strict.service()
    code = _code(service)["code"]
    late = clock.forward(seconds=60)

    proof = service.proof(TOKEN, iat=seconds(late))
    refused = service.redeem(code, proof=proof, client_assertion=service.assertion(exp=seconds(late) + 60))

    assert _error(refused) == "invalid_grant"


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": seconds(AT) - 300},
        {"aud": "https://elsewhere.example"},
        {"sub": None},
        {"aud": ["array"]},
        {"aud": f"token:{TOKEN}"},
        {"nbf": seconds(AT) + 61},
    ],
    ids=["exp past", "wrong aud", "no sub", "aud array", "aud endpoint", "nbf far"],
)
@pytest.mark.parametrize("endpoint", ["token", "par"])
def test_an_assertion_that_does_not_hold_is_refused(changed: dict[str, Any], endpoint: str) -> None:
    service = strict.service()
    told = {**changed}
    if told.get("aud") == ["array"]:
        told["aud"] = [relying.issuer()]
    if str(told.get("aud")).startswith("token:"):
        told["aud"] = relying.issuer() + TOKEN
    assertion = service.assertion(**told)

    refused = (
        service.redeem(_code(service)["code"], client_assertion=assertion)
        if endpoint == "token"
        else service.push({**service.request(), "client_assertion": assertion})
    )

    assert _error(refused, 401) == "invalid_client"


def test_ensure_signed_client_assertion_with_rs256_fails() -> None:
    service = strict.service()
    assertion = service.assertion(using=key("RS256", 1), algorithm="RS256")

    assert _error(service.redeem(_code(service)["code"], client_assertion=assertion), 401) == "invalid_client"


def test_ensure_client_assertion_in_token_endpoint() -> None:
    service = strict.service()
    form = {
        "grant_type": "authorization_code",
        "code": _code(service)["code"],
        "client_id": service.client_id,
    }

    refused = relying.post(service.machine, TOKEN, form, HTTP_DPOP=service.proof(TOKEN))

    assert _error(refused, 401) == "invalid_client"


def test_an_assertion_with_nbf_8_seconds_ahead_is_accepted() -> None:
    service = strict.service()
    form = {**service.request(), "client_assertion": service.assertion(nbf=seconds(AT) + 8)}

    assert service.push(form).status_code == 201


def test_an_assertion_counts_once() -> None:
    service = strict.service()
    form = {**service.request(), "client_assertion": service.assertion()}
    assert service.push(form).status_code == 201

    assert _error(service.push(form), 401) == "invalid_client"


def test_refresh_token() -> None:
    service, other = strict.service(1), strict.service(2)
    got = _tokens(service)
    kept = got["refresh_token"]

    renewed = service.refresh(kept)

    assert renewed.status_code == 200
    assert "refresh_token" not in renewed.json()
    assert service.refresh(kept).status_code == 200
    assert _error(other.refresh(kept)) == "invalid_grant"
    unproved = {"grant_type": "refresh_token", "refresh_token": kept, "client_id": service.client_id}
    assert _error(relying.post(service.machine, TOKEN, unproved), 401) == "invalid_client"


def test_par_ensure_reused_request_uri_prior_to_auth_completion_succeeds() -> None:
    service, person = strict.service(), Person()
    reference = service.pushed()
    service.open(person.browser, reference)

    response, _ = person.walk(service.open(person.browser, reference))

    assert "code" in relying.answer_of(response)


def test_par_attempt_reuse_request_uri() -> None:
    service, person = strict.service(), Person().sign_in()
    reference = service.pushed()
    relying.answer_of(service.open(person.browser, reference))

    assert service.open(person.browser, reference).status_code == 400


def test_par_attempt_to_use_expired_request_uri(clock: Clock) -> None:
    service, person = strict.service(), Person().sign_in()
    reference = service.pushed()
    clock.forward(seconds=60)

    assert service.open(person.browser, reference).status_code == 400


def test_par_attempt_to_use_request_uri_for_different_client() -> None:
    service, other, person = strict.service(1), strict.service(2), Person().sign_in()

    assert other.open(person.browser, service.pushed()).status_code == 400


def test_par_authorization_request_containing_request_uri_form_param() -> None:
    service = strict.service()
    form = {**service.request(), "request_uri": "urn:ietf:params:oauth:request_uri:kapu_x"}

    assert _error(service.push(form)) == "invalid_request"


def test_par_attempt_invalid_http_method() -> None:
    service = strict.service()

    assert service.machine.get(PUSH).status_code == 405


def test_par_without_duplicate_parameters() -> None:
    service, person = strict.service(), Person().sign_in()

    told = relying.answer_of(service.open(person.browser, service.pushed()))

    assert told["iss"] == relying.issuer()


def test_par_ensure_pkce_required() -> None:
    service = strict.service()
    form = service.request(code_challenge=None, code_challenge_method=None)

    assert _error(service.push(form)) == "invalid_request"


def test_par_plain_pkce_rejected() -> None:
    service = strict.service()

    assert _error(service.push(service.request(code_challenge_method="plain"))) == "invalid_request"


@pytest.mark.parametrize("verifier", [None, "another-verifier-of-lawful-length-and-letters"])
def test_pkce_code_verifier(verifier: str | None) -> None:
    service = strict.service()

    assert _error(service.redeem(_code(service)["code"], code_verifier=verifier)) == "invalid_grant"


def test_plain_fapi_tolerate_unregistered_redirect_uri() -> None:
    service = strict.service()

    assert (
        _error(service.push(service.request(redirect_uri="https://elsewhere.example/"))) == "invalid_request"
    )


@pytest.mark.parametrize("what", ["nonce handed out", "wrong nonce"])
def test_nonces_keep_proofs_fresh(what: str) -> None:
    service = strict.service()
    got = service.redeem(_code(service)["code"])
    nonce = got["DPoP-Nonce"] if what == "nonce handed out" else "not-one-of-ours"

    again = service.redeem(_code(service)["code"], proof=service.proof(TOKEN, nonce=nonce))

    assert again.status_code == (200 if what == "nonce handed out" else 400)
    if what == "wrong nonce":
        assert again.json()["error"] == "use_dpop_nonce"
        assert again["DPoP-Nonce"] == got["DPoP-Nonce"]
