# SPDX-License-Identifier: EUPL-1.2
"""What connected services receive about a person (D17, D19)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Datum(StrEnum):
    """One thing that a service may receive; the order is the one in which people read it."""

    CONNECTION_CODE = "connection_code"
    EMAIL = "email"
    NAME = "name"
    BIRTH_NAME = "birth_name"
    PLACE_AND_DATE_OF_BIRTH = "place_and_date_of_birth"
    MOTHER_NAME = "mother_name"
    CITIZENSHIP = "citizenship"


OF_A_CLAIM: Final = frozenset({Datum.CONNECTION_CODE, Datum.EMAIL})
"""What may be told of somebody whose data nobody has compared with a person (D17)."""


def from_full_gate(marked: Iterable[Datum]) -> tuple[Datum, ...]:
    """Return what a service receives from full gates: what it is marked for, and always the code.

    The connection code is the service's own name for the person, of use to nobody else (D19).
    """
    received = {Datum.CONNECTION_CODE, *marked}
    return tuple(datum for datum in Datum if datum in received)


def from_temporary_gate(marked: Iterable[Datum]) -> tuple[Datum, ...]:
    """Return what the same service receives from temporary gates: at most the code and the e-mail (D17)."""
    return tuple(datum for datum in from_full_gate(marked) if datum in OF_A_CLAIM)
