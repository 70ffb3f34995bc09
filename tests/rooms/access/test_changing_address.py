# SPDX-License-Identifier: EUPL-1.2
"""A new e-mail address: proved by a code first, the old one told, and nobody's taken away (D10, D17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from tests import builders
from tests.builders import AT
from tests.personal import personal
from tests.rooms.access.factors import (
    HOME,
    Owner,
    add_authenticator,
    code_at,
    mailed_code,
    signed_in,
    signed_in_twice,
)
from ugyfelkapu.access import safety_links, sessions
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import SafetyLink, Session
from ugyfelkapu.access.services.addresses import ask_address_code, change_address
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.access.services.unlocking import unlock_with_code
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services.confirming import Wish, would_confirm
from ugyfelkapu.domain.codes import parse_code
from ugyfelkapu.domain.deadlines import CONFIRMATION_LIFE
from ugyfelkapu.domain.errors import (
    AddressTaken,
    NotAllowed,
    NotSteppedUp,
    QuietAfterReset,
    RecoveryWaits,
    SameAddress,
    Throttled,
)
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.outbox.models import Letter as Waiting
from ugyfelkapu.outbox.rendering import render

pytestmark = pytest.mark.django_db

NEW = personal("uj.cim@example.com")
OTHER = personal("masik.cim@example.com")


@pytest.fixture
def owner() -> Owner:
    return signed_in(builders.activated_gate())


def ask(owner: Owner, address: str = NEW, **changes: object) -> None:
    """Ask for a code to a new address."""
    lawful = {"by": owner.by, "at": AT, **changes}
    ask_address_code(owner.citizen, email=address, **lawful)  # type: ignore[arg-type]  # tests change one


def mailed(owner: Owner) -> str:
    """Return the code in the newest letter about a new address, canonical."""
    codes = [letter for letter in builders.letters(owner.gate.id) if letter.kind == "address_code"]
    return parse_code(str(getattr(codes[-1], "code", ""))) or ""


def confirm(owner: Owner, code: str, **changes: object) -> bool:
    """Type a code."""
    lawful = {"by": owner.by, "at": AT, **changes}
    return change_address(owner.citizen, code=code, **lawful)  # type: ignore[arg-type]  # tests change one


def account_of(owner: Owner) -> Account:
    """Return the gate as it rests."""
    return Account.objects.get(id=owner.gate.id)


def _signed_in_to_a_temporary_gate() -> Owner:
    temporary = builders.activated_temporary_gate()
    return signed_in(cast(builders.BuiltGate, temporary))  # as much of one as signing in needs


def test_nothing_changes_until_the_code_is_typed(owner: Owner) -> None:
    ask(owner)
    before = account_of(owner).email

    assert confirm(owner, mailed(owner))

    after = account_of(owner)
    assert before == owner.gate.email
    assert (after.email, after.email_proved_at) == (NEW, AT)
    assert entries_about(owner.gate.id)[0].event == "AddressChanged"
    assert sessions.citizens_session(owner.token, at=AT) is not None


def test_the_code_goes_to_the_new_address_and_the_news_to_the_old_one(owner: Owner) -> None:
    ask(owner)
    confirm(owner, mailed(owner))

    to = {letter.kind: letter.to for letter in Waiting.objects.filter(account_id=owner.gate.id)}
    assert to["address_code"] == NEW
    assert to["address_changed"] == owner.gate.email
    assert SafetyLink.objects.filter(account_id=owner.gate.id, disowns_address=True).count() == 1


@pytest.mark.parametrize("wrong", ["0000000000000000", ""])
def test_a_wrong_code_changes_nothing(owner: Owner, wrong: str) -> None:
    ask(owner)

    assert not confirm(owner, wrong)
    assert account_of(owner).email == owner.gate.email


def test_a_code_is_used_once_lives_half_an_hour_and_dies_with_a_newer_one(owner: Owner) -> None:
    ask(owner)
    first = mailed(owner)
    ask(owner, OTHER)
    second = mailed(owner)
    late = replace(owner, citizen=replace(owner.citizen, stepped_up_at=AT + CONFIRMATION_LIFE))
    Session.objects.update(seen_at=AT + CONFIRMATION_LIFE - timedelta(minutes=1))

    assert not confirm(owner, first)
    assert not change_address(late.citizen, code=second, by=late.by, at=AT + CONFIRMATION_LIFE)
    assert confirm(owner, second)
    assert not confirm(owner, second)
    assert account_of(owner).email == OTHER


def test_ten_wrong_codes_kill_the_right_one(owner: Owner) -> None:
    ask(owner)
    for _ in range(10):
        confirm(owner, "0000000000000000")

    assert not confirm(owner, mailed(owner))


def test_somebody_elses_code_changes_nothing(owner: Owner) -> None:
    other = signed_in(builders.activated_gate(person=builders.person_in_register(reference="SZL-8")))
    ask(other)

    assert not confirm(owner, mailed(other))


def test_a_code_that_was_mailed_to_the_old_address_resets_nothing_any_more(owner: Owner) -> None:
    accounts.ask_for_code(owner.gate.username, email=owner.gate.email, by=STRANGER, at=AT)
    reset = builders.code_for(owner.gate.id)
    ask(owner)
    confirm(owner, mailed(owner))

    verdict = access.reset_password(
        owner.gate.username,
        code=reset,
        password=access.new_password(builders.OTHER_PASSWORD),
        origin=HOME,
        by=STRANGER,
        at=AT,
    )

    assert verdict is not accounts.CodeVerdict.RIGHT


def test_an_address_that_is_taken_gets_no_code_and_its_owner_hears_of_it(owner: Owner) -> None:
    other = builders.activated_gate(person=builders.person_in_register(reference="SZL-8"))

    ask(owner, other.email)

    assert "address_code" not in builders.kinds_of_letters(owner.gate.id)
    assert builders.kinds_of_letters(other.id)[-1] == "address_taken"


def test_of_two_who_want_one_address_the_first_to_prove_it_has_it(owner: Owner) -> None:
    other = signed_in(builders.activated_gate(person=builders.person_in_register(reference="SZL-8")))
    ask(owner)
    ask(other)
    mine, theirs = mailed(owner), mailed(other)

    assert confirm(owner, mine)
    with pytest.raises(AddressTaken):
        confirm(other, theirs)


def test_the_same_address_is_nothing_to_change(owner: Owner) -> None:
    with pytest.raises(SameAddress):
        ask(owner, owner.gate.email.replace("example.com", "EXAMPLE.com"))


def test_three_letters_a_day_and_no_more(owner: Owner) -> None:
    for _ in range(3):
        ask(owner)

    with pytest.raises(Throttled):
        ask(owner, OTHER)


def test_an_address_gets_three_letters_a_day_whoever_names_it() -> None:
    owners = [
        signed_in(builders.activated_gate(person=builders.person_in_register(reference=f"SZL-{number}")))
        for number in (91, 92)
    ]
    for _ in range(3):
        ask(owners[0])

    with pytest.raises(Throttled):
        ask(owners[1])


def test_it_needs_a_fresh_proof(owner: Owner) -> None:
    stale = replace(owner, citizen=replace(owner.citizen, stepped_up_at=None))

    with pytest.raises(NotSteppedUp):
        ask(stale)
    ask(owner)
    with pytest.raises(NotSteppedUp):
        confirm(stale, mailed(owner))


def test_on_the_day_after_a_reset_the_address_stays(owner: Owner) -> None:
    Account.objects.filter(id=owner.gate.id).update(password_reset_at=AT - timedelta(hours=1))

    with pytest.raises(QuietAfterReset):
        ask(owner)


def test_while_a_new_start_waits_the_address_stays(owner: Owner) -> None:
    Account.objects.filter(id=owner.gate.id).update(starts_over_at=AT + timedelta(hours=1))

    with pytest.raises(RecoveryWaits):
        ask(owner)


def test_a_code_of_before_the_new_start_does_not_lead_its_code_elsewhere(owner: Owner) -> None:
    ask(owner)
    code = mailed(owner)
    Account.objects.filter(id=owner.gate.id).update(starts_over_at=AT + timedelta(hours=1))

    with pytest.raises(RecoveryWaits):
        confirm(owner, code)
    assert account_of(owner).email == owner.gate.email


def test_a_temporary_gate_changes_its_address_too() -> None:
    owner = _signed_in_to_a_temporary_gate()
    ask(owner)

    assert confirm(owner, mailed(owner))
    assert account_of(owner).email == NEW
    assert "address_changed" in builders.kinds_of_letters(owner.gate.id)


def test_an_address_of_before_that_nobody_proved_is_not_written_to(owner: Owner) -> None:
    Account.objects.filter(id=owner.gate.id).update(email_proved_at=None)
    ask(owner)

    assert confirm(owner, mailed(owner))
    assert "address_changed" not in builders.kinds_of_letters(owner.gate.id)


def test_the_letters_hold_neither_the_username_nor_an_address(owner: Owner) -> None:
    ask(owner)
    confirm(owner, mailed(owner))

    for letter in builders.letters(owner.gate.id)[-2:]:
        words = render(letter, language="hu")
        texts = f"{words.subject} {words.text} {words.html}"
        assert not any(each in texts for each in (NEW, owner.gate.email, owner.gate.username))


def test_a_gate_that_has_ended_makes_way_though_no_sweep_ran() -> None:
    ended = builders.activated_temporary_gate(email=NEW, at=AT - timedelta(days=32))
    owner = signed_in(builders.activated_gate())
    ask(owner)

    assert confirm(owner, mailed(owner))
    assert not Account.objects.filter(id=ended.id).exists()


def test_an_address_that_another_gate_only_claims_is_free(owner: Owner) -> None:
    claims = builders.temporary_gate(email=NEW)
    ask(owner)

    assert confirm(owner, mailed(owner))
    assert Account.objects.get(id=claims.id).email_proved_at is None


def test_the_code_that_confirms_a_second_step_dies_with_the_address_it_went_to(owner: Owner) -> None:
    factor = mailed_code(owner)
    ask(owner)
    confirm(owner, mailed(owner))

    assert not would_confirm(owner.gate.id, Wish.FACTOR, code=factor, at=AT)


def test_the_link_in_the_letter_to_the_old_address_disowns_the_new_one(owner: Owner) -> None:
    ask(owner)
    confirm(owner, mailed(owner))
    changed = next(each for each in builders.letters(owner.gate.id) if each.kind == "address_changed")

    lock_by_link(str(getattr(changed, "token", "")), by=STRANGER, at=AT)

    assert account_of(owner).state == State.SUSPENDED
    assert account_of(owner).suspended_for == accounts.SuspensionReason.ADDRESS_DISOWNED
    assert sessions.citizens_session(owner.token, at=AT) is None


def test_whoever_locks_the_gate_a_moment_before_is_heard(owner: Owner) -> None:
    ask(owner)
    code, link = mailed(owner), safety_links.make(owner.gate.id, at=AT)
    lock_by_link(link, by=STRANGER, at=AT)

    with pytest.raises(NotAllowed):
        confirm(owner, code)
    assert account_of(owner).email == owner.gate.email


def test_a_session_that_has_just_ended_changes_nothing(owner: Owner) -> None:
    ask(owner)
    code = mailed(owner)
    sessions.end(owner.citizen.session_id)

    with pytest.raises(NotAllowed):
        confirm(owner, code)


def test_whoever_has_a_second_factor_takes_the_address_back(owner: Owner) -> None:
    secret = add_authenticator(owner)
    ask(owner)
    confirm(owner, mailed(owner))
    link = next(letter for letter in builders.letters(owner.gate.id) if letter.kind == "address_changed")
    lock_by_link(str(getattr(link, "token", "")), by=STRANGER, at=AT)
    later = AT + timedelta(minutes=1)

    opened = unlock_with_code(
        owner.gate.username,
        password=owner.gate.password,
        code=code_at(secret, later),
        origin=HOME,
        by=STRANGER,
        at=later,
    )
    back = signed_in_twice(owner.gate, secret, at=later + timedelta(minutes=1))
    ask(back, owner.gate.email, at=later + timedelta(minutes=1))
    done = confirm(back, mailed(back), at=later + timedelta(minutes=1))

    assert opened
    assert done
    assert account_of(owner).email == owner.gate.email
