# SPDX-License-Identifier: EUPL-1.2
"""What a service wants the person asked again, and how old a proof may be (OpenID Connect Core, 3.1.2.1)."""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from .errors import invalid_request
from .parameters import Parameters, words

_AGE: Final = re.compile(r"[0-9]{1,9}")


class Prompt(StrEnum):
    """What the person is to be asked, or that nothing may be asked."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    SELECT_ACCOUNT = "select_account"


class Asking(Protocol):
    """A request, as far as this module reads it."""

    @property
    def prompts(self) -> Set[Prompt]:
        """Return what is to be asked."""
        ...

    @property
    def max_age(self) -> int | None:
        """Return how many seconds old a proof may be."""
        ...


def read_prompts(parameters: Parameters) -> frozenset[Prompt]:
    """Return what is to be asked; ``none`` stands alone, and words nobody knows are refused."""
    asked = words(parameters.get("prompt", ""))
    if not set(asked) <= set(Prompt):
        raise invalid_request("prompt holds an unknown value")
    if Prompt.NONE in asked and len(asked) > 1:
        raise invalid_request("prompt holds none beside another value")
    return frozenset(Prompt(word) for word in asked)


def read_max_age(parameters: Parameters) -> int | None:
    """Return how many seconds old a proof may be, None where it does not matter."""
    text = parameters.get("max_age")
    if text is None:
        return None
    if not _AGE.fullmatch(text):
        raise invalid_request("max_age is not a number of seconds")
    return int(text)


def must_prove_again(request: Asking, *, auth_time: datetime, begun_at: datetime) -> bool:
    """Say whether a person who proved at ``auth_time`` must prove again in a sign-in begun at ``begun_at``.

    Only a proof of this very sign-in answers ``prompt=login``: nothing in an address can claim it was given.
    """
    if auth_time >= begun_at:
        return False
    if Prompt.LOGIN in request.prompts:
        return True
    return request.max_age is not None and begun_at - auth_time > timedelta(seconds=request.max_age)
