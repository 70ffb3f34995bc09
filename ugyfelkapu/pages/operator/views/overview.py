# SPDX-License-Identifier: EUPL-1.2
"""How the house is doing: the numbers that matter, each with its comparison, and what happened last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.accounts.outlook import registered_between
from ugyfelkapu.accounts.queries import figures
from ugyfelkapu.domain.deadlines import day_of, start_of
from ugyfelkapu.esignature.queries import GRAVE, alarms
from ugyfelkapu.journal.chain import head
from ugyfelkapu.journal.clock_watch import standing
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.outbox.queries import OutboxState, outbox_state
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.counting import grouped
from ugyfelkapu.pages.operator.deadline_chart import deadline_chart
from ugyfelkapu.pages.operator.guard import WATCH, OperatorRequest, operator_page
from ugyfelkapu.pages.operator.lines import entry_lines
from ugyfelkapu.pages.operator.words import CLOCK_DOUBTS, TRUST_ALARMS, duration
from ugyfelkapu.pages.pieces import Figure
from ugyfelkapu.staff.rights import Right, may

LATEST: Final = 6
A_WEEK: Final = timedelta(days=7)


@operator_page(rights=WATCH)
def overview(request: OperatorRequest) -> HttpResponse:
    """Show how the house stands; auditors, who only read the journal, are sent there."""
    if not may(request.staff.role, Right.RUN):
        return SeeOther(reverse("operator:journal"))
    context = {
        "now": dates.moment(request.at),
        "figures": [
            *_clock(),
            *_gates(request.at),
            *_letters(outbox_state(at=request.at)),
            *_trusted_lists(request.at),
            _journal(),
        ],
        "chart": deadline_chart(at=request.at),
        "lines": entry_lines(latest_entries(limit=LATEST)),
    }
    return render(request, "operator/overview.html", context)


def _clock() -> list[Figure]:
    """Show the alarm of a clock that is not trusted (nothing is erased meanwhile)."""
    seen, doubt = standing()
    if not doubt:
        return []
    note = _("Nothing is erased. Trusted last: %(moment)s. If it is right: ugyfelkapu clock accept")
    moment = dates.moment(seen) if seen else _("never")
    return [Figure(_("Clock"), str(CLOCK_DOUBTS[doubt]), note % {"moment": moment}, bad=True)]


def _trusted_lists(at: datetime) -> list[Figure]:
    """Show the alarms of the trusted lists, if there are any."""
    found = alarms(at=at)
    if not found:
        return []
    grave = any(alarm in GRAVE for alarm in found)
    note = str(TRUST_ALARMS[found[0]])
    return [Figure(_("Trusted lists"), _("Look at them"), note, reverse("operator:trust"), bad=grave)]


def _gates(at: datetime) -> list[Figure]:
    gates = figures(at)
    last_week = at - A_WEEK
    before = registered_between(start_of(day_of(last_week)), last_week, at=at)
    return [
        Figure(
            _("Living gates"),
            grouped(gates.living),
            _("of them temporary: %(temporary)s, waiting for activation: %(waiting)s")
            % {"temporary": grouped(gates.temporary), "waiting": grouped(gates.waiting_for_code)},
        ),
        Figure(
            _("Registered today"),
            grouped(gates.registered_today),
            _("a week ago by this time: %(count)s") % {"count": grouped(before)},
        ),
    ]


def _letters(state: OutboxState) -> list[Figure]:
    oldest = state.oldest_waiting
    age = _("oldest: %(age)s") % {"age": duration(oldest)} if oldest is not None else _("none waits")
    abandoned = f"{reverse('operator:letters')}?status=abandoned"
    return [
        Figure(_("Letters waiting"), grouped(state.waiting), age),
        Figure(
            _("Undeliverable letters"),
            grouped(state.abandoned),
            _("Look at them") if state.abandoned else _("every letter found its way"),
            abandoned if state.abandoned else "",
            bad=bool(state.abandoned),
        ),
    ]


def _journal() -> Figure:
    chain = head()
    note = _("not chained yet: %(count)s") % {"count": grouped(max(chain.unchained, 0))}
    return Figure(_("Journal entries"), grouped(chain.entries), note)
