# SPDX-License-Identifier: EUPL-1.2
"""Citizens of the EEA in no register: certificate and form agree, or nothing opens (DOMAIN.md, 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any  # for dataclasses.replace, which takes whatever the class has

import pytest

from ugyfelkapu.domain.documents import EEA, EEA_BY_TWO_LETTERS
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import Confirmation, DocumentStatus, Register, RegisteredPerson
from ugyfelkapu.domain.signing import (
    Basis,
    CertificateHolder,
    Established,
    Known,
    NotProved,
    Reason,
    establish,
)

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FORM = Identity(
    current_name=Name("Müller", "Jürgen"),
    birth_name=Name("Schmidt", "Jürgen"),
    birth_place="Köln",
    birth_date=date(1982, 4, 12),
    mother_birth_name=Name("Weiß", "Anna"),
    citizenship="DEU",
)
HOLDER = CertificateHolder("Müller", "Jürgen", "Jürgen Müller", "DE", "", date(1982, 4, 12), "Köln")
SOMEBODY = RegisteredPerson(Register.POPULATION, "SZL-1", FORM, DocumentStatus.NOT_LISTED)
NOBODY = Known((), None, ())


def outcome(known: Known = NOBODY, form: Identity = FORM, **changes: Any) -> Established | Reason:
    """Return what comes of a certificate that differs from the sound one in this."""
    try:
        return establish(replace(HOLDER, **changes), form, known, Confirmation.NOT_ASKED, at=AT)
    except NotProved as refusal:
        return refusal.reason


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"birth_place": ""},
        {"birth_place": "KÖLN"},
        {"family_name": "MÜLLER", "given_names": "JÜRGEN"},
        {"family_name": "Schmidt"},
        {"family_name": "", "given_names": ""},
        {"identifier": "IDCDE-T220001293"},
    ],
)
def test_where_certificate_and_form_agree_the_forms_data_are_believed(changes: dict[str, Any]) -> None:
    known = Known((), (), ()) if "identifier" in changes else NOBODY

    assert outcome(known, **changes) == Established(None, FORM, Basis.FORM)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"family_name": "Möller"}, Reason.NAME_DIFFERS),
        ({"family_name": "Muller"}, Reason.NAME_DIFFERS),
        ({"given_names": "Jürgen Karl"}, Reason.NAME_DIFFERS),
        ({"family_name": "", "given_names": "", "whole_name": "Jürgen"}, Reason.NAME_DIFFERS),
        ({"birth_date": date(1982, 12, 4)}, Reason.OTHER_PERSON),
        ({"birth_place": "Bonn"}, Reason.OTHER_PERSON),
        ({"country": "AT"}, Reason.COUNTRY_DIFFERS),
        ({"country": "HU"}, Reason.COUNTRY_DIFFERS),
        ({"country": ""}, Reason.COUNTRY_DIFFERS),
        ({"birth_date": None}, Reason.NAME_ALONE),
        ({"birth_date": None, "birth_place": ""}, Reason.NAME_ALONE),
        ({"birth_date": None, "identifier": "PNODE-1"}, Reason.NAME_ALONE),
    ],
)
def test_where_they_do_not_agree_nothing_opens(changes: dict[str, Any], reason: Reason) -> None:
    assert outcome(**changes) is reason


def test_somebody_whom_a_register_knows_by_the_certificate_is_no_stranger_to_it() -> None:
    assert outcome(Known((), (SOMEBODY,), ()), identifier="PNODE-1") is Reason.OTHER_PERSON
    assert outcome(Known((), None, (SOMEBODY,))) is Reason.OTHER_PERSON


@pytest.mark.parametrize("citizenship", ["HUN", "VNM", "CHE", "GBR", "XXA"])
def test_nobody_else_is_believed_without_a_register(citizenship: str) -> None:
    assert outcome(form=replace(FORM, citizenship=citizenship)) is Reason.NOT_IN_REGISTER


def test_every_state_of_the_eea_has_its_two_letters() -> None:
    assert set(EEA_BY_TWO_LETTERS.values()) == EEA
    assert all(len(letters) == 2 for letters in EEA_BY_TWO_LETTERS)
