# SPDX-License-Identifier: EUPL-1.2
"""Signing keys while many processes are at them: one of each is made, and no token fails meanwhile."""

from __future__ import annotations

from tests.races import race
from tests.rooms.federation.racing_keys import Left, Turn, look, nothing, published, take
from ugyfelkapu.vault.signing import ALGORITHMS

EACH = len(ALGORITHMS)
HOURS = 2.0


def test_servers_that_need_the_first_keys_at_once_have_the_same(database_url: str) -> None:
    url = race(nothing, [database_url])[0]

    known = race(take, [Turn(url, "need")] * 3)

    assert len({done.kids for done in known}) == 1
    assert len(known[0].kids) == EACH
    assert race(look, [url])[0] == Left(frozenset({("active",)}), (("SigningKeyMade", EACH),))


def test_workers_that_advance_at_once_do_it_once(database_url: str) -> None:
    url = race(published, [database_url])[0]

    race(take, [Turn(url, "advance", HOURS)] * 3)

    left = race(look, [url])[0]
    assert left.states == frozenset({("active", "retired")})
    assert dict(left.events) == {
        "SigningKeyMade": 2 * EACH,
        "SigningKeyActivated": EACH,
        "SigningKeyRetired": EACH,
    }


def test_an_emergency_beside_workers_and_another_leaves_one_key_of_each(database_url: str) -> None:
    url = race(published, [database_url])[0]

    race(take, [Turn(url, verb, HOURS) for verb in ("replace", "advance", "replace")])

    left = race(look, [url])[0]
    assert all(states.count("active") == 1 for states in left.states)
    assert all(set(states) <= {"active", "gone"} for states in left.states)


def test_no_token_fails_while_keys_change_under_load(database_url: str) -> None:
    url = race(published, [database_url])[0]

    signing, more, _ = race(take, [Turn(url, "sign", times=2)] * 2 + [Turn(url, "rotate", times=2)])

    assert not signing.wrong + more.wrong
    assert min(signing.signers, more.signers) > 1  # they did sign with one key after another


def test_keys_that_nobody_knew_beforehand_would_be_noticed(database_url: str) -> None:
    url = race(published, [database_url])[0]

    signing, _ = race(take, [Turn(url, "sign", times=2), Turn(url, "burn", times=4)])

    assert signing.wrong
