# SPDX-License-Identifier: EUPL-1.2
"""Keeping that a desk saw the owner of a gate that an electronic signature had opened (D7)."""

from __future__ import annotations

from datetime import datetime

from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.journal.actor import Actor


def note_seen(
    account: Account, person: RegisteredPerson, evidence: desk.Evidence, *, by: Actor, at: datetime
) -> None:
    """Keep that a desk established who the owner is (D7); what they agreed to stays as it was."""
    earlier = Proofing.objects.filter(account=account).order_by("-at")
    Proofing.objects.create(
        account=account,
        method="desk",
        document=evidence.document,
        issuing_country=evidence.issuing_country,
        address_card=evidence.address_card,
        register=str(person.register),
        consent_version=earlier.values_list("consent_version", flat=True).first() or "",
        at=at,
        office=by.office,
        staff_id=by.uuid,
    )
