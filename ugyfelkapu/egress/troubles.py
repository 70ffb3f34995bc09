# SPDX-License-Identifier: EUPL-1.2
"""Why nothing came of asking the outside."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why nothing came of asking."""

    ADDRESS = "address not allowed"
    HOST = "host not allowed"
    PLACE = "leads to a place not allowed"
    NAME = "name not found"
    CONNECTION = "no connection"
    LATE = "too slow"
    LARGE = "answer too large"
    REDIRECT = "redirected"
    STATUS = "unexpected status"
    TYPE = "unexpected type of content"
    CONTENT = "unreadable content"


class FetchFailed(Exception):  # noqa: N818
    """Nothing came of asking; ``trouble`` says why, without the address."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble
