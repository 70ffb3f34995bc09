# SPDX-License-Identifier: EUPL-1.2
"""What has lapsed goes, in bounded parts, until nothing of it is left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import AT
from ugyfelkapu.federation import due
from ugyfelkapu.federation.oidc import housekeeping
from ugyfelkapu.federation.oidc.models import Replay

pytestmark = pytest.mark.django_db
MANY = 25


def _said(number: int, *, until: timedelta) -> None:
    Replay.objects.bulk_create(
        Replay(digest=bytes([number, each]), ends_at=AT + until) for each in range(MANY)
    )


def test_more_than_one_part_holds_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "BATCH", 10)
    _said(1, until=timedelta())
    _said(2, until=timedelta(seconds=1))
    rounds = 1

    while due.tidy(AT):
        rounds += 1

    assert rounds == 3
    assert Replay.objects.count() == MANY


def test_nothing_waits_where_nothing_has_lapsed() -> None:
    _said(1, until=timedelta(seconds=1))

    assert not due.tidy(AT)
