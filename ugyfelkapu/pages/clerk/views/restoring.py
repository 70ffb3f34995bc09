# SPDX-License-Identifier: EUPL-1.2
"""Restoring a suspended gate: the in-person checks again, and a new address where the old was wrong (D25)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.accounts.services.desk import NEEDS_ADDRESS
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.owner_check import Checked, Errand, check_owner
from ugyfelkapu.staff.rights import Right


@desk_page(Right.RESTORE, "GET", "HEAD", "POST")
def restore(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Look the person up again and restore their gate; a mailed code sets a new password."""
    accounts.note_opened(account_id, by=request.by, at=request.at)
    gate = queries.gate_for_desk(account_id, by=request.by, at=request.at)
    if gate.state is not State.SUSPENDED:
        return SeeOther(reverse("clerk:gate", args=[account_id]))
    wrong_address = gate.suspended_for in NEEDS_ADDRESS
    errand = Errand(
        step="restore",
        template="clerk/restore.html",
        do=_restore,
        address=wrong_address,
        needs=("email", "email_again") if wrong_address else (),
    )
    return check_owner(request, gate, errand)


def _restore(request: DeskRequest, gate: Gate, checked: Checked) -> str:
    accounts.restore(
        gate.id,
        answer=checked.answer,
        evidence=checked.evidence,
        email=checked.cleaned.get("email", ""),
        by=request.by,
        at=request.at,
    )
    return f"{reverse('clerk:gate', args=[gate.id])}?restored"
