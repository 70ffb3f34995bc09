# SPDX-License-Identifier: EUPL-1.2
"""HTML from values: everything is escaped unless it is markup already."""

from __future__ import annotations

from html import escape
from typing import Final

VOID: Final = frozenset({"meta", "link", "br"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def element(tag: str, /, *content: str | None, **attributes: str | bool | None) -> Markup:
    """Return an element. ``class_`` means class, ``aria_label`` aria-label; nothing becomes of ``None``."""
    opened = f"<{tag}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    if tag in VOID:
        return Markup(opened)
    return Markup(f"{opened}{together(*content)}</{tag}>")


def together(*content: str | None) -> Markup:
    """Return pieces one after the other."""
    return Markup("".join(_piece(part) for part in content if part))


def _piece(part: str) -> str:
    return part if isinstance(part, Markup) else escape(part)


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    plain = name.rstrip("_").replace("_", "-")
    return f" {plain}" if value is True else f' {plain}="{escape(value)}"'
