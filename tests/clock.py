# SPDX-License-Identifier: EUPL-1.2
"""The clock that pages read in tests: a file, as in development, set from the test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from .builders import AT


@dataclass(slots=True)
class Clock:
    """What the clock file says."""

    file: Path
    at: datetime = AT

    def set(self, at: datetime) -> None:
        """Let it be this moment."""
        self.at = at
        self.file.write_text(at.isoformat(), encoding="utf-8")

    def forward(self, **parts: float) -> datetime:
        """Let time pass; return the new moment."""
        self.set(self.at + timedelta(**parts))
        return self.at


@pytest.fixture
def clock(settings: Settings, tmp_path: Path) -> Clock:
    """Return the clock, standing at the moment of the builders."""
    hands = Clock(tmp_path / "clock")
    hands.set(AT)
    settings.CLOCK_FILE = hands.file
    return hands
