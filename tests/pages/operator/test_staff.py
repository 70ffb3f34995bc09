# SPDX-License-Identifier: EUPL-1.2
"""Taking people on with the record they may never act on, and taking every right away."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests import builders
from tests.pages.clerk.desk import sign_in
from tests.pages.html import Page
from tests.personal import personal
from ugyfelkapu.accounts import keys
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.ports import DocumentQuestion
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.registers.services import register as registers
from ugyfelkapu.staff.queries import StaffRow, person_key_of, staff_rows

NEW = "/uzemeltetes/munkatarsak/uj/"
CARD = "900001ZZ"
ILONA = {
    "username": "ugyintezo3",
    "display_name": personal("Ügyintéző Irén"),
    "role": "clerk",
    "office": "BP-01",
    "identity_card": CARD,
}


def _member(username: str) -> StaffRow | None:
    return next((row for row in staff_rows() if row.username == username), None)


def _id(username: str) -> UUID:
    return next(row.id for row in staff_rows() if row.username == username)


def _disabling(username: str) -> str:
    return f"/uzemeltetes/munkatarsak/{_id(username)}/letiltas/"


@pytest.mark.usefixtures("register")
def test_somebody_taken_on_signs_in_with_the_password_shown_once(operator: Client) -> None:
    answer = operator.post(NEW, ILONA)

    password = Page(answer.content).one("span", "kapu-mono").text
    signing = Client().post("/ugyintezo/belepes/", {"username": "ugyintezo3", "password": password})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert signing.status_code == 303
    assert password not in operator.get("/uzemeltetes/munkatarsak/").content.decode()


@pytest.mark.usefixtures("register")
def test_the_invitees_own_record_is_kept_as_a_key(operator: Client) -> None:
    operator.post(NEW, ILONA)

    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", CARD)
    (person,) = registers().who_has_document(question, at=builders.AT).people
    assert person_key_of(_id("ugyintezo3")) == keys.person_key(person)


@pytest.mark.usefixtures("register")
def test_taking_on_is_journaled_without_the_card(operator: Client) -> None:
    operator.post(NEW, ILONA)

    (entry,) = latest_entries(event="StaffInvited", limit=1)
    assert entry.details == {"role": "clerk", "office": "BP-01"}
    assert entry.actor_id == str(_id("operator1"))


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "changes",
    [
        {"identity_card": "999999ZZ"},
        {"identity_card": "booklet"},
        {"identity_card": ""},
        {"username": "operator1"},
        {"username": "Nagy Betű"},
        {"role": "king"},
        {"office": "XX-99"},
        {"display_name": ""},
    ],
)
def test_a_wrong_invitation_is_refused_and_takes_nobody_on(changes: dict[str, str], operator: Client) -> None:
    before = staff_rows()

    answer = operator.post(NEW, {**ILONA, **changes})

    assert answer.status_code == 422
    assert Page(answer.content).all("div", "govuk-error-summary")
    assert staff_rows() == before


def test_a_silent_register_takes_nobody_on(operator: Client, settings: Settings) -> None:
    settings.REGISTER_URL = "http://127.0.0.1:9"
    settings.REGISTER_TOKEN = "word"

    answer = operator.post(NEW, ILONA)

    assert answer.status_code == 503
    assert "A nyilvántartás nem válaszol." in answer.content.decode()
    assert _member("ugyintezo3") is None


def test_a_disabled_clerk_is_out_at_the_next_click(operator: Client, register: Path) -> None:
    builders.clerk("ugyintezo1")
    clerk = sign_in(Client(), "ugyintezo1")

    answer = operator.post(_disabling("ugyintezo1"))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/uzemeltetes/munkatarsak/")
    assert clerk.get("/ugyintezo/").status_code == 303
    assert latest_entries(event="StaffDisabled", limit=1)[0].subject == _id("ugyintezo1")


def test_disabling_asks_first(operator: Client) -> None:
    builders.clerk("ugyintezo1")

    answer = operator.get(_disabling("ugyintezo1"))

    member = _member("ugyintezo1")
    assert answer.status_code == 200
    assert member is not None
    assert not member.disabled


def test_nobody_is_disabled_twice(operator: Client) -> None:
    builders.clerk("ugyintezo1")
    operator.post(_disabling("ugyintezo1"))

    assert operator.post(_disabling("ugyintezo1")).status_code == 404


def test_the_list_offers_to_disable_everybody_but_oneself(operator: Client) -> None:
    builders.clerk("ugyintezo1")

    page = operator.get("/uzemeltetes/munkatarsak/").content.decode()

    assert _disabling("ugyintezo1") in page
    assert _disabling("operator1") not in page


def test_an_operator_cannot_disable_themselves(operator: Client) -> None:
    answer = operator.post(_disabling("operator1"))

    assert answer.status_code == 403
    assert operator.get("/uzemeltetes/").status_code == 200
