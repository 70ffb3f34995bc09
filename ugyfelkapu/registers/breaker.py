# SPDX-License-Identifier: EUPL-1.2
"""A circuit breaker: a register that is down is not asked again until some time has passed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Circuit(StrEnum):
    """Whether questions get through."""

    CLOSED = "closed"  # all of them
    OPEN = "open"  # none
    HALF_OPEN = "half_open"  # one, to see


@dataclass(slots=True)
class Breaker:
    """Opens after ``threshold`` failures in a row; after each ``rest`` seconds one question may try again.

    ``clock`` returns seconds that never jump. A trial that never reports back blocks nobody: the next
    one is due a rest later.
    """

    clock: Callable[[], float]
    threshold: int = 5
    rest: float = 15.0
    _failures: int = 0
    _resting_since: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def circuit(self) -> Circuit:
        """Return what would become of a question now."""
        with self._lock:
            return self._circuit()

    def admits(self) -> bool:
        """Say whether a question may be asked now; report its outcome afterwards."""
        with self._lock:
            circuit = self._circuit()
            if circuit is Circuit.HALF_OPEN:
                self._resting_since = self.clock()
            return circuit is not Circuit.OPEN

    def succeeded(self) -> None:
        """Report an answer: the circuit closes."""
        with self._lock:
            self._failures, self._resting_since = 0, None

    def failed(self) -> None:
        """Report silence: the circuit opens, or stays open for another rest."""
        with self._lock:
            self._failures += 1
            if self._failures >= self.threshold:
                self._resting_since = self.clock()

    def _circuit(self) -> Circuit:
        if self._resting_since is None:
            return Circuit.CLOSED
        rested = self.clock() - self._resting_since >= self.rest
        return Circuit.HALF_OPEN if rested else Circuit.OPEN
