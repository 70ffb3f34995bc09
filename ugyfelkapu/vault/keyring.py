# SPDX-License-Identifier: EUPL-1.2
"""The key ring: the newest data key encrypts, older ones still open, the root key never changes.

``UGYFELKAPU_DATA_KEY`` holds one secret or several, one a line (or comma between), newest first.
The last one is the root: blind indexes, code digests and journal seals are derived from it, so it
stays when keys in front of it come and go. Every purpose gets its own key by HKDF-SHA256.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
ID_BYTES = 4


def derive(secret: str, purpose: str) -> bytes:
    """Return the 32-byte key of one purpose."""
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=b"ugyfelkapu", info=purpose.encode())
    return kdf.derive(secret.encode())


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All data keys, newest first; each known by the first bytes of its own digest."""

    secrets: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read a ring from its text; an empty one is refused."""
        secrets = tuple(part for part in re.split(r"[\s,]+", text) if part)
        if not secrets:
            raise ImproperlyConfigured("UGYFELKAPU_DATA_KEY holds no key")
        return cls(secrets)

    @property
    def root(self) -> str:
        """Return the secret from which everything that cannot be re-made is derived."""
        return self.secrets[-1]

    @property
    def newest_id(self) -> bytes:
        """Return the id of the key that encrypts."""
        return key_id(self.secrets[0])

    def by_id(self, identifier: bytes) -> str:
        """Return the secret with this id; raises ``KeyError`` when the ring lacks it."""
        for secret in self.secrets:
            if key_id(secret) == identifier:
                return secret
        raise KeyError(identifier.hex())


def key_id(secret: str) -> bytes:
    """Return the short public name of a key."""
    return hashlib.sha256(b"ugyfelkapu key id" + secret.encode()).digest()[:ID_BYTES]


@cache
def _parsed(text: str) -> KeyRing:
    return KeyRing.parse(text)


def ring() -> KeyRing:
    """Return the ring of this installation."""
    return _parsed(settings.DATA_KEY)
