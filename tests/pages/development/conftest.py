# SPDX-License-Identifier: EUPL-1.2
"""A development house whose clock is a file, and whose letters arrive in its own mailbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import resolve

from tests.clock import Clock, clock
from ugyfelkapu.outbox.carrier import carry_next

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def _standing_clock(clock: Clock) -> None:
    """Let every test begin at the same moment."""


@pytest.fixture(autouse=True)
def _mounted_pages() -> None:
    """Read the list of addresses as a development house, before a test pretends to be none."""
    resolve("/fejlesztes/")


@pytest.fixture
def carry(clock: Clock) -> Callable[[], None]:
    """Return what carries every waiting letter to the mailbox."""

    def carried() -> None:
        while carry_next(clock.at):
            pass

    return carried
