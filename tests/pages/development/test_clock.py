# SPDX-License-Identifier: EUPL-1.2
"""Travelling through deadlines by the clock's page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests import builders
from tests.clock import Clock
from tests.pages.html import Page
from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.journal.clock import now
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.development.clock import write_moment

CLOCK = "/fejlesztes/ora/"

pytestmark = pytest.mark.django_db


def _seen(client: Client) -> datetime:
    """Return the moment at which the web house lives."""
    return cast(GateRequest, client.get("/segitseg/").wsgi_request).at


@pytest.mark.parametrize(
    ("step", "span"),
    [
        ("hour", timedelta(hours=1)),
        ("day", timedelta(days=1)),
        ("code", timedelta(days=5)),
        ("temporary", timedelta(days=30)),
    ],
)
def test_a_step_moves_every_later_request(step: str, span: timedelta, client: Client) -> None:
    answer = client.post(CLOCK, {"step": step})

    assert (answer.status_code, answer.headers["Location"]) == (303, CLOCK)
    assert _seen(client) == builders.AT + span


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-12-01T08:30", datetime(2026, 12, 1, 7, 30, tzinfo=UTC)),
        ("2026-07-01 08:30:15", datetime(2026, 7, 1, 6, 30, 15, tzinfo=UTC)),
        ("2026-12-01T08:30Z", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
        ("2026-12-01T08:30+05:00", datetime(2026, 12, 1, 3, 30, tzinfo=UTC)),
        ("2025-01-01", datetime(2024, 12, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_set_in_hungarian_time_unless_it_says_otherwise(
    written: str, moment: datetime, client: Client
) -> None:
    client.post(CLOCK, {"moment": written})

    assert _seen(client) == moment


@pytest.mark.parametrize(
    "written", ["", "tomorrow", "2026-13-01", "1999-12-31T12:00", "9999-12-31T23:59", "0001-01-01"]
)
def test_what_is_no_moment_changes_nothing(written: str, client: Client) -> None:
    answer = client.post(CLOCK, {"moment": written})

    assert answer.status_code == 422
    assert Page(answer.content).all("div", "govuk-error-summary")
    assert _seen(client) == builders.AT


def test_the_clock_goes_back_to_real_time(client: Client, clock: Clock) -> None:
    answer = client.post(CLOCK, {"step": "real"})
    again = client.post(CLOCK, {"step": "real"})

    assert (answer.status_code, again.status_code) == (303, 303)
    assert not clock.file.exists()


def test_opening_the_page_sets_nothing(client: Client, clock: Clock) -> None:
    client.get(CLOCK, {"step": "temporary", "moment": "2030-01-01"})

    assert now() == clock.at


def test_every_page_shows_the_clock_and_leads_to_it(client: Client) -> None:
    banner = Page(client.get("/").content).one("aside", "kapu-env")

    assert dates.moment(builders.AT) in " ".join(banner.text.split())
    assert CLOCK in [link["href"] for link in banner.inside if link.tag == "a"]


def test_a_new_clock_is_whole_and_leaves_nothing_behind(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "state" / "clock"
    settings.CLOCK_FILE = file

    write_moment(file, builders.AT)
    write_moment(file, builders.AT + timedelta(days=1))

    assert now() == builders.AT + timedelta(days=1)
    assert list(file.parent.iterdir()) == [file]
