# SPDX-License-Identifier: EUPL-1.2
"""The demo card signs in every format so that the lists made for it accept it, and no others do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import pki, signing
from ugyfelkapu.enrolment import queries
from ugyfelkapu.esignature.demo_card.authority import Bearer
from ugyfelkapu.esignature.demo_card.lists import lists
from ugyfelkapu.esignature.demo_card.shapes import FOR_XML, Shape
from ugyfelkapu.esignature.demo_card.signing import sign
from ugyfelkapu.esignature.services import update
from ugyfelkapu.esignature.trust.snapshot import TrustSnapshot
from ugyfelkapu.esignature.validation import validate
from ugyfelkapu.journal.actor import COMMAND_LINE

WHO = signing.identity()
BEARER = Bearer(
    WHO.current_name.family, WHO.current_name.given, birth_date=WHO.birth_date, birth_place=WHO.birth_place
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the authority of these tests lives."""
    return tmp_path_factory.mktemp("demo-card")


@pytest.mark.django_db
@pytest.mark.parametrize("shape", list(Shape))
def test_a_demo_card_opens_a_gate_in_every_format(folder: Path, shape: Shape) -> None:
    update(source=str(lists(folder)), by=COMMAND_LINE, at=signing.AT)
    signing.register_knows(WHO, identifier="")
    declaration = signing.declared(signing.filled_in())
    give = queries.as_xml if shape in FOR_XML else queries.as_pdf
    document = give(declaration, browser=signing.BROWSER, at=signing.AT)
    assert document is not None
    signing.sent(declaration, sign(folder, document, shape, BEARER, at=signing.AT))

    signing.looked_at()

    assert signing.opened(declaration)


@pytest.mark.django_db
def test_a_card_that_holds_a_name_alone_opens_nothing(folder: Path) -> None:
    update(source=str(lists(folder)), by=COMMAND_LINE, at=signing.AT)
    signing.register_knows(WHO, identifier="")
    declaration = signing.declared(signing.filled_in())
    document = queries.as_pdf(declaration, browser=signing.BROWSER, at=signing.AT)
    assert document is not None
    nameless = Bearer(BEARER.family_name, BEARER.given_names)
    signing.sent(declaration, sign(folder, document, Shape.PADES, nameless, at=signing.AT))

    signing.looked_at()

    standing = queries.standing(declaration, browser=signing.BROWSER, at=signing.AT)
    assert standing is not None
    assert standing.reason == "name_alone"


def test_no_other_lists_believe_the_demo_card(folder: Path) -> None:
    document = sign(folder, pki.default_payload(pki.Format.PADES), Shape.CADES, BEARER, at=signing.AT)
    others = TrustSnapshot.from_directory(pki.trust(), signing.AT)

    assert not validate(document, others, at=signing.AT).accepted
