# SPDX-License-Identifier: EUPL-1.2
"""A citizen of the EEA in no register: what a real certificate and the form agree on opens a gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any  # for dataclasses.replace, which takes whatever the class has

import pytest

from tests import pki, signing
from tests.builders import PASSWORD, person_in_register
from tests.personal import personal
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts.comparing import owns
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.accounts.queries import living_gate_of
from ugyfelkapu.accounts.services.registering import require_no_earlier_gate
from ugyfelkapu.accounts.services.signing import CERTIFICATE_ONLY
from ugyfelkapu.domain.errors import HasGate, NotAllowed
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.enrolment import queries
from ugyfelkapu.enrolment.models import SignedForm, Upload
from ugyfelkapu.enrolment.services import reset_password
from ugyfelkapu.esignature.demo_card.authority import Bearer
from ugyfelkapu.esignature.demo_card.lists import lists
from ugyfelkapu.esignature.demo_card.shapes import Shape
from ugyfelkapu.esignature.demo_card.signing import sign
from ugyfelkapu.esignature.services import update
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHO = signing.identity(
    current_name=Name(personal("Müller"), personal("Jürgen")),
    birth_name=Name(personal("Müller"), personal("Jürgen")),
    birth_place=personal("Köln"),
    birth_date=date(1982, 4, 12),
    citizenship="DEU",
)
TITLED = replace(WHO, current_name=replace(WHO.current_name, title="Dr."))
BEARER = Bearer(personal("Müller"), personal("Jürgen"), WHO.birth_date, WHO.birth_place, country="DE")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the authority of these tests lives."""
    return tmp_path_factory.mktemp("demo-card")


def _upload(folder: Path, who: Identity = WHO, **changes: Any) -> Upload:
    """Let a form signed with a card be looked at."""
    update(source=str(lists(folder)), by=COMMAND_LINE, at=signing.AT)
    declaration = signing.declared(signing.filled_in(who))
    document = signing.document_for(declaration, pki.Format.CADES_ATTACHED)
    card = replace(BEARER, **changes)
    signing.sent(declaration, sign(folder, document, Shape.CADES, card, at=signing.AT))
    signing.looked_at()
    return Upload.objects.get(declaration_id=declaration)


def test_a_qualified_certificate_that_agrees_opens_a_gate_without_a_cap(folder: Path) -> None:
    upload = _upload(folder)

    gate = signing.opened(upload.declaration_id)

    account = Account.objects.get(id=gate)
    assert (account.state, account.capped, account.person_source) == ("active", False, CERTIFICATE_ONLY)
    assert SignedForm.objects.get().basis == "form"
    assert Proofing.objects.get().issuing_country == "DE"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"family_name": "Möller"}, "not_one_person"),
        ({"birth_date": date(1982, 12, 4)}, "not_one_person"),
        ({"birth_place": "Bonn"}, "name_alone"),
        ({"country": "AT"}, "country_differs"),
        ({"birth_date": None, "birth_place": ""}, "name_alone"),
    ],
)
def test_one_that_does_not_agree_opens_nothing(folder: Path, changes: dict[str, Any], reason: str) -> None:
    assert _upload(folder, **changes).reason == reason


MISTYPED = [
    replace(WHO, mother_birth_name=Name(personal("Weiß"), personal("Anna"))),
    replace(WHO, birth_name=Name(personal("Schmidt"), personal("Jürgen"))),
    replace(WHO, birth_place=personal("Bonn")),
]


@pytest.mark.parametrize("typed", MISTYPED)
def test_one_certificate_opens_one_gate_whatever_is_typed_beside_it(folder: Path, typed: Identity) -> None:
    signing.opened(_upload(folder, birth_place="").declaration_id)
    again = _upload(folder, typed, birth_place="").declaration_id

    with pytest.raises(HasGate):
        signing.opened(again)
    with pytest.raises(NotAllowed):
        reset_password(again, new_password(PASSWORD), browser=signing.BROWSER, by=STRANGER, at=signing.AT)
    standing = queries.standing(again, browser=signing.BROWSER, at=signing.AT)
    assert standing is not None
    assert (standing.has_gate, standing.gate_open) == (True, False)


def test_the_same_data_find_the_gate_and_may_give_it_a_password(folder: Path) -> None:
    gate = signing.opened(_upload(folder).declaration_id)
    again = _upload(folder, family_name=personal("Dr. Müller"), who=TITLED).declaration_id
    password = new_password(PASSWORD)

    assert reset_password(again, password, browser=signing.BROWSER, by=STRANGER, at=signing.AT) == gate


@pytest.mark.parametrize("typed", MISTYPED)
def test_whom_a_register_knows_passes_for_no_stranger_by_a_slip(folder: Path, typed: Identity) -> None:
    signing.register_knows(WHO, identifier="", register="aliens")

    assert _upload(folder, typed, birth_place="").reason == "name_alone"


def test_the_desk_finds_the_gate_of_a_certificate(folder: Path) -> None:
    gate = signing.opened(_upload(folder).declaration_id)
    person = person_in_register(identity=WHO)
    account = Account.objects.get(id=gate)

    assert living_gate_of(person, at=signing.AT) == gate
    assert owns(person, account)
    namesake = replace(person, identity=MISTYPED[0])
    assert not owns(namesake, account)
    with pytest.raises(HasGate):
        require_no_earlier_gate(namesake.identity, signing.AT)
