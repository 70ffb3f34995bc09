# SPDX-License-Identifier: EUPL-1.2
"""Closing a gate: at once, for good, whether or not a sweep ran (D21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import AT
from tests.rooms.access.factors import HOME, Owner, signed_in
from ugyfelkapu.access import safety_links, sessions
from ugyfelkapu.access import services as access
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.errors import (
    DifferentPerson,
    Forbidden,
    LinkLapsed,
    NotAllowed,
    NotSteppedUp,
    OwnRecord,
    QuietAfterReset,
    Refusal,
    Unknown,
)
from ugyfelkapu.journal.actor import STRANGER, WORKER
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db

SOON = AT + timedelta(minutes=1)


@pytest.fixture
def owner() -> Owner:
    return signed_in(builders.activated_gate())


def close(owner: Owner) -> None:
    """Close one's own gate."""
    close_own_gate(owner.citizen, by=owner.by, at=AT)


def test_the_gate_ends_at_once_before_any_sweep(owner: Owner) -> None:
    close(owner)

    again = access.sign_in(
        owner.gate.username,
        password=owner.gate.password,
        origin=HOME,
        replaces=None,
        by=STRANGER,
        at=AT,
    )
    assert sessions.citizens_session(owner.token, at=AT) is None
    assert again is None
    assert entries_about(owner.gate.id)[0].event == "AccountClosed"


def test_a_letter_tells_of_it_and_outlives_the_gate(owner: Owner) -> None:
    close(owner)

    accounts.erase_expired(by=WORKER, at=AT)

    assert not Account.objects.filter(id=owner.gate.id).exists()
    assert builders.kinds_of_letters()[-1] == "closed"


def test_the_person_the_username_and_the_address_are_free_at_once(owner: Owner) -> None:
    close(owner)

    again = accounts.register_in_person(
        builders.applicant(owner.gate.username, owner.gate.email),
        answer=builders.answer(owner.gate.person),
        evidence=builders.evidence(),
        by=builders.clerk("masik"),
        at=AT,
    )

    assert again.account_id != owner.gate.id


def test_a_mailed_code_and_a_link_of_before_do_nothing(owner: Owner) -> None:
    link = safety_links.make(owner.gate.id, at=AT)
    accounts.ask_for_code(owner.gate.username, email=owner.gate.email, by=STRANGER, at=AT)
    code = builders.code_for(owner.gate.id)
    close(owner)

    verdict = access.reset_password(
        owner.gate.username,
        code=code,
        password=access.new_password(builders.OTHER_PASSWORD),
        origin=HOME,
        by=STRANGER,
        at=AT,
    )

    assert verdict is accounts.CodeVerdict.WRONG
    with pytest.raises(LinkLapsed):
        lock_by_link(link, by=STRANGER, at=SOON)


def test_a_closed_gate_is_not_closed_again(owner: Owner) -> None:
    close(owner)

    with pytest.raises(NotAllowed):
        close(owner)


def test_closing_needs_a_fresh_proof(owner: Owner) -> None:
    with pytest.raises(NotSteppedUp):
        close_own_gate(replace(owner.citizen, stepped_up_at=None), by=owner.by, at=AT)


def test_nothing_is_closed_on_the_day_after_a_reset(owner: Owner) -> None:
    Account.objects.filter(id=owner.gate.id).update(password_reset_at=AT - timedelta(hours=1))

    with pytest.raises(QuietAfterReset):
        close(owner)


# ------------------------------------------------------------------ at the desk


def _at_the_desk(gate: builders.BuiltGate, **changes: object) -> None:
    lawful = {
        "answer": builders.answer(gate.person),
        "evidence": builders.evidence(),
        "by": builders.clerk("masik"),
        "at": AT,
    }
    accounts.close_at_desk(gate.id, **{**lawful, **changes})  # type: ignore[arg-type]  # tests change one part


@pytest.mark.parametrize(
    "build", [builders.registered_gate, builders.activated_gate, builders.suspended_gate]
)
def test_any_full_gate_is_closed_at_the_desk(build: object) -> None:
    gate = build()  # type: ignore[operator]  # each builder makes a gate

    _at_the_desk(gate)

    entry = entries_about(gate.id)[0]
    assert entry.event == "AccountClosed"
    assert entry.details == {
        "office": builders.OFFICE,
        "document": "id_card",
        "issuing_country": "HUN",
        "last_two": builders.evidence().last_two,
    }
    assert builders.kinds_of_letters()[-1] == "closed"


def test_somebody_else_does_not_close_it() -> None:
    gate = builders.activated_gate()
    stranger = builders.person_in_register(reference="SZL-9999")

    with pytest.raises(DifferentPerson):
        _at_the_desk(gate, answer=builders.answer(stranger))
    with pytest.raises(Refusal):
        _at_the_desk(gate, answer=builders.answer())


def test_nobody_closes_their_own_at_their_desk() -> None:
    gate = builders.activated_gate()
    own = builders.clerk("sajat", person=gate.person)

    with pytest.raises(OwnRecord):
        _at_the_desk(gate, by=own)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_other_roles_close_nothing(role: Role) -> None:
    gate = builders.activated_gate()

    with pytest.raises(Forbidden):
        _at_the_desk(gate, by=builders.clerk("mas", role=role))


def test_a_gate_that_is_gone_is_unknown() -> None:
    gate = builders.activated_gate()
    _at_the_desk(gate)

    with pytest.raises(Unknown):
        _at_the_desk(gate)


def test_an_address_that_is_somebody_elses_hears_nothing() -> None:
    gate = builders.registered_gate("elso.nev", "kozos@example.com")
    builders.activated_gate(
        "masik.nev", "kozos@example.com", person=builders.person_in_register(reference="SZL-7")
    )
    before = builders.kinds_of_letters().count("closed")

    _at_the_desk(gate)

    assert builders.kinds_of_letters().count("closed") == before
