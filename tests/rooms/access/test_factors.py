# SPDX-License-Identifier: EUPL-1.2
"""Adding and removing second factors (D17): stepped up, confirmed, waiting, told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from tests import builders
from tests.builders import AT
from tests.rooms.access.factors import (
    HOME,
    Owner,
    add_authenticator,
    code_at,
    confirm,
    mailed_code,
    owner_of,
    signed_in,
)
from ugyfelkapu.access import factors as own
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Factor, RecoveryCode
from ugyfelkapu.access.services import factors
from ugyfelkapu.access.services.factors import Confirmed
from ugyfelkapu.access.services.stepping_up import step_up
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.assurance import Factor as Kind
from ugyfelkapu.domain.codes import make_code
from ugyfelkapu.domain.errors import NotSteppedUp, QuietAfterReset, TooManyFactors, Unknown
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def owner() -> Owner:
    """Return a freshly activated gate's owner."""
    return signed_in(builders.activated_gate())


def test_within_a_week_of_activation_the_first_factor_counts_at_once(owner: Owner) -> None:
    add_authenticator(owner)

    assert own.has_counting(owner.gate.id, at=AT)


def test_later_the_first_factor_waits_a_day() -> None:
    gate = builders.activated_gate()
    late = AT + 8 * A_DAY
    owner = signed_in(gate, at=late)
    add_authenticator(owner, at=late)

    counts = [own.has_counting(gate.id, at=late + wait) for wait in (A_DAY - timedelta(seconds=1), A_DAY)]

    assert counts == [False, True]


def test_a_further_factor_counts_at_once() -> None:
    gate = builders.activated_gate()
    owner = signed_in(gate)
    add_authenticator(owner)
    secret = pyotp.random_base32()
    later = AT + timedelta(minutes=4)

    done = confirm(owner, secret, mailed="", at=later)

    assert done is Confirmed.DONE
    assert own.counting(gate.id, at=later).count() == 2


def test_beside_a_factor_that_waits_another_needs_the_mailed_code_and_waits_too() -> None:
    gate = builders.activated_gate()
    late = AT + 8 * A_DAY
    owner = signed_in(gate, at=late)
    add_authenticator(owner, at=late)
    secret = pyotp.random_base32()

    without = confirm(owner, secret, mailed="", at=late)
    with_code = confirm(owner, secret, mailed=mailed_code(owner, at=late), at=late)

    assert (without, with_code) == (Confirmed.WRONG_MAILED_CODE, Confirmed.DONE)
    assert not own.has_counting(gate.id, at=late + A_DAY - timedelta(seconds=1))


@pytest.mark.parametrize("wrong", ["code", "mailed"])
def test_nothing_is_added_without_both_codes(owner: Owner, wrong: str) -> None:
    secret = pyotp.random_base32()
    mailed = mailed_code(owner)

    verdict = factors.add_authenticator(
        owner.citizen,
        secret=secret,
        name="Telefon",
        code="000000" if wrong == "code" else code_at(secret, AT),
        mailed_code=make_code() if wrong == "mailed" else mailed,
        by=owner.by,
        at=AT,
    )

    assert verdict is (Confirmed.WRONG_CODE if wrong == "code" else Confirmed.WRONG_MAILED_CODE)
    assert not Factor.objects.exists()


def test_the_owner_is_told_when_a_factor_comes_and_goes(owner: Owner) -> None:
    add_authenticator(owner)
    factor = Factor.objects.get()

    left = factors.remove_factor(owner.citizen, factor.id, by=owner.by, at=AT)

    assert left == 0
    assert builders.kinds_of_letters(owner.gate.id)[-2:] == ["factor_added", "factor_removed"]


def test_with_the_last_factor_the_recovery_codes_go(owner: Owner) -> None:
    add_authenticator(owner)
    codes = factors.make_codes(owner.citizen, by=owner.by, at=AT)
    factors.keep_codes(owner.citizen, shown=codes[0], by=owner.by, at=AT)

    factors.remove_factor(owner.citizen, Factor.objects.get().id, by=owner.by, at=AT)

    assert not RecoveryCode.objects.exists()


def test_with_the_last_factor_sessions_fall_to_the_password(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + timedelta(seconds=30)
    step_up(owner.citizen, password="", code=code_at(secret, later), origin=HOME, by=owner.by, at=later)
    before = owner_of(owner.gate, owner.token, at=later).citizen.factors

    factors.remove_factor(owner.citizen, Factor.objects.get().id, by=owner.by, at=later)

    after = owner_of(owner.gate, owner.token, at=later).citizen.factors
    assert (len(before), after) == (2, frozenset({Kind.PASSWORD}))


def test_codes_shown_before_newer_ones_were_made_are_not_kept(owner: Owner) -> None:
    add_authenticator(owner)
    shown = factors.make_codes(owner.citizen, by=owner.by, at=AT)[0]
    factors.make_codes(owner.citizen, by=owner.by, at=AT)

    with pytest.raises(Unknown):
        factors.keep_codes(owner.citizen, shown=shown, by=owner.by, at=AT)


def test_somebody_elses_factor_is_not_there(owner: Owner) -> None:
    add_authenticator(owner)
    other = signed_in(builders.activated_gate())

    with pytest.raises(Unknown):
        factors.remove_factor(other.citizen, Factor.objects.get().id, by=other.by, at=AT)


@pytest.mark.parametrize(("minutes", "allowed"), [(4, True), (5, False)])
def test_five_minutes_after_proving_to_be_there_factors_are_safe(
    owner: Owner, minutes: int, allowed: bool
) -> None:
    later = AT + timedelta(minutes=minutes)

    try:
        factors.ask_factor_code(owner.citizen, by=owner.by, at=later)
        asked = True
    except NotSteppedUp:
        asked = False

    assert asked is allowed


def test_the_password_steps_up_where_nothing_else_counts(owner: Owner) -> None:
    right = {"password": owner.gate.password, "code": ""}

    answers = [
        step_up(owner.citizen, **{**right, **wrong}, origin=HOME, by=owner.by, at=AT)
        for wrong in ({"password": "nem ez"}, {})
    ]

    assert answers == [False, True]


def test_where_a_factor_counts_the_password_does_not_step_up(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + timedelta(seconds=30)
    code = code_at(secret, later)

    by_password = step_up(
        owner.citizen, password=owner.gate.password, code="", origin=HOME, by=owner.by, at=later
    )
    by_code = step_up(owner.citizen, password="", code=code, origin=HOME, by=owner.by, at=later)

    assert (by_password, by_code) == (False, True)


def test_a_day_after_a_reset_nothing_is_added_by_the_password_alone() -> None:
    gate = builders.activated_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)
    password = access.new_password(builders.OTHER_PASSWORD)
    accounts.reset_password(
        gate.username, code=builders.code_for(gate.id), password=password, by=STRANGER, at=AT
    )
    changed = replace(gate, password=builders.OTHER_PASSWORD)
    soon, later = AT + A_DAY - timedelta(seconds=1), AT + A_DAY

    with pytest.raises(QuietAfterReset):
        factors.ask_factor_code(signed_in(changed, at=soon).citizen, by=STRANGER, at=soon)
    factors.ask_factor_code(signed_in(changed, at=later).citizen, by=STRANGER, at=later)


def test_a_gate_bears_ten_factors(owner: Owner) -> None:
    add_authenticator(owner)
    account_id = owner.gate.id
    Factor.objects.bulk_create(
        Factor(account_id=account_id, kind="totp", name="x", epoch=1, added_at=AT, counts_from=AT, secret="x")
        for _ in range(9)
    )
    secret = pyotp.random_base32()

    with pytest.raises(TooManyFactors):
        confirm(owner, secret, mailed="")


def test_finalising_ends_the_factors_of_before() -> None:
    temporary = builders.activated_temporary_gate()
    opened = access.sign_in(
        temporary.username,
        password=temporary.password,
        origin=HOME,
        replaces=None,
        by=STRANGER,
        at=AT,
    )
    assert isinstance(opened, access.Opened)
    Factor.objects.create(
        account_id=temporary.id, kind="totp", name="x", epoch=1, added_at=AT, counts_from=AT, secret="x"
    )
    before = own.has_counting(temporary.id, at=AT)

    accounts.finalise(
        temporary.reference,
        **temporary.said,
        answer=builders.answer(builders.person_in_register()),
        evidence=builders.evidence(),
        consent_version="1",
        by=builders.clerk(),
        at=AT,
    )

    assert (before, own.has_counting(temporary.id, at=AT)) == (True, False)
