# SPDX-License-Identifier: EUPL-1.2
"""Letters on their way: what waits, what was given up and why; never whom they are for."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.outbox import services
from ugyfelkapu.outbox.queries import Status, letters_overview, outbox_state
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.counting import grouped
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.pages.operator.lines import letter_lines
from ugyfelkapu.pages.operator.words import LETTER_STATES, duration
from ugyfelkapu.pages.pieces import NavigationItem

LIMIT = 100


@operator_page()
def letters(request: OperatorRequest) -> HttpResponse:
    """List the newest letters, all or those of one state."""
    asked = request.GET.get("status", "")
    status = Status(asked) if asked in tuple(Status) else None
    state = outbox_state(at=request.at)
    context = {
        "filters": _filters(status),
        "lines": letter_lines(letters_overview(status=status, limit=LIMIT)),
        "limit": LIMIT,
        "waiting": grouped(state.waiting),
        "abandoned": grouped(state.abandoned),
        "oldest": duration(state.oldest_waiting) if state.oldest_waiting is not None else "",
    }
    return render(request, "operator/letters.html", context)


def _filters(present: Status | None) -> list[NavigationItem]:
    here = reverse("operator:letters")
    states = [
        NavigationItem(LETTER_STATES[status][0], f"{here}?status={status}", status is present)
        for status in Status
    ]
    return [NavigationItem(_("all"), here, present is None), *states]


@operator_page("POST")
def retry(request: OperatorRequest, letter_id: UUID) -> HttpResponse:
    """Let a letter that was given up wait again. Raises :class:`LetterWiped`, :class:`Unknown`."""
    services.retry_abandoned(letter_id, by=request.by, at=request.at)
    return SeeOther(f"{reverse('operator:letters')}?status={Status.ABANDONED}")
