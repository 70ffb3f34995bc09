# SPDX-License-Identifier: EUPL-1.2
"""The in-person checks: every refusal beside its permission (D5, D6, D8, D23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ugyfelkapu.domain import desk
from ugyfelkapu.domain.documents import AddressCardReason, Category, DocumentKind
from ugyfelkapu.domain.errors import (
    AddressCardMissing,
    Ambiguous,
    Deceased,
    DocumentNotValid,
    NotFound,
    Refusal,
    TooYoung,
    UnderGuardianship,
)
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import DocumentStatus, Register, RegisterAnswer, RegisteredPerson

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
IDENTITY = Identity(
    Name("Minta", "Mária"), Name("Minta", "Mária"), "Ág", date(1984, 3, 27), Name("Tóth", "Ilona"), "HUN"
)
PERSON = RegisteredPerson(
    register=Register.POPULATION,
    reference="sandbox-1",
    identity=IDENTITY,
    document=DocumentStatus.VALID,
    address_card=DocumentStatus.VALID,
)
EVIDENCE = desk.Evidence(Category.HUN, DocumentKind.ID_CARD, "HUN", "ZZ", desk.ADDRESS_CARD_SHOWN)


def test_who_shows_everything_is_admitted() -> None:
    desk.require_admissible(PERSON, EVIDENCE, at=AT)


def test_who_is_in_the_aliens_register_needs_no_address_card() -> None:
    alien = replace(
        PERSON,
        register=Register.ALIENS,
        identity=replace(IDENTITY, citizenship="VNM"),
        address_card=DocumentStatus.NOT_LISTED,
    )
    shown = desk.Evidence(
        Category.OTHER, DocumentKind.PASSPORT, "VNM", "08", AddressCardReason.ALIENS_REGISTER
    )

    desk.require_admissible(alien, shown, at=AT)


@pytest.mark.parametrize(
    ("person", "evidence", "refusal", "data"),
    [
        (replace(PERSON, deceased=True), EVIDENCE, Deceased, {}),
        (replace(PERSON, under_guardianship=True), EVIDENCE, UnderGuardianship, {}),
        (replace(PERSON, identity=replace(IDENTITY, birth_date=date(2012, 11, 24))), EVIDENCE, TooYoung, {}),
        (
            PERSON,
            replace(EVIDENCE, category=Category.EEA),
            DocumentNotValid,
            {"reason": "other_category", "category": Category.HUN},
        ),
        (
            replace(PERSON, identity=replace(IDENTITY, citizenship="AUT")),
            replace(EVIDENCE, category=Category.EEA, document=DocumentKind.DRIVING_LICENCE),
            DocumentNotValid,
            {"reason": "kind"},
        ),
        *[
            (replace(PERSON, document=status), EVIDENCE, DocumentNotValid, {"reason": status.value})
            for status in DocumentStatus
            if status is not DocumentStatus.VALID
        ],
        (
            PERSON,
            replace(EVIDENCE, address_card=AddressCardReason.LIVES_ABROAD),
            AddressCardMissing,
            {"reason": "required"},
        ),
        *[
            (replace(PERSON, address_card=status), EVIDENCE, AddressCardMissing, {"reason": status.value})
            for status in DocumentStatus
            if status is not DocumentStatus.VALID
        ],
    ],
)
def test_who_lacks_something_is_refused(
    person: RegisteredPerson, evidence: desk.Evidence, refusal: type[Refusal], data: dict[str, object]
) -> None:
    with pytest.raises(refusal) as caught:
        desk.require_admissible(person, evidence, at=AT)

    assert caught.value.data == data


def test_one_hit_is_the_person() -> None:
    assert desk.the_one(RegisterAnswer(AT, (PERSON,))) == PERSON


def test_no_hit_is_nobody() -> None:
    with pytest.raises(NotFound):
        desk.the_one(RegisterAnswer(AT))


def test_two_hits_are_nobody_either() -> None:
    with pytest.raises(Ambiguous) as caught:
        desk.the_one(RegisterAnswer(AT, (PERSON, PERSON)))

    assert caught.value.data == {"hits": 2}
