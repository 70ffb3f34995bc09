# SPDX-License-Identifier: EUPL-1.2
"""Proof Key for Code Exchange (RFC 7636): a code is of use only to whom began. S256 and nothing else."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from .errors import invalid_grant, invalid_request
from .parameters import Parameters

METHODS: Final = ("S256",)

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def read_challenge(parameters: Parameters, *, required: bool) -> str:
    """Return the challenge of a request, empty where there is none and none is required.

    Without a method ``plain`` would be meant (RFC 7636, 4.3), and that is refused as when it is said.
    """
    challenge = parameters.get("code_challenge", "")
    method = parameters.get("code_challenge_method", "")
    if not challenge and not method and not required:
        return ""
    if not challenge:
        raise invalid_request("code_challenge is missing")
    if method not in METHODS:
        raise invalid_request("code_challenge_method must be S256")
    if not _CHALLENGE.fullmatch(challenge):
        raise invalid_request("code_challenge is not an S256 challenge")
    return challenge


def verify(verifier: str, challenge: str) -> None:
    """Refuse a code whose verifier does not fit; empty stands for none, on either side.

    A verifier where no challenge was sent is refused too: somebody took the challenge out (RFC 9700, 2.1.1).
    """
    if not verifier and not challenge:
        return
    if not challenge:
        raise invalid_grant("the request had no code_challenge")
    if not _VERIFIER.fullmatch(verifier):
        raise invalid_grant("code_verifier is missing or malformed")
    if not compare_digest(challenge_of(verifier), challenge):
        raise invalid_grant("code_verifier does not fit")


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
