# SPDX-License-Identifier: EUPL-1.2
"""The journal only grows, so questions to it never read the whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from ugyfelkapu.journal.queries import count_by

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="other engines weigh their plans by the size of tables"
    ),
]


def test_the_last_hour_of_an_actor_is_counted_without_reading_their_life() -> None:
    with CaptureQueriesContext(connection) as captured:
        count_by("somebody", "PersonLookedUp", since=builders.AT - timedelta(hours=1), until=builders.AT)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
        plan = str(cursor.fetchall())
    assert "(actor_id=? AND event=? AND at>? AND at<?)" in plan, plan
