# SPDX-License-Identifier: EUPL-1.2
"""Which register answers: an outside one if its address is set, our own table otherwise."""

from __future__ import annotations

from functools import cache
from threading import Event

from django.conf import settings

from ugyfelkapu.domain.ports import PopulationRegisters
from ugyfelkapu.journal.clock import steady

from .breaker import Breaker
from .client import HttpRegisters
from .embedded import EmbeddedRegisters


@cache
def _outside(url: str, token: str) -> HttpRegisters:
    return HttpRegisters(url, token, Breaker(steady), clock=steady, pause=Event().wait)


def register() -> PopulationRegisters:
    """Return the register of this installation."""
    if settings.REGISTER_URL:
        return _outside(settings.REGISTER_URL, settings.REGISTER_TOKEN)
    return EmbeddedRegisters()
