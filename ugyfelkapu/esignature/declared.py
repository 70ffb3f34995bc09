# SPDX-License-Identifier: EUPL-1.2
"""The document that was given out to be signed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """It, in both its forms."""

    pdf: bytes
    xml: bytes
