# SPDX-License-Identifier: EUPL-1.2
"""A circuit breaker: a register that is down is not asked again until some time has passed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """Opens after ``threshold`` failures in a row; after ``rest`` seconds one question may try again."""

    clock: Callable[[], float]
    threshold: int = 5
    rest: float = 15.0
    _failures: int = 0
    _opened_at: float | None = None
    _trying: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admits(self) -> bool:
        """Say whether a question may be asked now; report its outcome afterwards."""
        with self._lock:
            if self._opened_at is None:
                return True
            if self._trying or self.clock() - self._opened_at < self.rest:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """Report an answer: the circuit closes."""
        with self._lock:
            self._failures, self._opened_at, self._trying = 0, None, False

    def failed(self) -> None:
        """Report silence: the circuit opens, or stays open for another rest."""
        with self._lock:
            self._failures += 1
            if self._trying or self._failures >= self.threshold:
                self._opened_at = self.clock()
            self._trying = False
