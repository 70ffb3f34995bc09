# SPDX-License-Identifier: EUPL-1.2
"""Which register answers: an outside one if its address is set, our own table otherwise."""

from __future__ import annotations

from functools import cache
from threading import Event
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from ugyfelkapu.domain.ports import CertificateProviders, PopulationRegisters
from ugyfelkapu.journal.clock import steady

from .breaker import Breaker
from .client import HttpRegisters
from .embedded import EmbeddedRegisters
from .providers import HttpProviders, NoProviders

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@cache
def _outside(url: str, token: str, name: str = "UGYFELKAPU_REGISTER") -> HttpRegisters:
    _require_usable(url, token, name)
    return HttpRegisters(url, token, Breaker(steady), clock=steady, pause=Event().wait)


def register() -> PopulationRegisters:
    """Return the register of this installation."""
    if settings.REGISTER_URL:
        return _outside(settings.REGISTER_URL, settings.REGISTER_TOKEN)
    return EmbeddedRegisters()


def providers() -> CertificateProviders:
    """Return whoever is asked about holders of certificates."""
    if settings.PROVIDER_URL:
        return HttpProviders(_outside(settings.PROVIDER_URL, settings.PROVIDER_TOKEN, "UGYFELKAPU_PROVIDER"))
    return NoProviders()


def _require_usable(url: str, token: str, name: str) -> None:
    """Refuse what could never work, and what would send document numbers readably over a network."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name}_URL is {url!r}; it must look like https://register.example")
    if parts.scheme != "https" and not settings.DEVELOPMENT and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured(f"{name}_URL must start with https:// in production")
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ImproperlyConfigured(f"{name}_TOKEN must be set to one word that the register gave")
