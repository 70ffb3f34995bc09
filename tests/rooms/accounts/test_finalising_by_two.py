# SPDX-License-Identifier: EUPL-1.2
"""Finalising the gate of a foreigner whom no register knows: one asks, another confirms (D5, D8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any  # for whatever a test changes
from uuid import UUID

import pytest

from tests import builders
from tests.builders import AT, TemporaryGate
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Admission, Proofing
from ugyfelkapu.domain.deadlines import temporary_ends_at
from ugyfelkapu.domain.documents import Category
from ugyfelkapu.domain.errors import IdentityDiffers, NotFound, UnknownReference
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.journal.actor import Actor

pytestmark = pytest.mark.django_db
TEN_DAYS = AT + timedelta(days=10)

FOREIGNER = replace(
    builders.identity(),
    current_name=Name("Nguyễn", "Thị Mai"),
    birth_name=Name("Nguyễn", "Thị Mai"),
    citizenship="VNM",
)


def _ask(gate: TemporaryGate, by: Actor) -> UUID:
    return accounts.ask_finalisation(
        gate.reference,
        **gate.said,
        identity=FOREIGNER,
        evidence=builders.passport_of_a_stranger(),
        consent_version="1",
        by=by,
        at=TEN_DAYS,
    )


def _foreigners_gate(**changes: Any) -> TemporaryGate:
    named = {"current_name": FOREIGNER.current_name, "birth_name": FOREIGNER.birth_name}
    return builders.activated_temporary_gate(**{**named, "citizenship": "VNM", **changes})


def test_a_foreigner_in_no_register_is_finalised_by_two_of_the_staff() -> None:
    gate = _foreigners_gate()
    admission = _ask(gate, builders.clerk())
    seen = bytes(Admission.objects.get(id=admission).fingerprint)

    done = accounts.approve_admission(admission, fingerprint=seen, by=builders.clerk("masodik"), at=TEN_DAYS)

    assert done == gate.id
    assert (Account.objects.get(id=gate.id).state, Proofing.objects.get().method) == (
        State.ACTIVE,
        "document_only",
    )


def test_the_form_must_speak_of_the_person_of_the_passport() -> None:
    gate = _foreigners_gate(birth_date=date(1990, 1, 1))

    with pytest.raises(IdentityDiffers):
        _ask(gate, builders.clerk())


def test_a_hungarian_whom_no_register_knows_is_not_admitted() -> None:
    gate = builders.temporary_gate()

    with pytest.raises(NotFound):
        accounts.ask_finalisation(
            gate.reference,
            **gate.said,
            identity=builders.identity(),
            evidence=builders.evidence(category=Category.HUN),
            consent_version="1",
            by=builders.clerk(),
            at=TEN_DAYS,
        )


def test_a_gate_that_ended_meanwhile_is_not_confirmed() -> None:
    gate = _foreigners_gate()
    end = temporary_ends_at(AT)
    admission = accounts.ask_finalisation(
        gate.reference,
        **gate.said,
        identity=FOREIGNER,
        evidence=builders.passport_of_a_stranger(),
        consent_version="1",
        by=builders.clerk(),
        at=end - timedelta(hours=1),
    )
    seen = bytes(Admission.objects.get(id=admission).fingerprint)

    with pytest.raises(UnknownReference):
        accounts.approve_admission(admission, fingerprint=seen, by=builders.clerk("masodik"), at=end)
