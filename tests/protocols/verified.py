# SPDX-License-Identifier: EUPL-1.2
"""Wishes for verified claims and their answers, for the tests of what is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any  # claims and wishes are open JSON

from tests.protocols.asking import AT
from tests.protocols.people import PROOFED_AT, person, proofed
from ugyfelkapu.federation.oidc.protocol.claims import DATA_OF_CLAIM, values
from ugyfelkapu.federation.oidc.protocol.verified_claims import (
    Proofed,
    VerifiedGranted,
    reduced,
    verified_claims,
)

KNOWN = values(DATA_OF_CLAIM, person())
NAME = {"family_name": None}
SINCE = int((AT - PROOFED_AT).total_seconds())
DOCUMENT = {
    "type": "document",
    "check_details": [{"check_method": "vpip"}, {"check_method": "pvp"}],
    "document_details": {"type": "idcard", "issuer": {"country_code": "HUN"}},
}
RECORD = {
    "type": "electronic_record",
    "check_details": [{"check_method": "data"}],
    "record": {"type": "population_register"},
}


def answers(
    *wishes: Mapping[str, Any], known: Mapping[str, Any] = KNOWN, how: Proofed | None = None
) -> list[dict[str, Any]]:
    """Return what wishes are answered with, after a rest in the store."""
    how = how or proofed()
    granted = reduced(wishes, known, how, at=AT)
    rested = json.loads(json.dumps([each.to_json() for each in granted]))
    told = verified_claims([VerifiedGranted.from_json(each) for each in rested], known, how)
    found = told.get("verified_claims", [])
    return found if isinstance(found, list) else [found]


def verification(wish: Any, how: Proofed | None = None) -> Any:
    """Return the account that one wish is answered with; ``None`` without answer."""
    found = answers({"verification": wish, "claims": NAME}, how=how)
    return found[0]["verification"] if found else None


def claims(wish: Any, known: Mapping[str, Any] = KNOWN) -> Any:
    """Return the claims that one wish is answered with; ``None`` without answer."""
    found = answers({"verification": {"trust_framework": None}, "claims": wish}, known=known)
    return found[0]["claims"] if found else None
