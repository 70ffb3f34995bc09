# SPDX-License-Identifier: EUPL-1.2
"""Sealing values: AES-256-GCM-SIV, bound to the table, the column and the row they stand in."""

from __future__ import annotations

import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from .keyring import ID_BYTES, derive, ring

NONCE_BYTES = 12


class Unreadable(Exception):  # noqa: N818
    """A sealed value does not open: moved from another row, damaged, or its key is gone."""


@cache
def _opener(secret: str) -> AESGCMSIV:
    return AESGCMSIV(derive(secret, "personal fields"))


def seal(plain: bytes, *, context: str) -> bytes:
    """Encrypt ``plain`` with the newest key; ``context`` must be given again to open it."""
    keys = ring()
    nonce = os.urandom(NONCE_BYTES)
    return keys.newest_id + nonce + _opener(keys.secrets[0]).encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes, *, context: str) -> bytes:
    """Decrypt what :func:`seal` made. Raises :class:`Unreadable`."""
    nonce = sealed[ID_BYTES : ID_BYTES + NONCE_BYTES]
    try:
        secret = ring().by_id(sealed[:ID_BYTES])
        return _opener(secret).decrypt(nonce, sealed[ID_BYTES + NONCE_BYTES :], context.encode())
    except (KeyError, InvalidTag, ValueError) as error:
        raise Unreadable(context) from error


def sealed_with_newest(sealed: bytes) -> bool:
    """Say whether the newest key made this value."""
    return sealed[:ID_BYTES] == ring().newest_id
