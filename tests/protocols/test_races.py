# SPDX-License-Identifier: EUPL-1.2
"""What may be used once, used from two processes at once: one succeeds, on either database."""

from __future__ import annotations

from collections import Counter

from tests.protocols.racing import Left, ask, look, prepared
from tests.races import race


def test_of_two_at_once_one_succeeds(database_url: str) -> None:
    everything = race(prepared, [database_url])[0]

    statuses = {what: Counter(race(ask, twice)) for what, twice in everything.items()}

    assert statuses["code"] == Counter({200: 1, 400: 1})
    assert statuses["refresh token"] == Counter({200: 1, 400: 1})
    assert statuses["pushed request"][303] == 1
    assert statuses["assertion"] == Counter({200: 1, 401: 1})
    assert statuses["proof"] == Counter({200: 1, 400: 1})
    # whoever came second with the code, or with the refresh token, ended its family
    assert race(look, [database_url])[0] == Left(living=1, revoked=2, unused=0)
