# SPDX-License-Identifier: EUPL-1.2
"""Endpoints here are asked at the moment of the builders, unless a test lets time pass."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clock import Clock, clock
from ugyfelkapu.federation.oidc import clients
from ugyfelkapu.federation.oidc.kept_keys import kept

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def _fresh(clock: Clock) -> Iterator[None]:
    """Let every test begin at the same moment, and remember nothing of another test's tables."""
    clients.forget()
    kept.forget()
    yield
    clients.forget()
    kept.forget()
