# SPDX-License-Identifier: EUPL-1.2
"""The pages of registering by signature: form, declaration, upload, outcome, password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any  # Django's test answers

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import builders, pki, signing
from tests.clock import Clock, clock
from tests.personal import personal
from ugyfelkapu.access import attempts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.enrolment_errors import DeclarationOver, DeclarationUsed
from ugyfelkapu.domain.errors import HasGate, Refusal
from ugyfelkapu.domain.signing import Reason
from ugyfelkapu.enrolment import services
from ugyfelkapu.enrolment.models import Declaration, Upload
from ugyfelkapu.enrolment.steps import Step
from ugyfelkapu.pages.citizen import drafts

__all__ = ["clock"]

pytestmark = pytest.mark.django_db
START = "/regisztracio/alairassal/"
PASSWORDS = {"password": builders.PASSWORD, "password_again": builders.PASSWORD}


@pytest.fixture(autouse=True)
def _a_known_person(clock: Clock) -> None:
    clock.set(signing.AT)
    signing.lists_are_kept()
    signing.register_knows(signing.identity())


def fields(**changes: str) -> dict[str, str]:
    """Return the form of whom the certificates name."""
    whole = {
        "family_name": "Minta",
        "given_names": "Mária",
        "birth_family_name": "Próba",
        "birth_given_names": "Mária",
        "birth_place": "Hódmezővásárhely",
        "birth_date_0": "7",
        "birth_date_1": "5",
        "birth_date_2": "1963",
        "citizenship": "HUN",
        "mother_family_name": "Teszt",
        "mother_given_names": "Erzsébet Ilona",
        "username": personal("minta.alairo"),
        "email": personal("minta.alairo@example.com"),
    }
    return {**whole, **changes}


def _declared(client: Client, **changes: str) -> Any:
    answer = client.post(START, fields(**changes))
    assert (answer.status_code, answer["Location"]) == (303, f"{START}nyilatkozat/")
    return answer


def _sent(client: Client, leaf: pki.Leaf = pki.Leaf.CITIZEN, **more: Any) -> Any:
    document = client.get(f"{START}nyilatkozat.pdf").content
    signed = pki.sign(pki.Format.PADES, pki.Level.LT, leaf, document)
    return client.post(f"{START}nyilatkozat/", {"signed_form": SimpleUploadedFile("alairva.pdf", signed)})


def test_a_person_registers_by_signature_in_one_sitting(client: Client) -> None:
    _declared(client)
    page = client.get(f"{START}nyilatkozat/")
    assert "e-Szignó" in page.content.decode()
    assert _sent(client)["Location"] == f"{START}ellenorzes/"
    assert 'http-equiv="refresh"' in client.get(f"{START}ellenorzes/").content.decode()
    signing.looked_at()
    assert client.get(f"{START}ellenorzes/")["Location"] == f"{START}jelszo/"

    answer = client.post(f"{START}jelszo/", PASSWORDS)

    assert (answer.status_code, answer["Location"]) == (303, f"{START}kesz/")
    assert client.get(f"{START}kesz/").status_code == 200
    entered = client.post("/belepes/", {"username": "minta.alairo", "password": builders.PASSWORD})
    assert entered.status_code == 303
    assert client.get("/fiok/").status_code == 200


def test_a_form_with_faults_is_shown_with_them(client: Client) -> None:
    answer = client.post(START, fields(family_name=""))

    assert answer.status_code == 422
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("typed", [None, {}])
def test_the_form_promises_the_code_that_is_sent(client: Client, typed: dict[str, str] | None) -> None:
    page = client.get(START) if typed is None else client.post(START, typed)

    assert "amellyel igazolja, hogy a cím az Öné" in page.content.decode()
    assert "aktiváló kódot" not in page.content.decode()


def test_a_file_must_come_along(client: Client) -> None:
    _declared(client)

    answer = client.post(f"{START}nyilatkozat/", {})

    assert answer.status_code == 422


def test_a_file_that_is_too_large_is_refused(client: Client) -> None:
    _declared(client)
    large = SimpleUploadedFile("alairva.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024))

    answer = client.post(f"{START}nyilatkozat/", {"signed_form": large})

    assert answer.status_code == 422


def test_a_refused_signature_says_why_and_offers_the_temporary_gate_with_one_click(client: Client) -> None:
    _declared(client)
    _sent(client, pki.Leaf.PSEUDONYM)
    signing.looked_at()

    page = client.get(f"{START}ellenorzes/", headers={"Accept-Language": "en"})

    assert page.status_code == 422
    onward = client.post(f"{START}ideiglenes/")
    assert onward["Location"] == "/regisztracio/ideiglenes/ellenorzes/"
    kept = client.get(onward["Location"]).content.decode()
    assert "minta.alairo@example.com" in kept
    opened = client.post(onward["Location"], {})
    assert (opened.status_code, Account.objects.get().state) == (303, "temporary")


def test_the_form_waits_in_the_browser_after_a_refusal(client: Client) -> None:
    _declared(client)
    _sent(client, pki.Leaf.REVOKED)
    signing.looked_at()

    assert 'value="Minta"' in client.get(START).content.decode()
    assert client.get(f"{START}nyilatkozat/").status_code == 200


def test_another_browser_sees_nothing_of_it(client: Client) -> None:
    _declared(client)
    other = Client()

    assert other.get(f"{START}nyilatkozat.pdf").status_code == 404
    assert other.get(f"{START}nyilatkozat/")["Location"] == f"{START}?lapsed"
    assert other.post(f"{START}jelszo/", PASSWORDS)["Location"] == f"{START}?lapsed"


def test_nobody_chooses_a_password_before_the_outcome(client: Client) -> None:
    _declared(client)
    _sent(client)

    answer = client.post(f"{START}jelszo/", PASSWORDS)

    assert answer["Location"] == f"{START}ellenorzes/"
    assert not Account.objects.exists()


@pytest.mark.parametrize("password", ["minta.alairo", "short"])
def test_a_poor_password_is_refused_and_the_form_stays_good(client: Client, password: str) -> None:
    _declared(client)
    _sent(client)
    signing.looked_at()

    answer = client.post(f"{START}jelszo/", {"password": password, "password_again": password})

    assert answer.status_code == 422
    assert client.post(f"{START}jelszo/", PASSWORDS).status_code == 303


def test_a_username_taken_meanwhile_is_chosen_anew(client: Client) -> None:
    _declared(client)
    _sent(client)
    signing.looked_at()
    builders.temporary_gate("minta.alairo", at=signing.AT)

    taken = client.post(f"{START}jelszo/", PASSWORDS)
    assert taken.status_code == 422
    assert 'name="username"' in taken.content.decode()
    answer = client.post(f"{START}jelszo/", {**PASSWORDS, "username": personal("minta.masik")})

    assert answer.status_code == 303


def test_whoever_has_a_gate_is_offered_a_new_password(client: Client) -> None:
    test_a_person_registers_by_signature_in_one_sitting(client)
    other = Client()
    _declared(other, username=personal("minta.ujra"))
    _sent(other)
    signing.looked_at()

    page = other.get(f"{START}jelszo/")
    new = {"password": builders.OTHER_PASSWORD, "password_again": builders.OTHER_PASSWORD, "reset": "yes"}
    answer = other.post(f"{START}jelszo/", new)

    assert page.status_code == 200
    assert answer["Location"] == f"{START}kesz/"
    assert client.get("/fiok/").status_code == 303  # every session has ended
    assert Account.objects.count() == 1


def test_the_day_of_a_declaration_ends(client: Client, clock: Clock) -> None:
    _declared(client)
    clock.set(signing.AT + timedelta(hours=24))

    assert client.get(f"{START}nyilatkozat/")["Location"] == f"{START}?lapsed"
    assert client.get(f"{START}nyilatkozat.pdf").status_code == 404


def test_the_temporary_gates_owner_keeps_the_username(client: Client) -> None:
    gate = builders.activated_temporary_gate("minta.alairo", at=signing.AT)
    client.post("/belepes/", {"username": gate.username, "password": builders.PASSWORD})
    _declared(client)
    _sent(client)
    signing.looked_at()

    answer = client.post(f"{START}jelszo/", PASSWORDS)

    assert answer.status_code == 303
    assert Account.objects.get(state="active").username == "minta.alairo"
    assert Account.objects.get(id=gate.id).state == "closed"


# ------------------------------------------------------------------ coming back, twice, late


def _accepted(client: Client, **changes: str) -> None:
    _declared(client, **changes)
    _sent(client)
    signing.looked_at()


def test_whoever_comes_back_meanwhile_is_led_to_the_outcome(client: Client) -> None:
    _declared(client)
    _sent(client)

    assert client.get(START)["Location"] == f"{START}ellenorzes/"
    assert f'href="{START}?uj"' in client.get(f"{START}ellenorzes/").text
    signing.looked_at()
    assert client.get(START)["Location"] == f"{START}ellenorzes/"
    assert f'href="{START}?uj"' in client.get(f"{START}jelszo/").text


def test_a_form_sent_again_by_mistake_loses_no_accepted_signature(client: Client) -> None:
    _accepted(client)

    assert client.post(START, fields())["Location"] == f"{START}ellenorzes/"
    assert Declaration.objects.count() == 1
    assert client.post(f"{START}jelszo/", PASSWORDS)["Location"] == f"{START}kesz/"


def test_whoever_means_it_starts_anew(client: Client) -> None:
    _accepted(client)

    page = client.get(f"{START}?uj")
    assert f'action="{START}?uj"' in page.text
    assert "Egy aláírt nyilatkozat már folyamatban van" in page.text
    assert client.post(f"{START}?uj", fields())["Location"] == f"{START}nyilatkozat/"
    assert client.get(f"{START}nyilatkozat/").status_code == 200


def test_a_page_that_opens_a_gate_resets_no_password(client: Client) -> None:
    late = Client()
    _accepted(late, username=personal("minta.ujra"))
    test_a_person_registers_by_signature_in_one_sitting(client)
    new = {"password": builders.OTHER_PASSWORD, "password_again": builders.OTHER_PASSWORD}

    answer = late.post(f"{START}jelszo/", new)

    assert answer.status_code == 409
    assert "Közben megváltozott, mi történne" in answer.text
    assert 'name="reset"' in answer.text
    assert client.get("/fiok/").status_code == 200  # nothing has ended
    assert late.post(f"{START}jelszo/", {**new, "reset": "yes"})["Location"] == f"{START}kesz/"


def test_a_page_that_resets_a_password_opens_no_gate(client: Client) -> None:
    _accepted(client)

    assert client.post(f"{START}jelszo/", {**PASSWORDS, "reset": "yes"}).status_code == 409
    assert not Account.objects.exists()


def test_a_gate_that_opens_between_question_and_act_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _accepted(client)

    def meanwhile(*_args: object, **_named: object) -> None:
        raise HasGate

    monkeypatch.setattr(services, "open_gate", meanwhile)

    answer = client.post(f"{START}jelszo/", PASSWORDS)
    assert answer.status_code == 409
    assert "Közben megváltozott, mi történne" in answer.text


def test_whose_username_their_own_temporary_gate_holds_is_told_to_sign_in(client: Client) -> None:
    _accepted(client)
    gate = builders.activated_temporary_gate("minta.alairo", at=signing.AT)

    taken = client.post(f"{START}jelszo/", PASSWORDS)
    assert "lépjen be abba újra ebben a böngészőben" in taken.text
    client.post("/belepes/", {"username": gate.username, "password": builders.PASSWORD})

    assert client.post(f"{START}jelszo/", PASSWORDS)["Location"] == f"{START}kesz/"


def test_a_temporary_gates_username_is_its_owners_in_any_case(client: Client) -> None:
    gate = builders.activated_temporary_gate("Minta.Alairo", at=signing.AT)
    client.post("/belepes/", {"username": gate.username, "password": builders.PASSWORD})

    _declared(client, username=personal("minta.alairo"))


def test_too_many_declarations_leave_the_form_filled_in(client: Client) -> None:
    for _ in range(20):
        attempts.count(attempts.Scope("declarations", "127.0.0.0/24", limits.TEMPORARY_GATES), at=signing.AT)

    answer = client.post(START, fields())

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert 'value="Minta"' in answer.text
    assert "Túl sok nyilatkozat" in answer.text


@pytest.mark.parametrize(("refusal", "place"), [(DeclarationUsed, "kesz"), (DeclarationOver, "ellenorzes")])
def test_a_second_click_sees_what_the_first_one_did(
    client: Client, monkeypatch: pytest.MonkeyPatch, refusal: type[Refusal], place: str
) -> None:
    _accepted(client)

    def first(*_args: object, **_named: object) -> None:
        raise refusal

    monkeypatch.setattr(services, "open_gate", first)

    assert client.post(f"{START}jelszo/", PASSWORDS)["Location"] == f"{START}{place}/"


def test_answers_too_long_for_the_temporary_gates_draft_are_shown_to_be_shortened(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _declared(client)
    monkeypatch.setattr(drafts, "LONGEST", 10)

    answer = client.post(f"{START}ideiglenes/")

    assert answer.status_code == 422
    assert "A válaszok együtt túl hosszúak" in answer.text
    assert 'value="Minta"' in answer.text
    assert 'action="/regisztracio/ideiglenes/"' in answer.text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("judge_lost", "A saját ellenőrzésünk nem válaszolt"),
        ("provider_silent", "megkérdeztük, hogy az Öné-e"),
        ("register_silent", "A nyilvántartás most nem válaszol"),
        ("no_lists", "bizalmi listák nem elég frissek"),
        ("no_answer", "számít-e még"),
    ],
)
def test_what_is_waited_for_is_told(client: Client, reason: str, told: str) -> None:
    _declared(client)
    _sent(client)
    Upload.objects.update(step=Step.LATER, reason=reason)

    page = client.get(f"{START}ellenorzes/")

    assert told in page.text
    assert f'href="{START}?uj"' in page.text


def test_words_about_signing_claim_no_more_than_is_known(client: Client) -> None:
    assert "Derüljön ki belőle, kicsoda Ön" in client.get(START).text
    _declared(client)
    page = client.get(f"{START}nyilatkozat/").text
    assert "Az AVDH-val hitelesített dokumentumon" in page
    _sent(client)
    Upload.objects.update(step=Step.REFUSED, reason=Reason.NOT_TRUSTED)

    assert "A bizalmi listák nem igazolják ezt a tanúsítványt" in client.get(f"{START}ellenorzes/").text
