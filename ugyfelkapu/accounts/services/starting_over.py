# SPDX-License-Identifier: EUPL-1.2
"""What a new start does to a gate: all of before is void, and a mailed code sets a new password.

Steps of acts that the room above begins: it knows who asked, who approved and when it takes effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.deadlines import passed
from ugyfelkapu.domain.lifecycle import Trigger
from ugyfelkapu.outbox.letters import AddressTakenLetter, Letter
from ugyfelkapu.outbox.post import post

from .addresses import address_is_taken
from .confirming import end_confirmations
from .moving import NEXT_GENERATION, end_codes, move
from .resetting import mail_reset
from .telling import tell_owner

VOIDED: Final[dict[str, object]] = {"password": "", "epoch": F("epoch") + 1}
"""What changes at a gate whose password and second factors are void for good."""


@dataclass(frozen=True, slots=True)
class NewStart:
    """A new start as it was decided at the desk; ``email`` is empty where the known address stays."""

    evidence: desk.Evidence
    register: str
    email: str
    office: str
    asked_by: UUID
    asked_at: datetime
    approved_by: UUID | None


def stopping(account: Account, *, at: datetime) -> dict[str, object]:
    """Return what suspending changes of a gate that is to start over: what waits is stopped.

    What a new start that has taken effect made void stays void, whether or not a worker ran.
    """
    voided = VOIDED if passed(account.starts_over_at, at) else {}
    return {**voided, "starts_over_at": None}


def start_over(account: Account, start: NewStart, *, at: datetime) -> None:
    """Void what opened a gate before, give it the new address, and mail a code; part of an act.

    A new address counts as proved once its code is used. One that another gate has proved gets the same
    answer, and its owner a letter (D10).
    """
    move(account, Trigger.RESET, **VOIDED, generation=NEXT_GENERATION, starts_over_at=None, capped=False)
    end_codes(account, at=at)
    end_confirmations(account, at=at)
    _note_proofing(account, start)
    if start.email:
        account.email, account.email_key = start.email, keys.email_key(start.email)
        account.email_proved_at = None
        account.save(update_fields=["email", "email_key", "email_proved_at"])
    owner = address_is_taken(bytes(account.email_key), at=at, besides=account.id)
    if owner is not None:
        post(AddressTakenLetter(), to=owner.email, language=owner.language, account_id=owner.id)
        return
    mail_reset(account, at=at)


def _note_proofing(account: Account, start: NewStart) -> None:
    """Keep how it was established who starts over (D7); what the owner agreed to stays as it was."""
    consents = Proofing.objects.filter(account=account).order_by("-at")
    Proofing.objects.create(
        account=account,
        method="desk",
        document=start.evidence.document,
        issuing_country=start.evidence.issuing_country,
        address_card=start.evidence.address_card,
        register=start.register,
        consent_version=consents.values_list("consent_version", flat=True).first() or "",
        at=start.asked_at,
        office=start.office,
        staff_id=start.asked_by,
        second_staff_id=start.approved_by,
    )


def tell_known_address(account: Account, letter: Letter, *, at: datetime) -> None:
    """Write to the address that the gate has now, unless it turned out to be another gate's (D10)."""
    if address_is_taken(bytes(account.email_key), at=at, besides=account.id) is None:
        tell_owner(account, letter)
