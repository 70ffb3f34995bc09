# SPDX-License-Identifier: EUPL-1.2
"""Passwords at the door: hashing a chosen one, judging a typed one."""

from __future__ import annotations

from ugyfelkapu.access import attempts
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.errors import Busy
from ugyfelkapu.domain.passwords import normalise_password
from ugyfelkapu.vault.hashing import hash_password, password_is

PASSWORD = "password"  # noqa: S105  the name of a method


def new_password(text: str) -> accounts.NewPassword:
    """Hash a chosen password, before any transaction begins. Raises :class:`Busy`."""
    whole = normalise_password(text)
    return accounts.NewPassword(whole, hash_password(whole))


def is_right(password: str, stored: str, guess: attempts.Guess) -> bool:
    """Judge a password; a guess that found no turn to be judged does not count."""
    try:
        return password_is(normalise_password(password), stored)
    except Busy:
        guess.forgive()
        raise
