# SPDX-License-Identifier: EUPL-1.2
"""The citizen's own page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access.factors import own_factors
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.federation.oidc.connections import acquaintance
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.pages.citizen.activity import Places, mentioned, rows_of
from ugyfelkapu.pages.citizen.guard import OwnersRequest, owners_page
from ugyfelkapu.pages.citizen.levels import panel
from ugyfelkapu.pages.citizen.service_words import latest, names_of, service_row
from ugyfelkapu.pages.citizen.slip import opened_page, slip_of
from ugyfelkapu.pages.proofing_words import told_to_owner
from ugyfelkapu.staff.queries import office_names

READ_ENTRIES = 25


@owners_page()
def account(request: OwnersRequest) -> HttpResponse:
    """Show the gate's level, how its owner was proofed, their data in short and what happened lately."""
    gate = queries.gate(request.citizen.account_id, at=request.at)
    entries = entries_about(gate.id, limit=READ_ENTRIES)
    known = acquaintance(gate.id, mentioned(entry.details for entry in entries), at=request.at)
    places = Places(office_names(), names_of(known.services))
    context = {
        "gate": gate,
        "starts_over_at": request.citizen.starts_over_at,
        "level": panel(
            gate.state,
            request.citizen,
            own_factors(gate.id),
            here=reverse("citizen:account"),
            at=request.at,
        ),
        "proofed": told_to_owner(gate, places.offices),
        "own_services": [service_row(one, at=request.at) for one in latest(known.connections)],
        "events": rows_of(entries, places, at=request.at),
    }
    if gate.state is State.TEMPORARY:
        opened = opened_page(gate, today=day_of(request.at))
        return render(request, "citizen/temporary_account.html", {**context, **opened})
    return render(request, "citizen/account.html", context)


@owners_page()
def slip(request: OwnersRequest) -> HttpResponse:
    """Print the slip of one's own temporary gate. Raises :class:`Unknown` once it is full."""
    return slip_of(queries.gate(request.citizen.account_id, at=request.at))
