# SPDX-License-Identifier: EUPL-1.2
"""Every state × trigger is either a move of the table or refused."""

from __future__ import annotations

from itertools import product

import pytest

from ugyfelkapu.domain.errors import NotAllowed
from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, LIVING_FULL, TRANSITIONS, State, Trigger, after

LAWFUL = {
    "temporary": {
        "activate": "temporary",
        "reissue": "temporary",
        "reset": "temporary",
        "finalise_activated": "active",
        "finalise_unactivated": "pending_activation",
        "close": "closed",
        "erase": "erased",
    },
    "pending_activation": {
        "activate": "active",
        "reissue": "pending_activation",
        "correct_address": "pending_activation",
        "close": "closed",
        "erase": "erased",
    },
    "active": {"reset": "active", "suspend": "suspended", "close": "closed"},
    "suspended": {"restore": "active", "close": "closed"},
    "closed": {"erase": "erased"},
    "erased": {},
}
"""Written out a second time, by hand, from DOMAIN's decisions D2-D5, D15, D20, D21, D24 and D25."""


@pytest.mark.parametrize(("state", "trigger"), list(product(State, Trigger)))
def test_every_pair_moves_as_the_law_says_or_is_refused(state: State, trigger: Trigger) -> None:
    lawful = LAWFUL[state].get(trigger)

    if lawful is None:
        with pytest.raises(NotAllowed) as caught:
            after(state, trigger)
        assert caught.value.data == {"state": state, "trigger": trigger}
    else:
        assert after(state, trigger) == lawful


def test_the_table_holds_nothing_else() -> None:
    assert len(TRANSITIONS) == sum(len(moves) for moves in LAWFUL.values())


def test_an_erased_gate_never_comes_back() -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] is State.ERASED]


def test_a_temporary_gate_occupies_its_names_but_not_the_persons_place() -> None:
    assert State.TEMPORARY in HOLDS_NAMES
    assert State.TEMPORARY not in LIVING_FULL


def test_a_closed_gate_occupies_nothing() -> None:
    assert not {State.CLOSED, State.ERASED} & HOLDS_NAMES


@pytest.mark.parametrize("state", [state for state in State if state is not State.ERASED])
def test_every_state_leads_to_erasure_in_the_end(state: State) -> None:
    reached = {state}

    for _ in State:
        reached |= {behind for (before, _), behind in TRANSITIONS.items() if before in reached}

    assert State.ERASED in reached


def test_a_closed_gate_can_only_be_erased() -> None:
    assert [trigger for state, trigger in TRANSITIONS if state is State.CLOSED] == [Trigger.ERASE]
