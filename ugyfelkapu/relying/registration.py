# SPDX-License-Identifier: EUPL-1.2
"""What the demo service was given when it was registered: who the gate is, and who it is to the gate."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit


class NotRegistered(Exception):  # noqa: N818
    """The file is missing or says too little."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Everything else is found from the issuer (OpenID Connect Discovery)."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    post_logout_redirect_uri: str

    @property
    def origin(self) -> str:
        """Return where the demo service itself is."""
        return origin_of(self.redirect_uri)


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def read(file: Path) -> Registration:
    """Return what a file says. Raises :class:`NotRegistered`."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Registration(*(str(told[field.name]) for field in fields(Registration)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotRegistered(str(file)) from error
