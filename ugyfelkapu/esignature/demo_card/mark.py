# SPDX-License-Identifier: EUPL-1.2
"""What the demo card's lists are known by, wherever they turn up."""

from __future__ import annotations

from typing import Final

SITE: Final = "https://demo.invalid"
"""Where they say that they lie; no list of a state can."""


def is_demo(list_of_lists: bytes) -> bool:
    """Tell whether a list of the lists is the demo card's."""
    return f"{SITE}/".encode() in list_of_lists
