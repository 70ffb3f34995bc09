# SPDX-License-Identifier: EUPL-1.2
"""Parameters of a request: each once, none empty, nothing larger or stranger than a request can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl

from .errors import UnsafeToRedirectError, invalid_request

Parameters = Mapping[str, str]

LARGEST: Final = 16 * 1024
"""Bytes of a whole request."""
MOST: Final = 100
"""Parameters of a request."""
LONGEST_ECHOED: Final = 512
"""Characters of what is given back as it came: ``state`` and ``nonce``."""

_UNSOUND: Final = re.compile("[\x00\ud800-\udfff]")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")


def read_encoded(encoded: bytes) -> Parameters:
    """Return the parameters of a query or of a form body, both ``application/x-www-form-urlencoded``.

    Raises :class:`UnsafeToRedirectError`: what cannot be read names nobody who could be told.
    """
    if len(encoded) > LARGEST:
        raise _unreadable("the request is too large")
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST
        )
    except ValueError:
        raise _unreadable("the request is not well encoded") from None
    return read_parameters(pairs)


def read_parameters(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """Return parameters by name; one without a value counts as left out (RFC 6749, 3.1).

    Raises :class:`UnsafeToRedirectError` where one comes twice, is no text or all are too large.
    """
    parameters: dict[str, str] = {}
    seen: set[str] = set()
    size = 0
    for name, value in pairs:
        size += _size(name) + _size(value)
        if size > LARGEST or len(seen) == MOST:
            raise _unreadable("the request is too large")
        if name in seen:
            raise _unreadable("a parameter comes more than once")
        seen.add(name)
        if value:
            parameters[name] = value
    return MappingProxyType(parameters)


def _size(text: str) -> int:
    if not sound(text):
        raise _unreadable("a parameter holds what is no text")
    return len(text.encode())


def _unreadable(description: str) -> UnsafeToRedirectError:
    return UnsafeToRedirectError("invalid_request", description)


def sound(text: str) -> bool:
    """Say whether text can be stored and sent: no NUL in it and no half of a surrogate pair."""
    return not _UNSOUND.search(text)


def echoed(parameters: Parameters, name: str) -> str | None:
    """Return what is to be given back exactly, or None; too long is refused, never cut."""
    value = parameters.get(name)
    if value is None:
        return None
    if len(value) > LONGEST_ECHOED:
        raise invalid_request(f"{name} is longer than {LONGEST_ECHOED} characters")
    if _CONTROL.search(value):
        raise invalid_request(f"{name} holds control characters")
    return value


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list parted by spaces, each once, in the order in which they came."""
    return tuple(dict.fromkeys(word for word in text.split(" ") if word))
