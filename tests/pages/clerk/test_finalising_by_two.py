# SPDX-License-Identifier: EUPL-1.2
"""A foreigner's temporary gate becomes full by the document and two of the staff (D5, D8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any  # for whatever a form claims

import pytest
from django.test import Client

from tests import builders
from tests.builders import TemporaryGate
from tests.pages.clerk.desk import gate_of, passport_zone
from tests.pages.clerk.finalising import ask_a_colleague, confirm, look_up, said, state_of
from tests.personal import personal
from ugyfelkapu.accounts.models import Admission
from ugyfelkapu.accounts.queries import gate as gate_now
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.references import for_saying

pytestmark = pytest.mark.django_db
MAI: dict[str, Any] = {
    "current_name": Name(personal("Nguyen"), personal("Thi Mai")),
    "birth_name": Name(personal("Nguyen"), personal("Thi Mai")),
    "birth_place": personal("Haiphong"),
    "mother_birth_name": Name(personal("Trankieu")),
    "birth_date": date(1990, 5, 17),
    "citizenship": "VNM",
}
ZONE = passport_zone("X0000099", surname="NGUYEN", given="THI<MAI", born="900517", country="VNM")
SPELT = {
    "family_name": personal("Nguyễn"),
    "given_names": personal("Thị Mai"),
    "birth_place": personal("Haiphong"),
    "mother_family_name": personal("Trankieu"),
}
ABROAD = {"address_card": "na", "address_card_number": "", "address_card_reason": "in_no_register"}


def shown(gate: TemporaryGate, **changes: str) -> dict[str, str]:
    """Return what the client says, what the reader reads and what the clerk spells."""
    return {**said(gate, **ABROAD), "mrz": ZONE, **SPELT, **changes}


def test_the_form_stands_beside_the_fields_that_the_zone_lacks(desk: Client) -> None:
    page = look_up(desk, said(builders.temporary_gate(**MAI), mrz=ZONE, **ABROAD))

    assert page.status_code == 422
    assert 'value="ask-admission"' in page.text
    assert "Az űrlapon ez áll" in page.text
    assert "<td>Haiphong</td>" in page.text


def test_an_activated_gate_is_full_once_a_colleague_confirms(browser_of: Callable[..., Client]) -> None:
    first, second = browser_of("ugyintezo1"), browser_of("ugyintezo2")
    gate = builders.activated_temporary_gate(**MAI)
    look_up(first, shown(gate))

    asked = ask_a_colleague(first, shown(gate))
    request_id = gate_of(asked)
    page = second.get(f"/ugyintezo/jovahagyas/{request_id}/")
    done = confirm(second, request_id)
    after = second.get(done.headers["Location"], follow=True)
    waiting = first.get(asked.headers["Location"])

    assert for_saying(gate.reference) in page.text
    assert "Az ideiglenes kapu az Ön megerősítésével teljes lesz." in page.text
    assert done.status_code == 303
    assert state_of(gate) == State.ACTIVE
    assert gate_now(gate.id, at=builders.AT).identity.current_name.display() == "Nguyễn Thị Mai"
    assert gate_now(gate.id, at=builders.AT).proofed_by == "document_only"
    assert "A kapu teljes lett." in after.text
    assert "A kapu teljes lett." in waiting.text
    assert f"/ugyintezo/kapu/{gate.id}/" in waiting.text


def test_one_never_activated_leads_to_the_receipt(browser_of: Callable[..., Client]) -> None:
    first, second = browser_of("ugyintezo1"), browser_of("ugyintezo2")
    gate = builders.temporary_gate(**MAI)
    asked = ask_a_colleague(first, shown(gate))

    done = confirm(second, gate_of(asked))
    after = second.get(done.headers["Location"])
    waiting = first.get(asked.headers["Location"])

    assert state_of(gate) == State.PENDING_ACTIVATION
    assert "november 28." in after.text
    assert f"/ugyintezo/igazolas/{gate.id}/" in waiting.text
    assert builders.kinds_of_letters(gate.id)[-1] == "activation"


def test_nobody_confirms_their_own_request(desk: Client) -> None:
    gate = builders.activated_temporary_gate(**MAI)
    asked = ask_a_colleague(desk, shown(gate))

    refused = confirm(desk, gate_of(asked))

    assert refused.status_code == 403
    assert state_of(gate) == State.TEMPORARY


def test_a_form_of_somebody_else_is_not_asked_about(desk: Client) -> None:
    gate = builders.activated_temporary_gate(**{**MAI, "birth_date": date(1990, 5, 18)})

    refused = ask_a_colleague(desk, shown(gate))

    assert refused.status_code == 422
    assert f'value="{SPELT["given_names"]}"' in refused.text
    assert not Admission.objects.exists()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"mrz": "", "category": "other", "document": "passport", "document_number": "X0000099"}, "mrz"),
        ({"address_card": "yes", "address_card_number": "000006ZZ"}, "address-card-0"),
        ({"mother_family_name": ""}, "mother-family-name"),
        ({"family_name": "Tran"}, "family-name"),
        ({"consent": ""}, "consent"),
        ({"username": ""}, "username"),
    ],
)
def test_an_incomplete_request_is_not_made(desk: Client, changes: dict[str, str], wrong: str) -> None:
    gate = builders.activated_temporary_gate(**MAI)

    refused = ask_a_colleague(desk, shown(gate, **changes))

    assert refused.status_code == 422
    assert f'href="#{wrong}"' in refused.text
    assert not Admission.objects.exists()


def test_whoever_does_not_know_the_pair_is_not_asked_about(desk: Client) -> None:
    gate = builders.activated_temporary_gate(**MAI)

    refused = ask_a_colleague(desk, shown(gate, username="valaki.mas"))

    assert refused.status_code == 422
    assert "Haiphong</td>" not in refused.text
    assert not Admission.objects.exists()


def test_a_person_whom_a_register_knows_needs_no_colleague(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    zone = passport_zone("ZZ0000004", surname="MINTA", given="MARIA", born="840327", country="HUN")

    refused = ask_a_colleague(desk, {**said(gate, **ABROAD), "mrz": zone})

    assert refused.status_code == 422
    assert not Admission.objects.exists()
