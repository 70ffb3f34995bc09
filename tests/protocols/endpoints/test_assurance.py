# SPDX-License-Identifier: EUPL-1.2
"""Levels told are truthful, and reached inside a running sign-in where they can be (D17, D18)."""

from __future__ import annotations

import json
from typing import Any  # Django's test client answers with what has no type

import pytest

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import authenticator_of, give_code, give_password
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, answer, tokens
from tests.protocols.relying import claims_of
from tests.rooms.access.factors import code_at
from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL

pytestmark = pytest.mark.django_db(transaction=True)
ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "value": SUBSTANTIAL}}})
SELF_ASSERTED = "/loa/self-asserted"


def _temporary() -> Person:
    gate: Any = builders.activated_temporary_gate()  # its owner knows what other owners know
    return Person(gate=gate)


def test_a_password_alone_is_low() -> None:
    got = tokens(relying.service(statutory=True), Person())

    assert (claims_of(got["id_token"])["acr"], claims_of(got["id_token"])["amr"]) == (LOW, ["pwd"])


def test_a_second_factor_is_substantial(clock: Clock) -> None:
    service, person = relying.service(statutory=True), Person()
    secret = authenticator_of(person.gate)
    give_password(person.browser, person.gate)
    assert give_code(person.browser, secret, clock.at).status_code == 303

    told = claims_of(tokens(service, person, claims=ESSENTIAL)["id_token"])

    assert (told["acr"], told["amr"]) == (SUBSTANTIAL, ["pwd", "otp", "mfa"])


def test_whoever_has_no_second_factor_is_told_how_to_add_one_and_may_go_back() -> None:
    service, person = relying.service(statutory=True), Person().sign_in()
    led = service.send(person.browser, claims=ESSENTIAL)

    page = person.browser.get(led["Location"])
    back = person.browser.post(led["Location"], {"step": "decline"})

    assert page.status_code == 200
    assert relying.answer_of(back)["error"] == "unmet_authentication_requirements"


def test_a_factor_that_was_added_meanwhile_is_asked_for(clock: Clock) -> None:
    service, person = relying.service(statutory=True), Person().sign_in()
    led = service.send(person.browser, claims=ESSENTIAL)
    secret = authenticator_of(person.gate)

    step_up = person.browser.get(led["Location"])

    proved = person.browser.post(step_up["Location"], {"code": code_at(secret, clock.at)})
    answered = person.browser.get(led["Location"])

    assert proved.status_code == 303
    code = relying.answer_of(answered)["code"]
    assert claims_of(service.redeem(code).json()["id_token"])["acr"] == SUBSTANTIAL


def test_a_level_that_is_merely_wished_for_is_told_as_it_is() -> None:
    got = tokens(relying.service(statutory=True), Person(), acr_values=SUBSTANTIAL)

    assert claims_of(got["id_token"])["acr"] == LOW


def test_silently_a_missing_essential_level_is_unmet() -> None:
    service, person = relying.service(statutory=True), Person().sign_in()

    refused = relying.answer_of(service.send(person.browser, claims=ESSENTIAL, prompt="none"))

    assert refused["error"] == "unmet_authentication_requirements"


def test_a_service_may_always_want_the_higher_level() -> None:
    service, person = relying.service(statutory=True, minimum_level="substantial"), Person().sign_in()

    refused = relying.answer_of(service.send(person.browser, prompt="none"))

    assert refused["error"] == "unmet_authentication_requirements"


def test_a_temporary_gate_gives_its_code_and_address_alone() -> None:
    service, person = relying.service(statutory=True, temporary=True), _temporary()
    wished = json.dumps(
        {
            "userinfo": {
                "verified_claims": {"verification": {"trust_framework": None}, "claims": {"name": None}}
            }
        }
    )

    got = tokens(service, person, scope="openid profile email identity", claims=wished)

    told = service.userinfo(got["access_token"]).json()
    assert set(told) == {"sub", "email", "email_verified"}
    assert claims_of(got["id_token"])["acr"] == relying.issuer() + SELF_ASSERTED


def test_a_full_gate_tells_how_it_was_proofed() -> None:
    service, person = relying.service(statutory=True), Person()
    wished = json.dumps(
        {
            "userinfo": {
                "verified_claims": {
                    "verification": {"trust_framework": None, "evidence": [{"type": {"value": "document"}}]},
                    "claims": {"birthdate": None},
                }
            }
        }
    )

    told = service.userinfo(tokens(service, person, claims=wished)["access_token"]).json()

    verified = told["verified_claims"]
    assert verified["verification"]["trust_framework"] == "hu_ugyfelkapu"
    assert verified["claims"] == {"birthdate": person.gate.person.identity.birth_date.isoformat()}
    assert "number" not in json.dumps(verified)


def test_a_service_that_takes_no_temporary_gates_gets_none() -> None:
    service, person = relying.service(statutory=True), _temporary().sign_in()
    led = service.send(person.browser)

    page = person.browser.get(led["Location"])
    back = person.browser.post(led["Location"], {"step": "decline"})

    assert page.status_code == 200
    assert relying.answer_of(back)["error"] == "access_denied"
    silent = relying.answer_of(service.send(person.browser, prompt="none"))
    assert silent["error"] == "access_denied"


def test_a_temporary_gate_never_meets_substantial() -> None:
    service, person = relying.service(statutory=True, temporary=True), _temporary().sign_in()

    led = service.send(person.browser, claims=ESSENTIAL)
    back = person.browser.post(led["Location"], {"step": "decline"})

    assert relying.answer_of(back)["error"] == "unmet_authentication_requirements"


def test_the_same_person_is_another_to_every_service_and_the_same_for_good(clock: Clock) -> None:
    one, other = relying.service(statutory=True), relying.service(statutory=True)
    person = Person()
    first, second = (claims_of(tokens(service, person)["id_token"])["sub"] for service in (one, other))
    clock.forward(days=30)

    again = claims_of(tokens(one, Person(gate=person.gate))["id_token"])["sub"]

    assert first != second
    assert again == first


def test_nobody_answers_for_somebody_else() -> None:
    """A sign-in under way belongs to the browser in which it began."""
    service, person, other = relying.service(statutory=True), Person(), Person().sign_in()

    led = service.send(person.browser)

    assert other.browser.get(led["Location"]).status_code == 409


def test_a_sign_in_is_answered_once() -> None:
    service, person = relying.service(statutory=True), Person()
    led = service.send(person.browser)
    person.sign_in()
    assert "code" in relying.answer_of(person.browser.get(led["Location"]))

    assert person.browser.get(led["Location"]).status_code == 409


def test_a_form_posted_answer_carries_the_same(clock: Clock) -> None:
    service, person = relying.service(statutory=True), Person().sign_in()

    page = service.send(person.browser, response_mode="form_post")

    assert page.status_code == 200
    assert set(page.context["parameters"]) == {"code", "state", "iss"}
    assert service.redeem(page.context["parameters"]["code"]).status_code == 200
    assert "form-action 'self' https://service.example" in page["Content-Security-Policy"]


def test_a_declined_request_is_told_so() -> None:
    service = relying.service()
    person = Person().sign_in()
    led = service.send(person.browser)

    back = person.browser.post(led["Location"], {"step": "decline"})

    assert relying.answer_of(back)["error"] == "access_denied"
    assert answer(service, person)["code"]
