# SPDX-License-Identifier: EUPL-1.2
"""Citizens of the EEA in no register: certificate and form agree, or nothing opens (DOMAIN.md, 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any  # for dataclasses.replace, which takes whatever the class has

import pytest

from ugyfelkapu.domain.documents import EEA, EEA_BY_TWO_LETTERS
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import Confirmation, DocumentStatus, Register, RegisteredPerson, SignerQuestion
from ugyfelkapu.domain.signing import (
    Basis,
    CertificateHolder,
    Established,
    Known,
    NotProved,
    Reason,
    establish,
    questions,
    stranger_questions,
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
        ({"family_name": "Möller"}, Reason.NOT_ONE_PERSON),
        ({"family_name": "Muller"}, Reason.NOT_ONE_PERSON),
        ({"given_names": "Jürgen Karl"}, Reason.NOT_ONE_PERSON),
        ({"family_name": "", "given_names": "", "whole_name": "Jürgen"}, Reason.NOT_ONE_PERSON),
        ({"birth_date": date(1982, 12, 4)}, Reason.NOT_ONE_PERSON),
        ({"birth_place": "Bonn"}, Reason.NAME_ALONE),
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
    assert outcome(Known((), (SOMEBODY,), ()), identifier="PNODE-1") is Reason.NOT_ONE_PERSON
    assert outcome(Known((), None, (SOMEBODY,))) is Reason.NOT_ONE_PERSON


def test_whose_birth_a_register_knows_is_no_stranger_to_it_whatever_else_was_typed() -> None:
    typed = replace(FORM, citizenship="AUT")

    assert outcome(Known((SOMEBODY,), None, ()), typed, country="AT") is Reason.NAME_ALONE


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"family_name": "Möller"},
        {"family_name": "Muller"},
        {"birth_date": None, "birth_place": ""},
        {"birth_date": date(1982, 12, 4)},
    ],
)
@pytest.mark.parametrize(
    "typed", [Name("Müller", "Jürgen"), Name("Muller", "Jürgen"), Name("Möller", "Jürgen")]
)
def test_whoever_is_not_proved_learns_nothing_of_the_register(changes: dict[str, Any], typed: Name) -> None:
    of_a_register = replace(FORM, citizenship="HUN")
    somebody = replace(SOMEBODY, identity=of_a_register)
    marked = [replace(somebody, deceased=True), replace(somebody, under_guardianship=True)]
    child = replace(somebody, identity=replace(of_a_register, birth_date=date(2015, 1, 1)))
    form = replace(of_a_register, current_name=typed)
    another = replace(SOMEBODY, reference="SZL-2")

    for leads in ((), (another,)):
        heard = {
            outcome(Known(by_form, leads or None, ()), form, **changes)
            for by_form in ((), (somebody,), *((person,) for person in marked), (child,))
        }
        assert len(heard) == 1


@pytest.mark.parametrize(
    ("mark", "reason"),
    [("deceased", Reason.DECEASED), ("under_guardianship", Reason.UNDER_GUARDIANSHIP)],
)
def test_whoever_is_proved_hears_what_the_register_says_of_them(mark: str, reason: Reason) -> None:
    marks: dict[str, Any] = {mark: True}
    person = replace(SOMEBODY, **marks)

    assert outcome(Known((person,), None, (person,))) is reason


def test_an_empty_answer_to_a_birth_proves_nothing_and_the_provider_decides() -> None:
    known = Known((SOMEBODY,), None, ())

    assert outcome(known, birth_place="Köln am Rhein") is Reason.NAME_ALONE
    found = establish(HOLDER, FORM, known, Confirmation.YES, at=AT)
    assert found.basis is Basis.PROVIDER


def test_whoever_has_the_name_and_date_of_the_certificate_is_no_stranger_whatever_was_typed() -> None:
    assert outcome(Known((), None, (), (SOMEBODY,)), birth_place="") is Reason.NAME_ALONE


def test_strangers_are_asked_for_by_what_the_certificate_proves_alone() -> None:
    assert stranger_questions(replace(HOLDER, family_name="Dr. Müller")) == (
        SignerQuestion(family_name="dr muller", given_names="jurgen", date=FORM.birth_date),
        SignerQuestion(family_name="muller", given_names="jurgen", date=FORM.birth_date),
    )
    assert stranger_questions(replace(HOLDER, birth_date=None)) == ()


def test_a_name_for_which_no_register_can_be_asked_makes_no_stranger() -> None:
    long = "A B C D E F G"
    typed = replace(FORM, current_name=Name("G", "A B C D E F"))

    assert outcome(form=typed, family_name="", given_names="", whole_name=long) is Reason.NAME_ALONE


def _asked(**changes: Any) -> list[tuple[str, str]]:
    holder = replace(HOLDER, **changes)
    return [(question.family_name, question.given_names) for question in questions(holder)[1]]


def test_a_common_name_is_asked_for_in_both_orders_parted_everywhere() -> None:
    common = {"family_name": "", "given_names": ""}

    assert _asked() == [("muller", "jurgen")]
    assert _asked(**common) == [("jurgen", "muller"), ("muller", "jurgen")]
    assert ("muller", "jurgen karl") in _asked(**common, whole_name="Jürgen Karl Müller")
    assert _asked(**common, whole_name="Suharto") == [("suharto", "")]
    assert _asked(**common, whole_name="A B C D E F G") == []


@pytest.mark.parametrize("citizenship", ["HUN", "VNM", "CHE", "GBR", "XXA"])
def test_nobody_else_is_believed_without_a_register(citizenship: str) -> None:
    assert outcome(form=replace(FORM, citizenship=citizenship)) is Reason.NAME_ALONE


def test_every_state_of_the_eea_has_its_two_letters() -> None:
    assert set(EEA_BY_TWO_LETTERS.values()) == EEA
    assert all(len(letters) == 2 for letters in EEA_BY_TWO_LETTERS)
