# SPDX-License-Identifier: EUPL-1.2
"""Operators, auditors and clerks, each signed in by their own browser."""

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
def browser_of(db: None) -> Callable[[Role], Client]:
    """Return a maker of browsers in which somebody of a role is signed in."""

    def made(role: Role) -> Client:
        username = f"{role}1"
        builders.clerk(username, role=role)
        return sign_in(Client(), username)

    return made


@pytest.fixture
def operator(browser_of: Callable[[Role], Client]) -> Client:
    """Return an operator's browser."""
    return browser_of(Role.OPERATOR)


@pytest.fixture
def auditor(browser_of: Callable[[Role], Client]) -> Client:
    """Return an auditor's browser."""
    return browser_of(Role.AUDITOR)
