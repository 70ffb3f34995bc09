# SPDX-License-Identifier: EUPL-1.2
"""Passwords at rest: Argon2id over a keyed hash, a bounded number at once.

The keyed hash in front makes a stolen table useless without the root key, and every password the
same size for Argon2id, however long it was.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from django.conf import settings

from ugyfelkapu.domain.errors import Busy

from .index import keyed_hash

WAIT_SECONDS = 5.0
"""How long a request waits for its turn to hash before it is told to come back."""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(
        time_cost=settings.ARGON2_PASSES,
        memory_cost=settings.ARGON2_MEMORY_KIB,
        parallelism=settings.ARGON2_LANES,
        type=Type.ID,
    )


@cache
def _places() -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(settings.HASHES_AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    if not _places().acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _places().release()


def _keyed(password: str) -> str:
    return keyed_hash("password", password).hex()


def hash_password(password: str) -> str:
    """Return what is stored for a password. Raises :class:`Busy` when too many hash at once."""
    with _turn():
        return _hasher().hash(_keyed(password))


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(_keyed("nobody has this password"))


def password_is(password: str, stored: str) -> bool:
    """Say whether ``password`` is the one stored; no stored hash costs just the same."""
    with _turn():
        try:
            right = _hasher().verify(stored or _nobodys_hash(), _keyed(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and bool(stored)


def needs_rehash(stored: str) -> bool:
    """Say whether the parameters have changed since this hash was made."""
    return _hasher().check_needs_rehash(stored)
