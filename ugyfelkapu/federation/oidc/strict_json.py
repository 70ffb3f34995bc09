# SPDX-License-Identifier: EUPL-1.2
"""JSON that strangers sent: one reading of it, or none.

Whatever two readers might understand differently, or what trips over later, is refused: members said
twice, numbers beyond reckoning, depth without end, half characters and NUL.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final  # JSON is open

DEEPEST: Final = 24


class JsonError(ValueError):
    """The text is no JSON object that can be trusted; ``reason`` says why, without any of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_object(text: bytes) -> dict[str, Any]:
    """Return the object that a UTF-8 text holds. Raises :class:`JsonError`; cap its size beforehand."""
    value = read_value(text)
    if not isinstance(value, dict):
        raise JsonError("not a JSON object")
    return value


def read_value(text: bytes) -> Any:
    """Return the JSON value that a UTF-8 text holds. Raises :class:`JsonError`."""
    try:
        value = json.loads(
            text.decode(), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite
        )
    except JsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonError("not valid JSON") from error
    if text.count(b"{") + text.count(b"[") > DEEPEST and _too_deep(value):
        raise JsonError("JSON too deep")
    if b"\\u" in text and _odd(value):
        raise JsonError("JSON holds characters that are none")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonError("a member of the JSON stands twice")
    return members


def _no_constant(name: str) -> float:
    raise JsonError("not valid JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise JsonError("a number of the JSON is out of range")
    return value


def _too_deep(value: Any) -> bool:
    """Say whether lists and objects stand deeper in one another than we follow."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
    return any(isinstance(outer, dict | list) for outer in level)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _odd(value: Any) -> bool:
    """Say whether a text in it holds NUL, or half of a character that escapes made."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and ("\0" in one or any("\ud800" <= letter <= "\udfff" for letter in one)):
            return True
        if isinstance(one, dict):
            waiting.extend(one)
        waiting.extend(_inside(one))
    return False
