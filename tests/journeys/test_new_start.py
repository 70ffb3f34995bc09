# SPDX-License-Identifier: EUPL-1.2
"""Somebody loses password, phone and codes, and starts over at the desk: the same gate, nothing of before."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import AT, OTHER_PASSWORD
from tests.personal import personal
from tests.rooms.access.factors import add_authenticator, owner_of, signed_in
from tests.rooms.access.starting_over import EFFECT, approve, ask, events, first_step, set_password
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Recovery
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.services import CodeVerdict
from ugyfelkapu.domain.deadlines import APPROVAL_LIFE, RESET_QUIET
from ugyfelkapu.domain.errors import QuietAfterReset
from ugyfelkapu.project.worker import DUE, rehearse

pytestmark = pytest.mark.django_db
NEW_ADDRESS = personal("maria.ujcim@example.com")


def work(at: datetime) -> None:
    """Let the worker do what falls due, but leave the letters where they can be read."""
    rehearse(at, jobs=[job for job in DUE if job.name != "letters"])


def test_whoever_lost_everything_is_back_within_two_days() -> None:
    gate = builders.activated_gate(at=AT - timedelta(days=60))
    add_authenticator(signed_in(gate, at=AT - timedelta(days=60)), at=AT - timedelta(days=60))
    before = len(events(gate))

    approve(ask(gate, email=NEW_ADDRESS))
    work(AT)
    work(EFFECT - timedelta(seconds=1))
    waiting = first_step(gate, at=EFFECT - timedelta(seconds=1))
    work(EFFECT)
    code = builders.code_for(gate.id)

    assert isinstance(waiting, access.Half)
    assert set_password(gate, code, OTHER_PASSWORD, at=EFFECT) is CodeVerdict.RIGHT
    opened = first_step(gate, OTHER_PASSWORD, at=EFFECT)
    assert isinstance(opened, access.Opened)
    assert queries.gate(gate.id, at=EFFECT).email == NEW_ADDRESS

    owner = owner_of(gate, opened.token, at=EFFECT)
    with pytest.raises(QuietAfterReset):
        add_authenticator(owner, at=EFFECT)
    settled = EFFECT + RESET_QUIET
    again = first_step(gate, OTHER_PASSWORD, at=settled)
    assert isinstance(again, access.Opened)
    add_authenticator(owner_of(gate, again.token, at=settled), at=settled)
    assert isinstance(first_step(gate, OTHER_PASSWORD, at=settled), access.Half)

    assert events(gate)[before:][:9] == [
        "RecoveryAsked",
        "RecoveryApproved",
        "FirstStepTaken",
        "StartedOver",
        "CodeIssued",
        "PasswordReset",
        "SignedIn",
        "Refused",
        "SignedIn",
    ]


def test_what_nobody_approves_is_forgotten_by_the_worker() -> None:
    gate = builders.activated_gate()
    recovery = ask(gate)

    work(AT + APPROVAL_LIFE)

    assert Recovery.objects.get(id=recovery).request == ""
    assert events(gate)[-1] == "RecoveryDeclined"
