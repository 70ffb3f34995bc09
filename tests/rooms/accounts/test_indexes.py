# SPDX-License-Identifier: EUPL-1.2
"""Gates are found by index, so that a page costs the same however many there are."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import builders
from ugyfelkapu.accounts.queries import living

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
