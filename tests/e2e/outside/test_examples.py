# SPDX-License-Identifier: EUPL-1.2
"""The integrators' examples, found by discovery alone: they sign in, step up, refresh and sign out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # what the examples tell is open JSON

import httpx
import pytest

from tests.e2e.outside.examples import Example, example
from tests.e2e.outside.registering import Person, comes_true
from tests.servers import Product

pytestmark = pytest.mark.e2e

LOW, SUBSTANTIAL = "http://eidas.europa.eu/LoA/low", "http://eidas.europa.eu/LoA/substantial"


@pytest.fixture(scope="module", params=list(Example))
def service(
    request: pytest.FixtureRequest, gate: Product, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a running example."""
    with example(request.param, gate, tmp_path_factory.mktemp("example")) as here:
        yield here


def told(response: httpx.Response) -> dict[str, Any]:
    """Return what an example says of who is signed in."""
    assert response.status_code == 200, f"{response.url}\n{response.text[:2000]}"
    return dict(response.json())


def sign_in(somebody: Person, service: str, *, level: str = "") -> dict[str, Any]:
    """Go to the gate and back."""
    return told(somebody.guest.go(f"{service}/sign-in{f'?level={level}' if level else ''}"))


def test_somebody_signs_in_and_is_known_again(service: str, somebody: Person) -> None:
    first = sign_in(somebody, service)
    somebody.guest.send(f"{service}/sign-out", {})

    again = sign_in(somebody, service)

    assert first["claims"]["acr"] == LOW
    assert first["userinfo"]["email"] == f"visitor{somebody.number}@example.com"
    assert again["claims"]["sub"] == first["claims"]["sub"]


def test_a_level_that_is_insisted_on_brings_a_second_step(service: str, somebody: Person) -> None:
    before = sign_in(somebody, service)
    somebody.add_second_step()

    after = sign_in(somebody, service, level="substantial")

    assert before["claims"]["acr"] == LOW
    assert after["claims"]["acr"] == SUBSTANTIAL
    assert after["claims"]["sub"] == before["claims"]["sub"]


def test_tokens_are_refreshed_again_and_again(service: str, somebody: Person) -> None:
    before = sign_in(somebody, service)

    once = told(somebody.guest.send(f"{service}/refresh", {}))
    twice = told(somebody.guest.send(f"{service}/refresh", {}))

    assert once["userinfo"] == twice["userinfo"] == before["userinfo"]


def test_signing_out_at_the_service_signs_out_of_the_gate(service: str, somebody: Person) -> None:
    sign_in(somebody, service)

    back = told(somebody.guest.send(f"{service}/sign-out", {}))

    assert not back["signed_in"]
    assert somebody.visitor.client.get("/fiok/").is_redirect


def test_signing_out_at_the_gate_signs_out_of_the_service(service: str, somebody: Person) -> None:
    assert sign_in(somebody, service)["signed_in"]

    somebody.leave_the_gate()

    assert comes_true(lambda: not told(somebody.guest.go(f"{service}/"))["signed_in"])


def test_a_no_of_the_person_is_told_in_the_standards_words(service: str, somebody: Person) -> None:
    somebody.guest.declines = True

    answer = somebody.guest.go(f"{service}/sign-in")

    assert answer.json()["error"] == "access_denied"
