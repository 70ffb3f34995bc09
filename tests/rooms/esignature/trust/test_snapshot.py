# SPDX-License-Identifier: EUPL-1.2
"""A snapshot finds who may have issued what, and knows how old its lists are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from tests.pki import VALIDATED_AT, Authority, Leaf, Listed, Lists, Operator, Unit, trust, tsl, world
from tests.pki.lists import NEXT_UPDATE_AT, RECOGNISED
from ugyfelkapu.esignature.trust.material import Material, directory
from ugyfelkapu.esignature.trust.snapshot import OWN, Freshness, TrustSnapshot, snapshot
from ugyfelkapu.esignature.trust.verification import Reason, Seen, Untrusted

GRACE = timedelta(days=3)


def taken(lists: Lists, at: datetime = VALIDATED_AT) -> TrustSnapshot:
    """Return a snapshot of a folder with these lists."""
    return TrustSnapshot.from_directory(trust(lists), at, grace=GRACE)


def refused(lists: Lists, at: datetime = VALIDATED_AT) -> Reason:
    """Return why a folder with these lists is refused as a whole."""
    with pytest.raises(Untrusted) as caught:
        taken(lists, at)
    return caught.value.reason


def test_a_folder_of_sound_lists_is_taken() -> None:
    made = taken(Lists())

    assert made.list_of_lists is not None
    assert made.list_of_lists.sequence == 40
    assert (made.lists["HU"].refused, made.lists["HU"].sequence) == (None, 7)
    assert len(made.services) == made.lists["HU"].services == len(Lists().services)


def test_equal_files_make_a_snapshot_of_the_same_name() -> None:
    assert taken(Lists()).id == TrustSnapshot.from_directory(trust(), VALIDATED_AT).id
    assert taken(Lists()).id != taken(Lists(sequence=8)).id


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        (Lists(signer=Operator.STRANGER), Reason.SIGNATURE),
        (Lists(tampered=True), Reason.SIGNATURE),
        (Lists(territory="AT"), Reason.MISSING),
        (Lists(issued_at=VALIDATED_AT + timedelta(days=1)), Reason.FUTURE),
    ],
    ids=["stranger", "tampered", "territory", "future"],
)
def test_a_national_list_that_fails_is_left_out_and_says_why(lists: Lists, reason: Reason) -> None:
    made = taken(lists)

    assert made.services == ()
    assert made.lists["HU"].refused is reason
    assert made.freshness("HU", VALIDATED_AT) is Freshness.MISSING


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        (Lists(top_signer=Operator.STRANGER), Reason.SIGNATURE),
        (Lists(pinned=Operator.STRANGER), Reason.SIGNATURE),
        (Lists(pinned=None), Reason.NO_ANCHOR),
        (Lists(top_issued_at=VALIDATED_AT + timedelta(days=1)), Reason.FUTURE),
        (Lists(without_top=True), Reason.MISSING),
    ],
    ids=["stranger", "pin", "no-pin", "future", "missing"],
)
def test_nothing_is_believed_without_a_sound_list_of_the_lists(lists: Lists, reason: Reason) -> None:
    assert refused(lists) is reason


def test_signers_change_over_a_pivot_in_the_folder() -> None:
    made = taken(Lists(pivot=True, top_signer=Operator.NEXT_COMMISSION))

    assert made.lists["HU"].refused is None


def test_an_issuer_is_found_by_name_and_key() -> None:
    made = taken(Lists())

    found = made.potential_issuers(world().certificate(Leaf.CITIZEN))

    assert [each.sha256 for each in found] == [world().certificate(Authority.QUALIFIED).sha256]


@pytest.mark.parametrize("leaf", [Leaf.TWIN, Leaf.ADVANCED])
def test_no_issuer_is_found_for_a_stranger_even_of_the_same_name(leaf: Leaf) -> None:
    assert taken(Lists()).potential_issuers(world().certificate(leaf)) == ()


def test_services_are_found_by_name_and_key() -> None:
    made = taken(Lists())

    assert [each.name for each in made.services_of(world().certificate(Unit.TSU))] == ["unit"]
    assert made.services_of(world().certificate(Authority.FOREIGN)) == ()
    assert made.services_of(world().certificate(Leaf.CITIZEN)) == ()


def test_one_authority_may_stand_for_several_services() -> None:
    lists = Lists()
    twice = (*lists.services, ("again", Listed((Authority.QUALIFIED,), kinds=("ForeSeals",))))
    made = taken(replace(lists, services=twice))

    names = {each.name for each in made.services_of(world().certificate(Authority.QUALIFIED))}

    assert names == {"qualified", "again"}
    assert len(made.potential_issuers(world().certificate(Leaf.CITIZEN))) == 1


@pytest.mark.parametrize(
    ("after", "freshness"),
    [
        (timedelta(0), Freshness.FRESH),
        (timedelta(seconds=1), Freshness.LATE),
        (GRACE, Freshness.LATE),
        (GRACE + timedelta(seconds=1), Freshness.STALE),
    ],
)
def test_a_list_grows_old_after_its_next_issue_and_our_patience(
    after: timedelta, freshness: Freshness
) -> None:
    lists = Lists(top_next_update_at=NEXT_UPDATE_AT + timedelta(days=30))

    assert taken(lists).freshness("HU", NEXT_UPDATE_AT + after) is freshness


def test_all_lists_grow_old_with_the_list_of_the_lists() -> None:
    lists = Lists(next_update_at=NEXT_UPDATE_AT + timedelta(days=30))

    assert taken(lists).freshness("HU", NEXT_UPDATE_AT) is Freshness.FRESH
    assert taken(lists).freshness("HU", NEXT_UPDATE_AT + timedelta(days=4)) is Freshness.STALE


def test_a_closed_list_never_grows_old() -> None:
    lists = Lists(next_update_at=None)

    assert taken(lists).freshness("HU", NEXT_UPDATE_AT) is Freshness.FRESH


def test_a_territory_without_a_list_is_missing() -> None:
    assert taken(Lists()).freshness("DE", VALIDATED_AT) is Freshness.MISSING


def test_only_the_territories_asked_for_are_read() -> None:
    made = TrustSnapshot.from_directory(trust(), VALIDATED_AT, territories=frozenset({"AT"}))

    assert made.lists == {}
    assert made.services == ()


def test_a_list_of_our_own_stands_beside_the_others() -> None:
    made = taken(Lists(own=True))

    (service,) = made.services_of(world().certificate(Authority.UNLISTED))
    assert service.territory == OWN
    assert service.periods[0].status == RECOGNISED


def test_a_list_of_our_own_may_stand_alone() -> None:
    made = taken(Lists(own=True, without_top=True))

    assert made.list_of_lists is None
    assert {service.territory for service in made.services} == {OWN}
    assert made.freshness(OWN, VALIDATED_AT) is Freshness.FRESH


def test_a_list_of_our_own_needs_its_signer() -> None:
    content = directory(trust(Lists(own=True)))

    with pytest.raises(Untrusted) as caught:
        snapshot(replace(content, own_signers=()), VALIDATED_AT)

    assert caught.value.reason is Reason.SIGNATURE


def test_the_newer_of_two_lists_of_a_territory_counts(tmp_path: Path) -> None:
    folder = copytree(trust(Lists()), tmp_path / "lists")
    (folder / "another.xml").write_bytes(tsl.national(Lists(sequence=9)))

    assert TrustSnapshot.from_directory(folder, VALIDATED_AT).lists["HU"].sequence == 9


@pytest.mark.parametrize("name", ["lotl-signers.pem", "own-signers.pem"])
def test_a_file_of_signers_that_holds_none_is_refused(tmp_path: Path, name: str) -> None:
    folder = copytree(trust(Lists()), tmp_path / "lists")
    (folder / name).write_bytes(b"no certificate")

    with pytest.raises(Untrusted):
        TrustSnapshot.from_directory(folder, VALIDATED_AT)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Untrusted):
        TrustSnapshot.from_directory(tmp_path / "nowhere", VALIDATED_AT)


def test_files_that_are_no_lists_are_named_by_their_file(tmp_path: Path) -> None:
    folder = copytree(trust(Lists()), tmp_path / "lists")
    (folder / "HU.xml").write_bytes(b"no list")

    assert TrustSnapshot.from_directory(folder, VALIDATED_AT).lists["HU"].refused is Reason.UNREADABLE


def test_a_national_list_older_than_the_last_one_is_left_out() -> None:
    before = {"HU": Seen(1000, "the last one's")}

    made = snapshot(directory(trust(Lists())), VALIDATED_AT, before=before)

    assert made.lists["HU"].refused is Reason.ROLLBACK


def test_a_list_of_the_lists_older_than_the_last_one_is_refused() -> None:
    before = {"EU": Seen(1000, "the last one's")}

    with pytest.raises(Untrusted) as caught:
        snapshot(directory(trust(Lists())), VALIDATED_AT, before=before)

    assert caught.value.reason is Reason.ROLLBACK


def test_no_material_makes_no_snapshot() -> None:
    with pytest.raises(Untrusted):
        snapshot(Material(None), VALIDATED_AT)
