# SPDX-License-Identifier: EUPL-1.2
"""Stopping a new start that waits, by whoever is signed in: it makes the gate safer and needs no more."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.access.services.recovering import stop_recovery
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.guard import OwnersRequest, owners_page


@owners_page("POST")
def stop(request: OwnersRequest) -> HttpResponse:
    """Stop it; where nothing waits any more there is nothing to do."""
    if request.citizen.starts_over_at is None:
        return SeeOther(reverse("citizen:security"))
    stop_recovery(request.citizen, by=request.by, at=request.at)
    return SeeOther(f"{reverse('citizen:security')}?stopped")
