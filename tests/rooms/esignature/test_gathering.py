# SPDX-License-Identifier: EUPL-1.2
"""Lists come from the network as from a folder; what fails leaves in force what we had."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.pki import VALIDATED_AT, Lists, Operator, trust, tsl, world
from tests.pki.tsl import SITE
from ugyfelkapu.esignature.fetching import Hindrance, NotFetched
from ugyfelkapu.esignature.gathering import (
    NOTHING,
    Brought,
    Gathered,
    Known,
    bring,
    from_folder,
    from_network,
)
from ugyfelkapu.esignature.trust.material import Material
from ugyfelkapu.esignature.trust.snapshot import OWN
from ugyfelkapu.esignature.trust.verification import Reason, Seen, Untrusted

GRACE = timedelta(days=3)
TOP = f"{SITE}/lotl.xml"
HU = f"{SITE}/HU.xml"
PIVOT = f"{SITE}/pivot-39.xml"


class Web:
    """Answers for addresses, and remembers what it was asked and for which hosts."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, frozenset[str]]] = []

    def __call__(self, url: str, hosts: frozenset[str]) -> bytes:
        """Answer."""
        self.asked.append((url, hosts))
        if url not in self.answers:
            raise NotFetched(Hindrance.ANSWER)
        return self.answers[url]


def brought(lists: Lists, known: Known = NOTHING) -> Brought:
    """Bring the lists of a folder."""
    return bring(from_folder(trust(lists)), known, VALIDATED_AT, GRACE)


def remembered(before: Brought) -> Known:
    """Return what was brought as what is known."""
    states = [*before.snapshot.lists.values()]
    top = before.snapshot.list_of_lists
    seen = {state.territory: Seen(state.sequence, state.sha256) for state in states if not state.refused}
    if top is not None:
        seen[top.territory] = Seen(top.sequence, top.sha256)
    return Known(before.snapshot.id, before.material, seen)


def gathered(web: Web, known: Known = NOTHING) -> Gathered:
    """Gather from the web."""
    signers = (world().certificate(Operator.COMMISSION),)
    return from_network(web, known, VALIDATED_AT, TOP, signers)


def test_the_network_brings_what_a_folder_does() -> None:
    folder = directory_files(Lists())
    web = Web({TOP: folder["EU.xml"], HU: folder["HU.xml"]})

    found = bring(gathered(web), NOTHING, VALIDATED_AT, GRACE)

    assert found.snapshot.id == brought(Lists()).snapshot.id
    assert found.troubles == {}


def directory_files(lists: Lists) -> dict[str, bytes]:
    """Return the files of a folder of lists."""
    return {file.name: file.read_bytes() for file in trust(lists).iterdir()}


def test_only_hosts_that_the_genuine_list_names_are_asked() -> None:
    folder = directory_files(Lists())
    web = Web({TOP: folder["EU.xml"], HU: folder["HU.xml"]})

    gathered(web)

    host = frozenset({"lists.example.test"})
    assert web.asked == [(TOP, host), (HU, host)]


def test_a_forged_list_of_the_lists_leads_nowhere() -> None:
    web = Web({TOP: tsl.list_of_lists(Lists(top_signer=Operator.STRANGER))})

    with pytest.raises(Untrusted):
        gathered(web)

    assert [url for url, _ in web.asked] == [TOP]


def test_pivots_are_fetched_once() -> None:
    lists = Lists(pivot=True, top_signer=Operator.NEXT_COMMISSION)
    folder = directory_files(lists)
    web = Web({TOP: folder["EU.xml"], HU: folder["HU.xml"], PIVOT: folder["EU-pivot.xml"]})

    first = bring(gathered(web), NOTHING, VALIDATED_AT, GRACE)
    gathered(web, remembered(first))

    assert [url for url, _ in web.asked].count(PIVOT) == 1


def test_a_list_that_cannot_be_had_is_a_trouble_and_no_more() -> None:
    web = Web({TOP: directory_files(Lists())["EU.xml"]})

    found = bring(gathered(web), NOTHING, VALIDATED_AT, GRACE)

    assert found.troubles == {"HU": Hindrance.ANSWER}
    assert found.snapshot.lists["HU"].refused is Reason.MISSING


def test_no_list_of_the_lists_means_nothing_new() -> None:
    with pytest.raises(NotFetched):
        gathered(Web({}))


def test_octets_in_place_of_the_list_of_the_lists_are_refused() -> None:
    with pytest.raises(Untrusted) as caught:
        gathered(Web({TOP: b"no list"}))

    assert caught.value.reason is Reason.UNREADABLE


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        (Lists(sequence=6), Reason.ROLLBACK),
        (Lists(issued_at=VALIDATED_AT - timedelta(days=1)), Reason.CHANGED),
        (Lists(sequence=8, signer=Operator.STRANGER), Reason.SIGNATURE),
        (Lists(sequence=8, tampered=True), Reason.SIGNATURE),
        (Lists(sequence=8, issued_at=VALIDATED_AT + timedelta(days=1)), Reason.FUTURE),
        (Lists(territory="AT"), Reason.MISSING),
    ],
    ids=["older", "changed", "stranger", "tampered", "future", "missing"],
)
def test_what_is_not_to_be_taken_leaves_in_force_what_we_had(lists: Lists, reason: Reason) -> None:
    before = brought(Lists())
    newer_top = replace(lists, top_sequence=41)

    found = brought(newer_top, remembered(before))

    assert found.troubles == {"HU": reason}
    assert found.snapshot.lists["HU"].sha256 == before.snapshot.lists["HU"].sha256
    assert found.snapshot.list_of_lists is not None
    assert found.snapshot.list_of_lists.sequence == 41


def test_a_newer_list_takes_the_place_of_the_one_we_had() -> None:
    found = brought(Lists(sequence=8, top_sequence=41), remembered(brought(Lists())))

    assert found.troubles == {}
    assert found.snapshot.lists["HU"].sequence == 8


@pytest.mark.parametrize(
    ("lists", "reason"),
    [(Lists(top_sequence=39), Reason.ROLLBACK), (Lists(version=5), Reason.CHANGED)],
    ids=["older", "changed"],
)
def test_a_list_of_the_lists_older_than_ours_is_refused(lists: Lists, reason: Reason) -> None:
    with pytest.raises(Untrusted) as caught:
        brought(lists, remembered(brought(Lists())))

    assert caught.value.reason is reason


def test_a_list_of_our_own_may_come_alone() -> None:
    found = brought(Lists(own=True, without_top=True))

    assert found.snapshot.list_of_lists is None
    assert found.troubles == {}


@pytest.mark.parametrize(
    ("offered", "reason"),
    [
        (Lists(own=True, sequence=6), Reason.ROLLBACK),
        (Lists(own=True, next_update_at=None), Reason.CHANGED),
        (Lists(own=True, sequence=9, issued_at=VALIDATED_AT + timedelta(days=1)), Reason.FUTURE),
    ],
    ids=["older", "changed", "future"],
)
def test_a_list_of_our_own_that_is_not_to_be_taken_leaves_ours_in_force(
    offered: Lists, reason: Reason
) -> None:
    before = brought(Lists(own=True))
    newer = from_folder(trust(Lists(own=True, sequence=8, top_sequence=41))).material
    wrong = replace(newer, own_list=from_folder(trust(offered)).material.own_list)

    found = bring(Gathered(wrong), remembered(before), VALIDATED_AT, GRACE)

    assert found.troubles == {OWN: reason}
    assert found.snapshot.lists[OWN].sha256 == before.snapshot.lists[OWN].sha256
    assert found.snapshot.lists["HU"].sequence == 8


def test_a_newer_list_of_our_own_takes_the_place_of_the_one_we_had() -> None:
    known = remembered(brought(Lists(own=True, without_top=True)))

    found = brought(Lists(own=True, without_top=True, sequence=8), known)

    assert found.troubles == {}
    assert found.snapshot.lists[OWN].sequence == 8


def test_a_list_of_our_own_that_never_was_genuine_is_refused() -> None:
    material = replace(from_folder(trust(Lists(own=True))).material, own_signers=())

    with pytest.raises(Untrusted):
        bring(Gathered(material), NOTHING, VALIDATED_AT, GRACE)


def test_a_folder_without_anything_is_refused() -> None:
    with pytest.raises(Untrusted):
        bring(Gathered(Material(None)), NOTHING, VALIDATED_AT, GRACE)
