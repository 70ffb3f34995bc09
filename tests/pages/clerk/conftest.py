# SPDX-License-Identifier: EUPL-1.2
"""The desk as a clerk finds it: the sandbox register, an office, staff signed in by their own browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock, clock
from tests.in_register import SANDBOX, fill_with_sandbox
from tests.pages.clerk.desk import sign_in
from ugyfelkapu.staff.rights import Role

__all__ = ["clock"]


@pytest.fixture(autouse=True)
def _standing_clock(clock: Clock) -> None:
    """Let every test begin at the same moment."""


@pytest.fixture
def register(db: None) -> Path:
    """Fill the embedded register with the fictional people of the sandbox."""
    fill_with_sandbox()
    return SANDBOX


@pytest.fixture
def browser_of(register: Path) -> Callable[..., Client]:
    """Return a maker of browsers in which a staff member is signed in."""

    def made(
        username: str = "ugyintezo1", *, role: Role = Role.CLERK, office: str = builders.OFFICE
    ) -> Client:
        builders.clerk(username, role=role, at_office=office)
        return sign_in(Client(), username)

    return made


@pytest.fixture
def desk(browser_of: Callable[..., Client]) -> Client:
    """Return the browser of a clerk who is signed in."""
    return browser_of()
