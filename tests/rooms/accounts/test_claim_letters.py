# SPDX-License-Identifier: EUPL-1.2
"""An address that nobody has proved gets three letters a day, however many at once (D18)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests import builders
from tests.builders import AT
from ugyfelkapu.accounts.models import Account, ClaimLetter
from ugyfelkapu.accounts.services.addresses import take_claim_letter, take_claim_letters

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)
BATCHES = 6


def _claims(count: int, email: str) -> list[Account]:
    ids = [builders.temporary_gate(email=email).id for _ in range(count)]
    return list(Account.objects.filter(id__in=ids))


def _numbers(*accounts: Account) -> list[int]:
    rows = ClaimLetter.objects.filter(account__in=accounts, on=LATER.date())
    return sorted(rows.values_list("number", flat=True))


def test_each_address_has_three_in_one_batch() -> None:
    five, two = _claims(5, "sok@example.com"), _claims(2, "keves@example.com")

    taken = take_claim_letters([*five, *two], at=LATER)

    assert len(taken & {account.id for account in five}) == 3
    assert taken >= {account.id for account in two}
    assert (_numbers(*five), _numbers(*two)) == ([1, 2, 3], [1, 2])


def test_what_was_taken_before_counts() -> None:
    first, second, third, fourth = _claims(4, "sok@example.com")
    assert take_claim_letter(first, at=LATER)
    assert take_claim_letter(second, at=LATER)

    taken = take_claim_letters([third, fourth], at=LATER)

    assert len(taken) == 1
    assert not take_claim_letter(first, at=LATER)


def test_the_next_day_has_three_again() -> None:
    accounts = _claims(3, "sok@example.com")
    take_claim_letters(accounts, at=LATER)

    taken = take_claim_letters(accounts, at=LATER + timedelta(days=1))

    assert taken == {account.id for account in accounts}


def test_a_letter_of_a_gate_that_is_gone_leaves_its_number_to_another() -> None:
    first, second, third = _claims(3, "sok@example.com")
    take_claim_letters([first, second], at=LATER)
    ClaimLetter.objects.filter(account=_holder(1), on=LATER.date()).delete()

    taken = take_claim_letter(third, at=LATER)

    assert taken
    assert _numbers(third) == [1]


def _holder(number: int) -> UUID:
    return ClaimLetter.objects.get(on=LATER.date(), number=number).account_id


def test_nobody_asks_for_nothing() -> None:
    assert take_claim_letters([], at=LATER) == set()


@pytest.mark.django_db(transaction=True)
def test_batches_at_the_same_moment_share_the_three_of_each_address() -> None:
    gates = [_claims(BATCHES, f"sok{number}@example.com") for number in range(5)]
    barrier = Barrier(BATCHES)

    def take(place: int) -> set[UUID]:
        barrier.wait()
        try:
            with transaction.atomic():
                return take_claim_letters([of_address[place] for of_address in gates], at=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(BATCHES) as pool:
        taken = [account for batch in pool.map(take, range(BATCHES)) for account in batch]

    assert len(taken) == len(set(taken)) == 3 * len(gates)
    assert [_numbers(*of_address) for of_address in gates] == [[1, 2, 3]] * len(gates)
