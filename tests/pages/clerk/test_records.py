# SPDX-License-Identifier: EUPL-1.2
"""Finding gates and keeping them: the receipt, a wrong address, suspending, restoring."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests import builders, signing
from tests.clock import Clock
from tests.pages.clerk import desk as typed
from tests.pages.clerk.desk import CARD, MARIA
from tests.personal import personal
from ugyfelkapu.access import safety_links
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import MOST_HITS, gate
from ugyfelkapu.accounts.services import SuspensionReason
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.ports import DocumentQuestion, RegisteredPerson
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.registers.services import register
from ugyfelkapu.staff.models import StaffMember

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SEARCH = "/ugyintezo/kereses/"


def maria() -> RegisteredPerson:
    """Return the sandbox register's Mária, as its answer has her."""
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", "000001ZZ", "000006ZZ")
    (person,) = register().who_has_document(question, at=builders.AT).people
    return person


# ------------------------------------------------------------------ finding


def test_a_gate_is_found_by_parts_of_its_owners_names(desk: Client) -> None:
    built = builders.registered_gate()

    page = desk.post(SEARCH, {"name": "proba maria"})

    assert typed.record(built.id) in page.text
    assert typed.last_event() == ("RecordsSearched", {"hits": 1})


def test_a_gate_is_found_by_its_username(desk: Client) -> None:
    built = builders.registered_gate("minta.keresett")

    found = desk.post(SEARCH, {"username": "Minta.Keresett"})
    missed = desk.post(SEARCH, {"username": "minta.kerese"})

    assert typed.record(built.id) in found.text
    assert typed.record(built.id) not in missed.text


def test_a_search_for_nothing_is_refused(desk: Client) -> None:
    answer = desk.post(SEARCH, {"name": " "})

    assert answer.status_code == 422
    assert 'href="#name"' in answer.text


def test_hits_stand_in_hungarian_order(desk: Client) -> None:
    for family in ("Zsák", "Cukor", "Zala", "Csuka", "Őr"):
        name = Name(personal(family) if len(family) > 4 else family, "Berta")
        who = builders.identity(current_name=name, birth_name=name)
        builders.registered_gate(person=builders.person_in_register(identity=who))

    page = desk.post(SEARCH, {"name": "berta"}).text

    places = [page.index(f"{family} Berta") for family in ("Cukor", "Csuka", "Őr", "Zala", "Zsák")]
    assert places == sorted(places)


def test_more_hits_than_fifty_are_counted_and_not_shown(desk: Client) -> None:
    for _ in range(MOST_HITS + 1):
        builders.registered_gate()

    page = desk.post(SEARCH, {"name": "minta"}).text

    assert page.count("/ugyintezo/kapu/") == MOST_HITS
    assert str(MOST_HITS + 1) in page


# ------------------------------------------------------------------ the record


@pytest.mark.parametrize(
    ("certificate", "told"),
    [
        ("qualified_certificate", "elektronikus aláírás, minősített tanúsítvány"),
        ("certificate", "elektronikus aláírás, tanúsítvány"),
        ("", "személyesen, Minta utcai okmányiroda"),
    ],
)
def test_a_record_says_how_its_owner_was_identified(desk: Client, certificate: str, told: str) -> None:
    gate = builders.activated_gate()
    if certificate:
        signing.as_if_signed(gate.id, certificate)

    page = " ".join(desk.get(f"/ugyintezo/kapu/{gate.id}/").text.split())

    assert "Azonosítás módja" in page
    assert told in page


def test_opening_a_record_leaves_a_trace(desk: Client) -> None:
    built = builders.registered_gate()

    page = desk.get(typed.record(built.id))

    assert built.username in page.text
    assert "Hódmezővásárhely" in page.text
    assert typed.last_event()[0] == "RecordOpened"


@pytest.mark.parametrize("path", ["", "cim/", "felfuggesztes/", "visszaallitas/"])
def test_a_clerk_never_opens_their_own_record(desk: Client, path: str) -> None:
    built = builders.registered_gate()
    StaffMember.objects.update(person_key=keys.person_key(built.person))

    shown = desk.get(f"{typed.record(built.id)}{path}")
    found = desk.post(SEARCH, {"name": "minta"})

    assert shown.status_code == 403
    assert built.username not in shown.text
    assert str(built.id) not in found.text


def test_a_gate_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(typed.record(uuid4())).status_code == 404


# ------------------------------------------------------------------ the receipt


def test_the_receipt_prints_and_leaves_a_trace(desk: Client) -> None:
    built = builders.registered_gate()

    pdf = desk.get(f"/ugyintezo/igazolas/{built.id}/pdf/")

    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"] == 'inline; filename="igazolas.pdf"'
    assert typed.last_event()[0] == "ReceiptPrinted"


def test_an_activated_gate_has_no_receipt_any_more(desk: Client) -> None:
    built = builders.activated_gate()

    assert desk.get(f"/ugyintezo/igazolas/{built.id}/pdf/").status_code == 409
    assert desk.get(f"/ugyintezo/igazolas/{built.id}/").headers["Location"] == typed.record(built.id)


def test_a_stranger_gets_no_receipt(client: Client) -> None:
    built = builders.registered_gate()

    assert client.get(f"/ugyintezo/igazolas/{built.id}/pdf/").status_code == 303


# ------------------------------------------------------------------ a wrong address


def test_a_wrong_address_is_corrected_before_activation(desk: Client, clock: Clock) -> None:
    built = builders.registered_gate()
    clock.forward(days=3)
    typed.sign_in(desk, "ugyintezo1")
    right = personal("helyes@example.com")

    form = {"email": right, "email_again": right, "same_person": "on"}
    done = desk.post(f"{typed.record(built.id)}cim/", form)

    after = gate(built.id, at=clock.at)
    assert done.status_code == 303
    assert after.email == right
    assert after.ends_at == built.registered.ends_at
    assert builders.code_for(built.id) != built.code


@pytest.mark.parametrize("missing", ["email", "email_again", "same_person"])
def test_an_address_is_corrected_only_by_whoever_was_identified(desk: Client, missing: str) -> None:
    built = builders.registered_gate()
    right = personal("helyes@example.com")
    whole = {"email": right, "email_again": right, "same_person": "on", missing: ""}

    refused = desk.post(f"{typed.record(built.id)}cim/", whole)

    assert refused.status_code == 422
    assert gate(built.id, at=builders.AT).email == built.email


def test_whoever_corrects_an_address_is_told_to_look_at_the_document(desk: Client) -> None:
    built = builders.registered_gate()

    refused = desk.post(f"{typed.record(built.id)}cim/", {})

    assert "Azonosítsa az ügyfelet az okmányából" in refused.text
    assert "nyilvántartás válaszával" not in refused.text


def test_the_desk_says_what_was_just_done(desk: Client) -> None:
    built = builders.registered_gate()
    right = personal("helyes@example.com")
    active = builders.activated_gate(person=maria())

    corrected = desk.post(
        f"{typed.record(built.id)}cim/",
        {"email": right, "email_again": right, "same_person": "on"},
        follow=True,
    )
    suspended = desk.post(f"{typed.record(active.id)}felfuggesztes/", {"reason": "compromise"}, follow=True)
    path = f"{typed.record(active.id)}visszaallitas/"
    desk.post(path, {**MARIA, **CARD, "step": "look-up"})
    restored = desk.post(path, {**MARIA, **CARD, "same_person": "on", "step": "restore"}, follow=True)
    stale = desk.get(f"{typed.record(active.id)}?suspended")

    assert "A címet kijavítottuk" in corrected.text
    assert "A kaput felfüggesztettük" in suspended.text
    assert "A kaput visszaállítottuk" in restored.text
    assert "A kaput felfüggesztettük" not in stale.text


def test_a_records_title_says_what_it_is(desk: Client) -> None:
    built = builders.registered_gate()

    page = desk.get(typed.record(built.id))

    assert "<title>Kapu adatlapja – Ügyfélkapu</title>" in page.text


def test_an_active_gates_address_is_not_corrected_here(desk: Client) -> None:
    built = builders.activated_gate()
    right = personal("helyes@example.com")

    form = {"email": right, "email_again": right, "same_person": "on"}
    refused = desk.post(f"{typed.record(built.id)}cim/", form)

    assert refused.status_code == 409


# ------------------------------------------------------------------ suspending and restoring


def test_a_reported_compromise_suspends_at_once(desk: Client) -> None:
    built = builders.activated_gate()

    done = desk.post(f"{typed.record(built.id)}felfuggesztes/", {"reason": "compromise"})

    assert done.status_code == 303
    assert gate(built.id, at=builders.AT).state is State.SUSPENDED


def test_suspending_needs_a_reason_and_an_active_gate(desk: Client) -> None:
    active, pending = builders.activated_gate(), builders.registered_gate()

    without = desk.post(f"{typed.record(active.id)}felfuggesztes/")
    too_early = desk.post(f"{typed.record(pending.id)}felfuggesztes/", {"reason": "compromise"})

    assert (without.status_code, too_early.status_code) == (422, 409)
    assert gate(active.id, at=builders.AT).state is State.ACTIVE


def suspended(reason: SuspensionReason) -> builders.BuiltGate:
    """Return Mária's gate, suspended."""
    built = builders.activated_gate(person=maria())
    accounts.suspend(built.id, reason=reason, by=builders.clerk(), at=builders.AT)
    return built


def test_the_owner_has_the_gate_restored_in_person(desk: Client) -> None:
    built = suspended(SuspensionReason.COMPROMISE)
    path = f"{typed.record(built.id)}visszaallitas/"

    looked_up = desk.post(path, {**MARIA, **CARD, "step": "look-up"})
    done = desk.post(path, {**MARIA, **CARD, "same_person": "on", "step": "restore"})

    assert looked_up.status_code == 200
    assert "Minta Mária" in looked_up.text
    assert done.status_code == 303
    assert gate(built.id, at=builders.AT).state is State.ACTIVE


def test_a_wrong_address_is_replaced_when_restoring(desk: Client) -> None:
    built = suspended(SuspensionReason.WRONG_ADDRESS)
    path = f"{typed.record(built.id)}visszaallitas/"
    right = personal("helyes@example.com")
    desk.post(path, {**MARIA, **CARD, "step": "look-up"})
    whole = {**MARIA, **CARD, "same_person": "on", "step": "restore"}

    without = desk.post(path, whole)
    done = desk.post(path, {**whole, "email": right, "email_again": right})

    assert (without.status_code, done.status_code) == (422, 303)
    assert gate(built.id, at=builders.AT).email == right


def test_the_desk_sees_that_an_owner_locked_their_gate_and_cannot_say_so_itself(desk: Client) -> None:
    locked, active = builders.activated_gate(), builders.activated_gate()
    lock_by_link(safety_links.make(locked.id, at=builders.AT), by=STRANGER, at=builders.AT)
    suspend = f"{typed.record(active.id)}felfuggesztes/"

    page = desk.get(typed.record(locked.id)).text
    answers = [desk.post(suspend, {"reason": reason}) for reason in ("owner", "address_disowned")]

    assert "a tulajdonosa zárolta" in page
    assert [answer.status_code for answer in answers] == [422, 422]
    assert gate(active.id, at=builders.AT).state is State.ACTIVE


def test_a_disowned_address_is_replaced_when_restoring(desk: Client) -> None:
    built = builders.activated_gate(person=maria())
    link = safety_links.make(built.id, disowns_address=True, at=builders.AT)
    lock_by_link(link, by=STRANGER, at=builders.AT)
    path = f"{typed.record(built.id)}visszaallitas/"
    right = personal("sajat@example.com")
    whole = {**MARIA, **CARD, "same_person": "on", "step": "restore"}

    record = desk.get(typed.record(built.id)).text
    desk.post(path, {**MARIA, **CARD, "step": "look-up"})
    without = desk.post(path, whole)
    done = desk.post(path, {**whole, "email": right, "email_again": right})

    assert "az új e-mail-cím idegené" in record
    assert (without.status_code, done.status_code) == (422, 303)
    assert gate(built.id, at=builders.AT).email == right


def test_somebody_elses_document_restores_nothing(desk: Client) -> None:
    built = suspended(SuspensionReason.COMPROMISE)
    path = f"{typed.record(built.id)}visszaallitas/"
    elek = {**MARIA, "document_number": "000011ZZ", "address_card": "yes", "address_card_number": "000007ZZ"}

    looked_up = desk.post(path, {**elek, "step": "look-up"})
    refused = desk.post(path, {**elek, "same_person": "on", "step": "restore"})

    assert (looked_up.status_code, refused.status_code) == (422, 422)
    assert gate(built.id, at=builders.AT).state is State.SUSPENDED


def test_restoring_without_comparing_is_refused(desk: Client) -> None:
    built = suspended(SuspensionReason.COMPROMISE)
    path = f"{typed.record(built.id)}visszaallitas/"

    refused = desk.post(path, {**MARIA, **CARD, "same_person": "on", "step": "restore"})

    assert refused.status_code == 422
    assert gate(built.id, at=builders.AT).state is State.SUSPENDED
