# SPDX-License-Identifier: EUPL-1.2
"""Trusted lists are kept whole, believed at once or not at all, and looked for when it is time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests import builders
from tests.pki import STAMPED_AT, VALIDATED_AT, Leaf, Lists, Operator, trust, world
from tests.pki.lists import NEXT_UPDATE_AT
from tests.races import FORKS, race
from ugyfelkapu.domain.errors import Forbidden
from ugyfelkapu.esignature import queries
from ugyfelkapu.esignature.demo_card.lists import lists as demo_lists
from ugyfelkapu.esignature.models import ListFile, Snapshot, SnapshotFile
from ugyfelkapu.esignature.queries import Alarm, alarms, list_rows, standing
from ugyfelkapu.esignature.services import (
    TrustNotUpdated,
    TrustSourceMissing,
    ask_for_update,
    take,
    update,
    update_if_due,
)
from ugyfelkapu.esignature.trust.qualification import Level, qualify
from ugyfelkapu.esignature.trust.snapshot import Freshness
from ugyfelkapu.journal.actor import COMMAND_LINE, WORKER
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.staff.rights import Role

from .racing import Taking, Turn, have_upkeep, look, number_of_snapshots, take_them

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def updated(lists: Lists, at: datetime = VALIDATED_AT) -> str:
    """Bring the lists of a folder; return the name of what is believed then."""
    return update(source=str(trust(lists)), by=COMMAND_LINE, at=at).snapshot.id


def events() -> list[str]:
    """Return what the journal says of trusted lists, oldest first."""
    return [entry.event for entry in reversed(latest_entries(limit=20)) if "Trust" in entry.event]


@pytest.fixture
def source(settings: Settings) -> Settings:
    """Let lists come from a folder of sound ones."""
    settings.TRUST_SOURCE = str(trust(Lists()))
    return settings


def test_what_is_brought_is_believed() -> None:
    name = updated(Lists())

    believed = queries.trust()

    assert believed is not None
    assert (believed.id, standing().snapshot) == (name, name)
    verdict = qualify(world().chain(Leaf.CITIZEN), STAMPED_AT, believed, VALIDATED_AT)
    assert verdict.level is Level.QES


def test_nothing_is_believed_before_anything_was_brought() -> None:
    assert queries.trust() is None
    assert standing().snapshot == ""


@pytest.mark.parametrize(("development", "believed"), [(True, True), (False, False)])
def test_the_demo_lists_are_believed_in_development_alone(
    settings: Settings, tmp_path: Path, development: bool, believed: bool
) -> None:
    update(source=str(demo_lists(tmp_path)), by=COMMAND_LINE, at=VALIDATED_AT)
    settings.DEVELOPMENT = development

    assert (queries.trust() is not None) is believed
    assert alarms(at=VALIDATED_AT) == ([] if believed else [Alarm.DEMO])


def test_production_takes_real_lists_in_place_of_the_demo_ones(settings: Settings, tmp_path: Path) -> None:
    update(source=str(demo_lists(tmp_path)), by=COMMAND_LINE, at=VALIDATED_AT)
    settings.DEVELOPMENT = False

    name = updated(Lists())

    believed = queries.trust()
    assert believed is not None
    assert believed.id == name
    assert alarms(at=VALIDATED_AT) == []


def test_files_are_kept_as_they_came() -> None:
    name = updated(Lists(own=True))

    kept = queries.material(name)

    folder = trust(Lists(own=True))
    assert kept.list_of_lists == (folder / "EU.xml").read_bytes()
    assert kept.nationals == {"HU": (folder / "HU.xml").read_bytes()}
    assert kept.own_list == (folder / "own-list.xml").read_bytes()
    assert [each.dump() for each in kept.signers] == [world().certificate(Operator.COMMISSION).dump()]


def test_pivots_are_kept_too() -> None:
    name = updated(Lists(pivot=True, top_signer=Operator.NEXT_COMMISSION))

    kept = queries.trust()

    assert len(queries.material(name).pivots) == 1
    assert kept is not None
    assert kept.lists["HU"].refused is None


def test_equal_lists_are_kept_once() -> None:
    first = updated(Lists())
    again = updated(Lists(), VALIDATED_AT + HOUR)

    assert first == again
    assert Snapshot.objects.count() == 1
    assert standing().done_at == VALIDATED_AT + HOUR
    assert events() == ["TrustedListsTaken", "TrustedListsTaken"]
    assert [entry.details["changed"] for entry in latest_entries(limit=2)] == [False, True]


def test_a_file_in_several_snapshots_is_kept_once() -> None:
    updated(Lists(sequence=8, top_sequence=41))
    updated(Lists(sequence=9, signer=Operator.STRANGER, top_sequence=42), VALIDATED_AT + HOUR)

    assert Snapshot.objects.count() == 2
    assert SnapshotFile.objects.filter(role="national").count() == 2
    assert ListFile.objects.filter(snapshotfile__role="national").distinct().count() == 1


def test_what_was_believed_under_a_name_can_be_asked_for_ever() -> None:
    old = updated(Lists())
    updated(Lists(sequence=8, top_sequence=41), VALIDATED_AT + HOUR)

    now = queries.trust()

    assert queries.material(old).nationals == {"HU": (trust(Lists()) / "HU.xml").read_bytes()}
    assert now is not None
    assert now.lists["HU"].sequence == 8


@pytest.mark.parametrize(
    ("lists", "reason"),
    [
        (Lists(top_signer=Operator.STRANGER), "signature"),
        (Lists(top_sequence=1), "rollback"),
        (Lists(version=5), "changed"),
        (Lists(pinned=None), "no_anchor"),
    ],
    ids=["stranger", "older", "changed", "unpinned"],
)
def test_a_list_of_the_lists_that_is_not_to_be_taken_changes_nothing(lists: Lists, reason: str) -> None:
    before = updated(Lists())

    with pytest.raises(TrustNotUpdated) as caught:
        updated(lists, VALIDATED_AT + HOUR)

    assert caught.value.data == {"reason": reason}
    assert (standing().snapshot, standing().failure) == (before, reason)
    assert events() == ["TrustedListsTaken", "TrustedListsRefused"]


def test_a_trouble_is_kept_with_its_first_moment_until_it_is_over() -> None:
    updated(Lists())
    updated(Lists(sequence=6, top_sequence=41), VALIDATED_AT + HOUR)
    updated(Lists(sequence=6, top_sequence=42), VALIDATED_AT + 2 * HOUR)
    lasting = {row.territory: (row.trouble, row.trouble_since) for row in list_rows(at=VALIDATED_AT)}
    updated(Lists(sequence=9, top_sequence=43), VALIDATED_AT + 3 * HOUR)
    over = {row.territory: row.trouble for row in list_rows(at=VALIDATED_AT)}

    assert lasting["HU"] == ("rollback", VALIDATED_AT + HOUR)
    assert over["HU"] == ""


def test_two_who_bring_lists_at_once_do_not_undo_each_other() -> None:
    updated(Lists())
    stale = queries.known()
    updated(Lists(sequence=8, top_sequence=41), VALIDATED_AT + HOUR)
    brought = update(source=str(trust(Lists(sequence=9, top_sequence=42))), by=COMMAND_LINE, at=VALIDATED_AT)

    with pytest.raises(TrustNotUpdated) as caught:
        take(brought, instead_of=stale.name, by=COMMAND_LINE, at=VALIDATED_AT)

    assert caught.value.data == {"reason": "changed_meanwhile"}


def test_without_a_source_nothing_is_looked_for() -> None:
    assert not update_if_due(by=WORKER, at=VALIDATED_AT)

    with pytest.raises(TrustSourceMissing):
        update(by=COMMAND_LINE, at=VALIDATED_AT)
    with pytest.raises(TrustSourceMissing):
        ask_for_update(by=COMMAND_LINE, at=VALIDATED_AT)


@pytest.mark.usefixtures("source")
def test_lists_are_looked_for_every_six_hours() -> None:
    for hours in (0, 1, 5, 6, 7, 12):
        update_if_due(by=WORKER, at=VALIDATED_AT + hours * HOUR)

    assert len(events()) == 3
    assert standing().done_at == VALIDATED_AT + 12 * HOUR


def test_after_a_failure_lists_are_looked_for_again_in_half_an_hour(source: Settings) -> None:
    source.TRUST_SOURCE = str(trust(Lists(top_signer=Operator.STRANGER)))

    for minutes in (0, 29, 30, 59, 60):
        update_if_due(by=WORKER, at=VALIDATED_AT + timedelta(minutes=minutes))

    assert events() == ["TrustedListsRefused"] * 3


@pytest.mark.usefixtures("source")
def test_an_operator_need_not_wait() -> None:
    update_if_due(by=WORKER, at=VALIDATED_AT)
    ask_for_update(by=builders.clerk("uzemelteto1", role=Role.OPERATOR), at=VALIDATED_AT + HOUR)
    waiting = standing().asked

    update_if_due(by=WORKER, at=VALIDATED_AT + HOUR)

    assert waiting
    assert not standing().asked
    assert events() == ["TrustedListsTaken", "TrustUpdateAsked", "TrustedListsTaken"]


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.AUDITOR])
def test_nobody_else_may_ask(role: Role) -> None:
    by = builders.clerk("valaki1", role=role)

    with pytest.raises(Forbidden):
        ask_for_update(by=by, at=VALIDATED_AT)
    with pytest.raises(Forbidden):
        update(by=by, at=VALIDATED_AT)


def test_fresh_lists_raise_no_alarm() -> None:
    updated(Lists())

    assert alarms(at=VALIDATED_AT) == []
    assert [(row.territory, row.freshness) for row in list_rows(at=VALIDATED_AT)] == [
        ("EU", Freshness.FRESH),
        ("HU", Freshness.FRESH),
    ]


@pytest.mark.usefixtures("source")
def test_lists_that_nobody_brought_yet_are_an_alarm() -> None:
    assert alarms(at=VALIDATED_AT) == [Alarm.NONE_KEPT]


@pytest.mark.usefixtures("source")
def test_a_day_without_success_is_an_alarm() -> None:
    updated(Lists())

    assert alarms(at=VALIDATED_AT + timedelta(hours=24)) == []
    assert alarms(at=VALIDATED_AT + timedelta(hours=24, seconds=1)) == [Alarm.OVERDUE]


@pytest.mark.parametrize(
    ("lists", "days", "alarm"),
    [
        (Lists(), 2, [Alarm.LATE]),
        (Lists(), 4, [Alarm.TOP_STALE, Alarm.HOME_STALE]),
        (Lists(top_next_update_at=NEXT_UPDATE_AT + timedelta(days=9)), 4, [Alarm.HOME_STALE]),
        (Lists(next_update_at=None), 4, [Alarm.TOP_STALE]),
        (Lists(territory="AT", named_territory="AT"), 0, [Alarm.HOME_STALE]),
        (Lists(territory="AT"), -1, [Alarm.HOME_STALE, Alarm.TROUBLE]),
        (Lists(signer=Operator.STRANGER), -1, [Alarm.HOME_STALE, Alarm.TROUBLE]),
    ],
    ids=["late", "stale", "home", "top", "no-home", "home-never-had", "home-refused"],
)
def test_old_and_missing_lists_are_alarms(lists: Lists, days: int, alarm: list[Alarm]) -> None:
    updated(lists)

    assert alarms(at=NEXT_UPDATE_AT + timedelta(days=days)) == alarm


def test_a_list_that_could_not_be_brought_is_an_alarm() -> None:
    updated(Lists())
    updated(Lists(sequence=6, top_sequence=41), VALIDATED_AT + HOUR)

    assert alarms(at=VALIDATED_AT + HOUR) == [Alarm.TROUBLE]


def test_a_list_of_our_own_that_goes_back_is_an_alarm() -> None:
    updated(Lists(own=True, without_top=True))
    updated(Lists(own=True, without_top=True, sequence=6), VALIDATED_AT + HOUR)

    assert Alarm.TROUBLE in alarms(at=VALIDATED_AT + HOUR)
    assert [(row.territory, row.sequence, row.trouble) for row in list_rows(at=VALIDATED_AT + HOUR)] == [
        ("OWN", 7, "rollback")
    ]


def test_where_no_lists_are_wanted_none_are_missed() -> None:
    assert alarms(at=VALIDATED_AT) == []


def test_a_folder_that_is_gone_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(TrustNotUpdated):
        update(source=str(tmp_path / "gone"), by=COMMAND_LINE, at=VALIDATED_AT)

    assert standing().failure == "missing"


def test_of_several_workers_one_looks(database_url: str) -> None:
    turn = Turn(database_url, str(trust(Lists())), VALIDATED_AT)

    race(look, [turn] * 3)

    assert race(look, [turn])[0] == ["TrustedListsTaken"]


def test_of_several_who_take_equal_lists_at_once_one_does(database_url: str) -> None:
    race(have_upkeep, [database_url])
    taking = Taking(database_url, str(trust(Lists())), VALIDATED_AT, FORKS.Barrier(4))

    answers = race(take_them, [taking] * 4)

    assert sorted(answers) == ["", *["changed_meanwhile"] * 3]
    assert race(number_of_snapshots, [database_url]) == [1]
