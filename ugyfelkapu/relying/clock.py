# SPDX-License-Identifier: EUPL-1.2
"""The demo service's own clock; in development it may be told to follow the file that sets the gate's."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the moment that a file holds while it exists, else the machine's."""

    file: Path | None = None

    def now(self) -> datetime:
        """Return the present moment, UTC."""
        if self.file is not None:
            with suppress(FileNotFoundError, ValueError):
                moment = datetime.fromisoformat(self.file.read_text(encoding="utf-8").strip())
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        return datetime.now(UTC)  # noqa: TID251  a process of its own has a clock of its own
