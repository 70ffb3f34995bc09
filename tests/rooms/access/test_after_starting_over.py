# SPDX-License-Identifier: EUPL-1.2
"""What a new start leaves: a mailed code, letters to the address of before, a proofing by two."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders
from tests.authenticators import Passkey
from tests.builders import AT, OTHER_PASSWORD, BuiltGate
from tests.personal import personal
from tests.rooms.access import passkeys as browser
from tests.rooms.access.factors import Owner, add_authenticator, code_at, signed_in
from tests.rooms.access.starting_over import (
    EFFECT,
    carry_out,
    first_step,
    letter_of,
    recipients,
    secret_of,
    set_password,
    token_in,
    waiting_start,
)
from ugyfelkapu.access import factors, recoveries, safety_links, sessions
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Recovery, SafetyLink
from ugyfelkapu.access.services import factors as acts
from ugyfelkapu.access.services import passkeys as passkey_acts
from ugyfelkapu.access.services import recovering
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Confirmation, Proofing
from ugyfelkapu.accounts.services import CodeVerdict
from ugyfelkapu.domain.deadlines import PROVED_LONG, RECOVERY_WAIT
from ugyfelkapu.domain.errors import LinkLapsed
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import STRANGER, WORKER
from ugyfelkapu.journal.queries import entries_about

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
JUST_BEFORE = EFFECT - SECOND
NEW_ADDRESS = personal("maria.ujcim@example.com")


@pytest.fixture
def owner() -> Owner:
    """Return somebody signed in to a gate with an authenticator, a passkey and recovery codes."""
    owner = signed_in(builders.activated_gate())
    add_authenticator(owner)
    return owner


# ------------------------------------------------------------------ carried out


def test_the_worker_does_nothing_before_the_instant() -> None:
    gate = builders.activated_gate()
    recovery = waiting_start(gate)

    carry_out(JUST_BEFORE)

    assert Recovery.objects.get(id=recovery).closed_at is None
    assert first_step(gate, at=JUST_BEFORE) is not None


def test_whoever_starts_over_gets_a_code_and_is_told_at_the_address_of_before(owner: Owner) -> None:
    gate = owner.gate
    recovery = waiting_start(gate)

    carry_out()

    row = Recovery.objects.get(id=recovery)
    account = Account.objects.get(id=gate.id)
    assert (row.outcome, row.request) == ("done", "")
    assert (account.state, account.password, account.epoch, account.starts_over_at) == (
        State.ACTIVE,
        "",
        2,
        None,
    )
    assert account.password_reset_at is None
    assert builders.kinds_of_letters(gate.id)[-2:] == ["started_over", "reset"]
    assert [entry.event for entry in entries_about(gate.id, limit=2)] == ["CodeIssued", "StartedOver"]


def test_the_whole_way_back_leads_to_a_gate_with_a_password_alone(owner: Owner) -> None:
    gate, secret = owner.gate, secret_of(owner.gate)
    codes = acts.make_codes(owner.citizen, by=owner.by, at=AT)
    acts.keep_codes(owner.citizen, shown=codes[0], by=owner.by, at=AT)
    token = owner.token
    waiting_start(gate)
    carry_out()

    verdict = set_password(gate, builders.code_for(gate.id), OTHER_PASSWORD, at=EFFECT)

    assert verdict is CodeVerdict.RIGHT
    assert first_step(gate, at=EFFECT) is None
    assert isinstance(first_step(gate, OTHER_PASSWORD, at=EFFECT), access.Opened)
    assert factors.own_factors(gate.id) == []
    assert factors.accept_code(gate.id, code_at(secret, EFFECT), at=EFFECT) is None
    assert factors.accept_code(gate.id, codes[0], at=EFFECT) is None
    assert sessions.citizens_session(token, at=EFFECT) is None


def test_a_passkey_of_before_opens_nothing_after_it() -> None:
    owner = signed_in(builders.activated_gate())
    passkey = browser.add_passkey(owner, Passkey())
    waiting_start(owner.gate)
    carry_out()
    set_password(owner.gate, builders.code_for(owner.gate.id), OTHER_PASSWORD, at=EFFECT)

    options = passkey_acts.ask_to_sign_in(binding=browser.BROWSER, at=EFFECT)

    assert browser.send(passkey.answer(options), at=EFFECT) is None


def test_codes_mailed_before_are_dead_after_it() -> None:
    gate = builders.activated_gate()
    owner = signed_in(gate)
    acts.ask_factor_code(owner.citizen, by=owner.by, at=AT)
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)
    code = builders.code_for(gate.id)
    waiting_start(gate)

    carry_out()

    assert set_password(gate, code, OTHER_PASSWORD, at=EFFECT) is CodeVerdict.REPLACED
    assert not Confirmation.objects.filter(account_id=gate.id, dead_at=None).exists()


def test_how_it_was_proofed_names_both_staff_members() -> None:
    gate = builders.activated_gate(at=AT - timedelta(days=3))
    recovery = waiting_start(gate)

    carry_out()

    row = Recovery.objects.get(id=recovery)
    proofing = Proofing.objects.filter(account_id=gate.id).latest("at")
    assert (proofing.method, proofing.document, proofing.register, proofing.at) == (
        "desk",
        "id_card",
        "population",
        AT,
    )
    assert (proofing.staff_id, proofing.second_staff_id) == (row.asked_by, row.approved_by)
    assert (proofing.office, proofing.consent_version) == (builders.OFFICE, "1")


def test_it_is_carried_out_once() -> None:
    gate = builders.activated_gate()
    waiting_start(gate)

    for _ in range(2):
        carry_out()

    assert builders.kinds_of_letters(gate.id).count("started_over") == 1
    assert Account.objects.get(id=gate.id).epoch == 2


def test_a_worker_that_was_away_carries_all_of_them_out() -> None:
    gates = [builders.activated_gate() for _ in range(3)]
    for gate in gates:
        waiting_start(gate)

    carry_out(EFFECT + timedelta(days=2))

    assert not Account.objects.exclude(starts_over_at=None).exists()
    assert all("reset" in builders.kinds_of_letters(gate.id) for gate in gates)


@pytest.mark.parametrize("email", ["", NEW_ADDRESS])
def test_the_letter_to_the_address_of_before_disowns_a_new_one(email: str) -> None:
    gate = builders.activated_gate()
    waiting_start(gate, email=email)
    carry_out()

    link = safety_links.living(token_in(gate, "started_over"), at=EFFECT)

    assert link is not None
    assert link.disowns_address is bool(email)


def test_the_letter_to_the_address_of_before_locks_the_gate() -> None:
    gate = builders.activated_gate()
    waiting_start(gate)
    carry_out()

    lock_by_link(token_in(gate, "started_over"), by=STRANGER, at=EFFECT)

    assert Account.objects.get(id=gate.id).state == State.SUSPENDED


def test_nothing_of_a_new_start_outlives_its_gate() -> None:
    gate = builders.activated_gate()
    waiting_start(gate, email=NEW_ADDRESS)
    Account.objects.filter(id=gate.id).update(state=State.CLOSED, ends_at=AT)

    accounts.erase_expired(by=WORKER, at=AT)
    carry_out()

    assert not Account.objects.filter(id=gate.id).exists()
    assert not Recovery.objects.exists()
    assert not SafetyLink.objects.exists()
    assert recipients("recovery_asked") == []


def test_a_gate_that_was_closed_while_it_waited_starts_over_no_more() -> None:
    gate = builders.activated_gate()
    recovery = waiting_start(gate)
    Account.objects.filter(id=gate.id).update(state=State.CLOSED, ends_at=EFFECT)

    carry_out()

    assert Recovery.objects.get(id=recovery).outcome == "stopped"
    assert "reset" not in builders.kinds_of_letters(gate.id)


# ------------------------------------------------------------------ a new address


def test_with_a_new_address_the_code_goes_there_and_everything_else_to_the_old_one() -> None:
    gate = builders.activated_gate()
    waiting_start(gate, email=NEW_ADDRESS)

    carry_out()

    account = Account.objects.get(id=gate.id)
    assert recipients("recovery_asked") == recipients("started_over") == [gate.email]
    assert recipients("reset") == [NEW_ADDRESS]
    assert (account.email, account.email_proved_at) == (NEW_ADDRESS, None)
    assert getattr(letter_of(gate, "started_over"), "new_address", None) is True


def test_a_new_address_counts_as_proved_once_its_code_is_used() -> None:
    gate = builders.activated_gate()
    waiting_start(gate, email=NEW_ADDRESS)
    carry_out()

    set_password(gate, builders.code_for(gate.id), OTHER_PASSWORD, at=EFFECT)

    assert Account.objects.get(id=gate.id).email_proved_at == EFFECT


def test_a_new_address_that_another_gate_proved_meanwhile_gets_the_same_answer() -> None:
    gate = builders.activated_gate()
    waiting_start(gate, email=NEW_ADDRESS)
    other = builders.activated_gate(email=NEW_ADDRESS)

    carry_out()

    assert builders.kinds_of_letters(other.id)[-1] == "address_taken"
    assert "reset" not in builders.kinds_of_letters(gate.id)
    assert first_step(gate, at=EFFECT) is None


# ------------------------------------------------------------------ confirming


def proved_for(age: timedelta) -> BuiltGate:
    """Return a gate whose address was proved so long ago, waiting for its new start."""
    gate = builders.activated_gate(at=AT - age)
    waiting_start(gate)
    return gate


def test_an_address_proved_for_thirty_days_confirms_it_at_once() -> None:
    gate = proved_for(PROVED_LONG)
    token = token_in(gate)

    recovering.confirm_by_link(token, by=STRANGER, at=AT)

    assert builders.kinds_of_letters(gate.id)[-2:] == ["started_over", "reset"]
    assert [entry.event for entry in entries_about(gate.id, limit=3)] == [
        "CodeIssued",
        "StartedOver",
        "RecoveryConfirmed",
    ]
    assert first_step(gate, at=AT) is None
    assert set_password(gate, builders.code_for(gate.id), OTHER_PASSWORD, at=AT) is CodeVerdict.RIGHT
    for verb in (recovering.confirm_by_link, recovering.stop_by_link, lock_by_link):
        with pytest.raises(LinkLapsed):
            verb(token, by=STRANGER, at=AT)
    carry_out()
    assert Account.objects.get(id=gate.id).epoch == 2


def test_an_address_proved_a_second_later_confirms_nothing() -> None:
    gate = proved_for(PROVED_LONG - SECOND)
    token = token_in(gate)

    with pytest.raises(LinkLapsed):
        recovering.confirm_by_link(token, by=STRANGER, at=AT + SECOND)

    assert getattr(letter_of(gate, "recovery_asked"), "confirmable", None) is False
    assert safety_links.living(token, at=AT + SECOND) is not None
    assert first_step(gate, at=AT + SECOND) is not None


def test_address_and_factors_are_never_replaced_in_one_visit_without_the_wait() -> None:
    gate = builders.activated_gate(at=AT - PROVED_LONG)
    waiting_start(gate, email=NEW_ADDRESS)

    with pytest.raises(LinkLapsed):
        recovering.confirm_by_link(token_in(gate), by=STRANGER, at=AT)

    assert getattr(letter_of(gate, "recovery_asked"), "confirmable", None) is False


def test_an_address_changed_since_confirms_nothing() -> None:
    gate = proved_for(PROVED_LONG)
    Account.objects.filter(id=gate.id).update(email_proved_at=AT)

    with pytest.raises(LinkLapsed):
        recovering.confirm_by_link(token_in(gate), by=STRANGER, at=AT + RECOVERY_WAIT - SECOND)


def test_a_confirmed_one_of_a_gate_that_was_locked_is_refused() -> None:
    gate = proved_for(PROVED_LONG)
    token = token_in(gate)
    lock_by_link(safety_links.make(gate.id, at=AT), by=STRANGER, at=AT)

    with pytest.raises(LinkLapsed):
        recovering.confirm_by_link(token, by=STRANGER, at=AT)


def test_the_page_is_offered_what_the_link_can_do_now() -> None:
    gate = proved_for(PROVED_LONG)
    token = token_in(gate)

    early, late = (safety_links.offer(token, at=at) for at in (JUST_BEFORE, EFFECT))

    assert (early.starts_over_at, early.confirmable) == (EFFECT, True)
    assert (late.starts_over_at, late.confirmable) == (None, False)


def test_the_desk_sees_how_it_stands() -> None:
    gate = builders.activated_gate()
    recovery = waiting_start(gate)

    standing = recoveries.standing_of(gate.id, at=AT)
    assert standing is not None
    assert (standing.id, standing.outcome, standing.takes_effect_at) == (recovery, "approved", EFFECT)
    carry_out()
    assert recoveries.standing_of(gate.id, at=EFFECT) is None
