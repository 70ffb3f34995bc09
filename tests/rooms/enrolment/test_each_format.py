# SPDX-License-Identifier: EUPL-1.2
"""A declaration signed in each format opens a gate; what is signed beside it does not."""

from __future__ import annotations

import pytest

from tests import pki, signing
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.enrolment import queries
from ugyfelkapu.enrolment.steps import Step

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FORMATS = [shape for shape in pki.Format if shape is not pki.Format.CADES_DETACHED]


@pytest.fixture(autouse=True)
def _a_known_person() -> None:
    signing.lists_are_kept()
    signing.register_knows(signing.identity())


@pytest.mark.parametrize("shape", FORMATS)
def test_a_declaration_signed_in_any_format_opens_a_gate(shape: pki.Format) -> None:
    declaration = signing.declared(signing.filled_in())
    signing.sent(declaration, signing.signed(declaration, shape))
    signing.looked_at()

    gate = signing.opened(declaration)

    account = Account.objects.get(id=gate)
    assert (account.state, account.capped, account.email_proved_at) == ("active", False, None)


@pytest.mark.parametrize("shape", FORMATS)
def test_another_document_signed_in_any_format_opens_nothing(shape: pki.Format) -> None:
    declaration = signing.declared(signing.filled_in())
    other = signing.declared(signing.filled_in())
    signing.sent(declaration, signing.signed(other, shape))

    signing.looked_at()

    standing = queries.standing(declaration, browser=signing.BROWSER, at=signing.AT)
    assert standing is not None
    assert (standing.step, standing.reason) == (Step.REFUSED, "other_document")
