# SPDX-License-Identifier: EUPL-1.2
"""Opening a temporary gate by the electronic form (D4), and what a stranger cannot do with it (D10, D18)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import builders
from tests.builders import AT
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.credentials import credentials_of
from ugyfelkapu.accounts.models import Account, ClaimLetter, NamePart
from ugyfelkapu.domain.attempts import LETTERS_A_DAY
from ugyfelkapu.domain.deadlines import temporary_ends_at
from ugyfelkapu.domain.errors import AddressTaken, TooYoung, Unknown, UsernameTaken
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.references import for_saying, parse_reference
from ugyfelkapu.journal.actor import STRANGER, WORKER
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.outbox.letters import TemporaryGateLetter

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def test_a_temporary_gate_lives_thirty_days_and_its_code_five() -> None:
    form = builders.electronic_form()

    opened = accounts.open_temporary_gate(form, by=STRANGER, at=AT)

    assert (opened.code_last_day, opened.last_day) == (date(2026, 11, 28), date(2026, 12, 23))
    assert queries.gate(opened.account_id, at=AT).state is State.TEMPORARY


def test_a_form_that_is_sent_twice_opens_one_gate() -> None:
    form = builders.electronic_form()

    opened = accounts.open_temporary_gate(form, by=STRANGER, at=AT)
    with pytest.raises(UsernameTaken):
        accounts.open_temporary_gate(form, by=STRANGER, at=AT)

    assert opened.account_id == form.id
    assert builders.kinds_of_letters(form.id) == ["temporary_gate"]


def test_its_letter_holds_code_reference_and_both_days_but_no_word_that_was_typed() -> None:
    gate = builders.temporary_gate()

    (letter,) = builders.letters(gate.id)

    assert isinstance(letter, TemporaryGateLetter)
    assert letter.reference == for_saying(gate.reference)
    assert (letter.last_day, letter.gate_last_day) == (date(2026, 11, 28), date(2026, 12, 23))
    assert gate.username not in str(letter)


def test_its_reference_can_be_said_and_typed_back() -> None:
    gate = builders.temporary_gate()

    assert parse_reference(for_saying(gate.reference).lower()) == gate.reference


def test_activation_makes_it_usable_but_not_longer() -> None:
    gate = builders.activated_temporary_gate()

    end = temporary_ends_at(AT)
    assert credentials_of(gate.username, at=end - timedelta(microseconds=1)) is not None
    assert credentials_of(gate.username, at=end) is None


def test_after_its_last_day_it_is_gone_though_no_sweep_ran() -> None:
    gate = builders.temporary_gate()

    with pytest.raises(Unknown):
        queries.gate(gate.id, at=temporary_ends_at(AT))


def test_its_username_is_free_the_same_instant_it_ends() -> None:
    gate = builders.temporary_gate("minta.maria")
    end = temporary_ends_at(AT)
    form = builders.electronic_form("minta.maria")

    with pytest.raises(UsernameTaken):
        accounts.open_temporary_gate(form, by=STRANGER, at=end - timedelta(microseconds=1))
    accounts.open_temporary_gate(form, by=STRANGER, at=end)

    assert not Account.objects.filter(id=gate.id).exists()


def test_nobody_under_fourteen_opens_one() -> None:
    day_before = builders.electronic_form(birth_date=date(2012, 11, 24))
    birthday = builders.electronic_form(birth_date=date(2012, 11, 23))

    with pytest.raises(TooYoung):
        accounts.open_temporary_gate(day_before, by=STRANGER, at=AT)
    accounts.open_temporary_gate(birthday, by=STRANGER, at=AT)


def test_a_strangers_gate_never_stands_in_the_way_of_the_person_named_in_it() -> None:
    person = builders.person_in_register()
    builders.activated_temporary_gate("nem.o", "stranger@example.com")

    gate = builders.registered_gate("o.maga", "owner@example.com", person=person)

    assert builders.kinds_of_letters(gate.id) == ["activation"]


def test_two_temporary_gates_may_name_one_person() -> None:
    first, second = builders.temporary_gate(), builders.temporary_gate()

    assert first.id != second.id


def test_the_desk_finds_it_neither_by_name_nor_by_username() -> None:
    gate = builders.activated_temporary_gate("minta.maria")
    clerk = builders.clerk()

    found = [
        *queries.search("Minta", by=clerk, at=AT),
        *queries.search_username(gate.username, by=clerk, at=AT),
    ]

    assert found == []
    assert not NamePart.objects.filter(account_id=gate.id).exists()
    with pytest.raises(Unknown):
        queries.gate_for_desk(gate.id, by=clerk, at=AT)


# ------------------------------------------------------------------ addresses


def test_the_owner_of_a_proved_address_hears_of_it_and_gets_no_code() -> None:
    owner = builders.activated_gate("a.tulajdonos", "owner@example.com")

    gate = builders.temporary_gate("valaki.mas", "owner@EXAMPLE.com")

    assert builders.kinds_of_letters(gate.id) == []
    assert builders.kinds_of_letters(owner.id)[-1] == "address_taken"


def test_a_claimed_address_blocks_nobody() -> None:
    builders.temporary_gate("elso.ember", "shared@example.com")

    second = builders.temporary_gate("masik.ember", "shared@example.com")

    assert builders.kinds_of_letters(second.id) == ["temporary_gate"]


def test_an_address_gets_three_letters_a_day_however_many_gates_claim_it() -> None:
    gates = [builders.temporary_gate(email="victim@example.com") for _ in range(LETTERS_A_DAY + 2)]

    written = [bool(builders.letters(gate.id)) for gate in gates]

    assert written == [True] * LETTERS_A_DAY + [False] * 2


def test_the_next_day_the_address_may_be_written_to_again() -> None:
    for _ in range(LETTERS_A_DAY):
        builders.temporary_gate(email="victim@example.com")

    tomorrow = builders.temporary_gate(email="victim@example.com", at=AT + A_DAY)

    assert builders.kinds_of_letters(tomorrow.id) == ["temporary_gate"]


def test_asking_for_codes_counts_for_the_claimed_address_too() -> None:
    gate = builders.temporary_gate(email="victim@example.com")
    other = builders.temporary_gate(email="victim@example.com")

    for each in (gate, other, gate):
        accounts.ask_for_code(each.username, email=each.email, by=STRANGER, at=AT)

    assert len(builders.letters(gate.id)) + len(builders.letters(other.id)) == LETTERS_A_DAY


def test_a_proved_owner_hears_three_times_a_day_at_most() -> None:
    owner = builders.activated_gate("a.tulajdonos", "owner@example.com")

    for _ in range(LETTERS_A_DAY + 2):
        builders.temporary_gate(email="owner@example.com")

    assert builders.kinds_of_letters(owner.id).count("address_taken") == LETTERS_A_DAY


def test_whoever_proved_the_address_first_keeps_it() -> None:
    first = builders.temporary_gate("elso.ember", "shared@example.com")
    second = builders.temporary_gate("masik.ember", "shared@example.com")
    password = new_password(builders.PASSWORD)

    accounts.activate(first.username, code=first.code, password=password, by=STRANGER, at=AT)

    with pytest.raises(AddressTaken):
        accounts.activate(second.username, code=second.code, password=password, by=STRANGER, at=AT)


# ------------------------------------------------------------------ traces and erasure


def test_opening_leaves_one_trace_with_the_version_agreed_to() -> None:
    gate = builders.temporary_gate()

    opened = next(entry for entry in entries_about(gate.id) if entry.event == "TemporaryGateOpened")

    assert opened.details["consent_version"] == "1"


def test_its_end_is_told_to_whoever_we_wrote_to() -> None:
    builders.temporary_gate()

    accounts.erase_expired(by=WORKER, at=AT + 31 * A_DAY)

    assert builders.kinds_of_letters()[-1] == "temporary_erased"


def test_its_end_is_not_told_to_an_address_that_we_never_wrote_to() -> None:
    for _ in range(LETTERS_A_DAY + 1):
        builders.temporary_gate(email="victim@example.com")

    accounts.erase_expired(by=WORKER, at=AT + 31 * A_DAY)

    assert builders.kinds_of_letters().count("temporary_erased") == LETTERS_A_DAY


def test_counts_for_an_address_go_with_the_gate() -> None:
    builders.temporary_gate()

    accounts.erase_expired(by=WORKER, at=AT + 31 * A_DAY)

    assert not ClaimLetter.objects.exists()
