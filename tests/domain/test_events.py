# SPDX-License-Identifier: EUPL-1.2
"""What the journal stores of an event."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ugyfelkapu.domain.events import Event, PersonLookedUp, SignInLocked
from ugyfelkapu.domain.lifecycle import State

GATE = UUID(int=7)
PLAIN = {"str", "int", "bool", "datetime", "UUID", "None", "|"}


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> dict[str, type[Event]]:
    """Return a copy of the catalogue, so that an event of a test does not stay in it."""
    copy = dict(Event.catalogue)
    monkeypatch.setattr(Event, "catalogue", copy)
    return copy


def test_details_are_all_fields_but_the_subject() -> None:
    event = PersonLookedUp(
        subject=GATE, document="passport", issuing_country="HUN", last_two="04", answer="valid"
    )

    assert event.details() == {
        "document": "passport",
        "issuing_country": "HUN",
        "last_two": "04",
        "answer": "valid",
        "person": "",
    }


def test_every_kind_of_value_becomes_plain(catalogue: dict[str, type[Event]]) -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Tried(Event):
        """An event of this test alone."""

        when: datetime
        state: State
        whom: UUID
        times: int
        known: bool
        why: str | None

    event = Tried(
        when=datetime(2026, 11, 23, 9, tzinfo=UTC),
        state=State.ACTIVE,
        whom=GATE,
        times=3,
        known=True,
        why=None,
    )

    assert catalogue["Tried"] is Tried
    assert event.details() == {
        "when": "2026-11-23T09:00:00+00:00",
        "state": "active",
        "whom": str(GATE),
        "times": 3,
        "known": True,
        "why": None,
    }


def test_an_event_stands_in_the_catalogue_under_its_name() -> None:
    assert Event.catalogue["SignInLocked"] is SignInLocked


@pytest.mark.parametrize("event", [Event.catalogue[name] for name in sorted(Event.catalogue)])
def test_events_hold_plain_values_only(event: type[Event]) -> None:
    kinds = {word for field in fields(event) for word in str(field.type).split()}

    assert kinds <= PLAIN
    assert event.__doc__
