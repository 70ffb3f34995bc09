# SPDX-License-Identifier: EUPL-1.2
"""A new e-mail address: proved by a code first, the old one told, and nobody's taken away (D10, D17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import AT
from tests.personal import personal
from tests.rooms.access.factors import HOME, Owner, signed_in
from ugyfelkapu.access import services as access
from ugyfelkapu.access import sessions
from ugyfelkapu.access.models import SafetyLink, Session
from ugyfelkapu.access.services.addresses import ask_address_code, change_address
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
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
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.outbox.models import Letter as Waiting

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


def test_a_session_that_has_just_ended_changes_nothing(owner: Owner) -> None:
    ask(owner)
    code = mailed(owner)
    sessions.end(owner.citizen.session_id)

    with pytest.raises(NotAllowed):
        confirm(owner, code)
