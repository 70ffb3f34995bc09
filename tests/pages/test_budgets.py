# SPDX-License-Identifier: EUPL-1.2
"""No page asks the database more often than its budget allows; whoever raises one says so here."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock import Clock, clock
from tests.pages.visits import VISITS, Visit, queries_of, town

__all__ = ["clock"]

pytestmark = pytest.mark.django_db

PAGE = 8
ACTS = {
    "sign-in": 13,  # credentials, the guess 4, factors, password confirmed 2, device 3, session, journal
    "sign-in from a new browser": 16,  # and its letter: other browsers, link, gate, outbox
    "activation": 13,  # the guess 3, gate and codes 3, turn, code and gate written 4, lapsed, letter, journal
    "send": 14,  # sent before, the count 3, reference, lapsed, gate, codes 2, the address 3, letter, journal
    "look-up": 12,  # session 2, register 2, gate 2, username, quota, own record, journal, what was seen 2
    "register": 17,  # what look-up read 5, own record, four looks for a gate, six rows written, journal
}
"""What acts on more than one table may take; measured, so that nobody adds a query unseen."""


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: visit.name)
def test_a_visit_stays_within_its_budget(visit: Visit, clock: Clock) -> None:
    ask = visit.prepared(town(people=1))

    with CaptureQueriesContext(connection) as captured:
        answer = ask()

    queries = queries_of(captured)
    assert answer.status_code == visit.status
    assert len(queries) <= ACTS.get(visit.name, PAGE), queries
