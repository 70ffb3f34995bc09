# SPDX-License-Identifier: EUPL-1.2
"""E-mail addresses: what may be one, when two are the same, how one is read aloud (D10)."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from types import MappingProxyType
from typing import Final

from .characters import invisible
from .errors import Kind, Refusal

LONGEST: Final = 254
LONGEST_LOCAL: Final = 64
_LOCAL: Final = re.compile(r"[^\s@<>(),:;\"\\\[\]\x00-\x1f\x7f]+")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class InvalidEmail(Refusal):
    """An address cannot be this; ``reason`` says why.

    empty, missing_at, several_at, spaces, missing_local, local, missing_domain, domain, too_long.
    """

    code = "invalid_email"
    kind = Kind.INVALID


def parse_email(text: str) -> str:
    """Return an address as it is stored: local part in NFC as typed, domain in lower case ASCII.

    Raises :class:`InvalidEmail`.
    """
    address = unicodedata.normalize("NFC", text.strip())
    reason = _shape(address)
    if reason:
        raise InvalidEmail(reason=reason)
    local, _, domain = address.partition("@")
    if not local:
        raise InvalidEmail(reason="missing_local")
    if not _sound_local(local):
        raise InvalidEmail(reason="local")
    if not domain:
        raise InvalidEmail(reason="missing_domain")
    whole = f"{local}@{_ascii_domain(domain)}"
    if len(whole) > LONGEST:
        raise InvalidEmail(reason="too_long")
    return whole


def _shape(address: str) -> str:
    if not address:
        return "empty"
    if len(address) > LONGEST:
        return "too_long"
    if any(char.isspace() for char in address):
        return "spaces"
    at_signs = address.count("@")
    return "missing_at" if at_signs == 0 else "several_at" if at_signs > 1 else ""


def _sound_local(local: str) -> bool:
    if any(invisible(char) for char in local):
        return False
    dots_stand_between = all(part for part in local.split("."))
    return dots_stand_between and bool(_LOCAL.fullmatch(local)) and len(local.encode()) <= LONGEST_LOCAL


def _ascii_domain(domain: str) -> str:
    try:
        ascii_form = domain.casefold().encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise InvalidEmail(reason="domain") from None
    labels = ascii_form.split(".")
    sound = all(_LABEL.fullmatch(label) for label in labels)
    if len(labels) < 2 or not sound or labels[-1].isdigit():
        raise InvalidEmail(reason="domain")
    return ascii_form


def comparison_key(email: str) -> str:
    """Return the form in which two addresses are one: case counts before the @ and not after it."""
    local, _, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    domain = domain.casefold()
    with suppress(UnicodeError):
        domain = domain[:LONGEST].encode("idna").decode("ascii").lower()
    return f"{local}@{domain}"


_SPOKEN: Final = MappingProxyType(
    {
        "hu": {"@": "kukac", ".": "pont", "-": "kötőjel", "_": "aláhúzás", "+": "plusz"},
        "en": {"@": "at", ".": "dot", "-": "hyphen", "_": "underscore", "+": "plus"},
    }
)


def read_aloud(email: str, language: str) -> str:
    """Return an address as a clerk reads it back: „minta pont maria kukac pelda pont hu”."""
    return " ".join(spoken(email, language))


def spoken(email: str, language: str) -> tuple[str, ...]:
    """Return the words in which an address is read back, one for each sign and each run of letters."""
    words = _SPOKEN.get(language, _SPOKEN["en"])
    return tuple(words.get(part, part) for part in re.split(r"([@.\-_+])", email) if part)
