# SPDX-License-Identifier: EUPL-1.2
"""What the web server itself takes and refuses, before any page is asked."""

from __future__ import annotations

import httpx
import pytest

from tests.servers import Premises, product


@pytest.mark.once
def test_a_header_of_sixty_four_kilobytes_is_refused_and_a_long_one_is_not(premises: Premises) -> None:
    with product(premises) as running, httpx.Client(base_url=running.urls[0]) as visitor:
        long = visitor.get("/healthz", headers={"X-Strange": "a" * 16_000})
        huge = visitor.get("/healthz", headers={"X-Strange": "a" * 64_000})

    assert (long.status_code, huge.status_code) == (200, 431)
