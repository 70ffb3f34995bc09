# SPDX-License-Identifier: EUPL-1.2
"""Pages here are opened at the moment of the builders, unless a test lets time pass."""

from __future__ import annotations

import pytest

from tests.clock import Clock, clock

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def _standing_clock(clock: Clock) -> None:
    """Let every test begin at the same moment."""
