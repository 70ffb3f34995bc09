# SPDX-License-Identifier: EUPL-1.2
"""The overview's numbers and the deadlines ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.html import Page, words
from ugyfelkapu.accounts.outlook import Due, deadlines_ahead, registered_between

OVERVIEW = "/uzemeltetes/"


def _figures(browser: Client) -> dict[str, str]:
    page = Page(browser.get(OVERVIEW).content)
    return {words(name): words(value) for name, value in zip(page.all("dt"), page.all("dd"), strict=True)}


def test_the_overview_counts_gates(operator: Client) -> None:
    builders.registered_gate()

    figures = _figures(operator)

    assert figures["Élő ügyfélkapuk"] == "1 ebből ideiglenes: 0, aktiválásra vár: 1"
    assert figures["Ma regisztrált"] == "1 egy hete eddig: 0"


def test_today_is_compared_with_the_same_time_a_week_ago(operator: Client) -> None:
    week_ago = builders.AT - timedelta(days=7)
    builders.registered_gate(at=week_ago - timedelta(minutes=1))
    builders.registered_gate(at=week_ago + timedelta(minutes=1))

    assert _figures(operator)["Ma regisztrált"] == "0 egy hete eddig: 1"


def test_a_waiting_letter_tells_its_age(operator: Client, clock: Clock) -> None:
    builders.registered_gate()
    clock.forward(minutes=3)

    assert _figures(operator)["Sorban álló levél"] == "1 legrégebbi: 3 perc"


@pytest.mark.django_db
def test_deadlines_stand_on_their_last_day() -> None:
    builders.registered_gate()

    ahead = {due.on: due for due in deadlines_ahead(at=builders.AT, days=61) if due != Due(due.on, 0, 0, 0)}

    assert ahead == {
        date(2026, 11, 28): Due(date(2026, 11, 28), 1, 0, 0),
        date(2027, 1, 22): Due(date(2027, 1, 22), 0, 1, 0),
    }


@pytest.mark.django_db
def test_a_deadline_that_has_passed_is_not_ahead() -> None:
    builders.registered_gate()
    later = builders.AT + timedelta(days=10)

    assert sum(due.codes for due in deadlines_ahead(at=later, days=61)) == 0
    assert sum(due.registrations for due in deadlines_ahead(at=later, days=61)) == 1


@pytest.mark.django_db
def test_registrations_are_counted_in_a_span() -> None:
    builders.registered_gate()
    before, after = builders.AT - timedelta(hours=1), builders.AT + timedelta(hours=1)

    assert registered_between(before, after, at=after) == 1
    assert registered_between(before, builders.AT, at=after) == 0
    assert registered_between(after, after, at=after) == 0
