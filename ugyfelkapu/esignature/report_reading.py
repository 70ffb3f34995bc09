# SPDX-License-Identifier: EUPL-1.2
"""Reading a report back from its JSON, strictly by the shapes of report.py."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints  # shapes are only known when running

from .report import Report
from .signed_item import Part


class Unreadable(ValueError):  # noqa: N818
    """This is no report."""


def from_json(text: str, payload: tuple[Part, ...] = ()) -> Report:
    """Return the report that a JSON object holds. Raises :class:`Unreadable`."""
    try:
        values = json.loads(text)
        if not isinstance(values, dict):
            raise Unreadable("no object")
        report: Report = _dataclass(Report, values, skipped=frozenset({"payload"}))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    return dataclasses.replace(report, payload=payload)


def _dataclass(shape: Any, values: object, skipped: frozenset[str] = frozenset()) -> Any:
    if not isinstance(values, dict):
        raise Unreadable(shape.__name__)
    hints = get_type_hints(shape)
    names = [each.name for each in dataclasses.fields(shape) if each.name not in skipped]
    if set(values) != set(names):
        raise Unreadable(shape.__name__)
    return shape(**{name: _value(hints[name], values[name]) for name in names})


def _value(shape: Any, value: object) -> Any:
    if get_origin(shape) is UnionType:
        (inner,) = (each for each in get_args(shape) if each is not NoneType)
        return None if value is None else _value(inner, value)
    if get_origin(shape) is tuple:
        return _tuple(get_args(shape), value)
    if dataclasses.is_dataclass(shape):
        return _dataclass(shape, value)
    if shape is datetime:
        return datetime.fromisoformat(_text(value))
    if isinstance(shape, type) and issubclass(shape, StrEnum):
        return shape(_text(value))
    if type(value) is not shape:
        raise Unreadable(str(shape))
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable("text")
    return value


def _tuple(shapes: tuple[Any, ...], value: object) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Unreadable("list")
    if len(shapes) == 2 and shapes[1] is Ellipsis:
        return tuple(_value(shapes[0], each) for each in value)
    return tuple(_value(shape, each) for shape, each in zip(shapes, value, strict=True))
