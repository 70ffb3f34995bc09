# SPDX-License-Identifier: EUPL-1.2
"""How many wrong guesses a secret bears, as a pure rule over the moments of the failures (D16)."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CODE_TRIES: Final = 10
"""Wrong tries after which a mailed code is dead (D12)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``count`` failures within ``window`` lock for ``lock``; each further lock within a day doubles it."""

    count: int
    window: timedelta
    lock: timedelta
    longest: timedelta
    memory: timedelta = timedelta(hours=24)


ACCOUNT: Final = Limit(5, timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=12))
"""224/2009. (X. 14.) Korm. r. § 18 (1): five wrong pairs in five minutes lock for thirty."""
DEVICE: Final = ACCOUNT
NETWORK: Final = Limit(100, timedelta(minutes=5), timedelta(minutes=5), timedelta(hours=1))
"""A prefix may hold a whole office: generous, and locked shortly."""
USERNAME_CHECKS: Final = Limit(
    30, timedelta(hours=1), timedelta(hours=1), timedelta(hours=1), timedelta(hours=3)
)
"""Answers about free usernames that a network gets in an hour (D11)."""

SECOND_STEP: Final = ACCOUNT
"""Wrong codes at the second step, however often the first is taken again."""
TEMPORARY_GATES: Final = Limit(
    20, timedelta(hours=1), timedelta(hours=1), timedelta(hours=1), timedelta(hours=3)
)
"""Temporary gates that a network opens in an hour (D18)."""
REGISTER_QUESTIONS: Final = Limit(
    5, timedelta(hours=1), timedelta(hours=1), timedelta(hours=1), timedelta(hours=3)
)
"""Questions to the register about its owner that a gate has in an hour."""
_DAY: Final = timedelta(days=1)
LETTERS_A_DAY: Final = 3
"""Letters that strangers cause in a day: to a gate's owner by asking for codes (D15), and to an address
that nobody has proved by naming it (D18)."""
OUTCOME_LETTERS: Final = Limit(LETTERS_A_DAY, _DAY, _DAY, _DAY)
"""Letters about the outcome of signed forms to an address that a form names."""


def locked_until(failures: Sequence[datetime], at: datetime, limit: Limit) -> datetime | None:
    """Return the end of the lock in force at ``at``, if any.

    ``failures`` are in order of time. A lock starts at the failure that fills the window; attempts made
    while it lasts are refused unheard and count for nothing, even if somebody noted them. It is twice as
    long for each earlier lock that started within the limit's memory.
    """
    locks: list[datetime] = []
    end: datetime | None = None
    run: list[datetime] = []
    for moment in failures:
        if moment > at or (end is not None and moment < end):
            continue
        run = [earlier for earlier in run if moment - earlier < limit.window] + [moment]
        if len(run) >= limit.count:
            locks = [earlier for earlier in locks if moment - earlier < limit.memory]
            end, run = moment + min(limit.lock * 2 ** len(locks), limit.longest), []
            locks.append(moment)
    return end if end is not None and at < end else None


def network_of(address: str) -> str:
    """Return the prefix that stands for a client's network: /24 of IPv4, /56 of IPv6.

    An IPv4 address written as IPv6 is the IPv4 one. Raises :class:`ValueError` for what is no address.
    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    length = 24 if parsed.version == 4 else 56
    return str(ipaddress.ip_network((parsed, length), strict=False))
