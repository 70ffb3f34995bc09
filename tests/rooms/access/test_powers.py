# SPDX-License-Identifier: EUPL-1.2
"""The table of powers decides what a session may do, and the documented one says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from docs.powers import LEVELS, MEANING, RIGHT_MEANING, cell
from tests import builders
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.access.services.powers import require_power
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.deadlines import RESET_QUIET, STEP_UP_LIFE
from ugyfelkapu.domain.errors import NotSteppedUp, QuietAfterReset, Refusal
from ugyfelkapu.domain.powers import NEEDS, Power
from ugyfelkapu.staff.rights import Right

pytestmark = pytest.mark.django_db

AT = builders.AT
A_MOMENT = timedelta(microseconds=1)


def _session(level: str) -> Citizen:
    own = builders.activated_temporary_gate().id if level == LEVELS[0] else builders.activated_gate().id
    factors = {Factor.PASSWORD, Factor.TOTP} if level == LEVELS[2] else {Factor.PASSWORD}
    return Citizen(own, own, "", frozenset(factors), AT)


def _may(citizen: Citizen, power: Power) -> bool:
    try:
        require_power(citizen, power, at=AT)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("power", Power)
def test_the_documented_table_is_what_is_enforced(power: Power, level: str) -> None:
    settled = _session(level)
    stale = replace(settled, stepped_up_at=AT - STEP_UP_LIFE)
    free = _may(settled, power)
    unproved = _may(stale, power)

    Account.objects.filter(id=settled.account_id).update(password_reset_at=AT - RESET_QUIET + A_MOMENT)
    quiet = _may(settled, power)

    conditions = [] if unproved else ["proof"]
    conditions += [] if quiet else ["no quiet day"]
    assert cell(NEEDS[power], level) == (" + ".join(["yes", *conditions]) if free else "no")


def test_a_proof_lasts_for_five_minutes_to_the_moment() -> None:
    citizen = _session("low")

    require_power(replace(citizen, stepped_up_at=AT - STEP_UP_LIFE + A_MOMENT), Power.CLOSE, at=AT)
    with pytest.raises(NotSteppedUp):
        require_power(replace(citizen, stepped_up_at=AT - STEP_UP_LIFE), Power.CLOSE, at=AT)


def test_a_quiet_day_ends_to_the_moment() -> None:
    citizen = _session("low")
    gates = Account.objects.filter(id=citizen.account_id)

    gates.update(password_reset_at=AT - RESET_QUIET)
    require_power(citizen, Power.EXPORT, at=AT)
    gates.update(password_reset_at=AT - RESET_QUIET + A_MOMENT)
    with pytest.raises(QuietAfterReset):
        require_power(citizen, Power.EXPORT, at=AT)


def test_every_power_and_right_is_explained() -> None:
    assert set(MEANING) == set(Power) == set(NEEDS)
    assert set(RIGHT_MEANING) == set(Right)
