# SPDX-License-Identifier: EUPL-1.2
"""Which place signing keys rest in here, as the settings say."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from ugyfelkapu.domain.errors import SignerSilent

from .signing import FilePlace, Place

FILE: Final = "file"
PKCS11: Final = "pkcs11"


def place() -> Place:
    """Return the place in which new keys are made, and whose keys alone sign."""
    return place_of(PKCS11 if settings.PKCS11 else FILE)


def place_of(name: str) -> Place:
    """Return a place that keys were made in. Raises :class:`SignerSilent` when it is not set up any more."""
    if name == FILE:
        return FilePlace(settings.SIGNING_RSA_BITS)
    if settings.PKCS11 is None:
        raise SignerSilent(reason="no signing module is set up")
    from .pkcs11 import Pkcs11Place, token  # the library is loaded only where a module is in use

    found = token(settings.PKCS11.module, settings.PKCS11.token, settings.PKCS11.pin)
    return Pkcs11Place(found, settings.SIGNING_RSA_BITS)
