# SPDX-License-Identifier: EUPL-1.2
"""Gates are found by index, so that a page costs the same however many there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import AT
from ugyfelkapu.accounts.outlook import deadlines_ahead, overdue, registered_between
from ugyfelkapu.accounts.queries import figures, living

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="other engines weigh their plans by the size of tables"
    ),
]


@pytest.mark.parametrize("column", ["username_key", "person_key", "email_key"])
def test_a_gate_is_found_without_reading_all_of_them(column: str) -> None:
    found = living(builders.AT).filter(**{column: b"a keyed hash"})

    plan = found.explain()

    assert f"({column}=?)" in plan, plan


@pytest.mark.parametrize(
    "ask",
    [
        lambda: deadlines_ahead(at=AT, days=61),
        lambda: figures(AT),
        lambda: registered_between(AT - timedelta(days=1), AT, at=AT),
        lambda: overdue(at=AT),
    ],
    ids=["deadlines", "figures", "registered", "overdue"],
)
def test_what_operators_see_is_counted_by_index(ask: Callable[[], object]) -> None:
    with CaptureQueriesContext(connection) as captured:
        ask()

    plans = [_plan(query["sql"]) for query in captured]
    assert plans
    assert not [plan for plan in plans if re.search(r"SCAN accounts_\w+(?! USING)\b", plan)]


def _plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return "\n".join(row[-1] for row in cursor.fetchall())
