# SPDX-License-Identifier: EUPL-1.2
"""The second way in, whole: signed at home, used, taken along, closed; and what is left of somebody then."""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders, signing
from tests.clock import Clock
from tests.journeys.traces import places, words_of
from tests.pages.citizen.test_signed import PASSWORDS, START, fields
from tests.personal import personal
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, answer
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.codes import for_reading
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.enrolment.models import Declaration, SignedForm, Upload
from ugyfelkapu.enrolment.services import forget_lapsed
from ugyfelkapu.esignature.demo_card.authority import Bearer
from ugyfelkapu.esignature.demo_card.lists import lists
from ugyfelkapu.esignature.demo_card.shapes import Shape
from ugyfelkapu.esignature.demo_card.signing import sign
from ugyfelkapu.esignature.services import update
from ugyfelkapu.federation.oidc import clients
from ugyfelkapu.journal.actor import COMMAND_LINE, WORKER
from ugyfelkapu.journal.models import Entry

pytestmark = pytest.mark.django_db

WHO = Identity(
    current_name=Name(personal("Zsombolyai"), personal("Xénia Tekla")),
    birth_name=Name(personal("Qvarkai"), personal("Xénia Tekla")),
    birth_place=personal("Nagyszentmihálykürt"),
    birth_date=date(1971, 3, 14),
    mother_birth_name=Name(personal("Wlaszics"), personal("Jozefina")),
    citizenship="HUN",
)
USERNAME, EMAIL = personal("zsombolyai.xenia"), personal("xenia.zsombolyai@example.com")
TYPED = fields(
    family_name="Zsombolyai",
    given_names="Xénia Tekla",
    birth_family_name="Qvarkai",
    birth_given_names="Xénia Tekla",
    birth_place=WHO.birth_place,
    birth_date_0="14",
    birth_date_1="3",
    birth_date_2="1971",
    mother_family_name="Wlaszics",
    mother_given_names="Jozefina",
    username=USERNAME,
    email=EMAIL,
)
BEARER = Bearer("Zsombolyai", "Xénia Tekla", WHO.birth_date, WHO.birth_place)
KNOWN_ANYWAY = ("journal_", "registers_")
"""The chain of the journal holds hashes alone; the embedded register knows everybody."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the authority of these tests lives."""
    return tmp_path_factory.mktemp("demo-card")


@pytest.fixture(autouse=True)
def _a_known_person(clock: Clock, folder: Path) -> None:
    clients.forget()
    clock.set(signing.AT)
    update(source=str(lists(folder)), by=COMMAND_LINE, at=signing.AT)
    signing.register_knows(WHO, identifier="")


def send(browser: Client, folder: Path, bearer: Bearer = BEARER, **changes: str) -> bytes:
    """Fill in, sign, send, and let the worker look at it; return the signed file."""
    assert browser.post(START, {**TYPED, **changes}).status_code == 303
    document = browser.get(f"{START}nyilatkozat.pdf").content
    signed = sign(folder, document, Shape.PADES, bearer, at=signing.AT)
    sent = browser.post(f"{START}nyilatkozat/", {"signed_form": SimpleUploadedFile("alairva.pdf", signed)})
    assert sent.status_code == 303
    assert signing.looked_at()
    return signed


def sign_in(browser: Client, password: str = builders.PASSWORD) -> Any:
    """Sign in to the gate."""
    return browser.post("/belepes/", {"username": USERNAME, "password": password})


def left() -> set[str]:
    """Return where anything of the person stands, besides what knows them anyway."""
    hashes = (keys.username_key(USERNAME), keys.email_key(EMAIL), keys.document_only_key(WHO))
    found = places([USERNAME, EMAIL, *words_of(WHO)], hashes)
    return {place for place in found if not place.startswith(KNOWN_ANYWAY)}


def test_a_person_registers_at_home_uses_the_gate_and_closes_it(client: Client, folder: Path) -> None:
    signed = send(client, folder)
    assert client.post(f"{START}jelszo/", PASSWORDS)["Location"] == f"{START}kesz/"
    gate = Account.objects.get()
    kinds = builders.kinds_of_letters(gate.id)
    code = for_reading(builders.code_for(gate.id))

    assert sign_in(client)["Location"] == "/fiok/"
    confirmed = client.post("/fiok/email/", {"step": "confirm", "code": code})
    owner: Any = gate
    told = answer(relying.service(statutory=True), Person(gate=owner, browser=client))
    data = json.loads(client.post("/fiok/adataim/letoltes/adataim.json").content)
    closed = client.post("/fiok/megszuntetes/", {"understood": "on"})

    assert kinds == ["signed_gate", "confirm_address"]
    assert confirmed["Location"] == "/fiok/email/?confirmed"
    assert "code" in told
    (form,) = data["signed_forms"]
    assert base64.b64decode(form["document"]) == signed
    assert json.loads(form["report"])["accepted"] is True
    assert (form["level"], form["basis"]) == ("QESig", "birth")
    assert data["proofings"][0]["method"] == "signature"
    assert closed["Location"] == "/megszuntetve/"

    accounts.erase_expired(by=WORKER, at=signing.AT)

    assert not SignedForm.objects.exists()
    assert not Declaration.objects.exists()
    assert not Upload.objects.exists()
    assert left() <= {"outbox_letter.to", "access_attempt.key"}  # the letter that tells of the closing
    kept = Entry.objects.get(event="RegisteredBySignature").details
    assert kept["document"] == signing.digest(signed)
    assert (kept["report"], kept["snapshot"]) == (
        Entry.objects.get(event="SignerEstablished").details["report"],
        form["snapshot"],
    )
    assert base64.b64encode(signed).decode() not in json.dumps(list(Entry.objects.values_list("details")))


def test_a_refused_form_leaves_nothing_of_the_person(client: Client, folder: Path) -> None:
    send(client, folder, Bearer("Zsombolyai", "Xénia Tekla"))

    upload = Upload.objects.get()
    assert (upload.reason, upload.document, upload.report, upload.evidence, upload.signer) == (
        "name_alone",
        *("", "", "", ""),
    )
    assert left() == {"enrolment_declaration.form", "enrolment_declaration.xml"}  # to be corrected, for a day
    assert not builders.kinds_of_letters()

    forget_lapsed(by=WORKER, at=Declaration.objects.get().ends_at)

    assert left() == set()


def test_the_owner_of_a_temporary_gate_takes_its_names_along(client: Client, folder: Path) -> None:
    temporary = builders.activated_temporary_gate(USERNAME, EMAIL, at=signing.AT)
    sign_in(client)
    send(client, folder)
    client.post(f"{START}jelszo/", PASSWORDS)

    accounts.erase_expired(by=WORKER, at=Account.objects.get(id=temporary.id).ends_at or signing.AT)

    gate = Account.objects.get()
    assert (gate.state, gate.username, gate.email, gate.id == temporary.id) == (
        *("active", USERNAME, EMAIL),
        False,
    )
    assert sign_in(client)["Location"] == "/fiok/"


def test_a_temporary_gate_that_nobody_is_signed_in_to_keeps_them(client: Client, folder: Path) -> None:
    temporary = builders.activated_temporary_gate(USERNAME, EMAIL, at=signing.AT)
    before = Account.objects.filter(id=temporary.id).values().get()

    refused = client.post(START, TYPED)
    send(client, folder, username=personal("masik.nev"))
    client.post(f"{START}jelszo/", PASSWORDS)

    assert refused.status_code == 422  # the username is taken; of the address nothing is said (D10)
    assert Account.objects.filter(id=temporary.id).values().get() == before
    gate = Account.objects.get(state="active")
    assert (gate.username, gate.email, gate.email_proved_at) == (personal("masik.nev"), EMAIL, None)
    assert builders.kinds_of_letters(gate.id) == []
    assert builders.kinds_of_letters(temporary.id)[-1] == "address_taken"


def test_the_owner_of_a_full_gate_sets_a_new_password_and_the_known_address_is_told(
    client: Client, folder: Path
) -> None:
    person = builders.person_in_register(reference=signing.REFERENCE, identity=WHO)
    gate = builders.activated_gate(USERNAME, EMAIL, person=person, at=signing.AT)
    elsewhere = Client()
    sign_in(elsewhere)

    send(client, folder, username=personal("masik.nev"), email=personal("idegen@example.com"))
    page = client.get(f"{START}jelszo/").content.decode()
    new = {"password": builders.OTHER_PASSWORD, "password_again": builders.OTHER_PASSWORD, "reset": "yes"}
    client.post(f"{START}jelszo/", new)

    assert "Már van ügyfélkapuja" in page
    assert Account.objects.get().id == gate.id
    assert (Account.objects.get().email, Account.objects.get().username) == (EMAIL, USERNAME)
    alarm = builders.letters(gate.id)[-1]
    assert (alarm.kind, bool(getattr(alarm, "token", ""))) == ("password_changed", True)
    assert elsewhere.get("/fiok/").status_code == 303
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), builders.OTHER_PASSWORD)["Location"] == "/fiok/"
    assert "confirm_address" not in builders.kinds_of_letters()
