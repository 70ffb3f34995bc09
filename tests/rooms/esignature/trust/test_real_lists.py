# SPDX-License-Identifier: EUPL-1.2
"""The lists as the states published them in October 2023, from the Official Journal down."""

from __future__ import annotations

import resource
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from ugyfelkapu.esignature.trust.snapshot import Freshness, TrustSnapshot
from ugyfelkapu.esignature.trust.values import Purpose, granted
from ugyfelkapu.esignature.trust.verification import Reason, Untrusted

ROOT = Path(__file__).resolve().parents[4]
SOME = ROOT / "tests" / "data" / "trusted-lists"
ALL = ROOT.parent / "shared" / "data" / "trusted-lists" / "2023-10"
THEN = datetime(2023, 11, 1, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, tzinfo=UTC)
whole = pytest.mark.skipif(not ALL.is_dir(), reason="the lists of all states do not lie beside the checkout")


@cache
def some() -> TrustSnapshot:
    """Return the Hungarian list, read once."""
    return TrustSnapshot.from_directory(SOME, THEN)


def test_the_hungarian_list_is_genuine_from_the_official_journal_on() -> None:
    made = some()

    assert made.list_of_lists is not None
    assert made.list_of_lists.sequence == 332
    assert (made.lists["HU"].sequence, made.lists["HU"].refused) == (76, None)
    assert made.freshness("HU", THEN) is Freshness.FRESH


def test_the_hungarian_list_is_read_whole() -> None:
    made = some()

    assert made.lists["HU"].problems == ()
    assert len(made.services) == 281
    assert all(service.authorities and service.periods for service in made.services)


def test_granted_times_of_the_past_are_known_with_their_certificates() -> None:
    past = [
        (service, period)
        for service in some().services
        for period in service.periods[1:]
        if service.purpose is Purpose.QUALIFIED_CERTIFICATES and granted(period.status, period.since)
    ]

    assert len(past) == 37


def test_old_lists_are_stale_today() -> None:
    made = TrustSnapshot.from_directory(SOME, TODAY)

    assert made.freshness("HU", TODAY) is Freshness.STALE


def test_without_its_pivots_the_list_of_the_lists_is_not_believed(tmp_path: Path) -> None:
    for name in ("EU.xml", "HU.xml"):
        (tmp_path / name).write_bytes((SOME / name).read_bytes())

    with pytest.raises(Untrusted) as caught:
        TrustSnapshot.from_directory(tmp_path, THEN)

    assert caught.value.reason is Reason.SIGNATURE


def test_states_whose_lists_are_not_there_are_missing() -> None:
    assert some().lists["AT"].refused is Reason.MISSING
    assert some().freshness("AT", THEN) is Freshness.MISSING


@whole
def test_all_states_lists_are_genuine() -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    made = TrustSnapshot.from_directory(ALL, THEN)

    grew = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    assert {name: state.refused for name, state in made.lists.items() if state.refused} == {
        "DE": Reason.MISSING
    }
    assert len(made.lists) == 31
    assert len(made.services) > 2500
    assert grew <= 200 * 1024


@whole
def test_services_taken_over_and_dated_by_their_authority_are_found() -> None:
    made = TrustSnapshot.from_directory(ALL, THEN, territories=frozenset({"IT", "CZ"}))

    stamping = [each for each in made.services if each.purpose is Purpose.QUALIFIED_STAMPS]
    by_authority = [each for each in stamping if each.authorities[0].certificate.ca]
    assert any(period.taken_over for service in made.services for period in service.periods)
    assert len(by_authority) >= 18
