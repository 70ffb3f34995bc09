# SPDX-License-Identifier: EUPL-1.2
"""The worker's sign of life: a file whose age tells ``doctor`` and the metrics that it works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings

from ugyfelkapu.journal.clock import real_now

STALE_AFTER = timedelta(seconds=60)
NAME = "worker-heartbeat"


def beat() -> None:
    """Leave a sign of life; the worker calls this each time round."""
    settings.STATE.mkdir(parents=True, exist_ok=True)
    (settings.STATE / NAME).write_text(real_now().isoformat(), encoding="ascii")


def age() -> timedelta | None:
    """Return how long ago the worker of this machine last gave a sign of life."""
    try:
        text = (settings.STATE / NAME).read_text(encoding="ascii")
        last = datetime.fromisoformat(text).astimezone(UTC)
    except (FileNotFoundError, ValueError):
        return None
    return real_now() - last
