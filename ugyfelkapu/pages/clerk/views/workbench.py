# SPDX-License-Identifier: EUPL-1.2
"""The workbench: where a clerk begins, and what waits at their office."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from ugyfelkapu.access.recoveries import waiting_starts
from ugyfelkapu.accounts.queries import waiting_admissions
from ugyfelkapu.pages.clerk.forms import SearchForm
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.lists import waiting_rows
from ugyfelkapu.staff.rights import Right


@desk_page(Right.REGISTER)
def workbench(request: DeskRequest) -> HttpResponse:
    """Offer the next thing to do: register, find a gate, confirm what a colleague asked."""
    admissions = waiting_admissions(by=request.by, at=request.at)
    starts = waiting_starts(by=request.by, at=request.at)
    context = {
        "search": SearchForm(),
        "waiting": waiting_rows(admissions, starts, by=request.by),
        "closed": "closed" in request.GET,
    }
    return render(request, "clerk/workbench.html", context)
