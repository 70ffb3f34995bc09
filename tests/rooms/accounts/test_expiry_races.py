# SPDX-License-Identifier: EUPL-1.2
"""The last microsecond of a gate, raced with a sweep: it lives or it is gone, never both or half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.races import race
from tests.rooms.accounts.racing import (
    Aftermath,
    Errand,
    Gate,
    look,
    perform,
    prepare_activated_temporary_at_its_end,
    prepare_nobody,
    prepare_registration_at_its_end,
    prepare_temporary_at_its_end,
    prepare_temporary_to_remind_of,
    sweep_and_look,
)

PROCESSES = 2
TOO_LATE = {"unknown_reference", "not_allowed"}
"""What a clerk hears who finalises a gate that is full or gone by now."""


def run(prepare: Callable[[str], Gate], database_url: str, *acts: str) -> tuple[Gate, Counter[str]]:
    """Make a gate, let every process perform these acts on it, count what came of them."""
    gate = race(prepare, [database_url])[0]
    outcomes = race(perform, [Errand(gate, acts)] * PROCESSES)
    return gate, Counter(outcome for each in outcomes for outcome in each)


def after_a_last_sweep(gate: Gate) -> Aftermath:
    """Return what is left once nothing is due."""
    return race(sweep_and_look, [gate])[0]


def test_a_gate_is_finalised_or_erased_never_both(database_url: str) -> None:
    gate, outcomes = run(prepare_activated_temporary_at_its_end, database_url, *["finalise", "sweep"] * 3)

    left = after_a_last_sweep(gate)
    finalised = outcomes["finalised"]
    assert finalised <= 1
    assert outcomes["swept"] == 6
    assert finalised + sum(outcomes[code] for code in TOO_LATE) == 6
    assert (left.finalised, left.erased) == (finalised, 1 - finalised)
    assert left.states == ["active"] * finalised
    assert left.letters.count("finalised") == finalised
    assert left.letters.count("temporary_erased") == 1 - finalised


@pytest.mark.proof
def test_of_many_finalisings_one_happens_and_mails_one_code(database_url: str) -> None:
    gate, outcomes = run(prepare_temporary_at_its_end, database_url, *["finalise"] * 6)

    left = race(look, [gate])[0]
    assert outcomes["finalised"] == 1
    assert sum(outcomes[code] for code in TOO_LATE) == 11
    assert (left.states, left.finalised, left.erased) == (["pending_activation"], 1, 0)
    assert left.letters.count("activation") == 1


@pytest.mark.proof
def test_finalising_activating_and_sweeping_leave_one_gate_or_none(database_url: str) -> None:
    gate, outcomes = run(prepare_temporary_at_its_end, database_url, *["finalise", "redeem", "sweep"] * 4)

    left = after_a_last_sweep(gate)
    finalised, activated = outcomes["finalised"], outcomes["right"]
    assert finalised <= 1
    assert activated <= 1
    assert (left.finalised, left.erased) == (finalised, 1 - finalised)
    assert left.states == (["active"] if activated else ["pending_activation"]) * finalised


@pytest.mark.proof
def test_reissuing_redeeming_and_sweeping_leave_an_active_gate_or_none(database_url: str) -> None:
    gate, outcomes = run(prepare_registration_at_its_end, database_url, *["ask", "redeem", "sweep"] * 4)

    left = after_a_last_sweep(gate)
    assert outcomes["right"] <= 1
    assert outcomes["asked"] == outcomes["swept"] == 8
    assert left.states == ["active"] * outcomes["right"]
    assert left.erased == 1 - outcomes["right"]
    assert left.letters.count("erased") == 1 - outcomes["right"]


@pytest.mark.proof
def test_finalising_and_registering_one_person_leave_them_one_full_gate(database_url: str) -> None:
    gate, outcomes = run(
        prepare_activated_temporary_at_its_end, database_url, *["finalise", "register", "sweep"] * 3
    )

    left = after_a_last_sweep(gate)
    assert outcomes["finalised"] + outcomes["registered"] == 1
    assert left.states == (["active"] if outcomes["finalised"] else ["pending_activation"])
    assert left.erased == 1 - outcomes["finalised"]


@pytest.mark.proof
def test_of_many_who_open_a_gate_with_one_name_one_gets_it(database_url: str) -> None:
    gate, outcomes = run(prepare_nobody, database_url, *["open"] * 6)

    assert outcomes == {"opened": 1, "username_taken": 11}
    assert race(look, [gate])[0].states == ["temporary"]


@pytest.mark.proof
def test_the_name_of_a_gate_that_just_ended_goes_to_one_of_many(database_url: str) -> None:
    gate = race(prepare_temporary_at_its_end, [database_url])[0]
    ended = Gate(gate.url, gate.username, gate.email, "", gate.swept_at, gate.swept_at)

    outcomes = race(perform, [Errand(ended, ("open", "sweep") * 4)] * PROCESSES)

    left = after_a_last_sweep(ended)
    assert Counter(outcome for each in outcomes for outcome in each) == {
        "opened": 1,
        "username_taken": 7,
        "swept": 8,
    }
    assert (left.states, left.erased) == (["temporary"], 1)
    assert left.letters.count("temporary_erased") == 1


@pytest.mark.proof
def test_an_address_that_twenty_name_at_once_gets_three_letters(database_url: str) -> None:
    gate, outcomes = run(prepare_nobody, database_url, *["open with address"] * 10)

    left = race(look, [gate])[0]
    assert outcomes == {"opened": 20}
    assert left.letters == ["temporary_gate"] * 3


@pytest.mark.proof
def test_however_many_remind_one_letter_is_written(database_url: str) -> None:
    gate, _ = run(prepare_temporary_to_remind_of, database_url, *["remind"] * 8)

    assert race(look, [gate])[0].letters == ["code_reminder", "temporary_gate"]


@pytest.mark.proof
def test_reminding_and_finalising_do_not_block_each_other(database_url: str) -> None:
    gate, outcomes = run(prepare_temporary_to_remind_of, database_url, *["remind", "finalise"] * 6)

    left = race(look, [gate])[0]
    assert outcomes["finalised"] == 1
    assert outcomes["reminded"] == 12
    assert left.letters.count("code_reminder") <= 1
