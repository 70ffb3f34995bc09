# SPDX-License-Identifier: EUPL-1.2
"""A citizen of the EEA in no register: what a real certificate and the form agree on opens a gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any  # for dataclasses.replace, which takes whatever the class has

import pytest

from tests import pki, signing
from tests.personal import personal
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.accounts.services.signing import CERTIFICATE_ONLY
from ugyfelkapu.domain.person import Name
from ugyfelkapu.enrolment.models import SignedForm, Upload
from ugyfelkapu.esignature.demo_card.authority import Bearer
from ugyfelkapu.esignature.demo_card.lists import lists
from ugyfelkapu.esignature.demo_card.shapes import Shape
from ugyfelkapu.esignature.demo_card.signing import sign
from ugyfelkapu.esignature.services import update
from ugyfelkapu.journal.actor import COMMAND_LINE

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHO = signing.identity(
    current_name=Name(personal("Müller"), personal("Jürgen")),
    birth_name=Name(personal("Müller"), personal("Jürgen")),
    birth_place=personal("Köln"),
    birth_date=date(1982, 4, 12),
    citizenship="DEU",
)
BEARER = Bearer(personal("Müller"), personal("Jürgen"), WHO.birth_date, WHO.birth_place, country="DE")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the authority of these tests lives."""
    return tmp_path_factory.mktemp("demo-card")


def _upload(folder: Path, **changes: Any) -> Upload:
    """Let a form signed with a card be looked at."""
    update(source=str(lists(folder)), by=COMMAND_LINE, at=signing.AT)
    declaration = signing.declared(signing.filled_in(WHO))
    document = signing.document_for(declaration, pki.Format.CADES_ATTACHED)
    card = replace(BEARER, **changes)
    signing.sent(declaration, sign(folder, document, Shape.CADES, card, at=signing.AT))
    signing.looked_at()
    return Upload.objects.get()


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
