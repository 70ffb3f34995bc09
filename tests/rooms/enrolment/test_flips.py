# SPDX-License-Identifier: EUPL-1.2
"""One turned bit of what was signed opens no gate, all the way from the upload to the decision."""

from __future__ import annotations

from itertools import count
from uuid import UUID

import pytest

from tests import pki, signing
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.enrolment_errors import DeclarationOver
from ugyfelkapu.enrolment.models import Upload
from ugyfelkapu.enrolment.services import send
from ugyfelkapu.enrolment.steps import Step
from ugyfelkapu.journal.actor import STRANGER

from . import flipping

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FLIPS = 10
_networks = count()


@pytest.fixture(autouse=True)
def _a_known_person() -> None:
    signing.lists_are_kept()
    signing.register_knows(signing.identity())


def outcome(declaration: UUID, document: bytes) -> Step:
    """Send a document for a declaration, and return what is decided on it."""
    number = next(_networks)
    origin = Origin(f"10.{number // 256 % 256}.{number % 256}.0/24", "")
    send(declaration, document, browser=signing.BROWSER, origin=origin, by=STRANGER, at=signing.AT)
    signing.looked_at(judge=signing.judge_in_this_process)
    return Step(Upload.objects.get(declaration_id=declaration).step)


def made(shape: pki.Format) -> tuple[UUID, bytes, bytes]:
    """Return a declaration, and the same as it was given out and signed."""
    declaration = signing.declared(signing.filled_in())
    given_out = signing.document_for(declaration, shape)
    return declaration, given_out, signing.signed(declaration, shape)


@pytest.mark.parametrize("shape", flipping.MAIN)
def test_no_turned_bit_opens_a_gate(shape: pki.Format) -> None:
    declaration, given_out, sound = made(shape)

    for number, document in enumerate(flipping.some(shape, sound, given_out, FLIPS)):
        assert document != sound
        assert outcome(declaration, document) is Step.REFUSED, number

    with pytest.raises(DeclarationOver):
        signing.opened(declaration)
    assert not Account.objects.exists()
    assert outcome(declaration, sound) is Step.PROVED


@pytest.mark.proof
def test_none_of_all_the_bits_of_a_form_opens_a_gate() -> None:
    declaration, given_out, sound = made(pki.Format.XADES_ENVELOPED)

    for number, document in enumerate(flipping.every(pki.Format.XADES_ENVELOPED, sound, given_out)):
        assert outcome(declaration, document) is Step.REFUSED, number

    assert not Account.objects.exists()
