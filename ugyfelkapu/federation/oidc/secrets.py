# SPDX-License-Identifier: EUPL-1.2
"""Codes and tokens: 256 random bits behind a word that leak scanners know; only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

CODE: Final = "kapu_ac_"
ACCESS: Final = "kapu_at_"
REFRESH: Final = "kapu_rt_"
SECRET: Final = "kapu_cs_"  # noqa: S105  a prefix
REQUEST: Final = "urn:ietf:params:oauth:request_uri:kapu_"
RANDOM_BYTES: Final = 32


def new(prefix: str) -> str:
    """Return a fresh secret of a kind."""
    return prefix + secrets.token_urlsafe(RANDOM_BYTES)


def digest(secret: str) -> bytes:
    """Return what the tables hold of a secret."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
