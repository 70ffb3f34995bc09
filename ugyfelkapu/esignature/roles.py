# SPDX-License-Identifier: EUPL-1.2
"""The parts that files have in a snapshot of the trusted lists."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a file is in a snapshot."""

    TOP = "top"
    PIVOT = "pivot"
    NATIONAL = "national"
    SIGNERS = "signers"
    OWN = "own"
    OWN_SIGNERS = "own-signers"
