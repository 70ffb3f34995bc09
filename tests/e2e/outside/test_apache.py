# SPDX-License-Identifier: EUPL-1.2
"""Apache's mod_auth_openidc, found by discovery alone: signs in, steps up, refreshes and signs out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any  # what the module tells is open JSON
from urllib.parse import urlencode

import httpx
import pytest

from tests.e2e.outside.apache import apache
from tests.e2e.outside.registering import Person, add_service, comes_true
from tests.servers import Product, free_port

pytestmark = pytest.mark.e2e

LOW, SUBSTANTIAL = "http://eidas.europa.eu/LoA/low", "http://eidas.europa.eu/LoA/substantial"


@pytest.fixture(scope="module")
def site(gate: Product) -> Iterator[str]:
    """Return the address of a site that the module guards."""
    port = free_port()
    here = f"http://localhost:{port}"
    registered = add_service(
        gate,
        *("--redirect-uri", f"{here}/oidc", "--post-logout-redirect-uri", f"{here}/"),
        *("--backchannel-logout-uri", f"{here}/oidc?logout=backchannel"),
    )
    with apache(
        port,
        GATE=registered.issuer,
        CLIENT_ID=registered.client_id,
        CLIENT_SECRET=registered.client_secret,
        HERE=here,
        PASSPHRASE="a long text that only this site knows",
    ):
        yield here


def told(response: httpx.Response) -> dict[str, str]:
    """Return what the site behind the module can read."""
    assert response.status_code == 200, response.text
    return dict(line.split("=", 1) for line in response.text.splitlines())


def session(somebody: Person, site: str) -> dict[str, Any]:
    """Return what the module keeps; nothing where nobody is signed in."""
    answer = somebody.guest.client.get(f"{site}/oidc?info=json")
    return dict(answer.json()) if answer.status_code == 200 else {}


def test_the_module_lets_people_in_and_knows_them_again(site: str, somebody: Person) -> None:
    first = told(somebody.guest.go(f"{site}/inside/"))
    somebody.guest.client.get(f"{site}/oidc?{urlencode({'logout': f'{site}/'})}")

    again = told(somebody.guest.go(f"{site}/inside/"))

    assert first["acr"] == LOW
    assert first["email"] == f"visitor{somebody.number}@example.com"
    assert again["sub"] == first["sub"]


def test_what_matters_more_needs_a_second_step(site: str, somebody: Person) -> None:
    before = told(somebody.guest.go(f"{site}/inside/"))
    somebody.add_second_step()

    after = told(somebody.guest.go(f"{site}/inside/important/"))

    assert before["acr"] == LOW
    assert after["acr"] == SUBSTANTIAL
    assert after["sub"] == before["sub"]


def test_the_module_refreshes_its_tokens(site: str, somebody: Person) -> None:
    somebody.guest.go(f"{site}/inside/")
    before = session(somebody, site)
    asked = {"refresh": f"{site}/inside/", "access_token": before["access_token"]}

    back = somebody.guest.go(f"{site}/oidc?{urlencode(asked)}")

    after = session(somebody, site)
    assert told(back)["sub"] == before["id_token"]["sub"]
    assert after["access_token"] != before["access_token"]


def test_signing_out_at_the_site_signs_out_of_the_gate(site: str, gate: Product, somebody: Person) -> None:
    somebody.guest.go(f"{site}/inside/")

    back = somebody.guest.go(f"{site}/oidc?{urlencode({'logout': f'{site}/'})}")

    assert str(back.url).rstrip("/") == site
    assert not session(somebody, site)
    assert somebody.visitor.client.get("/fiok/").is_redirect


def test_signing_out_at_the_gate_signs_out_of_the_site(site: str, somebody: Person) -> None:
    somebody.guest.go(f"{site}/inside/")
    assert session(somebody, site)

    somebody.leave_the_gate()

    assert comes_true(lambda: not session(somebody, site))
