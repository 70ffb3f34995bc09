# SPDX-License-Identifier: EUPL-1.2
"""What a service registers, on the page: all of it, one clear error each, and its secret shown once."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests import builders
from tests.pages.html import Page, words
from tests.rooms.federation import clients
from ugyfelkapu.federation.connecting import has_secret
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.oidc.protocol.redirects import RedirectFault
from ugyfelkapu.federation.queries import KnownClient, service, services
from ugyfelkapu.federation.reasons import Reason
from ugyfelkapu.federation.registration import KEPT, LISTS, OWN
from ugyfelkapu.federation.services import add_service
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.pages.metadata_words import WORDS
from ugyfelkapu.pages.operator.client_form import ClientForm
from ugyfelkapu.pages.operator.client_words import LEVELS, METHODS, PROFILES

LIST = "/uzemeltetes/szolgaltatasok/"
SECRET = re.compile(r"kapu_cs_[\w-]{43}")
STRICT = {"profile": "oidc_strict", "redirect_uris": f"{clients.RETURN}\r\n{clients.RETURN}/2\r\n"}


def _catalogued() -> UUID:
    return add_service(clients.particulars(), by=COMMAND_LINE, at=builders.AT)


def _client(service_id: UUID) -> KnownClient:
    client = service(service_id).client
    assert client is not None
    return client


def _summary(answer: Any) -> str:
    return words(Page(answer.content).all("div", "govuk-error-summary")[0])


def test_a_service_that_registered_nothing_says_so_and_leads_on(operator: Client) -> None:
    service_id = _catalogued()

    page = operator.get(f"{LIST}{service_id}/").content.decode()

    assert "senki sem tud belépni" in page
    assert f'href="{LIST}{service_id}/bejegyzes/"' in page
    assert "/titok/" not in page
    assert "/proba/" not in page


def test_an_operator_registers_a_service_and_sees_its_secret_once(operator: Client) -> None:
    service_id = _catalogued()

    answer = operator.post(f"{LIST}{service_id}/bejegyzes/", STRICT)

    (shown,) = set(SECRET.findall(answer.content.decode()))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert has_secret(service_id, shown)
    assert _client(service_id).client_id in answer.content.decode()
    assert _client(service_id).registration.redirect_uris == (clients.RETURN, f"{clients.RETURN}/2")
    assert not _client(service_id).live
    assert not SECRET.search(operator.get(f"{LIST}{service_id}/").content.decode())


def test_the_page_of_a_service_shows_what_it_registered(operator: Client) -> None:
    told = clients.on_trial(
        minimum_level="substantial",
        jwks=clients.keys(clients.signing_key()),
        backchannel_logout_uri="https://minta.example.com/ki",
    )

    page = words(Page(operator.get(f"{LIST}{told.service_id}/").content).one("main"))

    for shown in (told.client_id, clients.RETURN, "https://minta.example.com/ki", "jelentős", "(EC)"):
        assert shown in page, shown
    assert "próba alatt" in page


def test_a_service_with_keys_is_registered_without_a_secret(operator: Client) -> None:
    service_id = _catalogued()
    sent = {
        **STRICT,
        "profile": "fapi2_security",
        "jwks": json.dumps(clients.keys(clients.signing_key())),
        "id_token_signed_response_alg": "PS256",
        "audience": "https://api.example.com/",
    }

    answer = operator.post(f"{LIST}{service_id}/bejegyzes/", sent)

    registered = _client(service_id).registration
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}{service_id}/")
    assert registered.authentication is Authentication.PRIVATE_KEY
    assert dict(registered.metadata) == {"id_token_signed_response_alg": "PS256"}
    assert registered.audience == "https://api.example.com/"


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"redirect_uris": ""}, "redirect-uris", "Ez hiányzik."),
        ({"redirect_uris": "http://minta.example.com/"}, "redirect-uris", "A cím https-sel kezdődjön"),
        ({"jwks": "{"}, "jwks", "Ez nem JSON."),
        ({"jwks": '{"keys": []}'}, "jwks", "Ezek a kulcsok nem használhatók"),
        ({"token_endpoint_auth_method": "none"}, "token-endpoint-auth-method", "a profil nem fogadja el"),
        ({"client_id": "minta 1"}, "client-id", "oda nem illő jel"),
        ({"profile": "service"}, "redirect-uris", "senkit sem léptet be"),
        ({"id_token_encrypted_response_alg": "ECDH-ES"}, "jwks", "Ehhez kulcsok kellenek"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    operator: Client, changed: dict[str, str], field: str, told: str
) -> None:
    service_id = _catalogued()
    sent = {**STRICT, "audience": "https://api.example.com/", **changed}

    answer = operator.post(f"{LIST}{service_id}/bejegyzes/", sent)

    page = Page(answer.content)
    assert answer.status_code == 422
    assert told in _summary(answer)
    assert f'href="#{field}"' in answer.content.decode()
    assert page.by_id("audience")["value"] == sent["audience"]
    assert service(service_id).client is None


def test_a_client_id_of_another_service_is_refused(operator: Client) -> None:
    clients.on_trial(client_id="minta")
    service_id = _catalogued()

    answer = operator.post(f"{LIST}{service_id}/bejegyzes/", {**STRICT, "client_id": "minta"})

    assert answer.status_code == 422
    assert "Egy másik összekapcsolt szolgáltatás" in _summary(answer)
    assert service(service_id).client is None


def test_what_a_service_registered_is_changed_from_what_it_was(operator: Client) -> None:
    keys = clients.keys(clients.signing_key(), clients.encryption_key())
    told = clients.on_trial(
        redirect_uris=[clients.RETURN, f"{clients.RETURN}/2"],
        token_endpoint_auth_method="private_key_jwt",
        jwks=keys,
        userinfo_encrypted_response_alg="ECDH-ES",
        minimum_level="low",
    )
    before = _client(told.service_id)
    page = Page(operator.get(f"{LIST}{told.service_id}/bejegyzes/").content)

    operator.post(f"{LIST}{told.service_id}/bejegyzes/", _filled_in(page))

    after = _client(told.service_id)
    assert "client_id" not in {one.attributes.get("name") for one in page.elements}
    assert after == before


def _filled_in(page: Page) -> dict[str, str]:
    """Return what a browser would send of a form that nobody changed."""
    sent: dict[str, str] = {}
    for one in page.elements:
        name = one.attributes.get("name", "")
        if one.tag == "textarea":
            sent[name] = one.text.removeprefix("\n")
        if one.tag == "input" and ("checked" in one or one.attributes.get("type") == "text"):
            sent[name] = one.attributes.get("value", "")
        if one.tag == "select":
            sent[name] = next((each["value"] for each in one.inside if "selected" in each), "")
    return sent


def test_a_changed_method_shows_the_secret_that_it_needs(operator: Client) -> None:
    told = clients.on_trial(
        token_endpoint_auth_method="private_key_jwt", jwks=clients.keys(clients.signing_key())
    )

    answer = operator.post(f"{LIST}{told.service_id}/bejegyzes/", STRICT)
    again = operator.post(f"{LIST}{told.service_id}/bejegyzes/", STRICT)

    (shown,) = set(SECRET.findall(answer.content.decode()))
    assert has_secret(told.service_id, shown)
    assert again.status_code == 303


def test_a_new_secret_is_asked_about_first_and_shown_once(operator: Client) -> None:
    told = clients.live()

    asked = operator.get(f"{LIST}{told.service_id}/titok/")
    before = has_secret(told.service_id, told.secret)
    answer = operator.post(f"{LIST}{told.service_id}/titok/")

    (shown,) = set(SECRET.findall(answer.content.decode()))
    assert (asked.status_code, before) == (200, True)
    assert not has_secret(told.service_id, told.secret)
    assert has_secret(told.service_id, shown)


def test_a_service_without_a_secret_gets_none(operator: Client) -> None:
    told = clients.live(profile="public_native", redirect_uris=["hu.pelda.app:/vissza"])

    answer = operator.post(f"{LIST}{told.service_id}/titok/")

    assert answer.status_code == 409
    assert "nincs titka" in answer.content.decode()
    assert "/titok/" not in operator.get(f"{LIST}{told.service_id}/").content.decode()


def test_a_service_on_this_machine_is_registered_in_development_alone(
    operator: Client, settings: Any
) -> None:
    service_id = _catalogued()
    local = {**STRICT, "redirect_uris": "http://localhost:9000/vissza"}
    settings.DEVELOPMENT = False

    refused = operator.post(f"{LIST}{service_id}/bejegyzes/", local)
    settings.DEVELOPMENT = True
    taken = operator.post(f"{LIST}{service_id}/bejegyzes/", local)

    assert (refused.status_code, taken.status_code) == (422, 200)
    assert len(services()) == 1


def test_everything_that_may_be_registered_is_on_the_page_and_has_words() -> None:
    fields = set(ClientForm.base_fields)

    assert fields == {*KEPT, *LISTS, *OWN, "token_endpoint_auth_method", "jwks", "jwks_uri"}
    assert set(PROFILES) == set(Profile)
    assert set(METHODS) == set(Authentication)
    assert set(LEVELS) == {"", "low", "substantial"}
    assert set(WORDS) == {*map(str, Reason), *map(str, RedirectFault)}
