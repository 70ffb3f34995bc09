# SPDX-License-Identifier: EUPL-1.2
"""The owner's data: shown in short, downloaded whole, and nobody else's among them."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any  # JSON

import pytest
from django.test import Client
from pypdf import PdfReader

from tests import builders, signing
from tests.clock import Clock
from tests.pages.citizen.owners import SIGN_IN, authenticator_of, give_code, give_password
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.person import Name
from ugyfelkapu.journal.queries import entries_about

pytestmark = [pytest.mark.django_db, pytest.mark.both]

DATA = "/fiok/adataim/"
JSON, PDF = f"{DATA}letoltes/adataim.json", f"{DATA}letoltes/adataim.pdf"
ODON = Name("Kiss-Szőllősy", "Ödön")


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate of somebody with long vowels."""
    who = builders.person_in_register(identity=builders.identity(current_name=ODON))
    return builders.activated_gate(person=who)


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    give_password(client, gate)
    return client


def _json(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_the_page_shows_data_and_how_they_were_checked(owner: Client, gate: builders.BuiltGate) -> None:
    page = owner.get(DATA).text

    assert "Kiss-Szőllősy Ödön" in page
    assert gate.email in page
    assert "Személyesen, a nyilvántartással összevetve: 2026. november 23." in page
    assert "/fiok/adataim/egyeztetes/" in page


def test_whoever_signed_was_at_no_desk(owner: Client, gate: builders.BuiltGate) -> None:
    signing.as_if_signed(gate.id)

    page = owner.get(DATA).text
    paper = PdfReader(BytesIO(owner.post(PDF).content))

    told = "Elektronikus aláírással igazolta magát: 2026. november 23., hétfő, minősített tanúsítvánnyal."
    assert told in page
    text = " ".join(" ".join(each.extract_text() for each in paper.pages).split())
    assert "Elektronikus aláírással Minősített tanúsítvány" in text
    assert "Nem okmányirodában" in text


def test_a_temporary_gate_holds_its_owners_words(client: Client) -> None:
    temporary = builders.activated_temporary_gate()
    client.post(SIGN_IN, {"username": temporary.username, "password": temporary.password})

    page = client.get(DATA).text
    data = _json(client.post(JSON))

    assert "Ezeket Ön adta meg" in page
    assert "/fiok/adataim/egyeztetes/" not in page
    assert data["proofings"] == []
    assert data["gate"]["reference"] == temporary.reference


def test_the_file_for_machines_holds_everything(owner: Client, gate: builders.BuiltGate) -> None:
    answer = owner.post(JSON)

    data = _json(answer)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="adataim.json"'
    assert data["identity"]["current_name"] == {"family": "Kiss-Szőllősy", "given": "Ödön", "title": ""}
    assert (data["gate"]["username"], data["gate"]["email"]) == (gate.username, gate.email)
    assert data["proofings"][0]["document"] == "id_card"
    assert data["sessions"][0]["method"] == "password"
    assert sorted(one["kind"] for one in data["letters"]) == ["activated", "activation"]
    assert data["activity"][-1]["event"] == "DataExported"


def test_second_factors_are_named_and_their_secrets_are_not(client: Client, gate: builders.BuiltGate) -> None:
    secret = authenticator_of(gate)
    give_password(client, gate)
    give_code(client, secret, builders.AT)

    answer = client.post(JSON)

    assert _json(answer)["second_factors"][0]["kind"] == "totp"
    assert secret not in answer.content.decode()
    assert Account.objects.get(id=gate.id).password not in answer.content.decode()


def test_the_paper_is_read_by_people(owner: Client, gate: builders.BuiltGate) -> None:
    answer = owner.post(PDF)

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "Kiss-Szőllősy Ödön" in text
    assert gate.email in text
    assert "Minta utcai okmányiroda" in " ".join(text.split())


def test_the_paper_is_english_for_whoever_reads_english(owner: Client) -> None:
    owner.get(f"{DATA}?lang=en")

    answer = owner.post(PDF)

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "How it was checked who you are" in " ".join(text.split())


def test_each_download_is_noted(owner: Client, gate: builders.BuiltGate) -> None:
    owner.post(JSON)
    owner.post(PDF)

    noted = [entry.details for entry in entries_about(gate.id) if entry.event == "DataExported"]
    assert noted == [{"what": "data", "form": "pdf"}, {"what": "data", "form": "json"}]


@pytest.mark.parametrize("place", [JSON, PDF])
def test_a_download_needs_a_fresh_proof(
    owner: Client, gate: builders.BuiltGate, clock: Clock, place: str
) -> None:
    clock.forward(minutes=5)

    asked = owner.post(place)
    proved = owner.post(place, {"confirm-password": gate.password})

    assert asked.status_code == 403
    assert proved.status_code == 200
    assert "attachment" in proved.headers["Content-Disposition"]


@pytest.mark.parametrize("place", [JSON, PDF])
def test_nothing_is_taken_on_the_day_after_a_reset(
    owner: Client, gate: builders.BuiltGate, place: str
) -> None:
    Account.objects.filter(id=gate.id).update(password_reset_at=builders.AT)

    assert owner.post(place).status_code == 409


@pytest.mark.parametrize("place", [JSON, PDF])
def test_a_link_downloads_nothing(owner: Client, place: str) -> None:
    assert owner.get(place).status_code == 405


@pytest.mark.parametrize("place", [DATA, JSON, PDF])
def test_strangers_are_asked_to_sign_in(client: Client, place: str) -> None:
    answer = client.get(place) if place == DATA else client.post(place)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/belepes/")


def test_nobody_elses_data_are_among_them(owner: Client) -> None:
    other = builders.activated_gate(person=builders.person_in_register(reference="SZL-7777"))
    give_password(Client(), other)

    answer = owner.post(JSON)

    assert other.email not in answer.content.decode()
    assert other.username not in answer.content.decode()
    assert len(_json(answer)["sessions"]) == 1
