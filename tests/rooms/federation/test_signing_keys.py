# SPDX-License-Identifier: EUPL-1.2
"""The life of the keys that sign for services: next, active, retired, gone."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from ugyfelkapu.domain.errors import SignerSilent
from ugyfelkapu.federation.oidc import keys
from ugyfelkapu.federation.oidc.jose import JoseError, UnknownKeyError, read_signed, sign
from ugyfelkapu.federation.oidc.kept_keys import KeptKeys, kept
from ugyfelkapu.federation.oidc.models import SigningKey
from ugyfelkapu.federation.oidc.protocol.key_life import KNOWN_BEFORE, SIGNS_FOR, STAYS_FOR, KeyState
from ugyfelkapu.federation.oidc.services.keys import (
    advance,
    destroy_withdrawn,
    make_active,
    publish_successor,
    replace_all,
    rotate,
)
from ugyfelkapu.journal.actor import COMMAND_LINE, WORKER
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.project.env import Pkcs11
from ugyfelkapu.vault.signing import ALGORITHMS

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
NO_MODULE = Pkcs11("/nowhere/module.so", "kapu", "123456")


def states(algorithm: str = "ES256") -> list[str]:
    """Return the states of the keys of an algorithm, newest key first."""
    return [key.state for key in keys.every_key() if key.algorithm == algorithm]


def noted() -> Counter[str]:
    """Return how often what stands in the journal."""
    return Counter(entry.event for entry in latest_entries(limit=100))


def published() -> list[str]:
    """Return the names of the published keys."""
    return [key["kid"] for key in json.loads(keys.jwks_bytes(at=AT))["keys"]]


# ------------------------------------------------------------------ first need


def test_a_key_is_made_when_one_is_needed_first_and_stays() -> None:
    first = keys.signer("ES256", at=AT)

    assert keys.signer("ES256", at=AT + timedelta(days=1)) is first
    assert states() == ["active"]
    assert noted() == {"SigningKeyMade": 1}


def test_every_algorithm_that_is_offered_has_a_published_key() -> None:
    listed = json.loads(keys.jwks_bytes(at=AT))["keys"]

    assert sorted(key["alg"] for key in listed) == sorted(ALGORITHMS)
    assert len({key["kid"] for key in listed}) == len(ALGORITHMS)


def test_nothing_private_is_published_or_rests_readable() -> None:
    keys.jwks_bytes(at=AT)

    members = {name for key in json.loads(keys.jwks_bytes(at=AT))["keys"] for name in key}
    resting = [bytes(row.__dict__["private"]) for row in SigningKey.objects.all()]

    assert members == {"kty", "kid", "alg", "use", "crv", "x", "y", "n", "e"}
    assert not [value for value in resting if b"PRIVATE" in value]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_is_signed_is_read_as_our_own(algorithm: str) -> None:
    token = sign({"sub": "x"}, keys.signer(algorithm, at=AT))

    assert keys.read_own(token, at=AT).claims == {"sub": "x"}
    assert read_signed(token, keys.own_keys(at=AT), algorithms=[algorithm]).claims == {"sub": "x"}


def test_a_second_key_of_a_state_is_never_kept() -> None:
    make_active("ES256", by=WORKER, at=AT)
    make_active("ES256", by=WORKER, at=AT)
    publish_successor("ES256", by=WORKER, at=AT)
    publish_successor("ES256", by=WORKER, at=AT)

    assert sorted(states()) == ["active", "next"]
    assert noted() == {"SigningKeyMade": 2}


# ------------------------------------------------------------------ the schedule


def test_a_worker_makes_no_key_that_nobody_needed_yet() -> None:
    advance(by=WORKER, at=AT)

    assert keys.every_key() == []


def test_nothing_is_due_before_its_time() -> None:
    rotate(by=COMMAND_LINE, at=AT)
    for days in (1, 30, 89):
        advance(by=WORKER, at=AT + timedelta(days=days))

    assert states() == ["active"]
    assert noted() == {"SigningKeyMade": len(ALGORITHMS)}


def test_the_next_key_is_published_before_it_signs_and_signs_on_the_ninetieth_day() -> None:
    rotate(by=COMMAND_LINE, at=AT)
    before = published()

    advance(by=WORKER, at=AT + SIGNS_FOR - KNOWN_BEFORE - MOMENT)
    assert states() == ["active"]
    advance(by=WORKER, at=AT + SIGNS_FOR - KNOWN_BEFORE)
    assert states() == ["next", "active"]
    assert len(published()) == 2 * len(before)
    advance(by=WORKER, at=AT + SIGNS_FOR - MOMENT)
    assert states() == ["next", "active"]
    advance(by=WORKER, at=AT + SIGNS_FOR)
    assert states() == ["active", "retired"]

    assert {key.kid for key in keys.every_key() if key.state == "retired"} == set(before)


def test_a_retired_key_stays_published_and_then_is_gone_for_good() -> None:
    token = sign({"sub": "x"}, keys.signer("ES256", at=AT))
    rotate(by=COMMAND_LINE, at=AT)
    retired_at = AT + KNOWN_BEFORE
    advance(by=WORKER, at=retired_at)

    advance(by=WORKER, at=retired_at + STAYS_FOR - MOMENT)
    assert keys.read_own(token, at=AT).claims == {"sub": "x"}
    advance(by=WORKER, at=retired_at + STAYS_FOR)

    with pytest.raises(UnknownKeyError):
        keys.read_own(token, at=AT)
    gone = SigningKey.objects.get(state=KeyState.GONE, algorithm="ES256")
    assert (gone.private, gone.gone_at) == ("", retired_at + STAYS_FOR)
    assert gone.kid not in published()


def test_a_key_withdrawn_long_ago_leaves_no_private_half_behind() -> None:
    replace_all(by=COMMAND_LINE, at=AT)
    replace_all(by=COMMAND_LINE, at=AT)

    assert {row.private for row in SigningKey.objects.filter(state=KeyState.GONE)} == {""}


def test_after_years_without_a_worker_one_round_after_another_puts_everything_right() -> None:
    rotate(by=COMMAND_LINE, at=AT)
    late = AT + timedelta(days=1000)

    advance(by=WORKER, at=late)
    assert states() == ["next", "active"]
    advance(by=WORKER, at=late + KNOWN_BEFORE)

    assert states() == ["active", "retired"]


def test_whatever_a_key_goes_through_is_noted() -> None:
    rotate(by=COMMAND_LINE, at=AT)
    rotate(by=COMMAND_LINE, at=AT)
    advance(by=WORKER, at=AT + KNOWN_BEFORE)
    advance(by=WORKER, at=AT + KNOWN_BEFORE + STAYS_FOR)

    each = len(ALGORITHMS)
    assert noted() == {
        "SigningKeyMade": 2 * each,
        "SigningKeyActivated": each,
        "SigningKeyRetired": each,
        "SigningKeyWithdrawn": each,
        "SigningKeyDestroyed": each,
    }


# ------------------------------------------------------------------ by command


def test_a_rotation_by_command_publishes_the_next_keys_once() -> None:
    rotate(by=COMMAND_LINE, at=AT)
    assert states() == ["active"]

    rotate(by=COMMAND_LINE, at=AT)
    rotate(by=COMMAND_LINE, at=AT)

    assert sorted(states()) == ["active", "next"]


def test_an_emergency_leaves_nothing_of_before() -> None:
    tokens = [sign({"sub": "x"}, keys.signer(algorithm, at=AT)) for algorithm in ALGORITHMS]
    rotate(by=COMMAND_LINE, at=AT)
    advance(by=WORKER, at=AT + KNOWN_BEFORE)
    rotate(by=COMMAND_LINE, at=AT + KNOWN_BEFORE)
    before = set(published())

    replace_all(by=COMMAND_LINE, at=AT + KNOWN_BEFORE)

    assert not before & set(published())
    assert Counter(states()) == {"active": 1, "gone": 3}
    for token in tokens:
        with pytest.raises(JoseError):
            keys.read_own(token, at=AT)
    assert keys.read_own(sign({}, keys.signer("ES256", at=AT)), at=AT).claims == {}


# ------------------------------------------------------------------ what a process keeps


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_process_notices_within_half_a_minute_what_another_one_changed() -> None:
    clock = Clock()
    process = KeptKeys(clock)
    make_active("ES256", by=WORKER, at=AT)
    before = process.current()

    replace_all(by=COMMAND_LINE, at=AT)

    clock.seconds = 29.9
    assert process.current() is before
    clock.seconds = 30.0
    assert process.current().signers["ES256"].kid != before.signers["ES256"].kid


def test_a_key_is_parsed_once_however_often_the_table_is_looked_at() -> None:
    process = KeptKeys(Clock(), kept=0.0)
    make_active("RS256", by=WORKER, at=AT)

    assert process.current().signers["RS256"] is process.current().signers["RS256"]


def test_the_table_is_looked_at_again_only_when_somebody_wants_to_know_anew() -> None:
    make_active("ES256", by=WORKER, at=AT)
    process = KeptKeys(Clock())

    first = process.current()

    assert process.current() is first
    assert process.current(younger_than=0.0) is not first


def test_a_token_of_a_key_that_another_process_has_just_made_is_looked_for() -> None:
    keys.jwks_bytes(at=AT)
    made = KeptKeys()
    SigningKey.objects.filter(algorithm="ES256").delete()
    behind = kept.current()
    make_active("ES256", by=WORKER, at=AT)
    token = sign({"sub": "x"}, made.current().signers["ES256"])
    kept._keys = behind  # as a process knows it that has not looked since

    with pytest.raises(UnknownKeyError):
        keys.read_own(token, at=AT)  # looked less than a second ago: nobody can make us look all the time
    kept.forget()

    assert keys.read_own(token, at=AT).claims == {"sub": "x"}


# ------------------------------------------------------------------ another place


def test_a_silent_module_lets_nothing_else_sign(settings: Settings) -> None:
    keys.signer("ES256", at=AT)
    settings.PKCS11 = NO_MODULE
    kept.forget()

    with pytest.raises(SignerSilent):
        keys.signer("ES256", at=AT)

    assert states() == ["active"]


def test_what_was_signed_before_still_counts_while_the_module_is_silent(settings: Settings) -> None:
    token = sign({"sub": "x"}, keys.signer("ES256", at=AT))
    settings.PKCS11 = NO_MODULE
    kept.forget()

    assert keys.read_own(token, at=AT).claims == {"sub": "x"}
    assert len(json.loads(keys.jwks_bytes(at=AT))["keys"]) == 1


def test_without_any_key_and_with_a_silent_module_none_is_published(settings: Settings) -> None:
    settings.PKCS11 = NO_MODULE

    with pytest.raises(SignerSilent):
        keys.jwks_bytes(at=AT)


def test_the_worker_bears_a_silent_module(settings: Settings) -> None:
    rotate(by=COMMAND_LINE, at=AT)
    settings.PKCS11 = NO_MODULE

    advance(by=WORKER, at=AT + SIGNS_FOR)

    assert states() == ["active"]


def test_an_emergency_with_a_silent_module_changes_nothing(settings: Settings) -> None:
    rotate(by=COMMAND_LINE, at=AT)
    settings.PKCS11 = NO_MODULE

    with pytest.raises(SignerSilent):
        replace_all(by=COMMAND_LINE, at=AT)

    assert states() == ["active"]


def test_keys_of_another_place_stop_signing_and_their_successors_are_withdrawn() -> None:
    rotate(by=COMMAND_LINE, at=AT)
    rotate(by=COMMAND_LINE, at=AT)
    SigningKey.objects.update(backend="pkcs11")
    kept.forget()

    advance(by=WORKER, at=AT)

    assert Counter(states()) == {"active": 1, "retired": 1, "gone": 1}
    assert {key.place for key in keys.every_key() if key.state == "active"} == {"file"}


def test_a_withdrawn_key_waits_for_its_module_to_be_destroyed() -> None:
    rotate(by=COMMAND_LINE, at=AT)
    row = SigningKey.objects.get(algorithm="ES256")
    row.backend = "pkcs11"
    row.private = "0a" * 16
    row.save()
    kept.forget()

    replace_all(by=COMMAND_LINE, at=AT)
    destroy_withdrawn(by=WORKER, at=AT)

    row.refresh_from_db()
    assert (row.state, row.gone_at, row.private) == ("gone", None, "0a" * 16)
    assert row.kid not in published()
