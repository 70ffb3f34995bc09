# SPDX-License-Identifier: EUPL-1.2
"""The page on which an owner changes the e-mail address."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import give_password
from tests.personal import personal
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.codes import for_reading, make_code
from ugyfelkapu.outbox.models import Letter as Waiting

pytestmark = pytest.mark.django_db

EMAIL = "/fiok/email/"
NEW = personal("uj.cim@example.com")
TWICE = {"step": "send", "email": NEW, "email_again": NEW}


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    give_password(client, gate)
    return client


def _code(gate: builders.BuiltGate) -> str:
    codes = [letter for letter in builders.letters(gate.id) if letter.kind == "address_code"]
    return str(getattr(codes[-1], "code", ""))


def test_an_owner_changes_the_address(owner: Client, gate: builders.BuiltGate) -> None:
    first = owner.get(EMAIL).text
    sent = owner.post(EMAIL, TWICE)
    waiting = owner.get(EMAIL).text
    done = owner.post(EMAIL, {"step": "confirm", "code": _code(gate)}, follow=True)

    assert gate.email in first
    assert (sent.status_code, sent.headers["Location"]) == (303, EMAIL)
    assert NEW in waiting
    assert "Mostantól az új címére írunk." in done.text
    assert Account.objects.get(id=gate.id).email == NEW


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"email": "", "email_again": ""}, "Írja be az új e-mail-címét"),
        ({"email": "rossz", "email_again": "rossz"}, "@"),
        ({"email": NEW, "email_again": "mas@example.com"}, "A két e-mail-cím eltér."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    owner: Client, typed: dict[str, str], told: str
) -> None:
    answer = owner.post(EMAIL, {"step": "send", **typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{typed["email"]}"' in answer.text or not typed["email"]


def test_the_same_address_is_told_kindly(owner: Client, gate: builders.BuiltGate) -> None:
    answer = owner.post(EMAIL, {"step": "send", "email": gate.email, "email_again": gate.email})

    assert answer.status_code == 422
    assert "Ez már az Ön e-mail-címe" in answer.text


def test_a_wrong_code_says_what_to_do(owner: Client) -> None:
    owner.post(EMAIL, TWICE)

    answer = owner.post(EMAIL, {"step": "confirm", "code": for_reading(make_code())})

    assert answer.status_code == 422
    assert "Ez a kód nem jó, vagy lejárt." in answer.text
    assert NEW in answer.text


def test_a_taken_address_looks_like_a_free_one(owner: Client) -> None:
    other = builders.activated_gate(person=builders.person_in_register(reference="SZL-8"))

    taken = owner.post(EMAIL, {"step": "send", "email": other.email, "email_again": other.email})
    page = owner.get(EMAIL).text

    assert taken.status_code == 303
    assert "Ha használható, kódot küldtünk erre a címre" in page
    assert not Waiting.objects.filter(kind="address_code").exists()


def test_a_code_can_be_sent_again_and_another_address_given(owner: Client, gate: builders.BuiltGate) -> None:
    owner.post(EMAIL, TWICE)
    first = _code(gate)
    owner.post(EMAIL, TWICE)

    late = owner.post(EMAIL, {"step": "confirm", "code": first})
    other = owner.get(f"{EMAIL}?other").text

    assert _code(gate) != first
    assert late.status_code == 422
    assert f'name="email" value="{NEW}"' in other
    assert Account.objects.get(id=gate.id).email == gate.email


def test_a_code_that_has_expired_is_asked_for_anew(
    owner: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    owner.post(EMAIL, TWICE)
    code = _code(gate)
    clock.forward(minutes=29)
    owner.get("/fiok/")  # still there
    clock.forward(minutes=1)

    answer = owner.post(EMAIL, {"step": "confirm", "code": code, "confirm-password": gate.password})

    assert answer.status_code == 422
    assert "Az elküldött kód már nem érvényes. Kérjen újat." in answer.text
    assert f'name="email" value="{NEW}"' in answer.text


def test_whoever_proves_an_address_too_late_is_told_and_gives_another(
    owner: Client, gate: builders.BuiltGate
) -> None:
    owner.post(EMAIL, TWICE)
    builders.activated_gate(email=NEW, person=builders.person_in_register(reference="SZL-8"))

    answer = owner.post(EMAIL, {"step": "confirm", "code": _code(gate)})

    assert answer.status_code == 409
    assert "egy másik ügyfélkapué lett" in answer.text
    assert f'name="email" value="{NEW}"' in answer.text


def test_a_temporary_gate_changes_its_address_too(client: Client) -> None:
    temporary = builders.activated_temporary_gate()
    client.post("/belepes/", {"username": temporary.username, "password": temporary.password})
    client.post(EMAIL, TWICE)

    codes = [letter for letter in builders.letters(temporary.id) if letter.kind == "address_code"]
    done = client.post(EMAIL, {"step": "confirm", "code": str(getattr(codes[-1], "code", ""))})

    assert done.status_code == 303
    assert Account.objects.get(id=temporary.id).email == NEW


def test_other_methods_are_refused(owner: Client) -> None:
    assert owner.put(EMAIL).status_code == 405


def test_the_fourth_letter_of_a_day_waits_for_tomorrow(owner: Client) -> None:
    for _ in range(3):
        owner.post(EMAIL, TWICE)

    answer = owner.post(EMAIL, TWICE)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "próbálja újra holnap" in answer.text


def test_it_needs_a_fresh_proof_and_loses_nothing(
    owner: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    clock.forward(minutes=5)

    asked = owner.post(EMAIL, TWICE)
    proved = owner.post(EMAIL, {**TWICE, "confirm-password": gate.password})

    assert asked.status_code == 403
    assert f'name="email" value="{NEW}"' in asked.text
    assert proved.status_code == 303


def test_on_the_day_after_a_reset_it_is_refused(owner: Client, gate: builders.BuiltGate) -> None:
    Account.objects.filter(id=gate.id).update(password_reset_at=builders.AT)

    assert owner.get(EMAIL).status_code == 409
    assert owner.post(EMAIL, TWICE).status_code == 409


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(EMAIL).headers["Location"] == f"/belepes/?next={EMAIL}"


@pytest.fixture
def unproved(owner: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of an owner whose address nobody has confirmed yet."""
    Account.objects.filter(id=gate.id).update(email_proved_at=None)
    return owner


def _confirm_code(gate: builders.BuiltGate) -> str:
    return str(getattr(builders.letters(gate.id)[-1], "code", ""))


def test_confirming_the_address_of_the_gate_changes_none(unproved: Client, gate: builders.BuiltGate) -> None:
    first = unproved.get(EMAIL).text
    unproved.post(EMAIL, {"step": "send", "email": gate.email, "email_again": gate.email})
    waiting = unproved.get(EMAIL).text
    done = unproved.post(EMAIL, {"step": "confirm", "code": _confirm_code(gate)}, follow=True).text
    journal = unproved.get("/fiok/").text

    for page in (first, waiting):
        assert "Igazolom az e-mail-címemet" in page
        assert "Most erre a címre írunk" not in page
        assert "A korábbi" not in page
    assert f'type="hidden" name="email" value="{gate.email}"' in first
    assert "Igazolom</button>" in " ".join(waiting.split())
    assert "Igazolta az e-mail-címét" in done
    assert "A korábbit értesítettük" not in done
    assert "Igazolta az e-mail-címét" in journal
    assert "Megváltozott az e-mail-címe" not in journal


def test_an_unproved_address_is_changed_as_any_other(unproved: Client, gate: builders.BuiltGate) -> None:
    other = unproved.get(f"{EMAIL}?other").text
    unproved.post(EMAIL, TWICE)
    waiting = unproved.get(EMAIL).text
    done = unproved.post(EMAIL, {"step": "confirm", "code": _code(gate)}, follow=True).text

    assert "Megváltoztatom az e-mail-címemet" in other
    assert "Áttérek erre a címre" in waiting
    assert "Most erre a címre írunk" not in waiting
    assert "Mostantól az új címére írunk." in done
    assert "Megváltozott az e-mail-címe" in unproved.get("/fiok/").text
