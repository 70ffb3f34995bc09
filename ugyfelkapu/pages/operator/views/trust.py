# SPDX-License-Identifier: EUPL-1.2
"""The trusted lists: how each stands, what goes wrong, and asking for newer ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.esignature.queries import GRAVE, Alarm, ListRow, Standing, alarms, list_rows, standing
from ugyfelkapu.esignature.services import TrustSourceMissing, ask_for_update
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.counting import grouped
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.pages.operator.words import TRUST_ALARMS, TRUST_STATES, TRUST_TROUBLES
from ugyfelkapu.pages.pieces import Tag, Text

SHORT = 12


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list of the table."""

    territory: str
    state: Tag
    number: str
    issued: str
    due: str
    services: str
    problems: str  # empty where there is none
    trouble: Text


@operator_page()
def lists(request: OperatorRequest) -> HttpResponse:
    """Show how each list stands."""
    return _page(request)


def _page(request: OperatorRequest, *, status: int = HTTPStatus.OK) -> HttpResponse:
    present = standing()
    context = {
        "alarms": [_alarm(alarm) for alarm in alarms(at=request.at)],
        "lines": [_line(row) for row in list_rows(at=request.at)],
        "snapshot": present.snapshot[:SHORT],
        "taken": _moment(present.taken_at),
        "done": _moment(present.done_at),
        "failure": _failure(present),
        "asked": present.asked,
        "has_source": bool(settings.TRUST_SOURCE),
    }
    return render(request, "operator/trust.html", context, status=status)


def _alarm(alarm: Alarm) -> dict[str, object]:
    return {"text": TRUST_ALARMS[alarm], "grave": alarm in GRAVE}


def _moment(at: datetime | None) -> str:
    return dates.moment(at) if at else _("never")


def _failure(present: Standing) -> Text:
    return TRUST_TROUBLES.get(present.failure, present.failure)


def _line(row: ListRow) -> ListLine:
    trouble = row.trouble or row.refused
    return ListLine(
        territory=_("List of the lists") if row.top else row.territory,
        state=Tag(*TRUST_STATES[row.freshness]),
        number=str(row.sequence or ""),
        issued=dates.plain_day(row.issued_at) if row.issued_at else "–",
        due=dates.plain_day(row.next_update_at) if row.next_update_at else "–",
        services=grouped(row.services),
        problems=grouped(row.problems) if row.problems else "",
        trouble=TRUST_TROUBLES.get(trouble, trouble),
    )


@operator_page("POST")
def refresh(request: OperatorRequest) -> HttpResponse:
    """Let the worker look for newer lists soon; the page says so where there is no source."""
    try:
        ask_for_update(by=request.by, at=request.at)
    except TrustSourceMissing:
        return _page(request, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return SeeOther(reverse("operator:trust"))
