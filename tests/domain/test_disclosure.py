# SPDX-License-Identifier: EUPL-1.2
"""What connected services receive (D17, D19)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.domain.disclosure import Datum, from_full_gate, from_temporary_gate

MARKED = st.lists(st.sampled_from(Datum))
EVERYTHING = tuple(Datum)


def test_a_service_receives_what_it_is_marked_for_from_a_full_gate() -> None:
    received = from_full_gate([Datum.MOTHER_NAME, Datum.NAME])

    assert received == (Datum.CONNECTION_CODE, Datum.NAME, Datum.MOTHER_NAME)


def test_a_service_marked_for_nothing_knows_people_by_their_code_alone() -> None:
    assert from_full_gate([]) == from_temporary_gate([]) == (Datum.CONNECTION_CODE,)


def test_a_temporary_gate_tells_its_code_and_address_alone() -> None:
    assert from_temporary_gate(EVERYTHING) == (Datum.CONNECTION_CODE, Datum.EMAIL)


@given(MARKED)
def test_a_temporary_gate_never_tells_more_than_a_full_one(marked: list[Datum]) -> None:
    told = set(from_temporary_gate(marked))

    assert told <= set(from_full_gate(marked))
    assert told <= {Datum.CONNECTION_CODE, Datum.EMAIL}


@given(MARKED)
def test_every_gate_tells_its_code(marked: list[Datum]) -> None:
    assert Datum.CONNECTION_CODE in from_full_gate(marked)
    assert Datum.CONNECTION_CODE in from_temporary_gate(marked)


@given(MARKED)
def test_the_order_of_marking_says_nothing(marked: list[Datum]) -> None:
    assert from_full_gate(marked) == from_full_gate(reversed(marked * 2))
