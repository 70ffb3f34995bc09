# SPDX-License-Identifier: EUPL-1.2
"""Every deadline, walked from outside with the clock file: to the second, swept or not, over both DST days.

In 2027 clocks go forward on 28 March and back on 31 October; the periods here end on those days or
span them. No worker runs but for the few sweeps that stand below, each at the moment before it.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from tests.journeys.walking import LAST_SECOND, NOON, Person, Walk, clerk_of, written
from tests.servers import Premises, Product, product
from tests.visitor import people_csv

NEW_YEAR = date(2027, 1, 1)
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
MIDNIGHT = "00:00:00"
DAY = timedelta(days=1)
PEOPLE = range(610_001, 610_030)
YES = httpx.codes.SEE_OTHER

CODES = {  # registered on: the fifth day
    date(2027, 3, 23): SPRING,
    date(2027, 3, 25): date(2027, 3, 30),
    date(2027, 10, 26): AUTUMN,
    date(2027, 10, 29): date(2027, 11, 3),
}
REGISTERED = {date(2027, 1, 27): SPRING, date(2027, 9, 1): AUTUMN}
"""Registered on: the sixtieth day."""
SUBMITTED = {date(2027, 2, 26): SPRING, date(2027, 10, 1): AUTUMN}
"""Sent the form on: the thirtieth day."""


@pytest.mark.once
def test_every_deadline_holds_to_the_second_whether_or_not_a_sweep_ran(
    premises: Premises, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    with product(premises, UGYFELKAPU_CLOCK_FILE=str(clock)) as running:
        walk = Walk(running, clock, _filled(running, tmp_path))
        cast = _begun(walk)

        _codes_die_after_their_fifth_day(walk, cast)
        _temporary_gates_end_after_their_thirtieth_day(walk, cast)
        _registrations_end_after_their_sixtieth_day(walk, cast)
        _reminders_come_when_due_and_stay_away_when_pointless(walk, cast)


def _filled(running: Product, folder: Path) -> tuple[str, str]:
    """Let the register know everybody; return a clerk's sign-in."""
    file = folder / "people.csv"
    file.write_text(people_csv(PEOPLE), encoding="utf-8")
    with ThreadPoolExecutor(1) as beside:
        clerk = beside.submit(clerk_of, running)
        assert running.command("registers", "--skip-checks", "import", str(file)).returncode == 0
        return clerk.result()


@dataclass(frozen=True, slots=True)
class Temporary:
    """Three temporary gates that end on one day."""

    used: Person
    finalised: Person
    forgotten: Person
    references: dict[Person, str]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who registered or sent a form, by the last day of what then began."""

    coded: dict[date, tuple[Person, Person]]
    registered: dict[date, tuple[Person, Person, Person]]
    temporary: dict[date, Temporary]


def _begun(walk: Walk) -> Cast:
    """Let everybody begin on their day, and carry the letters before anything can be due."""
    people = map(Person, PEOPLE)
    cast = Cast({}, {}, {})
    for day, last in CODES.items():
        cast.coded[last] = (next(people), next(people))
        walk.set(day, NOON)
        assert walk.register(*cast.coded[last]) == [YES, YES]
    for day, last in REGISTERED.items():
        cast.registered[last] = (next(people), next(people), next(people))
        walk.set(day, LAST_SECOND)
        assert walk.register(*cast.registered[last]) == [YES, YES, YES]
    for day, last in SUBMITTED.items():
        trio = (next(people), next(people), next(people))
        walk.set(day, MIDNIGHT)
        cast.temporary[last] = Temporary(*trio, {person: walk.open_temporary(person) for person in trio})
        assert all(cast.temporary[last].references.values())
    walk.set(NEW_YEAR, NOON)
    arrived = walk.sweep()
    assert arrived.total() == 2 * len(CODES) + 3 * len(REGISTERED) + 3 * len(SUBMITTED)
    for last, pair in cast.coded.items():
        for person in pair:
            assert arrived[f"{person.email}: Aktiváló kódja, utolsó nap: {written(last)}"] == 1
    return cast


def _codes_die_after_their_fifth_day(walk: Walk, cast: Cast) -> None:
    for last, (in_time, late) in cast.coded.items():
        walk.set(last, LAST_SECOND)
        assert walk.activate(in_time, walk.code_of(in_time)) == YES, last
        walk.set(last + DAY, MIDNIGHT)
        assert walk.activate(late, walk.code_of(late)) == httpx.codes.CONFLICT, last


def _temporary_gates_end_after_their_thirtieth_day(walk: Walk, cast: Cast) -> None:
    """The last second still counts; at midnight the session is dead and the name somebody else's to take."""
    for last, gates in cast.temporary.items():
        used, references = gates.used, gates.references
        with walk.somebody() as browser:
            walk.set(last - 27 * DAY, NOON)
            assert walk.activate(used, walk.code_of(used)) == YES
            walk.set(last, "23:45:00")
            assert walk.sign_in(browser, used) == YES
            walk.set(last, LAST_SECOND)
            assert browser.client.get("/fiok/").status_code == httpx.codes.OK
            assert walk.open_temporary(used) == ""
            assert walk.finalise(gates.finalised, references[gates.finalised]) == YES

            walk.set(last + DAY, MIDNIGHT)
            assert browser.client.get("/fiok/").headers["Location"].startswith("/belepes/"), last
            assert walk.sign_in(browser, used) == httpx.codes.UNPROCESSABLE_ENTITY
        assert walk.finalise(gates.forgotten, references[gates.forgotten]) == httpx.codes.NOT_FOUND
        assert walk.open_temporary(used) != ""
    spring = cast.temporary[SPRING].forgotten
    walk.set(SPRING + DAY, MIDNIGHT)
    assert walk.register(spring) == [YES]


def _registrations_end_after_their_sixtieth_day(walk: Walk, cast: Cast) -> None:
    """A code asked for on day 60 dies with that day; on day 61 nobody gets one, and all may begin anew."""
    for last, (asking, late, _) in cast.registered.items():
        walk.set(last, NOON)
        assert walk.ask_for_code(asking) == YES
        assert walk.register(late) == [httpx.codes.CONFLICT]
        walk.set(last + DAY, MIDNIGHT)
        assert walk.ask_for_code(late) == YES
        assert walk.activate(late, walk.code_of(late)) == httpx.codes.UNPROCESSABLE_ENTITY

    walk.set(AUTUMN - 8 * DAY, LAST_SECOND)  # of autumn nothing is due yet
    asking, late, _ = cast.registered[AUTUMN]
    arrived = walk.sweep()
    assert _reminders(arrived) == []
    assert arrived[f"{asking.email}: Új aktiváló kódja, utolsó nap: {written(AUTUMN)}"] == 1
    assert not [line for line in arrived if line.startswith(late.email)]

    walk.set(AUTUMN, LAST_SECOND)
    assert walk.activate(asking, walk.code_of(asking)) == YES
    walk.set(AUTUMN + DAY, MIDNIGHT)
    assert walk.register(late) == [YES]


def _reminders_come_when_due_and_stay_away_when_pointless(walk: Walk, cast: Cast) -> None:
    """Of those whose gates ended in autumn, one of each kind did nothing; the others get no reminder."""
    day = written(AUTUMN)
    registered, temporary = cast.registered[AUTUMN][2].email, cast.temporary[AUTUMN].forgotten.email
    coded = cast.coded[AUTUMN][1].email
    both = [
        f"{registered}: Aktiválja az ügyfélkapuját, utolsó nap: {day}",
        f"{temporary}: Véglegesítse ideiglenes kapuját, utolsó nap: {day}",
    ]

    walk.set(AUTUMN - 7 * DAY, MIDNIGHT)
    assert _reminders(walk.sweep()) == sorted(both)
    assert all("7 nap" in walk.letters[to][0][1] for to in (registered, temporary))

    walk.set(AUTUMN - DAY, MIDNIGHT)
    assert _reminders(walk.sweep()) == sorted([*both, f"{coded}: Lejár az aktiváló kódja, utolsó nap: {day}"])
    assert all("1 nap" in walk.letters[to][0][1] for to in (registered, temporary, coded))

    walk.set(AUTUMN + DAY, MIDNIGHT)
    arrived = walk.sweep()
    assert _reminders(arrived) == []
    assert sorted(line for line in arrived.elements() if "Töröltük" in line) == sorted(
        [f"{registered}: Töröltük a regisztrációját", f"{temporary}: Töröltük az ideiglenes kapuját"]
    )


def _reminders(arrived: Counter[str]) -> list[str]:
    words = ("Aktiválja az", "Véglegesítse", "Lejár")
    return sorted(line for line in arrived.elements() if any(f": {word}" in line for word in words))
