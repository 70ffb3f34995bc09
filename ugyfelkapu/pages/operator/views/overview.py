# SPDX-License-Identifier: EUPL-1.2
"""How the house is doing, in numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ugyfelkapu.accounts.queries import figures
from ugyfelkapu.journal.chain import head
from ugyfelkapu.outbox.queries import outbox_state
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.counting import grouped
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.pages.pieces import Figure


@operator_page()
def overview(request: OperatorRequest) -> HttpResponse:
    """Show the figures, newest first."""
    context = {"figures": _figures(request.at), "now": dates.moment(request.at)}
    return render(request, "operator/overview.html", context)


def _figures(at: datetime) -> list[Figure]:
    gates, mail, chain = figures(at), outbox_state(at=at), head()
    waiting = _("oldest: %(seconds)s seconds") % {"seconds": grouped(_seconds(mail.oldest_waiting))}
    return [
        Figure(
            _("Living gates"),
            grouped(gates.living),
            _("of these temporary %(count)s") % {"count": grouped(gates.temporary)},
        ),
        Figure(
            _("Registered today"),
            grouped(gates.registered_today),
            _("not yet activated %(count)s") % {"count": grouped(gates.waiting_for_code)},
        ),
        Figure(_("Letters waiting"), grouped(mail.waiting), waiting if mail.waiting else ""),
        Figure(
            _("Letters given up"),
            grouped(mail.abandoned),
            _("Look at them") if mail.abandoned else "",
            url=reverse("operator:letters") if mail.abandoned else "",
            bad=bool(mail.abandoned),
        ),
        Figure(
            _("Journal entries"),
            grouped(chain.entries),
            ngettext("%(count)s not yet chained", "%(count)s not yet chained", chain.unchained)
            % {"count": grouped(chain.unchained)},
        ),
    ]


def _seconds(age: timedelta | None) -> int:
    return 0 if age is None else max(0, int(age.total_seconds()))
