# SPDX-License-Identifier: EUPL-1.2
"""Checking the owner of a gate that was opened with a certificate that is not qualified: the cap goes."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.accounts.services import desk_check
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.owner_check import Checked, Errand, check_owner
from ugyfelkapu.staff.rights import Right


@desk_page(Right.RESTORE, "GET", "HEAD", "POST")
def check(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Look the person up and note that the desk has seen them; the gate's level is no longer capped."""
    accounts.note_opened(account_id, by=request.by, at=request.at)
    gate = queries.gate_for_desk(account_id, by=request.by, at=request.at)
    if gate.state is not State.ACTIVE or not gate.capped:
        why = "not-capped" if gate.state is State.ACTIVE else "not-active"
        return SeeOther(f"{reverse('clerk:gate', args=[account_id])}?{why}")
    return check_owner(request, gate, Errand(step="check", template="clerk/check.html", do=_check))


def _check(request: DeskRequest, gate: Gate, checked: Checked) -> str:
    desk_check.check_owner(
        gate.id, answer=checked.answer, evidence=checked.evidence, by=request.by, at=request.at
    )
    return f"{reverse('clerk:gate', args=[gate.id])}?checked"
