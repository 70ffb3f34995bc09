# SPDX-License-Identifier: EUPL-1.2
"""A foreigner whom no register knows is admitted by the document and a second clerk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests import builders
from tests.pages.clerk import desk as typed
from tests.pages.clerk.desk import CONFIRMED, CONTACT, NEW, passport_zone
from tests.personal import personal
from ugyfelkapu.accounts.models import Admission
from ugyfelkapu.accounts.queries import gate

pytestmark = pytest.mark.django_db
ZONE = passport_zone("X0000099", surname="NGUYEN", given="THI<MAI", born="900512", country="VNM")
MAI = {
    "family_name": personal("Nguyễn"),
    "given_names": personal("Thị Mai"),
    "birth_place": "Huế (Vietnám)",
    "mother_family_name": personal("Trần"),
}
ASKED = {
    **CONTACT,
    **CONFIRMED,
    **MAI,
    "mrz": ZONE,
    "address_card": "na",
    "address_card_reason": "in_no_register",
    "step": "ask-admission",
}


def ask(client: Client, **changes: str) -> Any:
    """Press the button that asks a colleague."""
    return client.post(NEW, {**ASKED, **changes})


def request_of(answer: Any) -> UUID:
    """Return the request that a clerk now waits for."""
    return UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def seen(page: Any) -> str:
    """Return the fingerprint that a page shows."""
    return str(page.text.partition('name="fingerprint" value="')[2].partition('"')[0])


def test_a_stranger_to_the_registers_is_offered_admission_by_the_document(desk: Client) -> None:
    page = typed.look_up(desk, mrz=ZONE)

    assert page.status_code == 422
    assert 'value="ask-admission"' in page.text
    assert "NGUYEN" in page.text
    assert "Töltse ki a lenti mezőket" in page.text
    assert "olvassa be az okmányt: egy" not in page.text
    field = page.text[page.text.index('name="family_name"') :]
    assert "autofocus" in field[: field.index(">")]
    assert page.text.count("autofocus") == 1


def test_without_a_zone_nobody_is_admitted(desk: Client) -> None:
    manual = {"mrz": "", "category": "other", "document": "passport", "document_number": "X0000099"}

    offered = typed.look_up(desk, **manual)
    refused = ask(desk, **manual)

    assert 'value="ask-admission"' not in offered.text
    assert refused.status_code == 422
    assert not Admission.objects.exists()


def test_what_was_typed_for_an_admission_stays_while_something_else_is_missing(desk: Client) -> None:
    typed.look_up(desk, mrz=ZONE)

    unshown = ask(desk, address_card="yes", address_card_reason="")
    nameless = ask(desk, username="")

    for page in (unshown, nameless):
        assert page.status_code == 422
        assert f'value="{MAI["mother_family_name"]}"' in page.text
        assert 'value="ask-admission"' in page.text
    assert not Admission.objects.exists()


def test_two_clerks_admit_a_person(browser_of: Callable[..., Client]) -> None:
    first, second = browser_of("ugyintezo1"), browser_of("ugyintezo2")
    typed.look_up(first, mrz=ZONE)

    waiting = ask(first)
    request = request_of(waiting)
    listed = second.get("/ugyintezo/jovahagyas/")
    shown = second.get(f"/ugyintezo/jovahagyas/{request}/")
    approval = {"step": "approve", "same_person": "on", "fingerprint": seen(shown)}
    approved = second.post(f"/ugyintezo/jovahagyas/{request}/", approval)
    after = first.get(waiting.headers["Location"])

    assert waiting.headers["Location"].startswith("/ugyintezo/varakozik/")
    assert str(request) in listed.text
    assert "Thị Mai" in shown.text
    assert ">Vietnám<" in shown.text
    assert approved.status_code == 303
    assert approved.headers["Location"] in after.text
    found = gate(typed.gate_of(approved), at=builders.AT)
    assert (found.identity.citizenship, found.identity.birth_date.isoformat()) == ("VNM", "1990-05-12")
    assert found.proofed_by == "document_only"


def test_nobody_confirms_their_own_request(desk: Client) -> None:
    request = request_of(ask(desk))
    page = desk.get(f"/ugyintezo/jovahagyas/{request}/")
    approval = {"step": "approve", "same_person": "on", "fingerprint": seen(page)}

    refused = desk.post(f"/ugyintezo/jovahagyas/{request}/", approval)

    assert refused.status_code == 403
    assert typed.gates() == 0


def test_a_confirmation_is_of_what_was_seen(browser_of: Callable[..., Client]) -> None:
    first, second = browser_of("ugyintezo1"), browser_of("ugyintezo2")
    request = request_of(ask(first))
    path = f"/ugyintezo/jovahagyas/{request}/"

    other = second.post(path, {"step": "approve", "same_person": "on", "fingerprint": "00" * 32})
    unread = second.post(path, {"step": "approve", "fingerprint": seen(second.get(path))})

    assert (other.status_code, unread.status_code) == (422, 422)
    assert typed.gates() == 0


def test_a_declined_request_leaves_nothing(browser_of: Callable[..., Client]) -> None:
    first, second = browser_of("ugyintezo1"), browser_of("ugyintezo2")
    waiting = ask(first)
    request = request_of(waiting)

    second.post(f"/ugyintezo/jovahagyas/{request}/", {"step": "decline"})

    assert "Nem erősítették meg" in first.get(waiting.headers["Location"]).text
    assert Admission.objects.get().request == ""


def test_a_request_can_be_taken_back(desk: Client) -> None:
    waiting = ask(desk)

    desk.post(waiting.headers["Location"])

    assert Admission.objects.get().outcome == "declined"


def test_another_office_sees_no_request(browser_of: Callable[..., Client]) -> None:
    request = request_of(ask(browser_of("ugyintezo1")))

    elsewhere = browser_of("ugyintezo3", office="GYR-01")

    assert elsewhere.get(f"/ugyintezo/jovahagyas/{request}/").status_code == 403
    assert str(request) not in elsewhere.get("/ugyintezo/jovahagyas/").text


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"family_name": "Tran"}, "family-name"),
        ({"family_name": ""}, "family-name"),
        ({"birth_place": ""}, "birth-place"),
        ({"mother_family_name": ""}, "mother-family-name"),
        ({"consent": ""}, "consent"),
        ({"address_card": "yes", "address_card_number": "000006ZZ"}, "address-card-0"),
    ],
)
def test_an_incomplete_request_is_not_made(desk: Client, changes: dict[str, str], wrong: str) -> None:
    refused = ask(desk, **changes)

    assert refused.status_code == 422
    assert f'href="#{wrong}"' in refused.text
    assert "Thị Mai" in refused.text
    assert not Admission.objects.exists()


def test_an_expired_passport_admits_nobody(desk: Client) -> None:
    old = passport_zone(
        "X0000099", surname="NGUYEN", given="THI<MAI", born="900512", until="251122", country="VNM"
    )

    refused = ask(desk, mrz=old)

    assert refused.status_code == 422
    assert not Admission.objects.exists()


def test_names_typed_on_the_way_survive_a_look_up(desk: Client) -> None:
    page = desk.post(NEW, {**ASKED, "step": "look-up"})

    assert "Thị Mai" in page.text
