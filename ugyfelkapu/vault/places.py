# SPDX-License-Identifier: EUPL-1.2
"""Which place signing keys rest in here, as the settings say."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from .signing import FilePlace, Place

FILE: Final = "file"


def place() -> Place:
    """Return the place in which new keys are made, and whose keys alone sign."""
    return place_of(FILE)


def place_of(name: str) -> Place:
    """Return a place that keys were made in."""
    return FilePlace(settings.SIGNING_RSA_BITS)
