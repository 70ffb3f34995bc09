# SPDX-License-Identifier: EUPL-1.2
"""Erasing what was never activated: everything about the person goes (D3, D20)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from tests import builders
from tests.builders import AT
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services import erase_expired
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.queries import entries_about

pytestmark = pytest.mark.django_db

DAY_61 = AT + timedelta(days=61)


def test_what_was_never_activated_is_erased_after_the_sixtieth_day() -> None:
    gate = builders.registered_gate()

    erase_expired(by=WORKER, at=DAY_61)

    assert not Account.objects.exists()
    assert entries_about(gate.id)[0].event == "ExpiredAccountErased"


def test_on_the_sixtieth_day_nothing_is_erased() -> None:
    builders.registered_gate()

    erase_expired(by=WORKER, at=AT + timedelta(days=60))

    assert Account.objects.count() == 1


def test_active_and_suspended_gates_have_no_such_day() -> None:
    builders.activated_gate()
    builders.suspended_gate()

    erase_expired(by=WORKER, at=AT + timedelta(days=4000))

    assert Account.objects.count() == 2


def test_no_row_about_the_person_is_left() -> None:
    builders.registered_gate()
    erase_expired(by=WORKER, at=DAY_61)

    left = {
        model._meta.label
        for model in apps.get_models()
        if any(field.related_model is Account for field in model._meta.fields)
        and model._default_manager.exclude(account=None).exists()
    }

    assert left == set()


def test_a_batch_is_as_large_as_asked() -> None:
    for _ in range(3):
        builders.registered_gate()

    more = [erase_expired(limit=2, by=WORKER, at=DAY_61) for _ in range(3)]

    assert more == [True, False, False]
    assert not Account.objects.exists()


def test_each_erased_gate_leaves_one_trace() -> None:
    gates = [builders.registered_gate() for _ in range(3)]

    erase_expired(by=WORKER, at=DAY_61)

    traces = [entries_about(gate.id)[0].event for gate in gates]
    assert traces == ["ExpiredAccountErased"] * 3


def test_after_erasing_the_person_may_start_again() -> None:
    person = builders.person_in_register()
    first = builders.registered_gate("minta.maria", "minta@example.com", person=person)
    erase_expired(by=WORKER, at=DAY_61)

    second = builders.registered_gate("minta.maria", "minta@example.com", person=person, at=DAY_61)

    assert second.id != first.id
