# SPDX-License-Identifier: EUPL-1.2
"""While somebody we depend on is silent, services' machines are told to try again, and nothing is used up."""

from __future__ import annotations

from io import BytesIO
from typing import Any  # Django's test client answers with what has no type

import pytest
from pytest_django.fixtures import Settings

from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, answer, tokens
from ugyfelkapu.federation.oidc.kept_keys import kept
from ugyfelkapu.project.env import Pkcs11
from ugyfelkapu.project.wsgi import application

pytestmark = pytest.mark.django_db(transaction=True)
NO_MODULE = Pkcs11("/nowhere/module.so", "kapu", "123456")
SIGNED = {"userinfo_signed_response_alg": "ES256"}
KEYS_NOWHERE = "https://keys.invalid/jwks"
ENCRYPTED = {"userinfo_encrypted_response_alg": "RSA-OAEP-256"}


def _silence(settings: Settings) -> None:
    settings.PKCS11 = NO_MODULE
    kept.forget()


def _is_told_to_try_again(response: Any) -> None:
    assert response.status_code == 503
    assert response.json()["error"] in {"temporarily_unavailable", "server_error"}
    assert response["Cache-Control"] == "no-store"
    assert "WWW-Authenticate" not in response


def test_signed_answers_about_a_person_wait_for_the_module(settings: Settings) -> None:
    service = relying.service(statutory=True, metadata=SIGNED)
    got = tokens(service, Person())
    _silence(settings)

    response = service.userinfo(got["access_token"])

    _is_told_to_try_again(response)


def test_a_code_outlives_a_silent_module(settings: Settings) -> None:
    service = relying.service(statutory=True)
    code = answer(service, Person())["code"]
    tokens(service, Person())
    before = settings.PKCS11
    _silence(settings)

    refused = service.redeem(code)
    settings.PKCS11 = before
    kept.forget()
    redeemed = service.redeem(code)

    _is_told_to_try_again(refused)
    assert redeemed.status_code == 200


def test_an_answer_is_not_encrypted_for_keys_that_cannot_be_had() -> None:
    service = relying.service(statutory=True, jwks_uri=KEYS_NOWHERE, metadata=ENCRYPTED)
    got = tokens(service, Person())

    response = service.userinfo(got["access_token"])

    _is_told_to_try_again(response)


def test_without_any_key_the_set_of_keys_is_not_there_for_the_moment(settings: Settings) -> None:
    _silence(settings)
    seen: list[str] = []

    application(
        {**_environment(), "PATH_INFO": "/oidc/jwks", "REQUEST_METHOD": "GET"},
        lambda status, headers: seen.append(status),
    )

    assert seen == ["503 Service Unavailable"]


def _environment() -> dict[str, Any]:
    return {
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
