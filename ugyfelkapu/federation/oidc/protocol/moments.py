# SPDX-License-Identifier: EUPL-1.2
"""Moments inside tokens: NumericDate, seconds since 1970 (RFC 7519, 2), and clocks that differ a little."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final  # claims are open JSON

LEEWAY: Final = 10
"""Seconds by which another's clock may differ from ours."""

_LATEST: Final = 253_402_300_799  # the end of the year 9999


class MomentError(ValueError):
    """A claim is no moment."""


def seconds(at: datetime) -> int:
    """Return a moment as tokens write it."""
    return int(at.timestamp())


def instant(at: float) -> datetime:
    """Return the moment that a token wrote."""
    return datetime.fromtimestamp(at, UTC)


def moment(claims: Mapping[str, Any], name: str) -> float | None:
    """Return the moment in a claim, ``None`` where the claim is missing. Raises :class:`MomentError`."""
    value = claims.get(name)
    if value is None and name not in claims:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LATEST:
        raise MomentError(name)
    return value


def is_current(claims: Mapping[str, Any], *, at: datetime) -> bool:
    """Say whether ``nbf`` and ``iat`` are not to come and ``exp`` is, each where it stands.

    Raises :class:`MomentError`.
    """
    begins, made, ends = (moment(claims, name) for name in ("nbf", "iat", "exp"))
    now = at.timestamp()
    latest_begin = max(begins or 0, made or 0)
    return latest_begin <= now + LEEWAY and (ends is None or now - LEEWAY < ends)
