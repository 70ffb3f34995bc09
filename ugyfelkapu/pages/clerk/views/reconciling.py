# SPDX-License-Identifier: EUPL-1.2
"""Renewing a gate's data from the register while its owner stands at the desk (D224 § 7 (7))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.accounts.services.reconciling import RENEWABLE, reconcile_at_desk
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.matching import changed_lines
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.asking import Sight
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.owner_check import Checked, Errand, check_owner
from ugyfelkapu.pages.identity_lines import before_and_after
from ugyfelkapu.staff.rights import Right


@desk_page(Right.RESTORE, "GET", "HEAD", "POST")
def reconcile(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Look the owner up, show before and after, and put the register's data in the gate."""
    accounts.note_opened(account_id, by=request.by, at=request.at)
    gate = queries.gate_for_desk(account_id, by=request.by, at=request.at)
    if gate.state not in RENEWABLE:
        return SeeOther(reverse("clerk:gate", args=[account_id]))
    errand = Errand(step="reconcile", template="clerk/reconcile.html", do=_reconcile, more=_both_sides)
    return check_owner(request, gate, errand)


def _both_sides(gate: Gate, sight: Sight | None) -> Mapping[str, Any]:
    if sight is None or sight.person is None or sight.refusal is not None:
        return {"lines": (), "same": False}
    lines = before_and_after(gate.identity, sight.person.identity)
    return {"lines": lines, "same": not any(line.changed for line in lines)}


def _reconcile(request: DeskRequest, gate: Gate, checked: Checked) -> str:
    known = desk.the_one(checked.answer).identity
    if not changed_lines(gate.identity, known):
        return f"{reverse('clerk:gate', args=[gate.id])}?unchanged"
    reconcile_at_desk(gate.id, answer=checked.answer, evidence=checked.evidence, by=request.by, at=request.at)
    return f"{reverse('clerk:gate', args=[gate.id])}?renewed"
