# SPDX-License-Identifier: EUPL-1.2
"""The rest of the plan FAPI 2.0 Security Profile: assertions, refreshing, and requests that are pushed."""

from __future__ import annotations

from typing import Any  # Django's test client answers with what has no type

import pytest

from tests.builders import AT
from tests.clock import Clock
from tests.protocols import relying
from tests.protocols.endpoints import strict
from tests.protocols.endpoints.strict import PUSH, code_of, error_of, tokens_of
from tests.protocols.endpoints.walking import Person
from tests.protocols.relying import TOKEN
from tests.protocols.tokens import key
from ugyfelkapu.federation.oidc.protocol.moments import seconds

pytestmark = pytest.mark.django_db(transaction=True)


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
        service.redeem(code_of(service)["code"], client_assertion=assertion)
        if endpoint == "token"
        else service.push({**service.request(), "client_assertion": assertion})
    )

    assert error_of(refused, 401) == "invalid_client"


def test_ensure_signed_client_assertion_with_rs256_fails() -> None:
    service = strict.service()
    assertion = service.assertion(using=key("RS256", 1), algorithm="RS256")

    assert (
        error_of(service.redeem(code_of(service)["code"], client_assertion=assertion), 401)
        == "invalid_client"
    )


def test_ensure_client_assertion_in_token_endpoint() -> None:
    service = strict.service()
    form = {
        "grant_type": "authorization_code",
        "code": code_of(service)["code"],
        "client_id": service.client_id,
    }

    refused = relying.post(service.machine, TOKEN, form, HTTP_DPOP=service.proof(TOKEN))

    assert error_of(refused, 401) == "invalid_client"


def test_an_assertion_with_nbf_8_seconds_ahead_is_accepted() -> None:
    service = strict.service()
    form = {**service.request(), "client_assertion": service.assertion(nbf=seconds(AT) + 8)}

    assert service.push(form).status_code == 201


def test_an_assertion_counts_once() -> None:
    service = strict.service()
    form = {**service.request(), "client_assertion": service.assertion()}
    assert service.push(form).status_code == 201

    assert error_of(service.push(form), 401) == "invalid_client"


def test_refresh_token() -> None:
    service, other = strict.service(1), strict.service(2)
    got = tokens_of(service)
    kept = got["refresh_token"]

    renewed = service.refresh(kept)

    assert renewed.status_code == 200
    assert "refresh_token" not in renewed.json()
    assert service.refresh(kept).status_code == 200
    assert error_of(other.refresh(kept)) == "invalid_grant"
    unproved = {"grant_type": "refresh_token", "refresh_token": kept, "client_id": service.client_id}
    assert error_of(relying.post(service.machine, TOKEN, unproved), 401) == "invalid_client"


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

    assert error_of(service.push(form)) == "invalid_request"


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

    assert error_of(service.push(form)) == "invalid_request"


def test_par_plain_pkce_rejected() -> None:
    service = strict.service()

    assert error_of(service.push(service.request(code_challenge_method="plain"))) == "invalid_request"


@pytest.mark.parametrize("verifier", [None, "another-verifier-of-lawful-length-and-letters"])
def test_pkce_code_verifier(verifier: str | None) -> None:
    service = strict.service()

    assert error_of(service.redeem(code_of(service)["code"], code_verifier=verifier)) == "invalid_grant"


def test_plain_fapi_tolerate_unregistered_redirect_uri() -> None:
    service = strict.service()

    assert (
        error_of(service.push(service.request(redirect_uri="https://elsewhere.example/")))
        == "invalid_request"
    )


@pytest.mark.parametrize("what", ["nonce handed out", "wrong nonce"])
def test_nonces_keep_proofs_fresh(what: str) -> None:
    service = strict.service()
    got = service.redeem(code_of(service)["code"])
    nonce = got["DPoP-Nonce"] if what == "nonce handed out" else "not-one-of-ours"

    again = service.redeem(code_of(service)["code"], proof=service.proof(TOKEN, nonce=nonce))

    assert again.status_code == (200 if what == "nonce handed out" else 400)
    if what == "wrong nonce":
        assert again.json()["error"] == "use_dpop_nonce"
        assert again["DPoP-Nonce"] == got["DPoP-Nonce"]
