# SPDX-License-Identifier: EUPL-1.2
"""Whoever says whom it means is answered for that person and nobody else (OpenID Connect Core, 3.1.2.1)."""

from __future__ import annotations

import json

import pytest
from django.test import Client as Browser

from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, answer, tokens
from tests.protocols.relying import claims_of

pytestmark = pytest.mark.django_db(transaction=True)


def _elsewhere(person: Person) -> Person:
    """Return the same person in a browser where nobody is signed in."""
    return Person(gate=person.gate, browser=Browser())


@pytest.mark.parametrize("statutory", [True, False], ids=["unasked", "asked"])
def test_whoever_signs_in_in_the_place_of_another_is_not_answered_for(statutory: bool) -> None:
    service, meant, other = relying.service(statutory=statutory), Person(), Person()
    hint = tokens(service, meant)["id_token"]

    refused = answer(service, _elsewhere(other), id_token_hint=hint)

    assert refused["error"] == "login_required"
    assert "code" not in refused


def test_a_code_in_the_claims_means_the_person_too() -> None:
    service, meant = relying.service(statutory=True), Person()
    sub = claims_of(tokens(service, meant)["id_token"])["sub"]
    wish = json.dumps({"id_token": {"sub": {"value": sub}}})

    refused = answer(service, Person(), claims=wish)
    told = answer(service, _elsewhere(meant), claims=wish)

    assert refused["error"] == "login_required"
    assert "code" in told


def test_the_person_who_is_meant_signs_in() -> None:
    service, meant = relying.service(), Person()
    hint = tokens(service, meant)["id_token"]

    told = answer(service, _elsewhere(meant), id_token_hint=hint)

    assert "code" in told
