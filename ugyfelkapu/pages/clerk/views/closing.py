# SPDX-License-Identifier: EUPL-1.2
"""Closing a gate for good while its owner stands at the desk (D21)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.pages.clerk.forms import CloseForm
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.owner_check import Checked, Errand, check_owner
from ugyfelkapu.staff.rights import Right


@desk_page(Right.CLOSE, "GET", "HEAD", "POST")
def close(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Look the owner up, and close their gate once they said that they want it."""
    accounts.note_opened(account_id, by=request.by, at=request.at)
    gate = queries.gate_for_desk(account_id, by=request.by, at=request.at)
    return check_owner(request, gate, _ERRAND)


def _close(request: DeskRequest, gate: Gate, checked: Checked) -> str:
    accounts.close_at_desk(
        gate.id, answer=checked.answer, evidence=checked.evidence, by=request.by, at=request.at
    )
    return f"{reverse('clerk:workbench')}?closed"


_ERRAND = Errand(step="close", template="clerk/close.html", do=_close, needs=("wish",), form=CloseForm)
