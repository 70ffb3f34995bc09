# SPDX-License-Identifier: EUPL-1.2
"""Signing in to the demo service with the real gate: what it shows, and what it makes of a no."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from django.conf import settings

from tests import builders
from tests.clock import Clock
from tests.guest import Guest
from tests.pages.citizen.owners import authenticator_of
from tests.rooms.access.factors import code_at
from tests.rooms.relying.together import HERE, changed, demo, guest
from ugyfelkapu.relying.application import DemoService

pytestmark = pytest.mark.django_db(transaction=True)

SIGN_IN, PREFERRED, ESSENTIAL = (
    "Belépés az ügyfélkapuval",
    "Belépés, jelentős szint ajánlott",
    "Belépés, jelentős szint kötelező",
)


@pytest.fixture
def service(clock: Clock) -> DemoService:
    """Return the demo service, registered."""
    return demo()


@pytest.fixture
def owner(service: DemoService) -> Guest:
    """Return the owner of a full gate."""
    return guest(service, builders.activated_gate())


def signed_in(owner: Guest, button: str = SIGN_IN) -> httpx.Response:
    """Press a button of the start page, and arrive."""
    return owner.press(owner.go(f"{HERE}/"), button)


def test_somebody_signs_in_and_reads_what_was_told(owner: Guest) -> None:
    page = signed_in(owner)

    assert page.status_code == 200
    for text in (
        "Belépett az ügyfélkapuval.",
        "Összekapcsoló kód",
        "Üdvözöljük, ",
        "Szint",
        "alacsony",
        "jelszó",
    ):
        assert text in page.text
    assert "hu_ugyfelkapu" in page.text
    assert "nyilvántartás" in page.text


def test_what_was_not_ticked_is_said_not_to_be_told(owner: Guest) -> None:
    owner.agrees_to = frozenset()

    page = signed_in(owner)

    assert "Ezt nem kaptuk meg: születési név" in page.text
    assert "Anyja neve" not in page.text


def test_the_page_speaks_english_too(owner: Guest) -> None:
    signed_in(owner)

    page = owner.go(f"{HERE}/?nyelv=en")

    assert '<html lang="en">' in page.text
    assert "What the gate told us of you" in page.text


def test_tokens_are_refreshed_and_data_asked_again(owner: Guest) -> None:
    page = signed_in(owner)

    refreshed = owner.press(page, "Friss tokeneket kérek")
    asked = owner.press(refreshed, "Lekérem újra az adataimat")

    assert "Friss tokeneket kaptunk" in refreshed.text
    assert "Újra lekértük az adatait" in asked.text


def test_developers_see_the_raw_tokens(owner: Guest) -> None:
    signed_in(owner)

    page = owner.go(f"{HERE}/nyers")

    assert "kapu_at_" in page.text
    assert "&quot;nonce&quot;" in page.text


def test_strangers_see_no_tokens(owner: Guest) -> None:
    page = owner.go(f"{HERE}/nyers")

    assert "kapu_at_" not in page.text
    assert str(page.url) == f"{HERE}/"


def test_signing_out_here_signs_out_of_the_gate(owner: Guest) -> None:
    page = signed_in(owner)

    out = owner.press(page, "Kilépek innen és a kapuból")

    assert "Kilépett innen és az ügyfélkapuból is." in out.text
    assert "/belepes/" in str(owner.client.get(f"{settings.PUBLIC_URL}/fiok/").headers["Location"])


def test_a_level_that_is_only_preferred_keeps_nobody_out(owner: Guest) -> None:
    page = signed_in(owner, PREFERRED)

    assert "alacsony" in page.text


def test_a_second_step_brings_the_level_that_was_insisted_on(service: DemoService) -> None:
    gate = builders.activated_gate()
    secret = authenticator_of(gate)
    owner = guest(service, gate)
    owner.second_step = lambda: code_at(secret, builders.AT)

    page = signed_in(owner, ESSENTIAL)

    assert "A kapu igazolta a jelentős szintet." in page.text
    assert "jelszó, egyszer használatos kód, két lépcső" in page.text


def test_an_essential_level_that_cannot_be_met_is_explained_at_the_gate(owner: Guest) -> None:
    page = signed_in(owner, ESSENTIAL)

    assert str(page.url).startswith(settings.PUBLIC_URL)
    assert "Mintaszolgáltatás" in page.text


def test_whoever_declines_is_told_that_nothing_was_handed_over(owner: Guest) -> None:
    owner.declines = True

    page = signed_in(owner)

    assert "nem adja át az adatait" in page.text


def test_a_temporary_gate_brings_its_address_alone(service: DemoService) -> None:
    temporary = builders.activated_temporary_gate()
    somebody = guest(service, temporary)

    page = signed_in(somebody)

    assert temporary.email in page.text
    assert "csak Ön állítja" in page.text
    assert "Ezt nem kaptuk meg: név" in page.text


def test_a_session_that_ended_at_the_gate_is_not_renewed(owner: Guest) -> None:
    page = signed_in(owner)
    owner.press(owner.go(f"{settings.PUBLIC_URL}/fiok/"), "Kilépés")

    out = owner.press(page, "Lekérem újra az adataimat")

    assert "A kapu már nem ismeri ezt a belépést." in out.text


def test_an_answer_without_a_sign_in_of_this_browser_is_refused(service: DemoService, owner: Guest) -> None:
    stranger = Guest(settings.PUBLIC_URL, client=guest(service, builders.activated_gate()).client)
    begun = owner.press(owner.go(f"{HERE}/"), SIGN_IN, until=f"{HERE}/visszateres")

    page = stranger.go(begun.headers["Location"])

    assert page.status_code == 400
    assert "nem bizonyítja" in page.text


def test_an_answer_is_believed_once(owner: Guest) -> None:
    back = owner.press(owner.go(f"{HERE}/"), SIGN_IN, until=f"{HERE}/visszateres")
    owner.go(back.headers["Location"])

    again = owner.go(back.headers["Location"])

    assert "nem bizonyítja" in again.text


def test_an_answer_of_another_issuer_is_refused(owner: Guest) -> None:
    back = owner.press(owner.go(f"{HERE}/"), SIGN_IN, until=f"{HERE}/visszateres")
    address = httpx.URL(back.headers["Location"])

    page = owner.go(str(address.copy_set_param("iss", "https://other.example")))

    assert "does not come from the gate" in page.text


def test_forms_of_other_sites_do_nothing(owner: Guest) -> None:
    page = owner.client.post(f"{HERE}/belepes", headers={"Origin": "https://evil.example"})

    assert page.status_code == 403


def test_a_gate_that_calls_itself_another_is_not_believed(service: DemoService, tmp_path: Path) -> None:
    service.file = changed(tmp_path, issuer="http://127.0.0.1:8000")

    page = signed_in(guest(service, builders.activated_gate()))

    assert "another issuer" in page.text


def test_without_its_file_the_service_says_what_to_do(service: DemoService, tmp_path: Path) -> None:
    service.file = tmp_path / "nothing.json"

    page = guest(service, builders.activated_gate()).go(f"{HERE}/")

    assert page.status_code == 503
    assert "ugyfelkapu demo" in page.text


def test_an_address_of_no_page_says_so(owner: Guest) -> None:
    assert owner.go(f"{HERE}/semmi").status_code == 404


def test_nothing_is_loaded_from_elsewhere(owner: Guest) -> None:
    page = owner.go(f"{HERE}/")

    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert owner.go(f"{HERE}/stilus.css").headers["Content-Type"] == "text/css"
    assert owner.go(f"{HERE}/jel.svg").status_code == 200
