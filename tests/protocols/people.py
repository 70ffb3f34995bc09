# SPDX-License-Identifier: EUPL-1.2
"""People whom services are told about, and how they were proofed, for the tests of claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any  # for dataclasses.replace
from zoneinfo import ZoneInfo

from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.federation.oidc.protocol.claims import Person
from ugyfelkapu.federation.oidc.protocol.verified_claims import Proofed

PROOFED_AT = datetime(2026, 11, 2, 0, 30, 17, 512, tzinfo=ZoneInfo("Europe/Budapest"))
DAY_TOLD = "2026-11-01T00:00Z"


def identity(**changed: Any) -> Identity:
    """Return natural identity data."""
    usual = Identity(
        current_name=Name("Mintáné Példa", "Anna Mária", "dr."),
        birth_name=Name("Példa", "Anna Mária"),
        birth_place="Kolozsvár (Románia)",
        birth_date=date(1980, 2, 29),
        mother_birth_name=Name("Minta", "Éva"),
        citizenship="HUN",
    )
    return replace(usual, **changed)


def proofed(**changed: Any) -> Proofed:
    """Return how somebody was proofed: at a desk, with a card, compared with the register."""
    usual = Proofed(
        method="desk", document="id_card", issuing_country="HUN", register="population", at=PROOFED_AT
    )
    return replace(usual, **changed)


def person(**changed: Any) -> Person:
    """Return the owner of a full gate."""
    usual = Person(
        sub="kod",
        temporary=False,
        identity=identity(),
        email="anna@example.com",
        email_verified=True,
        proofed=proofed(),
    )
    return replace(usual, **changed)
